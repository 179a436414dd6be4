/** A file to scan, wherever it is kept. */
export interface Source {
  readonly path: string;
  /** Its name in git's store, where it is read from there. */
  readonly object?: string;
  /** Its bytes, in parts of any size. */
  read(): AsyncIterable<Buffer>;
}

/** What a scan looks at, and what it leaves out. */
export interface Sources {
  readonly files: AsyncIterable<Source> | Iterable<Source>;
  /** Taken out by the repository's own .gitattributes. */
  readonly exempt: readonly string[];
}
