import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { readIfPresent } from "../kernel/files.ts";
import { type Answers, answersFile, answersText } from "./answers.ts";

/** A file that setup writes. All of them may be committed. */
export interface Change {
  /** From the clone's root. */
  readonly path: string;
  /** undefined where there is no such file yet. */
  readonly before: string | undefined;
  readonly after: string;
  /** The example that a new file begins from: its lines are no news. */
  readonly example?: string;
}

/** What the answers make of the clone's files; nothing where a file has it already. */
export function changesOf(root: string, answers: Answers): Change[] {
  const wanted: [path: string, after: string][] = [
    ...certificateFile(answers),
    [
      "layer1-base-image/.env",
      withSettings(textOf(root, "layer1-base-image/.env", "layer1-base-image/.env.example"), {
        IMAGE_ASTRONOMER: answers.runtime,
        IMAGE_PYTHON: answers.python,
        APT_MIRROR: answers.apt_mirror,
        LOGIN_HOSTS: answers.login_hosts?.join(" "),
      }),
    ],
    [
      "platform-bootstrap/.env",
      withSettings(textOf(root, "platform-bootstrap/.env", "platform-bootstrap/.env.example"), {
        IMAGE_POSTGRES: answers.postgres,
        WAREHOUSE: answers.warehouse,
      }),
    ],
    ...krb5Conf(root, answers),
    [answersFile(""), answersText(answers)],
  ];
  return wanted
    .map(([path, after]) => ({
      path,
      before: readIfPresent(join(root, path)),
      after,
      ...exampleOf(root, path),
    }))
    .filter(({ before, after }) => before !== after);
}

function exampleOf(root: string, path: string): { example?: string } {
  const example = path.endsWith(".env") ? readIfPresent(join(root, `${path}.example`)) : undefined;
  return example === undefined ? {} : { example };
}

function textOf(root: string, path: string, example: string): string {
  return readIfPresent(join(root, path)) ?? readFileSync(join(root, example), "utf8");
}

/** Sets `NAME=` lines where they stand; the comments around them stay. undefined leaves a setting as it is. */
export function withSettings(text: string, settings: Readonly<Record<string, string | undefined>>): string {
  let result = text;
  for (const [name, value] of Object.entries(settings)) {
    if (value === undefined) continue;
    const line = new RegExp(`^(?:export[ \\t]+)?${name}[ \\t]*=.*$`, "m");
    if (line.test(result)) result = result.replace(line, () => `${name}=${value}`);
    else if (value !== "") result = `${result.replace(/\n?$/, "\n")}${name}=${value}\n`;
  }
  return result;
}

function certificateFile({ certificates }: Answers): [string, string][] {
  if (certificates === undefined || certificates === "") return [];
  const name = basename(certificates)
    .replace(/\.\w+$/, "")
    .replace(/[^\w.-]/g, "-");
  return [[`layer1-base-image/config/certificates/${name}.crt`, readFileSync(certificates, "utf8")]];
}

function krb5Conf(root: string, { realm = "", kdc = "" }: Answers): [string, string][] {
  if (realm === "") return [];
  const example = readFileSync(join(root, "layer1-base-image/config/krb5.conf.example"), "utf8");
  const kdcs = kdc.split(/[\s,]+/).filter(Boolean);
  const text = example
    // The comment of the example is about itself.
    .replace(/^#.*\n#.*\n/, "# Your organisation's Kerberos, written by adp setup. It holds no secret.\n")
    .replaceAll("COMPANY.COM", realm)
    .replaceAll("company.com", realm.toLowerCase())
    .replace(/(?: *# (?:kdc|admin_server) = .*\n)+/, () =>
      kdcs.length === 0
        ? ""
        : [...kdcs.map((host) => `        kdc = ${host}\n`), `        admin_server = ${kdcs[0]}\n`].join(""),
    );
  return [["layer1-base-image/config/krb5.conf", text]];
}

/** The lines that go and come, for people. */
export function differenceLines({ path, before, after, example = "" }: Change): string[] {
  const [old, fresh] = [(before ?? example).split("\n"), after.split("\n")];
  const lines = fresh.filter((line) => !old.includes(line) && line !== "");
  const gone = old.filter((line) => !fresh.includes(line));
  // A certificate says nothing to a reader.
  if (path.includes("/certificates/")) return [`  ${before === undefined ? "new" : "changed"}  ${path}`];
  const shown =
    before === undefined ? lines.filter((line) => !/^\s*#/.test(line) && !/^\w+=$/.test(line)) : lines;
  return [
    `  ${before === undefined ? "new" : "changed"}  ${path}`,
    ...(before === undefined ? [] : gone.map((line) => `      - ${line}`)),
    ...shown.map((line) => `      + ${line}`),
  ];
}
