import { mkdtempSync, rmSync } from "node:fs";
import { request as ask, type Server, type ServerResponse } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { ownerLabel } from "../creation.ts";
import { EngineClient } from "../engine.ts";
import { EngineProxy } from "../proxy.ts";
import { declared, other, own } from "./example.ts";
import { type Asked, fakeEngine } from "./fake-engine.ts";

let folder = "";
let server: Server;
export let engine: Awaited<ReturnType<typeof fakeEngine>>;
export let proxy: EngineProxy;
export let logged: Readonly<Record<string, unknown>>[];
/** Folders where this datakit's containers write, as the engine lists them. */
export const writable: string[] = [];

const json = (response: ServerResponse, status: number, value: unknown) =>
  response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(value));

function says({ method, url }: Asked, response: ServerResponse): void {
  const at = (path: string) => url.startsWith(`/v1.45${path}`);
  if (url.endsWith("/version"))
    return void json(response, 200, { ApiVersion: "1.45", KernelVersion: "secret" });
  if (at("/containers/create")) return void json(response, 201, { Id: own, Warnings: [] });
  if (at("/containers/json?all=1&filters="))
    return void json(response, 200, [{ Id: own, State: "exited", Mounts: [{ Source: "/home/ada" }] }]);
  if (at("/containers/json?all=1"))
    return void json(response, 200, [
      {
        Labels: { "com.docker.compose.project": "flights" },
        Mounts: writable.map((Source) => ({ Type: "bind", Source, RW: true })),
      },
      {
        Labels: { "com.docker.compose.project": "other" },
        Mounts: [{ Type: "bind", Source: "/home", RW: true }],
      },
      {
        Labels: { "com.docker.compose.project": "flights" },
        Mounts: [{ Type: "bind", Source: "/home/ada", RW: false }],
      },
    ]);
  if (at("/images/json")) return void json(response, 200, [{ Id: "sha256:1", Labels: { a: "b" } }]);
  if (at(`/containers/${own}/json`)) {
    const Config = {
      Tty: false,
      Image: "dbt-runner:latest",
      Env: ["PASSWORD=x"],
      Labels: { [ownerLabel]: "flights" },
    };
    return void json(response, 200, {
      Id: own,
      State: { ExitCode: 3 },
      Config,
      HostConfig: { Binds: ["/home"] },
    });
  }
  if (at(`/containers/${other}/json`))
    return void json(response, 200, { Id: other, Config: { Labels: { [ownerLabel]: "other" } } });
  if (at(`/containers/${own}/wait`)) return void json(response, 200, { StatusCode: 3 });
  if (at(`/containers/${own}/archive`)) {
    response.writeHead(200, { "Content-Type": "application/x-tar", "X-Docker-Container-Path-Stat": "e30=" });
    return void response.end("tar");
  }
  if (at(`/containers/${own}/attach`)) {
    response.writeHead(200, { "Content-Type": "application/vnd.docker.raw-stream" });
    return void response.end("\x01\0\0\0\0\0\0\x02ok");
  }
  if (["POST", "DELETE"].includes(method)) return void response.writeHead(204).end();
  json(response, 404, { message: "none" });
}

const socket = () => join(folder, "proxy");

/** A proxy before an engine that has one container of this datakit and one of another, new for each test of a file. */
export function useProxy(): void {
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "adp-proxy-"));
    writable.length = 0;
    logged = [];
    engine = await fakeEngine(join(folder, "engine"), says);
    const client = new EngineClient(join(folder, "engine"));
    await client.open();
    proxy = new EngineProxy({ engine: client, declared, log: (event) => logged.push(event) });
    server = proxy.server();
    await new Promise<void>((resolve) => server.listen(socket(), resolve));
    engine.asked.length = 0;
  });

  afterEach(async () => {
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
    await engine.close();
    rmSync(folder, { recursive: true });
  });
}

interface Said {
  readonly status: number;
  readonly text: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

export function call(
  method: string,
  path: string,
  body?: string,
  headers: Record<string, string> = {},
): Promise<Said> {
  return new Promise((resolve, reject) => {
    const asked = ask({ socketPath: socket(), method, path, headers, agent: false }, (response) => {
      let text = "";
      response.on("data", (chunk) => {
        text += chunk;
      });
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, text, headers: response.headers }),
      );
    });
    asked.on("error", reject);
    asked.end(body);
  });
}

/** Bytes as they are; what came back until the end. */
export function raw(bytes: string | Uint8Array): Promise<string> {
  return new Promise((resolve) => {
    const client = connect(socket());
    let text = "";
    client.on("data", (chunk) => {
      text += chunk.toString("latin1");
    });
    client.on("error", () => undefined);
    client.on("close", () => resolve(text));
    client.end(bytes);
  });
}

export const reached = () => engine.asked.map(({ method, url }) => `${method} ${url}`);
