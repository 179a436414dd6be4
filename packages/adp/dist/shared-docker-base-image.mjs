import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  _default,
  array,
  boolean,
  looseObject,
  nullable,
  nullish,
  number2 as number,
  object,
  optional,
  pipe,
  record,
  string,
  transform,
  tuple
} from "./shared-npm-zod-v4-core-api.mjs";
import {
  ProcessFailure,
  ask,
  attempt,
  openStream,
  parseJson,
  readOrdinary
} from "./shared-npm-commander-esm.mjs";
import {
  AdpError,
  Exit,
  act,
  again,
  defineErrors,
  either,
  errnoOf,
  installStep,
  run,
  shell,
  thisMachine,
  userHome
} from "./shared-commands-list.mjs";

// packages/adp/src/docker/base-image.ts
import { join } from "node:path";
function baseImageOf(folder) {
  let text2 = readOrdinary(join(folder, "Dockerfile")) ?? "";
  return /^FROM[ \t]+(?:--\S+[ \t]+)*(\S+)/im.exec(text2)?.[1];
}
function isImageName(name) {
  return /^\w[\w.:/@-]{0,511}$/.test(name);
}

// packages/adp/src/kernel/failure/kind.ts
function diagnose(text2, patterns) {
  for (let [pattern, kind] of patterns) {
    let match = pattern.exec(text2);
    if (match !== null) return { kind, match };
  }
  return { kind: "unknown" };
}
function diagnoseProcess(failure, patterns) {
  if (failure.kind === "spawn-failed") return { kind: "missing-program" };
  let found = diagnose(`${failure.stderr}
${failure.stdout}`, patterns);
  return found.kind === "unknown" && failure.kind === "killed" ? { kind: "killed" } : found;
}
function diagnoseFile(error) {
  if (error instanceof ProcessFailure || !(error instanceof Error)) return;
  let code = errnoOf(error) ?? "";
  if (/^(ENOSPC|EDQUOT)$/.test(code)) return "disk-full";
  if (/^(EACCES|EPERM|EROFS)$/.test(code)) return "denied";
}

