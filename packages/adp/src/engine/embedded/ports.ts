import { until } from "@airflow-data-platform/cli-kit";
import type { Daemons } from "../../kernel/daemon.ts";
import { portState } from "../../kernel/port.ts";
import type { Progress } from "../../kernel/progress.ts";
import { PortLost } from "./port-lost.ts";
import type { Settings } from "./state.ts";

/** How often a start chooses ports. */
const TRIES = 3;

/** Begins again on other ports, with new passwords, if a stranger took one between choice and start. */
export async function onFreePorts<T>(
  daemons: Daemons,
  progress: Progress,
  begin: (renew: boolean) => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await begin(tries > 1);
    } catch (error) {
      if (!(error instanceof PortLost) || tries === TRIES) throw error;
      progress.note("Another program took a port. Trying other ports, with new passwords.");
      await daemons.stop();
    }
  }
}

/** Waits for the ports of services that were just stopped, so that Airflow keeps its address. */
export async function portsGivenBack({ webPort, postgresPort }: Settings): Promise<void> {
  const taken = async (port: number) => (await portState(port)) === "taken";
  await until(async () => !(await taken(webPort)) && !(await taken(postgresPort)), { timeoutMs: 3_000 });
}
