import { AdpError } from "../kernel/errors.ts";
import { installCommand, type Machine, thisMachine } from "../kernel/machine.ts";
import type { ProcessFailure } from "../kernel/process.ts";
import * as errors from "./errors.ts";

/** What a failed docker call means, and what helps on this machine. `again` is the command that the user typed. */
export function explain(failure: ProcessFailure, again: string, machine: Machine = thisMachine()): AdpError {
  const said = failure.stderr.trim() || failure.stdout.trim();
  const details = { evidence: failure.tail(6), cause: failure };
  if (failure.kind === "spawn-failed")
    return new AdpError(errors.NO_CLIENT, {
      why: "No program of this name is on PATH.",
      next: [...install(machine), `then: ${again}`],
      cause: failure,
    });
  // What the engine itself answered: it runs, and this user may talk to it.
  const answered = /error response from daemon|failed to solve/i.test(said);
  if (!answered && /permission denied/i.test(said) && /docker daemon socket|docker\.sock/i.test(said))
    return new AdpError(errors.NO_PERMISSION, {
      ...details,
      why: "The engine's socket belongs to the group docker, and this user is not in it.",
      next: [
        'sudo usermod -aG docker "$USER"   then log in anew, or: newgrp docker',
        machine === "wsl" ? "wsl.exe --shutdown   makes WSL notice the new group" : again,
      ],
    });
  if (
    !answered &&
    /cannot connect to the docker daemon|error during connect|resolve docker endpoint/i.test(said)
  )
    return new AdpError(errors.NO_ENGINE, { ...details, next: [...startEngine(machine), `then: ${again}`] });
  if (failure.argv[1] === "compose" && noSuchPlugin.test(said)) return noCompose(failure, again, machine);
  if (failure.argv[1] === "buildx" && noSuchPlugin.test(said)) return noBuildx(failure, again, machine);
  if (/no space left on device/i.test(said))
    return new AdpError(errors.DISK_FULL, {
      ...details,
      next: ["docker system df   shows what takes the space", "docker builder prune   frees the build cache"],
    });
  if (
    /manifest unknown|pull access denied|repository does not exist|failed to resolve source metadata|no basic auth credentials|error response from daemon: (get|head) "https?:|unauthorized/i.test(
      said,
    )
  )
    return noImage(said, details, again);
  return new AdpError(errors.CALL_FAILED, {
    ...details,
    what: `docker ${failure.argv.slice(1, 3).join(" ")} failed: ${failure.message}.`,
    next: [again, "docker info   shows whether the engine is well"],
  });
}

/** What the client says of a plugin that it lacks: it takes the plugin's options for its own. */
const noSuchPlugin = /is not a docker command|unknown (shorthand )?flag/i;

function noImage(said: string, details: object, again: string): AdpError {
  const name = `name the image as your registry does (IMAGE_... in layer1-base-image/.env), then: ${again}`;
  if (/x509|certificate/i.test(said))
    return new AdpError(errors.NO_IMAGE, {
      ...details,
      why: "The engine does not trust the registry's certificate, as behind a proxy that opens TLS.",
      next: [
        "put your company's CA into /etc/docker/certs.d/REGISTRY/ca.crt, or into the system's store and restart Docker",
        name,
      ],
    });
  if (/dial tcp|no such host|connection refused|timeout|proxyconnect|eof/i.test(said))
    return new AdpError(errors.NO_IMAGE, {
      ...details,
      why: "The engine does not reach the registry.",
      next: [name, "docker info   shows the engine's proxy; most companies have a registry of their own"],
    });
  return new AdpError(errors.NO_IMAGE, {
    ...details,
    why: "The registry does not have the image, or wants a login.",
    next: ["docker login REGISTRY   when the registry wants one", name],
  });
}

/** `found` is what `docker compose` said, or the version that it has. */
export function noCompose(
  found: ProcessFailure | string,
  again: string,
  machine: Machine = thisMachine(),
): AdpError {
  const packages = {
    debian: "docker-compose-plugin",
    fedora: "docker-compose-plugin",
    macos: "docker-compose",
  };
  return new AdpError(errors.NO_COMPOSE, {
    why: "Compose 2.20 or newer is needed, as the plugin `docker compose`; the old docker-compose is another program.",
    ...evidence(found),
    next: [
      machine === "wsl" || machine === "macos"
        ? "update Docker Desktop, which brings it"
        : `${installCommand(packages, machine)}   (Debian's own package is called docker-compose)`,
      "docker compose version   shows it",
      `then: ${again}`,
    ],
  });
}

export function noBuildx(
  found: ProcessFailure | string,
  again: string,
  machine: Machine = thisMachine(),
): AdpError {
  const packages = { debian: "docker-buildx-plugin", fedora: "docker-buildx-plugin", macos: "docker-buildx" };
  return new AdpError(errors.NO_BUILDX, {
    why: "The image is built with a named build context, which the old builder does not know.",
    ...evidence(found),
    next: [
      machine === "wsl" || machine === "macos"
        ? "update Docker Desktop, which brings it"
        : `${installCommand(packages, machine)}   (Debian's own package is called docker-buildx)`,
      `then: ${again}`,
    ],
  });
}

/** The first line: what follows is the client's whole help. */
function evidence(found: ProcessFailure | string) {
  if (typeof found === "string") return { evidence: [found] };
  return { evidence: [found.stderr.trim().split("\n")[0] ?? ""], cause: found };
}

function install(machine: Machine): string[] {
  switch (machine) {
    case "macos":
      return [
        "install Docker Desktop (https://docs.docker.com/desktop/) or: brew install colima docker docker-compose",
      ];
    case "wsl":
      return [
        "Docker Desktop on Windows: Settings > Resources > WSL integration, and switch this distribution on",
        "sudo apt-get install docker.io docker-compose-v2   installs an engine of its own in WSL",
      ];
    default:
      return [
        "https://docs.docker.com/engine/install/ has the packages for your distribution",
        `${installCommand({ debian: "docker.io docker-compose", fedora: "moby-engine docker-compose", macos: "docker" }, machine)}   installs your distribution's own`,
      ];
  }
}

function startEngine(machine: Machine): string[] {
  switch (machine) {
    case "macos":
      return ["open -a Docker   (or: colima start)"];
    case "wsl":
      return ["start Docker Desktop on Windows", "sudo service docker start   for an engine of WSL's own"];
    default:
      return [
        "sudo systemctl start docker",
        "systemctl --user start docker   for rootless Docker",
        "docker context ls   shows which engine is asked",
      ];
  }
}
