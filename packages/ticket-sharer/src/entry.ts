import { isatty } from "node:tty";
import { Exit } from "@airflow-data-platform/cli-kit";
import { printLine } from "./log/standard-output.ts";
import { main } from "./main.ts";
import { listenForStop } from "./stop-signal.ts";

const stop = listenForStop();
main({
  args: process.argv.slice(2),
  env: process.env,
  print: (line) => printLine(line),
  terminal: isatty(1),
  stop,
}).then(
  (code) => {
    // A kinit may take a while to end; this process does not wait for it.
    process.exitCode = code;
    setTimeout(() => process.exit(), 200).unref();
  },
  (error: unknown) => {
    process.stderr.write(
      `TKT-BUG  Unexpected error: this is a bug in the ticket sharer.\n${error instanceof Error ? error.stack : String(error)}\n` +
        "  next:  report it with the lines above; it is safe to start it again\n",
    );
    process.exit(Exit.platform);
  },
);
