import { AdpError } from "../kernel/errors.ts";
import { typed } from "../kernel/home.ts";
import { attempt, type Finished, type ProcessFailure } from "../kernel/process.ts";
import { type HostCache, moment, platformStatus, volumeName } from "../platform/index.ts";
import * as errors from "./errors.ts";
import { logIn, serviceTicket } from "./login.ts";
import { examine, inWords, remedy } from "./reader.ts";
import type { Subject } from "./subject.ts";

export async function shared(subject: Subject): Promise<string> {
  const start = typed("platform start");
  const status = await platformStatus(subject.sharer, start);
  const { principal, usableUntil } = status.ticket;
  const mine = subject.ticket === undefined ? undefined : String(subject.ticket.principal);
  if (!status.sharing)
    throw new AdpError(errors.NOT_SHARED, {
      ...(status.problem === undefined ? {} : { why: status.problem.what }),
      next: status.next.length > 0 ? status.next : [start],
    });
  if (mine !== undefined && principal !== mine)
    throw new AdpError(errors.NOT_SHARED, {
      what: `What is shared is the ticket of ${principal}, not of ${mine}.`,
      next: [start, "TICKET_PRINCIPAL   in platform-bootstrap/.env says whose may be shared"],
    });
  return `${principal}, until ${moment(usableUntil ?? 0)}`;
}

export async function readable(subject: Subject): Promise<string> {
  const { sharer } = subject;
  const all = await sharer.consumers();
  const wanted = all.filter(
    ({ name, id }) =>
      subject.container === undefined || name === subject.container || id.startsWith(subject.container),
  );
  if (wanted.length === 0 && subject.container !== undefined)
    throw new AdpError(errors.NOT_READABLE, {
      what: `No container ${subject.container} mounts ${volumeName}.`,
      next: [`docker ps --all --filter volume=${volumeName}   lists those that do`],
    });
  const running = wanted.filter(({ state }) => state === "running" || subject.container !== undefined);
  if (running.length === 0) return "no container that reads it runs";
  for (const container of running) {
    const reader = await examine(sharer.docker, container, volumeName);
    if (reader.finding !== "usable" && reader.finding !== "readable")
      throw new AdpError(errors.NOT_READABLE, {
        what: `${reader.name} ${inWords[reader.finding]}.`,
        next: remedy(reader),
      });
    if (Math.abs(reader.aheadSeconds ?? 0) > 60)
      throw new AdpError(errors.CLOCK, {
        what: `The clock in ${reader.name} is ${reader.aheadSeconds} s ahead of this machine's.`,
        why: "Docker's virtual machine lost time, as after a sleep.",
        next: ["restart Docker Desktop"],
      });
  }
  subject.reader = running[0];
  return running.map(({ name }) => name).join(", ");
}

/** Runs a program where the login is to work: in the container, else here. */
function where({
  reader,
  sharer,
  cache,
}: Subject): (argv: readonly string[]) => Promise<Finished | ProcessFailure> {
  const options = { timeoutMs: 30_000 };
  return reader === undefined
    ? (argv) => attempt(argv, { ...options, env: { LC_ALL: "C", ...named(cache) } })
    : (argv) => sharer.docker.try(["exec", "--env", "LC_ALL=C", reader.id, ...argv], options);
}

/** The ticket that was looked at is the one to ask with, whatever this shell's KRB5CCNAME says. */
function named(cache: HostCache | undefined): Readonly<Record<string, string>> {
  return cache === undefined ? {} : { KRB5CCNAME: cache.text };
}

export async function service(subject: Subject): Promise<string | undefined> {
  const spn = subject.spn ?? subject.login?.spn;
  if (spn === undefined) return undefined;
  const from = subject.reader?.name ?? "this machine";
  const realm = subject.realm ?? "";
  const clientName = subject.ticket === undefined ? "us" : String(subject.ticket.principal);
  return serviceTicket(where(subject), { spn, realm, client: clientName, from });
}

export async function login(subject: Subject): Promise<string | undefined> {
  if (subject.login === undefined) return undefined;
  const user = subject.databaseUser ?? subject.ticket?.principal.components[0];
  const from = subject.reader?.name ?? "this machine";
  return logIn(where(subject), { login: subject.login, user, from });
}
