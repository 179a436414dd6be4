import { act } from "@airflow-data-platform/cli-kit";
import { dockerLogin, readDockerConfig, registryOf } from "../credentials/index.ts";
import { type Docker, diagnosePull, type ImageFacts, registryRemedy } from "../docker/index.ts";
import { AdpError } from "../kernel/errors.ts";
import { ProcessFailure } from "../kernel/process.ts";
import { errors } from "./errors.ts";

export interface PullOptions {
  readonly docker: Docker;
  /** The variable that names the image, for errors. */
  readonly variable: string;
  /** The file that this variable belongs into, as it can be typed. */
  readonly envFile: string;
  /** Ask the registry even where the image is here. */
  readonly always?: boolean;
  readonly env?: NodeJS.ProcessEnv;
  readonly note: (line: string) => void;
}

/** The image, from here where it is here: no registry is asked then. */
export async function obtain(name: string, options: PullOptions): Promise<ImageFacts> {
  const { docker } = options;
  const here = await docker.image(name);
  if (here !== undefined && options.always !== true) return here;
  options.note(`Pulling ${name}`);
  const pulled = await docker.try(["pull", "--quiet", name]);
  if (pulled instanceof ProcessFailure) {
    if (here !== undefined && isElsewhere(pulled)) return here;
    throw await explainPull(name, pulled, options);
  }
  const found = await docker.image(name);
  if (found === undefined) throw new Error(`docker pulled ${name}, and does not have it`);
  return found;
}

/** The registry's digest of an image that came from one, else its id. */
export function digestOf(image: ImageFacts): string {
  const digest = image.digests.map((text) => /@(sha256:[0-9a-f]{64})$/.exec(text)?.[1]).find(Boolean);
  return digest ?? image.id;
}

/** An image that was built here has no registry to come from. */
function isElsewhere(failure: ProcessFailure): boolean {
  return /pull access denied|does not exist|not found/i.test(failure.stderr);
}

async function explainPull(
  name: string,
  failure: ProcessFailure,
  { docker, variable, envFile, env }: PullOptions,
): Promise<AdpError> {
  const registry = registryOf(name);
  const { kind } = diagnosePull(failure);
  const change = act(`correct ${variable} in ${envFile}`);
  const details = { evidence: failure.tail(3), cause: failure, next: registryRemedy(kind, registry, change) };
  switch (kind) {
    case "login-refused":
      return new AdpError(errors.BASE_LOGIN, {
        ...details,
        what: `${registry} refused to give ${name}.`,
        why: await loginSentence(registry, env),
      });
    case "tls-untrusted":
      return new AdpError(errors.BASE_TLS, {
        ...details,
        what: `The Docker Engine does not trust the certificate of ${registry}.`,
        why: "The engine pulls images, and has a list of certificates of its own.",
      });
    case "not-found":
      return new AdpError(errors.BASE_MISSING, {
        ...details,
        what: `${registry} has no image ${name}.`,
        why: `${variable} names it.`,
      });
    case "unreachable":
    case "proxy":
      return new AdpError(errors.BASE_UNREACHABLE, {
        ...details,
        what: `${registry} does not answer.`,
        why: `${name} is not on this machine, and ${variable} names that registry.`,
      });
    default:
      return docker.explain(failure);
  }
}

async function loginSentence(registry: string, env: NodeJS.ProcessEnv | undefined): Promise<string> {
  const login = await dockerLogin(readDockerConfig(env), registry, env);
  return login === undefined
    ? `There is no login for ${registry}, and it requires one.`
    : `docker used the login of ${login.user}, from ${login.place}. It is wrong, has expired, or may not read this image.`;
}
