// Started by small-disk.ts: programs that do nothing stand in for the services, on the ports and with the answers of a
// healthy Airflow. Prints the status before and after the disk of the run folder is filled.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { until } from "@airflow-data-platform/cli-kit";
import * as z from "zod/mini";
import { Daemons } from "../../../kernel/daemon.ts";
import { openOutput } from "../../../kernel/output.ts";
import { Progress } from "../../../kernel/progress.ts";
import { EmbeddedEngine } from "../engine.ts";
import { settle } from "../state.ts";

const options = z.object({ runFolder: z.string(), fill: z.number() });
const { runFolder, fill } = z.parse(options, JSON.parse(process.argv[2] ?? "{}"));
const { webPort, postgresPort } = await settle(runFolder, { line: "3.3" });
const daemons = new Daemons(runFolder);
const healthy = { status: "healthy" };
const health = { metadatabase: healthy, scheduler: healthy, triggerer: healthy, dag_processor: healthy };
const others = { access_token: "token", dags: [], import_errors: [] };
const answers = JSON.stringify({ health, others });
const web = `const answers = ${answers};
require("http").createServer((from, to) => {
  to.end(JSON.stringify(from.url.endsWith("/health") ? answers.health : answers.others));
}).listen(${webPort}, "127.0.0.1")`;
const programs = {
  web,
  postgres: `require("net").createServer().listen(${postgresPort}, "127.0.0.1")`,
  ...{ scheduler: "", "dag-processor": "", triggerer: "" },
};
try {
  for (const [name, program] of Object.entries(programs))
    daemons.start({
      name,
      argv: [process.execPath, "-e", program || "setInterval(() => {}, 1000)"],
      cwd: runFolder,
      env: { PATH: process.env.PATH ?? "" },
    });
  const progress = new Progress(openOutput({ json: true }));
  const engine = new EmbeddedEngine({ runFolder, engineFolder: runFolder, datakits: [], progress });
  const healthyStatus = async () => {
    const status = await engine.status();
    return status.state === "healthy" ? status : undefined;
  };
  const before = await until(healthyStatus, { timeoutMs: 120_000 });
  writeFileSync(join(runFolder, "fill"), Buffer.alloc(fill));
  process.stdout.write(`answer:${JSON.stringify({ before, after: await engine.status() })}\n`);
} finally {
  await daemons.stop();
}
