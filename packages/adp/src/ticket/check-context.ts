import type { CredentialCache, Profile } from "@airflow-data-platform/krb5";
import type { Container } from "../docker/index.ts";
import type { Machine } from "../kernel/machine.ts";
import type { HostCache, TicketSharer } from "../platform/index.ts";
import type { LoginTarget } from "./target.ts";

/** What the levels are about, and what each has found for the ones after it. */
export interface CheckContext {
  readonly sharer: TicketSharer;
  readonly spn: string | undefined;
  readonly login: LoginTarget | undefined;
  readonly databaseUser: string | undefined;
  /** The container to look from; undefined: every one that reads the ticket. */
  readonly container: string | undefined;
  readonly now: () => number;
  /** How long a KDC, or DNS, may be silent: `askKdc`'s own where none is given. */
  readonly patienceMs?: number | undefined;
  /** Whose remedies an error has: this machine's where none is given. */
  readonly machine?: Machine;
  profile?: Profile;
  realm?: string;
  cache?: HostCache | undefined;
  ticket?: CredentialCache;
  /** Where a service's ticket and a login are tried; undefined: on the host. */
  reader?: Container | undefined;
}
