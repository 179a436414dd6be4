import { join } from "node:path";
import { withLock } from "../kernel/lock.ts";
import { stopMocks } from "./mocks/mocks.ts";
import type { TicketSharer } from "./ticket-sharer.ts";
import { withdrawTicket } from "./volume.ts";
import { stopWarehouse } from "./warehouse/stop.ts";

interface Stopped {
  /** The ticket sharer, or its process on the host. */
  readonly stopped: boolean;
  readonly warehouse: boolean;
  readonly mocks: boolean;
}

/** Ends the sharer, its process on the host and the local warehouse; volumes, the tables and all other containers stay. */
export function stopSharing(sharer: TicketSharer): Promise<Stopped> {
  const { docker, hostProcess, settings, runFolder } = sharer;
  return withLock(join(runFolder, "lock"), async () => {
    const ranOnHost = hostProcess.running();
    await hostProcess.end();
    await docker.engine();
    const container = await sharer.container();
    if (container !== undefined) {
      await docker.call(["stop", "--time=3", container.id]);
      // Not done by the container itself, which is also stopped when Compose recreates or restarts it.
      if (settings.TICKET_ON_STOP !== "keep") await withdrawTicket(docker, container.image);
      await docker.call(["rm", "--force", container.id]);
    }
    hostProcess.removeFolder();
    return {
      stopped: ranOnHost || container !== undefined,
      warehouse: await stopWarehouse(docker),
      mocks: await stopMocks(sharer),
    };
  });
}
