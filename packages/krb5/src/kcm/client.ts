import { readCredential, readPrincipal } from "../ccache/credential.ts";
import { clockOffsetField } from "../ccache/entries.ts";
import { CcacheError } from "../ccache/errors.ts";
import type { Credential, CredentialCache } from "../ccache/model.ts";
import { Reader } from "../ccache/reader.ts";
import type { Principal } from "../principal.ts";
import { type ConnectionOptions, KcmConnection } from "./connection.ts";
import { isUnsupported, KcmError } from "./errors.ts";
import {
  decodeBlobs,
  decodeName,
  decodeUuids,
  encodeName,
  encodeRequest,
  malformedReply,
  Operation,
} from "./frame.ts";

/**
 * Reads credential caches from a KCM daemon (sssd-kcm, Heimdal's kcm) over its Unix socket. The daemon gives
 * each user that user's own caches: it goes by the uid of the process that connects.
 *
 * Every method throws KcmError, and nothing else for a reason outside of the program.
 */
export class KcmClient {
  readonly #connection: KcmConnection;

  private constructor(connection: KcmConnection) {
    this.#connection = connection;
  }

  static async connect(socketPath: string, options: ConnectionOptions = {}): Promise<KcmClient> {
    return new KcmClient(await KcmConnection.open(socketPath, options));
  }

  close(): void {
    this.#connection.close();
  }

  /** The name of the default cache, such as 1000 or 1000:2345. It need not exist. */
  async defaultName(): Promise<string> {
    return decodeName(await this.#connection.request(encodeRequest(Operation.getDefaultCache)));
  }

  /** The names of all caches of this user; empty where there is none. */
  async list(): Promise<string[]> {
    const uuids = await this.#connection
      .request(encodeRequest(Operation.getCacheUuids))
      .then(decodeUuids)
      .catch(noneOf<Uint8Array[]>([]));
    const names: string[] = [];
    for (const uuid of uuids) {
      const name = await this.#connection
        .request(encodeRequest(Operation.getCacheByUuid, uuid))
        .then(decodeName)
        .catch(noneOf(undefined));
      // undefined: destroyed between the list and now.
      if (name !== undefined) names.push(name);
    }
    return names;
  }

  /** The default principal of a cache. Throws no-cache where there is none. */
  async principal(name: string): Promise<Principal> {
    const reply = await this.#connection.request(encodeRequest(Operation.getPrincipal, encodeName(name)));
    // Heimdal answers "fine", with nothing, for a cache that does not exist.
    if (reply.length === 0) throw new KcmError("no-cache", `The KCM daemon has no credential cache ${name}.`);
    return whole(reply, (reader) => readPrincipal(reader, 4, "principal"));
  }

  /**
   * A whole cache, by default the default one. `serializeCcache` makes the version-4 file of it, with the
   * clock offset that the daemon keeps.
   */
  async read(name?: string): Promise<CredentialCache> {
    const cache = name ?? (await this.defaultName());
    const principal = await this.principal(cache);
    const seconds = await this.#kdcOffset(cache);
    return {
      version: 4,
      byteOrder: "BE",
      header: seconds === 0 ? [] : [clockOffsetField({ seconds, microseconds: 0 })],
      principal,
      credentials: await this.#credentials(cache),
      tail: new Uint8Array(0),
    };
  }

  async #credentials(cache: string): Promise<Credential[]> {
    const name = encodeName(cache);
    try {
      const reply = await this.#connection.request(encodeRequest(Operation.getCredentialList, name));
      return decodeBlobs(reply).map(credentialOf);
    } catch (error) {
      if (!isUnsupported(error)) throw error;
    }
    const uuids = decodeUuids(
      await this.#connection.request(encodeRequest(Operation.getCredentialUuids, name)),
    );
    const credentials: Credential[] = [];
    for (const uuid of uuids) {
      const request = encodeRequest(Operation.getCredentialByUuid, name, uuid);
      const reply = await this.#connection.request(request).catch(noneOf(undefined));
      if (reply !== undefined) credentials.push(credentialOf(reply));
    }
    return credentials;
  }

  async #kdcOffset(cache: string): Promise<number> {
    try {
      const request = encodeRequest(Operation.getKdcOffset, encodeName(cache));
      const reply = await this.#connection.request(request);
      return reply.length < 4 ? 0 : new DataView(reply.buffer, reply.byteOffset, 4).getInt32(0);
    } catch (error) {
      // A daemon that keeps no offset refuses in one way or another; libkrb5 goes on, too.
      if (error instanceof KcmError && error.status !== undefined) return 0;
      throw error;
    }
  }
}

function credentialOf(bytes: Uint8Array): Credential {
  return whole(bytes, (reader) => readCredential(reader, 4));
}

/** Reads a value that has to fill its bytes. */
function whole<T>(bytes: Uint8Array, read: (reader: Reader) => T): T {
  const reader = new Reader(bytes, "BE");
  let value: T;
  try {
    value = read(reader);
  } catch (error) {
    if (error instanceof CcacheError) throw malformedReply(error.message, error);
    throw error;
  }
  if (reader.left > 0) throw malformedReply(`${reader.left} bytes too many`);
  return value;
}

/** Takes "there is none" as a value; every other failure stays one. */
function noneOf<T>(value: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof KcmError && error.kind === "no-cache") return value;
    throw error;
  };
}
