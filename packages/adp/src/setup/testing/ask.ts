import * as z from "zod/mini";
import { describeError } from "../../kernel/errors.ts";
import { Interrupted } from "../../kernel/interrupt.ts";
import { openOutput } from "../../kernel/output.ts";
import { openPrompt } from "../../kernel/prompt.ts";
import { setUp, setUpMe } from "../index.ts";

// `adp setup` for a clone of a test's own.
const options = z.object({
  root: z.string(),
  me: z.boolean(),
  answersFile: z.optional(z.string()),
  /** False: nobody is asked. */
  input: z.optional(z.boolean()),
});
const { root, me, answersFile, input } = z.parse(options, JSON.parse(process.argv.at(-1) ?? "{}"));
try {
  const common = {
    root,
    output: openOutput(),
    prompt: input === false ? undefined : openPrompt(),
    answersFile,
  };
  await (me ? setUpMe(common) : setUp(common));
} catch (error) {
  process.stderr.write(`${error instanceof Interrupted ? "interrupted" : describeError(error)}\n`);
  process.exitCode = error instanceof Interrupted ? error.exit : 1;
}
