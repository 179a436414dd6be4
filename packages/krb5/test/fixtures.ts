import { readFileSync } from "node:fs";

/** Caches that real programs wrote, see make-fixtures.ts. Their realms never existed and their tickets are long expired. */
export const fixtureNames = [
  "mit-v1",
  "mit-v2",
  "mit-v3",
  "mit-v4",
  "mit-service-only",
  "mit-cross-realm-only",
  "mit-postdated",
  "mit-utf8",
  "heimdal",
  "samba-ad",
] as const;
export type FixtureName = (typeof fixtureNames)[number];

/** Versions 1 and 2 were written on a little-endian machine: the tests say so, whatever they run on. */
export const fixtureByteOrder = "LE";

export function fixture(name: FixtureName): Uint8Array {
  return readFileSync(new URL(`fixtures/${name}.ccache`, import.meta.url));
}

export interface KlistLine {
  /** Seconds since 1970 UTC. */
  readonly start: number;
  readonly end: number;
  readonly server: string;
  readonly renewTill: number | undefined;
  /** klist's letters, such as FRIA. */
  readonly flags: string;
}

/** What klist said of a fixture, in UTC. */
export function klistOf(name: FixtureName): { principal: string; lines: KlistLine[] } {
  const text = readFileSync(new URL(`fixtures/${name}.klist.txt`, import.meta.url), "utf8");
  const moment = (us: string) => {
    const [month, day, year, time] = [us.slice(0, 2), us.slice(3, 5), us.slice(6, 8), us.slice(9)];
    return Date.parse(`20${year}-${month}-${day}T${time}Z`) / 1000;
  };
  const when = "(\\d\\d/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d)";
  const pattern = new RegExp(`^${when}  ${when}  (.*)\\n\\t(?:renew until ${when}, )?Flags: (\\w+)$`, "gm");
  return {
    principal: /^Default principal: (.*)$/m.exec(text)?.[1] ?? "",
    lines: [...text.matchAll(pattern)].map(([, start = "", end = "", server = "", renew, flags = ""]) => ({
      start: moment(start),
      end: moment(end),
      server,
      renewTill: renew === undefined ? undefined : moment(renew),
      flags,
    })),
  };
}
