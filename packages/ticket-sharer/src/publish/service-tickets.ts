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
 * The cache with service tickets that were fetched ahead: those of `more` that have not ended, where the cache has
 * none of that service, or one that ends earlier. Its own bytes where there is nothing to add.
 */
export function withServiceTickets(
  base: { readonly bytes: Uint8Array; readonly cache: CredentialCache },
  more: readonly Credential[],
  kdcNow: number,
): Uint8Array {
  const { cache } = base;
  const usable = new Set(tickets(cache));
  const credentials = [...cache.credentials];
  let added = false;
  for (const credential of more) {
    if (!credential.client.equals(cache.principal) || credential.times.endtime <= kdcNow) continue;
    const at = credentials.findIndex((own) => usable.has(own) && own.server.equals(credential.server));
    const own = credentials[at];
    if (own !== undefined && own.times.endtime >= credential.times.endtime) continue;
    if (own === undefined) credentials.push(credential);
    else credentials[at] = credential;
    usable.add(credential);
    added = true;
  }
  if (!added) return base.bytes;
  // Version 4 can hold whatever an older one could.
  return serializeCcache({ ...cache, credentials, tail: new Uint8Array(0) }, { version: 4 });
}
