import { createHash, randomUUID } from "node:crypto";
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";

/** A page is fetched again after this time, a file never. */
const pageLifeMs = 30 * 60_000;

/** The pauses between tries. Their sum is less than apt's timeout of 30 s. */
const pausesMs = [1_000, 2_000, 4_000, 8_000];

export interface Wanted {
  readonly url: URL;
  readonly accept?: string;
  /** Whether its content may change: an index page, not a file with a version in its name. */
  readonly page: boolean;
  /** Rewrites the page's text before it is cached. */
  readonly rewrite?: (text: string) => string;
}

export interface Kept {
  readonly status: number;
  readonly type: string;
  /** Absent for every status but 200. */
  readonly file?: string;
}

/** Fetches over this machine's network and caches the result. */
export class Cache {
  readonly #underWay = new Map<string, Promise<Kept>>();

  constructor(readonly folder: string) {
    mkdirSync(folder, { recursive: true });
  }

  get(wanted: Wanted): Promise<Kept> {
    const key = createHash("sha256").update(wanted.url.href).digest("hex");
    const already = this.#underWay.get(key);
    if (already !== undefined) return already;
    const kept = this.#get(wanted, join(this.folder, key)).finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, kept);
    return kept;
  }

  async #get(wanted: Wanted, file: string): Promise<Kept> {
    const about = `${file}.type`;
    if (existsSync(about) && !(wanted.page && Date.now() - statSync(about).mtimeMs > pageLifeMs))
      return { status: 200, type: readFileSync(about, "utf8"), file };
    // The outer network can fail: each try fetches the whole file.
    for (let tries = 0; ; tries += 1) {
      const pauseMs = pausesMs[tries];
      try {
        const kept = await fetchInto(wanted, file);
        if (pauseMs === undefined || (kept.status < 500 && kept.status !== 429)) return kept;
        console.error(`${wanted.url.host}${wanted.url.pathname} answered ${kept.status}`);
      } catch (error) {
        if (pauseMs === undefined) throw error;
        console.error(`${wanted.url.host}${wanted.url.pathname}: ${error}`);
      }
      await sleep(pauseMs);
    }
  }
}

async function fetchInto(wanted: Wanted, file: string): Promise<Kept> {
  const answer = await ask(wanted);
  const type = answer.headers.get("content-type") ?? "application/octet-stream";
  if (answer.status !== 200 || answer.body === null) {
    await answer.body?.cancel();
    return { status: answer.status, type };
  }
  const fresh = `${file}.${randomUUID()}`;
  if (wanted.rewrite !== undefined) writeFileSync(fresh, wanted.rewrite(await answer.text()));
  else await pipeline(Readable.fromWeb(answer.body as never), createWriteStream(fresh));
  renameSync(fresh, file);
  writeFileSync(`${file}.type`, type);
  return { status: 200, type, file };
}

function ask({ url, accept }: Wanted): Promise<Response> {
  const plain = new URL(url);
  const headers: Record<string, string> = { "accept-encoding": "identity", accept: accept ?? "*/*" };
  if (url.username !== "") {
    const login = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    headers.authorization = `Basic ${Buffer.from(login).toString("base64")}`;
    plain.username = plain.password = "";
  }
  return fetch(plain, { headers, signal: AbortSignal.timeout(120_000) });
}
