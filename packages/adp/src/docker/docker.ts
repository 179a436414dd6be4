import * as z from "zod/mini";
import { ask } from "../kernel/ask.ts";
import type { AdpError } from "../kernel/errors.ts";
import type { Machine } from "../kernel/machine.ts";
import { attempt, type Finished, openStream, ProcessFailure, type RunOptions } from "../kernel/process.ts";
import { isImageName } from "./base-image.ts";
import { type Container, containerFacts, inspectedContainers, oneContainer } from "./container.ts";
import { explain, noBuildx, noCompose } from "./failure.ts";
import { type ImageFacts, imageFacts, inspectedImages, oneImage, severalImages } from "./image.ts";
import { parseDocker, strings, text, texts } from "./json.ts";
import { askEngine, type EngineAnswer, engineSocket } from "./socket.ts";

interface DockerOptions {
  /** Added to the environment of every docker call. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
  /** Whose remedies an error has: this machine's where none is given. */
  readonly machine?: Machine;
}

/** What the engine says of itself, as far as the platform decides by it. */
export interface EngineFacts {
  readonly version: string;
  /** Runs as an ordinary user: root in a container is that user outside. */
  readonly rootless: boolean;
  /** Users of containers are other users outside, for all containers (the engine's userns-remap). */
  readonly remapped: boolean;
  readonly operatingSystem: string;
}

interface VolumeFacts {
  readonly driver: string;
  readonly labels: Readonly<Record<string, string>>;
  /** When it was made, in the engine's words: another volume of the same name has another moment. */
  readonly created: string;
}

interface BuildOptions {
  readonly folder: string;
  /** The Dockerfile, where it is not the folder's own. */
  readonly file?: string;
  /** A stage of the Dockerfile; its last one where none is given. */
  readonly target?: string;
  readonly tag: string;
  /** Build secrets by id: files that the engine never keeps. */
  readonly secrets?: Readonly<Record<string, string>>;
  readonly noCache?: boolean;
  /** Build arguments whose value is taken from the environment, so that it is in no argument list. */
  readonly fromEnvironment?: readonly string[];
  readonly args: Readonly<Record<string, string>>;
  readonly contexts: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly onLine?: (line: string) => void;
}

const engineInfo = z.object({
  ServerErrors: strings,
  ServerVersion: text,
  SecurityOptions: strings,
  OperatingSystem: text,
});
const volumeFacts = z.object({ Driver: text, Labels: texts, CreatedAt: text });
const listed = z.array(z.object({ Id: z.string() }));

/** The docker client: every call by its argument list, every failure explained. */
export class Docker {
  readonly #asked = new Map<string, Promise<unknown>>();

  constructor(private readonly options: DockerOptions = {}) {}

  /** Runs docker; a failure is thrown as an error that the user can act on. */
  async call(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
    const result = await this.try(args, options);
    if (result instanceof ProcessFailure) throw this.explain(result);
    return result;
  }

  /** Runs docker, for callers that distinguish failures. */
  async try(args: readonly string[], options: RunOptions = {}): Promise<Finished | ProcessFailure> {
    return attempt(["docker", ...args], {
      ...(this.options.signal === undefined ? {} : { signal: this.options.signal }),
      ...options,
      env: { ...this.options.env, ...options.env },
    });
  }

  /** Runs docker and gives what it prints as it comes: `save`, `cp`. */
  async stream(args: readonly string[]): Promise<Awaited<ReturnType<typeof openStream>>> {
    return openStream(["docker", ...args], {
      env: { ...this.options.env },
      ...(this.options.signal === undefined ? {} : { signal: this.options.signal }),
    });
  }

  explain(failure: ProcessFailure): AdpError {
    return explain(failure, this.options.machine);
  }

  /** Has what every build and start depends on asked now, while the program still does something else. */
  lookAhead(): void {
    // Who needs an answer gets its error.
    for (const one of [this.engine(), this.composeVersion(), this.builder()]) one.catch(() => undefined);
  }

  #once<T>(name: string, ask: () => Promise<T>): Promise<T> {
    const asked = (this.#asked.get(name) as Promise<T> | undefined) ?? ask();
    this.#asked.set(name, asked);
    return asked;
  }

  /**
   * What the engine says of itself, asked once. The first call to make: its errors distinguish a missing client, engine and
   * permission.
   */
  engine(): Promise<EngineFacts> {
    return this.#once("engine", () => this.#askEngine());
  }

