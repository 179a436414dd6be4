import type { Docker } from "../docker/index.ts";
import { ProcessFailure } from "../kernel/process.ts";
import { checkVolume, volumeName } from "./volume.ts";

/** The network on which datakits reach the warehouse, and the volume with its login: every datakit's override names both. */
export const networkName = "airflow-data-platform";
export const loginVolume = "platform_warehouse_login";

/** Makes what a datakit's Compose file names, so that its start does not fail where nothing is shared yet. Safe to repeat. */
export async function makeShared(docker: Docker): Promise<void> {
  const make = async (volume: string) => {
    if ((await docker.volume(volume)) === undefined) await docker.call(["volume", "create", volume]);
  };
  const ticket = checkVolume(docker).then(() => make(volumeName));
  await Promise.all([ticket, make(loginVolume), makeNetwork(docker)]);
}

async function makeNetwork(docker: Docker): Promise<void> {
  if (await docker.hasNetwork(networkName)) return;
  const made = await docker.try(["network", "create", networkName]);
  // Another command made it at the same moment.
  if (made instanceof ProcessFailure && !/already exists/i.test(made.stderr)) throw docker.explain(made);
}
