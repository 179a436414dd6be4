import { userInfo } from "node:os";
import { join } from "node:path";
import { act, adp, either, run, type Step, shell } from "@airflow-data-platform/cli-kit";
import { judge } from "@airflow-data-platform/krb5";
import {
  PYPI,
  pipIndexes,
  readNetrc,
  readPipConf,
  readUvSettings,
  registryOf,
} from "../credentials/index.ts";
import { DoctorContext, hostFinding, packagePage, registryError } from "../doctor/index.ts";
import { AdpError, describeError } from "../kernel/errors.ts";
import { makeFolder, readIfPresent, writeAtomic } from "../kernel/files.ts";
import { userHome } from "../kernel/home.ts";
import type { Output } from "../kernel/output.ts";
import { attempt, ProcessFailure } from "../kernel/process.ts";
import type { Prompt } from "../kernel/prompt.ts";
import { Secret } from "../kernel/secret.ts";
import type { Access } from "../layer1/index.ts";
import { readOwnTicket } from "../platform/index.ts";
import { answersFile, type MyAnswers, readAnswers, readMyAnswers } from "./answers.ts";
import { errors } from "./errors.ts";
import { writeNetrcLogin } from "./netrc-file.ts";
import { patienceMs } from "./question.ts";

interface MyOptions {
  readonly root: string;
  readonly output: Output;
  /** undefined: nobody is asked; what is missing is said, with what to type for it. */
  readonly prompt: Prompt | undefined;
  /** A file with the user name and the principal, and no secret. */
  readonly answersFile?: string | undefined;
  readonly env?: NodeJS.ProcessEnv;
}

/** What a developer's machine needs once: the index, logins, the first ticket. Asks only for what is not right yet. */
export async function setUpMe(options: MyOptions): Promise<{ done: string[]; untried: string[] }> {
  const { root, output, answersFile: file, env = process.env } = options;
  const given = file === undefined ? {} : readMyAnswers(file);
  const done: string[] = [];
  const missing: Missing[] = [];
  const untried: string[] = [];
  /** What became of a thing: right, done now, missing with nobody to ask, or given up. */
  const take = (what: string, made: Outcome) => {
    if (made === "untried") untried.push(what);
    else if (made !== "right" && "missing" in made) missing.push({ what, step: made.missing });
    else if (made !== "right") done.push(made.done);
    const words = typeof made === "string" ? made : "missing" in made ? "missing" : `done: ${made.done}`;
    output.print(`${what}: ${words === "untried" ? "not set" : words}`);
  };
  const index = writeIndex(root, env);
  if (index !== undefined) take("index of uv", { done: index });
  // From here on the index is among what is asked.
  const context = new DoctorContext({ root, folder: root, env, patienceMs });
  const me = { ...options, env, context, given };
  for (const access of hosts(context))
    take(`login for packages of ${access.host}`, await packageLogin(access, me));
  for (const image of images(context))
    take(`docker login ${registryOf(image)}`, await registryLogin(image, me));
  if (context.hasRealm) take("Kerberos ticket", await firstTicket(me));
  if (missing.length > 0) throw nobodyToAsk(missing);
  if (untried.length > 0) output.print(`Not set: ${untried.join(", ")}. See above.`);
  else if (done.length === 0) output.print("Everything is set already.");
  return { done, untried };
}

interface Missing {
  readonly what: string;
  readonly step: Step;
}

function nobodyToAsk(missing: readonly Missing[]): AdpError {
  return new AdpError(errors.MISSING, {
    what: `Missing: ${missing.map(({ what }) => what).join(", ")}.`,
    why: "Nobody was asked. A file of answers holds no password.",
    next: [
      either(
        run(adp`setup --me`, "in a terminal: asks for them"),
        missing.map(({ step }) => step),
      ),
    ],
  });
}

interface Me extends MyOptions {
  readonly given: MyAnswers;
  readonly env: NodeJS.ProcessEnv;
  readonly context: DoctorContext;
}

/** The company's index into uv.toml, where this machine names none of its own. */
function writeIndex(root: string, env: NodeJS.ProcessEnv): string | undefined {
  const index = readAnswers(answersFile(root))?.index ?? "";
  if (index === "") return undefined;
  const uv = readUvSettings(env);
  const from = { pip: readPipConf(env), uv, netrc: readNetrc(env), uvPlace: "" };
  const own = pipIndexes(from).find(({ isDefault }) => isDefault)?.url ?? PYPI;
  if (uv.indexes.length > 0 || own !== PYPI) return undefined;
  const folder = join(env.XDG_CONFIG_HOME || join(userHome(env), ".config"), "uv");
  const path = join(folder, "uv.toml");
  const block = `[[index]]\nname = "company"\nurl = ${JSON.stringify(index)}\ndefault = true\n`;
  const before = readIfPresent(path);
  makeFolder(folder, 0o700);
  writeAtomic(path, before === undefined ? block : `${before.replace(/\n?$/, "\n\n")}${block}`, 0o600);
  return `${path} names the index`;
}

