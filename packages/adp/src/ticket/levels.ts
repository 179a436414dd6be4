import type { CheckContext } from "./check-context.ts";
import { client, kdc, krb5Conf, present, valid } from "./host-levels.ts";
import { login, readable, service, shared } from "./shared-levels.ts";

export interface Level {
  readonly id: string;
  readonly title: string;
  /** Gives what it found, or undefined where there is nothing to do. Throws AdpError: this level fails. */
  readonly run: (context: CheckContext) => Promise<string | undefined>;
}

/** What can be looked at without a container. */
export const hostLevels: readonly Level[] = [
  { id: "client", title: "Kerberos programs", run: client },
  { id: "krb5-conf", title: "krb5.conf", run: krb5Conf },
  { id: "kdc", title: "DNS and clock", run: kdc },
  { id: "present", title: "a ticket", run: present },
  { id: "valid", title: "the ticket is valid", run: valid },
  { id: "shared", title: "the ticket is shared", run: shared },
];

/** In the order in which a person would look. */
export const levels: readonly Level[] = [
  ...hostLevels,
  { id: "readable", title: "containers can use it", run: readable },
  { id: "service", title: "a service's ticket", run: service },
  { id: "login", title: "a login", run: login },
];
