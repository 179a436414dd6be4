import { chmodSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { act, again, anyOf, run, shell } from "@airflow-data-platform/cli-kit";
import { hostFiles, Krb5Error, printProfile, readProfile } from "@airflow-data-platform/krb5";
import { AdpError } from "../kernel/errors.ts";
import { privateFolder, writeAtomic } from "../kernel/files.ts";
import { SETTINGS } from "./errors.ts";

/**
 * The krb5.conf that this machine's Kerberos uses, as files whose contents count together, the first before the others,
 * as libkrb5 has it with KRB5_CONFIG=A:B; empty where there is none.
 */
export function hostKrb5Conf(root: string, env: NodeJS.ProcessEnv = process.env): string[] {
  const configured = (env.KRB5_CONFIG ?? "").split(":").filter((path) => path !== "" && existsSync(path));
  if (configured.length > 0) return configured;
  const others = [join(root, "layer1-base-image", "config", "krb5.conf"), "/etc/krb5.conf"];
  return others.filter((path) => existsSync(path)).slice(0, 1);
}

/**
 * All of it as one text: a container has no /etc/krb5.conf.d of the host, and libkrb5 refuses to start where an
 * included folder is missing.
 */
export function machinesKrb5Conf(root: string): string {
  const paths = hostKrb5Conf(root);
  if (paths.length === 0)
    throw new AdpError(SETTINGS, {
      what: "Renewal and a keytab need a krb5.conf, and there is none on this machine.",
      next: [
        act("ask your Kerberos or Active Directory team for the file"),
        run(shell`export KRB5_CONFIG=/path/of/krb5.conf`),
        again,
      ],
    });
  try {
    return printProfile(readProfile(hostFiles, paths.join(":")));
  } catch (error) {
    if (!(error instanceof Krb5Error)) throw error;
    throw new AdpError(SETTINGS, {
      what: `${paths.join(", ")} cannot be read, with what it includes.`,
      why: error.message,
      next: anyOf(...error.next),
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
