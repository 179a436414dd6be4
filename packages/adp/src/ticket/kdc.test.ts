import dns from "node:dns";
import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { readProfile } from "@airflow-data-platform/krb5";
import { afterEach, describe, expect, test, vi } from "vitest";
import { element, fieldOf, integer, tlv } from "./der.ts";
import { askKdc, askKdcs, kdcsOf, reasonsOfKdcs } from "./kdc.ts";

const client = { name: "alice", realm: "A" };
const profile = (text: string) => readProfile({ readText: () => text, readNames: () => [] }, undefined);

test("the KDCs of a realm stand in krb5.conf", async () => {
  const text = `[realms]
 A.EXAMPLE = {
  kdc = kdc1.a.example
  kdc = kdc2.a.example:750
  kdc = [2001:db8::1]:88
  kdc = tcp/kdc3.a.example
  kdc = https://proxy.a.example/KdcProxy
 }`;
  expect(await kdcsOf("A.EXAMPLE", profile(text))).toEqual([
    { host: "kdc1.a.example", port: 88 },
    { host: "kdc2.a.example", port: 750 },
    { host: "2001:db8::1", port: 88 },
    { host: "kdc3.a.example", port: 88 },
    { host: "proxy.a.example", port: 443, proxied: true },
  ]);
  expect(await kdcsOf("A.EXAMPLE", profile("[libdefaults]\n dns_lookup_kdc = false\n"))).toEqual([]);
});

test("DER: lengths and numbers at their borders come back", () => {
  for (const value of [0, 1, 127, 128, 255, 256, 0x7fff, 0x8000, 0xffffffff]) {
    const parsed = element(integer(value));
    expect(Number(`0x${Buffer.from(parsed?.content ?? []).toString("hex")}`)).toBe(value);
  }
  for (const size of [0, 1, 127, 128, 255, 256, 5000])
    expect(element(tlv(0x04, Buffer.alloc(size)))?.content.length).toBe(size);
  expect(element(Buffer.from([0x30]))).toBeUndefined();
  expect(element(Buffer.from([0x30, 5, 1]))).toBeUndefined();
  expect(element(Buffer.from([0x30, 0x85, 1, 1, 1, 1, 1]))).toBeUndefined();
  expect(fieldOf(Buffer.from([0xa1, 1, 7]), 0)).toBeUndefined();
});

test("a KDC is asked at each address of its name", async () => {
  const both = [
    { address: "::1", family: 6 },
    { address: "127.0.0.1", family: 4 },
  ];
  const server = createServer((socket) => socket.resume().end(Buffer.from([0, 0, 0, 4, 0x6b, 2, 1, 1])));
  await new Promise<void>((ready) => server.listen({ host: "127.0.0.1", port: 0 }, ready));
  vi.spyOn(dns, "lookup").mockImplementation(((_: string, __: object, done: (...found: unknown[]) => void) =>
    done(null, both)) as unknown as typeof dns.lookup);
  try {
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const kdc = { host: "kdc.a.example", port };
    expect(await askKdc(kdc, { client })).toEqual({ ...kdc, aheadSeconds: undefined });
    await new Promise((closed) => server.close(closed));
    await expect(askKdc(kdc, { client })).rejects.toThrow(new RegExp(`127\\.0\\.0\\.1:${port}`));
  } finally {
    server.close();
    vi.restoreAllMocks();
  }
});

describe("silence", () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  async function listening(answer: (socket: Socket) => void): Promise<{ host: string; port: number }> {
    const server = createServer((socket) => {
      socket.on("error", () => undefined);
      answer(socket);
    });
    servers.push(server);
    await new Promise<void>((ready) => server.listen({ host: "127.0.0.1", port: 0 }, ready));
    return { host: "127.0.0.1", port: (server.address() as AddressInfo).port };
  }

  test("one KDC that answers is enough, however many are silent, and the others are let go", async () => {
    const closed: Promise<unknown>[] = [];
    const silent = (socket: Socket) => void closed.push(once(socket.resume(), "close"));
    const addresses = [
      await listening(silent),
      await listening(silent),
      await listening((socket) => socket.resume().end(Buffer.from([0, 0, 0, 4, 0x6b, 2, 1, 1]))),
    ];
    // Whoever asked one after the other would wait for a minute.
    const answer = await askKdcs(addresses, { client, patienceMs: 60_000 });
    expect(answer).toEqual({ ...addresses[2], aheadSeconds: undefined });
    await Promise.all(closed);
  });

  test("the time ends for all of them at once, also for one that says a byte now and then", async () => {
    const dripping = (socket: Socket) => {
      socket.resume().write(Buffer.from([0, 0, 0x10, 0]));
      const drip = setInterval(() => socket.write(Buffer.from([0])), 20);
      socket.once("close", () => clearInterval(drip));
    };
    const addresses = [await listening(() => undefined), await listening(dripping)];
    const failed = await askKdcs(addresses, { client, patienceMs: 50 }).catch((error) => error);
    expect(reasonsOfKdcs(addresses, failed)).toEqual(
      addresses.map(({ port }) => `127.0.0.1:${port}: no answer within 0.05 s`),
    );
  });
});

describe("what is no KDC", () => {
  let server: Server | undefined;
  afterEach(() => server?.close());

  async function answering(
    reply: (write: (bytes: Buffer) => void, end: () => void) => void,
  ): Promise<number> {
    const listener = createServer((socket) => {
      socket.on("error", () => undefined);
      socket.once("data", () =>
        reply(
          (bytes) => socket.write(bytes),
          () => socket.end(),
        ),
      );
    });
    server = listener;
    await new Promise<void>((ready) => listener.listen({ host: "127.0.0.1", port: 0 }, ready));
    const address = listener.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }
  const ask = (port: number) => askKdc({ host: "127.0.0.1", port }, { client });

  test("says something else, too much, nothing, or is not there", async () => {
    const http = await answering((write) => write(Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n")));
    await expect(ask(http)).rejects.toThrow("what answers is no KDC");
    server?.close();
    const short = await answering((write) => write(Buffer.from([0, 0, 0, 3, 1, 2, 3])));
    await expect(ask(short)).rejects.toThrow("what answers is no KDC");
    server?.close();
    const mute = await answering((_, end) => end());
    await expect(ask(mute)).rejects.toThrow("it hung up");
    server?.close();
    await expect(ask(mute)).rejects.toThrow(/ECONNREFUSED/);
    await expect(askKdc({ host: "no.such.host.invalid", port: 88 }, { client })).rejects.toThrow(
      /ENOTFOUND|EAI_AGAIN/,
    );
  });
});
