/** A shape of credential. Each has examples in ../testing/examples.ts, which are its test. */
export interface Rule {
  readonly id: string;
  readonly what: string;
  /** Global; the group `value` is the credential. */
  readonly pattern: RegExp;
  /** Words of which one must be in the text, in lower case, before the pattern is tried. */
  readonly hints: readonly string[];
  /** A look at the other groups; without it a match counts unless its value is a placeholder. */
  accepts?(groups: Readonly<Record<string, string | undefined>>): boolean;
}
