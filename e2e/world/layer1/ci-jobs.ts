import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import * as z from "zod/mini";

/** The shell of a datakit's CI job, as the service runs it. */
export interface CiJob {
  /** One program after the other, each with variables of its own. */
  readonly steps: readonly { readonly script: string; readonly env: Readonly<Record<string, string>> }[];
  /** Run at the end, whatever came before. */
  readonly after: string;
}

const text = z.record(z.string(), z.string());
const workflow = z.object({
  jobs: z.object({
    test: z.object({
      env: text,
      steps: z.array(
        z.object({ run: z.optional(z.string()), uses: z.optional(z.string()), env: z.optional(text) }),
      ),
    }),
  }),
});
const commands = z.array(z.string());
const pipeline = z.object({
  test: z.object({ before_script: commands, script: commands, after_script: commands }),
});

/**
 * GitHub's: each step is `bash -e` on its own, and a value may be an expression, of which `values` has the names that are
 * set ("vars.LAYER1"). The action that checks the datakit out is the only one.
 */
export function githubJob(datakit: string, values: Readonly<Record<string, string>>): CiJob {
  const { jobs } = workflow.parse(read(datakit, ".github/workflows/datakit.yml"));
  const filled = (env: Readonly<Record<string, string>> = {}) =>
    Object.fromEntries(
      Object.entries(env).map(([name, value]) => [
        name,
        value.replace(/\$\{\{ *([\w.]+) *\}\}/g, (_, expression: string) => {
          const known = values[expression];
          if (known === undefined) throw new Error(`nothing sets ${expression}`);
          return known;
        }),
      ]),
    );
  const { env, steps } = jobs.test;
  const uses = steps.flatMap((step) => step.uses ?? []);
  if (uses.length !== 1 || uses[0]?.startsWith("actions/checkout@") !== true)
    throw new Error(`other actions than the checkout: ${uses.join(", ")}`);
  return {
    steps: steps.flatMap((step) =>
      step.run === undefined
        ? []
        : [{ script: `set -e\n${step.run}`, env: { ...filled(env), ...filled(step.env) } }],
    ),
    after: "",
  };
}

/** GitLab's: `before_script` and `script` are one program of a shell runner, which ends with the first command that fails. */
export function gitlabJob(datakit: string, variables: Readonly<Record<string, string>>): CiJob {
  const { test } = pipeline.parse(read(datakit, ".gitlab-ci.yml"));
  const script = ["set -eo pipefail", ...test.before_script, ...test.script].join("\n");
  return {
    steps: [{ script, env: variables }],
    after: test.after_script.join("\n"),
  };
}

function read(datakit: string, path: string): unknown {
  return parse(readFileSync(join(datakit, path), "utf8"));
}
