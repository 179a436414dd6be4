import { type Fill, type FilledStep, fillNext, type Next } from "./next.ts";

/** What a person gets to read when something failed. */
export interface Described {
  readonly code: string;
  readonly what: string;
  readonly why?: string | undefined;
  /** Lines of a log, versions that were found. */
  readonly evidence?: readonly string[];
  readonly next: Next;
}

/** The lines of a failure: code and what, why, evidence, what to do next. */
export function problemLines(problem: Described, fill: Fill): string[] {
  return [`${problem.code}  ${problem.what}`, ...detailLines(problem, fill)];
}

/** What follows the first line of a failure, indented by two. */
export function detailLines(
  { why, evidence = [], next }: Pick<Described, "why" | "evidence" | "next">,
  fill: Fill,
): string[] {
  return [
    ...(why === undefined || why === "" ? [] : [`  why:   ${why}`]),
    ...evidence.map((line) => `  | ${line}`),
    ...nextLines(next, fill),
  ];
}

/**
 * The lines of what to do next, indented by two. One step: "next:". Steps that follow each other: "first:", "then:".
 * Other ways to the same end: "or:".
 */
export function nextLines(next: Next, fill: Fill): string[] {
  const entries = fillNext(next, fill);
  return entries.flatMap((entry, index) => {
    const label = entries.length === 1 ? "next:" : index === 0 ? "first:" : "then:";
    if (!("either" in entry)) return lines(label, entry);
    return entry.either.flatMap((way, other) =>
      way.flatMap((step, position) =>
        lines(position > 0 ? "" : other === 0 ? label : "or:", step, position > 0 ? "then " : ""),
      ),
    );
  });
}

function lines(label: string, step: FilledStep, before = ""): string[] {
  const first = `  ${label.padEnd(6)} ${before}`;
  return "run" in step ? command(step, first) : [`${first}${action(step)}`];
}

/** The line of a command holds nothing else: at its prompt zsh takes no comments, and would pass them on as words. */
function command({ run, why }: { run: string; why?: string }, first: string): string[] {
  return [`${first}${run}`, ...(why === undefined ? [] : [`${" ".repeat(9)}(${why})`])];
}

function action({ do: what, why }: { do: string; why?: string }): string {
  return why === undefined ? what : `${what} (${why})`;
}
