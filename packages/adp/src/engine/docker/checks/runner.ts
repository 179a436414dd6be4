import { again, run, shell } from "@airflow-data-platform/cli-kit";
import { AdpError } from "../../../kernel/errors.ts";
import { errors } from "../../errors.ts";
import { isOthers, isRunning, type Service } from "../containers.ts";

/** Another program runs this datakit's Airflow: two on one folder would take each other's port and read each other's files. */
export function checkRunner(services: readonly Service[], datakit: string): void {
  const other = runByOther(services);
  if (other === undefined) return;
  throw new AdpError(errors.runByOther, {
    what: "The Astro CLI runs this datakit already.",
    why: `The container ${other.container.name} was started in ${datakit}, and not by adp.`,
    next: [
      run(shell`astro dev stop`, "stops it; Airflow's own database stays, and so does the warehouse"),
      again,
    ],
  });
}

/** A running container of the datakit that adp did not start. */
export function runByOther(services: readonly Service[]): Service | undefined {
  return services.find((service) => isRunning(service) && isOthers(service));
}
