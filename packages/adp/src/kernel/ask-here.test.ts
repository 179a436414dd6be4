import { type Agent, createServer, globalAgent, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { askHere } from "./ask-here.ts";

let server: Server;
let url: string;
beforeEach(async () => {
  server = createServer((question, answer) => {
    if (question.url === "/silent") return;
    answer.statusCode = question.url === "/none" ? 204 : 201;
    const parts: Buffer[] = [];
    question.on("data", (part: Buffer) => parts.push(part));
    question.on("end", () =>
      answer.end(`${question.method} ${question.headers.authorization} ${Buffer.concat(parts)}`),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  vi.restoreAllMocks();
  server.closeAllConnections();
  server.close();
});

const signal = () => AbortSignal.timeout(60_000);

test("a question with a login and a body, past what a proxy of the environment would get", async () => {
  // What Node.js 24 replaces by its proxies where NODE_USE_ENV_PROXY is set.
  vi.spyOn(globalThis, "fetch").mockRejectedValue(new Error("sent to the proxy"));
  vi.spyOn(globalAgent as Agent & { addRequest: () => void }, "addRequest").mockImplementation(() => {
    throw new Error("sent to the proxy");
  });
  const headers = { authorization: "Basic x" };
  const answer = await askHere(`${url}/a`, { method: "POST", headers, body: "{}", signal: signal() });
  expect([answer.status, answer.ok, await answer.text()]).toEqual([201, true, "POST Basic x {}"]);
});

test("an answer without a body", async () => {
  expect((await askHere(`${url}/none`, { signal: signal() })).status).toBe(204);
});

test("nobody listens, or the time is over: an error, as of fetch", async () => {
  await expect(askHere("http://127.0.0.1:9/", { signal: signal() })).rejects.toThrow(/ECONNREFUSED/);
  const stop = new AbortController();
  const silent = askHere(`${url}/silent`, { signal: stop.signal });
  stop.abort(new Error("enough"));
  await expect(silent).rejects.toThrow("enough");
  await expect(askHere(url, { signal: stop.signal })).rejects.toThrow("enough");
});
