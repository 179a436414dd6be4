import { adp, either, type Next, run, shell } from "@airflow-data-platform/cli-kit";
import { AdpCommand, json } from "../kernel/arguments.ts";
import { AdpError, Exit, stepLines } from "../kernel/errors.ts";
import { platformRoot } from "../kernel/home.ts";
import { openOutput } from "../kernel/output.ts";
import { openPrompt, type Prompt } from "../kernel/prompt.ts";
import { explainLayer1, explanationLines, layer1Folder } from "../layer1/index.ts";
import { errors, setUp, setUpMe, undoSetup } from "../setup/index.ts";
import { commandList } from "./list.ts";

interface Options {
  readonly me?: boolean;
  readonly answers?: string;
  readonly input: boolean;
  readonly undo?: boolean;
  readonly json?: boolean;
}

export function command(): AdpCommand {
  return new AdpCommand("adp setup", commandList.setup)
    .option("--me", "your own machine: logins, the index, a ticket")
    .option(
      "--answers <file>",
      "take answers from a file, as setup leaves one; with --me, user and principal; ask for the rest",
    )
    .option("--no-input", "ask nothing: what no file answers has its default; with --me, say what is missing")
    .option("--undo", "put back what the last setup wrote")
    .option(...json)
    .does(async (options: Options) => {
      const output = openOutput(options);
      const root = platformRoot();
      if (options.undo === true) {
        const paths = undoSetup(root);
        output.document({ undone: paths });
        for (const path of paths) output.print(`Put back ${path}`);
        return Exit.ok;
      }
      if (options.me === true) {
        const result = await setUpMe({
          root,
          output,
          prompt: promptOf(options),
          answersFile: options.answers,
        });
        output.document(result);
        return result.untried.length === 0 ? Exit.ok : Exit.platform;
      }
      const changes = await setUp({ root, output, prompt: promptOf(options), answersFile: options.answers });
      const explanation = await explainLayer1(layer1Folder());
      output.document({ wrote: changes.map(({ path }) => path), explanation });
      output.print();
      for (const line of explanationLines(explanation, process.stdout.columns)) output.print(line);
      output.print();
      for (const line of stepLines(afterSetup)) output.print(line);
      return Exit.ok;
    });
}

const afterSetup: Next = [
  run(adp`setup --me`, "your own logins"),
  run(shell`make -C layer1-base-image build hook`),
  run(shell`git add layer1-base-image platform-bootstrap`, "then commit: no secret is in them"),
];

function promptOf({ input, me }: Options): Prompt | undefined {
  if (!input) return undefined;
  const prompt = openPrompt();
  if (prompt !== undefined) return prompt;
  throw new AdpError(errors.NO_TERMINAL, {
    why: "Standard input is not a terminal.",
    next: [
      either(
        run(me ? adp`setup --me` : adp`setup`, "in a terminal"),
        me
          ? run(adp`setup --me --no-input`, "asks nothing, and says what is missing")
          : run(adp`setup --answers platform-bootstrap/setup.toml --no-input`, "takes the answers of a file"),
      ),
    ],
  });
}
