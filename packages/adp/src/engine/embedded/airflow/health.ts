import { again, either, run, shell, until } from "@airflow-data-platform/cli-kit";
import type { Daemons } from "../../../kernel/daemon.ts";
import { AdpError } from "../../../kernel/errors.ts";
import { errors } from "../../errors.ts";
import { PortLost } from "../port-lost.ts";
import type { AirflowApi } from "./api.ts";
import { services } from "./services.ts";

interface WaitForHealth {
  readonly line: string;
  readonly api: AirflowApi;
  readonly daemons: Daemons;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** Called when what is still missing changes. */
  readonly onWaiting: (missing: readonly string[]) => void;
}

/** Waits until every service answers healthy. A service that ends is an error at once, with its last lines. */
export async function waitForHealth(options: WaitForHealth): Promise<void> {
  const { line, api, daemons, timeoutMs, signal } = options;
  let missing: string[] = [];
  let reported = "";
  let strangers = 0;
  const healthy = await until(
    async () => {
      missing = await unhealthy(line, api);
      const ended = services(line).find((service) => daemons.alive(service.name) === undefined);
      if (ended !== undefined) throw died(ended.name, daemons);
      // Twice: a process that has just begun to listen may not be known yet.
      strangers = (await api.listener()) === "foreign" ? strangers + 1 : 0;
      if (strangers > 1) throw portLost("web", daemons);
      if (missing.length === 0 && (await api.accepts())) return true;
      if (missing.join() !== reported) {
        reported = missing.join();
        options.onWaiting(missing);
      }
      return undefined;
    },
    { timeoutMs, everyMs: 200, ...(signal === undefined ? {} : { signal }) },
  );
  if (healthy) return;
  throw new AdpError(errors.slow, {
    what: `Airflow is not healthy after ${Math.round(timeoutMs / 1000)} s: waiting for ${missing.join(", ")}.`,
    why: "The machine has too little free memory or processor time, or a service hangs; its last lines are below.",
    evidence: daemons.tail(missing[0] ?? "web", 12),
    next: [
      either(
        again,
        run(process.platform === "darwin" ? shell`vm_stat` : shell`free -m`, "shows free memory"),
      ),
    ],
  });
}

function died(name: string, daemons: Daemons): AdpError {
  const evidence = daemons.tail(name, 15);
  const taken = evidence.some((line) => /address already in use|connection in use/i.test(line));
  if (taken) return portLost(name, daemons);
  return new AdpError(errors.died, {
    what: `Airflow's ${name} ended while it was starting.`,
    why: "Its last lines are below.",
    evidence,
    next: [again],
  });
}

function portLost(name: string, daemons: Daemons): PortLost {
  return new PortLost(errors.died, {
    what: `Airflow's ${name} has no port.`,
    why: "Another program took its port at the same moment.",
    evidence: daemons.tail(name, 15),
    next: [again],
  });
}

/** The services that do not answer healthy. */
export async function unhealthy(line: string, api: AirflowApi): Promise<string[]> {
  const health = await api.health();
  return services(line)
    .filter((service) => health?.[service.healthKey] !== "healthy")
    .map((service) => service.name);
}
