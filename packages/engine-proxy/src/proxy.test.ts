import { mkdtempSync, rmSync } from "node:fs";
import type { Server, ServerResponse } from "node:http";
import { request as ask } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ownerLabel } from "./creation.ts";
import { EngineClient } from "./engine.ts";
import { EngineProxy } from "./proxy.ts";
import { declared, other, own, request, task } from "./testing/example.ts";
import { type Asked, fakeEngine } from "./testing/fake-engine.ts";

let folder = "";
let engine: Awaited<ReturnType<typeof fakeEngine>>;
let server: Server;
let proxy: EngineProxy;
let logged: Readonly<Record<string, unknown>>[];
/** Other containers' writable folders, as the engine lists them. */
let writable: readonly string[];

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
      { Mounts: writable.map((Source) => ({ Type: "bind", Source, RW: true })) },
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

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "adp-proxy-"));
  writable = [];
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

interface Said {
  readonly status: number;
  readonly text: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

function call(
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
function raw(bytes: string | Uint8Array): Promise<string> {
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

const reached = () => engine.asked.map(({ method, url }) => `${method} ${url}`);

test("each call of a run reaches the engine in the proxy's own words, and its answer tells the rest of nothing", async () => {
  const version = await call("GET", "/version");
  expect(JSON.parse(version.text)).toEqual({ ApiVersion: "1.45" });
  const filters = encodeURIComponent(JSON.stringify({ reference: ["dbt-runner:latest"] }));
  const images = await call("GET", `/v1.30/images/json?only_ids=0&all=0&filters=${filters}`);
  expect(JSON.parse(images.text)).toEqual([{ Id: "sha256:1", RepoTags: ["dbt-runner:latest"] }]);
  const made = await call("POST", "/v1.30/containers/create", JSON.stringify(request()));
  expect([made.status, JSON.parse(made.text)]).toEqual([201, { Id: own, Warnings: [] }]);
  expect((await call("POST", `/containers/${own}/start`)).status).toBe(204);
  expect(JSON.parse((await call("POST", `/containers/${own}/wait`)).text)).toEqual({ StatusCode: 3 });
  const seen = await call("GET", `/containers/${own}/json`);
  expect(JSON.parse(seen.text)).toMatchObject({ State: { ExitCode: 3 }, Config: { Tty: false } });
  expect(seen.text).not.toMatch(/PASSWORD|Binds/);
  const file = await call("GET", `/containers/${own}/archive?path=%2Fairflow%2Fxcom%2Freturn.json`);
  expect([file.status, file.text, file.headers["x-docker-container-path-stat"]]).toEqual([
    200,
    "tar",
    "e30=",
  ]);
  expect((await call("POST", `/containers/${own}/stop?t=3`)).status).toBe(204);
  expect((await call("DELETE", `/containers/${own}?v=False&link=False&force=True`)).status).toBe(204);

  const made_ = engine.asked.find(({ url }) => url === "/v1.45/containers/create");
  expect(JSON.parse(made_?.body ?? "")).toMatchObject({
    HostConfig: { CapDrop: ["ALL"] },
    Labels: { [ownerLabel]: "flights" },
  });
  expect(reached().filter((one) => /^POST|^DELETE/.test(one))).toEqual([
    "POST /v1.45/containers/create",
    `POST /v1.45/containers/${own}/start`,
    `POST /v1.45/containers/${own}/wait`,
    `POST /v1.45/containers/${own}/stop?t=3`,
    `DELETE /v1.45/containers/${own}?force=1&v=1`,
  ]);
  expect(logged).toEqual([
    { event: "created", image: "dbt-runner:latest", task: "dag/run/build/-1", status: 201 },
  ]);
});

test("a list has this datakit's label in it, whatever was asked for", async () => {
  const filters = encodeURIComponent(JSON.stringify({ label: [`${task}=dag/run/build/-1`] }));
  const listed = await call("GET", `/containers/json?all=1&filters=${filters}`);
  expect(JSON.parse(listed.text)).toEqual([{ Id: own, State: "exited" }]);
  expect(decodeURIComponent(reached()[0] ?? "")).toBe(
    `GET /v1.45/containers/json?all=1&filters={"label":["${ownerLabel}=flights","${task}=dag/run/build/-1"]}`,
  );
});

describe("a container of somebody else", () => {
  test.each([
    ["GET", "/json"],
    ["POST", "/start"],
    ["POST", "/wait"],
    ["POST", "/stop?t=1"],
    ["GET", "/archive?path=/airflow/xcom/return.json"],
    ["DELETE", "?force=True"],
  ])("%s %s: 404, and the engine is only asked whose it is", async (method, rest) => {
    for (const id of [other, "c".repeat(64)]) {
      engine.asked.length = 0;
      const said = await call(method, `/containers/${id}${rest}`);
      expect([said.status, JSON.parse(said.text).message]).toEqual([404, expect.stringMatching(/^RNR-207 /)]);
      expect(reached()).toEqual([`GET /v1.45/containers/${id}/json`]);
    }
  });

  test("attach", async () => {
    const said = await raw(
      `POST /containers/${other}/attach?stdout=1 HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n`,
    );
    expect(said).toMatch(/^HTTP\/1.1 404 [\s\S]*RNR-207/);
    expect(reached()).toEqual([`GET /v1.45/containers/${other}/json`]);
  });
});

describe("attach", () => {
  const head = (path: string) =>
    `POST ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n`;

  test("gives the container's output, and takes no input", async () => {
    const path = `/v1.45/containers/${own}/attach?logs=0&stdout=1&stderr=1&stream=1`;
    const said = await raw(`${head(path)}\r\nDELETE /containers/${own} HTTP/1.1\r\nHost: x\r\n\r\n`);
    expect(said).toMatch(/^HTTP\/1.1 101 /);
    expect(said.endsWith("\r\n\r\n\x01\0\0\0\0\0\0\x02ok")).toBe(true);
    expect(reached()).toEqual([
      `GET /v1.45/containers/${own}/json`,
      `POST /v1.45/containers/${own}/attach?stream=1&stdout=1&stderr=1`,
    ]);
  });

  test("another call does not become an upgrade, nor an attach a request", async () => {
    for (const path of [`/exec/${own}/start`, `/containers/${own}/start`, "/session"])
      expect(await raw(`${head(path)}\r\n`), path).toMatch(/^HTTP\/1.1 403 [\s\S]*RNR-201/);
    expect((await call("POST", `/containers/${own}/attach?stdout=1`)).text).toContain("RNR-201");
    expect(reached()).toEqual([]);
  });
});

describe("a request's body", () => {
  const create = (body: string, headers = {}) => call("POST", "/containers/create", body, headers);

  test("in chunks is judged as a whole", async () => {
    const evil = JSON.stringify({ ...request(), HostConfig: { Privileged: true } });
    const said = await create(evil, { "Transfer-Encoding": "chunked" });
    expect([said.status, said.text]).toEqual([403, expect.stringContaining("RNR-206")]);
    expect((await create(JSON.stringify(request()), { "Transfer-Encoding": "chunked" })).status).toBe(201);
  });

  test("of more than a megabyte, or of no UTF-8, is refused", async () => {
    const large = JSON.stringify({ ...request(), Env: ["A=".padEnd(1_100_000, "x")] });
    const said = await create(large).catch((error: NodeJS.ErrnoException) => error.code);
    // It may close before all of it was written.
    expect(["EPIPE", "ECONNRESET", expect.anything()]).toContainEqual(said);
    if (typeof said === "object") expect(said.text).toContain("RNR-208");
    const head =
      "POST /containers/create HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n\r\n";
    expect(await raw(Buffer.concat([Buffer.from(head), Buffer.from([0xc0, 0x80])]))).toContain("RNR-208");
    expect(reached()).toEqual([]);
  });

  test("of a call that has none is refused: a start with a HostConfig", async () => {
    const said = await call("POST", `/v1.20/containers/${own}/start`, '{"Privileged":true}');
    expect([said.status, said.text]).toEqual([400, expect.stringContaining("RNR-208")]);
    expect(reached()).toEqual([]);
  });

  test.each([
    ["two lengths", "Content-Length: 5\r\nContent-Length: 50\r\n\r\nabcde"],
    ["a length and chunks", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"],
    ["an unknown coding", "Transfer-Encoding: gzip, x\r\n\r\nabc"],
    ["a folded header", "Transfer-Encoding:\r\n chunked\r\nX: y\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n"],
  ])("%s: nothing of it reaches the engine", async (_, rest) => {
    await raw(`POST /containers/create HTTP/1.1\r\nHost: x\r\n${rest}`);
    expect(reached()).toEqual([]);
  });
});

test("a folder that another container could have replaced by a link is not mounted", async () => {
  writable = ["/home/ada/flights"];
  const said = await call("POST", "/containers/create", JSON.stringify(request()));
  expect([said.status, said.text]).toEqual([403, expect.stringMatching(/RNR-204 .*symbolic link/)]);
  expect(reached()).toEqual(["GET /v1.45/containers/json?all=1"]);
  writable = ["/home/ada/flights/dbt", "/home/ada/flights/db"];
  expect((await call("POST", "/containers/create", JSON.stringify(request()))).status).toBe(201);
});

test("an engine that is gone is the platform's failure, and says so", async () => {
  await engine.close();
  const said = await call("GET", `/containers/${own}/json`);
  expect([said.status, said.text]).toEqual([
    502,
    expect.stringMatching(/RNR-209 The Docker engine behind the proxy does not answer/),
  ]);
});

test("what is left is removed at the end", async () => {
  expect(await proxy.removeAll()).toBe(1);
  expect(reached().at(-1)).toBe(`DELETE /v1.45/containers/${own}?force=1&v=1`);
});

/** All that may reach the engine, of whatever was sent. */
const harmless = new RegExp(
  `^(GET /v1\\.45/(version|containers/[0-9a-f]{64}/json|containers/json\\?all=1(&filters=.*)?|images/json\\?filters=.*)|` +
    `(GET|POST|DELETE) /v1\\.45/containers/${own}(/start|/wait|/stop\\?t=\\d+|/attach\\?stream=1&stdout=1&stderr=1|` +
    `/archive\\?path=%2Fairflow%2Fxcom%2Freturn\\.json|\\?force=1&v=1))$`,
);

test("whatever bytes are sent: the engine is asked for nothing but a runner's calls", async () => {
  const line = fc.tuple(
    fc.constantFrom("GET", "POST", "DELETE", "PUT", "HEAD", "CONNECT", "get"),
    fc
      .array(
        fc.constantFrom(
          ...[
            "/",
            "//",
            "..",
            "%2f",
            "?",
            "&",
            "/v1.45",
            "/v1.10",
            "http://x",
            "/containers/",
            "/containers/create",
          ],
          ...[
            "/images/json",
            "/exec/",
            own,
            other,
            "/json",
            "/start",
            "/attach",
            "/archive",
            "t=1",
            "name=x",
            "stdin=1",
          ],
          ...["path=/airflow/xcom/return.json", "path=/etc/shadow", "stdout=1"],
        ),
        { maxLength: 6 },
      )
      .map((all) => all.join("")),
  );
  const header = fc.constantFrom(
    ...[
      "Connection: Upgrade\r\nUpgrade: tcp",
      "Upgrade: h2c",
      "Transfer-Encoding: chunked",
      "Content-Length: 3",
    ],
    ...[
      "Content-Length: 3\r\nContent-Length: 4",
      "Expect: 100-continue",
      "X-HTTP-Method-Override: DELETE",
      "Host: y",
    ],
  );
  const body = fc.oneof(
    fc.constantFrom("", "abc", "0\r\n\r\n", "3\r\nabc\r\n0\r\n\r\n", `GET /info HTTP/1.1\r\nHost: x\r\n\r\n`),
    fc.string(),
  );
  const message = fc
    .tuple(line, fc.array(header, { maxLength: 3 }), body)
    .map(([[method, path], headers, rest]) =>
      [`${method} ${path} HTTP/1.1`, "Host: x", ...headers, "", rest].join("\r\n"),
    );
  await fc.assert(
    fc.asyncProperty(fc.array(message, { minLength: 1, maxLength: 3 }), async (messages) => {
      engine.asked.length = 0;
      await raw(messages.join(""));
      for (const one of reached()) expect(one).toMatch(harmless);
    }),
    { numRuns: 150 },
  );
});
