import type { ImageFacts } from "../../docker/index.ts";
import { AdpError, type ErrorDefinition } from "../../kernel/errors.ts";
import { errors } from "../errors.ts";
import { askInside } from "../inside.ts";
import type { CheckContext } from "./check.ts";
import { checks, insideSchema, labelsOf, stepsOf } from "./checks.ts";

/** What must hold before an image gets its name: Layer 1's own parts work in it. */
const promised = ["python", "user", "airflow", "framework", "kerberos", "odbc", "pip"];

interface Broken {
  readonly check: (typeof checks)[number];
  readonly what: string;
}

type PromiseOptions = Omit<CheckContext, "inside" | "ticket">;

/** The first promise that an image does not keep: one of Layer 1's, or one that was built on it. */
export async function brokenPromise(options: PromiseOptions): Promise<Broken | undefined> {
  const { docker, image } = options;
  const asked = askInside({ docker, image, program: "verify.py", schema: insideSchema });
  const context: CheckContext = { ...options, ticket: undefined, inside: () => asked };
  for (const check of checks.filter((one) => promised.includes(one.name))) {
    const seen = await check.look(context);
    if (seen !== undefined && !seen.ok) return { check, what: seen.what };
  }
  return undefined;
}

interface BrokenConfiguration {
  readonly definition: ErrorDefinition;
  readonly what: string;
  /** A datakit that is built on the image would have nothing of what it asks for. */
  readonly ofDatakits: boolean;
}

/** What an image's configuration alone shows of a promise that is not kept: no container is started. */
export function brokenConfiguration(image: ImageFacts): BrokenConfiguration | undefined {
  return [
    { definition: errors.V_ONBUILD, ofDatakits: true, ...stepsOf(image) },
    { definition: errors.V_LABELS, ofDatakits: false, ...labelsOf(image) },
  ].find(({ ok }) => !ok);
}

/** Throws the error of the first promise that an image that was just built does not keep. */
export async function checkPromise(options: PromiseOptions): Promise<void> {
  const broken = await brokenPromise(options);
  if (broken === undefined) return;
  const { check, what } = broken;
  throw new AdpError(check.definition, {
    what: `${options.name} was built, and does not keep its promise (${check.name}): ${what}`,
    why: "adp removed the image; `latest` did not change.",
    next: check.next({ ...options, ticket: undefined, inside: async () => ({}) }),
  });
}
