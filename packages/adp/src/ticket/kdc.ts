import { Resolver } from "node:dns/promises";
import { connect } from "node:net";
import { errnoOf } from "@airflow-data-platform/cli-kit";
import type { Profile } from "@airflow-data-platform/krb5";
import { reasonOf } from "../kernel/errors.ts";
import { element, field, fieldOf, generalizedTime, generalString, integer, sequence, tlv } from "./der.ts";

interface KdcAddress {
  readonly host: string;
  readonly port: number;
  /** It is asked through a web server (MS-KKDCP), which libkrb5 does and `askKdc` does not. */
  readonly proxied?: true;
}

/** What a KDC answered. */
export interface KdcAnswer extends KdcAddress {
  /** How far its clock is ahead of this machine's, in seconds; undefined where its answer did not say. */
  readonly aheadSeconds: number | undefined;
}

export interface KdcQuestion {
  /** In whose name it is asked. */
  readonly client: { readonly name: string; readonly realm: string };
  readonly now?: () => number;
  /** How long a host may be silent. */
  readonly patienceMs?: number | undefined;
  /** Ends the question. */
  readonly signal?: AbortSignal;
}

/** Where a person waits for this one answer. */
const patience = 4000;

/** Where krb5.conf, or else DNS, says that a realm's KDCs are. */
export async function kdcsOf(
  realm: string,
  profile: Profile,
  patienceMs = patience,
): Promise<readonly KdcAddress[]> {
  const named = profile.values("realms", realm, "kdc").flatMap((value) => value.split(/\s+/));
  if (named.length > 0) return named.map(addressOf);
  if (/^(false|no|n|f|0|off|nil)$/i.test(profile.value("libdefaults", "dns_lookup_kdc") ?? "true")) return [];
  const resolver = new Resolver();
  const late = setTimeout(() => resolver.cancel(), patienceMs);
  const records = await resolver
    .resolveSrv(`_kerberos._tcp.${realm}`)
    .catch((error) => {
      throw errnoOf(error) === "ECANCELLED" ? new Error(noAnswerWithin(patienceMs)) : error;
    })
    .finally(() => clearTimeout(late));
  return records.sort((a, b) => a.priority - b.priority).map(({ name, port }) => ({ host: name, port }));
}

/** kdc.corp.example, kdc.corp.example:88, [2001:db8::1]:88, tcp/kdc, https://kdc.corp.example/KdcProxy */
function addressOf(value: string): KdcAddress {
  const text = value.replace(/^(tcp|udp)\//, "").replace(/^https:\/\/([^/]+).*$/, "$1");
  const [, bracketed, host = text, port] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(text) ?? [];
  const address = { host: bracketed ?? host, port: Number(port ?? 88) };
  return value.startsWith("https:") ? { ...address, port: Number(port ?? 443), proxied: true } : address;
}

/**
 * Asks each KDC, side by side, and gives the first answer.
 *
 * @throws AggregateError with the reason of each, in their order, where none answers
 */
export async function askKdcs(
  addresses: readonly KdcAddress[],
  question: Omit<KdcQuestion, "signal">,
): Promise<KdcAnswer> {
  const others = new AbortController();
  const asked = addresses.map((address) => askKdc(address, { ...question, signal: others.signal }));
  try {
    return await Promise.any(asked);
  } finally {
    others.abort();
  }
}

/** "kdc1.corp.example:88: no answer within 4 s", for each that `askKdcs` asked. */
export function reasonsOfKdcs(addresses: readonly KdcAddress[], error: unknown): string[] {
  if (!(error instanceof AggregateError)) throw error;
  return addresses.map(({ host, port }, index) => `${host}:${port}: ${reasonOf(error.errors[index])}`);
}

/**
 * Asks a KDC for something that no KDC grants (a ticket by an unknown kind of encryption) and takes its clock from the
 * refusal: no password, no guess at one, and nothing that counts as a failed login.
 *
 * @throws Error when it cannot be reached or answers nonsense
 */
export async function askKdc({ host, port }: KdcAddress, question: KdcQuestion): Promise<KdcAnswer> {
  const { client, now = Date.now } = question;
  const reply = await exchange(host, port, request(client.name, client.realm), question);
  const message = element(reply);
  // KRB-ERROR is [APPLICATION 30], AS-REP [APPLICATION 11], which has no clock to read.
  if (message?.tag === 0x6b) return { host, port, aheadSeconds: undefined };
  const body = message?.tag === 0x7e ? element(message.content) : undefined;
  const time = element(fieldOf(body?.content ?? new Uint8Array(), 4) ?? new Uint8Array());
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(Buffer.from(time?.content ?? []).toString("ascii")) ?? [];
  if (year === undefined) throw new Error("what answers is no KDC");
  const kdc = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return { host, port, aheadSeconds: Math.round((kdc - now()) / 1000) };
}

/** AS-REQ of RFC 4120 with one encryption type that does not exist. */
function request(client: string, realm: string): Buffer {
  const name = (type: number, ...parts: readonly string[]) =>
    sequence(field(0, integer(type)), field(1, sequence(...parts.map(generalString))));
  const body = sequence(
    field(0, tlv(0x03, Buffer.alloc(5))),
    field(1, name(1, client)),
    field(2, generalString(realm)),
    field(3, name(2, "krbtgt", realm)),
    field(5, generalizedTime("20370913024805Z")),
    field(7, integer(1)),
    field(8, sequence(integer(0x7fff))),
  );
  return tlv(0x6a, sequence(field(1, integer(5)), field(2, integer(10)), field(4, body)));
}

/** Where a name has several addresses, there is a reason for each, and none for all. */
function reasonsOf(error: Error): string {
  return error instanceof AggregateError ? error.errors.map(reasonOf).join(", ") : reasonOf(error);
}

function noAnswerWithin(patienceMs: number): string {
  return `no answer within ${patienceMs / 1000} s`;
}

/** One message over TCP, with its length before it. */
function exchange(
  host: string,
  port: number,
  message: Buffer,
  { patienceMs = patience, signal }: KdcQuestion,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // By its name: each of its addresses is tried, as libkrb5 does.
    const socket = connect({ host, port });
    let received: Buffer = Buffer.alloc(0);
    const end = () => {
      clearTimeout(late);
      socket.destroy();
    };
    const fail = (reason: string) => {
      end();
      reject(new Error(reason));
    };
    // A time limit of the socket would begin again with each byte, and after the search for its address.
    const late = setTimeout(() => fail(noAnswerWithin(patienceMs)), patienceMs);
    signal?.addEventListener("abort", () => fail("another one answered"), { once: true });
    socket.once("error", (error) => fail(reasonsOf(error)));
    socket.once("end", () => fail("it hung up"));
    socket.once("connect", () => {
      const size = Buffer.alloc(4);
      size.writeUInt32BE(message.length);
      socket.write(Buffer.concat([size, message]));
    });
    socket.on("data", (part) => {
      received = Buffer.concat([received, part]);
      if (received.length < 4) return;
      const size = received.readUInt32BE(0);
      if (size > 65_536) fail("what answers is no KDC");
      else if (received.length >= 4 + size) {
        end();
        resolve(received.subarray(4, 4 + size));
      }
    });
  });
}
