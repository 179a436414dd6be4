/** A shape of credential. Each has examples in ../testing/examples.ts, which are its test. */
export interface Rule {
  readonly id: string;
  readonly what: string;
  /** Global; the group `value` is the credential. */
  readonly pattern: RegExp;
  /** Words of which one must be in the text, in lower case, before the pattern is tried. */
  readonly hints: readonly string[];
  /**
   * How many bytes a match reaches before and behind its word, at most, when whole lines are added at both ends. What
   * lies further off is not looked at.
   */
  readonly reach?: Reach;
  /** A look at the other groups; without it a match counts unless its value is a placeholder. */
  accepts?(groups: Readonly<Record<string, string | undefined>>): boolean;
}

export interface Reach {
  readonly before: number;
  readonly behind: number;
}
