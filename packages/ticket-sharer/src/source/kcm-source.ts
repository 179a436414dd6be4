import {
  type CacheSource,
  cacheSource,
  hostFiles,
  hostSurroundings,
  KcmClient,
  readProfile,
  serializeCcache,
} from "@airflow-data-platform/krb5";
import type { Source } from "./source.ts";

/** A KCM daemon's cache (sssd, Heimdal), over its socket. It announces no changes: it is asked every second. */
export function kcmSource(residual: string): Source {
  const surroundings = hostSurroundings();
  const locate = (): Extract<CacheSource, { kind: "kcm" }> => {
    const profile = readProfile(hostFiles, surroundings.env.KRB5_CONFIG);
    const found = cacheSource({ type: "KCM", residual }, profile, surroundings);
    if (found.kind !== "kcm") throw new Error(`KCM gave ${found.kind}`);
    return found;
  };
  return {
    description: `KCM:${residual}`,
    signature: () => undefined,
    folders: () => [],
    matters: () => false,
    async read() {
      const { socket, cache } = locate();
      const client = await KcmClient.connect(socket, { timeoutMs: 2000, maximumBytes: 1024 * 1024 });
      try {
        const bytes = serializeCcache(await client.read(cache));
        return { bytes, file: undefined, name: `KCM:${cache ?? residual}` };
      } finally {
        client.close();
      }
    },
  };
}
