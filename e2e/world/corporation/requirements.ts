import { noEngine } from "../docker/engine.ts";
import { skipReason } from "../kerberos/index.ts";

/** Why there can be no corporation here; undefined when there can. In CI, where it has to be, a lack is a failure. */
export function noCorporation(): string | undefined {
  return skipReason("client", "samba", "postgres", "registry", "dns") ?? noEngine();
}
