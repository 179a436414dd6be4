import { act, again } from "@airflow-data-platform/cli-kit";
import type { Asker, Surroundings } from "../doctor/index.ts";
import { AdpError } from "../kernel/errors.ts";
import type { Layer1Settings } from "../layer1/index.ts";
import type { AnswerName, Answers } from "./answers.ts";
import { errors } from "./errors.ts";

/** What is known while the questions are asked. */
export interface SetupContext extends Omit<Surroundings, "ask"> {
  readonly root: string;
  /** What layer1-base-image/.env says already. */
  readonly settings: Layer1Settings;
  /** With the certificates that were named a moment ago. */
  ask(answers: Answers): Asker;
}

/** A person waits for one host at a time, perhaps by a slow VPN. */
export const patienceMs = 10_000;

/** What a live test found. `login`: the host wants one, which LOGIN_HOSTS will say. */
export interface Tested {
  readonly error?: AdpError;
  readonly loginHost?: string;
}

export interface Question {
  readonly name: AnswerName;
  readonly title: string;
  /** What it is for, and what leaving it empty means. */
  readonly about: string;
  readonly example: string;
  /** Whether it is asked, by what was answered before. */
  applies?(answers: Answers): boolean;
  /** What is set, or can be found, on this machine. */
  found(context: SetupContext, answers: Answers): string;
  /** Tries a value that is not empty. @throws AdpError where it cannot be right, whatever a host says */
  test(value: string, context: SetupContext, answers: Answers): Promise<Tested> | Tested;
}

/** An answer that cannot be right, whatever a host says. */
export const wrong = (what: string, example: string) =>
  new AdpError(errors.ANSWER, { what, next: [act(`for example ${example}`), again] });
