/** A credential, or what looks like one. The value itself is never kept. */
export interface Finding {
  readonly path: string;
  /** From 1; 0 where the file is not made of lines. */
  readonly line: number;
  readonly rule: string;
  /** What it is, in a few words. */
  readonly what: string;
}

export interface ScannedText {
  readonly path: string;
  readonly content: string;
}
