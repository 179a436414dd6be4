import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Secret } from "../../../kernel/secret.ts";
import { AirflowApi } from "./api.ts";

// A server of ours stands in for Airflow's: it closes the connection of the first requests, as a busy one may.

let server: Server;
let asked: string[];
let silent: number;
beforeEach(async () => {
  asked = [];
  server = createServer((request, reply) => {
    asked.push(request.method ?? "");
    if (asked.length <= silent) request.socket.destroy();
    else
      reply.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ state: "running" }));
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
});
afterEach(() => {
  server.close();
});

function api(): AirflowApi {
  const { port } = server.address() as AddressInfo;
  return new AirflowApi({ line: "2.11", port, password: new Secret("ours"), listener: async () => "ours" });
}

test("a question that got no answer is asked again, twice", async () => {
  silent = 2;
  expect(await api().runState("d", "r")).toBe("running");
  expect(asked).toEqual(["GET", "GET", "GET"]);
});

test("a server that never answers: ADP-AF-004, after three questions", async () => {
  silent = 100;
  await expect(api().runState("d", "r")).rejects.toMatchObject({
    code: "ADP-AF-004",
    message: expect.stringMatching(/^Airflow's web server does not answer on port \d+/),
  });
  expect(asked).toHaveLength(3);
});

test("what changes something is not sent twice", async () => {
  silent = 1;
  await expect(api().giveUp("d", "r")).rejects.toThrow("does not answer");
  expect(asked).toEqual(["PATCH"]);
});
