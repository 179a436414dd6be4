import { dockerLogin, readDockerConfig, registryOf } from "../credentials/index.ts";
import type { Docker, ImageFacts } from "../docker/index.ts";
import { AdpError } from "../kernel/errors.ts";
import { type Machine, thisMachine } from "../kernel/machine.ts";
import { ProcessFailure } from "../kernel/process.ts";
import { BASE_LOGIN, BASE_MISSING, BASE_TLS, BASE_UNREACHABLE } from "./errors.ts";

export interface PullOptions {
  readonly docker: Docker;
  /** The variable that names the image, for errors. */
  readonly variable: string;
  readonly again: string;
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

/** An image that was built here has no registry to come from. */
function isElsewhere(failure: ProcessFailure): boolean {
  return /pull access denied|does not exist|not found/i.test(failure.stderr);
}

async function explainPull(
  name: string,
  failure: ProcessFailure,
  options: PullOptions,
  machine: Machine = thisMachine(),
): Promise<AdpError> {
  const said = failure.stderr;
  const registry = registryOf(name);
  const details = { evidence: failure.tail(3), cause: failure };
  const { again } = options;
  if (
    /unauthorized|access denied|denied:|no basic auth|authentication required|incorrect username|forbidden/i.test(
      said,
    )
  ) {
    return new AdpError(BASE_LOGIN, {
      ...details,
      what: `${registry} refuses to give ${name}.`,
      why: await loginSentence(registry, options.env),
      next: [`docker login ${registry === "docker.io" ? "" : registry}`.trim(), again],
    });
  }
  if (/x509|certificate/i.test(said))
    return new AdpError(BASE_TLS, {
      ...details,
      what: `The Docker Engine does not trust the certificate of ${registry}.`,
      why: "Images are pulled by the engine, which has a list of certificates of its own.",
      next: [...engineTrust(registry, machine), again],
    });
  if (/manifest unknown|not found|does not exist|name unknown|invalid reference/i.test(said))
    return new AdpError(BASE_MISSING, {
      ...details,
      what: `${registry} has no image ${name}.`,
      why: `${options.variable} names it.`,
      next: [`correct ${options.variable} in layer1-base-image/.env`, again],
    });
  if (
    /no such host|lookup|connection refused|timeout|timed out|dial tcp|network is unreachable|EOF|no route/i.test(
      said,
    )
  )
    return new AdpError(BASE_UNREACHABLE, {
      ...details,
      what: `${registry} does not answer.`,
      why: `${name} is not on this machine, and ${options.variable} names that registry.`,
      next: [
        `${options.variable}=YOUR-REGISTRY/...   in layer1-base-image/.env, where the company has a mirror`,
        `curl -sSI https://${registry}/v2/   asks it without Docker`,
        again,
      ],
    });
  return options.docker.explain(failure);
}

async function loginSentence(registry: string, env: NodeJS.ProcessEnv | undefined): Promise<string> {
  const login = await dockerLogin(readDockerConfig(env), registry, env);
  return login === undefined
    ? `There is no login for ${registry}, and it wants one.`
    : `The login is ${login.user}'s, from ${login.place}. It is wrong, has expired, or may not read this image.`;
}

function engineTrust(registry: string, machine: Machine): string[] {
  switch (machine) {
    case "macos":
      return [
        "add the company's CA to the keychain (System, always trust), and restart Docker Desktop",
        `mkdir -p ~/.docker/certs.d/${registry} && cp company-ca.crt ~/.docker/certs.d/${registry}/ca.crt`,
      ];
    case "wsl":
      return [
        "Docker Desktop: add the company's CA to Windows' trusted roots, and restart Docker Desktop",
        `an engine in WSL: sudo mkdir -p /etc/docker/certs.d/${registry} && sudo cp company-ca.crt /etc/docker/certs.d/${registry}/ca.crt`,
      ];
    default:
      return [
        `sudo mkdir -p /etc/docker/certs.d/${registry} && sudo cp company-ca.crt /etc/docker/certs.d/${registry}/ca.crt`,
      ];
  }
}
