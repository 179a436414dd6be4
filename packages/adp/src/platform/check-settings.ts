import { statSync } from "node:fs";
import { act, type Next, run, shell } from "@airflow-data-platform/cli-kit";
import { options, readSharerSettings, SharerError } from "@airflow-data-platform/ticket-sharer";
import { AdpError } from "../kernel/errors.ts";
import { isDenied } from "../kernel/files.ts";
import { SETTINGS } from "./errors.ts";
import type { Settings } from "./variables.ts";
import { warehouseSetting } from "./warehouse/setting.ts";

/** Options of the sharer that its container gets from the Compose files alone. */
const fromComposeOnly = new Set<string>(
  [options.cacheDir, options.logFile, options.waitSeconds, options.once].map(({ variable }) => variable),
);

/** The TICKET_ settings that a person may set. */
export const ticketSettings: readonly string[] = [
  ...Object.values(options)
    .map(({ variable }) => variable)
    .filter((variable) => !fromComposeOnly.has(variable)),
  "TICKET_NETWORK",
];

/** Refuses settings that Compose or the sharer would fail on later. */
export function checkSettings(settings: Settings): void {
  refuseUnknown(settings);
  refuseWhatTheSharerWould(settings);
  warehouseSetting(settings);
  const network = settings.TICKET_NETWORK;
  if (network !== undefined && network !== "bridge" && network !== "host")
    throw wrong(`TICKET_NETWORK is "${network}", not bridge or host.`, [act("set TICKET_NETWORK=bridge")]);
  if (settings.TICKET_KEYTAB !== undefined) checkKeytab(settings.TICKET_KEYTAB);
}

/** Compose passes on what it knows: a mistyped name would silently have no effect. */
function refuseUnknown(settings: Settings): void {
  const name = Object.keys(settings).find(
    (key) => key.startsWith("TICKET_") && !ticketSettings.includes(key),
  );
  if (name === undefined) return;
  throw new AdpError(SETTINGS, {
    what: `${name} is not a setting.`,
    why: `The settings are ${ticketSettings.join(", ")}.`,
    next: [
      run(shell`less platform-bootstrap/.env.example`, "describes each of them"),
      act(`correct ${name} in platform-bootstrap/.env or layer1-base-image/.env, or remove it`),
    ],
  });
}

/** Better here than in a container that replaces a working one. */
function refuseWhatTheSharerWould(settings: Settings): void {
  try {
    readSharerSettings([], settings);
  } catch (error) {
    if (!(error instanceof SharerError)) throw error;
    const { what, why, next } = error.problem;
    throw new AdpError(SETTINGS, {
      // The sharer's flags are not adp's.
      what: what.replace(/ \(--[a-z-]+\)/, ""),
      ...(why === undefined ? {} : { why }),
      next,
      cause: error,
    });
  }
}

/** A user who may use Docker could read any file through it; a keytab is used by a user who may read it. */
function checkKeytab(keytab: string): void {
  if (isDenied(keytab))
    throw wrong(`You may not read ${keytab}, which TICKET_KEYTAB names.`, [
      run(shell`ls -ln ${keytab}`, "shows whose it is"),
      act("ask its owner to share its ticket"),
    ]);
  const isFile = keytab.startsWith("/") && statSync(keytab, { throwIfNoEntry: false })?.isFile() === true;
  if (!isFile)
    throw wrong(`${keytab}, which TICKET_KEYTAB names, is not a file with an absolute path.`, [
      act("set TICKET_KEYTAB to the absolute path of a keytab"),
    ]);
}

function wrong(what: string, next: Next): AdpError {
  return new AdpError(SETTINGS, { what, next });
}
