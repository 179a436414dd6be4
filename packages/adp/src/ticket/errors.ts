import { defineError, Exit } from "../kernel/errors.ts";

export const NO_CLIENTS = defineError(
  "ADP-TKT-001",
  Exit.platform,
  "The Kerberos programs are not installed.",
);
export const KRB5_CONF = defineError("ADP-TKT-002", Exit.credential, "krb5.conf leads to no realm.");
export const NO_KDC = defineError("ADP-TKT-003", Exit.platform, "No KDC of the realm answers.");
export const CLOCK = defineError("ADP-TKT-004", Exit.platform, "This machine's clock is not the KDC's.");
export const NO_TICKET = defineError("ADP-TKT-005", Exit.credential, "There is no Kerberos ticket.");
export const UNUSABLE = defineError("ADP-TKT-006", Exit.credential, "No login would accept the ticket.");
export const NOT_SHARED = defineError("ADP-TKT-007", Exit.platform, "The ticket is not shared.");
export const NOT_READABLE = defineError("ADP-TKT-008", Exit.platform, "A container cannot use the ticket.");
export const NO_SPN = defineError(
  "ADP-TKT-009",
  Exit.credential,
  "The service has no name that Kerberos knows.",
);
export const NO_SERVICE_TICKET = defineError(
  "ADP-TKT-010",
  Exit.credential,
  "The KDC gives no ticket for the service.",
);
export const NO_LOGIN = defineError("ADP-TKT-011", Exit.credential, "The login with the ticket failed.");
export const NO_LOGIN_CLIENT = defineError(
  "ADP-TKT-012",
  Exit.platform,
  "The program that would log in is not installed.",
);
export const TARGET = defineError(
  "ADP-TKT-013",
  Exit.usage,
  "A server or service is not named as it must be.",
);
export const UNKNOWN_HOST = defineError("ADP-TKT-014", Exit.platform, "The server's name is unknown.");
