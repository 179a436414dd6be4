import {
  type CacheSource,
  cacheSource,
  hostFiles,
  hostSurroundings,
  KcmClient,
  readProfile,
  serializeCcache,
} from "../../../krb5/src/index.ts";
import type { Reading, Source } from "./source.ts";

/** A KCM daemon's cache (sssd, Heimdal), over its socket. It tells nobody of a change: it is asked again and again. */
export function kcmSource(residual: string): Source {
  const surroundings = hostSurroundings();
  const locate = (): Extract<CacheSource, { kind: "kcm" }> => {
    const profile = readProfile(hostFiles, surroundings.env.KRB5_CONFIG);
    const found = cacheSource({ type: "KCM", residual }, profile, surroundings);
    if (found.kind !== "kcm") throw new Error(`KCM gave ${found.kind}`);
    return found;
  };
  const ask = async <T>(question: (client: KcmClient) => Promise<T>): Promise<T> => {
    const client = await KcmClient.connect(locate().socket, { timeoutMs: 2000, maximumBytes: 1024 * 1024 });
    try {
      return await question(client);
    } finally {
      client.close();
    }
  };
  const readOne = async (client: KcmClient, cache: string | undefined): Promise<Reading> => ({
    bytes: serializeCcache(await client.read(cache)),
    file: undefined,
    name: `KCM:${cache ?? residual}`,
  });
  return {
    description: `KCM:${residual}`,
    signature: () => undefined,
    folders: () => [],
    matters: () => false,
    read: () => ask((client) => readOne(client, locate().cache)),
    readAll: () =>
      ask(async (client) => {
        const current = locate().cache ?? (await client.defaultName());
        const readings: Reading[] = [];
        for (const name of await client.list()) readings.push(await readOne(client, name));
        return { current: `KCM:${current}`, readings };
      }),
  };
}
