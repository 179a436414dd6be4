import { hostname } from "node:os";
import { act, again } from "@airflow-data-platform/cli-kit";
import { hostFiles, Krb5Error, readProfile } from "@airflow-data-platform/krb5";
import { AdpError } from "../kernel/errors.ts";
import { hostKrb5Conf } from "../platform/index.ts";
import { askKdcs, kdcsOf, reasonsOfKdcs } from "../ticket/index.ts";
import { errors } from "./errors.ts";
import { type Question, type SetupContext, wrong } from "./question.ts";

export const realm: Question = {
  name: "realm",
  title: "Kerberos realm",
  about: "A domain of Active Directory is a realm, in capital letters. Empty: no Kerberos.",
  example: "COMPANY.COM",
  found: (context) =>
    hostProfile(context)?.value("libdefaults", "default_realm")?.replace("ATHENA.MIT.EDU", "") ??
    domainRealm(),
  test(value) {
    if (!/^[A-Z0-9]([A-Z0-9.-]*[A-Z0-9])?$/.test(value))
      throw wrong(
        /^[a-z0-9.-]+$/i.test(value)
          ? "A realm is written in capital letters."
          : `"${value.slice(0, 40)}" is no realm.`,
        /^[a-z0-9.-]+$/i.test(value) ? value.toUpperCase() : this.example,
      );
    return {};
  },
};

function hostProfile({ root, env }: SetupContext) {
  const paths = hostKrb5Conf(root, env);
  if (paths.length === 0) return undefined;
  try {
    return readProfile(hostFiles, paths.join(":"));
  } catch (error) {
    // What this machine has cannot be read: then nothing is proposed.
    if (error instanceof Krb5Error) return undefined;
    throw error;
  }
}

function domainRealm(): string {
  const [, ...domain] = hostname().split(".");
  return domain.length > 1 && domain.at(-1) !== "local" ? domain.join(".").toUpperCase() : "";
}

export const kdc: Question = {
  name: "kdc",
  title: "KDC",
  about: "The host of a domain controller, several with blanks between. Empty: DNS names them.",
  example: "dc1.company.com dc2.company.com",
  applies: (answers) => (answers.realm ?? "") !== "",
  found: (context, answers) =>
    (hostProfile(context)?.values("realms", answers.realm ?? "", "kdc") ?? []).join(" "),
  async test(value, _, { realm: name = "" }) {
    const hosts = value.split(/[\s,]+/);
    for (const host of hosts)
      if (!/^(\[[0-9a-f:]+\]|[\w.-]+)(:\d+)?$/i.test(host))
        throw wrong(`"${host.slice(0, 40)}" is no host.`, this.example);
    const profile = readProfile({ ...hostFiles, readText: () => krb5ConfText(name, hosts) }, "/krb5.conf");
    const asked = await kdcsOf(name, profile);
    let failures: string[];
    try {
      await askKdcs(asked, { client: { name: "adp", realm: name } });
      return {};
    } catch (error) {
      failures = reasonsOfKdcs(asked, error);
    }
    return {
      error: new AdpError(errors.ANSWER, {
        what: `No KDC of ${name} answers.`,
        evidence: failures,
        next: [act("connect to the company's network or VPN"), again],
      }),
    };
  },
};

function krb5ConfText(name: string, hosts: readonly string[]): string {
  return `[realms]\n${name} = {\n${hosts.map((host) => `kdc = ${host}\n`).join("")}}\n`;
}
