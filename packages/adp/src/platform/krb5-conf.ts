import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The krb5.conf that this machine's Kerberos uses; undefined where there is none. */
export function hostKrb5Conf(root: string, env: NodeJS.ProcessEnv = process.env): string | undefined {
  const configured = (env.KRB5_CONFIG ?? "").split(":").filter((path) => path !== "");
  const candidates = [
    ...configured,
    join(root, "layer1-base-image", "config", "krb5.conf"),
    "/etc/krb5.conf",
  ];
  return candidates.find((path) => existsSync(path));
}

/**
 * A krb5.conf as one file, what it includes in place: a container has no /etc/krb5.conf.d of the host, and libkrb5
 * refuses to start where an included folder is missing.
 */
export function flattened(path: string, depth = 0): string {
  if (depth > 10) throw new Error(`${path}: krb5.conf includes itself`);
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