// packages/adp/src/kernel/failure/remedy.ts
function remedy(kind, situation) {
  let general = table[kind]({ ...situation, ...situation.url && { url: withoutLogin(situation.url) } }), own = situation.own?.[kind];
  return own === void 0 ? general : { ...general, next: own };
}
var table = {
  "disk-full": ({ folder = ".", size }) => ({
    ...size === void 0 ? {} : { why: `It takes ${size}.` },
    next: [run(shell`df -h ${folder}`, "shows which disk is full"), act("free some space")]
  }),
  "tls-untrusted": (it) => ({
    why: `The issuer of ${hostOf(it)}'s certificate is unknown here. Many companies re-sign traffic with a CA of their own: ask your IT for its file.`,
    next: [trustInSystem(it)]
  }),
  proxy: (it) => ({
    why: "The proxy does not answer, needs a login, or blocks this host.",
    next: [
      either(
        run(shell`export HTTPS_PROXY=http://USER:PASSWORD@PROXY:PORT`, "special characters as %XX"),
        run(
          { shell: `export NO_PROXY="$NO_PROXY,${hostNameOf(it)}"` },
          "if the host is inside the company's network"
        )
      )
    ]
  }),
  "login-refused": (it) => ({
    why: it.login === void 0 ? `${hostOf(it)} refused the login.` : `${hostOf(it)} refused the login of ${it.login.user}, from ${it.login.place}: it is wrong or has expired.`,
    next: [netrc(it)]
  }),
  "login-missing": (it) => ({
    why: `${hostOf(it)} was asked without a login.`,
    next: [netrc(it)]
  }),
  unreachable: (it) => ({
    why: `${hostOf(it)} does not answer: the network, a proxy setting, or the server itself.`,
    next: [
      either(
        ...it.url === void 0 ? [] : [run(shell`curl -sSI ${it.url}`, `asks it without ${it.tool}`)],
        ...it.setting === void 0 ? [] : [act(`correct the address in ${it.setting}`)],
        run(shell`export HTTPS_PROXY=http://PROXY:PORT`, "if the way out is a proxy")
      )
    ]
  }),
  "not-found": (it) => ({
    ...it.url === void 0 ? {} : { why: `${it.url} does not have it.` },
    next: [
      act(
        it.setting === void 0 ? "correct the name" : `correct the name, or the address in ${it.setting}`
      )
    ]
  }),
  denied: ({ folder = "." }) => ({
    why: "Another user owns it, or the disk is mounted read-only.",
    next: [
      run(shell`ls -ld ${folder}`, "shows whose it is"),
      run(shell`sudo chown -R "$USER" ${folder}`, "if sudo made it")
    ]
  }),
  killed: ({ tool, machine = thisMachine() }) => ({
    why: `${tool} was killed, most often because memory ran out.`,
    next: [run(machine === "macos" ? shell`vm_stat` : shell`free -h`, "shows free memory")]
  }),
  "missing-program": ({ tool, packages, machine }) => ({
    why: `There is no program ${tool} on PATH.`,
    next: [packages === void 0 ? act(`install ${tool}`) : installStep(packages, machine)]
  }),
  unknown: () => ({ next: [] })
};
function hostOf({ url, tool }) {
  return url === void 0 ? `the server that ${tool} asked` : URL.canParse(url) ? new URL(url).host : url;
}
function hostNameOf(it) {
  return it.url === void 0 ? "HOST" : hostOf(it).replace(/:\d+$/, "");
}
function withoutLogin(url) {
  return url.replace(/^([a-z][\w+.-]*:\/\/)[^/@]*@/i, "$1");
}
function netrc(it) {
  return act(`add to ~/.netrc (chmod 600): machine ${hostNameOf(it)} login YOU password TOKEN`);
}
function trustInSystem({ machine = thisMachine() }) {
  switch (machine) {
    case "debian":
    case "wsl":
      return run(
        shell`sudo cp company-ca.crt /usr/local/share/ca-certificates/ && sudo update-ca-certificates`,
        "trusts it on this machine"
      );
    case "fedora":
      return run(
        shell`sudo cp company-ca.crt /etc/pki/ca-trust/source/anchors/ && sudo update-ca-trust`,
        "trusts it on this machine"
      );
    case "macos":
      return run(
        shell`sudo security add-trusted-cert -d -k /Library/Keychains/System.keychain company-ca.crt`,
        "trusts it on this machine"
      );
    default:
      return act("add the company's CA to the certificates that your system trusts");
  }
}

// packages/adp/src/docker/json.ts
var strings = pipe(
  nullish(array(string())),
  transform((value) => value ?? [])
), texts = pipe(
  nullish(record(string(), string())),
  transform((value) => value ?? {})
), text = pipe(
  nullish(string()),
  transform((value) => value ?? "")
);
function parseDocker(stdout, schema, command) {
  return parseJson(stdout, schema, {
    from: command,
    next: [run(shell`docker version`, "shows whether client and engine fit"), again]
  });
}

