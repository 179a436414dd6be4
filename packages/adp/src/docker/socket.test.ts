import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Docker } from "./docker.ts";
import { engineSocket } from "./socket.ts";
import { dockerStandIn } from "./testing/docker-stand-in.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "adp-socket-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("the socket is the one that the client would use", () => {
  const usual = "/var/run/docker.sock";
  test.each<[string, Record<string, string>, string | undefined, string | undefined]>([
    ["nothing says another", {}, undefined, usual],
    ["an empty variable says nothing", { DOCKER_HOST: "", DOCKER_CONTEXT: "" }, "{}", usual],
    [
      "DOCKER_HOST names a socket",
      { DOCKER_HOST: "unix:///run/user/7/docker.sock" },
      undefined,
      "/run/user/7/docker.sock",
    ],
    [
      "DOCKER_HOST goes before a context",
      { DOCKER_HOST: "unix:///a.sock", DOCKER_CONTEXT: "b" },
      undefined,
      "/a.sock",
    ],
    [
      "DOCKER_HOST names another machine",
      { DOCKER_HOST: "ssh://ada@build.example.com" },
      undefined,
      undefined,
    ],
    ["a context of the environment", { DOCKER_CONTEXT: "rootless" }, undefined, undefined],
    ["the default context", { DOCKER_CONTEXT: "default" }, undefined, usual],
    ["a context of config.json", {}, '{"auths": {}, "currentContext" : "desktop-linux"}', undefined],
    ["config.json's default context", {}, '{"currentContext": "default"}', usual],
  ])("%s", (_, env, config, expected) => {
    if (config !== undefined) writeFileSync(join(folder, "config.json"), config);
    expect(engineSocket({ DOCKER_CONFIG: folder, ...env })).toBe(expected);
  });

  // A config.json that the user may not read is the client's to complain about, which works all the same.
  test("a config.json that cannot be read", () => {
    mkdirSync(join(folder, "config.json"));
    expect(engineSocket({ DOCKER_CONFIG: folder })).toBe(usual);
  });
});

describe("an engine behind a socket", () => {
  let server: Server;
  const asked: string[] = [];
  /** Answers that the engine gives: a stand-in for a broken one; the scenarios of datakits ask a real one. */
  async function engine(answers: Readonly<Record<string, [number, string]>>): Promise<string> {
    asked.length = 0;
    const socket = join(folder, "engine.sock");
    server = createServer(({ url = "" }, response) => {
      asked.push(url);
      const [status, text] = answers[url] ?? [404, '{"message":"No such image"}'];
      response.writeHead(status).end(text);
    });
    await new Promise<void>((done) => server.listen(socket, done));
    return `unix://${socket}`;
  }
  afterEach(() => new Promise((done) => server.close(done)));

  test("is asked for each image once; the client is not started", async () => {
    const host = await engine({ "/images/team%2Fa%3A1/json": [200, '{"Id": "sha256:a"}'] });
    const docker = new Docker({ env: { PATH: folder, DOCKER_HOST: host } });
    const found = await docker.images(["team/a:1", "b:2", "team/a:1"]);
    expect([...found].map(([name, { id }]) => [name, id])).toEqual([["team/a:1", "sha256:a"]]);
    expect(asked.toSorted()).toEqual(["/images/b%3A2/json", "/images/team%2Fa%3A1/json"]);
  });

  test("is asked for containers, one image and a volume; what went away in between is left out", async () => {
    const list = `/containers/json?all=1&filters=${encodeURIComponent('{"label":["a.b=/kit=1"]}')}`;
    const host = await engine({
      [list]: [200, '[{"Id": "c1"}, {"Id": "c2"}]'],
      "/containers/c1/json": [
        200,
        '{"Id": "c1", "Name": "/web", "State": {"Status": "running"}, "Config": {}}',
      ],
      "/containers/c2/json": [404, '{"message": "No such container: c2"}'],
      "/images/a%3A1/json": [200, '{"Id": "sha256:a", "Config": {"Labels": {"l": "1"}}}'],
      "/volumes/v": [200, '{"Driver": "local", "Labels": null, "CreatedAt": "2026-01-01T00:00:00Z"}'],
      "/volumes/w": [404, '{"message": "get w: no such volume"}'],
    });
    const docker = new Docker({ env: { PATH: folder, DOCKER_HOST: host } });
    const found = await docker.containers("label=a.b=/kit=1");
    expect(found.map(({ id, name, state }) => [id, name, state])).toEqual([["c1", "web", "running"]]);
    expect((await docker.image("a:1"))?.id).toBe("sha256:a");
    expect([await docker.imageLabels("a:1"), await docker.imageLabels("b:2")]).toEqual([
      { l: "1" },
      undefined,
    ]);
    expect([await docker.volume("v"), await docker.volume("w")]).toEqual([
      { driver: "local", labels: {}, created: "2026-01-01T00:00:00Z" },
      undefined,
    ]);
  });

  test("that breaks off in the middle leaves all the containers to the client", async () => {
    const host = await engine({
      [`/containers/json?all=1&filters=${encodeURIComponent('{"name":["web"]}')}`]: [200, '[{"Id": "c1"}]'],
      "/containers/c1/json": [500, "broken"],
    });
    const inspected = '[{"Id": "c1", "Name": "/by-client", "State": {}, "Config": {}}]';
    const client = dockerStandIn({ ps: { stdout: "c1\n" }, "container inspect": { stdout: inspected } });
    const docker = new Docker({ env: { ...client.env, DOCKER_HOST: host } });
    const [found] = await docker.containers("name=web");
    client.close();
    expect(found?.name).toBe("by-client");
  });

  test.each([
    ["an error", [500, '{"message":"broken"}']],
    ["a page of somebody else", [404, "<html>not found</html>"]],
  ] as const)("that answers with %s leaves the word to the client", async (_, answer) => {
    const host = await engine({ "/images/a%3A1/json": [...answer] });
    const client = dockerStandIn({ "image inspect": { stdout: '[{"Id": "sha256:c"}]' } });
    const docker = new Docker({ env: { ...client.env, DOCKER_HOST: host } });
    const found = await docker.images(["a:1"]);
    client.close();
    expect(found.get("a:1")?.id).toBe("sha256:c");
  });
});
