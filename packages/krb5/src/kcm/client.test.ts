import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { alice, cacheOf, credential, credentialBytes } from "../../test/build.ts";
import { type Behaviour, fakeKcm } from "../../test/fake-kcm.ts";
import { clockOffset, KcmClient, KcmError, type KcmErrorKind, serializeCcache } from "../index.ts";
import { KcmStatus } from "./errors.ts";
import { Operation } from "./frame.ts";

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function clientOf(
  behave: (operation: number, args: Buffer) => Behaviour,
  options = {},
): Promise<KcmClient> {
  const daemon = await fakeKcm(behave);
  closers.push(daemon.close);
  const client = await KcmClient.connect(daemon.socket, { timeoutMs: 20_000, ...options });
  closers.push(() => client.close());
  return client;
}

async function kindOf(work: Promise<unknown>): Promise<KcmErrorKind> {
  try {
    await work;
  } catch (error) {
    expect(error).toBeInstanceOf(KcmError);
    expect((error as KcmError).next.length).toBeGreaterThan(0);
    return (error as KcmError).kind;
  }
  throw new Error("it was accepted");
}

/** A cache's default principal, as it stands in a version-4 file behind magic, version and an empty header. */
const principalBytes = serializeCcache(cacheOf([])).subarray(4);
const blob = (bytes: Uint8Array) => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
};
const word = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};

/** A daemon with one cache, 1000, of one ticket; `more` overrides operations. */
function daemon(more: Partial<Record<number, Behaviour>> = {}) {
  return (operation: number): Behaviour => {
    const given = more[operation];
    if (given !== undefined) return given;
    switch (operation) {
      case Operation.getDefaultCache:
      case Operation.getCacheByUuid:
        return { body: Buffer.from("1000\0") };
      case Operation.getCacheUuids:
      case Operation.getCredentialUuids:
        return { body: Buffer.alloc(16, 7) };
      case Operation.getPrincipal:
        return { body: principalBytes };
      case Operation.getKdcOffset:
        return { body: word(0) };
      case Operation.getCredentialList:
        return { body: Buffer.concat([word(1), blob(credentialBytes(credential()))]) };
      case Operation.getCredentialByUuid:
        return { body: credentialBytes(credential()) };
      default:
        return { status: KcmStatus.internal };
    }
  };
}

describe("reading a cache", () => {
  const expected = Buffer.from(serializeCcache(cacheOf([credential()]))).toString("hex");
  const hex = (cache: Parameters<typeof serializeCcache>[0]) =>
    Buffer.from(serializeCcache(cache)).toString("hex");

  it("gives the version-4 file of it", async () => {
    const client = await clientOf(daemon());
    expect(await client.defaultName()).toBe("1000");
    expect(await client.list()).toEqual(["1000"]);
    expect(await client.principal("1000")).toEqual(expect.objectContaining({ nameType: alice.nameType }));
    expect(hex(await client.read())).toBe(expected);
  });

  it.each([KcmStatus.internal, KcmStatus.io, KcmStatus.notSupported])(
    "asks for each credential where the daemon has no list (code %i)",
    async (status) => {
      const client = await clientOf(daemon({ [Operation.getCredentialList]: { status } }));
      expect(hex(await client.read("1000"))).toBe(expected);
    },
  );

  it("takes the refusal from the frame's head as well as from its body", async () => {
    const transport = KcmStatus.notSupported;
    const client = await clientOf(daemon({ [Operation.getCredentialList]: Buffer.from("") }));
    expect(await kindOf(client.read())).toBe("closed");
    const other = await clientOf(daemon({ [Operation.getDefaultCache]: { transport } }));
    expect(await kindOf(other.read())).toBe("status");
  });

  it("keeps the KDC's clock offset, and does without one", async () => {
    const ahead = await clientOf(daemon({ [Operation.getKdcOffset]: { body: word(-90) } }));
    expect(clockOffset(await ahead.read())).toEqual({ seconds: -90, microseconds: 0 });
    const without = await clientOf(daemon({ [Operation.getKdcOffset]: { status: KcmStatus.noFile } }));
    expect(clockOffset(await without.read())).toBeUndefined();
  });

  it("passes over what is destroyed meanwhile", async () => {
    const gone = { status: KcmStatus.end };
    const client = await clientOf(
      daemon({
        [Operation.getCacheByUuid]: gone,
        [Operation.getCredentialByUuid]: gone,
        [Operation.getCredentialList]: { status: KcmStatus.internal },
      }),
    );
    expect(await client.list()).toEqual([]);
    expect((await client.read()).credentials).toEqual([]);
  });

  it("answers requests that are made at once, each with its own reply", async () => {
    const client = await clientOf(daemon());
    const [name, names, cache] = await Promise.all([client.defaultName(), client.list(), client.read()]);
    expect([name, names, hex(cache)]).toEqual(["1000", ["1000"], expected]);
  });
});

