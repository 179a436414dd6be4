import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { readNetrc, readUvSettings, type UvSettings, variablePrefix } from "../../../credentials/index.ts";
import { platformRoot } from "../../../kernel/home.ts";
import { Secret } from "../../../kernel/secret.ts";
import { netrcForTools, pipWithLogins, refuseExposedLogins, uvWithLogins, withLogin } from "./logins.ts";
import { type PipSettings, readPipSettings } from "./pip-settings.ts";

/**
 * How the user's own package settings reach both tools. Each tool reads its own files and proxies by itself; a setting
 * that only one of them has is passed to the other in its environment, and never by argument. A login of the netrc is
 * passed with the address of its index, which neither tool sends to another scheme or host.
 */
export interface PackageSettings {
  /** Added to uv's environment. */
  readonly uv: Readonly<Record<string, string | undefined>>;
  /** Whether the Python's own pip answered. */
  readonly pipWorks: boolean;
  /** Added to pip's environment, once for each try: see `pipTries`. */
  readonly pip: readonly Readonly<Record<string, string | undefined>>[];
  /** What both tools read as their netrc, where the user has one. */
  readonly netrc: Secret | undefined;
  /** Every credential that was seen, to redact. */
  readonly secrets: readonly Secret[];
  /** The indexes that packages come from, without credentials, and who names them. */
  readonly indexes: readonly string[];
  readonly namedBy: string;
  /** The variables that carry the login of each index that has a name in uv.toml. */
  readonly loginVariables: readonly string[];
  /** What a user should know about these settings. */
  readonly notes: readonly string[];
}

const PYPI = "https://pypi.org/simple";

export async function readPackageSettings(
  pipPython: string | undefined,
  env: NodeJS.ProcessEnv = process.env,
): Promise<PackageSettings> {
  const netrc = readNetrc(env);
  const plainUv = readUvSettings(env);
  const plainPip = await readPipSettings(pipPython, env);
  const uv = uvWithLogins(plainUv, netrc);
  const pip = pipWithLogins(plainPip, netrc);
  const links = [...uv.findLinks, ...pip.findLinks];
  const named = [
    ...uv.indexes.map(({ url }) => ({ url, setting: uv.origin })),
    ...[pip.indexUrl ?? [], pip.extraIndexUrls].flat().map((url) => ({ url, setting: pip.origin })),
  ];
  refuseExposedLogins(
    [...named, ...links.map((url) => ({ url: withLogin(url, netrc), setting: "find-links" }))],
    env,
  );
  const fromUv = uv.indexes.length > 0 || uv.noIndex;
  const fromPip = !fromUv && (pip.indexUrl !== undefined || pip.extraIndexUrls.length > 0 || pip.noIndex);
  const urls = fromUv
    ? uv.indexes.map((index) => index.url)
    : fromPip
      ? [...(pip.indexUrl === undefined ? [] : [pip.indexUrl]), ...pip.extraIndexUrls]
      : [PYPI];
  const notes: string[] = [];
  if (fromUv && !uv.noIndex && !uv.indexes.some((index) => index.isDefault)) {
    notes.push(
      `${uv.origin} names an index without \`default = true\`: what it lacks is looked up on pypi.org as well.`,
    );
  }
  if (pipPython !== undefined && !pip.works)
    notes.push(`The pip of ${pipPython} does not run: what pip.conf says is not known.`);
  return {
    uv: {
      ...neutral.uv,
      ...(fromPip ? indexForUv(pip) : {}),
      ...(fromUv && hasNewLogins(plainUv, uv) ? indexesWithLogins(uv) : {}),
      ...connectionForUv(pip, uv, env),
    },
    pipWorks: pip.works,
    pip: pipTries(pip, uv, env).map((settings) => ({
      ...neutral.pip,
      ...settings,
      ...placesForPip(pip),
    })),
    netrc: netrc.present
      ? new Secret(
          netrcForTools(
            netrc,
            named.map(({ url }) => url),
            links,
          ),
        )
      : undefined,
    secrets: [
      ...secretsOf(env, uv, pip, urls),
      ...netrc.entries.flatMap(({ password }) => (password.reveal() === "" ? [] : [password])),
    ],
    indexes: urls.map(withoutCredentials),
    namedBy: fromUv ? uv.origin : fromPip ? pip.origin : "the default",
    loginVariables: uv.indexes.flatMap((index) =>
      index.name === undefined
        ? []
        : [`${variablePrefix(index.name)}_USERNAME=YOU ${variablePrefix(index.name)}_PASSWORD=TOKEN`],
    ),
    notes,
  };
}

/** Its sitecustomize.py keeps pip from sending a login over plain HTTP, to which an index's page could ask it. */
const noClearLogins = join(platformRoot(), "layer1-base-image", "build", "no-clear-logins");

