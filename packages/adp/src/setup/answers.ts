import { join } from "node:path";
import { act, again } from "@airflow-data-platform/cli-kit";
import { parse, stringify, TomlError } from "smol-toml";
import * as z from "zod/mini";
import { AdpError } from "../kernel/errors.ts";
import { readIfPresent } from "../kernel/files.ts";
import { checkValue } from "../kernel/json.ts";
import { nearest } from "../kernel/nearest.ts";
import { errors } from "./errors.ts";

const text = z.optional(z.string());

const schema = z.strictObject({
  certificates: text,
  runtime: text,
  python: text,
  apt_mirror: text,
  index: text,
  realm: text,
  kdc: text,
  postgres: text,
  warehouse: text,
  /** Found out, not asked: hosts that want a login. */
  login_hosts: z.optional(z.array(z.string())),
});

/** What a setup person answered. An empty text: nothing, the default. No secret is among them. */
export type Answers = z.output<typeof schema>;
export type AnswerName = Exclude<keyof Answers, "login_hosts">;

const mine = z.strictObject({
  /** The user name at the company's hosts. */
  user: text,
  principal: text,
});

/** What a developer answers without a terminal. Passwords are asked for, or are there already: never in a file. */
export type MyAnswers = z.output<typeof mine>;

/** Where the answers stay, for the next time and for `adp setup --me`; committed. */
export function answersFile(root: string): string {
  return join(root, "platform-bootstrap", "setup.toml");
}

/** @throws AdpError where the file is there and is not a file of answers */
export function readAnswers(path: string): Answers | undefined {
  return read(path, schema);
}

/** @throws AdpError where the file is not there, or is not a file of a developer's answers */
export function readMyAnswers(path: string): MyAnswers {
  const found = read(path, mine);
  if (found !== undefined) return found;
  throw new AdpError(errors.ANSWERS, {
    what: `There is no file ${path}.`,
    next: [act(`write ${Object.keys(mine.shape).join(" and ")} into it, as NAME = "TEXT"`), again],
  });
}

function read<T>(path: string, shape: z.ZodMiniObject & z.ZodMiniType<T>): T | undefined {
  const content = readIfPresent(path);
  if (content === undefined) return undefined;
  const { value, reason } = checkValue(table(path, content), shape);
  if (reason === undefined) return value;
  const unknown = /Unrecognized key: "(\w+)"/i.exec(reason)?.[1];
  if (unknown !== undefined && /pass|token|secret/i.test(unknown))
    throw new AdpError(errors.ANSWERS, {
      what: `${path} has a line ${unknown}.`,
      why: "A file of answers holds no secret: setup asks for passwords, in a terminal.",
      next: [act(`delete that line, and change the ${unknown} if others could read it`), again],
    });
  const meant = unknown === undefined ? undefined : nearest(unknown, Object.keys(shape.shape));
  throw new AdpError(errors.ANSWERS, {
    what: `${path} is not a file of answers.`,
    why: reason,
    next: [act(meant === undefined ? `correct ${path}` : `write ${meant} instead of ${unknown}`), again],
  });
}

function table(path: string, content: string): unknown {
  try {
    return parse(content);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    throw new AdpError(errors.ANSWERS, {
      what: `${path} is not TOML: line ${error.line}, column ${error.column}.`,
      next: [act(`correct line ${error.line} of ${path}`), again],
      cause: error,
    });
  }
}

export function answersText(answers: Answers): string {
  return `# What \`adp setup\` was answered. Holds no secret; commit it. \`adp setup --me\` reads it, too.\n${stringify(answers)}`;
}
