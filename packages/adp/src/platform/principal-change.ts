import { readOwnTicket } from "./own-ticket.ts";
import type { TicketSharer } from "./ticket-sharer.ts";

/**
 * Whose ticket may replace another principal's. Whoever types `start` agrees to the ticket that is there now. When that
 * principal's ticket is shared already, the container keeps its setting, so that it is not restarted.
 */
export async function allowedPrincipalChange(sharer: TicketSharer): Promise<string | undefined> {
  const cache = sharer.source();
  // When it cannot be read, the sharer reports why.
  const found = cache === undefined ? undefined : await readOwnTicket(cache).catch(() => undefined);
  const running = await sharer.sharing();
  const principal = found === undefined ? undefined : String(found.principal);
  if (principal !== undefined && principal !== running?.status?.principal) return principal;
  return running?.container.env.TICKET_PRINCIPAL_CHANGE || undefined;
}