// What says where packages go is ours to decide; where they come from is the user's.
const neutral = {
  uv: {
    UV_PYTHON_DOWNLOADS: "never",
    UV_SYSTEM_PYTHON: undefined,
    UV_PYTHON: undefined,
    UV_TARGET: undefined,
    UV_PREFIX: undefined,
    UV_BREAK_SYSTEM_PACKAGES: undefined,
    UV_CONSTRAINT: undefined,
    UV_OVERRIDE: undefined,
    UV_BUILD_CONSTRAINT: undefined,
    UV_PROJECT_ENVIRONMENT: undefined,
    UV_NO_PROGRESS: "1",
    VIRTUAL_ENV: undefined,
    CONDA_PREFIX: undefined,
    PYTHONPATH: undefined,
    PYTHONHOME: undefined,
  },
  pip: {
    PIP_NO_INPUT: "1",
    PIP_DISABLE_PIP_VERSION_CHECK: "1",
    PIP_USER: "0",
    PIP_REQUIRE_VIRTUALENV: "0",
    PIP_TARGET: undefined,
    PIP_PREFIX: undefined,
    PIP_ROOT: undefined,
    PIP_CONSTRAINT: undefined,
    PYTHONPATH: noClearLogins,
    // Nothing is written beside it: that folder is an input of Layer 1.
    PYTHONDONTWRITEBYTECODE: "1",
    PYTHONHOME: undefined,
  },
};

function indexForUv(pip: PipSettings): Record<string, string> {
  return {
    ...(pip.indexUrl === undefined ? {} : { UV_DEFAULT_INDEX: pip.indexUrl }),
    // pip asks all its indexes and takes the best; uv alone would stop at the first that knows the name.
    ...(pip.extraIndexUrls.length === 0
      ? {}
      : { UV_INDEX: pip.extraIndexUrls.join(" "), UV_INDEX_STRATEGY: "unsafe-best-match" }),
    ...(pip.noIndex ? { UV_NO_INDEX: "1" } : {}),
  };
}

function hasNewLogins(before: UvSettings, after: UvSettings): boolean {
  return after.indexes.some((index, at) => index.url !== before.indexes[at]?.url);
}

/** In the environment, which goes before uv.toml; with their names, so that uv takes each for the same index. */
function indexesWithLogins({ indexes }: UvSettings): Record<string, string> {
  const words = (isDefault: boolean) =>
    indexes
      .filter((index) => index.isDefault === isDefault)
      .map(({ name, url }) => (name === undefined ? url : `${name}=${url}`))
      .join(" ");
  const [main, others] = [words(true), words(false)];
  return {
    ...(main === "" ? {} : { UV_DEFAULT_INDEX: main }),
    ...(others === "" ? {} : { UV_INDEX: others }),
  };
}

/** Where pip looks, in the environment, which goes before pip.conf: no-clear-logins reads it there. */
function placesForPip({ indexUrl, extraIndexUrls, findLinks }: PipSettings): Record<string, string> {
  return {
    ...(indexUrl === undefined ? {} : { PIP_INDEX_URL: indexUrl }),
    ...(extraIndexUrls.length === 0 ? {} : { PIP_EXTRA_INDEX_URL: extraIndexUrls.join(" ") }),
    ...(findLinks.length === 0 ? {} : { PIP_FIND_LINKS: findLinks.join(" ") }),
  };
}

