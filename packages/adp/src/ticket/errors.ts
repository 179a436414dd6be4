import { defineErrors, Exit } from "../kernel/errors.ts";

export const errors = defineErrors({
  NO_CLIENTS: ["ADP-TKT-001", Exit.platform, "The Kerberos programs are not installed."],
  KRB5_CONF: ["ADP-TKT-002", Exit.credential, "krb5.conf names no realm, or cannot be read."],
  NO_KDC: ["ADP-TKT-003", Exit.platform, "No KDC of the realm answers."],
  CLOCK: ["ADP-TKT-004", Exit.platform, "This machine's clock differs from the KDC's."],
  NO_TICKET: ["ADP-TKT-005", Exit.credential, "There is no Kerberos ticket."],
  UNUSABLE: ["ADP-TKT-006", Exit.credential, "No login would accept the ticket."],
  NOT_SHARED: ["ADP-TKT-007", Exit.platform, "The ticket is not shared."],
  NOT_READABLE: ["ADP-TKT-008", Exit.platform, "A container cannot use the ticket."],
  NO_SPN: ["ADP-TKT-009", Exit.credential, "The service has no service principal name (SPN)."],
  NO_SERVICE_TICKET: ["ADP-TKT-010", Exit.credential, "The KDC gives no ticket for the service."],
  NO_LOGIN: ["ADP-TKT-011", Exit.credential, "The login with the ticket failed."],
  NO_LOGIN_CLIENT: ["ADP-TKT-012", Exit.platform, "The program for the login is not installed."],
  TARGET: ["ADP-TKT-013", Exit.usage, "The name of a server or service is wrong."],
  UNKNOWN_HOST: ["ADP-TKT-014", Exit.platform, "The server's name is unknown."],
});
