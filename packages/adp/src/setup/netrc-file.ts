import { join } from "node:path";
import { act, again } from "@airflow-data-platform/cli-kit";
import { AdpError } from "../kernel/errors.ts";
import { readIfPresent, writeAtomic } from "../kernel/files.ts";
import { userHome } from "../kernel/home.ts";
import type { Secret } from "../kernel/secret.ts";
import { errors } from "./errors.ts";

interface HostLogin {
  readonly host: string;
  readonly user: string;
  readonly password: Secret;
}

/** Adds a login to the user's netrc, or renews the one of that host. All other lines stay as they are. Mode 0600. */
export function writeNetrcLogin(login: HostLogin, env: NodeJS.ProcessEnv): string {
  const path = env.NETRC || join(userHome(env), ".netrc");
  writeAtomic(path, withLogin(readIfPresent(path) ?? "", login), 0o600);
  return path;
}

/**
 * The text with an entry for the host's name, without a port: uv, pip and curl look for no other. One that names the port
 * is renewed as well, since apt and adp take it first.
 *
 * @throws AdpError for a user or password that curl, Python and uv would read in different ways
 */
export function withLogin(text: string, login: HostLogin): string {
  const { host, user, password } = login;
  for (const [word, name] of [
    [user, "user name"],
    [password.reveal(), "password"],
  ] as const)
    if (word === "" || /[\s"'#\\]/.test(word))
      throw new AdpError(errors.NETRC_WORD, {
        what: `The ${name} ${word === "" ? "is empty" : "contains a blank, a quote, # or a backslash"}.`,
        why: "curl, pip and uv read such a netrc in different ways.",
        next: [act("use an access token of the server instead"), again],
      });
  const name = host.replace(/:\d+$/, "");
  const renewed = name !== host && hasEntry(text, host) ? withEntry(text, login) : text;
  return withEntry(renewed, { ...login, host: name });
}

function hasEntry(text: string, host: string): boolean {
  return entryOf(host).test(text);
}

function entryOf(host: string): RegExp {
  return new RegExp(`^[ \\t]*machine\\s+${escaped(host)}(?:\\s|$)`, "m");
}

function withEntry(text: string, { host, user, password }: HostLogin): string {
  const entry = `machine ${host}\n  login ${user}\n  password ${password.reveal()}\n`;
  const blocks = text.split(/^(?=[ \t]*(?:machine|default|macdef)\b)/m);
  const at = blocks.findIndex((block) => entryOf(host).test(block));
  if (at >= 0) blocks[at] = `${entry}${commentsAfter(blocks[at] ?? "")}`;
  else {
    // `default` counts for every host after which no entry of its own came: it stays the last.
    const last = blocks.findIndex((block) => /^[ \t]*default\b/.test(block));
    const before = last < 0 ? blocks.length : last;
    const previous = blocks[before - 1];
    if (previous !== undefined && previous !== "" && !previous.endsWith("\n"))
      blocks[before - 1] = `${previous}\n`;
    blocks.splice(before, 0, entry);
  }
  return blocks.join("");
}

/** What follows an entry and belongs to no entry: blank lines and comments. */
function commentsAfter(block: string): string {
  const lines = block.split("\n");
  const last = lines.findLastIndex((line) => !/^\s*(?:#.*)?$/.test(line));
  return lines.slice(last + 1).join("\n");
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
