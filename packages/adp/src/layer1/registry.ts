import { act, adp, either, run } from "@airflow-data-platform/cli-kit";
import { dockerLogin, readDockerConfig, registryOf } from "../credentials/index.ts";
import { type Docker, diagnosePull, type ImageFacts, registryRemedy } from "../docker/index.ts";
import { AdpError } from "../kernel/errors.ts";
import { ProcessFailure } from "../kernel/process.ts";
import { airflowLabel, runtimeLabel } from "./base.ts";
import { errors } from "./errors.ts";
import { labels } from "./plan.ts";

interface RegistryOptions {
  readonly docker: Docker;
  /** Layer 1's name on this machine, without a tag. */
  readonly name: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly note: (line: string) => void;
}

/** A Layer 1 that a registry has. */
interface InRegistry {
  /** REGISTRY/PATH@sha256:...: always the same image. */
  readonly reference: string;
  /** NAME:TAG on this machine. */
  readonly image: string;
  readonly runtime: string;
  readonly airflow: string;
}

interface Address {
  /** REGISTRY/PATH */
  readonly repository: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

const part = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
const address = new RegExp(
  `^(?<repository>[a-zA-Z0-9.-]+(?::\\d+)?(?:/${part})+)(?::(?<tag>\\w[\\w.-]{0,127}))?(?:@(?<digest>sha256:[0-9a-f]{64}))?$`,
);

/** Sends NAME:latest to a repository of the company's registry, under the tag of its build. */
export async function pushLayer1(repository: string, options: RegistryOptions): Promise<InRegistry> {
  const { docker, name } = options;
  const to = addressOf(repository);
  if (to.tag !== undefined || to.digest !== undefined)
    throw notAnAddress(repository, "The tag comes from the build: leave it out.", to.repository);
  const image = await docker.image(`${name}:latest`);
  if (image === undefined)
    throw new AdpError(errors.NO_IMAGE, {
      what: `There is no image ${name}:latest here.`,
      next: [run(adp`layer1 build --name ${name}`)],
    });
  const tag = tagOf(image, `${name}:latest`);
  const sent = await pushImage(`${to.repository}:${tag}`, image, options);
  return inRegistry(to.repository, sent, `${name}:${tag}`);
}

/** Sends an image under a name of the registry's, REGISTRY/PATH:TAG. Gives its facts, with its digest there. */
export async function pushImage(
  remote: string,
  image: ImageFacts,
  options: Omit<RegistryOptions, "name">,
): Promise<ImageFacts> {
  const { docker, note } = options;
  note(`Pushing ${remote}`);
  await docker.call(["tag", image.id, remote]);
  try {
    const pushed = await docker.try(["push", "--quiet", remote]);
    if (pushed instanceof ProcessFailure) throw await explained(remote, pushed, options);
    return (await docker.image(remote)) ?? image;
  } finally {
    // The name was only for the push; the image stays under its own.
    await docker.try(["rmi", remote]);
  }
}

/** REGISTRY/PATH, without a tag. @throws AdpError for anything else */
export function repositoryOf(text: string): string {
  const { repository, tag, digest } = addressOf(text);
  if (tag === undefined && digest === undefined) return repository;
  throw notAnAddress(text, "The tag comes from the commit: leave it out.", repository);
}

/** How the registry names an image that was pushed to it: REGISTRY/PATH@sha256:... */
export function referenceOf(repository: string, image: ImageFacts): string {
  const reference = image.digests.find((text) => text.startsWith(`${repository}@sha256:`));
  if (reference === undefined) throw new Error(`docker knows no digest of ${repository}`);
  return reference;
}

/** Takes a Layer 1 from the company's registry and makes it NAME:latest, which datakits are built on. */
export async function pullLayer1(reference: string, options: RegistryOptions): Promise<InRegistry> {
  const { docker, name, note } = options;
  const from = addressOf(reference);
  if (from.tag === undefined && from.digest === undefined)
    throw notAnAddress(reference, "It names neither a digest nor a tag.", `${from.repository}@sha256:DIGEST`);
  const asked = from.digest === undefined ? reference : `${from.repository}@${from.digest}`;
  // A digest is always the same image: where it is here, no registry is asked.
  const here = from.digest === undefined ? undefined : await docker.image(asked);
  if (here === undefined) {
    note(`Pulling ${asked}`);
    const pulled = await docker.try(["pull", "--quiet", asked]);
    if (pulled instanceof ProcessFailure) throw await explained(asked, pulled, options);
  }
  const image = here ?? (await docker.image(asked));
  if (image === undefined) throw new Error(`docker pulled ${asked}, and does not have it`);
  const tag = tagOf(image, asked);
  const result = inRegistry(from.repository, image, `${name}:${tag}`);
  for (const local of [tag, "latest"]) await docker.call(["tag", image.id, `${name}:${local}`]);
  return result;
}

function addressOf(text: string): Address {
  const groups = address.exec(text)?.groups;
  if (groups?.repository === undefined)
    throw notAnAddress(text, "It is not REGISTRY/PATH.", "registry.corp.example/airflow/layer1-airflow");
  const { repository, tag, digest } = groups;
  if (registryOf(repository) === "docker.io")
    throw notAnAddress(text, "It names no registry.", `registry.corp.example/${repository}`);
  return { repository, tag, digest };
}

function notAnAddress(text: string, why: string, example: string): AdpError {
  return new AdpError(errors.ADDRESS, {
    what: `"${text}" is not the address of an image here.`,
    why,
    next: [act(`write it like ${example}`)],
  });
}

/** VERSION-INPUTS, as `adp layer1 build` tags it; refuses what it did not build. */
function tagOf(image: ImageFacts, name: string): string {
  const inputs = image.labels[labels.inputs];
  const version = image.labels[labels.version];
  if (inputs === undefined || version === undefined)
    throw new AdpError(errors.NOT_LAYER1, {
      what: `${name} was not built by adp layer1 build: it lacks the label ${labels.inputs}.`,
      next: [
        either(
          act("name the image that `adp layer1 push` printed"),
          run(adp`layer1 build`, "builds one here"),
        ),
      ],
    });
  return `${version}-${inputs.slice(0, 12)}`;
}

function inRegistry(repository: string, image: ImageFacts, local: string): InRegistry {
  return {
    reference: referenceOf(repository, image),
    image: local,
    runtime: image.labels[runtimeLabel] ?? "",
    airflow: image.labels[airflowLabel] ?? "",
  };
}

async function explained(
  name: string,
  failure: ProcessFailure,
  { docker, env }: Omit<RegistryOptions, "name">,
): Promise<AdpError> {
  const registry = registryOf(name);
  const { kind } = diagnosePull(failure);
  const change = act("correct the address");
  const details = { evidence: failure.tail(3), cause: failure, next: registryRemedy(kind, registry, change) };
  switch (kind) {
    case "login-refused": {
      const login = await dockerLogin(readDockerConfig(env), registry, env);
      return new AdpError(errors.REGISTRY_LOGIN, {
        ...details,
        what: `${registry} refused the login for ${name}.`,
        why:
          login === undefined
            ? `There is no login for ${registry}, and it requires one.`
            : `docker used the login of ${login.user}, from ${login.place}. It is wrong, has expired, or has no right to this image.`,
      });
    }
    case "tls-untrusted":
      return new AdpError(errors.BASE_TLS, {
        ...details,
        what: `The Docker Engine does not trust the certificate of ${registry}.`,
        why: "The engine talks to registries, and has a list of certificates of its own.",
      });
    case "not-found":
      return new AdpError(errors.REGISTRY_MISSING, {
        ...details,
        what: `${registry} does not have ${name}.`,
      });
    case "unreachable":
    case "proxy":
      return new AdpError(errors.BASE_UNREACHABLE, { ...details, what: `${registry} does not answer.` });
    default:
      return docker.explain(failure);
  }
}
