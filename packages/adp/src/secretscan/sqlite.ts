import { isPlaceholder } from "./value.ts";

const magic = "SQLite format 3\0";
const secretColumn = /^(?:password|passwd|pwd|secret|token|api_?key|access_key|private_key)$/i;
const leaf = 0x0d;
const interior = 0x05;

/**
 * Columns of an SQLite database (Airflow's own metadata, for one) that hold passwords, as table.column. Reads the tables'
 * pages by SQLite's file format (sqlite.org/fileformat2.html); a damaged file gives what could be read of it.
 */
export function sqlitePasswords(content: Buffer): string[] {
  if (content.toString("latin1", 0, magic.length) !== magic) return [];
  const found = new Set<string>();
  try {
    const database = new Database(content);
    for (const [type, name, , root, sql] of database.rows(1)) {
      if (type !== "table" || typeof root !== "number" || typeof sql !== "string") continue;
      const wanted = columnsOf(sql).flatMap((column, index) =>
        secretColumn.test(column) ? [{ column, index }] : [],
      );
      if (wanted.length === 0) continue;
      for (const row of database.rows(root))
        for (const { column, index } of wanted) {
          const value = row[index];
          if (typeof value === "string" && value.length >= 4 && !isPlaceholder(value))
            found.add(`${name}.${column}`);
        }
    }
  } catch (error) {
    // Cut off or damaged: a page or a length points outside.
    if (!(error instanceof RangeError)) throw error;
  }
  return [...found];
}

type Value = string | number | undefined;

class Database {
  readonly #pageSize: number;

  constructor(private readonly content: Buffer) {
    const size = content.readUInt16BE(16);
    this.#pageSize = size === 1 ? 65536 : size;
  }

  /** The rows of a table's tree of pages. A long row's overflow pages are left out. */
  *rows(page: number, depth = 0): Generator<Value[]> {
    if (depth > 20) return;
    const start = (page - 1) * this.#pageSize;
    const header = page === 1 ? start + 100 : start;
    const kind = this.content.readUInt8(header);
    const cells = this.content.readUInt16BE(header + 3);
    if (kind !== leaf && kind !== interior) return;
    const pointers = header + (kind === interior ? 12 : 8);
    for (let index = 0; index < cells; index++) {
      const cell = start + this.content.readUInt16BE(pointers + index * 2);
      if (kind === interior) yield* this.rows(this.content.readUInt32BE(cell), depth + 1);
      else yield this.#record(cell);
    }
    if (kind === interior) yield* this.rows(this.content.readUInt32BE(header + 8), depth + 1);
  }

  #record(cell: number): Value[] {
    const afterSize = this.#varint(cell).next;
    const start = this.#varint(afterSize).next;
    const { value: headerSize, next } = this.#varint(start);
    const values: Value[] = [];
    let body = start + headerSize;
    for (let at = next; at < start + headerSize; ) {
      const type = this.#varint(at);
      at = type.next;
      const { value, size } = this.#value(type.value, body);
      values.push(value);
      body += size;
    }
    return values;
  }

  #value(type: number, at: number): { value: Value; size: number } {
    if (type >= 13 && type % 2 === 1) {
      const size = (type - 13) / 2;
      return { value: this.content.toString("utf8", at, at + size), size };
    }
    if (type >= 12) return { value: undefined, size: (type - 12) / 2 };
    const size = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0][type] ?? 0;
    return { value: size > 0 && type < 6 ? this.content.readIntBE(at, size) : undefined, size };
  }

  #varint(start: number): { value: number; next: number } {
    let value = 0;
    for (let at = start; at < start + 9; at++) {
      const byte = this.content.readUInt8(at);
      value = value * 128 + (byte & 0x7f);
      if (byte < 0x80) return { value, next: at + 1 };
    }
    return { value, next: start + 9 };
  }
}

/** The names of the columns of a CREATE TABLE, in their order. */
function columnsOf(sql: string): string[] {
  const inside = sql.slice(sql.indexOf("(") + 1, sql.lastIndexOf(")"));
  const parts: string[] = [];
  let depth = 0;
  let part = "";
  for (const character of inside) {
    depth += character === "(" ? 1 : character === ")" ? -1 : 0;
    if (character === "," && depth === 0) {
      parts.push(part);
      part = "";
    } else part += character;
  }
  return [...parts, part].map((one) => /^\s*["`[]?(\w+)/.exec(one)?.[1] ?? "");
}
