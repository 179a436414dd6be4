import type { Docker } from "../../docker/index.ts";
import { warehouseContainer } from "./start.ts";

/** Ends the local warehouse; its tables stay. Says whether there was one. */
export async function stopWarehouse(docker: Docker): Promise<boolean> {
  const container = await warehouseContainer(docker);
  if (container === undefined) return false;
  await docker.call(["stop", container.id]);
  await docker.call(["rm", "--force", container.id]);
  return container.state === "running";
}
