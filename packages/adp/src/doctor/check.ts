import type { AdpError } from "../kernel/errors.ts";
import type { DoctorContext } from "./context.ts";

/** What a person is about to do. A check belongs to each that fails without it. */
export const flows = ["layer1", "platform", "datakit", "dev"] as const;
export type Flow = (typeof flows)[number];

export const groups = ["Machine", "Docker", "Network", "Logins", "Kerberos", "Layer 1", "Datakit"] as const;
export type Group = (typeof groups)[number];

/** What `--fix` may do: safe to repeat, and nothing is lost by it. */
export interface Fix {
  /** "chmod 600 ~/.netrc", for the question. */
  readonly what: string;
  apply(): Promise<void> | void;
}

/** Something that makes a flow fail (`problem`), or will one day (`warning`). */
export interface Finding {
  readonly severity: "problem" | "warning";
  readonly error: AdpError;
  readonly fix?: Fix;
}

/** Words for what is well, findings, or undefined where the check does not apply to this machine. */
export type Seen = string | readonly Finding[] | undefined;

/** One thing that makes the main flows fail, found before they do. One file each in checks/. */
export interface Check {
  /** Lower case with dashes: stable, for --json. */
  readonly id: string;
  readonly group: Group;
  readonly flows: readonly Flow[];
  /** What it looks at, for people and the documentation. */
  readonly looksAt: string;
  /** Checks whose findings leave this one without meaning: it is then skipped. */
  readonly needs?: readonly string[];
  /** Whether there is something to look at; where absent, always. */
  applies?(context: DoctorContext): boolean;
  /** @throws AdpError for a problem that a room's own function reports */
  look(context: DoctorContext): Promise<Seen> | Seen;
}

export function problem(error: AdpError, fix?: Fix): Finding {
  return { severity: "problem", error, ...(fix === undefined ? {} : { fix }) };
}

export function warning(error: AdpError, fix?: Fix): Finding {
  return { severity: "warning", error, ...(fix === undefined ? {} : { fix }) };
}
