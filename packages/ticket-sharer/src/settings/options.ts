/** Every setting: one line here gives its variable, its flag and its help. */
export interface Option {
  readonly variable: string;
  /** Without the two dashes. */
  readonly flag: string;
  readonly kind: "text" | "switch" | "whole";
  readonly help: string;
}

function option(name: string, kind: Option["kind"], help: string): Option {
  return { variable: `TICKET_${name}`, flag: name.toLowerCase().replaceAll("_", "-"), kind, help };
}

export const options = {
  source: option(
    "SOURCE",
    "text",
    "the ticket: a file, a folder, or DIR:, KCM: (default /krb5/source/krb5cc)",
  ),
  cacheDir: option("CACHE_DIR", "text", "the folder of the shared copy (default /krb5/cache)"),
  principal: option("PRINCIPAL", "text", "share only this principal's ticket; with a keytab: whose to get"),
  principalChange: option(
    "PRINCIPAL_CHANGE",
    "text",
    "refuse another principal's ticket than before, allow it, or allow this principal's (default refuse)",
  ),
  renew: option("RENEW", "switch", "renew the shared copy at half of its life (needs a network)"),
  keytab: option("KEYTAB", "text", "no source: get the ticket with the keys in this file (needs a network)"),
  pollSeconds: option("POLL_SECONDS", "whole", "read the source at least this often (default and most: 300)"),
  minimumSeconds: option(
    "MINIMUM_SECONDS",
    "whole",
    "refuse a ticket that ends sooner than this (default 0)",
  ),
  onStop: option("ON_STOP", "text", "keep or remove the shared copy when stopped (default keep)"),
  log: option("LOG", "text", "json, human or auto: human on a terminal (default auto)"),
  logFile: option(
    "LOG_FILE",
    "text",
    "write the log to this file, 1 MB at most with an older one (default: print it)",
  ),
  waitSeconds: option("WAIT_SECONDS", "whole", "with --once: wait this long for a ticket (default 0)"),
  once: option("ONCE", "switch", "publish once and exit, for init containers"),
} as const satisfies Record<string, Option>;
export type OptionName = keyof typeof options;

export function helpText(): string {
  const rows = Object.values(options).map(({ variable, flag, kind, help }) => {
    const value = kind === "switch" ? "" : kind === "whole" ? " N" : " X";
    return `  ${`--${flag}${value}`.padEnd(22)}${variable.padEnd(24)}${help}`;
  });
  return [
    "Shares a Kerberos ticket: copies it whole into a folder that containers mount, and never a worse one.",
    "",
    "  ticket-sharer [OPTIONS]                      # until stopped",
    "  ticket-sharer --once --source /tmp/krb5cc_1000 --cache-dir /srv/krb5",
    "",
    `  ${"option".padEnd(22)}${"variable".padEnd(24)}`,
    ...rows,
    "",
    "A flag takes precedence over its variable. Switches: true or false; --no-renew turns one off.",
    "Exit codes: 0 stopped or published, 64 usage, 65 not a credential cache, 66 no ticket, 67 another",
    "principal, 69 KDC or KCM unreachable, 71 source not readable, 73 copy not writable, 75 stale mount: start",
    "again, 77 ticket unusable.",
  ].join("\n");
}
