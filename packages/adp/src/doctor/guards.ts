import { adp, either, type Next, run, type Step } from "@airflow-data-platform/cli-kit";
import { commandLine } from "../kernel/command-line.ts";
import { AdpError } from "../kernel/errors.ts";
import type { Output } from "../kernel/output.ts";
import { checks } from "./checks/index.ts";
import type { DoctorContext } from "./context.ts";
import { errors } from "./errors.ts";
import { runChecks } from "./run.ts";

/**
 * What each command depends on: the checks that it makes before its work begins, by their ids, in the order in which their
 * findings count. None asks a host: a mirror that is silent does not stop a build that has all it needs. Python is not
 * among them: the embedded engine looks for one itself, by the same function, and only where none is installed yet.
 */
export const guards = {
  "layer1 build": [
    "layer1-settings",
    "tool-settings",
    "layer1-inputs",
    "docker-engine",
    "docker-buildx",
    "docker-disk",
  ],
  "platform start": ["docker-engine", "docker-compose", "docker-users", "platform-settings"],
  "datakit new": ["windows-drive"],
  "dev start, embedded": ["windows-drive", "disk", "datakit-secrets"],
  "dev start, docker": [
    "docker-engine",
    "docker-compose",
    "docker-buildx",
    "datakit-base",
    "layer1-promise",
    "platform-settings",
    "disk",
    "datakit-secrets",
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/**
 * Makes the checks of a command. A warning is noted, and the work goes on. Gives the warnings, for the command's document.
 *
 * @throws AdpError the first problem, as `adp doctor` reports it; the others are noted
 */
export async function guard(
  command: keyof typeof guards,
  context: DoctorContext,
  { note }: Pick<Output, "note">,
): Promise<string[]> {
  const ids: readonly string[] = guards[command];
  const all = await runChecks(checks, context, ({ id }) => ids.includes(id));
  const found = ids.flatMap((id) => all.find(({ check }) => check.id === id)?.findings ?? []);
  const first = found.find(
    ({ severity, error }) =>
      severity === "problem" &&
      // What goes into an image must have been looked at; elsewhere a check that cannot be made stops nothing.
      (error.code !== errors.CANNOT_CHECK.code || command === "layer1 build"),
  );
  const others = found.filter((finding) => finding !== first).map(({ error }) => inOneLine(error));
  for (const line of others) note(`  ! ${line}`);
  if (others.length > 0) note(`    what helps: ${commandLine().adp("doctor")}`);
  if (first !== undefined) throw command === "dev start, docker" ? orEmbedded(first.error) : first.error;
  return others;
}

/** Where it is Docker that fails, there is a way without it. */
function orEmbedded(error: AdpError): AdpError {
  if (!error.code.startsWith("ADP-DOC-")) return error;
  const { code, exit, message: title, why, evidence, cause } = error;
  const embedded = run(adp`dev start --engine embedded`, "needs no Docker");
  const next = [either(...waysOf(error.next), embedded)];
  return new AdpError(
    { code, exit, title },
    { ...(why === undefined ? {} : { why }), evidence, cause, next },
  );
}

/** Each way through a list of steps, in which some are a choice. */
function waysOf(next: Next): readonly (readonly Step[])[] {
  return next.reduce<readonly (readonly Step[])[]>(
    (ways, one) =>
      ways.flatMap((way) =>
        "either" in one ? one.either.map((steps) => [...way, ...steps]) : [[...way, one]],
      ),
    [[]],
  );
}

function inOneLine({ message, code }: AdpError): string {
  return `${message} (${code})`;
}
