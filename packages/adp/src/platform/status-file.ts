import type { Next, Step } from "@airflow-data-platform/cli-kit";
import type { ReportedProblem, Status } from "@airflow-data-platform/ticket-sharer";
import * as z from "zod/mini";
import { tryJson } from "../kernel/json.ts";

const command = z.union([
  z.object({ shell: z.string() }),
  z.object({ adp: z.string() }),
  z.object({ again: z.literal(true) }),
]);
const step = z.union([
  z.object({ run: command, why: z.optional(z.string()) }),
  z.object({ do: z.string(), why: z.optional(z.string()) }),
]);
const problem = z.object({
  code: z.string(),
  what: z.string(),
  why: z.optional(z.string()),
  next: z.array(z.union([step, z.object({ either: z.array(z.array(step)) })])),
});
const status = z.object({
  version: z.literal(2),
  state: z.enum(["shared", "waiting", "unusable", "stopped"]),
  usable: z.boolean(),
  text: z.string(),
  principal: z.optional(z.string()),
  realm: z.optional(z.string()),
  usableUntil: z.optional(z.number()),
  renewableUntil: z.optional(z.number()),
  clockOffsetSeconds: z.optional(z.number()),
  cache: z.string(),
  published: z.optional(z.number()),
  source: z.object({ name: z.string(), problem: z.optional(problem) }),
  problem: z.optional(problem),
  started: z.number(),
  updated: z.number(),
});

/** Reads the sharer's status.json; undefined where it is not one. A ticket that has ended meanwhile is not usable. */
export function parseStatusFile(text: string, now: number = Date.now()): Status | undefined {
  const found = tryJson(text, status);
  if (found === undefined) return undefined;
  const ended =
    found.state === "shared" && (found.usableUntil === undefined || found.usableUntil * 1000 <= now);
  const { source, problem: own, ...facts } = found;
  return {
    ...defined(facts),
    source: {
      name: source.name,
      ...(source.problem === undefined ? {} : { problem: problemOf(source.problem) }),
    },
    ...(own === undefined ? {} : { problem: problemOf(own) }),
    ...(ended ? { state: "unusable" as const } : {}),
    usable: found.state === "shared" && !ended,
  };
}

/** What keeps the sharer from publishing or renewing, or else what is wrong with its source. */
export function problemIn(found: Status | undefined): ReportedProblem | undefined {
  return found?.problem ?? found?.source.problem;
}

function problemOf({ next, ...facts }: z.infer<typeof problem>): ReportedProblem {
  return { ...defined(facts), next: next.map(entryOf) };
}

function entryOf(entry: z.infer<typeof problem>["next"][number]): Next[number] {
  return "either" in entry ? { either: entry.either.map((way) => way.map(stepOf)) } : stepOf(entry);
}

function stepOf(found: z.infer<typeof step>): Step {
  return defined(found);
}

type Defined<T> = T extends unknown
  ? { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
      [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
    }
  : never;

/** The same object without the members that are undefined, which zod's types allow and the sharer's do not. */
function defined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as Defined<T>;
}
