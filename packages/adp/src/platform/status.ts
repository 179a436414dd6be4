import type { Container } from "../docker/index.ts";
import { standInLabel } from "./image.ts";
import type { Problem } from "./shared.ts";
import type { Sharing, TicketSharer } from "./sharer.ts";
import type { Route } from "./source.ts";
import { folderForm, volumeName } from "./volume.ts";
import { duration, moment } from "./words.ts";

/** What `platform start` and `platform status` print with --json. Times are seconds since 1970. */
export interface PlatformStatus {
  readonly sharing: boolean;
  readonly ticket: {
    readonly state: "shared" | "waiting" | "unusable" | "stopped" | "unknown";
    readonly principal?: string;
    readonly usableUntil?: number;
    readonly renewableUntil?: number;
    readonly published?: number;
    readonly serviceTickets: readonly string[];
  };
  readonly problem?: Problem;
  /** What to type next; empty when all is well. */
  readonly next: readonly string[];
  readonly source: {
    readonly name: string;
    readonly origin: string;
    /** Undefined where the ticket cannot be shared from there. */
    readonly route?: Route["kind"];
    readonly watcher: boolean;
    /** Why it cannot; what is shared already is told all the same. */
    readonly problem?: string;
  };
  readonly container?: {
    readonly name: string;
    readonly state: string;
    readonly health?: string;
    readonly user: string;
    readonly network: string;
    readonly image: string;
    readonly standIn: boolean;
  };
  readonly volume: { readonly name: string; readonly folder?: string };
  readonly consumers: readonly Consumer[];
}

interface Consumer {
  readonly name: string;
  readonly state: string;
  readonly user: string;
  readonly path: string;
  readonly readOnly: boolean;
  readonly krb5ccname?: string;
}

/** `start` is what the user types to start sharing. */
export async function platformStatus(
  sharer: TicketSharer,
  start: string,
  known?: Sharing,
): Promise<PlatformStatus> {
  if (known === undefined) await sharer.docker.engine();
  const [sharing, consumers] = await Promise.all([known ?? sharer.sharing(), sharer.consumers()]);
  const { cache, error, name, origin } = sharer.named();
  const route = error === undefined ? sharer.route(cache) : undefined;
  const { container, shared, folder } = sharing ?? {};
  const running = container?.state === "running";
  // The host's process sees the source itself, the container only its copy.
  const problem = sharer.hostProblem() ?? shared?.problem ?? shared?.sourceProblem;
  const watcher = sharer.watcher.running();
  const whole =
    running && (watcher || !onHost(route?.kind)) && (folder === undefined || folder === folderForm);
  const image = container === undefined ? undefined : await sharer.docker.imageLabels(container.image);
  return {
    sharing: running && shared?.usable === true,
    ticket: {
      state: running ? (shared?.state ?? "unknown") : "stopped",
      ...(running && shared?.principal !== undefined ? { principal: shared.principal } : {}),
      ...(running && shared?.usableUntil !== undefined ? { usableUntil: shared.usableUntil } : {}),
      ...(running && shared?.renewableUntil !== undefined ? { renewableUntil: shared.renewableUntil } : {}),
      ...(running && shared?.published !== undefined ? { published: shared.published } : {}),
      serviceTickets: running ? (shared?.serviceTickets ?? []) : [],
    },
    ...(problem === undefined ? {} : { problem }),
    next:
      error?.next ?? (whole ? (problem?.next ?? (shared?.usable === true ? [] : waitFor(route))) : [start]),
    source: {
      name,
      origin,
      ...(route === undefined ? {} : { route: route.kind }),
      watcher,
      ...(error === undefined ? {} : { problem: error.message }),
    },
    ...(container === undefined
      ? {}
      : { container: toldContainer(container, image?.[standInLabel] === "true") }),
    volume: { name: volumeName, ...(folder === undefined ? {} : { folder }) },
    consumers: consumers.map(toldConsumer),
  };
}

/** Whether a process on the host brings the ticket. */
function onHost(route: Route["kind"] | undefined): boolean {
  return route === "watch" || route === "export";
}

