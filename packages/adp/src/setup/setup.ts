import { act, adp, run } from "@airflow-data-platform/cli-kit";
import { Asker } from "../doctor/index.ts";
import { AdpError, describeError } from "../kernel/errors.ts";
import { readIfPresent } from "../kernel/files.ts";
import { thisMachine } from "../kernel/machine.ts";
import type { Output } from "../kernel/output.ts";
import type { Prompt } from "../kernel/prompt.ts";
import { wrapped } from "../kernel/wrap.ts";
import { layer1Folder, readLayer1Settings } from "../layer1/index.ts";
import { type Answers, answersFile, readAnswers } from "./answers.ts";
import { type Change, changesOf, differenceLines } from "./changes.ts";
import { errors } from "./errors.ts";
import { patienceMs, type Question, type SetupContext, type Tested } from "./question.ts";
import { questions } from "./questions.ts";
import { writeChanges } from "./undo.ts";

interface SetupOptions {
  readonly root: string;
  readonly output: Output;
  /** undefined: nobody is asked; what no file answers has its default. */
  readonly prompt: Prompt | undefined;
  /** A file of answers, as adp setup leaves one. */
  readonly answersFile?: string | undefined;
  readonly env?: NodeJS.ProcessEnv;
}

/** Asks a setup person, tests each answer, shows what it would write, and writes it after a yes. */
export async function setUp(options: SetupOptions): Promise<Change[]> {
  const { root, output, prompt, env = process.env } = options;
  const given = options.answersFile === undefined ? undefined : required(options.answersFile);
  const context = contextOf(root, env);
  const answers: Answers = {};
  const known = { ...readAnswers(answersFile(root)), ...given };
  const hosts = new Set(context.settings.loginHosts);
  for (const question of questions) {
    if (question.applies?.(answers) === false) continue;
    const number = `${questions.indexOf(question) + 1}/${questions.length}`;
    const { value, loginHost } = await answer(question, {
      ...options,
      context,
      answers,
      known,
      given,
      number,
    });
    answers[question.name] = value;
    if (loginHost !== undefined) hosts.add(loginHost);
  }
  if (hosts.size > 0) answers.login_hosts = [...hosts].sort();
  const changes = changesOf(root, answers);
  if (changes.length === 0) {
    output.print("Everything is set already. Nothing was written.");
    return [];
  }
  output.note("adp setup writes:");
  for (const line of changes.flatMap(differenceLines)) output.note(line);
  if (prompt !== undefined && !(await prompt.confirm("Write these files?", "yes"))) {
    output.print("Nothing was written.");
    return [];
  }
  writeChanges(root, changes);
  for (const { path } of changes) output.print(`Wrote ${path}`);
  return changes;
}

function required(path: string): Answers {
  const found = readAnswers(path);
  if (found !== undefined) return found;
  throw new AdpError(errors.ANSWERS, {
    what: `There is no file ${path}.`,
    next: [run(adp`setup`, "asks, and leaves such a file")],
  });
}

export function contextOf(root: string, env: NodeJS.ProcessEnv): SetupContext {
  const place = layer1Folder(root);
  const machine = thisMachine();
  return {
    ...{ root, env, machine },
    settings: readLayer1Settings(place, env),
    ask: ({ certificates }) => {
      const pem = certificates === undefined ? undefined : readIfPresent(certificates);
      return new Asker({
        ...{ env, place, machine, patienceMs },
        ...(pem === undefined ? {} : { authorities: [pem] }),
      });
    },
  };
}

interface AnswerOptions extends SetupOptions {
  readonly context: SetupContext;
  readonly answers: Answers;
  readonly known: Answers;
  readonly given: Answers | undefined;
  readonly number: string;
}

/** One answer: from the file, else asked until it passes its test or the person keeps it all the same. */
async function answer(
  question: Question,
  options: AnswerOptions,
): Promise<{ value: string; loginHost?: string }> {
  const { prompt, output, context, answers, known, given, number } = options;
  const proposed = known[question.name] ?? question.found(context, answers);
  const fromFile = given?.[question.name];
  if (prompt === undefined || fromFile !== undefined) {
    const value = fromFile ?? proposed;
    output.note(`${question.title}: ${value || "(none)"}`);
    const tested = value === "" ? {} : await question.test(value, context, answers);
    if (tested.error !== undefined) throw inFile(question, tested.error);
    return { value, ...loginOf(tested) };
  }
  output.note(`
${number}  ${output.style.bold(question.title)}`);
  for (const line of wrapped(question.about, { columns: 80 })) output.note(line);
  output.note(`Example: ${question.example}`);
  if (proposed !== "") output.note(`Return takes ${proposed}; a single - takes none.`);
  for (;;) {
    const typed = await prompt.question("> ", proposed);
    const value = typed === "-" ? "" : typed;
    if (value === "") return { value };
    try {
      const tested = await question.test(value, context, answers);
      if (tested.error === undefined) {
        output.note(
          tested.loginHost === undefined
            ? "  ok"
            : `  ok; ${tested.loginHost} wants a login, which each developer's setup asks for`,
        );
        return { value, ...loginOf(tested) };
      }
      output.note(describeError(tested.error));
      if (await prompt.confirm("Take it all the same?")) return { value };
    } catch (error) {
      if (!(error instanceof AdpError)) throw error;
      output.note(describeError(error));
    }
  }
}

function loginOf({ loginHost }: Tested): { loginHost?: string } {
  return loginHost === undefined ? {} : { loginHost };
}

function inFile({ name }: Question, error: AdpError): AdpError {
  return new AdpError(errors.ANSWER, {
    what: `${name}: ${error.message}`,
    ...(error.why === undefined ? {} : { why: `${error.code}. ${error.why}` }),
    evidence: error.evidence,
    next: [...error.next.slice(0, 1), act(`or correct ${name} in the file of answers`)],
    cause: error,
  });
}
