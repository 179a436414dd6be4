import { act } from "@airflow-data-platform/cli-kit";
import { AdpError, reasonOf } from "../kernel/errors.ts";
import { Interrupted } from "../kernel/interrupt.ts";
import { type Check, type Finding, problem, type Seen } from "./check.ts";
import type { DoctorContext } from "./context.ts";
import { errors } from "./errors.ts";

export interface Checked {
  readonly check: Check;
  readonly state: "ok" | "warning" | "problem" | "skipped";
  /** Where it is well: what was seen. Where it was skipped: after which check. */
  readonly what: string;
  readonly findings: readonly Finding[];
}

/** Makes the checks that are wanted, side by side; each waits only for those that it needs. */
export async function runChecks(
  checks: readonly Check[],
  context: DoctorContext,
  isWanted: (check: Check) => boolean = () => true,
): Promise<Checked[]> {
  const wanted = checks.filter(isWanted);
  const done = new Map<string, Promise<Checked | undefined>>();
  const outcome = (id: string): Promise<Checked | undefined> => {
    const known = done.get(id);
    if (known !== undefined) return known;
    const check = checks.find((one) => one.id === id);
    const made = check === undefined ? Promise.resolve(undefined) : make(check, context, outcome);
    done.set(id, made);
    return made;
  };
  const all = await Promise.all(wanted.map(({ id }) => outcome(id)));
  return all.filter((one) => one !== undefined);
}

async function make(
  check: Check,
  context: DoctorContext,
  outcome: (id: string) => Promise<Checked | undefined>,
): Promise<Checked | undefined> {
  if (check.applies?.(context) === false) return undefined;
  for (const id of check.needs ?? []) {
    const needed = await outcome(id);
    if (needed?.state === "problem" || needed?.state === "skipped")
      return { check, state: "skipped", what: `not checked, because of ${id}`, findings: [] };
  }
  const seen = await look(check, context);
  if (seen === undefined) return undefined;
  if (typeof seen === "string") return { check, state: "ok", what: seen, findings: [] };
  if (seen.length === 0) return undefined;
  const state = seen.some(({ severity }) => severity === "problem") ? "problem" : "warning";
  return { check, state, what: "", findings: seen };
}

async function look(check: Check, context: DoctorContext): Promise<Seen> {
  try {
    return await check.look(context);
  } catch (error) {
    if (error instanceof AdpError) return [problem(error)];
    if (error instanceof Interrupted) throw error;
    return [
      problem(
        new AdpError(errors.CANNOT_CHECK, {
          what: `The check ${check.id} could not be made.`,
          why: reasonOf(error),
          next: [act("report it with this line; it is a mistake in adp")],
          cause: error,
        }),
      ),
    ];
  }
}