function waitFor(route: Route | undefined): string[] {
  return route?.kind === "keytab" ? [] : ["kinit   gets a ticket; it is shared as soon as it is there"];
}

function toldContainer(container: Container, standIn: boolean): NonNullable<PlatformStatus["container"]> {
  return {
    name: container.name,
    state: container.state,
    ...(container.health === undefined ? {} : { health: container.health }),
    user: container.user,
    network: container.networkMode,
    image: container.image,
    standIn,
  };
}

function toldConsumer(container: Container): Consumer {
  const mount = container.mounts.find(({ name }) => name === volumeName);
  const { KRB5CCNAME } = container.env;
  return {
    name: container.name,
    state: container.state,
    user: container.user === "" ? "0:0" : container.user,
    path: mount?.destination ?? "",
    readOnly: mount?.writable === false,
    ...(KRB5CCNAME === undefined ? {} : { krb5ccname: KRB5CCNAME }),
  };
}

/** The lines for people. The first says what they want to know. */
export function describeStatus(status: PlatformStatus, now = new Date()): string[] {
  const { ticket, container, source, problem } = status;
  const lines = [headline(status, now)];
  if (problem !== undefined) lines.push(`  ${problem.what}`);
  if (problem?.why !== undefined) lines.push(`  why:  ${problem.why}`);
  status.next.forEach((step, index) => {
    lines.push(`  ${index === 0 ? "next:" : "  or:"} ${step}`);
  });
  const how = source.route === undefined ? "" : (routeWords[source.route] ?? "");
  lines.push(`  source     ${source.name} (${source.origin})${how}`);
  if (source.problem !== undefined) lines.push(`             ${source.problem}`);
  if (onHost(source.route) && !source.watcher && container !== undefined)
    lines.push("             and that process does not run");
  if (container !== undefined) {
    const image = container.standIn ? `${container.image}, a stand-in for Layer 1` : container.image;
    const health = container.health === undefined ? "" : `, ${container.health}`;
    lines.push(
      `  container  ${container.name}: ${container.state}${health}, user ${container.user}, network ${container.network}`,
    );
    lines.push(`  image      ${image}`);
  }
  if (ticket.published !== undefined)
    lines.push(`  copied     ${duration(now.getTime() / 1000 - ticket.published)} ago`);
  for (const service of ticket.serviceTickets) lines.push(`  service    ${service}`);
  lines.push(`  volume     ${status.volume.name}:/krb5/cache`);
  if (status.volume.folder !== undefined && status.volume.folder !== folderForm)
    lines.push(`             its folder is ${status.volume.folder} instead of ${folderForm}`);
  for (const consumer of status.consumers) lines.push(`  reader     ${words(consumer)}`);
  return lines;
}

const routeWords: Readonly<Partial<Record<Route["kind"], string>>> = {
  watch: ", copied by a process on the host",
  export: ", exported by a process on the host",
};

function headline({ ticket, container }: PlatformStatus, now: Date): string {
  if (container === undefined || container.state !== "running")
    return "The ticket sharer does not run: no ticket is shared.";
  if (ticket.state === "shared" && ticket.usableUntil !== undefined) {
    const left = duration(ticket.usableUntil - now.getTime() / 1000);
    const renewable =
      ticket.renewableUntil === undefined ? "" : `, renewable until ${moment(ticket.renewableUntil, now)}`;
    return `The ticket of ${ticket.principal} is shared until ${moment(ticket.usableUntil, now)} (${left})${renewable}.`;
  }
  if (ticket.state === "unusable") return "The ticket that was shared is not usable any more.";
  return "The sharer runs, and waits for a ticket.";
}

function words(consumer: Consumer): string {
  const notes = [
    consumer.state,
    `user ${consumer.user}`,
    consumer.readOnly ? "read-only" : "NOT read-only: mount it with :ro,nocopy",
    ...(consumer.krb5ccname === undefined ? ["KRB5CCNAME is not set in it"] : []),
  ];
  return `${consumer.name} at ${consumer.path}: ${notes.join(", ")}`;
}
