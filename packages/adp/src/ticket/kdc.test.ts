import dns from "node:dns";
import { createServer, type Server } from "node:net";
import { readProfile } from "@airflow-data-platform/krb5";
import { afterEach, describe, expect, test, vi } from "vitest";
import { element, fieldOf, integer, tlv } from "./der.ts";
import { askKdc, kdcsOf } from "./kdc.ts";

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
    const client = { name: "alice", realm: "A" };
    expect(await askKdc(kdc, client)).toEqual({ ...kdc, aheadSeconds: undefined });
    await new Promise((closed) => server.close(closed));
    await expect(askKdc(kdc, client)).rejects.toThrow(new RegExp(`127\\.0\\.0\\.1:${port}`));
  } finally {
    server.close();
    vi.restoreAllMocks();
  }
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
  const ask = (port: number) => askKdc({ host: "127.0.0.1", port }, { name: "alice", realm: "A" });

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
    await expect(
      askKdc({ host: "no.such.host.invalid", port: 88 }, { name: "a", realm: "A" }),
    ).rejects.toThrow(/ENOTFOUND|EAI_AGAIN/);
  });
});
