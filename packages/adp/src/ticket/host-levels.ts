import { lookup } from "node:dns/promises";
import { act, again, anyOf, either, run, type Step, shell } from "@airflow-data-platform/cli-kit";
import { hostSurroundings, judge, Krb5Error, readProfile } from "@airflow-data-platform/krb5";
import { AdpError, reasonOf } from "../kernel/errors.ts";
import { clockStep, installStep, thisMachine } from "../kernel/machine.ts";
import { attempt, ProcessFailure } from "../kernel/process.ts";
import { helpFor, moment, readOwnTicket } from "../platform/index.ts";
import type { CheckContext } from "./check-context.ts";
import { errors } from "./errors.ts";
import { askKdcs, type KdcAnswer, kdcsOf, reasonsOfKdcs } from "./kdc.ts";

const getKrb5Conf: readonly Step[] = [
  act("ask your Kerberos or Active Directory team for the file"),
  run(shell`export KRB5_CONFIG=/path/of/krb5.conf`),
];

export async function client({
  machine = thisMachine(),
}: Pick<CheckContext, "machine"> = {}): Promise<string> {
  const programs = ["klist", "kinit", "kvno"];
  const env = { LC_ALL: "C", KRB5CCNAME: "FILE:/nonexistent" };
  const missing: string[] = [];
  for (const program of programs) {
    const said = await attempt([program, "-?"], { env, timeoutMs: 5000 });
    if (said instanceof ProcessFailure && said.kind === "spawn-failed") missing.push(program);
  }
  const packages = { debian: "krb5-user", fedora: "krb5-workstation", macos: "krb5" };
  // Homebrew leaves macOS' own programs first, and they have no kvno.
  const ontoPath =
    machine === "macos" ? [run({ shell: 'export PATH="$(brew --prefix krb5)/bin:$PATH"' })] : [];
  if (missing.length === 0) return `${programs.join(", ")} are on PATH`;
  throw new AdpError(errors.NO_CLIENTS, {
    why: `Not on PATH: ${missing.join(", ")}.`,
    next: [installStep(packages, machine), ...ontoPath, again],
  });
}

export async function krb5Conf(context: CheckContext): Promise<string> {
  const path = process.env.KRB5_CONFIG ?? "/etc/krb5.conf";
  try {
    const surroundings = hostSurroundings();
    context.profile = readProfile(surroundings.files, surroundings.env.KRB5_CONFIG);
  } catch (error) {
    if (!(error instanceof Krb5Error)) throw error;
    throw new AdpError(errors.KRB5_CONF, {
      what: error.message,
      next: [either(...error.next, ...getKrb5Conf), again],
      cause: error,
    });
  }
  const own = await ownRealm(context);
  const realm = own ?? context.profile.value("libdefaults", "default_realm");
  if (realm === undefined)
    throw new AdpError(errors.KRB5_CONF, {
      why: `${path} does not exist, or has no default_realm in [libdefaults].`,
      next: [
        either(
          ...getKrb5Conf,
          act("add default_realm = CORP.EXAMPLE to [libdefaults], with your domain in capitals"),
        ),
        again,
      ],
    });
  context.realm = realm;
  return `${path}: realm ${realm}${own === undefined ? "" : ", the ticket's"}`;
}

/** The ticket's own realm, where there is a ticket: it needs no default_realm, and may differ from it. */
async function ownRealm({ sharer }: CheckContext): Promise<string | undefined> {
  try {
    const cache = sharer.source();
    const ticket = cache === undefined ? undefined : await readOwnTicket(cache);
    return ticket?.principal.realm;
  } catch {
    // The level of the ticket itself reports why it cannot be read.
    return undefined;
  }
}

