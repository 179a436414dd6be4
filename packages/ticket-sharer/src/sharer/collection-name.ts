import { createHash } from "node:crypto";
import { basename } from "node:path";

/** libkrb5 reads names of at most 62 bytes in `primary`. */
const longest = 60;

/**
 * The file of a cache in the shared collection: its own name where that can be a file's, and no other cache's.
 * libkrb5 takes the files whose names begin with tkt for caches.
 */
export function fileName(cache: string): string {
  const isKcm = cache.startsWith("KCM:");
  const name = isKcm ? cache.slice("KCM:".length) : basename(cache);
  const file = `${name.startsWith("tkt") ? "" : "tkt"}${name.replace(/[^\w.-]/g, "_")}`;
  // KCM's are UID or UID:NAME.
  const isOwn = (isKcm ? /^\d+(:[\w.-]+)?$/ : /^[\w.-]+$/).test(name) && file.length <= longest;
  if (isOwn) return file;
  const hash = createHash("sha256").update(cache).digest("hex").slice(0, 8);
  return `${file.slice(0, longest - 1 - hash.length)}-${hash}`;
}
