import { statSync } from "node:fs";
import { AdpError } from "../kernel/errors.ts";
import { portIsFree } from "../kernel/port.ts";
import { PORT_TAKEN, SETTINGS } from "./errors.ts";
import type { Settings } from "./settings.ts";

/** Refuses settings that Compose or the sharer would choke on later, with words that fit. */
export async function checkSettings(settings: Settings, portIsOurs: boolean): Promise<void> {
  const wrong = (what: string, next: string) => new AdpError(SETTINGS, { what, next: [next] });
  const port = settings.TICKET_METRICS_PORT;
  if (port !== undefined && !(/^\d+$/.test(port) && Number(port) >= 1 && Number(port) <= 65535))
    throw wrong(`TICKET_METRICS_PORT is "${port}", which is no port.`, "TICKET_METRICS_PORT=9464");
  const network = settings.TICKET_NETWORK;
  if (network !== undefined && network !== "bridge" && network !== "host")
    throw wrong(`TICKET_NETWORK is "${network}", not bridge or host.`, "TICKET_NETWORK=bridge");
  const { TICKET_KEYTAB: keytab } = settings;
  if (keytab !== undefined && !isFile(keytab))
    throw wrong(`TICKET_KEYTAB names ${keytab}, which is no file.`, "TICKET_KEYTAB=/absolute/path/of.keytab");
  if (keytab !== undefined && settings.TICKET_PRINCIPAL === undefined)
    throw wrong(
      "TICKET_KEYTAB is set without TICKET_PRINCIPAL, and a keytab may hold keys of several.",
      `klist -k ${keytab}   shows whose keys it holds`,
    );
  if (port !== undefined && !portIsOurs && !(await portIsFree(Number(port))))
    throw new AdpError(PORT_TAKEN, {
      what: `Port ${port} of 127.0.0.1 is taken, and TICKET_METRICS_PORT asks for it.`,
      next: [
        `ss -ltnp 'sport = :${port}'   shows by whom`,
        "TICKET_METRICS_PORT=   in platform-bootstrap/.env, or another one",
      ],
    });
}

function isFile(path: string): boolean {
  return path.startsWith("/") && statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
