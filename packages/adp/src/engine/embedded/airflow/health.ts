import type { Daemons } from "../../../kernel/daemon.ts";
import { AdpError } from "../../../kernel/errors.ts";
import type { AirflowLine } from "../lines.ts";
import type { AirflowApi } from "./api.ts";
import { AF_DIED, AF_SLOW } from "./errors.ts";
import { services } from "./services.ts";

interface WaitForHealth {
  readonly line: AirflowLine;
  readonly api: AirflowApi;
  readonly daemons: Daemons;
  readonly timeoutMs: number;
  readonly again: string;
  /** Called when what is still missing changes. */
  readonly onWaiting: (missing: readonly string[]) => void;
}

/** Waits until every service answers healthy. A service that ends is an error at once, with its last lines. */
export async function waitForHealth(options: WaitForHealth): Promise<void> {
  const deadline = Date.now() + options.timeoutMs;
  let told = "";
  for (;;) {
    const missing = await unhealthy(options.line, options.api);
    for (const service of services(options.line)) {
      if (options.daemons.alive(service.name) === undefined) throw died(service.name, options);
    }
    if (missing.length === 0 && (await options.api.accepts())) return;
    if (Date.now() > deadline) {
      const slow = missing[0] ?? "web";
      throw new AdpError(AF_SLOW, {
        what: `Airflow is not healthy after ${Math.round(options.timeoutMs / 1000)} s: waiting for ${missing.join(", ")}.`,
        why: "A machine without free memory or processor time, or a service that hangs; its last lines are below.",
        evidence: options.daemons.tail(slow, 12),
        next: [options.again, "uptime; free -m   shows what the machine has left"],
      });
    }
    if (missing.join() !== told) {
      told = missing.join();
      options.onWaiting(missing);
    }
    await new Promise((next) => setTimeout(next, 200));
  }
}

function died(name: string, options: WaitForHealth): AdpError {
  const evidence = options.daemons.tail(name, 15);
  const taken = evidence.some((line) => /address already in use|connection in use/i.test(line));
  return new AdpError(AF_DIED, {
    what: `Airflow's ${name} ended while it was starting.`,
    why: taken
      ? "Another program took its port at the same moment; the next start chooses another."
      : "Its last lines are below.",
    evidence,
    next: [options.again],
  });
}

/** The services that do not answer healthy. */
export async function unhealthy(line: AirflowLine, api: AirflowApi): Promise<string[]> {
  const health = await api.health();
  return services(line)
    .filter((service) => health?.[service.healthKey] !== "healthy")
    .map((service) => service.name);
}
