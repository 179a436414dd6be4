import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
} from "node:fs";
import { join } from "node:path";
import { AdpError, reasonOf } from "../kernel/errors.ts";
import { privateFolder, writeAtomic } from "../kernel/files.ts";
import { SETTINGS } from "./errors.ts";

/**
 * The krb5.conf that this machine's Kerberos uses, as files whose contents count together, the first before the others,
 * as libkrb5 has it with KRB5_CONFIG=A:B; empty where there is none.
 */
export function hostKrb5Conf(root: string, env: NodeJS.ProcessEnv = process.env): string[] {
  const configured = (env.KRB5_CONFIG ?? "").split(":").filter((path) => path !== "" && existsSync(path));
  // One that may not be read is passed over where another can be.
  const readable = configured.filter(isReadable);
  if (configured.length > 0) return readable.length > 0 ? readable : configured;
  const others = [join(root, "layer1-base-image", "config", "krb5.conf"), "/etc/krb5.conf"];
  return others.filter((path) => existsSync(path)).slice(0, 1);
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    // That is the answer; what cannot be read at all is told by who needs it.
    return false;
  }
}

/**
 * A krb5.conf as one file, what it includes in place: a container has no /etc/krb5.conf.d of the host, and libkrb5
 * refuses to start where an included folder is missing. A folder stands for the files in it.
 */
export function flattened(path: string, depth = 0): string {
  if (depth > 10) throw new Error(`${path}: krb5.conf includes itself`);
  if (statSync(path).isDirectory())
    return includedIn(path)
      .map((file) => flattened(file, depth + 1))
      .join("\n");
  let section = "";
  const lines = readFileSync(path, "utf8").split(/\r?\n/);
  return lines
    .flatMap((line) => {
      if (/^\s*\[/.test(line)) section = line;
      const [, what, target] = /^(include|includedir)\s+(\S+)\s*$/.exec(line) ?? [];
      if (target === undefined) return [line];
      const files = what === "include" ? [target] : includedIn(target);
      // What follows belongs to the section before, whatever the included files ended with.
      return [...files.map((file) => flattened(file, depth + 1)), section];
    })
    .join("\n");
}

/** libkrb5 takes names of letters, digits, - and _, and those that end in .conf, but no hidden ones. */
function includedIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => /^[A-Za-z0-9_-]+$/.test(name) || (/\.conf$/.test(name) && !name.startsWith(".")))
    .sort()
    .map((name) => join(folder, name));
}

/** The whole of it, as one text. */
export function machinesKrb5Conf(root: string): string {
  const paths = hostKrb5Conf(root);
  if (paths.length === 0)
    throw new AdpError(SETTINGS, {
      what: "Renewal, a keytab, service tickets and metrics need a krb5.conf, and there is none on this machine.",
      next: [
        "export KRB5_CONFIG=/path/of/krb5.conf",
        "ask your Kerberos or Active Directory team for the file",
      ],
    });
  return paths.map(whole).join("\n");
}

function whole(path: string): string {
  try {
    return flattened(path);
  } catch (error) {
    throw new AdpError(SETTINGS, {
      what: `${path} cannot be read, with what it includes.`,
      why: reasonOf(error),
      next: [`grep -n include ${path}   shows what it includes`],
      cause: error,
    });
  }
}

/** Keeps it in a folder of its own, which is mounted: a mounted file would stay the old one. */
export function keptIn(runFolder: string, krb5Conf: string): string {
  privateFolder(runFolder);
  const folder = join(runFolder, "krb5");
  // It holds no secret, and the container's user may be another one.
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o755);
  const path = join(folder, "krb5.conf");
  writeAtomic(path, krb5Conf);
  chmodSync(path, 0o644);
  return folder;
}
