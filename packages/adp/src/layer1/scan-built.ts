import { createHmac, randomBytes } from "node:crypto";
import { join } from "node:path";
import { act, again, run, shell } from "@airflow-data-platform/cli-kit";
import * as z from "zod/mini";
import { dockerLogin, type Login, readDockerConfig, registryOf } from "../credentials/index.ts";
import type { Docker, ImageFacts } from "../docker/index.ts";
import { AdpError } from "../kernel/errors.ts";
import { privateFolder, readIfPresent, writeAtomic } from "../kernel/files.ts";
import { tryJson } from "../kernel/json.ts";
import { version } from "../kernel/version.ts";
import type { AccessPlan } from "./access.ts";
import type { Base } from "./base.ts";
import { errors } from "./errors.ts";
import type { Layer1Folder } from "./folder.ts";
import { scanConfiguration } from "./scan/configuration.ts";
import { FileScanner, type Leak } from "./scan/file.ts";
import { scanLayers } from "./scan/image.ts";
import { needlesOf, tooShort } from "./scan/needles.ts";

export interface ScanSummary {
  /** Layers that were read, and those that are known from before with the same credentials and rules. */
  readonly layers: number;
  readonly known: number;
  readonly files: number;
  readonly bytes: number;
  readonly credentials: number;
  /** Files that could not be opened. */
  readonly closed: readonly string[];
}

interface ScanImage {
  readonly docker: Docker;
  readonly image: ImageFacts;
  /** The layers of the base, which existed before the build used any credential. */
  readonly theirs: ReadonlySet<string>;
  /** The image whose registry was logged in to. */
  readonly pulled: string;
  readonly access: AccessPlan;
  readonly place: Layer1Folder;
  readonly env: NodeJS.ProcessEnv;
  readonly warn: (lines: readonly string[]) => void;
}

/** Scans the layers above the base, the history and the configuration. */
export async function scanImage(
  options: ScanImage,
): Promise<{ leaks: readonly Leak[]; summary: ScanSummary }> {
  const { docker, image, theirs, access, place, warn } = options;
  const logins = [...access.logins, ...(await pullLogins(options))];
  const short = tooShort(logins);
  if (short.length > 0)
    warn([
      `The password of ${short.map(({ user, place: where }) => `${user} (${where})`).join(", ")} is too short: the scan looks for it only together with the user's name.`,
    ]);
  const needles = needlesOf(logins);
  const scanner = new FileScanner(needles, true);
  const own = image.layers.filter((layer) => !theirs.has(layer));
  const memory = new ScanMemory(
    place.state,
    needles.map((needle) => needle.bytes),
  );
  const fresh = new Set(own.filter((layer) => !memory.isClean(layer)));
  const history = readHistory(docker, image);
  const [configuration, scans] = await Promise.all([
    history.then(({ text }) => scanConfiguration({ ...image, history: text }, scanner)),
    scanLayers({ docker, image, layers: fresh, scanner, history }),
  ]);
  const leaks: Leak[] = [...configuration];
  const closed: string[] = [];
  let [files, bytes] = [0, 0];
  for (const [layer, scan] of scans) {
    leaks.push(...scan.leaks);
    closed.push(...scan.closed);
    files += scan.files;
    bytes += scan.bytes;
    if (scan.leaks.length === 0 && scan.closed.length === 0) memory.remember(layer);
  }
  memory.save();
  if (closed.length > 0)
    warn([
      `The scan could not open ${closed.length === 1 ? "a file" : `${closed.length} files`} of the image:`,
      ...closed.map((file) => `  ${file}`),
    ]);
  return {
    leaks,
    summary: {
      layers: own.length,
      known: own.length - fresh.size,
      files,
      bytes,
      credentials: logins.length,
      closed,
    },
  };
}

interface ScanBuilt extends Omit<ScanImage, "theirs" | "pulled"> {
  readonly base: Base;
  /** Layers that another scan of this build has read. */
  readonly scanned?: readonly string[];
  /** As the user knows the image. */
  readonly name: string;
}

/** The scan after a build. A find is thrown. */
export async function scanBuilt(options: ScanBuilt): Promise<ScanSummary> {
  const { base, scanned = [] } = options;
  const { leaks, summary } = await scanImage({
    ...options,
    theirs: new Set([...base.image.layers, ...base.askedLayers, ...scanned]),
    pulled: base.reference,
  });
  if (leaks.length > 0) throw leakError(leaks, options);
  return summary;
}

/** The build also uses the login of the registries, by the docker client and not by a build secret. */
async function pullLogins({ pulled, env }: ScanImage): Promise<Login[]> {
  const login = await dockerLogin(readDockerConfig(env), registryOf(pulled), env);
  return login === undefined ? [] : [login];
}

interface History {
  /** What made each step, with its comment. */
  readonly text: string;
  readonly sizes: ReadonlySet<number>;
}

export async function readHistory(docker: Docker, image: ImageFacts): Promise<History> {
  const format = "{{.Size}} {{.CreatedBy}} {{.Comment}}";
  const { stdout } = await docker.call([
    ...["history", "--no-trunc", "--human=false", "--format", format, image.id],
  ]);
  return { text: stdout, sizes: new Set([...stdout.matchAll(/^(\d+) /gm)].map(([, size]) => Number(size))) };
}

function leakError(leaks: readonly Leak[], { name }: ScanBuilt): AdpError {
  const [first] = leaks;
  const places = leaks.map(({ path, line, what }) => `${path}${line > 0 ? `:${line}` : ""}  ${what}`);
  return new AdpError(errors.LEAK, {
    what: `${name} contains ${leaks.length === 1 ? "a credential" : `${leaks.length} credentials`}: ${first?.what} in ${first?.path}.`,
    why: "Everyone who has the image can read it, even if a later step removed the file. adp removed the image; `latest` did not change.",
    evidence: [...new Set(places)].slice(0, 12),
    next: [
      act("change the step that writes it: pass logins as build secrets (RUN --mount=type=secret)"),
      run(shell`docker builder prune`, "removes the step's copy from the build cache"),
      again,
    ],
  });
}

/** Counts up whenever the scan looks for more: what was clean before is read again. */
const scanRules = 3;

/** Which layers are clean of which credentials: a layer never changes, so it is read once. */
class ScanMemory {
  readonly #path: string;
  readonly #mark: string;
  readonly #known: Record<string, string>;

  constructor(folder: string, values: readonly Buffer[]) {
    privateFolder(folder);
    this.#path = join(folder, "scanned.json");
    const key = this.#key(join(folder, "scan-key"));
    const hash = createHmac("sha256", key).update(`${version()} ${scanRules}`);
    for (const value of [...values].sort(Buffer.compare)) hash.update(`${value.length}\0`).update(value);
    this.#mark = hash.digest("hex");
    // A damaged memory only means that the layers are read again.
    this.#known = tryJson(readIfPresent(this.#path) ?? "{}", z.record(z.string(), z.string())) ?? {};
  }

  isClean(layer: string): boolean {
    return this.#known[layer] === this.#mark;
  }

  remember(layer: string): void {
    this.#known[layer] = this.#mark;
  }

  save(): void {
    writeAtomic(this.#path, JSON.stringify(this.#known));
  }

  /** Without this key nobody can try passwords against what is kept. */
  #key(path: string): string {
    const known = readIfPresent(path);
    if (known !== undefined) return known;
    const made = randomBytes(32).toString("hex");
    writeAtomic(path, made);
    return made;
  }
}