// packages/adp/src/docker/container.ts
var bindings = _default(
  nullable(record(string(), nullish(array(object({ HostIp: text, HostPort: text }))))),
  {}
), oneContainer = object({
  Id: string(),
  Name: text,
  State: object({
    Status: text,
    ExitCode: _default(number(), 0),
    StartedAt: text,
    Pid: _default(number(), 0),
    Health: nullish(object({ Status: text }))
  }),
  Config: object({ Image: text, User: text, Labels: texts, Env: strings }),
  HostConfig: nullish(object({ NetworkMode: text, PortBindings: bindings })),
  NetworkSettings: nullish(object({ Ports: bindings })),
  Mounts: nullish(
    array(
      object({
        Type: text,
        Name: optional(string()),
        Source: text,
        Destination: text,
        RW: optional(boolean())
      })
    )
  )
}), inspectedContainers = array(oneContainer);
function containerFacts({
  Id,
  Name,
  State,
  Config,
  HostConfig,
  NetworkSettings,
  Mounts
}) {
  let health = State.Health?.Status;
  return {
    id: Id,
    name: Name.replace(/^\//, ""),
    image: Config.Image,
    state: State.Status,
    exitCode: State.ExitCode,
    // Podman has an empty one.
    health: health === void 0 || health === "none" || health === "" ? void 0 : health,
    startedAt: State.StartedAt,
    pid: State.Pid,
    user: Config.User,
    networkMode: HostConfig?.NetworkMode ?? "",
    labels: Config.Labels,
    env: Object.fromEntries(
      Config.Env.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)])
    ),
    mounts: (Mounts ?? []).map((mount) => ({
      type: mount.Type,
      name: mount.Name,
      source: mount.Source,
      destination: mount.Destination,
      writable: mount.RW === !0
    })),
    ports: portsIn(NetworkSettings?.Ports),
    boundPorts: portsIn(HostConfig?.PortBindings)
  };
}
function portsIn(found) {
  return Object.entries(found ?? {}).flatMap(
    ([inside, hosts]) => (hosts ?? []).map(({ HostIp, HostPort }) => ({ inside, address: HostIp, port: Number(HostPort) }))
  );
}

// packages/adp/src/docker/errors.ts
var errors = defineErrors({
  NO_CLIENT: ["ADP-DOC-001", Exit.platform, "The docker command was not found."],
  NO_ENGINE: ["ADP-DOC-002", Exit.platform, "The Docker Engine does not answer."],
  NO_PERMISSION: ["ADP-DOC-003", Exit.platform, "This user may not talk to the Docker Engine."],
  NO_COMPOSE: ["ADP-DOC-004", Exit.platform, "Docker Compose 2 is missing or too old."],
  NO_BUILDX: ["ADP-DOC-005", Exit.platform, "Docker's Buildx is missing."],
  NO_IMAGE: ["ADP-DOC-006", Exit.platform, "An image could not be pulled."],
  CALL_FAILED: ["ADP-DOC-007", Exit.platform, "A docker command failed."],
  NO_BUILDKIT: ["ADP-DOC-009", Exit.platform, "The engine cannot build this image: it has no BuildKit."],
  DISK_FULL: ["ADP-DOC-008", Exit.platform, "The Docker Engine has no disk space left."]
});

