import { AdpError, describeError } from "../kernel/errors.ts";
import type { CheckContext } from "./check-context.ts";
import { levels } from "./levels.ts";
import { MissingSpn } from "./login.ts";
import type { Mail } from "./mail.ts";

/** What `ticket test` prints with --json. */
export interface TicketTest {
  readonly passed: boolean;
  readonly levels: readonly LevelResult[];
  /** The failing level's error. */
  readonly error?: AdpError;
  /** A mail to send, where somebody else has to help. */
  readonly mail?: Mail;
}

interface LevelResult {
  readonly id: string;
  readonly title: string;
  /** nothing-to-do: the options did not ask for it. not-reached: one before it failed. */
  readonly state: "ok" | "failed" | "nothing-to-do" | "not-reached";
  readonly found?: string;
}

/** Runs the levels until one fails. */
export async function runTicketTest(context: CheckContext): Promise<TicketTest> {
  const results: LevelResult[] = [];
  let error: AdpError | undefined;
  for (const { id, title, run } of levels) {
    if (error !== undefined) {
      results.push({ id, title, state: "not-reached" });
      continue;
    }
    try {
      const found = await run(context);
      results.push({
        id,
        title,
        ...(found === undefined ? { state: "nothing-to-do" } : { state: "ok", found }),
      });
    } catch (thrown) {
      if (!(thrown instanceof AdpError)) throw thrown;
      error = thrown;
      results.push({ id, title, state: "failed", found: thrown.message });
    }
  }
  return {
    passed: error === undefined,
    levels: results,
    ...(error === undefined ? {} : { error }),
    ...(error instanceof MissingSpn ? { mail: error.mail } : {}),
  };
}

const marks = {
  ok: "ok     ",
  failed: "FAILED ",
  "nothing-to-do": "-      ",
  "not-reached": "       ",
} as const;

export function describeTicketTest({ levels: results, error, mail }: TicketTest): string[] {
  const width = Math.max(...results.map(({ title }) => title.length));
  const lines = results
    .filter(({ state }) => state !== "not-reached")
    .map(({ title, state, found = "not asked for" }) => `${marks[state]} ${title.padEnd(width)}  ${found}`);
  if (error !== undefined) lines.push("", ...describeError(error).split("\n"));
  if (mail !== undefined) lines.push("", `Subject: ${mail.subject}`, "", ...mail.body.split("\n"));
  return lines;
}
