import { cacheSource, type DirectoryCache, hostSurroundings, Profile } from "../../../krb5/src/index.ts";
import { readBounded } from "./bounded-read.ts";
import { identityOf, signatureOf } from "./file-source.ts";
import type { Reading, Source } from "./source.ts";

/** A DIR collection: the cache that its `primary` names. `residual` is what follows `DIR:`. */
export function directorySource(residual: string): Source {
  const surroundings = hostSurroundings();
  const configuration = new Profile([]);
  const locate = (): DirectoryCache => {
    const found = cacheSource({ type: "DIR", residual }, configuration, surroundings);
    if (found.kind !== "directory") throw new Error(`DIR gave ${found.kind}`);
    return found;
  };
  const readPath = (path: string): Reading => {
    const { bytes, status } = readBounded(path);
    return { bytes, file: identityOf(status), name: path };
  };
  const folder = residual.startsWith(":") ? residual.slice(1, residual.lastIndexOf("/")) || "/" : residual;
  return {
    description: `DIR:${residual}`,
    signature() {
      let current: DirectoryCache;
      try {
        current = locate();
      } catch {
        // Reading tells what is wrong; here only that something is, as of the folder's last change.
        return `?${signatureOf(folder)}`;
      }
      return [current.path, ...current.others].map((path) => `${path}=${signatureOf(path)}`).join(" ");
    },
    folders: () => [folder],
    matters: (name) => name === "primary" || name.startsWith("tkt"),
    read: async () => readPath(locate().path),
    async readAll() {
      const { path, others } = locate();
      const readings: Reading[] = [];
      for (const one of [path, ...others]) {
        try {
          readings.push(readPath(one));
        } catch {
          // One that cannot be read keeps no other from being shared; of the current one, `read` tells why.
        }
      }
      return { current: path, readings };
    },
  };
}
