import { lookup } from "node:dns/promises";
import { hostSurroundings, judge, Krb5Error, readProfile } from "@airflow-data-platform/krb5";
import { AdpError, reasonOf } from "../kernel/errors.ts";
import { installCommand, thisMachine } from "../kernel/machine.ts";
import { attempt, ProcessFailure } from "../kernel/process.ts";
import { moment } from "../platform/index.ts";
import * as errors from "./errors.ts";
import { askKdc, kdcsOf } from "./kdc.ts";
import { helpFor, readOwnTicket } from "./own-ticket.ts";
import type { Subject } from "./subject.ts";

export async function client(): Promise<string> {
  const programs = ["klist", "kinit", "kvno"];
  const env = { LC_ALL: "C", KRB5CCNAME: "FILE:/nonexistent" };
  const lacking: string[] = [];
  for (const program of programs) {
    const said = await attempt([program, "-?"], { env, timeoutMs: 5000 });
    if (said instanceof ProcessFailure && said.kind === "spawn-failed") lacking.push(program);
  }
  if (lacking.length === 0) return `${programs.join(", ")} are on PATH`;
  throw new AdpError(errors.NO_CLIENTS, {
    why: `Not on PATH: ${lacking.join(", ")}.`,
    next: [installCommand({ debian: "krb5-user", fedora: "krb5-workstation", macos: "krb5" }, thisMachine())],
  });
}

export async function krb5Conf(subject: Subject): Promise<string> {
  const path = process.env.KRB5_CONFIG ?? "/etc/krb5.conf";
  const next = [
    "export KRB5_CONFIG=/path/of/krb5.conf",
    "ask your Kerberos or Active Directory team for the file",
  ];
  try {
    const surroundings = hostSurroundings();
    subject.profile = readProfile(surroundings.files, surroundings.env.KRB5_CONFIG);
  } catch (error) {
    if (!(error instanceof Krb5Error)) throw error;
    throw new AdpError(errors.KRB5_CONF, {
      what: error.message,
      next: [...error.next, ...next],
      cause: error,
    });
  }
  const own = await ownRealm(subject);
  const realm = own ?? subject.profile.value("libdefaults", "default_realm");
  if (realm === undefined)
    throw new AdpError(errors.KRB5_CONF, {
      why: `${path} is not there, or has no default_realm in [libdefaults].`,
      next: [...next, "default_realm = CORP.EXAMPLE   in [libdefaults], with your domain in capitals"],
    });
  subject.realm = realm;
  return `${path}: realm ${realm}${own === undefined ? "" : ", the ticket's"}`;
}

/** The ticket's, where there is one: who has it needs no default_realm, and may be of another. */
async function ownRealm({ sharer }: Subject): Promise<string | undefined> {
  try {
    const cache = sharer.source();
    const ticket = cache === undefined ? undefined : await readOwnTicket(cache);
    return ticket?.principal.realm;
  } catch {
    // Why it cannot be read is told by the level of the ticket itself.
    return undefined;
  }
}

export async function kdc(subject: Subject): Promise<string> {
  const { profile, realm = "", login: wanted } = subject;
  if (profile === undefined) throw new Error("krb5.conf comes before its KDCs");
  if (wanted !== undefined)
    await lookup(wanted.host).catch((error) => {
      throw new AdpError(errors.UNKNOWN_HOST, {
        what: `The name ${wanted.host} is unknown here.`,
        why: reasonOf(error),
        next: [
          `getent hosts ${wanted.host}   shows what this machine knows`,
          "connect the VPN, when there is one",
        ],
      });
    });
  const failures: string[] = [];
  const addresses = await kdcsOf(realm, profile).catch((error) => {
    failures.push(`_kerberos._tcp.${realm}: ${reasonOf(error)}`);
    return [];
  });
  for (const address of addresses.filter(({ proxied }) => proxied !== true)) {
    try {
      const name = process.env.USER ?? "adp";
      const answer = await askKdc(address, { name, realm }, subject.now);
      return `${address.host}:${address.port} answers${clockWords(answer.aheadSeconds, address.host)}`;
    } catch (error) {
      if (error instanceof AdpError) throw error;
      failures.push(`${address.host}:${address.port}: ${reasonOf(error)}`);
    }
  }
  const proxy = addresses.find(({ proxied }) => proxied === true);
  if (proxy !== undefined)
    return `https://${proxy.host} is a proxy of KDCs, which this does not ask: the clock is not compared`;
  throw new AdpError(errors.NO_KDC, {
    what: `No KDC of ${realm} answers.`,
    why:
      addresses.length === 0 ? "krb5.conf names none, and DNS knows none." : "Each that is named was asked.",
    evidence: failures,
    next: ["connect the VPN, when there is one", `kdc = HOST   under [realms] ${realm} in krb5.conf`],
  });
}

/** Kerberos takes five minutes by default. */
const greatestSkew = 300;

function clockWords(aheadSeconds: number | undefined, host: string): string {
  if (aheadSeconds === undefined) return "; its clock was not told";
  const off = Math.abs(aheadSeconds);
  if (off <= greatestSkew) return `, clocks ${off} s apart`;
  throw new AdpError(errors.CLOCK, {
    what: `This machine's clock is ${off} s ${aheadSeconds > 0 ? "behind" : "ahead of"} that of ${host}.`,
    why: `Kerberos refuses more than ${greatestSkew} s.`,
    next:
      thisMachine() === "wsl"
        ? [
            "sudo hwclock -s   sets it after a sleep of Windows",
            "wsl.exe --shutdown   when that does not help",
          ]
        : ["sudo timedatectl set-ntp true", "sudo chronyc makestep   where chrony runs"],
  });
}

export async function present(subject: Subject): Promise<string> {
  subject.cache = subject.sharer.source();
  if (subject.cache === undefined) return "a keytab's, which the sharer gets itself";
  const { text, origin } = subject.cache;
  try {
    const found = await readOwnTicket(subject.cache);
    if (found !== undefined) subject.ticket = found;
  } catch (error) {
    throw new AdpError(errors.NO_TICKET, {
      what: `${text} cannot be read.`,
      why: reasonOf(error),
      next: helpFor(error),
      cause: error,
    });
  }
  if (subject.ticket !== undefined) return `${text} (${origin}), of ${subject.ticket.principal}`;
  throw new AdpError(errors.NO_TICKET, {
    what: `There is no ticket in ${text}.`,
    why: `${origin} names that place.`,
    next: ["kinit", "klist -A   shows tickets in other places"],
  });
}

export async function valid({ ticket, now }: Subject): Promise<string | undefined> {
  if (ticket === undefined) return undefined;
  const judgement = judge(ticket, { now: new Date(now()) });
  if (!judgement.usable)
    throw new AdpError(errors.UNUSABLE, { what: judgement.reason.message, next: judgement.reason.next });
  const until = now() / 1000 + judgement.ticket.remainingSeconds;
  return `until ${moment(until, new Date(now()))}${judgement.ticket.renewTill === undefined ? "" : ", renewable"}`;
}
