import { join } from "node:path";
import { act, again } from "@airflow-data-platform/cli-kit";
import { AdpError } from "../kernel/errors.ts";
import { Secret } from "../kernel/secret.ts";
import { errors } from "./errors.ts";
import type { Login } from "./login.ts";
import { homeFolder, readableByOthers, readUserFile, shown } from "./text-file.ts";

interface NetrcEntry {
  /** undefined for the entry `default`. */
  readonly machine: string | undefined;
  readonly login: string;
  readonly password: Secret;
  readonly line: number;
}

export interface Netrc {
  readonly path: string;
  /** For people, with ~. */
  readonly place: string;
  readonly present: boolean;
  /** Others on this machine can read it. */
  readonly exposed: boolean;
  readonly entries: readonly NetrcEntry[];
}

/** The netrc where curl, pip and uv look: NETRC, else ~/.netrc. */
export function readNetrc(env: NodeJS.ProcessEnv = process.env): Netrc {
  const path = env.NETRC || join(homeFolder(env), ".netrc");
  const text = readUserFile(path);
  const place = shown(path, env);
  return {
    path,
    place,
    present: text !== undefined,
    exposed: readableByOthers(path),
    entries: text === undefined ? [] : parseNetrc(text, place),
  };
}

/**
 * The login of a host, by the rules of curl and Python: an entry of its own, else `default`. That one only for a host
 * that the configuration names (`isNamed`): nobody meant it for the addresses that an image or a tool comes with.
 */
export function netrcLogin(
  netrc: Netrc,
  { host, port, isNamed }: { readonly host: string; readonly port?: string; readonly isNamed: boolean },
): Login | undefined {
  const named = (name: string) =>
    netrc.entries.find(
      (entry) => bare(entry.machine ?? "") === name.toLowerCase() && entry.password.reveal() !== "",
    );
  const entry =
    (port ? named(`${host}:${port}`) : undefined) ??
    named(host) ??
    (isNamed ? netrc.entries.find((candidate) => candidate.machine === undefined) : undefined);
  if (entry === undefined) return undefined;
  return { user: entry.login, password: entry.password, place: `${netrc.place}, line ${entry.line}` };
}

/** In netrc's own quotes, which hold what a plain word cannot. */
export function netrcQuoted(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}

/** A netrc with the logins of these addresses alone. */
export function netrcText(
  all: readonly { readonly url: string; readonly login: Login | undefined }[],
): string {
  return all
    .flatMap(({ url, login }) =>
      login === undefined
        ? []
        : [
            `machine ${new URL(url).host} login ${netrcQuoted(login.user)} password ${netrcQuoted(login.password.reveal())}\n`,
          ],
    )
    .join("");
}

/** apt's own form may name a scheme or a path: `machine https://host/debian`. */
function bare(machine: string): string {
  return machine
    .toLowerCase()
    .replace(/^[a-z]+:\/\//, "")
    .replace(/\/.*$/, "");
}

interface Token {
  readonly text: string;
  readonly line: number;
}

/** Reads netrc text. A mistake is reported by its line; its text is never repeated. */
export function parseNetrc(text: string, place = ".netrc"): NetrcEntry[] {
  const words = tokens(text);
  const entries: NetrcEntry[] = [];
  let at = 0;
  const value = (after: Token): string => {
    const word = words[at++];
    if (word === undefined) throw mistake(place, after.line, `nothing follows "${after.text}"`);
    return word.text;
  };
  while (at < words.length) {
    const word = words[at++];
    if (word === undefined) break;
    if (word.text !== "machine" && word.text !== "default")
      throw mistake(place, word.line, "an entry begins with the word machine or default");
    const machine = word.text === "machine" ? value(word) : undefined;
    let login = "";
    let password = "";
    for (let next = words[at]; next !== undefined && isField(next.text); next = words[at]) {
      at++;
      const content = value(next);
      if (next.text === "password") password = content;
      else if (next.text !== "account") login = content;
    }
    entries.push({ machine, login, password: new Secret(password), line: word.line });
  }
  return entries;
}

function isField(word: string): boolean {
  return word === "login" || word === "user" || word === "account" || word === "password";
}

function mistake(place: string, line: number, why: string): AdpError {
  return new AdpError(errors.NETRC, {
    what: `${place} has a mistake in line ${line}.`,
    why: `There, ${why}. Write a password with a space in double quotes.`,
    next: [
      act(`correct line ${line} of ${place}`, "an entry is: machine HOST login USER password TOKEN"),
      again,
    ],
  });
}

/** Words, with quotes and backslashes as curl and Python read them; comments and macros left out. */
function tokens(text: string): Token[] {
  const found: Token[] = [];
  let inMacro = false;
  // A word begins a field's value when the word before it is a keyword: there, # is no comment.
  let expectsValue = false;
  for (const [index, line] of text
    .replace(/^\uFEFF/, "")
    .split(/\r\n|\r|\n/)
    .entries()) {
    if (inMacro) {
      if (line.trim() === "") inMacro = false;
      continue;
    }
    for (let rest = line.trimStart(); rest !== ""; ) {
      if (rest.startsWith("#") && !expectsValue) break;
      const { word, length, isQuoted } = nextWord(rest);
      rest = rest.slice(length).trimStart();
      if (word === "macdef" && !isQuoted && !expectsValue) {
        inMacro = true;
        break;
      }
      found.push({ text: word, line: index + 1 });
      expectsValue = !expectsValue && !isQuoted && (isField(word) || word === "machine");
    }
  }
  return found;
}

function nextWord(text: string): { word: string; length: number; isQuoted: boolean } {
  if (!text.startsWith('"')) {
    const length = /\s/.exec(text)?.index ?? text.length;
    return { word: text.slice(0, length), length, isQuoted: false };
  }
  let word = "";
  for (let at = 1; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '"') return { word, length: at + 1, isQuoted: true };
    word += character === "\\" && at + 1 < text.length ? text.charAt(++at) : character;
  }
  return { word, length: text.length, isQuoted: true };
}
