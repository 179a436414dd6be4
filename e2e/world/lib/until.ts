import { until as look } from "@airflow-data-platform/cli-kit";
import { PATIENCE_MS } from "./patience.ts";
import type { Service } from "./run.ts";

/** Waits until `ready` says true; fails at once when the service has ended, and after the timeout. */
export async function until(
  what: string,
  ready: () => boolean | Promise<boolean>,
  {
    timeoutMs = PATIENCE_MS,
    everyMs = 20,
    service,
  }: { readonly timeoutMs?: number; readonly everyMs?: number; readonly service?: Service } = {},
): Promise<void> {
  const found = await look(
    async () => {
      if (await ready()) return true;
      if (service?.ended())
        throw new Error(`${what}: the program ended before it was ready\n${service.output()}`);
      return false;
    },
    { timeoutMs, everyMs },
  );
  if (found === undefined) throw new Error(`${what}: not ready within ${timeoutMs / 1000} s`);
}
