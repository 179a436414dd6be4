import { ProfileError, type ProfileErrorKind } from "./errors.ts";
import type { Section } from "./tree.ts";

/** C's isspace. */
const blank = "[ \\t\\v\\f\\r\\n]";
const leading = new RegExp(`^${blank}+`);
const around = new RegExp(`^${blank}+|${blank}+$`, "g");

/**
 * Reads one file's lines into a root section, one line after the other. Included files get a state of their own
 * and share the root, so a file that is included cannot close the braces of the one that includes it.
 */
export class LineReader {
  #state: "preamble" | "lines" | "brace" = "preamble";
  /** From the top-level section to the innermost open subsection. */
  #open: Section[] = [];
  #line = 0;

  constructor(
    readonly file: string,
    readonly root: Section,
  ) {}

  get line(): number {
    return this.#line;
  }

  /** Passes over a line that is somebody else's: an include. */
  pass(): void {
    this.#line++;
  }

  /** Takes the next line, without its line end. */
  take(line: string): void {
    this.#line++;
    if (this.#state === "preamble") {
      // What stands before the first section is a comment, whatever it says.
      if (/^module[ \t\v\f]/.test(line)) throw this.error("module", "this file asks for a binary module");
      if (!line.startsWith("[")) return;
      this.#state = "lines";
    }
    const text = line.replace(leading, "");
    if (this.#state === "brace") {
      if (!text.startsWith("{")) throw this.error("missing-brace", "{ is due here");
      this.#state = "lines";
      return;
    }
    if (text === "" || text.startsWith(";") || text.startsWith("#")) return;
    if (text.startsWith("[")) this.#section(text);
    else if (text.startsWith("}")) this.#close(text);
    else this.#relation(text);
  }

  error(kind: ProfileErrorKind, what: string, cause?: unknown): ProfileError {
    return new ProfileError(kind, this.file, this.#line, what, cause);
  }

  #section(text: string): void {
    if (this.#open.length > 1) throw this.error("section-not-top", "a section begins inside braces");
    const end = text.indexOf("]");
    if (end < 0) throw this.error("section-syntax", "the section's name has no ]");
    const section = this.root.open(text.slice(1, end));
    const rest = text.slice(end + 1);
    if (rest.startsWith("*")) section.final = true;
    if (rest.replace(/^\*/, "").replace(leading, "") !== "")
      throw this.error("section-syntax", "there is text after the section's name");
    this.#open = [section];
  }

  #close(text: string): void {
    const section = this.#open.length > 1 ? this.#open.pop() : undefined;
    if (section === undefined) throw this.error("extra-brace", "this } closes nothing");
    if (text.startsWith("}*")) section.final = true;
  }

  #relation(text: string): void {
    const parent = this.#open.at(-1);
    const equals = text.indexOf("=");
    const tag = text.slice(0, Math.max(equals, 0)).replace(around, "");
    if (parent === undefined || tag === "" || new RegExp(blank).test(tag))
      throw this.error("relation-syntax", "this is no name = value");
    const star = tag.indexOf("*");
    const name = star < 0 ? tag : tag.slice(0, star);
    const value = text.slice(equals + 1).replace(around, "");
    if (value === "" || value === "{") {
      const section = parent.open(name);
      if (star >= 0) section.final = true;
      this.#open.push(section);
      if (value === "") this.#state = "brace";
      return;
    }
    parent.relations.push({
      name,
      value: value.startsWith('"') ? unquote(value) : value,
      final: star >= 0,
    });
  }
}

/** A quoted value ends at its closing quote, or at the end of the line; what follows is ignored. */
function unquote(value: string): string {
  let text = "";
  for (let i = 1; i < value.length && value[i] !== '"'; i++) {
    if (value[i] === "\\" && i + 1 < value.length) {
      i++;
      const escaped = value.charAt(i);
      text += { n: "\n", t: "\t", b: "\b" }[escaped] ?? escaped;
    } else text += value.charAt(i);
  }
  return text;
}
