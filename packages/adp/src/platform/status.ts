import { adp, anyOf, duration, type Next, run, type Step, shell } from "@airflow-data-platform/cli-kit";
import type { ReportedProblem, Status } from "@airflow-data-platform/ticket-sharer";
import type { Container } from "../docker/index.ts";
import { standInLabel } from "./image.ts";
import { moment } from "./moment.ts";
import type { Route } from "./source.ts";
import { problemIn } from "./status-file.ts";
import type { Sharing, TicketSharer } from "./ticket-sharer.ts";
import { folderForm, volumeName } from "./volume.ts";

/** The services that share the ticket. Times are seconds since 1970. Whose ticket it is and who reads it: ticket/report. */
export interface PlatformStatus {
  /** Whether a login by the shared ticket would work now. */
  readonly sharing: boolean;
  readonly ticket: SharedTicket;
  readonly problem?: ReportedProblem;
  /** Empty when all is well. */
  readonly next: Next;
  readonly source: {
    readonly name: string;
    readonly origin: string;
    /** Undefined where the ticket cannot be shared from there. */
    readonly route?: Route["kind"];
    /** Whether the process on the host runs. */
    readonly watcher: boolean;
    /** Why it cannot be shared. An earlier copy may still be shared. */
    readonly problem?: string;
  };
  readonly container?: SharerContainer;
  readonly volume: { readonly name: string; readonly folder?: string };
}

export interface SharedTicket {
  readonly state: Status["state"] | "unknown";
  readonly principal?: string;
  readonly usableUntil?: number;
  readonly renewableUntil?: number;
  /** When the copy was written. */
  readonly published?: number;
}

interface SharerContainer {
  readonly name: string;
  readonly state: string;
  readonly health?: string;
  readonly user: string;
  readonly network: string;
  readonly image: string;
  readonly standIn: boolean;
}

/** `known`: what a start has just seen. */
export async function platformStatus(sharer: TicketSharer, known?: Sharing): Promise<PlatformStatus> {
  if (known === undefined) await sharer.docker.engine();
  const sharing = known ?? (await sharer.sharing());
  const { cache, error, name, origin } = sharer.named();
  const route = error === undefined ? sharer.route(cache) : undefined;
  const { container, status, folder } = sharing ?? {};
  const running = container?.state === "running";
  // The process on the host sees the source itself, the container only a copy.
  const problem = sharer.hostProblem() ?? problemIn(status);
  const watcher = sharer.hostProcess.running();
  const complete =
    running && (watcher || !isOnHost(route?.kind)) && (folder === undefined || folder === folderForm);
  const usable = running && status?.usable === true;
  const labels = container === undefined ? undefined : await sharer.docker.imageLabels(container.image);
  return {
    sharing: usable,
    ticket: running ? ticketIn(status) : { state: "stopped" },
    ...(problem === undefined ? {} : { problem }),
    next: error === undefined ? nextFor({ complete, usable, problem, route }) : error.next,
    source: {
      name,
      origin,
      ...(route === undefined ? {} : { route: route.kind }),
      watcher,
      ...(error === undefined ? {} : { problem: error.message }),
    },
    ...(container === undefined
      ? {}
      : { container: containerFacts(container, labels?.[standInLabel] === "true") }),
    volume: { name: volumeName, ...(folder === undefined ? {} : { folder }) },
  };
}

/** Whether a process on the host brings the ticket. */
function isOnHost(route: Route["kind"] | undefined): boolean {
  return route === "watch" || route === "export";
}

const start: Step = run(adp`platform start`);

function nextFor(facts: {
  readonly complete: boolean;
  readonly usable: boolean;
  readonly problem: ReportedProblem | undefined;
  readonly route: Route | undefined;
}): Next {
  if (!facts.complete) return [start];
  if (facts.problem !== undefined) return facts.problem.next;
  if (facts.usable || facts.route?.kind === "keytab") return [];
  return anyOf(run(shell`kinit`, "gets a ticket; it is shared at once"));
}

function ticketIn(status: Status | undefined): SharedTicket {
  if (status === undefined) return { state: "unknown" };
  const { state, principal, usableUntil, renewableUntil, published } = status;
  return {
    state,
    ...(principal === undefined ? {} : { principal }),
    ...(usableUntil === undefined ? {} : { usableUntil }),
    ...(renewableUntil === undefined ? {} : { renewableUntil }),
    ...(published === undefined ? {} : { published }),
  };
}

function containerFacts(container: Container, standIn: boolean): SharerContainer {
  const { name, state, health, user, networkMode: network, image } = container;
  return { name, state, ...(health === undefined ? {} : { health }), user, network, image, standIn };
}

/** The lines for people, without what to type next. The first says what they want to know. */
export function describeStatus(status: PlatformStatus, now = new Date()): string[] {
  const { container, source, problem } = status;
  const lines = [headline(status, now)];
  if (problem !== undefined) lines.push(`  ${problem.what}`);
  if (problem?.why !== undefined) lines.push(`  why:   ${problem.why}`);
  const how = source.route === undefined ? "" : (routeWords[source.route] ?? "");
  lines.push(`  source     ${source.name} (${source.origin})${how}`);
  if (source.problem !== undefined) lines.push(`             ${source.problem}`);
  if (isOnHost(source.route) && !source.watcher && container !== undefined)
    lines.push("             that process is not running");
  if (container !== undefined) {
    const { name, state, health, user, network, image, standIn } = container;
    const checked = health === undefined ? "" : `, ${health}`;
    lines.push(`  container  ${name}: ${state}${checked}, user ${user}, network ${network}`);
    lines.push(`  image      ${image}${standIn ? " (Debian, in place of Layer 1)" : ""}`);
  }
  lines.push(`  volume     ${status.volume.name}:/krb5/cache`);
  if (status.volume.folder !== undefined && status.volume.folder !== folderForm)
    lines.push(`             its folder is ${status.volume.folder} instead of ${folderForm}`);
  return lines;
}

const routeWords: Readonly<Partial<Record<Route["kind"], string>>> = {
  watch: ", copied by a process on the host",
  export: ", exported by a process on the host",
};

function headline({ ticket, container }: PlatformStatus, now: Date): string {
  if (container === undefined || container.state !== "running")
    return "The ticket sharer is not running: no ticket is shared.";
  if (ticket.state === "shared" && ticket.usableUntil !== undefined) {
    const left = duration(ticket.usableUntil - now.getTime() / 1000);
    return `The ticket of ${ticket.principal} is shared until ${moment(ticket.usableUntil, now)} (${left}).`;
  }
  if (ticket.state === "unusable") return "The shared ticket is no longer usable.";
  return "The ticket sharer is running, and waits for a ticket.";
}
