import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import { join } from "node:path";
import { keptIn, machinesKrb5Conf } from "./krb5-conf.ts";
import { isOn, type Settings } from "./settings.ts";
import { type Route, sourceInside } from "./source.ts";

export const projectName = "platform-bootstrap";
export const serviceName = "kerberos-ticket-sharer";

/** Which Compose files apply, and the variables that they take. */
interface Composition {
  readonly files: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

interface CompositionOptions {
  readonly root: string;
  readonly runFolder: string;
  readonly settings: Settings;
  /** Whose ticket may replace another principal's, where the settings do not say. */
  readonly principalChange: string | undefined;
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
  const names = [
    "docker-compose.yml",
    ...(network ? ["docker-compose.network.yml"] : []),
    ...(route.kind === "keytab" ? ["docker-compose.keytab.yml"] : []),
  ];
  const krb5Conf = network ? machinesKrb5Conf(options.root) : undefined;
  const ticketSettings = Object.fromEntries(
    Object.entries(settings).filter(([name]) => name.startsWith("TICKET_") && name !== "TICKET_SOURCE"),
  );
  return {
    files: names.map((name) => join(options.root, "platform-bootstrap", name)),
    env: {
      ...(options.principalChange === undefined ? {} : { TICKET_PRINCIPAL_CHANGE: options.principalChange }),
      ...ticketSettings,
      SHARER_IMAGE: options.image,
      SHARER_USER: `${options.rootless ? 0 : ownerOf(route)}:0`,
      SHARER_FOLDER: route.kind === "mount" ? route.folder : options.privateFolder,
      SHARER_SOURCE: sourceInside(route),
      ...(route.kind === "keytab" ? { SHARER_KEYTAB: route.path } : {}),
      ...(krb5Conf === undefined ? {} : { SHARER_KRB5_FOLDER: keptIn(options.runFolder, krb5Conf) }),
      SHARER_INPUTS: inputsOf(route, krb5Conf),
    },
  };
}

export function needsNetwork(settings: Settings, route: Route): boolean {
  return route.kind === "keytab" || isOn(settings.TICKET_RENEW);
}

function ownerOf(route: Route): number {
  if (route.kind === "mount") return route.uid;
  if (route.kind === "keytab") return statSync(route.path).uid;
  return process.getuid?.() ?? 0;
}

/**
 * What the container reads on the host, as a hash: Compose compares its own settings. It does not see that a file
 * or folder changed behind the same name, or that a process on the host now brings another ticket.
 */
function inputsOf(route: Route, krb5Conf: string | undefined): string {
  const inputs = [sourceOf(route), krb5Conf ?? ""];
  return createHash("sha256").update(JSON.stringify(inputs)).digest("hex").slice(0, 16);
}

function sourceOf(route: Route): string {
  if (route.kind === "watch") return route.source;
  if (route.kind === "export") return route.name;
  if (route.kind === "mount") {
    // A folder that took the place of a removed one, which a container would keep mounted.
    const folder = statSync(route.folder, { bigint: true });
    return [route.folder, folder.ino, folder.birthtimeNs].join(" ");
  }
  // A file that took its name is another one, of whatever content; an older one may have been put back.
  const { ino, mtimeNs, size } = statSync(route.path, { bigint: true });
  return [route.path, ino, mtimeNs, size].join(" ");
}
