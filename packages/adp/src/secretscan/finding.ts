/** A credential, or what looks like one. The value itself is never kept. */
export interface Finding {
  readonly path: string;
  /** From 1; 0 where it stands in the file's name, or the file is not made of lines. */
  readonly line: number;
  readonly rule: string;
  /** What it is, in a few words. */
  readonly what: string;
  /** The object in git's history that holds it. */
  readonly object?: string;
}

export interface ScannedText {
  readonly path: string;
  readonly content: string;
}
