import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { act, adp, again, either, run, shell } from "@airflow-data-platform/cli-kit";
import * as z from "zod/mini";
import { ask } from "../kernel/ask.ts";
import { AdpError } from "../kernel/errors.ts";
import { readIfPresent, readOrdinary } from "../kernel/files.ts";
import { platformRoot } from "../kernel/home.ts";
import { tryJson } from "../kernel/json.ts";
import { attempt, ProcessFailure } from "../kernel/process.ts";
import { KIT_LOCK, KIT_NO_LOCK } from "./errors.ts";
import type { Rendered } from "./template.ts";

/** Which template a datakit was made from. Committed; the template's hook for cookiecutter writes the same bytes. */
export const lockPath = ".adp/datakit.lock";

/** No path and no program's argument can hold a NUL. */
const words = z.string().check(z.regex(/^[^\0]*$/));

export const lockSchema = z.object({
  template: z.object({
    version: z.string(),
    /** Where the template's repository is, without a login; absent where only this machine knows. */
    repository: z.optional(z.string()),
    /** Absent where the template had changes that were not committed. */
    commit: z.optional(z.string()),
  }),
  answers: z.record(words, words),
  /** Files of the template that are the datakit's own: an update neither changes nor brings them. */
  own: z.optional(z.array(words)),
  /** The sha256 of each file as the template gave it. */
  files: z.record(words, z.string()),
});
export type Lock = z.output<typeof lockSchema>;

export function readLock(folder: string): Lock {
  const place = join(folder, lockPath);
  if (!existsSync(place))
    throw new AdpError(KIT_NO_LOCK, {
      what: `${folder} has no ${lockPath}.`,
      why: "`adp datakit new` and cookiecutter write it; it says which template a datakit was made from.",
      next: [
        either(
          [act("go into the folder of a datakit"), again],
          run(adp`datakit adopt`, "makes the Airflow project in this folder a datakit"),
        ),
      ],
    });
  const lock = tryJson(readOrdinary(place) ?? "", lockSchema);
  if (lock !== undefined) return lock;
  throw new AdpError(KIT_LOCK, {
    what: `${lockPath} does not have the expected form.`,
    why: "adp writes it; it is not changed by hand.",
    next: [
      either(
        run(shell`git checkout HEAD -- ${lockPath}`, "takes the committed one"),
        run(adp`datakit new ${"NAME"} --into /tmp`, "makes one to compare with"),
      ),
      again,
    ],
  });
}

export async function lockOf(
  template: string,
  { answers, files }: Rendered,
  own: readonly string[] = [],
): Promise<Lock> {
  return {
    template: await templateFacts(template),
    answers,
    ...(own.length === 0 ? {} : { own: [...own] }),
    files: Object.fromEntries(
      [...files]
        .filter(([path]) => !own.includes(path))
        .map(([path, { content }]) => [path, sha256(content)]),
    ),
  };
}

/** The same bytes as Python's json.dumps(indent=2, ensure_ascii=False) writes. */
export function lockText(lock: Lock): string {
  return `${JSON.stringify(lock, null, 2)}\n`;
}

export function sha256(content: Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

/** Version, repository and commit of a template's folder. */
export async function templateFacts(template: string): Promise<Lock["template"]> {
  const [remote, { version, commit }] = await Promise.all([
    attempt(["git", "-C", template, "remote", "get-url", "origin"]),
    templateState(template),
  ]);
  const repository = remote instanceof ProcessFailure ? undefined : publicAddress(remote.stdout.trim());
  return {
    version,
    ...(repository === undefined ? {} : { repository }),
    ...(commit === undefined ? {} : { commit }),
  };
}

/** Version and commit of a template's folder; no commit where it has changes that are not committed. */
export async function templateState(template: string): Promise<{ version: string; commit?: string }> {
  const version = templateVersion(template);
  // One process for both: https://git-scm.com/docs/git-status#_porcelain_format_version_2
  const words = ["status", "--porcelain=v2", "--branch", "--", "."];
  const done = await ask(["git", "-C", template, ...words]);
  if (done instanceof ProcessFailure) return { version };
  const lines = done.stdout.trim().split("\n");
  const commit = /^# branch\.oid ([0-9a-f]{40,})$/m.exec(done.stdout)?.[1];
  return commit === undefined || lines.some((line) => !line.startsWith("# "))
    ? { version }
    : { version, commit };
}

/** The template of this platform. */
export function platformTemplate(): string {
  return join(platformRoot(), "cookiecutter-layer2-datakit");
}

export function templateVersion(template: string): string {
  return readIfPresent(join(template, "VERSION"))?.trim() ?? "0";
}

/** A repository's address without user and password; undefined for a path of this machine. */
export function publicAddress(address: string): string | undefined {
  const url = /^(https?|ssh|git):\/\/(?:[^/@]*@)?([^/@]+)\/(.+)$/.exec(address);
  if (url !== null) return `${url[1]}://${url[2]}/${url[3]}`;
  // git@host:team/repository.git; one letter before the colon is a drive of Windows.
  const short = /^(?:[^/@:]+@)?([\w.-]{2,}):(?!\/\/)\/?(.+)$/.exec(address);
  return short === null ? undefined : `ssh://${short[1]}/${short[2]}`;
}
