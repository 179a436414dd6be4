import {
  act,
  again,
  type Choice,
  either,
  type Next,
  run,
  type Step,
  shell,
} from "@airflow-data-platform/cli-kit";
import { AdpError } from "../kernel/errors.ts";
import {
  type Diagnosis,
  diagnose,
  diagnoseProcess,
  type FailureKind,
  type Patterns,
  remedy,
} from "../kernel/failure/index.ts";
import { installStep, type Machine, thisMachine } from "../kernel/machine.ts";
import type { ProcessFailure } from "../kernel/process.ts";
import { errors } from "./errors.ts";

type DockerKind = "no-permission" | "no-engine" | "no-plugin";

/** What the client prints where no engine answered it. */
const clientPatterns: Patterns<DockerKind> = [
  [/permission denied[\s\S]*(?:docker daemon socket|docker\.sock)/i, "no-permission"],
  [/cannot connect to the docker daemon|error during connect|resolve docker endpoint/i, "no-engine"],
  // A client without a plugin takes the plugin's options for its own.
  [/is not a docker command|unknown (?:shorthand )?flag/i, "no-plugin"],
];

const enginePatterns: Patterns = [[/no space left on device/i, "disk-full"]];

/** What the engine prints where a registry does not give it an image. */
const registryPatterns: Patterns = [
  [/x509|certificate/i, "tls-untrusted"],
  [
    /unauthorized|access denied|denied:|no basic auth|authentication required|incorrect username|forbidden/i,
    "login-refused",
  ],
  [/manifest unknown|not found|does not exist|name unknown|invalid reference/i, "not-found"],
  [/proxyconnect|\b407\b/i, "proxy"],
  [
    /no such host|lookup|connection refused|timeout|timed out|dial tcp|network is unreachable|EOF|no route/i,
    "unreachable",
  ],
];
const ofRegistry =
  /manifest unknown|pull access denied|repository does not exist|failed to resolve source metadata|no basic auth credentials|error response from daemon: (?:get|head) "https?:|unauthorized/i;

/** Whether Buildx had to look for a BuildKit outside of the engine, and found none that works. */
export function wantsBuildKit({ stdout, stderr }: ProcessFailure): boolean {
  return /\[internal\] booting buildkit/.test(`${stderr}\n${stdout}`);
}

/** What a failed pull means. */
export function diagnosePull(failure: ProcessFailure): Diagnosis {
  return diagnoseProcess<never>(failure, [...enginePatterns, ...registryPatterns]);
}

/** What a failed docker call means, and what helps on this machine. */
export function explain(failure: ProcessFailure, machine: Machine = thisMachine()): AdpError {
  const said = `${failure.stderr}\n${failure.stdout}`;
  // What the engine itself answered: it runs, and this user may talk to it.
  const isAnswered = /error response from daemon|failed to solve/i.test(said);
  const { kind } = diagnoseProcess(failure, [...(isAnswered ? [] : clientPatterns), ...enginePatterns]);
  const details = { evidence: failure.tail(6), cause: failure };
  switch (kind) {
    case "missing-program":
      return new AdpError(errors.NO_CLIENT, {
        why: "There is no program docker on PATH.",
        next: [install(machine), again],
        cause: failure,
      });
    case "no-permission":
      return new AdpError(errors.NO_PERMISSION, {
        ...details,
        why: "The engine's socket belongs to the group docker, and this user is not in it.",
        next: joinGroup(machine),
      });
    case "no-engine":
      return new AdpError(errors.NO_ENGINE, { ...details, next: [startEngine(machine), again] });
    case "disk-full":
      return new AdpError(errors.DISK_FULL, { ...details, next: [...freeSpace, again] });
    case "no-plugin":
      if (failure.argv[1] === "compose") return noCompose(failure, machine);
      if (failure.argv[1] === "buildx") return noBuildx(failure, machine);
      break;
    default:
      break;
  }
  if (wantsBuildKit(failure))
    return new AdpError(errors.NO_BUILDKIT, {
      ...details,
      why: "Buildx tried to start a BuildKit of its own, which does not see this engine's images. Docker's engine has one; Podman's has none.",
      next: [
        run(shell`docker version`, "shows which engine answers"),
        either(
          [run(shell`unset DOCKER_HOST`, "if Docker is here, too"), again],
          act("build with a Docker Engine; platform-bootstrap/README.md says under Podman what works here"),
        ),
      ],
    });
  if (ofRegistry.test(said))
    return new AdpError(errors.NO_IMAGE, {
      ...details,
      ...imageRemedy(diagnose(said, registryPatterns).kind, machine),
    });
  return new AdpError(errors.CALL_FAILED, {
    ...details,
    what: `docker ${failure.argv.slice(1, 3).join(" ")} failed: ${failure.message}.`,
    next: [run(shell`docker info`, "shows whether the engine is well"), again],
  });
}

function imageRemedy(kind: FailureKind, machine: Machine): { why?: string; next: Next } {
  const name = act("name the image as your registry does: IMAGE_... in layer1-base-image/.env");
  switch (kind) {
    case "tls-untrusted":
      return {
        why: "The Docker Engine does not trust the registry's certificate. A proxy may re-sign it with the company's CA.",
        next: [trustRegistry("REGISTRY", machine), again],
      };
    case "unreachable":
    case "proxy":
      return {
        why: "The Docker Engine does not reach the registry.",
        next: [either(name, run(shell`docker info`, "shows the engine's proxy")), again],
      };
    default:
      return {
        why: "The registry does not have the image, or requires a login.",
        next: [either(run(shell`docker login REGISTRY`), name), again],
      };
  }
}

