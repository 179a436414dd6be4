import { cacheSource, type DirectoryCache, hostSurroundings, Profile } from "@airflow-data-platform/krb5";
import { readBounded } from "./bounded-read.ts";
import { identityOf, signatureOf } from "./file-source.ts";
import type { Source } from "./source.ts";

/** A DIR collection: the cache that its `primary` names. `residual` is what follows `DIR:`. */
export function directorySource(residual: string): Source {
  const surroundings = hostSurroundings();
  const configuration = new Profile([]);
  const locate = (): DirectoryCache => {
    const found = cacheSource({ type: "DIR", residual }, configuration, surroundings);
    if (found.kind !== "directory") throw new Error(`DIR gave ${found.kind}`);
    return found;
  };
  const folder = residual.startsWith(":") ? residual.slice(1, residual.lastIndexOf("/")) || "/" : residual;
  return {
    description: `DIR:${residual}`,
    signature() {
      let current: DirectoryCache;
      try {
        current = locate();
      } catch {
        // Reading reports what is wrong.
        return `?${signatureOf(folder)}`;
      }
      return `${current.path}=${signatureOf(current.path)}`;
    },
    folders: () => [folder],
    matters: (name) => name === "primary" || name.startsWith("tkt"),
    async read() {
      const { path } = locate();
      const { bytes, status } = readBounded(path);
      return { bytes, file: identityOf(status), name: path };
    },
  };
}