export async function kdc(context: CheckContext): Promise<string> {
  const { profile, realm = "", login: wanted } = context;
  if (profile === undefined) throw new Error("the level krb5-conf comes before this one");
  if (wanted !== undefined)
    await lookup(wanted.host).catch((error) => {
      throw new AdpError(errors.UNKNOWN_HOST, {
        what: `The name ${wanted.host} is unknown here.`,
        why: reasonOf(error),
        next: [
          either(
            act("connect the VPN, if there is one"),
            run(shell`getent hosts ${wanted.host}`, "shows its address"),
          ),
          again,
        ],
      });
    });
  const { patienceMs } = context;
  const failures: string[] = [];
  const addresses = await kdcsOf(realm, profile, patienceMs).catch((error) => {
    failures.push(`_kerberos._tcp.${realm}: ${reasonOf(error)}`);
    return [];
  });
  const asked = addresses.filter(({ proxied }) => proxied !== true);
  const client = { name: process.env.USER ?? "adp", realm };
  const answer = await askKdcs(asked, { client, now: context.now, patienceMs }).catch((error) => {
    failures.push(...reasonsOfKdcs(asked, error));
    return undefined;
  });
  if (answer !== undefined)
    return `${answer.host}:${answer.port} answers${clockWords(answer, context.machine)}`;
  const proxy = addresses.find(({ proxied }) => proxied === true);
  if (proxy !== undefined)
    return `https://${proxy.host} is a KDC proxy, which adp does not ask: the clock is not compared`;
  throw new AdpError(errors.NO_KDC, {
    what: `No KDC of ${realm} answers.`,
    why:
      addresses.length === 0 ? "Neither krb5.conf nor DNS names one." : "adp asked each KDC that is named.",
    evidence: failures,
    next: [
      either(
        act("connect the VPN, if there is one"),
        act(`set kdc = HOST under [realms] ${realm} in krb5.conf`),
      ),
      again,
    ],
  });
}

/** Kerberos allows five minutes by default. */
const mostSkew = 300;

function clockWords({ aheadSeconds, host }: KdcAnswer, machine = thisMachine()): string {
  if (aheadSeconds === undefined) return "; it does not report its clock";
  const off = Math.abs(aheadSeconds);
  if (off <= mostSkew) return `, clocks ${off} s apart`;
  throw new AdpError(errors.CLOCK, {
    what: `This machine's clock is ${off} s ${aheadSeconds > 0 ? "behind" : "ahead of"} that of ${host}.`,
    why: `Kerberos refuses more than ${mostSkew} s.`,
    next: [
      machine === "wsl"
        ? either(clockStep(machine), run(shell`wsl.exe --shutdown`, "if that does not help"))
        : machine === "macos"
          ? clockStep(machine)
          : either(clockStep(machine), run(shell`sudo chronyc makestep`, "if chrony runs")),
      again,
    ],
  });
}

export async function present(context: CheckContext): Promise<string> {
  context.cache = context.sharer.source();
  if (context.cache === undefined) return "the sharer gets one with the keytab";
  const { text, origin } = context.cache;
  try {
    const found = await readOwnTicket(context.cache);
    if (found !== undefined) context.ticket = found;
  } catch (error) {
    throw new AdpError(errors.NO_TICKET, {
      what: `${text} cannot be read.`,
      why: reasonOf(error),
      next: helpFor(error),
      cause: error,
    });
  }
  if (context.ticket !== undefined) return `${text} (${origin}), of ${context.ticket.principal}`;
  throw new AdpError(errors.NO_TICKET, {
    what: `There is no ticket in ${text}.`,
    why: `${origin} names that cache.`,
    next: [either(run(shell`kinit`), run(shell`klist -A`, "shows tickets in other caches"))],
  });
}

export async function valid({ ticket, now }: CheckContext): Promise<string | undefined> {
  if (ticket === undefined) return undefined;
  const judgement = judge(ticket, { now: new Date(now()) });
  if (!judgement.usable)
    throw new AdpError(errors.UNUSABLE, {
      what: judgement.reason.message,
      next: anyOf(...judgement.reason.next),
    });
  const until = now() / 1000 + judgement.ticket.remainingSeconds;
  return `until ${moment(until, new Date(now()))}${judgement.ticket.renewTill === undefined ? "" : ", renewable"}`;
}
