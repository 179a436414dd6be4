import { act, again } from "@airflow-data-platform/cli-kit";
import { AdpError } from "../kernel/errors.ts";
import { Secret } from "../kernel/secret.ts";
import { errors } from "./errors.ts";
import type { Login } from "./login.ts";
import { type Netrc, netrcLogin } from "./netrc.ts";
import type { PipConf } from "./pip-conf.ts";
import type { UvSettings } from "./uv-settings.ts";

export const PYPI = "https://pypi.org/simple";

/** One Python index as a tool will ask it. */
export interface Index {
  /** Without a login. */
  readonly url: string;
  readonly name: string | undefined;
  /** The last that is asked; with it, PyPI is not. */
  readonly isDefault: boolean;
  /** What names it, for people. */
  readonly setting: string;
  readonly login: Login | undefined;
}

interface IndexSources {
  readonly pip: PipConf;
  readonly uv: UvSettings;
  readonly netrc: Netrc;
  readonly uvPlace: string;
}

/** The indexes of pip: its own settings, else uv's, else PyPI. */
export function pipIndexes(from: IndexSources): Index[] {
  const own = fromPip(from);
  if (own.length > 0) return own;
  // uv asks PyPI for what the named indexes lack; pip would ask it every time, and behind a wall wait for its answer.
  const named = fromUv(from);
  return withDefault(
    named.some((entry) => entry.isDefault)
      ? named
      : named.map((entry, at) => (at === named.length - 1 ? { ...entry, isDefault: true } : entry)),
  );
}

/** The indexes of uv: its own settings, else pip's, else PyPI. Without a default, PyPI comes last. */
export function uvIndexes(from: IndexSources): Index[] {
  const own = fromUv(from);
  return withDefault(own.length > 0 ? own : fromPip(from));
}

function fromPip({ pip, netrc }: IndexSources): Index[] {
  const { indexUrl, extraIndexUrls, origin } = pip;
  if (indexUrl === undefined && extraIndexUrls.length === 0) return [];
  return [
    ...extraIndexUrls.map((url) => index({ url, isDefault: false, setting: origin }, netrc)),
    index(
      {
        url: indexUrl ?? PYPI,
        isDefault: true,
        isNamed: indexUrl !== undefined,
        setting: indexUrl === undefined ? "pip's default" : origin,
      },
      netrc,
    ),
  ];
}

function fromUv({ uv, netrc, uvPlace }: IndexSources): Index[] {
  return uv.indexes.map((entry) =>
    index(
      {
        url: entry.url,
        name: entry.name,
        isDefault: entry.isDefault,
        setting: uvPlace,
        loginPlace: entry.loginVariable,
      },
      netrc,
    ),
  );
}

function withDefault(indexes: readonly Index[]): Index[] {
  if (indexes.some((entry) => entry.isDefault)) return [...indexes];
  return [
    ...indexes,
    { url: PYPI, name: undefined, isDefault: true, setting: "the default", login: undefined },
  ];
}

interface Given {
  readonly url: string;
  readonly name?: string | undefined;
  readonly isDefault: boolean;
  readonly setting: string;
  readonly loginPlace?: string | undefined;
  /** Whether somebody wrote this address down. */
  readonly isNamed?: boolean;
}

/** Its login: from the variables or the URL, which go before netrc in both tools. */
function index(given: Given, netrc: Netrc): Index {
  const { isDefault, setting, name } = given;
  const url = addressOf(given);
  if (url.protocol === "file:") return { url: given.url, name, isDefault, setting, login: undefined };
  const [user, password] = [decoded(url.username), decoded(url.password)];
  url.username = "";
  url.password = "";
  const login =
    user !== "" || password !== ""
      ? {
          // A token often stands alone, as the user's name.
          user: password === "" ? "(token)" : user,
          password: new Secret(password === "" ? user : password),
          place: given.loginPlace ?? `the URL in ${setting}`,
        }
      : netrcLogin(netrc, { host: url.hostname, port: url.port, isNamed: given.isNamed ?? true });
  return { url: url.href, name, isDefault, setting, login };
}

/** A login with a character such as / or # is no login to a URL's parser: it would stay in the address as its path. */
function addressOf({ url: text, setting }: Given): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isRead = url !== undefined && /^(?:https?|file):$/.test(url.protocol);
  if (isRead && !`${url.pathname}${url.search}${url.hash}`.includes("@")) return url;
  throw new AdpError(errors.INDEX_ADDRESS, {
    what: `An index's address in ${setting} cannot be read.`,
    why: isRead
      ? "It has an @ after the host. A login in it may have a character such as / or # that is not encoded. It is not repeated here."
      : "It is not an http or https address, or a login in it has a character such as / or # that is not encoded. It is not repeated here.",
    next: [
      act(
        `correct the address in ${setting}`,
        "encode special characters of a login as %XX (/ is %2F, # is %23, @ is %40), or move the login to ~/.netrc",
      ),
      again,
    ],
  });
}

/** A part of an address without its %XX. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not encoded: the text itself is meant.
    return text;
  }
}

/** The address with its login in it, for a file that only the build step sees. */
function withLogin({ url, login }: Index): string {
  if (login === undefined) return url;
  const full = new URL(url);
  const password = encodeURIComponent(login.password.reveal());
  if (login.user === "(token)") full.username = password;
  else {
    full.username = encodeURIComponent(login.user);
    full.password = password;
  }
  return full.href;
}

/** A pip.conf of these indexes and nothing else. */
export function pipConfText(indexes: readonly Index[], trustedHosts: readonly string[]): string {
  const main = indexes.filter((entry) => entry.isDefault);
  const extra = indexes.filter((entry) => !entry.isDefault);
  return [
    "[global]",
    ...main.map((entry) => `index-url = ${withLogin(entry)}`),
    ...(extra.length === 0 ? [] : [`extra-index-url =`, ...extra.map((entry) => `    ${withLogin(entry)}`)]),
    ...(trustedHosts.length === 0 ? [] : [`trusted-host = ${trustedHosts.join(" ")}`]),
    "",
  ].join("\n");
}

/** A uv.toml of these indexes and nothing else. */
export function uvTomlText(indexes: readonly Index[], insecureHosts: readonly string[]): string {
  const text = (value: string) => JSON.stringify(value);
  return [
    ...(insecureHosts.length === 0 ? [] : [`allow-insecure-host = [${insecureHosts.map(text).join(", ")}]`]),
    ...indexes.flatMap((entry) => [
      "[[index]]",
      ...(entry.name === undefined ? [] : [`name = ${text(entry.name)}`]),
      `url = ${text(withLogin(entry))}`,
      ...(entry.isDefault ? ["default = true"] : []),
    ]),
    "",
  ].join("\n");
}
