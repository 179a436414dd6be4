import { adp, run } from "@airflow-data-platform/cli-kit";
import { AdpError } from "../kernel/errors.ts";
import { NOT_RUNNING } from "./errors.ts";
import type { TicketSharer } from "./ticket-sharer.ts";

interface LogOptions {
  readonly follow: boolean;
  readonly lines: number;
}

/** Prints the log of the process on the host, then that of the container. */
export async function printLogs(sharer: TicketSharer, { follow, lines }: LogOptions): Promise<void> {
  const { docker, hostProcess, output } = sharer;
  await docker.engine();
  const container = await sharer.container();
  if (container === undefined)
    throw new AdpError(NOT_RUNNING, { next: [run(adp`platform start`, "starts it")] });
  for (const line of hostProcess.tail(lines)) output.print(`host       ${line}`);
  const args = ["logs", "--tail", String(lines), ...(follow ? ["--follow"] : []), container.id];
  await docker.call(args, { onLine: (line) => output.print(`container  ${line}`) });
}
