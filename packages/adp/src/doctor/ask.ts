import { errnoOf } from "@airflow-data-platform/cli-kit";
import type { Login } from "../credentials/index.ts";
import type { Machine } from "../kernel/machine.ts";
import type { Layer1Folder } from "../layer1/index.ts";
import { buildAuthorities, engineAuthorities, hostAuthorities } from "./authorities.ts";

/** A host that says nothing for so long is a finding. */
const patience = 1500;

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
  /** When it came: to compare with its own `date`. */
  readonly at: Date;
}

/** Why there is no answer. */
export interface NoAnswer {
  readonly kind: "silent" | "untrusted" | "proxy";
  /** In the words of the library that asked. */
  readonly detail: string;
}

interface AskOptions {
  readonly login?: Login | undefined;
  /** A token that a registry gave a moment ago. */
  readonly bearer?: string;
  readonly accept?: string;
  readonly method?: "GET" | "HEAD";
  /** Whose trust counts: the build steps', this machine's tools', or the engine's for this registry. */
  readonly trust: "build" | "host" | { readonly registry: string };
}

interface AskerOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly place: Layer1Folder;
  readonly machine: Machine;
  /** Where the engine keeps authorities by registry: Docker's own folder. */
  readonly engineCertificates?: string;
  /** Authorities that config/certificates is about to get, as PEM. */
  readonly authorities?: readonly string[];
  /** How long a host may be silent: more where a person waits for one answer. */
  readonly patienceMs?: number | undefined;
}

/** Asks hosts as the build's tools would: through the proxy that the environment names, with their certificates. */
export class Asker {
  readonly patienceMs: number;

  constructor(private readonly options: AskerOptions) {
    this.patienceMs = options.patienceMs ?? patience;
  }

  async ask(url: string, options: AskOptions): Promise<Answer | NoAnswer> {
    const { patienceMs } = this;
    const { env } = this.options;
    const { default: undici } = await import("undici");
    const { EnvHttpProxyAgent, request } = undici;
    const ca = await this.#authorities(options.trust);
    const proxy = (name: string) => env[name.toLowerCase()] || env[name] || env.ALL_PROXY || "";
    const tls = { ca, timeout: patienceMs };
    const dispatcher = new EnvHttpProxyAgent({
      ...(proxy("HTTP_PROXY") === "" ? {} : { httpProxy: withScheme(proxy("HTTP_PROXY")) }),
      ...(proxy("HTTPS_PROXY") === "" ? {} : { httpsProxy: withScheme(proxy("HTTPS_PROXY")) }),
      noProxy: env.no_proxy || env.NO_PROXY || "",
      connect: tls,
      requestTls: tls,
    });
    try {
      const answer = await request(url, {
        dispatcher,
        method: options.method ?? "GET",
        headers: headersOf(options),
        signal: AbortSignal.timeout(patienceMs),
      });
      const at = new Date();
      const body = await start(answer.body);
      return { status: answer.statusCode, headers: single(answer.headers), body, at };
    } catch (error) {
      return noAnswer(error, patienceMs);
    } finally {
      // What has not come by now is not waited for.
      await dispatcher.destroy();
    }
  }

  async #authorities(trust: AskOptions["trust"]): Promise<string[]> {
    const { env, place, machine, authorities = [] } = this.options;
    const { engineCertificates = "/etc/docker/certs.d" } = this.options;
    if (trust === "build") return [...buildAuthorities(place), ...authorities];
    if (trust === "host") return hostAuthorities(env, machine);
    return engineAuthorities(trust.registry, machine, engineCertificates);
  }
}

export function isAnswer(given: Answer | NoAnswer): given is Answer {
  return "status" in given;
}

function headersOf({ login, bearer, accept }: AskOptions): Record<string, string> {
  const basic =
    login === undefined
      ? undefined
      : `Basic ${Buffer.from(`${login.user}:${login.password.reveal()}`).toString("base64")}`;
  const authorization = bearer === undefined ? basic : `Bearer ${bearer}`;
  return {
    "user-agent": "adp-doctor",
    ...(accept === undefined ? {} : { accept }),
    ...(authorization === undefined ? {} : { authorization }),
  };
}

/** The first 64 kB: tokens and messages are shorter, and an index's list may be huge. */
async function start(body: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of body) {
    parts.push(part);
    size += part.length;
    if (size > 64 * 1024) break;
  }
  return Buffer.concat(parts).toString("utf8");
}

function single(headers: Record<string, string | string[] | undefined>): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : value]),
  );
}

function withScheme(proxy: string): string {
  return /^[a-z]+:\/\//i.test(proxy) ? proxy : `http://${proxy}`;
}

/** OpenSSL's verdicts on a certificate, as Node names them. */
const untrusted =
  /SELF_SIGNED|UNABLE_TO_(?:GET_ISSUER|VERIFY)|CERT_(?:HAS_EXPIRED|NOT_YET_VALID|UNTRUSTED|SIGNATURE)|ERR_TLS_CERT_ALTNAME/;

function noAnswer(error: unknown, patienceMs: number): NoAnswer {
  const causes: unknown[] = [];
  for (let one: unknown = error; one instanceof Error; one = one.cause) causes.push(one);
  const codes = causes.map((one) => errnoOf(one) ?? "").join(" ");
  const words = causes.map((one) => (one instanceof Error ? one.message : "")).filter(Boolean);
  const detail = words[0] ?? String(error);
  if (untrusted.test(codes)) return { kind: "untrusted", detail };
  if (/proxy response/i.test(words.join(" "))) return { kind: "proxy", detail };
  const isLate = causes.some((one) => one instanceof Error && one.name === "TimeoutError");
  return { kind: "silent", detail: isLate ? `no answer within ${patienceMs / 1000} s` : detail };
}
