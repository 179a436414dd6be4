// Started by small-disk.ts: starts an Airflow in a run folder, and prints the error that comes of it.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod/mini";
import { AdpError } from "../../../kernel/errors.ts";
import { openOutput } from "../../../kernel/output.ts";
import { Progress } from "../../../kernel/progress.ts";
import { EmbeddedEngine } from "../engine.ts";

const options = z.object({ runFolder: z.string(), fill: z.optional(z.number()) });
const { runFolder, fill } = z.parse(options, JSON.parse(process.argv[2] ?? "{}"));
if (fill !== undefined) writeFileSync(join(runFolder, "fill"), Buffer.alloc(fill));
try {
  const progress = new Progress(openOutput({ json: true }));
  await new EmbeddedEngine({
    runFolder,
    engineFolder: join(runFolder, "engine"),
    datakits: [],
    progress,
  }).start();
  process.stdout.write('answer:{"code":"none"}\n');
} catch (error) {
  if (!(error instanceof AdpError)) throw error;
  process.stdout.write(`answer:${JSON.stringify(error)}\n`);
}
