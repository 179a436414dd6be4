/** The bytes of a source at one moment. */
export interface Reading {
  readonly bytes: Uint8Array;
  /** Which file it was: the same one with other bytes was rewritten in place, perhaps not to the end. */
  readonly file: string | undefined;
  /** For people. */
  readonly name: string;
}

/** Where the ticket comes from. Every method throws SharerError or Krb5Error for a reason outside of the program. */
export interface Source {
  /** For people. */
  readonly description: string;
  /**
   * Cheap: a text that differs when the source may have changed. undefined where only reading shows a change (KCM), which
   * also means that there is nothing to watch.
   */
  signature(): string | undefined;
  /** The folders in which a change shows, and which names in them matter. */
  folders(): string[];
  matters(name: string): boolean;
  read(): Promise<Reading>;
}
