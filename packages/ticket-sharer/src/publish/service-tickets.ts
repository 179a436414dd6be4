import { type Credential, type CredentialCache, serializeCcache, tickets } from "../../../krb5/src/index.ts";

/** Whether a credential is the ticket of one of these services; a name without a realm fits every realm. */
export function isFor(credential: Credential, spns: readonly string[]): boolean {
  const { server } = credential;
  const name = server.components.join("/");
  return spns.some((spn) => spn === name || spn === `${name}@${server.realm}`);
}

/** A TGT of another realm, which tickets for services there need. */
export function isCrossRealm({ server, client }: Credential): boolean {
  return server.components[0] === "krbtgt" && server.components[1] !== client.realm;
}

/**
 * The cache with service tickets that were fetched ahead: those of `more`, where the cache has none of that service
 * and they have not ended. Its own bytes where there is nothing to add.
 */
export function withServiceTickets(
  base: { readonly bytes: Uint8Array; readonly cache: CredentialCache },
  more: readonly Credential[],
  kdcNow: number,
): Uint8Array {
  const { cache } = base;
  const own = tickets(cache);
  const added: Credential[] = [];
  for (const credential of more) {
    const same = (other: Credential) => other.server.equals(credential.server);
    const fits = credential.client.equals(cache.principal) && credential.times.endtime > kdcNow;
    if (fits && !own.some(same) && !added.some(same)) added.push(credential);
  }
  if (added.length === 0) return base.bytes;
  const whole = { ...cache, credentials: [...cache.credentials, ...added], tail: new Uint8Array(0) };
  // Version 4 can hold whatever an older one could.
  return serializeCcache(whole, { version: 4 });
}
