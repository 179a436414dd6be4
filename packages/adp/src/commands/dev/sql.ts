import { cancelStatement, formatSql, page, runSql, sqlPrompt } from "../../engine/index.ts";
import { Exit, type ExitCode } from "../../kernel/errors.ts";
import { type Common, withConnection } from "./open.ts";

export function sql(statement: string | undefined, options: Common): Promise<ExitCode> {
  return withConnection(options, async ({ output, project, connect }, onInterrupt) => {
    const client = await connect();
    const cancel = () => cancelStatement(client, connect);
    onInterrupt(cancel);
    const show = (lines: readonly string[]) => page(lines, output.print, project.runFolder);
    try {
      if (statement === undefined && process.stdin.isTTY) {
        await sqlPrompt({ client, show, cancel });
        return Exit.ok;
      }
      const results = await runSql(client, statement ?? (await readAll(process.stdin)));
      output.document(results);
      if (!output.json) await show(results.flatMap((result) => formatSql(result, options.expanded)));
      return Exit.ok;
    } finally {
      await client.end();
    }
  });
}

async function readAll(stream: AsyncIterable<unknown>): Promise<string> {
  let text = "";
  for await (const part of stream) text += String(part);
  return text;
}
