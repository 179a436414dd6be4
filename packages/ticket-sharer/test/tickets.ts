import {
  type Credential,
  clockOffsetField,
  Principal,
  SecretBytes,
  serializeCcache,
  TicketFlag,
  ticketGrantingService,
} from "@airflow-data-platform/krb5";
import { cacheOf, credential } from "@airflow-data-platform/krb5/test/build.ts";

export const realm = "EXAMPLE.TEST";

export interface TicketOptions {
  readonly user?: string;
  /** Seconds since 1970; default: now. */
  readonly start?: number;
  readonly lifeSeconds?: number;
  /** Seconds from the start; undefined: not renewable. */
  readonly renewSeconds?: number;
  readonly offsetSeconds?: number;
  /** Service tickets in it. */
  readonly services?: readonly string[];
  /** Sets its bytes apart from those of another ticket. */
  readonly serial?: number;
  readonly ticketBytes?: number;
}

export function now(): number {
  return Math.floor(Date.now() / 1000);
}

/**
 * The bytes of a cache as a KDC would have it given, but for the ticket itself: a stand-in that no service would
 * accept. Good for everything that goes by times and names.
 */
export function cacheBytes(options: TicketOptions = {}): Uint8Array {
  const { user = "alice", offsetSeconds = 0, services = [] } = options;
  const client = Principal.of(realm, [user]);
  const credentials = [tgt(client, options), ...services.map((spn) => serviceTicket(client, spn, options))];
  const header = offsetSeconds === 0 ? [] : [clockOffsetField({ seconds: offsetSeconds, microseconds: 0 })];
  return serializeCcache({ ...cacheOf(credentials, header), principal: client });
}

function tgt(client: Principal, options: TicketOptions): Credential {
  return ticketFor(client, ticketGrantingService(realm), options);
}

export function serviceTicket(client: Principal, spn: string, options: TicketOptions = {}): Credential {
  return ticketFor(client, Principal.of(realm, spn.split("/")), options);
}

function ticketFor(client: Principal, server: Principal, options: TicketOptions): Credential {
  const { start = now(), lifeSeconds = 36_000, renewSeconds, serial = 0, ticketBytes = 300 } = options;
  const ticket = new Uint8Array(ticketBytes).fill(0xbb);
  new DataView(ticket.buffer).setUint32(0, serial);
  return credential({
    client,
    server,
    flags:
      TicketFlag.forwardable | TicketFlag.initial | (renewSeconds === undefined ? 0 : TicketFlag.renewable),
    times: {
      authtime: start,
      starttime: start,
      endtime: start + lifeSeconds,
      renewTill: renewSeconds === undefined ? 0 : start + renewSeconds,
    },
    ticket: new SecretBytes(ticket),
  });
}
