import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { act, adp, again, either, run, shell } from "@airflow-data-platform/cli-kit";
import { stringify } from "yaml";
import * as z from "zod/mini";
import { AdpError } from "../kernel/errors.ts";
import { shownPath } from "../kernel/home.ts";
import { errors } from "./errors.ts";
import { mistakesOf, readYaml } from "./yaml-file.ts";

const digest = z.string().check(z.regex(/^sha256:[0-9a-f]{64}$/, "sha256: and 64 hexadecimal digits"));

/** What is known of an image that was pushed: the one who pushes writes it, `adp layer3 promote` reads it. */
export const recordSchema = z.strictObject({
  /** The repository, without tag and digest: registry.example.com/data/customer-360-datakit */
  image: z.string().check(z.regex(/^[\w.-]+(:\d+)?(\/[\w.-]+)+$/, "an image without a tag")),
  digest,
  airflow: z.string().check(z.regex(/^\d+\.\d+\.\d+$/, "a version such as 3.3.2")),
  /** The Runtime's version, such as 3.3-8; "none" for an image without one. */
  runtime: z.string(),
  /** The commit of the datakit that the image was built from. */
  commit: z.string().check(z.regex(/^[0-9a-f]{40}$/, "40 hexadecimal digits")),
  pushed: z.iso.datetime(),
  /** The Airflow providers in the image, without the prefix: cncf-kubernetes */
  providers: z.array(z.string()),
  scan: z.strictObject({ found: z.int(), layers: z.int() }),
  promise: z.strictObject({ kept: z.boolean() }),
  tests: z.strictObject({ passed: z.int(), failed: z.int() }),
});
export type PushRecord = z.output<typeof recordSchema>;

const releaseSchema = z.strictObject({
  ...recordSchema.def.shape,
  chart: z.string(),
  /** When this release came to this environment. */
  since: z.iso.datetime(),
});
/** environments/NAME/release.yaml: all that a promotion changes. */
export type Release = z.output<typeof releaseSchema>;

export function releasePath(folder: string, environment: string): string {
  return join(folder, "environments", environment, "release.yaml");
}

/** The release of an environment; undefined where nothing was promoted to it. Throws ADP-L3-007. */
export function readRelease(folder: string, environment: string): Release | undefined {
  const path = releasePath(folder, environment);
  if (!existsSync(path)) return undefined;
  const file = readYaml(readFileSync(path, "utf8"));
  const found = "mistakes" in file ? file : mistakesOf(file, releaseSchema);
  if ("data" in found) return found.data;
  const shown = shownPath(path);
  throw new AdpError(errors.RELEASE, {
    what: `${shown} has a mistake.`,
    why: "Only `adp layer3 promote` writes this file.",
    evidence: found.mistakes.map(({ line, text }) => `${shown}:${line}: ${text}`),
    next: [either(run(shell`git checkout -- ${shown}`, "restores it"), act("correct it")), again],
  });
}

/** The same where there must be one. */
export function needRelease(folder: string, environment: string): Release {
  const release = readRelease(folder, environment);
  if (release !== undefined) return release;
  throw new AdpError(errors.RELEASE, {
    what: `Nothing was promoted to ${environment} yet: environments/${environment}/release.yaml is missing.`,
    next: [
      either(
        run(adp`layer3 promote ${environment} --record pushed.json`, "with the record of a push"),
        run(adp`layer3 promote ${environment} --from OTHER`, "with what runs in another environment"),
      ),
    ],
  });
}

export function releaseText(release: Release): string {
  return `# Written by \`adp layer3 promote\`. Undo a promotion with \`git revert\`.\n${stringify(release)}`;
}

/** A release's text read again; undefined where another version of adp wrote it, with other fields. */
export function parsedRelease(text: string): Release | undefined {
  const file = readYaml(text);
  const found = "mistakes" in file ? file : mistakesOf(file, releaseSchema);
  return "data" in found ? found.data : undefined;
}

/** repository@sha256:… */
export function imageOf(release: Pick<Release, "image" | "digest">): string {
  return `${release.image}@${release.digest}`;
}

export function airflowMajor(release: Pick<Release, "airflow">): 2 | 3 {
  return release.airflow.startsWith("2.") ? 2 : 3;
}
