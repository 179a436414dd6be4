import type { Credential } from "../ccache/model.ts";
import type { Principal } from "../principal.ts";

/** What a TGT says of itself. All times are the KDC's, seconds since 1970 UTC. */
export interface TicketFacts {
  readonly credential: Credential;
  readonly client: Principal;
  readonly realm: string;
  readonly starttime: number;
  readonly endtime: number;
  /** From the KDC's now to the end; negative once it has expired. */
  readonly remainingSeconds: number;
  /** Until when it can be renewed; undefined where it can't be, or not any more. */
  readonly renewTill: number | undefined;
  readonly forwardable: boolean;
  readonly initial: boolean;
}