/** Certificates, proxy, hosts and local wheels: each only where uv has none of its own. */
function connectionForUv(pip: PipSettings, uv: UvSettings, env: NodeJS.ProcessEnv): Record<string, string> {
  const wanted: Record<string, string> = {};
  const bundle = pip.cert ?? env.REQUESTS_CA_BUNDLE ?? env.CURL_CA_BUNDLE;
  if (bundle && !env.SSL_CERT_FILE && !env.SSL_CERT_DIR && !uv.systemCerts && existsSync(bundle))
    wanted[statSync(bundle).isDirectory() ? "SSL_CERT_DIR" : "SSL_CERT_FILE"] = bundle;
  if (pip.clientCert && !env.SSL_CLIENT_CERT) wanted.SSL_CLIENT_CERT = pip.clientCert;
  if (pip.proxy !== undefined && !uv.hasProxy) {
    // pip's own proxy setting goes before the environment's, in either spelling.
    for (const name of ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"]) {
      wanted[name] = pip.proxy;
      wanted[name.toLowerCase()] = pip.proxy;
    }
  }
  if (pip.trustedHosts.length > 0 && uv.insecureHosts.length === 0)
    wanted.UV_INSECURE_HOST = pip.trustedHosts.join(" ");
  // uv fails where a folder of wheels is not there; pip only warns.
  const links = pip.findLinks.filter((link) => /^[a-z]+:\/\//i.test(link) || existsSync(link));
  if (links.length > 0 && uv.findLinks.length === 0) wanted.UV_FIND_LINKS = links.join(",");
  if (pip.timeout !== undefined && !env.UV_HTTP_TIMEOUT) wanted.UV_HTTP_TIMEOUT = pip.timeout;
  if (pip.retries !== undefined && !env.UV_HTTP_RETRIES) wanted.UV_HTTP_RETRIES = pip.retries;
  if (pip.keyring && !env.UV_KEYRING_PROVIDER) wanted.UV_KEYRING_PROVIDER = "subprocess";
  return wanted;
}

/** pip's environment, for uv's own installation: with the user's indexes only, then with PyPI behind them as uv has it. */
function pipTries(pip: PipSettings, uv: UvSettings, env: NodeJS.ProcessEnv): Record<string, string>[] {
  const connection: Record<string, string> = {};
  const bundle = env.SSL_CERT_FILE ?? (uv.systemCerts ? systemBundle() : undefined);
  // A variable of this session says more than a file; pip's own variables more than uv's.
  const hasOwn = env.PIP_CERT || env.REQUESTS_CA_BUNDLE || (pip.cert !== undefined && !env.SSL_CERT_FILE);
  if (!hasOwn && bundle && existsSync(bundle)) connection.PIP_CERT = bundle;
  if (pip.clientCert === undefined && env.SSL_CLIENT_CERT) connection.PIP_CLIENT_CERT = env.SSL_CLIENT_CERT;
  if (pip.trustedHosts.length === 0 && uv.insecureHosts.length > 0)
    connection.PIP_TRUSTED_HOST = uv.insecureHosts.join(" ");
  if (pip.proxy === undefined && uv.proxy !== undefined) connection.PIP_PROXY = uv.proxy;
  if (pip.findLinks.length === 0 && uv.findLinks.length > 0)
    connection.PIP_FIND_LINKS = uv.findLinks.join(" ");
  if (pip.timeout === undefined && env.UV_HTTP_TIMEOUT) connection.PIP_DEFAULT_TIMEOUT = env.UV_HTTP_TIMEOUT;
  if (pip.retries === undefined && env.UV_HTTP_RETRIES) connection.PIP_RETRIES = env.UV_HTTP_RETRIES;
  if (pip.indexUrl !== undefined || pip.noIndex) return [connection];
  if (uv.noIndex) return [{ ...connection, PIP_NO_INDEX: "1" }];
  if (uv.indexes.length === 0) return [connection];
  const own = uv.indexes.map((index) => index.url);
  const withIndexes = (urls: readonly string[]) => ({
    ...connection,
    PIP_INDEX_URL: urls[0] ?? PYPI,
    ...(urls.length > 1 ? { PIP_EXTRA_INDEX_URL: urls.slice(1).join(" ") } : {}),
  });
  return uv.indexes.some((index) => index.isDefault)
    ? [withIndexes(own)]
    : [withIndexes(own), withIndexes([...own, PYPI])];
}

function systemBundle(): string | undefined {
  return [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
  ].find((path) => existsSync(path));
}

export function withoutCredentials(url: string): string {
  const clean = url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, "$1");
  // A login with a slash or # that is not encoded ends the host before its @.
  const hidesLogin = clean.includes("@") && (!URL.canParse(clean) || /[?#].*@/.test(clean));
  return hidesLogin ? "(an address that cannot be read)" : clean;
}

function* secretsOf(
  env: NodeJS.ProcessEnv,
  uv: UvSettings,
  pip: PipSettings,
  urls: readonly string[],
): Generator<Secret> {
  for (const [name, value] of Object.entries(env))
    if (value && /^(UV|PIP)_.*(PASSWORD|TOKEN)$/.test(name)) yield new Secret(value);
  const proxies = [uv.proxy, pip.proxy, env.HTTPS_PROXY, env.https_proxy, env.HTTP_PROXY, env.http_proxy];
  for (const url of [...urls, ...proxies, pip.indexUrl, ...pip.extraIndexUrls, ...pip.findLinks]) {
    const user = /^(?:[a-z][a-z0-9+.-]*:\/\/)?([^/@]*)@/i.exec(url ?? "")?.[1];
    if (user === undefined) continue;
    const [name = "", ...password] = user.split(":");
    // A token is often given alone, as the user name.
    const secret = password.length > 0 ? password.join(":") : name;
    if (secret === "") continue;
    yield new Secret(secret);
    yield new Secret(decoded(secret));
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not encoded: the text itself is the secret.
    return text;
  }
}