// packages/adp/src/docker/failure.ts
var clientPatterns = [
  [/permission denied[\s\S]*(?:docker daemon socket|docker\.sock)/i, "no-permission"],
  [/cannot connect to the docker daemon|error during connect|resolve docker endpoint/i, "no-engine"],
  // A client without a plugin takes the plugin's options for its own.
  [/is not a docker command|unknown (?:shorthand )?flag/i, "no-plugin"]
], enginePatterns = [[/no space left on device/i, "disk-full"]], registryPatterns = [
  [/x509|certificate/i, "tls-untrusted"],
  [
    /unauthorized|access denied|denied:|no basic auth|authentication required|incorrect username|forbidden/i,
    "login-refused"
  ],
  [/manifest unknown|not found|does not exist|name unknown|invalid reference/i, "not-found"],
  [/proxyconnect|\b407\b/i, "proxy"],
  [
    /no such host|lookup|connection refused|timeout|timed out|dial tcp|network is unreachable|EOF|no route/i,
    "unreachable"
  ]
], ofRegistry = /manifest unknown|pull access denied|repository does not exist|failed to resolve source metadata|no basic auth credentials|error response from daemon: (?:get|head) "https?:|unauthorized/i;
function wantsBuildKit({ stdout, stderr }) {
  return /\[internal\] booting buildkit/.test(`${stderr}
${stdout}`);
}
function diagnosePull(failure) {
  return diagnoseProcess(failure, [...enginePatterns, ...registryPatterns]);
}
function explain(failure, machine = thisMachine()) {
  let said = `${failure.stderr}
${failure.stdout}`, isAnswered = /error response from daemon|failed to solve/i.test(said), { kind } = diagnoseProcess(failure, [...isAnswered ? [] : clientPatterns, ...enginePatterns]), details = { evidence: failure.tail(6), cause: failure };
  switch (kind) {
    case "missing-program":
      return new AdpError(errors.NO_CLIENT, {
        why: "There is no program docker on PATH.",
        next: [install(machine), again],
        cause: failure
      });
    case "no-permission":
      return new AdpError(errors.NO_PERMISSION, {
        ...details,
        why: "The engine's socket belongs to the group docker, and this user is not in it.",
        next: joinGroup(machine)
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
  return wantsBuildKit(failure) ? new AdpError(errors.NO_BUILDKIT, {
    ...details,
    why: "Buildx tried to start a BuildKit of its own, which does not see this engine's images. Docker's engine has one; Podman's has none.",
    next: [
      run(shell`docker version`, "shows which engine answers"),
      either(
        [run(shell`unset DOCKER_HOST`, "if Docker is here, too"), again],
        act("build with a Docker Engine; platform-bootstrap/README.md says under Podman what works here")
      )
    ]
  }) : ofRegistry.test(said) ? new AdpError(errors.NO_IMAGE, {
    ...details,
    ...imageRemedy(diagnose(said, registryPatterns).kind, machine)
  }) : new AdpError(errors.CALL_FAILED, {
    ...details,
    what: `docker ${failure.argv.slice(1, 3).join(" ")} failed: ${failure.message}.`,
    next: [run(shell`docker info`, "shows whether the engine is well"), again]
  });
}
function imageRemedy(kind, machine) {
  let name = act("name the image as your registry does: IMAGE_... in layer1-base-image/.env");
  switch (kind) {
    case "tls-untrusted":
      return {
        why: "The Docker Engine does not trust the registry's certificate. A proxy may re-sign it with the company's CA.",
        next: [trustRegistry("REGISTRY", machine), again]
      };
    case "unreachable":
    case "proxy":
      return {
        why: "The Docker Engine does not reach the registry.",
        next: [either(name, run(shell`docker info`, "shows the engine's proxy")), again]
      };
    default:
      return {
        why: "The registry does not have the image, or requires a login.",
        next: [either(run(shell`docker login REGISTRY`), name), again]
      };
  }
}
function trustRegistry(registry, machine) {
  let folder = `/etc/docker/certs.d/${registry}`, ownEngine = run(
    shell`sudo mkdir -p ${folder} && sudo cp company-ca.crt ${`${folder}/ca.crt`}`,
    "an engine on Linux"
  );
  switch (machine) {
    case "macos":
      return either(
        act("add the company's CA to the keychain (System, always trust), and restart Docker Desktop"),
        run(
          shell`mkdir -p ~/.docker/certs.d/${registry} && cp company-ca.crt ~/.docker/certs.d/${registry}/ca.crt`
        )
      );
    case "wsl":
      return either(
        act("add the company's CA to Windows' trusted root certificates, and restart Docker Desktop"),
        ownEngine
      );
    default:
      return either(ownEngine);
  }
}
function registryRemedy(kind, registry, change, machine = thisMachine()) {
  let url = `https://${registry}/v2/`, login = registry === "docker.io" ? shell`docker login` : shell`docker login ${registry}`, own = {
    "tls-untrusted": [trustRegistry(registry, machine)],
    "login-refused": [run(login)],
    "not-found": [change],
    unreachable: [either(change, run(shell`curl -sSI ${url}`, "asks the registry without Docker"))],
    "disk-full": freeSpace
  };
  return [...remedy(kind, { tool: "docker", url, machine, own }).next, again];
}
var freeSpace = [
  run(shell`docker system df`, "shows what takes the space"),
  run(shell`docker builder prune`, "removes the build cache")
];
function noCompose(found, machine = thisMachine()) {
  return new AdpError(errors.NO_COMPOSE, {
    why: "adp needs the plugin `docker compose`, version 2.20 or newer. The older docker-compose is another program.",
    ...evidence(found),
    next: [
      plugin({ docker: "docker-compose-plugin", debian: "docker-compose", macos: "docker-compose" }, machine),
      run(shell`docker compose version`, "shows its version"),
      again
    ]
  });
}
function noBuildx(found, machine = thisMachine()) {
  return new AdpError(errors.NO_BUILDX, {
    why: "The build uses named build contexts and secrets. Docker's older builder does not know them.",
    ...evidence(found),
    next: [
      plugin({ docker: "docker-buildx-plugin", debian: "docker-buildx", macos: "docker-buildx" }, machine),
      again
    ]
  });
}
function evidence(found) {
  return typeof found == "string" ? { evidence: [found] } : { evidence: [found.stderr.trim().split(`
`)[0] ?? ""], cause: found };
}
function plugin(names, machine) {
  let desktop = act("update Docker Desktop, which contains it"), packages = { debian: names.docker, fedora: names.docker, macos: names.macos };
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
function install(machine) {
  switch (machine) {
    case "macos":
      return either(
        act("install Docker Desktop (https://docs.docker.com/desktop/)"),
        run(shell`brew install colima docker docker-compose`)
      );
    case "wsl":
      return either(
        act(
          "in Docker Desktop on Windows: Settings > Resources > WSL integration, and enable this distribution"
        ),
        run(shell`sudo apt-get install docker.io docker-compose-v2`, "installs an engine in WSL")
      );
    default:
      return either(
        act("install Docker's packages for your distribution (https://docs.docker.com/engine/install/)"),
        installStep(
          { debian: "docker.io docker-compose", fedora: "moby-engine docker-compose", macos: "docker" },
          machine,
          "installs your distribution's own"
        )
      );
  }
}
function joinGroup(machine) {
  let join3 = run(shell`sudo usermod -aG docker "$USER"`);
  return machine === "wsl" ? [join3, run(shell`wsl.exe --shutdown`, "makes WSL notice the new group"), again] : [join3, either(run(shell`newgrp docker`, "in this terminal"), act("log out and in again")), again];
}
function startEngine(machine) {
  switch (machine) {
    case "macos":
      return either(run(shell`open -a Docker`), run(shell`colima start`));
    case "wsl":
      return either(
        act("start Docker Desktop on Windows"),
        run(shell`sudo service docker start`, "for an engine in WSL")
      );
    default:
      return either(
        run(shell`sudo systemctl start docker`),
        run(shell`systemctl --user start docker`, "for rootless Docker"),
        run(shell`docker context ls`, "shows which engine the client asks")
      );
  }
}

// packages/adp/src/docker/image.ts
var configuration = looseObject({ Labels: texts, OnBuild: strings, User: text, Env: strings }), oneImage = object({
  Id: string(),
  RepoDigests: strings,
  RepoTags: strings,
  Created: text,
  Os: text,
  Architecture: text,
  Size: optional(number()),
  Config: nullish(configuration),
  RootFS: nullish(object({ Layers: strings })),
  GraphDriver: nullish(
    object({
      Data: nullish(object({ UpperDir: optional(string()), LowerDir: optional(string()) }))
    })
  )
}), inspectedImages = tuple([oneImage]), severalImages = array(oneImage);
function imageFacts([facts]) {
  let config = facts.Config ?? { Labels: {}, OnBuild: [], User: "", Env: [] }, layers = facts.RootFS?.Layers ?? [], folders = layerFolders(facts.GraphDriver?.Data ?? {});
  return {
    id: facts.Id,
    digests: facts.RepoDigests,
    tags: facts.RepoTags,
    labels: config.Labels,
    onBuild: config.OnBuild,
    user: config.User,
    env: config.Env,
    layers,
    folders: folders.length === layers.length ? folders : [],
    created: facts.Created,
    config,
    os: facts.Os || "linux",
    architecture: facts.Architecture,
    size: facts.Size ?? 0
  };
}
function layerFolders({ UpperDir, LowerDir }) {
  return UpperDir === void 0 ? [] : [UpperDir, ...LowerDir?.split(":") ?? []].reverse();
}

// packages/adp/src/docker/socket.ts
import { connect } from "node:net";
import { join as join2 } from "node:path";
function engineSocket(env) {
  if (env.DOCKER_HOST) return /^unix:\/\/(\/.+)$/.exec(env.DOCKER_HOST)?.[1];
  if (env.DOCKER_CONTEXT && env.DOCKER_CONTEXT !== "default") return;
  let config = readOrdinary(join2(env.DOCKER_CONFIG || join2(userHome(env), ".docker"), "config.json"));
  return /"currentContext"\s*:\s*"(?!default")/.test(config ?? "") ? void 0 : "/var/run/docker.sock";
}
function askEngine(socketPath, path) {
  return new Promise((done) => {
    let answer = "", socket = connect(socketPath, () => socket.write(`GET ${path} HTTP/1.0\r
\r
`));
    socket.setTimeout(2e4, () => socket.destroy()), socket.setEncoding("utf8").on("data", (part) => {
      answer += part;
    }), socket.on("error", () => done(void 0)), socket.on("close", () => {
      let [, status, text2 = ""] = /^HTTP\/1\.[01] (\d{3}).*?\r\n\r\n(.*)$/s.exec(answer) ?? [];
      done(status === "200" ? text2 : status === "404" && /no such/i.test(text2) ? null : void 0);
    });
  });
}

// packages/adp/src/docker/docker.ts
var engineInfo = object({
  ServerErrors: strings,
  ServerVersion: text,
  SecurityOptions: strings,
  OperatingSystem: text
}), volumeFacts = object({ Driver: text, Labels: texts, CreatedAt: text }), listed = array(object({ Id: string() })), Docker = class {
  constructor(options = {}) {
    this.options = options;
  }
  options;
  #asked = /* @__PURE__ */ new Map();
  /** Runs docker; a failure is thrown as an error that the user can act on. */
  async call(args, options = {}) {
    let result = await this.try(args, options);
    if (result instanceof ProcessFailure) throw this.explain(result);
    return result;
  }
  /** Runs docker, for callers that distinguish failures. */
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
    return explain(failure, this.options.machine);
  }
  /** Has what every build and start depends on asked now, while the program still does something else. */
  lookAhead() {
    for (let one of [this.engine(), this.composeVersion(), this.builder()]) one.catch(() => {
    });
  }
  #once(name, ask2) {
    let asked = this.#asked.get(name) ?? ask2();
    return this.#asked.set(name, asked), asked;
  }
  /**
   * What the engine says of itself, asked once. The first call to make: its errors distinguish a missing client, engine and
   * permission.
   */
  engine() {
    return this.#once("engine", () => this.#askEngine());
  }
  async #askEngine() {
    let { stdout, stderr } = await this.call(["info", "--format", "{{json .}}"], { timeoutMs: 2e4 }), facts = parseDocker(stdout, engineInfo, "docker info"), failed = facts.ServerErrors;
    if (failed.length > 0 || facts.ServerVersion === "")
      throw this.explain(
        new ProcessFailure(["docker", "info"], "exited", 1, "", failed.join(`
`) || stderr, "no answer")
      );
    let security = facts.SecurityOptions;
    return {
      version: facts.ServerVersion,
      rootless: security.some((option) => option.startsWith("name=rootless")),
      remapped: security.some((option) => option.startsWith("name=userns")),
      operatingSystem: facts.OperatingSystem
    };
  }
  /** The version of the Compose plugin, asked once. */
  composeVersion() {
    return this.#once("compose", () => this.#askComposeVersion());
  }
  async #askComposeVersion() {
    let result = await this.try(["compose", "version", "--short"]);
    if (result instanceof ProcessFailure)
      throw result.kind === "spawn-failed" ? this.explain(result) : noCompose(result, this.options.machine);
    let text2 = result.stdout.trim().replace(/^v/, ""), [major = 0, minor = 0] = text2.split(".").map(Number);
    if (major > 2 || major === 2 && minor >= 20) return text2;
    throw noCompose(`Compose ${text2}`, this.options.machine);
  }
  /**
   * `docker compose up`. A container that was stopped while somebody removed its network, and another one was made with that
   * name, knows it by the old id and cannot start: it is created again.
   */
  async composeUp(project, more = [], options = {}) {
    let up = (last) => this.try(["compose", ...project, "up", "--detach", "--no-build", ...more, ...last], options), first = await up([]);
    return first instanceof ProcessFailure && /network [0-9a-f]{12,} not found/i.test(first.stderr) ? up(["--force-recreate"]) : first;
  }
  #socket() {
    return engineSocket({ ...process.env, ...this.options.env });
  }
  /** The client takes longer to start than the engine to answer. Undefined where the client is to ask, and to say what is wrong. */
  async #bySocket(path) {
    let socket = this.#socket();
    return socket === void 0 ? void 0 : askEngine(socket, path);
  }
  /** The labels of an image that is here; undefined when it is not. */
  async imageLabels(name) {
    let found = await this.#imageBySocket(name);
    if (found !== void 0) return found?.labels;
    let result = await this.try(["image", "inspect", "--format", "{{json .Config.Labels}}", name]);
    if (!(result instanceof ProcessFailure)) return parseDocker(result.stdout, texts, "docker image inspect");
    if (!/no such image/i.test(result.stderr))
      throw this.explain(result);
  }
  /** What an image that is here is made of; undefined when it is not here. */
  async image(name) {
    let found = await this.#imageBySocket(name);
    if (found !== void 0) return found ?? void 0;
    let result = await this.try(["image", "inspect", name]);
    if (!(result instanceof ProcessFailure))
      return imageFacts(parseDocker(result.stdout, inspectedImages, "docker image inspect"));
    if (!/no such image/i.test(result.stderr))
      throw this.explain(result);
  }
  /** Those of some images that are here, asked for at once. */
  async images(names) {
    let wanted = [...new Set(names)].filter(isImageName);
    if (wanted.length === 0) return /* @__PURE__ */ new Map();
    let found = await Promise.all(wanted.map((name) => this.#imageBySocket(name)));
    return found.includes(void 0) ? this.#imagesByClient(wanted) : new Map(found.flatMap((image, index) => image ? [[wanted[index] ?? "", image]] : []));
  }
  /** Null where it is not here. */
  async #imageBySocket(name) {
    let answer = await this.#bySocket(`/images/${encodeURIComponent(name)}/json`);
    return answer ? imageFacts([parseDocker(answer, oneImage, "the engine")]) : answer === null ? null : void 0;
  }
  async #imagesByClient(names) {
    let result = await ask(["docker", "image", "inspect", ...names], { env: { ...this.options.env } });
    if (result instanceof ProcessFailure && !/no such image/i.test(result.stderr)) throw this.explain(result);
    let text2 = result.stdout.trim() === "" ? "[]" : result.stdout, facts = parseDocker(text2, severalImages, "docker image inspect").map((one) => imageFacts([one])), missing = new Set([...result.stderr.matchAll(/No such image: (\S+)/gi)].map(([, name]) => name)), there = names.filter((name) => !missing.has(name) && !missing.has(`${name}:latest`));
    return new Map(facts.map((one, index) => [there[index] ?? "", one]));
  }
  /** Builds, and explains a failure. `tryBuild` gives the failure to callers that know more. */
  async build(options) {
    let result = await this.tryBuild(options);
    if (result instanceof ProcessFailure) throw this.explain(result);
  }
  /** The engine's own builder, which has the context's name: others do not see the images that are here. */
  builder() {
    return this.#once("builder", () => this.#findBuilder());
  }
  async #findBuilder() {
    let [buildx, context] = await Promise.all([this.try(["buildx", "version"]), this.#context()]);
    if (buildx instanceof ProcessFailure)
      throw buildx.kind === "spawn-failed" ? this.explain(buildx) : noBuildx(buildx, this.options.machine);
    return context;
  }
  async #context() {
    return this.#socket() !== void 0 ? "default" : (await this.call(["context", "show"])).stdout.trim();
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
        ...options.file === void 0 ? [] : ["--file", options.file],
        ...options.target === void 0 ? [] : ["--target", options.target],
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
    let found = await this.#containersBySocket(filter);
    if (found !== void 0) return found;
    let { stdout } = await this.call(["ps", "--all", "--quiet", "--no-trunc", "--filter", filter]), ids = stdout.split(`
`).filter(Boolean);
    if (ids.length === 0) return [];
    let result = await this.try(["container", "inspect", ...ids]);
    if (result instanceof ProcessFailure && !/no such container/i.test(result.stderr))
      throw this.explain(result);
    let printed = result.stdout.trim() === "" ? "[]" : result.stdout;
    return parseDocker(printed, inspectedContainers, "docker container inspect").map(containerFacts);
  }
  async #containersBySocket(filter) {
    let [, name = "", value = ""] = /^([a-z]+)=(.*)$/s.exec(filter) ?? [], filters = encodeURIComponent(JSON.stringify({ [name]: [value] })), list = await this.#bySocket(`/containers/json?all=1&filters=${filters}`);
    if (!list) return;
    let ids = parseDocker(list, listed, "the engine").map(({ Id }) => Id), found = await Promise.all(ids.map((id) => this.#bySocket(`/containers/${id}/json`)));
    if (!found.includes(void 0))
      return found.flatMap(
        (one) => one ? [containerFacts(parseDocker(one, oneContainer, "the engine"))] : []
      );
  }
  /** What a volume is; undefined when there is none of this name. */
  async volume(name) {
    let answer = await this.#bySocket(`/volumes/${encodeURIComponent(name)}`), found = answer === void 0 ? await this.#volumeByClient(name) : answer;
    if (!found) return;
    let { Driver, Labels, CreatedAt } = parseDocker(found, volumeFacts, "docker volume inspect");
    return { driver: Driver, labels: Labels, created: CreatedAt };
  }
  async #volumeByClient(name) {
    let result = await this.try(["volume", "inspect", "--format", "{{json .}}", name]);
    if (!(result instanceof ProcessFailure)) return result.stdout;
    if (!/no such volume/i.test(result.stderr))
      throw this.explain(result);
  }
  /** Whether there is a network of this name. */
  async hasNetwork(name) {
    let answer = await this.#bySocket(`/networks/${encodeURIComponent(name)}`);
    return answer !== void 0 ? answer !== null : !(await this.try(["network", "inspect", name]) instanceof ProcessFailure);
  }
};

// packages/adp/src/docker/project.ts
import { createHash } from "node:crypto";
import { realpathSync } from "node:fs";
import { basename } from "node:path";
function projectName(datakit) {
  let path = realpathSync(datakit);
  return `adp_${basename(path).toLowerCase().replace(/[^a-z0-9_-]/g, "-")}_${createHash("sha256").update(path).digest("hex").slice(0, 8)}`;
}
function imageName(datakit) {
  return `${projectName(datakit)}/airflow:latest`;
}

// packages/adp/src/docker/index.ts
var callFailed = errors.CALL_FAILED.code, pullFailed = errors.NO_IMAGE.code;

export {
  baseImageOf,
  isImageName,
  diagnose,
  diagnoseProcess,
  diagnoseFile,
  remedy,
  wantsBuildKit,
  diagnosePull,
  trustRegistry,
  registryRemedy,
  Docker,
  projectName,
  imageName,
  callFailed,
  pullFailed
};
