import { join } from "node:path";
import { withLock } from "../kernel/lock.ts";
import { makeShared } from "./shared.ts";
import type { TicketSharer } from "./ticket-sharer.ts";
import { startWantedWarehouse } from "./warehouse/start.ts";

/**
 * What a datakit's containers need of the platform before they start: the network, the volumes, and the warehouse where the
 * settings ask for it or the datakit names none. The ticket is not among them: `startSharing` brings it at any time.
 * `onNamed`: all that Compose reads of it is there, while the warehouse may still be starting.
 */
export function prepareForDatakit(
  sharer: TicketSharer,
  needs: { readonly warehouse: boolean; readonly onNamed: () => void },
): Promise<void> {
  return withLock(join(sharer.runFolder, "lock"), async () => {
    await makeShared(sharer.docker);
    await startWantedWarehouse(sharer, { needed: needs.warehouse, onNamed: needs.onNamed });
  });
}
