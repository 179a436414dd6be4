import { commandLine } from "../../kernel/command-line.ts";
import { Exit, type ExitCode } from "../../kernel/errors.ts";
import { table } from "../../kernel/output.ts";
import { type Common, open } from "./open.ts";
import { dagLines, warehouseLine } from "./start.ts";

export async function status(options: Common): Promise<ExitCode> {
  const { output, engine } = open(options);
  const found = await engine.status();
  output.document(found);
  const where = found.state === "stopped" ? "" : `, ${found.url}`;
  output.print(found.line === undefined ? "stopped" : `${found.state}: Airflow ${found.line}${where}`);
  if (found.services.length > 0) {
    const rows = found.services.map((service) => [
      service.name,
      String(service.pid),
      service.healthy ? "healthy" : service.running ? "not healthy" : "ended",
    ]);
    for (const line of table(["service", "pid", "state"], rows)) output.print(line);
  }
  if (found.warehouse !== undefined) output.print(`warehouse  ${warehouseLine(found.warehouse)}`);
  for (const line of dagLines(found.dags)) output.print(line);
  for (const problem of found.problems) output.print(`problem    ${problem}`);
  const [ended] = found.state === "unhealthy" ? found.services.filter(({ running }) => !running) : [];
  if (ended !== undefined) {
    const { adp } = commandLine();
    output.print(`next       ${adp(`dev logs ${ended.name}`)}, then ${adp("dev restart")}`);
  }
  return found.state === "starting" || found.state === "unhealthy" ? Exit.platform : Exit.ok;
}
