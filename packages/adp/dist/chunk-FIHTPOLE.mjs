import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  installCommand,
  thisMachine
} from "./chunk-BDWPJV5M.mjs";
import {
  ProcessFailure,
  attempt,
  openStream
} from "./chunk-RXQROTSY.mjs";
import {
  AdpError,
  Exit,
  defineError
} from "./chunk-NWQJSMLS.mjs";

// packages/adp/src/docker/json.ts
function parse(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`docker printed no JSON: ${text.slice(0, 200)}`, { cause: error });
  }
}
function record(value) {
  return typeof value == "object" && value !== null && !Array.isArray(value) ? value : {};
}
function texts(value) {
  return Object.fromEntries(Object.entries(record(value)).map(([name, text]) => [name, String(text)]));
}
function strings(value) {
  return Array.isArray(value) ? value.filter((entry) => typeof entry == "string") : [];
}

// packages/adp/src/docker/container.ts
function container(value) {
  let facts = record(value), [state, config, host] = [record(facts.State), record(facts.Config), record(facts.HostConfig)], health = record(state.Health ?? {}).Status;
  return {
    id: String(facts.Id),
    name: String(facts.Name).replace(/^\//, ""),
    image: String(config.Image),
    state: String(state.Status),
    exitCode: Number(state.ExitCode),
    health: typeof health == "string" && health !== "none" ? health : void 0,
    startedAt: String(state.StartedAt),
    user: String(config.User ?? ""),
    networkMode: String(host.NetworkMode ?? ""),
    labels: texts(config.Labels ?? {}),
    env: Object.fromEntries(
      strings(config.Env).map((line) => [
        line.slice(0, line.indexOf("=")),
        line.slice(line.indexOf("=") + 1)
      ])
    ),
    mounts: (Array.isArray(facts.Mounts) ? facts.Mounts : []).map((entry) => {
      let mount = record(entry);
      return {
        type: String(mount.Type),
        name: typeof mount.Name == "string" ? mount.Name : void 0,
        source: String(mount.Source),
        destination: String(mount.Destination),
        writable: mount.RW === !0
      };
    })
  };
}

// packages/adp/src/docker/image.ts
function imageFacts(value) {
  let facts = record(Array.isArray(value) ? value[0] : value), config = record(facts.Config ?? {}), layers = strings(record(facts.RootFS ?? {}).Layers), folders = layerFolders(record(record(facts.GraphDriver).Data));
  return {
    id: String(facts.Id),
    digests: strings(facts.RepoDigests),
    tags: strings(facts.RepoTags),
    labels: texts(config.Labels ?? {}),
    onBuild: strings(config.OnBuild),
    user: String(config.User ?? ""),
    env: strings(config.Env),
    layers,
    folders: folders.length === layers.length ? folders : [],
    created: String(facts.Created ?? ""),
    config,
    os: String(facts.Os ?? "linux"),
    architecture: String(facts.Architecture ?? ""),
    size: Number(facts.Size ?? 0)
  };
}
function layerFolders({ UpperDir, LowerDir }) {
  return typeof UpperDir != "string" ? [] : [UpperDir, ...typeof LowerDir == "string" ? LowerDir.split(":") : []].reverse();
}

// packages/adp/src/docker/errors.ts
var NO_CLIENT = defineError("ADP-DOC-001", Exit.platform, "The docker command was not found."), NO_ENGINE = defineError("ADP-DOC-002", Exit.platform, "The Docker Engine does not answer."), NO_PERMISSION = defineError(
  "ADP-DOC-003",
  Exit.platform,
  "This user may not talk to the Docker Engine."
), NO_COMPOSE = defineError(
  "ADP-DOC-004",
  Exit.platform,
  "Docker Compose 2 is missing or too old."
), NO_BUILDX = defineError("ADP-DOC-005", Exit.platform, "Docker's Buildx is missing."), NO_IMAGE = defineError("ADP-DOC-006", Exit.platform, "An image could not be pulled."), CALL_FAILED = defineError("ADP-DOC-007", Exit.platform, "A docker command failed."), DISK_FULL = defineError(
  "ADP-DOC-008",
  Exit.platform,
  "The Docker Engine has no disk space left."
);

// packages/adp/src/docker/remedies.ts
function explain(failure, again, machine = thisMachine()) {
  let said = failure.stderr.trim() || failure.stdout.trim(), details = { evidence: failure.tail(6), cause: failure };
  if (failure.kind === "spawn-failed")
    return new AdpError(NO_CLIENT, {
      why: "No program of this name is on PATH.",
      next: [...install(machine), `then: ${again}`],
      cause: failure
    });
  let answered = /error response from daemon|failed to solve/i.test(said);
  return !answered && /permission denied/i.test(said) && /docker daemon socket|docker\.sock/i.test(said) ? new AdpError(NO_PERMISSION, {
    ...details,
    why: "The engine's socket belongs to the group docker, and this user is not in it.",
    next: [
      'sudo usermod -aG docker "$USER"   then log in anew, or: newgrp docker',
      machine === "wsl" ? "wsl.exe --shutdown   makes WSL notice the new group" : again
    ]
  }) : !answered && /cannot connect to the docker daemon|error during connect|resolve docker endpoint/i.test(said) ? new AdpError(NO_ENGINE, { ...details, next: [...startEngine(machine), `then: ${again}`] }) : failure.argv[1] === "compose" && noSuchPlugin.test(said) ? noCompose(failure, again, machine) : failure.argv[1] === "buildx" && noSuchPlugin.test(said) ? noBuildx(failure, again, machine) : /no space left on device/i.test(said) ? new AdpError(DISK_FULL, {
    ...details,
    next: ["docker system df   shows what takes the space", "docker builder prune   frees the build cache"]
  }) : /manifest unknown|pull access denied|repository does not exist|failed to resolve source metadata|no basic auth credentials|error response from daemon: (get|head) "https?:|unauthorized/i.test(
    said
  ) ? noImage(said, details, again) : new AdpError(CALL_FAILED, {
    ...details,
    what: `docker ${failure.argv.slice(1, 3).join(" ")} failed: ${failure.message}.`,
    next: [again, "docker info   shows whether the engine is well"]
  });
}
var noSuchPlugin = /is not a docker command|unknown (shorthand )?flag/i;
function noImage(said, details, again) {
  let name = `name the image as your registry does (IMAGE_... in layer1-base-image/.env), then: ${again}`;
  return /x509|certificate/i.test(said) ? new AdpError(NO_IMAGE, {
    ...details,
    why: "The engine does not trust the registry's certificate, as behind a proxy that opens TLS.",
    next: [
      "put your company's CA into /etc/docker/certs.d/REGISTRY/ca.crt, or into the system's store and restart Docker",
      name
    ]
  }) : /dial tcp|no such host|connection refused|timeout|proxyconnect|eof/i.test(said) ? new AdpError(NO_IMAGE, {
    ...details,
    why: "The engine does not reach the registry.",
    next: [name, "docker info   shows the engine's proxy; most companies have a registry of their own"]
  }) : new AdpError(NO_IMAGE, {
    ...details,
    why: "The registry does not have the image, or wants a login.",
    next: ["docker login REGISTRY   when the registry wants one", name]
  });
}
function noCompose(found, again, machine = thisMachine()) {
  let packages = {
    debian: "docker-compose-plugin",
    fedora: "docker-compose-plugin",
    macos: "docker-compose"
  };
  return new AdpError(NO_COMPOSE, {
    why: "Compose 2.20 or newer is needed, as the plugin `docker compose`; the old docker-compose is another program.",
    ...evidence(found),
    next: [
      machine === "wsl" || machine === "macos" ? "update Docker Desktop, which brings it" : `${installCommand(packages, machine)}   (Debian's own package is called docker-compose)`,
      "docker compose version   shows it",
      `then: ${again}`
    ]
  });
}
function noBuildx(found, again, machine = thisMachine()) {
  let packages = { debian: "docker-buildx-plugin", fedora: "docker-buildx-plugin", macos: "docker-buildx" };
  return new AdpError(NO_BUILDX, {
    why: "The image is built with a named build context, which the old builder does not know.",
    ...evidence(found),
    next: [
      machine === "wsl" || machine === "macos" ? "update Docker Desktop, which brings it" : `${installCommand(packages, machine)}   (Debian's own package is called docker-buildx)`,
      `then: ${again}`
    ]
  });
}
function evidence(found) {
  return typeof found == "string" ? { evidence: [found] } : { evidence: [found.stderr.trim().split(`
`)[0] ?? ""], cause: found };
}
function install(machine) {
  switch (machine) {
    case "macos":
      return [
        "install Docker Desktop (https://docs.docker.com/desktop/) or: brew install colima docker docker-compose"
      ];
    case "wsl":
      return [
        "Docker Desktop on Windows: Settings > Resources > WSL integration, and switch this distribution on",
        "sudo apt-get install docker.io docker-compose-v2   installs an engine of its own in WSL"
      ];
    default:
      return [
        "https://docs.docker.com/engine/install/ has the packages for your distribution",
        `${installCommand({ debian: "docker.io docker-compose", fedora: "moby-engine docker-compose", macos: "docker" }, machine)}   installs your distribution's own`
      ];
  }
}
function startEngine(machine) {
  switch (machine) {
    case "macos":
      return ["open -a Docker   (or: colima start)"];
    case "wsl":
      return ["start Docker Desktop on Windows", "sudo service docker start   for an engine of WSL's own"];
    default:
      return [
        "sudo systemctl start docker",
        "systemctl --user start docker   for rootless Docker",
        "docker context ls   shows which engine is asked"
      ];
  }
}

