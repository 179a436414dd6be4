import { testDatakit } from "../../engine/index.ts";
import { Exit, type ExitCode } from "../../kernel/errors.ts";
import { type Common, withDags } from "./open.ts";

export function test(words: readonly string[], options: Common): Promise<ExitCode> {
  return withDags(options, async ({ output, dags }) => {
    const { code, counts, output: text } = await testDatakit({ dags, words, quiet: output.json });
    output.document({ passed: code === 0, code, counts, ...(code === 0 ? {} : { output: text }) });
    return code === 0 ? Exit.ok : Exit.job;
  });
}
