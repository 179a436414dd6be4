import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type Index,
  type Login,
  type Netrc,
  netrcLogin,
  pipIndexes,
  readNetrc,
  readPipConf,
  readUvSettings,
  uvIndexes,
} from "../credentials/index.ts";
import { Secret } from "../kernel/secret.ts";
import type { Layer1Folder } from "./folder.ts";
import type { Layer1Settings } from "./settings.ts";

export type Tool = "apt" | "pip" | "uv";

/** One address that a tool will ask, and as whom. */
export interface Access {
  readonly url: string;
  readonly host: string;
  /** What says so: a variable of .env, a file. */
  readonly setting: string;
  readonly login: Login | undefined;
  /** The configuration says that this host wants a login (LOGIN_HOSTS). */
  readonly required: boolean;
}

/** Everything that the build's tools will ask, worked out from the files where each tool looks. */
export interface AccessPlan {
  readonly apt: readonly Access[];
  readonly pip: readonly Access[];
  readonly uv: readonly Access[];
  readonly pipIndexes: readonly Index[];
  readonly uvIndexes: readonly Index[];
  readonly trustedHosts: { readonly pip: readonly string[]; readonly uv: readonly string[] };
  /** Every credential that takes part, for redacting and for the scan of the image. */
  readonly logins: readonly Login[];
  readonly proxies: readonly string[];
  readonly warnings: readonly string[];
  readonly netrc: Netrc;
  /** Lists of certificates that tools on this machine were told to trust. */
  readonly hostCertificates: readonly string[];
}

export function planAccess(
  place: Layer1Folder,
  settings: Layer1Settings,
  env: NodeJS.ProcessEnv = process.env,
): AccessPlan {
  const netrc = readNetrc(env);
  const pip = readPipConf(env);
  const uv = readUvSettings(env);
  const from = { pip, uv, netrc, uvPlace: shortened(uv.origin, env) };
  const [forPip, forUv] = [pipIndexes(from), uvIndexes(from)];
  const required = (host: string) => settings.loginHosts.some((wanted) => wanted.toLowerCase() === host);
  const ofIndex = (index: Index): Access => ({
    url: index.url,
    host: hostOf(index.url),
    setting: index.setting,
    login: index.login,
    required: required(hostOf(index.url)),
  });
  const apt = aptSources(place, settings).map(
    ({ url, setting }): Access => ({
      url,
      host: hostOf(url),
      setting,
      login: netrcLogin(netrc, new URL(url).hostname, new URL(url).port),
      required: required(hostOf(url)),
    }),
  );
  const all = [...apt, ...forPip.map(ofIndex), ...forUv.map(ofIndex)];
  const proxies = ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY"]
    .flatMap((name) => [name, name.toLowerCase()])
    .filter((name) => Boolean(env[name]));
  return {
    apt,
    pip: forPip.map(ofIndex),
    uv: forUv.map(ofIndex),
    pipIndexes: forPip,
    uvIndexes: forUv,
    trustedHosts: { pip: pip.trustedHosts, uv: uv.insecureHosts },
    logins: unique([
      ...all.flatMap(({ login }) => (login === undefined ? [] : [login])),
      ...proxies.flatMap((name) => proxyLogin(name, env[name] ?? "")),
    ]),
    proxies,
    warnings:
      netrc.present && netrc.exposed
        ? [`${netrc.place} can be read by others: chmod 600 ${netrc.place}`]
        : [],
    netrc,
    hostCertificates: [
      ...new Set(
        [pip.cert, env.SSL_CERT_FILE, env.REQUESTS_CA_BUNDLE, env.CURL_CA_BUNDLE].filter(
          (path): path is string => Boolean(path),
        ),
      ),
    ],
  };
}

/** The addresses that apt asks: the mirror, else the base image's own, and config/apt. */
function aptSources(place: Layer1Folder, settings: Layer1Settings): { url: string; setting: string }[] {
  const { aptMirror, aptSecurityMirror, origin } = settings;
  const named = (name: string) => `${name} (${origin.get(name) ?? "from APT_MIRROR"})`;
  const debian =
    aptMirror === undefined
      ? [
          { url: "http://deb.debian.org/debian", setting: "the base image's own sources" },
          { url: "http://deb.debian.org/debian-security", setting: "the base image's own sources" },
        ]
      : [
          { url: aptMirror, setting: named("APT_MIRROR") },
          { url: aptSecurityMirror ?? `${aptMirror}-security`, setting: named("APT_SECURITY_MIRROR") },
        ];
  const folder = join(place.folder, "config", "apt");
  const extra = (existsSync(folder) ? readdirSync(folder) : [])
    .filter((name) => name.endsWith(".sources"))
    .sort()
    .flatMap((name) =>
      [...readFileSync(join(folder, name), "utf8").matchAll(/^URIs:\s*(.+)$/gim)]
        .flatMap((line) => (line[1] ?? "").trim().split(/\s+/))
        .filter((url) => URL.canParse(url))
        .map((url) => ({ url, setting: `config/apt/${name}` })),
    );
  return [...debian, ...extra];
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host.toLowerCase() : url;
}

function proxyLogin(name: string, value: string): Login[] {
  if (!URL.canParse(value)) return [];
  const { username, password } = new URL(value);
  return username === ""
    ? []
    : [{ user: username, password: new Secret(decodeURIComponent(password || username)), place: name }];
}

function unique(logins: readonly Login[]): Login[] {
  return [
    ...new Map(
      logins.map((login) => [`${login.user}\0${login.password.reveal()}\0${login.place}`, login]),
    ).values(),
  ];
}

function shortened(path: string, env: NodeJS.ProcessEnv): string {
  return env.HOME && path.startsWith(`${env.HOME}/`) ? `~${path.slice(env.HOME.length)}` : path;
}
