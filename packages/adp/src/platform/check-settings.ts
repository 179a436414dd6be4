import { statSync } from "node:fs";
import { options, readSettings, SharerError } from "@airflow-data-platform/ticket-sharer/settings";
import { AdpError } from "../kernel/errors.ts";
import { isDenied } from "../kernel/files.ts";
import { quoted } from "../kernel/home.ts";
import { portIsFree } from "../kernel/port.ts";
import { PORT_TAKEN, SETTINGS } from "./errors.ts";
import type { Settings } from "./settings.ts";

/** Settings of the sharer that its container has from the Compose files alone. */
const notTheirs = new Set<string>(
  [options.cacheDir, options.metricsHost, options.waitSeconds, options.once, options.check].map(
    ({ variable }) => variable,
  ),
);

/** The TICKET_ settings that a person may set. */
export const ticketSettings: readonly string[] = [
  ...Object.values(options)
    .map(({ variable }) => variable)
    .filter((variable) => !notTheirs.has(variable)),
  "TICKET_NETWORK",
];

/** Refuses settings that Compose or the sharer would choke on later, with words that fit. */
export async function checkSettings(settings: Settings, portIsOurs: boolean): Promise<void> {
  const wrong = (what: string, next: string) => new AdpError(SETTINGS, { what, next: [next] });
  refuseUnknown(settings);
  readAsTheSharer(settings);
  const port = settings.TICKET_METRICS_PORT;
  // To the sharer this is any free one, which nobody here would know.
  if (port !== undefined && Number(port) === 0)
    throw wrong(`TICKET_METRICS_PORT is "${port}", which is no port.`, "TICKET_METRICS_PORT=9464");
  const network = settings.TICKET_NETWORK;
  if (network !== undefined && network !== "bridge" && network !== "host")
    throw wrong(`TICKET_NETWORK is "${network}", not bridge or host.`, "TICKET_NETWORK=bridge");
  const { TICKET_KEYTAB: keytab } = settings;
  // Whoever may talk to Docker could read any file through it; a keytab is used by who may read it.
  if (keytab !== undefined && isDenied(keytab))
    throw wrong(
      `TICKET_KEYTAB names ${keytab}, which you may not read.`,
      `ls -ln ${quoted(keytab)}   shows whose it is: its owner can share its ticket`,
    );
  if (keytab !== undefined && !isFile(keytab))
    throw wrong(`TICKET_KEYTAB names ${keytab}, which is no file.`, "TICKET_KEYTAB=/absolute/path/of.keytab");
  if (port !== undefined && !portIsOurs && !(await portIsFree(Number(port))))
    throw new AdpError(PORT_TAKEN, {
      what: `Port ${port} of 127.0.0.1 is taken, and TICKET_METRICS_PORT asks for it.`,
      next: [
        `ss -ltnp 'sport = :${port}'   shows by whom`,
        "TICKET_METRICS_PORT=   in platform-bootstrap/.env, or another one",
      ],
    });
}

/** Compose hands on what it knows: a mistyped name would be without effect, and nobody would say so. */
function refuseUnknown(settings: Settings): void {
  const name = Object.keys(settings).find(
    (key) => key.startsWith("TICKET_") && !ticketSettings.includes(key),
  );
  if (name === undefined) return;
  throw new AdpError(SETTINGS, {
    what: `${name} is set, and there is no such setting.`,
    why: `There are ${ticketSettings.join(", ")}.`,
    next: [
      `take it out of platform-bootstrap/.env, or of layer1-base-image/.env`,
      "less platform-bootstrap/.env.example   says what each of them does",
    ],
  });
}

/** Better here than in a container that takes the place of one that works. */
function readAsTheSharer(settings: Settings): void {
  try {
    readSettings([], settings);
  } catch (error) {
    if (!(error instanceof SharerError)) throw error;
    const { what, why, next } = error.problem;
    throw new AdpError(SETTINGS, {
      // The sharer's flags are none of adp's.
      what: what.replace(/ \(--[a-z-]+\)/, ""),
      ...(why === undefined ? {} : { why }),
      next,
      cause: error,
    });
  }
}

function isFile(path: string): boolean {
  return path.startsWith("/") && statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
