import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Exit, errnoOf, type Problem, SharerError } from "../errors.ts";
import type { Counters } from "./counters.ts";
import { prometheus } from "./prometheus.ts";
import type { Status } from "./status.ts";

export interface ListenerOptions {
  readonly host: string;
  readonly port: number;
  readonly status: () => Status;
  /** What keeps the copy from being kept up. */
  readonly hindrance: () => Problem | undefined;
  readonly counters: Counters;
}

const plain = "text/plain; charset=utf-8";

export interface Listener {
  readonly port: number;
  close(): void;
}

/**
 * /readyz: 200 while the shared ticket is usable, else 503. /healthz: that, and nothing keeps the copy from being
 * kept up. /livez: the process answers. /status: the status. /metrics: Prometheus.
 *
 * @throws SharerError TKT-LISTEN
 */
export async function listen({
  host,
  port,
  status,
  hindrance,
  counters,
}: ListenerOptions): Promise<Listener> {
  const server = createServer((request, response) => {
    const now = status();
    const answer = (code: number, type: string, body: string) =>
      response.writeHead(code, { "content-type": type, "cache-control": "no-store" }).end(body);
    const verdict = (good: boolean, because: string) => answer(good ? 200 : 503, plain, `${because}\n`);
    if (request.method !== "GET" && request.method !== "HEAD") return answer(405, plain, "only GET\n");
    switch (request.url?.split("?")[0]) {
      case "/livez":
        return verdict(true, "alive");
      case "/readyz":
        return verdict(now.usable, now.text);
      case "/healthz":
        return verdict(
          now.usable && hindrance() === undefined,
          now.usable ? (hindrance()?.what ?? now.text) : now.text,
        );
      case "/status":
        return answer(200, "application/json", `${JSON.stringify(now)}\n`);
      case "/metrics":
        return answer(200, "text/plain; version=0.0.4; charset=utf-8", prometheus(now, counters));
      default:
        return answer(404, plain, "/livez /readyz /healthz /status /metrics\n");
    }
  });
  server.headersTimeout = 5000;
  server.requestTimeout = 5000;
  server.maxConnections = 32;
  await opened(server, host, port);
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function opened(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) =>
      reject(
        new SharerError(
          {
            code: "TKT-LISTEN",
            what: `Cannot listen on ${host}:${port} (${errnoOf(error) ?? error.message}).`,
            next: [
              "TICKET_METRICS_PORT=0   # any free one; or leave it unset",
              `ss -ltnp 'sport = :${port}'`,
            ],
            exit: Exit.usage,
          },
          error,
        ),
      ),
    );
    server.listen(port, host, resolve);
  });
}
