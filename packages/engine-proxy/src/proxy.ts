import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { type Call, readCall, resultFile, taskLabel } from "./call.ts";
import { imageNotDeclared, ownerLabel, readCreation } from "./creation.ts";
import { type Declared, isBelow, replaceable } from "./declared.ts";
import type { Answer, EngineClient } from "./engine.ts";
import { malformed, notACall, Refusal } from "./refusal.ts";

/** A request's body: the arguments and the variables of a run. */
const mostBody = 1024 * 1024;
/** A result has at most 48 kB, and comes in a tar of one file. */
const mostResult = 2 * 1024 * 1024;

export interface ProxyOptions {
  readonly engine: EngineClient;
  readonly declared: Declared;
  readonly log: (event: Readonly<Record<string, unknown>>) => void;
}

type Of<Does extends Call["does"]> = Extract<Call, { readonly does: Does }>;

/** Reads what was asked for, refuses what is no call of a runner's task, and asks the engine in its own words. */
export class EngineProxy {
  readonly #engine: EngineClient;
  readonly #declared: Declared;
  readonly #log: ProxyOptions["log"];

  constructor({ engine, declared, log }: ProxyOptions) {
    this.#engine = engine;
    this.#declared = declared;
    this.#log = log;
  }

  server(): Server {
    const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000 }, (request, response) => {
      const gone = new AbortController();
      response.on("close", () => gone.abort());
      this.#answer(request, response, gone.signal).catch((error: unknown) =>
        this.#refuse(request, response, error),
      );
    });
    server.maxConnections = 256;
    server.on("upgrade", (request: IncomingMessage, socket: Duplex) => {
      socket.on("error", () => socket.destroy());
      this.#attach(request, socket).catch((error: unknown) => {
        const { status, message } = this.#said(request, error);
        const body = JSON.stringify({ message });
        const head = `HTTP/1.1 ${status} Refused\r\nContent-Type: application/json\r\nConnection: close`;
        socket.end(`${head}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
      });
    });
    return server;
  }

  /** Ends what still runs of this datakit's tasks. Gives how many there were. */
  async removeAll(): Promise<number> {
    const left = await this.#list([`${ownerLabel}=${this.#declared.owner}`]);
    for (const { Id } of left) await this.#engine.json("DELETE", `/containers/${Id}?force=1&v=1`);
    return left.length;
  }

  async #answer(request: IncomingMessage, response: ServerResponse, gone: AbortSignal): Promise<void> {
    const call = readCall(request.method ?? "", request.url ?? "");
    const body = await readBody(request, call.does === "create" ? mostBody : 0);
    if (call.does === "attach") throw notACall("an attach that is no upgrade");
    if (call.does === "result") return this.#result(call, response, gone);
    const { status, value } = await this.#does(call, body, gone);
    send(response, status, value);
  }

  async #does(
    call: Exclude<Call, Of<"attach" | "result">>,
    body: string,
    gone: AbortSignal,
  ): Promise<Answer> {
    const engine = this.#engine;
    switch (call.does) {
      case "ping":
        return { status: 200, value: "OK" };
      case "version":
        return picked(await engine.json("GET", "/version"), ["Version", "ApiVersion", "MinAPIVersion"]);
      case "images":
        return this.#images(call.image);
      case "create":
        return this.#create(body);
      case "list":
        return {
          status: 200,
          value: await this.#list([`${ownerLabel}=${this.#declared.owner}`, `${taskLabel}=${call.task}`]),
        };
      case "inspect":
        return this.#inspected(call.id);
      case "start":
        return this.#owned(call.id, "POST", "/start");
      case "wait":
        return this.#owned(call.id, "POST", "/wait", gone);
      case "stop":
        return this.#owned(call.id, "POST", `/stop?t=${call.seconds}`);
      case "remove":
        return this.#owned(call.id, "DELETE", "?force=1&v=1");
    }
  }

  async #images(name: string): Promise<Answer> {
    if (!this.#declared.images.includes(name)) throw imageNotDeclared(name);
    const filters = encodeURIComponent(JSON.stringify({ reference: [name] }));
    const { value } = await this.#engine.json("GET", `/images/json?filters=${filters}`);
    const found = Array.isArray(value) ? (value as readonly { readonly Id: string }[]) : [];
    return { status: 200, value: found.map(({ Id }) => ({ Id, RepoTags: [name] })) };
  }

  async #create(body: string): Promise<Answer> {
    const creation = readCreation(body, this.#declared);
    const binds = creation.HostConfig.Mounts.filter(({ Type }) => Type === "bind");
    if (binds.length > 0) await this.#refuseReplaceable(binds.map(({ Source }) => Source));
    const made = await this.#engine.json("POST", "/containers/create", creation);
    this.#log({
      event: "created",
      image: creation.Image,
      task: creation.Labels[taskLabel],
      status: made.status,
    });
    return picked(made, ["Id", "Warnings", "message"]);
  }

  /** The engine follows links: what code of this datakit could have put in a declared folder's place is not mounted. */
  async #refuseReplaceable(sources: readonly string[]): Promise<void> {
    const { value } = await this.#engine.json("GET", "/containers/json?all=1");
    const { owner } = this.#declared;
    // Airflow's containers and its runners: this datakit's code runs there.
    const own = (Array.isArray(value) ? (value as readonly Listed[]) : []).filter(
      ({ Labels }) => Labels?.["com.docker.compose.project"] === owner || Labels?.[ownerLabel] === owner,
    );
    const mounts = own.flatMap(({ Mounts }) => Mounts ?? []);
    const folders = mounts.filter(({ Type, RW }) => Type === "bind" && RW).map(({ Source }) => Source);
    for (const source of sources) {
      const above = folders.find((folder) => isBelow(source, folder));
      if (above !== undefined)
        throw new Refusal(
          "RNR-204",
          replaceable(source, above),
          "Declare a folder that no container can replace.",
        );
    }
  }

  async #list(labels: readonly string[]): Promise<{ readonly Id: string }[]> {
    const filters = encodeURIComponent(JSON.stringify({ label: labels }));
    const { value } = await this.#engine.json("GET", `/containers/json?all=1&filters=${filters}`);
    const found = Array.isArray(value) ? (value as readonly Record<string, unknown>[]) : [];
    return found.map(({ Id, State, Status }) => ({ Id: String(Id), State, Status }));
  }

  async #inspected(id: string): Promise<Answer> {
    const { Id, State, Config } = await this.#own(id);
    return {
      status: 200,
      value: { Id, State, Config: { Image: Config?.Image, Tty: Config?.Tty, Labels: Config?.Labels } },
    };
  }

  /** The container's facts, where it is this proxy's. A name or a short id is none: the route takes whole ids alone. */
  async #own(id: string): Promise<Inspection> {
    const { status, value } = await this.#engine.json("GET", `/containers/${id}/json`);
    const found = Object(value) as Inspection;
    if (status === 200 && found.Id === id && found.Config?.Labels?.[ownerLabel] === this.#declared.owner)
      return found;
    throw new Refusal(
      "RNR-207",
      `No runner of this datakit has the container ${id.slice(0, 12)}.`,
      "It may have been removed.",
    );
  }

  async #owned(id: string, method: string, rest: string, gone?: AbortSignal): Promise<Answer> {
    await this.#own(id);
    return picked(await this.#engine.json(method, `/containers/${id}${rest}`, undefined, gone), [
      "StatusCode",
      "Error",
      "message",
    ]);
  }

  async #result({ id }: Of<"result">, response: ServerResponse, gone: AbortSignal): Promise<void> {
    await this.#own(id);
    const path = `/containers/${id}/archive?path=${encodeURIComponent(resultFile)}`;
    const found = await this.#engine.stream("GET", path, undefined, gone);
    const stat = found.headers["x-docker-container-path-stat"];
    response.writeHead(found.statusCode === 200 ? 200 : 404, {
      "Content-Type": found.headers["content-type"] ?? "application/x-tar",
      ...(typeof stat === "string" ? { "X-Docker-Container-Path-Stat": stat } : {}),
    });
    let size = 0;
    for await (const chunk of found as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > mostResult) return void response.destroy();
      response.write(chunk);
    }
    response.end();
  }

  /** The container's output. What the client writes after its request is read by nobody. */
  async #attach(request: IncomingMessage, socket: Duplex): Promise<void> {
    const call = readCall(request.method ?? "", request.url ?? "");
    if (call.does !== "attach") throw notACall("an upgrade");
    await this.#own(call.id);
    const gone = new AbortController();
    socket.on("close", () => gone.abort());
    const path = `/containers/${call.id}/attach?stream=1&stdout=1&stderr=1`;
    const output = await this.#engine.stream("POST", path, undefined, gone.signal);
    if (output.statusCode !== 200) {
      output.destroy();
      throw new Refusal(
        "RNR-209",
        `The engine attaches to nothing (${output.statusCode}).`,
        "Another try may help.",
      );
    }
    socket.resume();
    const type = "Content-Type: application/vnd.docker.raw-stream";
    socket.write(`HTTP/1.1 101 UPGRADED\r\n${type}\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n`);
    output.on("error", () => socket.destroy());
    output.pipe(socket);
  }

  #refuse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    const { status, message } = this.#said(request, error);
    if (response.headersSent) return void response.destroy();
    // What is left of the request is not read.
    response.setHeader("Connection", "close");
    send(response, status, { message });
  }

  #said({ method, url }: IncomingMessage, error: unknown): { status: number; message: string } {
    const known = error instanceof Refusal;
    const message = known
      ? error.message
      : "RNR-209 The engine proxy has a bug. Report it with the proxy's log.";
    this.#log({
      ...{
        event: known ? "refused" : "bug",
        asked: `${method} ${url?.split("?")[0]}`.slice(0, 200),
        message,
      },
      ...(known ? {} : { stack: error instanceof Error ? error.stack : String(error) }),
    });
    return { status: known ? error.status : 500, message };
  }
}

