import { closeSync } from "node:fs";
import { anonymousFile } from "../../kernel/files.ts";
import { printable } from "../../kernel/output.ts";
import { attempt, ProcessFailure } from "../../kernel/process.ts";

/**
 * Shows lines through the user's pager if they do not fit on the terminal, else by `print`. The pager reads them from an
 * unnamed file in `folder`.
 */
export async function page(
  lines: readonly string[],
  print: (line: string) => void,
  folder: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  const argv = (env.PSQL_PAGER ?? env.PAGER ?? "less").split(/\s+/).filter((word) => word !== "");
  if (process.stdout.isTTY && argv.length > 0 && lines.length >= process.stdout.rows) {
    const text = anonymousFile(folder, `${printable(lines.join("\n"))}\n`);
    // Long lines are cut, not wrapped: a table stays a table. No escape sequence of the data is passed on.
    const shown = await attempt(argv, {
      input: text,
      inherit: true,
      env: { LESS: env.LESS ?? "FSX", LESSSECURE: "1" },
    }).finally(() => closeSync(text));
    if (!(shown instanceof ProcessFailure) || shown.kind !== "spawn-failed") return;
  }
  for (const line of lines) print(line);
}
