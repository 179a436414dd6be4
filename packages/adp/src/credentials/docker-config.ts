import { join } from "node:path";
import { AdpError, reasonOf } from "../kernel/errors.ts";
import { attempt, ProcessFailure } from "../kernel/process.ts";
import { Secret } from "../kernel/secret.ts";
import { DOCKER_CONF, DOCKER_HELPER } from "./errors.ts";
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

type Table = Record<string, unknown>;

export function readDockerConfig(env: NodeJS.ProcessEnv = process.env): DockerConfig {
  const path = join(env.DOCKER_CONFIG || join(homeFolder(env), ".docker"), "config.json");
  const place = shown(path, env);
  const text = readUserFile(path);
  const table = text === undefined ? {} : parsed(place, text);
  return {
    path,
    place,
    present: text !== undefined,
    auths: new Map(
      Object.entries(isTable(table.auths) ? table.auths : {}).map(([host, auth]) => [host, decoded(auth)]),
    ),
    helpers: new Map(
      Object.entries(isTable(table.credHelpers) ? table.credHelpers : {}).flatMap(([host, name]) =>
        typeof name === "string" ? [[host, name] as const] : [],
      ),
    ),
    store: typeof table.credsStore === "string" && table.credsStore !== "" ? table.credsStore : undefined,
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
  if (!/^[\w.-]+$/.test(helper)) throw helperFailure(helper, "its name holds characters that no helper has");
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
  const answer = parsed(`docker-credential-${helper}`, done.stdout);
  const { Username: user, Secret: value } = answer;
  if (typeof user !== "string" || typeof value !== "string" || value === "") return undefined;
  return { user, password: new Secret(value), place: `docker-credential-${helper}` };
}

function helperFailure(helper: string, why: string): AdpError {
  return new AdpError(DOCKER_HELPER, {
    what: `docker-credential-${helper} failed.`,
    why: `${why.slice(0, 200)}.`.replace(/\.\.$/, "."),
    next: [
      "docker login REGISTRY   writes a new login",
      `correct "credsStore" or "credHelpers" in docker's config.json where ${helper} is not meant`,
    ],
  });
}

function decoded(auth: unknown): { user: string; password: Secret } | undefined {
  if (!isTable(auth)) return undefined;
  if (typeof auth.identitytoken === "string" && auth.identitytoken !== "")
    return { user: "<token>", password: new Secret(auth.identitytoken) };
  if (typeof auth.auth !== "string" || auth.auth === "") return undefined;
  const text = Buffer.from(auth.auth, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return colon < 0
    ? undefined
    : { user: text.slice(0, colon), password: new Secret(text.slice(colon + 1).replace(/\0+$/, "")) };
}

function parsed(place: string, text: string): Table {
  try {
    const value: unknown = JSON.parse(text);
    if (isTable(value)) return value;
    throw new Error("it is no object");
  } catch (error) {
    throw new AdpError(DOCKER_CONF, {
      what: `${place} is not valid JSON, so the docker client cannot read its logins either.`,
      // JSON.parse repeats what it read, and that could be a password.
      why: reasonOf(error).includes("no object")
        ? "It is no object."
        : "A comma, a quote or a brace is missing.",
      next: [`correct ${place}`, "docker login REGISTRY   writes it again once it is removed"],
    });
  }
}

function isTable(value: unknown): value is Table {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
