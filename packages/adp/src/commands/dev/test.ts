import { testDatakit } from "../../engine/index.ts";
import { Exit, type ExitCode } from "../../kernel/errors.ts";
import { type Common, withWarehouse } from "./open.ts";

export function test(words: readonly string[], options: Common): Promise<ExitCode> {
  return withWarehouse(options, async ({ output, engine, project, airflow }) => {
    await engine.migrate(airflow);
    const {
      code,
      counts,
      output: text,
    } = await testDatakit({
      airflow,
      datakit: project.datakits[0] ?? process.cwd(),
      runFolder: project.runFolder,
      words,
      quiet: output.json,
    });
    output.document({ passed: code === 0, code, counts, ...(code === 0 ? {} : { output: text }) });
    return code === 0 ? Exit.ok : Exit.job;
  });
}