function hosts({ access }: DoctorContext): Access[] {
  const all = [...access.apt, ...access.pip, ...access.uv].filter(({ url }) => /^https:/i.test(url));
  return [...new Map(all.map((one) => [one.host, one])).values()];
}

function images({ settings, sharer }: DoctorContext): string[] {
  const { IMAGE_POSTGRES: postgres } = sharer.settings;
  const all = [settings.runtime, settings.python, postgres].filter((image) => image !== undefined);
  return [...new Map(all.map((image) => [registryOf(image), image])).values()];
}

type Outcome = "right" | "untried" | { readonly done: string } | { readonly missing: Step };

async function packageLogin(access: Access, me: Me): Promise<Outcome> {
  const { context, output, prompt, env, given } = me;
  const isIndex = context.access.apt.every(({ url }) => url !== access.url);
  const url = isIndex ? packagePage(access.url) : `${access.url}/`;
  const test = (login: Access["login"]) =>
    hostFinding({ access: { ...access, login }, url, trust: "build" }, context);
  const found = await test(access.login);
  if (found === undefined) return "right";
  if (!/ADP-CHK-009|ADP-CHK-010/.test(found.error.code)) {
    // No login helps there; `adp doctor` says more.
    output.note(describeError(found.error));
    return "untried";
  }
  if (prompt === undefined) {
    const words = `machine ${access.host.replace(/:\d+$/, "")} login ${given.user ?? access.login?.user ?? "YOU"} password TOKEN`;
    return { missing: act(`add to ~/.netrc (chmod 600): ${words}`) };
  }
  output.note(`\n${found.error.message} (${access.setting})`);
  for (;;) {
    const user = given.user ?? (await prompt.question(`User name for ${access.host}: `, access.login?.user));
    const password = new Secret(await prompt.secret("Password or token (not shown): "));
    const wrong = await test({ user, password, place: "your answer" });
    if (wrong === undefined) {
      const path = writeNetrcLogin({ host: access.host, user, password }, env);
      return { done: `${path} has the login of ${user} for ${access.host}` };
    }
    output.note(describeError(wrong.error));
    if (!(await prompt.confirm("Try again?", "yes"))) return "untried";
  }
}

async function registryLogin(image: string, me: Me): Promise<Outcome> {
  const { context, output, prompt, env, root, given } = me;
  const registry = registryOf(image);
  const test = () => registryError({ image, setting: "layer1-base-image/.env" }, context);
  let error = await test();
  if (error === undefined) return "right";
  if (!/ADP-CHK-009|ADP-CHK-010/.test(error.code)) {
    output.note(describeError(error));
    return "untried";
  }
  if (prompt === undefined)
    return { missing: run(shell`docker login ${registry} --username ${given.user ?? "YOU"}`) };
  for (;;) {
    output.note(`\n${error.message}`);
    const user = given.user ?? (await prompt.question(`User name for ${registry}: `));
    const password = new Secret(await prompt.secret("Password or token (not shown): "));
    // Where the password stays is docker's own matter: its helper, or its config.json.
    const done = await attempt(["docker", "login", registry, "--username", user, "--password-stdin"], {
      ...{ input: `${password.reveal()}\n`, env, cwd: root, timeoutMs: 30_000 },
    });
    if (done instanceof ProcessFailure) output.note(describeError(dockerFailure(registry, done)));
    else {
      error = await test();
      if (error === undefined) return { done: `docker has the login of ${user} for ${registry}` };
    }
    if (!(await prompt.confirm("Try again?", "yes"))) return "untried";
  }
}

function dockerFailure(registry: string, failure: ProcessFailure): AdpError {
  return new AdpError(errors.DOCKER_LOGIN, {
    what: `docker login ${registry} failed.`,
    evidence: failure.tail(3),
    next: [run(shell`docker login ${registry}`, "by hand")],
    cause: failure,
  });
}

/** kinit itself asks for the password: no program of ours sees it. */
async function firstTicket({ context, prompt, output, env, given }: Me): Promise<Outcome> {
  const cache = context.sharer.source();
  // Where a keytab is set, the ticket sharer gets the ticket.
  if (cache === undefined) return "right";
  const ticket = await readOwnTicket(cache).catch(() => undefined);
  if (ticket !== undefined && judge(ticket, { now: new Date() }).usable) return "right";
  // A machine's user is often not called what the company calls the person.
  const own = `${given.user ?? env.USER ?? userInfo().username}@${context.realm() ?? "REALM"}`;
  if (prompt === undefined) return { missing: run(shell`kinit ${given.principal ?? own}`) };
  if (!(await prompt.confirm("There is no usable Kerberos ticket. Get one with kinit?", "yes")))
    return "untried";
  const principal = given.principal ?? (await prompt.question(`Principal [${own}]: `, own));
  const done = await attempt(["kinit", principal], {
    inherit: true,
    env: { ...env, KRB5_CONFIG: context.krb5Conf.join(":") },
  });
  if (done instanceof ProcessFailure) {
    output.note(`kinit failed. ${done.message}`);
    return "untried";
  }
  return { done: `there is a ticket of ${principal}` };
}
