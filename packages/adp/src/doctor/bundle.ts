import { closeSync, existsSync, fstatSync, openSync, readdirSync, readSync } from "node:fs";
import { hostname, release } from "node:os";
import { basename, join, resolve } from "node:path";
import { buffer } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { act } from "@airflow-data-platform/cli-kit";
import { pack } from "tar-stream";
import { dockerLogin, readDockerConfig } from "../credentials/index.ts";
import { AdpError } from "../kernel/errors.ts";
import { readIfPresent, writeAtomic } from "../kernel/files.ts";
import { attempt, ProcessFailure } from "../kernel/process.ts";
import { mask, Secret } from "../kernel/secret.ts";
import { version } from "../kernel/version.ts";
import { maskCredentials, scanTexts } from "../secretscan/index.ts";
import type { DoctorContext } from "./context.ts";
import { errors } from "./errors.ts";

/** The end of a log is where it failed. Bytes. */
const longestLog = 64 * 1024;

interface BundleOptions {
  readonly context: DoctorContext;
  /** The document of `adp doctor --json`. */
  readonly report: unknown;
  /** The folder into which the archive goes. */
  readonly into: string;
}

export interface Bundle {
  readonly path: string;
  readonly files: readonly string[];
}

/**
 * What a colleague needs to help, in one archive that holds no secret: the report, versions, the platform's settings,
 * names and versions of what a datakit installs, the ends of logs. Every text passes the mask of all logins that are
 * known here and the rules of the secret scan; a line in which these still find something is left out.
 */
export async function writeBundle({ context, report, into }: BundleOptions): Promise<Bundle> {
  await meetSecrets(context);
  const texts = new Map<string, string>();
  for (const [name, text] of await gathered(context, report)) texts.set(name, await cleaned(name, text));
  for (const [name, text] of texts) if (mask(text) !== text) throw leak(name);
  const found = await scanTexts([...texts].map(([path, content]) => ({ path, content })));
  if (found[0] !== undefined) throw leak(found[0].path);
  const archive = pack();
  for (const [name, text] of texts) archive.entry({ name: `adp-support/${name}`, mode: 0o600 }, text);
  archive.finalize();
  const stamp = context.today.toISOString().slice(0, 19).replace(/[-:]/g, "").replace("T", "-");
  const path = resolve(into, `adp-support-${stamp}.tar.gz`);
  writeAtomic(path, gzipSync(await buffer(archive)));
  return { path, files: [...texts.keys()] };
}

function leak(name: string): AdpError {
  return new AdpError(errors.BUNDLE_LEAK, {
    what: `The support bundle was not written: ${name} would hold a credential.`,
    next: [act("report it, without the file; it is a mistake in adp")],
  });
}

/** Reads every place that can hold a login, so that the mask knows its value. */
async function meetSecrets(context: DoctorContext): Promise<void> {
  const { env, datakit } = context;
  try {
    const config = readDockerConfig(env);
    for (const registry of config.auths.keys()) await dockerLogin(config, registry, env);
    void context.access;
  } catch (error) {
    // What cannot be read is a finding in the report, and its logins are unknown here.
    if (!(error instanceof AdpError)) throw error;
  }
  for (const [name, value = ""] of Object.entries(env)) if (isSecretName(name)) void new Secret(value);
  for (const name of [".env", "airflow_settings.yaml"]) {
    const text = datakit === undefined ? "" : (readIfPresent(join(datakit, name)) ?? "");
    for (const [, key = "", value = ""] of text.matchAll(
      /^\s*(?:-\s+)?([\w.-]+)\s*[=:]\s*["']?(.*?)["']?\s*$/gm,
    ))
      if (isSecretName(key)) void new Secret(value);
  }
}

function isSecretName(name: string): boolean {
  return /pass|pwd|secret|token|key|conn_|credential|auth/i.test(name);
}

async function gathered(context: DoctorContext, report: unknown): Promise<[string, string][]> {
  const { root, datakit, place } = context;
  const read = (folder: string, names: readonly string[], as: string) =>
    names.flatMap((name): [string, string][] => {
      const text = readIfPresent(join(folder, name));
      return text === undefined ? [] : [[`${as}/${name}`, text]];
    });
  return [
    ["report.json", JSON.stringify(report, null, 2)],
    ["versions.txt", await versions(context)],
    ...read(place.folder, [".env", "packages.txt", "requirements.txt", "layer1.lock"], "layer1"),
    ...read(join(root, "platform-bootstrap"), [".env"], "platform"),
    ...logs(join(root, ".adp", "run", "platform"), "platform/logs"),
    ...(datakit === undefined
      ? []
      : [
          ...read(
            datakit,
            [
              "Dockerfile",
              "packages.txt",
              "requirements.txt",
              "docker-compose.override.yml",
              ".adp/datakit.lock",
            ],
            "datakit",
          ),
          ...logs(join(datakit, ".adp", "run", "logs"), "datakit/logs"),
        ]),
  ];
}

async function versions({ root, docker, machine, datakit }: DoctorContext): Promise<string> {
  const [commit, engine] = await Promise.all([
    attempt(["git", "rev-parse", "HEAD"], { cwd: root, timeoutMs: 5000 }),
    docker.try(["version", "--format", "{{.Client.Version}} {{.Server.Version}}"], { timeoutMs: 5000 }),
  ]);
  const said = (one: typeof commit) => (one instanceof ProcessFailure ? one.message : one.stdout.trim());
  return [
    `adp ${version()}, commit ${said(commit)}`,
    `Node.js ${process.version}, ${process.platform} ${process.arch} ${release()} (${machine})`,
    `docker ${said(engine)}`,
    `datakit ${datakit === undefined ? "none" : basename(datakit)}`,
    "",
  ]
    .join("\n")
    .replaceAll(hostname(), "HOST");
}

function logs(folder: string, as: string): [string, string][] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".log"))
    .map((name) => [`${as}/${name}`, endOf(join(folder, name))]);
}

/** The last part of a file, from a line's begin. */
function endOf(path: string): string {
  const file = openSync(path, "r");
  try {
    const { size } = fstatSync(file);
    const bytes = Buffer.alloc(Math.min(size, longestLog));
    readSync(file, bytes, 0, bytes.length, Math.max(0, size - longestLog));
    const text = bytes.toString("utf8");
    return size > longestLog ? text.slice(text.indexOf("\n") + 1) : text;
  } finally {
    closeSync(file);
  }
}

/** Masked; a line in which the secret scan still finds something goes. */
async function cleaned(name: string, text: string): Promise<string> {
  const masked = maskCredentials(mask(text));
  const found = await scanTexts([{ path: name, content: masked }]);
  const wrong = new Set(found.map(({ line }) => line));
  return masked
    .split("\n")
    .map((line, index) => (wrong.has(index + 1) ? "(left out: it looks like a credential)" : line))
    .join("\n");
}
