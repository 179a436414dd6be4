import type { Budget } from "./budget.ts";

/** A file inside an archive. */
export interface Inside {
  readonly name: string;
  readonly content: Buffer;
}

/** One kind of archive or compression. */
export interface Format {
  readonly name: string;
  /** By content; `path` where the content says nothing. */
  is(content: Buffer, path: string): boolean;
  /** @throws where it is damaged or encrypted; undefined where it turns out to be something else. */
  open(content: Buffer, budget: Budget): Promise<Inside[] | undefined>;
}

export function startsWith(content: Buffer, magic: string): boolean {
  return content.length > magic.length && content.toString("latin1", 0, magic.length) === magic;
}
