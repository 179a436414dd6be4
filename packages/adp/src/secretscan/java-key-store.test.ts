import { X509Certificate } from "node:crypto";
import { rootCertificates } from "node:tls";
import { expect, test } from "vitest";
import { judge } from "./judge.ts";

const uint32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};
const text = (value: string) => Buffer.concat([uint32(value.length).subarray(2), Buffer.from(value)]);
const der = new X509Certificate(rootCertificates[0] ?? "").raw;

const certificate = (kind: string, content: Buffer) =>
  Buffer.concat([
    uint32(2),
    text("debian:a_root.pem"),
    Buffer.alloc(8),
    text(kind),
    uint32(content.length),
    content,
  ]);
const key = Buffer.concat([
  uint32(1),
  text("client"),
  Buffer.alloc(8),
  uint32(4),
  Buffer.from("key!"),
  uint32(0),
]);

const store = (entries: readonly Buffer[], count = entries.length) =>
  Buffer.concat([uint32(0xfeedfeed), uint32(2), uint32(count), ...entries, Buffer.alloc(20, 7)]);
const trusted = certificate("X.509", der);
const found = [expect.objectContaining({ what: "a Java key store", rule: "key-store" })];

test("a store of certificates alone, as every Java has one, is no credential", () => {
  expect(judge(store([trusted, trusted]))).toEqual([]);
  expect(judge(store([]))).toEqual([]);
});

test.each<[string, Buffer]>([
  ["with a key", store([trusted, key])],
  ["with bytes behind its entries", Buffer.concat([store([trusted]), Buffer.from("more")])],
  ["with more entries than it counts", store([trusted, key], 1)],
  ["with fewer entries than it counts", store([trusted], 2)],
  ["with another content in a certificate's place", store([certificate("X.509", Buffer.from("key!"))])],
  [
    "with bytes behind a certificate",
    store([certificate("X.509", Buffer.concat([der, Buffer.from("key!")]))]),
  ],
  ["with another kind of certificate", store([certificate("PGP", der)])],
  ["whose end is missing", store([trusted]).subarray(0, 900)],
])("a store %s is found", (_, content) => {
  expect(judge(content)).toEqual(found);
});
