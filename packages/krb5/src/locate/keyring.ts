/** A command for the host, to be run as the person whose ticket it is. */
export interface HostExport {
  readonly env: Readonly<Record<string, string>>;
  readonly argv: readonly [string, ...string[]];
  /** Afterwards: rename the first to the second, so that no reader sees half a file. */
  readonly rename: readonly [from: string, to: string];
}

/**
 * How to bring the TGT of a KEYRING cache (or any other that only libkrb5 opens) into a file: kvno, asked for
 * the TGT itself, finds it in the cache and stores it into another. No password, no request to the KDC.
 * Needs krb5 1.19 or newer on the host.
 *
 * @param name the cache, such as KEYRING:persistent:1000
 * @param target the file to publish; a temporary one beside it is written first
 */
export function keyringExport(name: string, realm: string, target: string): HostExport {
  const temporary = `${target}.export`;
  return {
    env: { KRB5CCNAME: name },
    argv: ["kvno", "-q", "--cached-only", "--out-cache", `FILE:${temporary}`, `krbtgt/${realm}@${realm}`],
    rename: [temporary, target],
  };
}
