import { adp, run } from "@airflow-data-platform/cli-kit";
import { pushDatakit, removePushTrial } from "../../datakit/index.ts";
import { Docker } from "../../docker/index.ts";
import { Exit, type ExitCode, stepLines } from "../../kernel/errors.ts";
import { writeAtomic } from "../../kernel/files.ts";
import { interruptible } from "../../kernel/interrupt.ts";
import { openOutput } from "../../kernel/output.ts";
import { Progress } from "../../kernel/progress.ts";

export interface PushWords {
  readonly datakit: string;
  readonly record: string;
  readonly sbom: string;
  readonly json?: boolean;
}

export async function push(repository: string, options: PushWords): Promise<ExitCode> {
  const output = openOutput(options);
  const { record, sbom } = await interruptible(
    (signal) =>
      pushDatakit({
        ...{ repository, folder: options.datakit, docker: new Docker({ signal }), note: output.note },
        progress: new Progress(output, signal),
      }),
    () => removePushTrial(new Docker()),
  );
  // Neither holds a secret, and a pipeline's next job may be another user.
  writeAtomic(options.record, `${JSON.stringify(record, null, 2)}\n`, 0o644);
  writeAtomic(options.sbom, sbom, 0o644);
  output.document(record);
  output.print(`Pushed ${record.image}@${record.digest}`);
  output.print(`Wrote ${options.record} and ${options.sbom}`);
  for (const line of stepLines([run(adp`layer3 promote dev --record ${options.record}`)])) output.print(line);
  return Exit.ok;
}
