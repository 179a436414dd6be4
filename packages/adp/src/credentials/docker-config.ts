import { join } from "node:path";
import { act, again, either, run, shell } from "@airflow-data-platform/cli-kit";
import * as z from "zod/mini";
import { AdpError } from "../kernel/errors.ts";
import { checkJson } from "../kernel/json.ts";
import { attempt, ProcessFailure } from "../kernel/process.ts";
import { Secret } from "../kernel/secret.ts";
import { errors } from "./errors.ts";
import type { Login } from "./login.ts";
import { homeFolder, readUserFile, shown } from "./text-file.ts";

/** The docker client's logins, as `docker login` leaves them. */
interface DockerConfig {
  readonly path: string;
  readonly place: string;
  readonly present: boolean;
  /** By registry, as the file names it. */
  readonly auths: ReadonlyMap<string, { user: string; password: Secret } | undefined>;
  readonly helpers: ReadonlyMap<string, string>;
  readonly store: string | undefined;
}

// Go, in which docker is written, takes null for a field that is not there.
const text = z.nullish(z.string());
const auth = z.nullish(z.object({ auth: text, identitytoken: text }));
const configFile = z.object({
  auths: z.nullish(z.record(z.string(), auth)),
  credHelpers: z.nullish(z.record(z.string(), z.string())),
  credsStore: text,
});
const helperAnswer = z.object({ Username: text, Secret: text });

export function readDockerConfig(env: NodeJS.ProcessEnv = process.env): DockerConfig {
  const path = join(env.DOCKER_CONFIG || join(homeFolder(env), ".docker"), "config.json");
  const place = shown(path, env);
  const content = readUserFile(path);
  const config = parsed(place, content ?? "{}", configFile);
  return {
    path,
    place,
    present: content !== undefined,
    auths: new Map(Object.entries(config.auths ?? {}).map(([host, one]) => [host, decoded(one)])),
    helpers: new Map(Object.entries(config.credHelpers ?? {})),
    store: config.credsStore || undefined,
  };
}

/** The login of a registry: from the helper that is set for it, else from the file itself. */
export async function dockerLogin(
  config: DockerConfig,
  registry: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Login | undefined> {
  const names = namesOf(registry);
  const helper = names.map((name) => config.helpers.get(name)).find((name) => name !== undefined);
  for (const name of names) {
    const found = await askHelper(helper ?? config.store, name, env);
    if (found !== undefined) return found;
  }
  for (const name of names) {
    const auth = config.auths.get(name);
    if (auth !== undefined) return { ...auth, place: `${config.place} (in plain text)` };
  }
  return undefined;
}

/** The registry that an image's name leads to. */
export function registryOf(image: string): string {
  const [first = "", ...rest] = image.split("/");
  return rest.length > 0 && (/[.:]/.test(first) || first === "localhost") ? first : "docker.io";
}

/** docker writes Docker Hub's login under an address of its own, and older clients write https:// before others. */
function namesOf(registry: string): string[] {
  if (registry === "docker.io")
    return ["https://index.docker.io/v1/", "index.docker.io", "docker.io", "registry-1.docker.io"];
  return [registry, `https://${registry}`, `https://${registry}/v1/`, `https://${registry}/v2/`];
}

async function askHelper(
  helper: string | undefined,
  registry: string,
  env: NodeJS.ProcessEnv,
): Promise<Login | undefined> {
  if (helper === undefined) return undefined;
  if (!/^[\w.-]+$/.test(helper))
    throw helperFailure(helper, "its name contains characters that no helper has");
  const done = await attempt([`docker-credential-${helper}`, "get"], {
    input: registry,
    env,
    timeoutMs: 20_000,
  });
  if (done instanceof ProcessFailure) {
    // The helpers' own protocol: this sentence, on stdout, means that it has no such login.
    if (/credentials not found/i.test(done.stdout + done.stderr)) return undefined;
    throw helperFailure(helper, done.kind === "exited" ? done.tail(1).join(" ") : done.message);
  }
  const { Username: user, Secret: value } = parsed(`docker-credential-${helper}`, done.stdout, helperAnswer);
  if (typeof user !== "string" || !value) return undefined;
  return { user, password: new Secret(value), place: `docker-credential-${helper}` };
}

function helperFailure(helper: string, why: string): AdpError {
  return new AdpError(errors.DOCKER_HELPER, {
    what: `docker-credential-${helper} failed.`,
    why: `${why.slice(0, 200)}.`.replace(/\.\.$/, "."),
    next: [
      either(
        run(shell`docker login REGISTRY`, "writes a new login"),
        act(`if ${helper} is not meant, correct "credsStore" or "credHelpers" in docker's config.json`),
      ),
      again,
    ],
  });
}

function decoded(found: z.output<typeof auth>): { user: string; password: Secret } | undefined {
  if (found?.identitytoken) return { user: "<token>", password: new Secret(found.identitytoken) };
  if (!found?.auth) return undefined;
  const login = Buffer.from(found.auth, "base64").toString("utf8");
  const colon = login.indexOf(":");
  return colon < 0
    ? undefined
    : { user: login.slice(0, colon), password: new Secret(login.slice(colon + 1).replace(/\0+$/, "")) };
}

function parsed<Schema extends z.ZodMiniType>(
  place: string,
  content: string,
  schema: Schema,
): z.output<Schema> {
  const { value, reason } = checkJson(content, schema);
  if (reason === undefined) return value;
  throw new AdpError(errors.DOCKER_CONF, {
    what: `${place} does not have the form that the docker client writes.`,
    why: reason,
    next: [
      either(act(`correct ${place}`), [
        act("remove it"),
        run(shell`docker login REGISTRY`, "writes it again"),
      ]),
      again,
    ],
  });
}
