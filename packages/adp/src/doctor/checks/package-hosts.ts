import { act, adp, again, type Next, run, type Step, shell } from "@airflow-data-platform/cli-kit";
import { AdpError } from "../../kernel/errors.ts";
import { type FailureKind, remedy } from "../../kernel/failure/index.ts";
import type { Machine } from "../../kernel/machine.ts";
import type { Access } from "../../layer1/index.ts";
import { isAnswer, type NoAnswer } from "../ask.ts";
import { type Check, type Finding, problem } from "../check.ts";
import type { DoctorContext } from "../context.ts";
import { errors } from "../errors.ts";

export const packageHosts: Check = {
  id: "package-hosts",
  group: "Network",
  flows: ["layer1"],
  looksAt: "each mirror of Debian's and Python's packages: that it answers, is trusted, and takes the login",
  needs: ["layer1-settings", "tool-settings"],
  async look(context) {
    const { access } = context;
    const all = new Map([...access.apt, ...access.pip, ...access.uv].map((one) => [one.url, one]));
    const asked = [...all.values()].filter(({ url }) => /^https?:/i.test(url));
    const isApt = new Set(access.apt.map(({ url }) => url));
    // An index's own root may be a list of half a million names.
    const pageOf = ({ url }: Access) => (isApt.has(url) ? `${url}/` : packagePage(url));
    const findings = await Promise.all(
      asked.map((one) => hostFinding({ access: one, url: pageOf(one), trust: "build" }, context)),
    );
    // A host with several mirrors has one certificate, one login and one cable.
    const byHost = new Map(
      asked.map(({ host }, index) => [`${host} ${findings[index]?.error.code}`, findings[index]]),
    );
    const found = [...byHost.values()].filter((one) => one !== undefined);
    const hosts = [...new Set(asked.map(({ host }) => host))];
    return found.length > 0 ? found : `${hosts.join(", ")} answer`;
  },
};

/** The page of a package that every index has. */
export function packagePage(index: string): string {
  return `${index.replace(/\/$/, "")}/pip/`;
}

interface HostQuestion {
  readonly access: Access;
  readonly url: string;
  readonly trust: "build" | "host";
}

/** Whether a host answers, is trusted, and takes the login that would be sent. */
export async function hostFinding(
  { access: one, url, trust }: HostQuestion,
  { ask, machine }: Pick<DoctorContext, "ask" | "machine">,
): Promise<Finding | undefined> {
  const login = one.isLoginExposed ? undefined : one.login;
  const answer = await ask.ask(url, { login, trust });
  if (!isAnswer(answer)) return problem(noAnswerError(answer, one, { trust, machine }));
  if (answer.status === 407)
    return problem(noAnswerError({ kind: "proxy", detail: "It answers 407" }, one, { trust, machine }));
  if (answer.status === 401 || answer.status === 403) return problem(refused(one));
  return undefined;
}

/** What a host's silence means, in the words of the house. */
export function noAnswerError(
  { kind, detail }: NoAnswer,
  { url, host, setting }: Pick<Access, "url" | "host" | "setting">,
  {
    trust,
    machine,
  }: { readonly trust: "build" | "host" | { readonly untrusted: Next }; readonly machine: Machine },
): AdpError {
  const kinds = { silent: "unreachable", untrusted: "tls-untrusted", proxy: "proxy" } as const;
  const definitions = { silent: errors.SILENT, untrusted: errors.UNTRUSTED, proxy: errors.PROXY };
  const whats = {
    silent: `${host} does not answer.`,
    untrusted: `The certificate of ${host} is not trusted.`,
    proxy: `The proxy does not connect to ${host}.`,
  };
  const failure: FailureKind = kinds[kind];
  const isOwn = !/the default|own sources/.test(setting);
  const { why = "", next } = remedy(failure, { tool: "adp", url, machine, ...(isOwn ? { setting } : {}) });
  const inImage: Next = [
    run(shell`cp company-ca.crt layer1-base-image/config/certificates/`, "the company's CA, as PEM"),
  ];
  const inHost = trust === "host" ? next : trust === "build" ? inImage : trust.untrusted;
  const wayOut = isOwn ? next : withChoice(next, run(adp`setup`, "names your company's mirror instead"));
  const steps = { silent: wayOut, untrusted: inHost, proxy: next }[kind];
  // That it does not answer, the line above says.
  const cause = kind === "silent" ? "The network, a proxy setting, or the server itself." : why;
  return new AdpError(definitions[kind], {
    what: whats[kind],
    why: `${cause} ${url} (${setting}): ${detail.replace(/\.$/, "")}.`.trim(),
    next: [...steps, again],
  });
}

/** One more way to the same end. */
function withChoice(next: Next, step: Step): Next {
  return next.map((one) => ("either" in one ? { either: [...one.either, [step]] } : one));
}

function refused({ url, host, login, setting }: Access): AdpError {
  if (login !== undefined) {
    const { why, next } = remedy("login-refused", { tool: "adp", url, login });
    return new AdpError(errors.LOGIN_REFUSED, {
      what: `${host} refuses the login of ${login.user}.`,
      ...(why === undefined ? {} : { why }),
      next: [...next, again],
    });
  }
  const { next } = remedy("login-missing", { tool: "adp", url });
  return new AdpError(errors.LOGIN_MISSING, {
    what: `${host} requires a login, and there is none.`,
    why: `It is asked as ${url} (${setting}).`,
    next: [...next, act(`add ${host} to LOGIN_HOSTS in layer1-base-image/.env`), again],
  });
}
