import { noEngine } from "../docker/engine.ts";
import { skipReason } from "../lib/index.ts";

/** Why the corporation cannot start here, or undefined. Throws in CI, where everything must be installed. */
export function noCorporation(): string | undefined {
  return skipReason("client", "samba", "postgres", "registry", "dns") ?? noEngine();
}
