import { describe, expect, test } from "vitest";
import { ownerLabel } from "./creation.ts";
import { other, own, request, task } from "./testing/example.ts";
import { call, engine, logged, proxy, raw, reached, useProxy, writable } from "./testing/use-proxy.ts";

useProxy();

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
    if (typeof said === "object") expect(said.text).toContain("RNR-208");
    else expect(said).toMatch(/^(EPIPE|ECONNRESET)$/);
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
  writable.push("/home/ada/flights");
  const said = await call("POST", "/containers/create", JSON.stringify(request()));
  expect([said.status, said.text]).toEqual([403, expect.stringMatching(/RNR-204 .*symbolic link/)]);
  expect(reached()).toEqual(["GET /v1.45/containers/json?all=1"]);
  writable.splice(0, 1, "/home/ada/flights/dbt", "/home/ada/flights/db");
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
