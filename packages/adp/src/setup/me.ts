import { userInfo } from "node:os";
import { join } from "node:path";
import { adp, run, shell } from "@airflow-data-platform/cli-kit";
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
import { answersFile, readAnswers } from "./answers.ts";
import { errors } from "./errors.ts";
import { writeNetrcLogin } from "./netrc-file.ts";

interface MyOptions {
  readonly root: string;
  readonly output: Output;
  readonly prompt: Prompt | undefined;
  readonly env?: NodeJS.ProcessEnv;
}

/** What a developer's machine needs once: the index, logins, the first ticket. Asks only for what is not right yet. */
export async function setUpMe(options: MyOptions): Promise<{ done: string[]; untried: string[] }> {
  const { root, output, env = process.env } = options;
  const done: string[] = [];
  const missing: string[] = [];
  const untried: string[] = [];
  const note = (line: string | undefined) => {
    if (line === undefined) return;
    done.push(line);
    output.print(`Done: ${line}`);
  };
  /** What became of a host's login: right, written, or one of two reasons why not. */
  const take = (host: string, made: Outcome) => {
    if (typeof made === "object") note(made.done);
    else if (made !== "right") (made === "missing" ? missing : untried).push(host);
  };
  note(writeIndex(root, env));
  // From here on the index is among what is asked.
  const context = new DoctorContext({ root, folder: root, env });
  for (const access of hosts(context)) {
    take(access.host, await packageLogin(access, { ...options, env, context }));
  }
  for (const image of images(context)) {
    take(registryOf(image), await registryLogin(image, { ...options, env, context }));
  }
  note(await firstTicket({ ...options, env, context }));
  if (missing.length > 0)
    throw new AdpError(errors.MISSING, {
      what: `Logins are missing: ${[...new Set(missing)].join(", ")}.`,
      why: "Standard input is not a terminal.",
      next: [run(adp`setup --me`, "in a terminal")],
    });
  if (untried.length > 0) output.print(`Not set: ${[...new Set(untried)].join(", ")}. See above.`);
  else if (done.length === 0) output.print("Everything is set already.");
  return { done, untried };
}

interface Me extends MyOptions {
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

type Outcome = "right" | "missing" | "untried" | { readonly done: string };

async function packageLogin(access: Access, me: Me): Promise<Outcome> {
  const { context, output, prompt, env } = me;
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
  if (prompt === undefined) return "missing";
  output.note(`\n${found.error.message} (${access.setting})`);
  for (;;) {
    const user = await prompt.question(`User name for ${access.host}: `, access.login?.user);
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
  const { context, output, prompt, env, root } = me;
  const registry = registryOf(image);
  const test = () => registryError({ image, setting: "layer1-base-image/.env" }, context);
  let error = await test();
  if (error === undefined) return "right";
  if (!/ADP-CHK-009|ADP-CHK-010/.test(error.code)) {
    output.note(describeError(error));
    return "untried";
  }
  if (prompt === undefined) return "missing";
  for (;;) {
    output.note(`\n${error.message}`);
    const user = await prompt.question(`User name for ${registry}: `);
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
async function firstTicket({ context, prompt, output, env }: Me): Promise<string | undefined> {
  if (!context.hasRealm) return undefined;
  const cache = context.sharer.source();
  const ticket = cache === undefined ? undefined : await readOwnTicket(cache).catch(() => undefined);
  if (cache === undefined || ticket !== undefined) return undefined;
  if (
    prompt === undefined ||
    !(await prompt.confirm("There is no Kerberos ticket. Get one with kinit?", "yes"))
  )
    return undefined;
  // A machine's user is often not called what the company calls the person.
  const own = `${env.USER ?? userInfo().username}@${context.realm() ?? "REALM"}`;
  const principal = await prompt.question(`Principal [${own}]: `, own);
  const done = await attempt(["kinit", principal], {
    inherit: true,
    env: { ...env, KRB5_CONFIG: context.krb5Conf.join(":") },
  });
  if (done instanceof ProcessFailure) {
    output.note(`kinit failed. ${done.message}`);
    return undefined;
  }
  return "there is a Kerberos ticket";
}
