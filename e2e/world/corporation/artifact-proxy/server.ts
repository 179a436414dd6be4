import { appendFileSync, createReadStream, existsSync, readFileSync, statSync } from "node:fs";
import { type IncomingMessage, request, type ServerResponse } from "node:http";
import { createServer } from "node:https";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { judge, refusals } from "./accounts.ts";
import { Cache, type Kept } from "./cache.ts";
import { places, wanted } from "./mirrors.ts";
import type { Settings } from "./settings.ts";

/** The company's artefact server: docker-registry and caching mirrors on one host, behind TLS and basic authentication. */
export function serve(settings: Settings): void {
  const cache = new Cache(settings.cache);
  const tls = { key: readFileSync(settings.key), cert: readFileSync(settings.certificate) };
  const server = createServer(tls, (asked, answer) => {
    const path = new URL(asked.url ?? "/", "https://any").pathname;
    const verdict = judge(asked.headers.authorization, settings.accounts);
    logBeforeAnswer(answer, (status) =>
      // The user and the path, never the token.
      appendFileSync(settings.log, `${asked.method} ${path} ${verdict.user ?? "-"} ${status}\n`),
    );
    const refusal = "refusal" in verdict ? verdict.refusal : undefined;
    if (path.startsWith("/v2/") && refusal !== "expired") return pass(asked, answer, settings.registry);
    // One file a connection: apt would send its next requests into the same one, and Node's server now and then loses
    // its place among several of them under TLS ("Parse Error: Paused") and answers 400.
    answer.shouldKeepAlive = false;
    if (refusal !== undefined) return refuse(answer, path, refusals[refusal]);
    mirrored(asked, answer, cache, path, settings).catch((error: unknown) => {
      if (!answer.headersSent) answer.writeHead(502, { "content-type": "text/plain" });
      answer.end(`the mirror could not fetch ${path}: ${error instanceof Error ? error.message : error}\n`);
    });
  });
  server.keepAliveTimeout = 60_000;
  server.listen(settings.socket);
}

/**
 * Calls `log` before the client can have the answer. A client that closes the connection with its last byte leaves Node
 * without the event "finish", and a test that reads the log after the client's end would be too early for "close".
 */
function logBeforeAnswer(answer: ServerResponse, log: (status: number) => void): void {
  const writeHead = answer.writeHead.bind(answer) as (...head: unknown[]) => ServerResponse;
  answer.writeHead = ((status: number, ...head: unknown[]) => {
    log(status);
    return writeHead(status, ...head);
  }) as typeof answer.writeHead;
}

async function mirrored(
  asked: IncomingMessage,
  answer: ServerResponse,
  cache: Cache,
  path: string,
  settings: Settings,
): Promise<void> {
  const want = wanted(path, settings.upstream);
  const kept = want === undefined ? own(path, settings) : await cache.get(want);
  if (kept.status !== 200 || kept.file === undefined) {
    answer.writeHead(kept.status, { "content-type": "text/plain" }).end(`${kept.status}: ${path}\n`);
    return;
  }
  const more = path.startsWith(places.debian) && path.includes("/by-hash/") && existsSync(settings.updating);
  const length = statSync(kept.file).size + (more ? 1 : 0);
  answer.writeHead(200, { "content-type": kept.type, "content-length": length });
  if (asked.method === "HEAD") return void answer.end();
  await pipeline(createReadStream(kept.file), answer, { end: !more });
  if (more) answer.end("\n");
}

/** Serves the company's own files. */
function own(path: string, { microsoft }: Settings): Kept {
  const file = join(microsoft, path.slice(places.microsoft.length));
  const isThere =
    path.startsWith(`${places.microsoft}/`) && statSync(file, { throwIfNoEntry: false })?.isFile();
  return isThere
    ? { status: 200, type: "application/octet-stream", file }
    : { status: 404, type: "text/plain" };
}

/** docker-registry checks names and tokens itself. */
function pass(asked: IncomingMessage, answer: ServerResponse, socketPath: string): void {
  const headers = { ...asked.headers, "x-forwarded-proto": "https" };
  const onward = request({ socketPath, method: asked.method, path: asked.url, headers }, (came) => {
    answer.writeHead(came.statusCode ?? 502, came.headers);
    came.pipe(answer);
  });
  onward.on("error", (error) => answer.headersSent || answer.writeHead(502).end(error.message));
  asked.pipe(onward);
}

function refuse(answer: ServerResponse, path: string, message: string): void {
  const code = path.startsWith("/v2/") ? { code: "UNAUTHORIZED" } : { status: 401 };
  answer.writeHead(401, {
    "content-type": "application/json",
    "www-authenticate": 'Basic realm="Artifactory Realm"',
  });
  answer.end(JSON.stringify({ errors: [{ ...code, message }] }));
}
