import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { Wheel } from "./wheel.ts";

export interface IndexOptions {
  readonly wheels?: readonly Wheel[];
  /** Basic authentication, as a private index asks for. */
  readonly login?: { readonly user: string; readonly password: string };
  /** The files are linked on another server. */
  readonly filesAt?: string;
  /** Every answer has this status. */
  readonly status?: number;
  /** Closes every connection in the middle of the answer. */
  readonly drop?: boolean;
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Where it listens, if not on any free port of 127.0.0.1. */
  readonly listen?: { readonly address: string; readonly port: number };
}

export interface PackageIndex {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  /** The index itself, for index-url. */
  readonly url: string;
  readonly port: number;
  /** The requests that came, with the user that each named. */
  readonly requests: { readonly path: string; readonly user: string | undefined; readonly agent: string }[];
  close(): Promise<void>;
}

/** A package index (PEP 503) on 127.0.0.1. */
export async function openPackageIndex(options: IndexOptions = {}): Promise<PackageIndex> {
  const requests: PackageIndex["requests"] = [];
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const path = request.url ?? "/";
    const given = basic(request.headers.authorization);
    requests.push({ path, user: given?.user, agent: request.headers["user-agent"] ?? "" });
    if (options.drop) {
      response.writeHead(200, { "content-type": "text/html", "content-length": "100000" });
      response.write("<a");
      response.socket?.destroy();
      return;
    }
    if (options.status !== undefined) return end(response, options.status);
    const { login } = options;
    if (login && (given?.user !== login.user || given.password !== login.password))
      return end(response.setHeader("www-authenticate", 'Basic realm="packages"'), 401);
    const told = options.wheels?.find((one) => path === `/files/${one.file}.metadata`)?.metadata;
    if (told !== undefined) return respondWith(Buffer.from(told), request, response);
    const wheel = options.wheels?.find((one) => path === `/files/${one.file}`);
    if (wheel) return respondWith(wheel.content, request, response);
    const project = /^\/simple\/([^/]+)\/$/.exec(path)?.[1];
    const links = options.wheels
      ?.filter((one) => one.name === project)
      .map(
        (one) =>
          `<a href="${options.filesAt ?? ""}/files/${one.file}#sha256=${one.sha256}"${one.metadata === undefined ? "" : ' data-core-metadata="true"'}>${one.file}</a>`,
      );
    if (links === undefined || links.length === 0) return end(response, 404);
    response.writeHead(200, { "content-type": "text/html" });
    response.end(`<!DOCTYPE html><html><body>${links.join("\n")}</body></html>`);
  };
  const server: Server = options.tls ? createHttpsServer(options.tls, answer) : createHttpServer(answer);
  const { address, port: wanted } = options.listen ?? { address: "127.0.0.1", port: 0 };
  await new Promise<void>((done, fail) => server.once("error", fail).listen(wanted, address, done));
  const { port } = server.address() as AddressInfo;
  const { origin } = new URL(`${options.tls ? "https" : "http"}://${address}:${port}`);
  return {
    origin,
    url: `${origin}/simple`,
    port,
    requests,
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}

function respondWith(content: Buffer, request: IncomingMessage, response: ServerResponse): void {
  const range = /^bytes=(\d*)-(\d*)$/.exec(request.headers.range ?? "");
  if (range === null) {
    response.writeHead(200, { "content-type": "application/octet-stream", "content-length": content.length });
    response.end(request.method === "HEAD" ? undefined : content);
    return;
  }
  const from = range[1] === "" ? content.length - Number(range[2]) : Number(range[1]);
  const to = range[1] === "" || range[2] === "" ? content.length - 1 : Number(range[2]);
  response.writeHead(206, { "content-range": `bytes ${from}-${to}/${content.length}` });
  response.end(content.subarray(from, to + 1));
}

function end(response: ServerResponse, status: number): void {
  response.statusCode = status;
  response.end(`${status}\n`);
}

function basic(header: string | undefined): { user: string; password: string } | undefined {
  const encoded = /^Basic (.*)$/.exec(header ?? "")?.[1];
  if (encoded === undefined) return undefined;
  const [user = "", ...password] = Buffer.from(encoded, "base64").toString("utf8").split(":");
  return { user, password: password.join(":") };
}
