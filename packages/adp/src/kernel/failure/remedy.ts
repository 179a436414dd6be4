import { act, type Choice, either, type Next, run, type Step, shell } from "@airflow-data-platform/cli-kit";
import { installStep, type Machine, type Packages, thisMachine } from "../machine.ts";
import type { FailureKind } from "./kind.ts";

/** What is known of a failure beyond its kind. All of it is shown, so no secret goes in. */
export interface Situation {
  /** The program, as people call it: "uv", "docker". */
  readonly tool: string;
  /** What installs it, where it is missing. */
  readonly packages?: Packages;
  /** The address that was asked. A login in it is not shown. */
  readonly url?: string;
  /** Where that address is set: a file, or a variable. */
  readonly setting?: string;
  /** The login that was sent, and the file or variable it came from. */
  readonly login?: { readonly user: string; readonly place: string };
  /** The folder that was written. */
  readonly folder?: string;
  /** How much room it takes: "about 350 MB". */
  readonly size?: string;
  readonly machine?: Machine;
  /** What only this tool does differently; it is taken before the general steps. */
  readonly own?: Partial<Record<FailureKind, Next>>;
}

export interface Remedy {
  readonly why?: string;
  readonly next: Next;
}

/** Why it failed and what helps, without the command to repeat: the caller adds `again`. */
export function remedy(kind: FailureKind, situation: Situation): Remedy {
  const general = table[kind]({ ...situation, ...(situation.url && { url: withoutLogin(situation.url) }) });
  const own = situation.own?.[kind];
  return own === undefined ? general : { ...general, next: own };
}

const table: Record<FailureKind, (it: Situation) => Remedy> = {
  "disk-full": ({ folder = ".", size }) => ({
    ...(size === undefined ? {} : { why: `It takes ${size}.` }),
    next: [run(shell`df -h ${folder}`, "shows which disk is full"), act("free some space")],
  }),
  "tls-untrusted": (it) => ({
    why: `The issuer of ${hostOf(it)}'s certificate is unknown here. Many companies re-sign traffic with a CA of their own: ask your IT for its file.`,
    next: [trustInSystem(it)],
  }),
  proxy: (it) => ({
    why: "The proxy does not answer, needs a login, or blocks this host.",
    next: [
      either(
        run(shell`export HTTPS_PROXY=http://USER:PASSWORD@PROXY:PORT`, "special characters as %XX"),
        run(
          { shell: `export NO_PROXY="$NO_PROXY,${hostNameOf(it)}"` },
          "if the host is inside the company's network",
        ),
      ),
    ],
  }),
  "login-refused": (it) => ({
    why:
      it.login === undefined
        ? `${hostOf(it)} refused the login.`
        : `${hostOf(it)} refused the login of ${it.login.user}, from ${it.login.place}: it is wrong or has expired.`,
    next: [netrc(it)],
  }),
  "login-missing": (it) => ({
    why: `${hostOf(it)} was asked without a login.`,
    next: [netrc(it)],
  }),
  unreachable: (it) => ({
    why: `${hostOf(it)} does not answer: the network, a proxy setting, or the server itself.`,
    next: [
      either(
        ...(it.url === undefined ? [] : [run(shell`curl -sSI ${it.url}`, `asks it without ${it.tool}`)]),
        ...(it.setting === undefined ? [] : [act(`correct the address in ${it.setting}`)]),
        run(shell`export HTTPS_PROXY=http://PROXY:PORT`, "if the way out is a proxy"),
      ),
    ],
  }),
  "not-found": (it) => ({
    ...(it.url === undefined ? {} : { why: `${it.url} does not have it.` }),
    next: [
      act(
        it.setting === undefined ? "correct the name" : `correct the name, or the address in ${it.setting}`,
      ),
    ],
  }),
  denied: ({ folder = "." }) => ({
    why: "Another user owns it, or the disk is mounted read-only.",
    next: [
      run(shell`ls -ld ${folder}`, "shows whose it is"),
      run(shell`sudo chown -R "$USER" ${folder}`, "if sudo made it"),
    ],
  }),
  killed: ({ tool, machine = thisMachine() }) => ({
    why: `${tool} was killed, most often because memory ran out.`,
    next: [run(machine === "macos" ? shell`vm_stat` : shell`free -h`, "shows free memory")],
  }),
  "missing-program": ({ tool, packages, machine }) => ({
    why: `There is no program ${tool} on PATH.`,
    next: [packages === undefined ? act(`install ${tool}`) : installStep(packages, machine)],
  }),
  unknown: () => ({ next: [] }),
};

function hostOf({ url, tool }: Situation): string {
  if (url === undefined) return `the server that ${tool} asked`;
  return URL.canParse(url) ? new URL(url).host : url;
}

/** The host alone, for a setting or a command; a placeholder where it is not known. */
function hostNameOf(it: Situation): string {
  return it.url === undefined ? "HOST" : hostOf(it).replace(/:\d+$/, "");
}

function withoutLogin(url: string): string {
  return url.replace(/^([a-z][\w+.-]*:\/\/)[^/@]*@/i, "$1");
}

/** Most tools read ~/.netrc. One that keeps logins elsewhere has its steps in `own`. */
function netrc(it: Situation): Step {
  return act(`add to ~/.netrc (chmod 600): machine ${hostNameOf(it)} login YOU password TOKEN`);
}

function trustInSystem({ machine = thisMachine() }: Situation): Step | Choice {
  switch (machine) {
    case "debian":
    case "wsl":
      return run(
        shell`sudo cp company-ca.crt /usr/local/share/ca-certificates/ && sudo update-ca-certificates`,
        "trusts it on this machine",
      );
    case "fedora":
      return run(
        shell`sudo cp company-ca.crt /etc/pki/ca-trust/source/anchors/ && sudo update-ca-trust`,
        "trusts it on this machine",
      );
    case "macos":
      return run(
        shell`sudo security add-trusted-cert -d -k /Library/Keychains/System.keychain company-ca.crt`,
        "trusts it on this machine",
      );
    default:
      return act("add the company's CA to the certificates that your system trusts");
  }
}
