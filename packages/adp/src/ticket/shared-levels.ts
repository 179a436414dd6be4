import { act, adp, again, either, run, type Step, shell } from "@airflow-data-platform/cli-kit";
import { AdpError } from "../kernel/errors.ts";
import { attempt, type Finished, type ProcessFailure } from "../kernel/process.ts";
import { type HostCache, moment, platformStatus, volumeName } from "../platform/index.ts";
import type { CheckContext } from "./check-context.ts";
import { errors } from "./errors.ts";
import { logIn, serviceTicket } from "./login.ts";
import { inspectReader, inWords, remedy } from "./reader.ts";

const start: Step = run(adp`platform start`);

export async function shared(context: CheckContext): Promise<string> {
  const status = await platformStatus(context.sharer);
  const { principal, usableUntil } = status.ticket;
  const mine = context.ticket === undefined ? undefined : String(context.ticket.principal);
  if (!status.sharing)
    throw new AdpError(errors.NOT_SHARED, {
      ...(status.problem === undefined ? {} : { why: status.problem.what }),
      next: status.next.length > 0 ? status.next : [start],
    });
  if (mine !== undefined && principal !== mine)
    throw new AdpError(errors.NOT_SHARED, {
      what: `The shared ticket belongs to ${principal}, not to ${mine}.`,
      next: [
        either(start, act("check TICKET_PRINCIPAL in platform-bootstrap/.env: whose ticket may be shared")),
      ],
    });
  return `${principal}, until ${moment(usableUntil ?? 0)}`;
}

export async function readable(context: CheckContext): Promise<string> {
  const { sharer } = context;
  const all = await sharer.consumers();
  const wanted = all.filter(
    ({ name, id }) =>
      context.container === undefined || name === context.container || id.startsWith(context.container),
  );
  if (wanted.length === 0 && context.container !== undefined)
    throw new AdpError(errors.NOT_READABLE, {
      what: `No container ${context.container} mounts ${volumeName}.`,
      next: [run(shell`docker ps --all --filter volume=${volumeName}`, "lists those that do")],
    });
  const running = wanted.filter(({ state }) => state === "running" || context.container !== undefined);
  if (running.length === 0) return "no container that reads it is running";
  for (const container of running) {
    const reader = await inspectReader(sharer.docker, container, volumeName);
    if (reader.finding !== "usable" && reader.finding !== "readable")
      throw new AdpError(errors.NOT_READABLE, {
        what: `${reader.name} ${inWords[reader.finding]}.`,
        next: remedy(reader),
      });
    if (Math.abs(reader.aheadSeconds ?? 0) > 60)
      throw new AdpError(errors.CLOCK, {
        what: `The clock in ${reader.name} is ${reader.aheadSeconds} s ahead of this machine's.`,
        why: "The clock of Docker's virtual machine is wrong, as after a sleep.",
        next: [act("restart Docker Desktop"), again],
      });
  }
  context.reader = running[0];
  return running.map(({ name }) => name).join(", ");
}

/** Runs a program where the login has to work: in the container, else here. */
function where({
  reader,
  sharer,
  cache,
}: CheckContext): (argv: readonly string[]) => Promise<Finished | ProcessFailure> {
  const options = { timeoutMs: 30_000 };
  return reader === undefined
    ? (argv) => attempt(argv, { ...options, env: { LC_ALL: "C", ...named(cache) } })
    : (argv) => sharer.docker.try(["exec", "--env", "LC_ALL=C", reader.id, ...argv], options);
}

/** Asks with the ticket that was checked, whatever this shell's KRB5CCNAME names. */
function named(cache: HostCache | undefined): Readonly<Record<string, string>> {
  return cache === undefined ? {} : { KRB5CCNAME: cache.text };
}

export async function service(context: CheckContext): Promise<string | undefined> {
  const spn = context.spn ?? context.login?.spn;
  if (spn === undefined) return undefined;
  const from = context.reader?.name ?? "this machine";
  const realm = context.realm ?? "";
  const clientName = context.ticket === undefined ? "us" : String(context.ticket.principal);
  return serviceTicket(where(context), { spn, realm, client: clientName, from });
}

export async function login(context: CheckContext): Promise<string | undefined> {
  if (context.login === undefined) return undefined;
  const user = context.databaseUser ?? context.ticket?.principal.components[0];
  const from = context.reader?.name ?? "this machine";
  return logIn(where(context), { login: context.login, user, from });
}
