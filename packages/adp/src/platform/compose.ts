import { statSync } from "node:fs";
import { join } from "node:path";
import { AdpError, reasonOf } from "../kernel/errors.ts";
import { privateFolder, writeAtomic } from "../kernel/files.ts";
import { portIsFree } from "../kernel/port.ts";
import { PORT_TAKEN, SETTINGS } from "./errors.ts";
import { flattened, hostKrb5Conf } from "./krb5-conf.ts";
import { isOn, type Settings } from "./settings.ts";
import type { Route } from "./source.ts";

export const projectName = "platform-bootstrap";
export const serviceName = "kerberos-ticket-sharer";

/** Which Compose files apply, and the variables that they take. */
export interface Composition {
  readonly files: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export interface CompositionOptions {
  readonly root: string;
  readonly runFolder: string;
  readonly settings: Settings;
  readonly image: string;
  readonly route: Route;
  /** The folder that a process on the host fills, for the routes that need one. */
  readonly privateFolder: string;
  /** The engine's root is this user. */
  readonly rootless: boolean;
}

export function compose(options: CompositionOptions): Composition {
  const { settings, route } = options;
  const network = needsNetwork(settings, route);
  const port = settings.TICKET_METRICS_PORT;
  const names = [
    "docker-compose.yml",
    ...(network ? ["docker-compose.network.yml"] : []),
    ...(route.kind === "keytab" ? ["docker-compose.keytab.yml"] : []),
    ...(port === undefined ? [] : ["docker-compose.metrics.yml"]),
  ];
  const ticketSettings = Object.fromEntries(
    Object.entries(settings).filter(([name]) => name.startsWith("TICKET_") && name !== "TICKET_SOURCE"),
  );
  return {
    files: names.map((name) => join(options.root, "platform-bootstrap", name)),
    env: {
      ...ticketSettings,
      SHARER_IMAGE: options.image,
      SHARER_USER: `${options.rootless ? 0 : ownerOf(route)}:0`,
      SHARER_FOLDER: route.kind === "mount" ? route.folder : options.privateFolder,
      SHARER_SOURCE: route.kind === "mount" ? route.source : "/krb5/source/krb5cc",
      ...(route.kind === "keytab" ? { SHARER_KEYTAB: route.path } : {}),
      ...(network ? { SHARER_KRB5_CONF: krb5Conf(options) } : {}),
      ...(settings.TICKET_NETWORK === "host" ? { SHARER_METRICS_HOST: "127.0.0.1" } : {}),
    },
  };
}

export function needsNetwork(settings: Settings, route: Route): boolean {
  return (
    route.kind === "keytab" ||
    isOn(settings.TICKET_RENEW) ||
    settings.TICKET_SPNS !== undefined ||
    settings.TICKET_METRICS_PORT !== undefined
  );
}

function ownerOf(route: Route): number {
  if (route.kind === "mount") return route.uid;
  if (route.kind === "keytab") return statSync(route.path).uid;
  return process.getuid?.() ?? 0;
}

function krb5Conf({ root, runFolder }: CompositionOptions): string {
  const path = hostKrb5Conf(root);
  if (path === undefined)
    throw new AdpError(SETTINGS, {
      what: "Renewal, a keytab, service tickets and metrics need a krb5.conf, and there is none on this machine.",
      next: [
        "export KRB5_CONFIG=/path/of/krb5.conf",
        "ask your Kerberos or Active Directory team for the file",
      ],
    });
  privateFolder(runFolder);
  const target = join(runFolder, "krb5.conf");
  // It holds no secret, and the container's user may be another one.
  writeAtomic(target, readable(path), 0o644);
  return target;
}

function readable(path: string): string {
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
