import { equalBytes } from "../secret-bytes.ts";
import type { Credential, CredentialCache, HeaderField } from "./model.ts";

const encoder = new TextEncoder();
const configRealm = encoder.encode("X-CACHECONF:");
const configName = encoder.encode("krb5_ccache_conf_data");

/** Not a ticket but a setting that libkrb5 keeps in the cache, such as fast_avail or start_realm. */
export function isConfigEntry(credential: Credential): boolean {
  const [first] = credential.server.componentBytes;
  return (
    equalBytes(credential.server.realmBytes, configRealm) &&
    first !== undefined &&
    equalBytes(first, configName)
  );
}

/** Overwritten in place by libkrb5 to mean: not there any more. (Configuration has no endtime either, but no authtime.) */
export function isRemoved(credential: Credential): boolean {
  return credential.times.endtime === 0 && credential.times.authtime !== 0;
}

/** The credentials that are tickets: neither configuration nor removed. */
export function tickets(cache: CredentialCache): Credential[] {
  return cache.credentials.filter((credential) => !isConfigEntry(credential) && !isRemoved(credential));
}

export interface ConfigEntry {
  readonly key: string;
  /** The service that the setting is about, as text; undefined where it is about the whole cache. */
  readonly about: string | undefined;
  readonly value: Uint8Array;
}

export function configEntries(cache: CredentialCache): ConfigEntry[] {
  return cache.credentials
    .filter((credential) => isConfigEntry(credential) && !isRemoved(credential))
    .map((credential) => {
      const [, key, about] = credential.server.components;
      return { key: key ?? "", about, value: credential.ticket.reveal() };
    });
}

/** Header tag 1: how far the KDC's clock is ahead of this machine's. */
export interface ClockOffset {
  /** Signed: negative where this machine's clock is ahead. */
  readonly seconds: number;
  readonly microseconds: number;
}

const clockOffsetTag = 1;

/** The clock offset, undefined where the cache has none. libkrb5 takes the first, should there be several. */
export function clockOffset(cache: CredentialCache): ClockOffset | undefined {
  const field = cache.header.find(({ tag, data }) => tag === clockOffsetTag && data.length === 8);
  if (field === undefined) return undefined;
  const view = new DataView(field.data.buffer, field.data.byteOffset, 8);
  return { seconds: view.getInt32(0), microseconds: view.getInt32(4) };
}

export function clockOffsetField(offset: ClockOffset): HeaderField {
  const data = new Uint8Array(8);
  const view = new DataView(data.buffer);
  view.setInt32(0, offset.seconds);
  view.setInt32(4, offset.microseconds);
  return { tag: clockOffsetTag, data };
}