interface Listed {
  readonly Labels?: Readonly<Record<string, string>>;
  readonly Mounts?: readonly { readonly Type: string; readonly Source: string; readonly RW: boolean }[];
}

interface Inspection {
  readonly Id?: string;
  readonly State?: unknown;
  readonly Config?: {
    readonly Image?: string;
    readonly Tty?: boolean;
    readonly Labels?: Readonly<Record<string, string>>;
  };
}

/** The engine's answer by these fields, so that nothing else of the machine is told. */
function picked({ status, value }: Answer, names: readonly string[]): Answer {
  if (typeof value !== "object" || value === null) return { status, value: undefined };
  const all = Object.entries(value).filter(([name]) => names.includes(name));
  return { status, value: Object.fromEntries(all) };
}

async function readBody(request: IncomingMessage, most: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > most)
      throw malformed(most === 0 ? "This call has no body." : `A request has at most ${most} bytes.`);
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw malformed("The request's body is no UTF-8.");
  }
}

function send(response: ServerResponse, status: number, value: unknown): void {
  if (status === 204 || status === 304 || value === undefined) {
    response.writeHead(status).end();
    return;
  }
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const type = typeof value === "string" ? "text/plain" : "application/json";
  response.writeHead(status, { "Content-Type": type, "Content-Length": Buffer.byteLength(text) }).end(text);
}