// packages/adp/src/docker/docker.ts
var Docker = class {
  constructor(options) {
    this.options = options;
  }
  options;
  #builder;
  /** Runs docker; a failure is thrown as an error that the user can act on. */
  async call(args, options = {}) {
    let result = await this.try(args, options);
    if (result instanceof ProcessFailure) throw explain(result, this.options.again);
    return result;
  }
  /** Runs docker, for callers that tell failures apart. */
  async try(args, options = {}) {
    return attempt(["docker", ...args], {
      ...this.options.signal === void 0 ? {} : { signal: this.options.signal },
      ...options,
      env: { ...this.options.env, ...options.env }
    });
  }
  /** Runs docker and gives what it prints as it comes: `save`, `cp`. */
  async stream(args) {
    return openStream(["docker", ...args], {
      env: { ...this.options.env },
      ...this.options.signal === void 0 ? {} : { signal: this.options.signal }
    });
  }
  explain(failure) {
    return explain(failure, this.options.again);
  }
  /** Asks the engine about itself. The first call to make: it tells a missing client, engine or permission apart. */
  async engine() {
    let { stdout, stderr } = await this.call(["info", "--format", "{{json .}}"], { timeoutMs: 2e4 }), facts = record(parse(stdout)), failed = strings(facts.ServerErrors);
    if (failed.length > 0 || typeof facts.ServerVersion != "string" || facts.ServerVersion === "")
      throw explain(
        new ProcessFailure(["docker", "info"], "exited", 1, "", failed.join(`
`) || stderr, "no answer"),
        this.options.again
      );
    let security = strings(facts.SecurityOptions);
    return {
      version: facts.ServerVersion,
      rootless: security.some((option) => option.startsWith("name=rootless")),
      remapped: security.some((option) => option.startsWith("name=userns")),
      operatingSystem: String(facts.OperatingSystem ?? "")
    };
  }
  /** The version of the Compose plugin. */
  async composeVersion() {
    let result = await this.try(["compose", "version", "--short"]);
    if (result instanceof ProcessFailure)
      throw result.kind === "spawn-failed" ? this.explain(result) : noCompose(result, this.options.again);
    let text = result.stdout.trim().replace(/^v/, ""), [major = 0, minor = 0] = text.split(".").map(Number);
    if (major > 2 || major === 2 && minor >= 20) return text;
    throw noCompose(`Compose ${text}`, this.options.again);
  }
  compose(project, args, options = {}) {
    return this.call(["compose", ...project, ...args], options);
  }
  /** The labels of an image that is here; undefined when it is not. */
  async imageLabels(name) {
    let result = await this.try(["image", "inspect", "--format", "{{json .Config.Labels}}", name]);
    if (!(result instanceof ProcessFailure)) return texts(parse(result.stdout) ?? {});
    if (!/no such image/i.test(result.stderr))
      throw this.explain(result);
  }
  /** What an image that is here is made of; undefined when it is not here. */
  async image(name) {
    let result = await this.try(["image", "inspect", name]);
    if (!(result instanceof ProcessFailure)) return imageFacts(parse(result.stdout));
    if (!/no such image/i.test(result.stderr))
      throw this.explain(result);
  }
  /** Builds, and explains a failure. `tryBuild` gives the failure to callers that know more. */
  async build(options) {
    let result = await this.tryBuild(options);
    if (result instanceof ProcessFailure) throw this.explain(result);
  }
  /** The engine's own builder, which has the context's name: others do not see the images that are here. */
  builder() {
    return this.#builder ??= this.#findBuilder(), this.#builder;
  }
  async #findBuilder() {
    let [buildx, context] = await Promise.all([
      this.try(["buildx", "version"]),
      this.try(["context", "show"])
    ]);
    if (buildx instanceof ProcessFailure)
      throw buildx.kind === "spawn-failed" ? this.explain(buildx) : noBuildx(buildx, this.options.again);
    if (context instanceof ProcessFailure) throw this.explain(context);
    return context.stdout.trim();
  }
  async tryBuild(options) {
    let pairs = (flag, values) => Object.entries(values).flatMap(([name, value]) => [flag, `${name}=${value}`]);
    return this.try(
      [
        "buildx",
        "build",
        `--builder=${await this.builder()}`,
        "--load",
        "--progress=plain",
        "--target",
        options.target,
        "--tag",
        options.tag,
        ...pairs("--build-arg", options.args),
        ...pairs("--build-context", options.contexts),
        ...pairs("--label", options.labels),
        ...(options.fromEnvironment ?? []).flatMap((name) => ["--build-arg", name]),
        ...Object.entries(options.secrets ?? {}).flatMap(([id, path]) => [
          "--secret",
          `id=${id},src=${path}`
        ]),
        ...options.noCache ? ["--no-cache"] : [],
        options.folder
      ],
      options.onLine === void 0 ? {} : { onLine: options.onLine }
    );
  }
  /** Containers by a filter of `docker ps`, also those that have ended. */
  async containers(filter) {
    let { stdout } = await this.call(["ps", "--all", "--quiet", "--no-trunc", "--filter", filter]), ids = stdout.split(`
`).filter(Boolean);
    if (ids.length === 0) return [];
    let result = await this.try(["container", "inspect", ...ids]);
    if (result instanceof ProcessFailure && !/no such container/i.test(result.stderr))
      throw this.explain(result);
    let found = parse(result.stdout.trim() === "" ? "[]" : result.stdout);
    return Array.isArray(found) ? found.map(container) : [];
  }
  /** The labels of a volume; undefined when there is none of this name. */
  async volume(name) {
    let result = await this.try(["volume", "inspect", "--format", "{{json .}}", name]);
    if (result instanceof ProcessFailure) {
      if (/no such volume/i.test(result.stderr)) return;
      throw this.explain(result);
    }
    let facts = record(parse(result.stdout));
    return { driver: String(facts.Driver ?? ""), labels: texts(facts.Labels ?? {}) };
  }
};

// packages/adp/src/kernel/env-file.ts
var EnvFileMistake = class extends Error {
  constructor(line) {
    super(`line ${line} is not NAME=value`);
    this.line = line;
  }
  line;
};
function parseEnvFile(text) {
  let values = {};
  for (let [index, line] of text.replace(/^\uFEFF/, "").split(/\r?\n/).entries()) {
    if (/^\s*(#|$)/.test(line)) continue;
    let found = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)$/.exec(line);
    if (found === null) throw new EnvFileMistake(index + 1);
    values[found[1] ?? ""] = unquoted(found[2] ?? "");
  }
  return values;
}
function unquoted(value) {
  let inQuotes = /^(["'])(.*)\1\s*(?:#.*)?$/.exec(value);
  return inQuotes === null ? value.replace(/(^|\s+)#.*$/, "").trim() : inQuotes[2] ?? "";
}

export {
  Docker,
  EnvFileMistake,
  parseEnvFile
};
