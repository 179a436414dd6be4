import { act, again, either, run, shell } from "@airflow-data-platform/cli-kit";
import { type Netrc, netrcLogin, netrcQuoted, type UvSettings } from "../../../credentials/index.ts";
import { AdpError } from "../../../kernel/errors.ts";
import { errors } from "../../errors.ts";
import type { PipSettings } from "./pip-settings.ts";

/** An address with its login in it, if there is one, and who names it. */
interface Address {
  readonly url: string;
  readonly setting: string;
}

/**
 * The address with the netrc's login in it: uv and pip then send it to this host over this scheme, where a netrc of
 * their own would do for every address of that host.
 */
export function withLogin(url: string, netrc: Netrc): string {
  const parsed = httpUrl(url);
  if (parsed === undefined || parsed.username !== "" || parsed.password !== "") return url;
  const login = netrcLogin(netrc, { host: parsed.hostname, port: parsed.port, isNamed: true });
  if (login === undefined) return url;
  parsed.username = encodeURIComponent(login.user);
  parsed.password = encodeURIComponent(login.password.reveal());
  return parsed.href;
}

export function uvWithLogins(uv: UvSettings, netrc: Netrc): UvSettings {
  return { ...uv, indexes: uv.indexes.map((index) => ({ ...index, url: withLogin(index.url, netrc) })) };
}

export function pipWithLogins(pip: PipSettings, netrc: Netrc): PipSettings {
  return {
    ...pip,
    indexUrl: pip.indexUrl === undefined ? undefined : withLogin(pip.indexUrl, netrc),
    extraIndexUrls: pip.extraIndexUrls.map((url) => withLogin(url, netrc)),
  };
}

/**
 * What is left of the netrc for uv and pip: logins of hosts that are no index, without `default`. That one serves the
 * folders of wheels that somebody named, and no address that a tool or a page comes with.
 */
export function netrcForTools(netrc: Netrc, indexes: readonly string[], links: readonly string[]): string {
  const hosts = indexes.flatMap((url) => httpUrl(url)?.hostname ?? []);
  const own = netrc.entries.filter(
    ({ machine }) => machine !== undefined && !hosts.includes(machine.toLowerCase().replace(/:\d+$/, "")),
  );
  const entries = own.map(({ machine = "", login, password }) => ({
    machine,
    login,
    password: password.reveal(),
  }));
  for (const url of links) {
    const { hostname: host, port } = httpUrl(url) ?? {};
    const login =
      host === undefined ? undefined : netrcLogin(netrc, { host, port: port ?? "", isNamed: true });
    if (host !== undefined && login !== undefined)
      entries.push({ machine: host, login: login.user, password: login.password.reveal() });
  }
  return entries
    .map(
      ({ machine, login, password }) =>
        `machine ${machine} login ${word(login)} password ${word(password)}\n`,
    )
    .join("");
}

/** In netrc's own quotes where a plain word cannot hold it. */
function word(text: string): string {
  return /^[^\s"\\#]+$/.test(text) ? text : netrcQuoted(text);
}

/** Refuses, before anything is sent, a login that everyone on the way could read. */
export function refuseExposedLogins(addresses: readonly Address[], env: NodeJS.ProcessEnv): void {
  const allowed = (env.INSECURE_LOGIN_HOSTS ?? "").toLowerCase().split(/[\s,]+/);
  for (const { url, setting } of addresses) {
    const { protocol, hostname, host, username, password } = httpUrl(url) ?? {};
    if (
      protocol !== "http:" ||
      hostname === undefined ||
      host === undefined ||
      `${username}${password}` === ""
    )
      continue;
    if (isThisMachine(hostname) || allowed.includes(host) || allowed.includes(hostname)) continue;
    throw new AdpError(errors.pyLoginInClear, {
      what: `A login would go to ${host} over plain HTTP.`,
      why: `Everyone on the way can read it. ${setting} names the address; nothing was sent.`,
      next: [
        either(
          act(`write https:// into ${setting}`),
          act("remove the login from ~/.netrc or the address", "if the host needs none"),
          run(shell`export INSECURE_LOGIN_HOSTS=${host}`, "if everyone on this network may know the login"),
        ),
        again,
      ],
    });
  }
}

/** The addresses over plain HTTP in files of requirements, with the login that the netrc has for each. */
export function plainAddresses(file: string, text: string, netrc: Netrc): Address[] {
  return [...text.matchAll(/\bhttp:\/\/[^\s"'#;,]+/gi)].map(([url]) => ({
    url: withLogin(url, netrc),
    setting: file,
  }));
}

function isThisMachine(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127(?:\.\d+){3}$/.test(host);
}

function httpUrl(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && /^https?:$/.test(url.protocol) ? url : undefined;
}