describe("a socket that cannot be had", () => {
  it("is missing, forbidden or nobody's", async () => {
    const folder = mkdtempSync(join(tmpdir(), "adp-closed-"));
    closers.push(() => rmSync(folder, { recursive: true }));
    expect(await kindOf(KcmClient.connect(join(folder, "none")))).toBe("no-socket");
    writeFileSync(join(folder, "file"), "");
    expect(await kindOf(KcmClient.connect(join(folder, "file")))).toBe("refused");
    chmodSync(folder, 0);
    // Root may enter any folder, so it steps aside for the moment of connecting.
    const root = process.geteuid?.() === 0;
    if (root) process.seteuid?.(65534);
    const attempt = kindOf(KcmClient.connect(join(folder, "file")));
    if (root) process.seteuid?.(0);
    expect(await attempt).toBe("denied");
    chmodSync(folder, 0o700);
  });
});

describe("a daemon that fails", () => {
  const cases: [KcmErrorKind, string, Partial<Record<number, Behaviour>>][] = [
    ["no-cache", "there is no cache", { [Operation.getPrincipal]: { status: KcmStatus.noFile } }],
    ["no-cache", "Heimdal's empty answer", { [Operation.getPrincipal]: {} }],
    ["status", "another refusal", { [Operation.getPrincipal]: { status: 5 } }],
    ["closed", "it hangs up", { [Operation.getPrincipal]: "hang-up" }],
    ["closed", "half a reply", { [Operation.getPrincipal]: Buffer.from([0, 0, 0, 9, 0, 0, 0, 0, 1]) }],
    ["closed", "half a head", { [Operation.getPrincipal]: Buffer.from([0, 0]) }],
    ["timeout", "it says nothing", { [Operation.getPrincipal]: "silence" }],
    ["too-big", "a huge length", { [Operation.getPrincipal]: Buffer.from("7fffffff00000000", "hex") }],
    [
      "malformed",
      "a body too short",
      { [Operation.getPrincipal]: Buffer.from("000000020000000000000000", "hex") },
    ],
    ["malformed", "half a principal", { [Operation.getPrincipal]: { body: principalBytes.subarray(0, 9) } }],
    ["malformed", "a principal and more", { [Operation.getPrincipal]: { body: Buffer.alloc(100) } }],
    ["malformed", "a name without end", { [Operation.getDefaultCache]: { body: Buffer.from("1000") } }],
    ["malformed", "no list", { [Operation.getCredentialList]: {} }],
    ["malformed", "a list too short", { [Operation.getCredentialList]: { body: word(-1) } }],
    [
      "malformed",
      "half a credential",
      { [Operation.getCredentialList]: { body: Buffer.concat([word(1), blob(Buffer.alloc(20))]) } },
    ],
    [
      "malformed",
      "an item longer than its list",
      { [Operation.getCredentialList]: { body: Buffer.concat([word(1), word(99)]) } },
    ],
    [
      "malformed",
      "a piece of a UUID",
      {
        [Operation.getCredentialList]: { status: KcmStatus.io },
        [Operation.getCredentialUuids]: { body: Buffer.alloc(15) },
      },
    ],
  ];
  it.each(cases)("%s: %s", async (kind, _, more) => {
    const client = await clientOf(daemon(more), kind === "timeout" ? { timeoutMs: 1000 } : {});
    expect(await kindOf(client.read())).toBe(kind);
  });

  it("can be asked again after a refusal, and says so plainly after a failure", async () => {
    const refusing = await clientOf(daemon({ [Operation.getPrincipal]: { status: KcmStatus.noFile } }));
    expect(await kindOf(refusing.read())).toBe("no-cache");
    expect(await refusing.defaultName()).toBe("1000");
    const silent = await clientOf(daemon({ [Operation.getPrincipal]: "silence" }), { timeoutMs: 1000 });
    expect(await kindOf(silent.read())).toBe("timeout");
    expect(["closed", "timeout"]).toContain(await kindOf(silent.defaultName()));
  });

  it("keeps to the caller's limit", async () => {
    const client = await clientOf(daemon(), { maximumBytes: 100 });
    expect(await kindOf(client.read())).toBe("too-big");
  });

  it("has no cache whose name holds a zero byte", async () => {
    const client = await clientOf(daemon());
    expect(await kindOf(client.read("a\0b"))).toBe("no-cache");
  });
});