/** Where the engine takes a registry's CA from. */
export function trustRegistry(registry: string, machine: Machine): ReturnType<typeof either> {
  const folder = `/etc/docker/certs.d/${registry}`;
  const ownEngine = run(
    shell`sudo mkdir -p ${folder} && sudo cp company-ca.crt ${`${folder}/ca.crt`}`,
    "an engine on Linux",
  );
  switch (machine) {
    case "macos":
      return either(
        act("add the company's CA to the keychain (System, always trust), and restart Docker Desktop"),
        run(
          shell`mkdir -p ~/.docker/certs.d/${registry} && cp company-ca.crt ~/.docker/certs.d/${registry}/ca.crt`,
        ),
      );
    case "wsl":
      return either(
        act("add the company's CA to Windows' trusted root certificates, and restart Docker Desktop"),
        ownEngine,
      );
    default:
      return either(ownEngine);
  }
}

/** What helps where a registry refuses, is out of reach or lacks an image; `change` says where the image is named. */
export function registryRemedy(
  kind: FailureKind,
  registry: string,
  change: Step,
  machine = thisMachine(),
): Next {
  const url = `https://${registry}/v2/`;
  const login = registry === "docker.io" ? shell`docker login` : shell`docker login ${registry}`;
  const own: Partial<Record<FailureKind, Next>> = {
    "tls-untrusted": [trustRegistry(registry, machine)],
    "login-refused": [run(login)],
    "not-found": [change],
    unreachable: [either(change, run(shell`curl -sSI ${url}`, "asks the registry without Docker"))],
    "disk-full": freeSpace,
  };
  return [...remedy(kind, { tool: "docker", url, machine, own }).next, again];
}

const freeSpace: Next = [
  run(shell`docker system df`, "shows what takes the space"),
  run(shell`docker builder prune`, "removes the build cache"),
];

/** `found` is what `docker compose` printed, or the version that it has. */
export function noCompose(found: ProcessFailure | string, machine: Machine = thisMachine()): AdpError {
  return new AdpError(errors.NO_COMPOSE, {
    why: "adp needs the plugin `docker compose`, version 2.20 or newer. The older docker-compose is another program.",
    ...evidence(found),
    next: [
      plugin({ docker: "docker-compose-plugin", debian: "docker-compose", macos: "docker-compose" }, machine),
      run(shell`docker compose version`, "shows its version"),
      again,
    ],
  });
}

export function noBuildx(found: ProcessFailure | string, machine: Machine = thisMachine()): AdpError {
  return new AdpError(errors.NO_BUILDX, {
    why: "The build uses named build contexts and secrets. Docker's older builder does not know them.",
    ...evidence(found),
    next: [
      plugin({ docker: "docker-buildx-plugin", debian: "docker-buildx", macos: "docker-buildx" }, machine),
      again,
    ],
  });
}

/** The first line: what follows is the client's whole help. */
function evidence(found: ProcessFailure | string) {
  if (typeof found === "string") return { evidence: [found] };
  return { evidence: [found.stderr.trim().split("\n")[0] ?? ""], cause: found };
}

/** A plugin has one name in Docker's own packages, and another in Debian's. */
function plugin(names: { docker: string; debian: string; macos: string }, machine: Machine): Step | Choice {
  const desktop = act("update Docker Desktop, which contains it");
  const packages = { debian: names.docker, fedora: names.docker, macos: names.macos };
  switch (machine) {
    case "macos":
      return either(desktop, installStep(packages, machine, "beside colima"));
    case "wsl":
      return either(desktop, installStep(packages, machine, "for an engine in WSL"));
    case "debian":
      return installStep(packages, machine, `Debian's own package is called ${names.debian}`);
    default:
      return installStep(packages, machine);
  }
}

function install(machine: Machine): ReturnType<typeof either> {
  switch (machine) {
    case "macos":
      return either(
        act("install Docker Desktop (https://docs.docker.com/desktop/)"),
        run(shell`brew install colima docker docker-compose`),
      );
    case "wsl":
      return either(
        act(
          "in Docker Desktop on Windows: Settings > Resources > WSL integration, and enable this distribution",
        ),
        run(shell`sudo apt-get install docker.io docker-compose-v2`, "installs an engine in WSL"),
      );
    default:
      return either(
        act("install Docker's packages for your distribution (https://docs.docker.com/engine/install/)"),
        installStep(
          { debian: "docker.io docker-compose", fedora: "moby-engine docker-compose", macos: "docker" },
          machine,
          "installs your distribution's own",
        ),
      );
  }
}

function joinGroup(machine: Machine): Next {
  const join = run(shell`sudo usermod -aG docker "$USER"`);
  if (machine === "wsl")
    return [join, run(shell`wsl.exe --shutdown`, "makes WSL notice the new group"), again];
  return [join, either(run(shell`newgrp docker`, "in this terminal"), act("log out and in again")), again];
}

function startEngine(machine: Machine): ReturnType<typeof either> {
  switch (machine) {
    case "macos":
      return either(run(shell`open -a Docker`), run(shell`colima start`));
    case "wsl":
      return either(
        act("start Docker Desktop on Windows"),
        run(shell`sudo service docker start`, "for an engine in WSL"),
      );
    default:
      return either(
        run(shell`sudo systemctl start docker`),
        run(shell`systemctl --user start docker`, "for rootless Docker"),
        run(shell`docker context ls`, "shows which engine the client asks"),
      );
  }
}