  async #askEngine(): Promise<EngineFacts> {
    const { stdout, stderr } = await this.call(["info", "--format", "{{json .}}"], { timeoutMs: 20_000 });
    const facts = parseDocker(stdout, engineInfo, "docker info");
    // The client exits 0 when the engine does not answer a formatted question, and says so beside it.
    const failed = facts.ServerErrors;
    if (failed.length > 0 || facts.ServerVersion === "")
      throw this.explain(
        new ProcessFailure(["docker", "info"], "exited", 1, "", failed.join("\n") || stderr, "no answer"),
      );
    const security = facts.SecurityOptions;
    return {
      version: facts.ServerVersion,
      rootless: security.some((option) => option.startsWith("name=rootless")),
      remapped: security.some((option) => option.startsWith("name=userns")),
      operatingSystem: facts.OperatingSystem,
    };
  }

  /** The version of the Compose plugin, asked once. */
  composeVersion(): Promise<string> {
    return this.#once("compose", () => this.#askComposeVersion());
  }

  async #askComposeVersion(): Promise<string> {
    const result = await this.try(["compose", "version", "--short"]);
    if (result instanceof ProcessFailure) {
      if (result.kind === "spawn-failed") throw this.explain(result);
      throw noCompose(result, this.options.machine);
    }
    const text = result.stdout.trim().replace(/^v/, "");
    const [major = 0, minor = 0] = text.split(".").map(Number);
    if (major > 2 || (major === 2 && minor >= 20)) return text;
    throw noCompose(`Compose ${text}`, this.options.machine);
  }

  /**
   * `docker compose up`. A container that was stopped while somebody removed its network, and another one was made with that
   * name, knows it by the old id and cannot start: it is created again.
   */
  async composeUp(
    project: readonly string[],
    more: readonly string[] = [],
    options: RunOptions = {},
  ): Promise<Finished | ProcessFailure> {
    const up = (last: readonly string[]) =>
      this.try(["compose", ...project, "up", "--detach", "--no-build", ...more, ...last], options);
    const first = await up([]);
    const stale = first instanceof ProcessFailure && /network [0-9a-f]{12,} not found/i.test(first.stderr);
    return stale ? up(["--force-recreate"]) : first;
  }

  #socket(): string | undefined {
    return engineSocket({ ...process.env, ...this.options.env });
  }

  /** The client takes longer to start than the engine to answer. Undefined where the client is to ask, and to say what is wrong. */
  async #bySocket(path: string): Promise<EngineAnswer | undefined> {
    const socket = this.#socket();
    return socket === undefined ? undefined : askEngine(socket, path);
  }

  /** The labels of an image that is here; undefined when it is not. */
  async imageLabels(name: string): Promise<Readonly<Record<string, string>> | undefined> {
    const found = await this.#imageBySocket(name);
    if (found !== undefined) return found?.labels;
    const result = await this.try(["image", "inspect", "--format", "{{json .Config.Labels}}", name]);
    if (!(result instanceof ProcessFailure)) return parseDocker(result.stdout, texts, "docker image inspect");
    if (/no such image/i.test(result.stderr)) return undefined;
    throw this.explain(result);
  }

  /** What an image that is here is made of; undefined when it is not here. */
  async image(name: string): Promise<ImageFacts | undefined> {
    const found = await this.#imageBySocket(name);
    if (found !== undefined) return found ?? undefined;
    const result = await this.try(["image", "inspect", name]);
    if (!(result instanceof ProcessFailure))
      return imageFacts(parseDocker(result.stdout, inspectedImages, "docker image inspect"));
    if (/no such image/i.test(result.stderr)) return undefined;
    throw this.explain(result);
  }

  /** Those of some images that are here, asked for at once. */
  async images(names: readonly string[]): Promise<ReadonlyMap<string, ImageFacts>> {
    const wanted = [...new Set(names)].filter(isImageName);
    if (wanted.length === 0) return new Map();
    const found = await Promise.all(wanted.map((name) => this.#imageBySocket(name)));
    if (found.includes(undefined)) return this.#imagesByClient(wanted);
    return new Map(found.flatMap((image, index) => (image ? [[wanted[index] ?? "", image]] : [])));
  }

  /** Null where it is not here. */
  async #imageBySocket(name: string): Promise<ImageFacts | null | undefined> {
    const answer = await this.#bySocket(`/images/${encodeURIComponent(name)}/json`);
    if (!answer) return answer === null ? null : undefined;
    return imageFacts([parseDocker(answer, oneImage, "the engine")]);
  }

  async #imagesByClient(names: readonly string[]): Promise<ReadonlyMap<string, ImageFacts>> {
    const result = await ask(["docker", "image", "inspect", ...names], { env: { ...this.options.env } });
    if (result instanceof ProcessFailure && !/no such image/i.test(result.stderr)) throw this.explain(result);
    const text = result.stdout.trim() === "" ? "[]" : result.stdout;
    const facts = parseDocker(text, severalImages, "docker image inspect").map((one) => imageFacts([one]));
    // The engine answers in the order of the names, and names in its own words each one that is not here.
    const missing = new Set([...result.stderr.matchAll(/No such image: (\S+)/gi)].map(([, name]) => name));
    const there = names.filter((name) => !missing.has(name) && !missing.has(`${name}:latest`));
    return new Map(facts.map((one, index) => [there[index] ?? "", one]));
  }

  /** Builds, and explains a failure. `tryBuild` gives the failure to callers that know more. */
  async build(options: BuildOptions): Promise<void> {
    const result = await this.tryBuild(options);
    if (result instanceof ProcessFailure) throw this.explain(result);
  }

  /** The engine's own builder, which has the context's name: others do not see the images that are here. */
  builder(): Promise<string> {
    return this.#once("builder", () => this.#findBuilder());
  }

  async #findBuilder(): Promise<string> {
    const [buildx, context] = await Promise.all([this.try(["buildx", "version"]), this.#context()]);
    if (buildx instanceof ProcessFailure) {
      if (buildx.kind === "spawn-failed") throw this.explain(buildx);
      throw noBuildx(buildx, this.options.machine);
    }
    return context;
  }

  async #context(): Promise<string> {
    if (this.#socket() !== undefined) return "default";
    return (await this.call(["context", "show"])).stdout.trim();
  }

  async tryBuild(options: BuildOptions): Promise<Finished | ProcessFailure> {
    const pairs = (flag: string, values: Readonly<Record<string, string>>) =>
      Object.entries(values).flatMap(([name, value]) => [flag, `${name}=${value}`]);
    return this.try(
      [
        "buildx",
        "build",
        `--builder=${await this.builder()}`,
        "--load",
        "--progress=plain",
        ...(options.file === undefined ? [] : ["--file", options.file]),
        ...(options.target === undefined ? [] : ["--target", options.target]),
        "--tag",
        options.tag,
        ...pairs("--build-arg", options.args),
        ...pairs("--build-context", options.contexts),
        ...pairs("--label", options.labels),
        ...(options.fromEnvironment ?? []).flatMap((name) => ["--build-arg", name]),
        ...Object.entries(options.secrets ?? {}).flatMap(([id, path]) => [
          "--secret",
          `id=${id},src=${path}`,
        ]),
        ...(options.noCache ? ["--no-cache"] : []),
        options.folder,
      ],
      options.onLine === undefined ? {} : { onLine: options.onLine },
    );
  }

  /** Containers by a filter of `docker ps`, also those that have ended. */
  async containers(filter: string): Promise<Container[]> {
    const found = await this.#containersBySocket(filter);
    if (found !== undefined) return found;
    const { stdout } = await this.call(["ps", "--all", "--quiet", "--no-trunc", "--filter", filter]);
    const ids = stdout.split("\n").filter(Boolean);
    if (ids.length === 0) return [];
    const result = await this.try(["container", "inspect", ...ids]);
    // A container that went away in between is left out; the others are still listed.
    if (result instanceof ProcessFailure && !/no such container/i.test(result.stderr))
      throw this.explain(result);
    const printed = result.stdout.trim() === "" ? "[]" : result.stdout;
    return parseDocker(printed, inspectedContainers, "docker container inspect").map(containerFacts);
  }

  async #containersBySocket(filter: string): Promise<Container[] | undefined> {
    const [, name = "", value = ""] = /^([a-z]+)=(.*)$/s.exec(filter) ?? [];
    const filters = encodeURIComponent(JSON.stringify({ [name]: [value] }));
    const list = await this.#bySocket(`/containers/json?all=1&filters=${filters}`);
    if (!list) return undefined;
    const ids = parseDocker(list, listed, "the engine").map(({ Id }) => Id);
    const found = await Promise.all(ids.map((id) => this.#bySocket(`/containers/${id}/json`)));
    if (found.includes(undefined)) return undefined;
    // One that went away in between is left out.
    return found.flatMap((one) =>
      one ? [containerFacts(parseDocker(one, oneContainer, "the engine"))] : [],
    );
  }

  /** What a volume is; undefined when there is none of this name. */
  async volume(name: string): Promise<VolumeFacts | undefined> {
    const answer = await this.#bySocket(`/volumes/${encodeURIComponent(name)}`);
    const found = answer === undefined ? await this.#volumeByClient(name) : answer;
    if (!found) return undefined;
    const { Driver, Labels, CreatedAt } = parseDocker(found, volumeFacts, "docker volume inspect");
    return { driver: Driver, labels: Labels, created: CreatedAt };
  }

  async #volumeByClient(name: string): Promise<string | undefined> {
    const result = await this.try(["volume", "inspect", "--format", "{{json .}}", name]);
    if (!(result instanceof ProcessFailure)) return result.stdout;
    if (/no such volume/i.test(result.stderr)) return undefined;
    throw this.explain(result);
  }

  /** Whether there is a network of this name. */
  async hasNetwork(name: string): Promise<boolean> {
    const answer = await this.#bySocket(`/networks/${encodeURIComponent(name)}`);
    if (answer !== undefined) return answer !== null;
    return !((await this.try(["network", "inspect", name])) instanceof ProcessFailure);
  }
}
