import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { act, again } from "@airflow-data-platform/cli-kit";
import {
  decoded,
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
import { AdpError } from "../kernel/errors.ts";
import { Secret } from "../kernel/secret.ts";
import { errors } from "./errors.ts";
import { fromHere, type Layer1Folder } from "./folder.ts";
import type { Layer1Settings } from "./settings.ts";

export type Tool = "apt" | "pip" | "uv" | "maven";

/** One address that a tool will ask, and as whom. */
export interface Access {
  readonly url: string;
  readonly host: string;
  /** What says so: a variable of .env, a file. */
  readonly setting: string;
  readonly login: Login | undefined;
  /** The configuration says that this host requires a login (LOGIN_HOSTS). */
  readonly required: boolean;
  /** For people: how what is sent is protected. */
  readonly wire: string;
  /** A login would be sent in clear, and no setting allows that. */
  readonly isLoginExposed: boolean;
}

/** Everything that the build's tools will ask, worked out from the files where each tool looks. */
export interface AccessPlan {
  readonly apt: readonly Access[];
  readonly pip: readonly Access[];
  readonly uv: readonly Access[];
  readonly maven: readonly Access[];
  readonly pipIndexes: readonly Index[];
  readonly uvIndexes: readonly Index[];
  readonly trustedHosts: { readonly pip: readonly string[]; readonly uv: readonly string[] };
  /** Every credential that takes part, for redacting and for the scan of the image. */
  readonly logins: readonly Login[];
  readonly proxies: readonly string[];
  readonly warnings: readonly string[];
  readonly netrc: Netrc;
  /** Lists of certificates that tools on this machine are configured to trust. */
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
  const wires = new Wires(place, settings.insecureLoginHosts);
  const access = (
    { url, setting, login }: Pick<Access, "url" | "setting" | "login">,
    unchecked: readonly string[] = [],
  ): Access => ({
    ...{ url, host: hostOf(url), setting, login, required: required(hostOf(url)) },
    wire: wires.of(url, unchecked),
    isLoginExposed: login !== undefined && wires.exposes(url),
  });
  const byNetrc = ({ url, setting, isNamed }: Mirror) => {
    const { hostname: host, port } = new URL(url);
    return access({ url, setting, login: netrcLogin(netrc, { host, port, isNamed }) });
  };
  const apt = aptSources(place, settings).map(byNetrc);
  const { mavenMirror, origin } = settings;
  const maven = byNetrc({
    url: mavenMirror ?? "https://repo1.maven.org/maven2",
    setting: mavenMirror === undefined ? "the default" : `MAVEN_MIRROR (${origin.get("MAVEN_MIRROR")})`,
    isNamed: mavenMirror !== undefined,
  });
  const byPip = forPip.map((index) => access(index, pip.trustedHosts));
  const byUv = forUv.map((index) => access(index, uv.insecureHosts));
  const all = [...apt, ...byPip, ...byUv, maven];
  const proxies = ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY"]
    .flatMap((name) => [name, name.toLowerCase()])
    .filter((name) => Boolean(env[name]));
  return {
    apt,
    pip: byPip,
    uv: byUv,
    maven: [maven],
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

/** An address whose login is netrc's. */
interface Mirror {
  readonly url: string;
  readonly setting: string;
  /** By .env, and not by a default of ours. */
  readonly isNamed: boolean;
}

/** The addresses that apt asks: the mirror, else the base image's own, and config/apt. */
function aptSources(place: Layer1Folder, settings: Layer1Settings): Mirror[] {
  const { aptMirror, aptSecurityMirror, origin } = settings;
  const named = (name: string) => `${name} (${origin.get(name) ?? "from APT_MIRROR"})`;
  const debian =
    aptMirror === undefined
      ? [
          { url: "http://deb.debian.org/debian", setting: "the base image's own sources", isNamed: false },
          {
            url: "http://deb.debian.org/debian-security",
            setting: "the base image's own sources",
            isNamed: false,
          },
        ]
      : [
          { url: aptMirror, setting: named("APT_MIRROR"), isNamed: true },
          {
            url: aptSecurityMirror ?? `${aptMirror}-security`,
            setting: named("APT_SECURITY_MIRROR"),
            isNamed: true,
          },
        ];
  const folder = join(place.folder, "config", "apt");
  const extra = (existsSync(folder) ? readdirSync(folder) : [])
    .filter((name) => name.endsWith(".sources"))
    .sort()
    .flatMap((name) =>
      sourcesIn(readFileSync(join(folder, name), "utf8"), fromHere(place, "config", "apt", name)),
    )
    .map(({ url, file }) => ({ url, setting: `config/apt/${basename(file)}`, isNamed: true }));
  return [...debian, ...extra];
}

/** The addresses of a deb822 file: of each `URIs` field, with the lines that continue it. */
function sourcesIn(text: string, file: string): { url: string; file: string }[] {
  let isInField = false;
  return text.split(/\r?\n/).flatMap((line, at) => {
    if (line.startsWith("#")) return [];
    const field = /^([\w-]+)[ \t]*:(.*)$/.exec(line);
    if (field !== null) isInField = field[1]?.toLowerCase() === "uris";
    else if (!/^[ \t]/.test(line)) isInField = false;
    if (!isInField) return [];
    const words = (field?.[2] ?? line).trim().split(/\s+/).filter(Boolean);
    return words.map((word) => {
      const url = URL.canParse(word) ? new URL(word) : undefined;
      const isAddress = url !== undefined && (url.host !== "" || /^(?:file|copy|cdrom):$/.test(url.protocol));
      if (isAddress && !`${url.pathname}${url.search}${url.hash}`.includes("@")) return { url: word, file };
      throw new AdpError(errors.SETTINGS, {
        what: `The address in ${file}, line ${at + 1}, cannot be read.`,
        why: "It has no scheme such as https://, or an @ after the host. Which host apt would ask, and as whom, is not known. It is not repeated here.",
        next: [
          act(`correct line ${at + 1} of ${file}`, "for example URIs: https://artifactory.example/debian"),
          again,
        ],
      });
    });
  });
}

/** How an address is asked: http or https, and whose certificates count. */
class Wires {
  readonly #ownCertificates: boolean;

  constructor(
    { folder }: Layer1Folder,
    private readonly allowed: readonly string[],
  ) {
    const certificates = join(folder, "config", "certificates");
    this.#ownCertificates =
      existsSync(certificates) && readdirSync(certificates).some((name) => /\.(?:crt|pem)$/.test(name));
  }

  of(url: string, unchecked: readonly string[]): string {
    if (isPlain(url)) return "http";
    if (unchecked.includes(hostOf(url)) || unchecked.includes(hostOf(url).replace(/:\d+$/, "")))
      return "https, certificate not checked";
    return this.#ownCertificates ? "https, public CAs and config/certificates" : "https, public CAs";
  }

  /** Whether a login to this address could be read on the way. */
  exposes(url: string): boolean {
    const host = hostOf(url);
    return isPlain(url) && !this.allowed.includes(host) && !this.allowed.includes(host.replace(/:\d+$/, ""));
  }
}

function isPlain(url: string): boolean {
  return url.toLowerCase().startsWith("http:");
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host.toLowerCase() : url;
}

/** The login of a proxy's address, which needs neither a scheme nor an encoding that a URL's parser takes. */
function proxyLogin(name: string, value: string): Login[] {
  const login = /^(?:[a-z][a-z0-9+.-]*:\/\/)?(.*)@/i.exec(value)?.[1] ?? "";
  const [user = "", ...rest] = login.split(":");
  const password = rest.join(":") || user;
  return password === ""
    ? []
    : [{ user: decoded(user), password: new Secret(decoded(password)), place: name }];
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
