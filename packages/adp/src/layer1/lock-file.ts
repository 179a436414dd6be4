import { existsSync, readFileSync } from "node:fs";
import { act, adp, again, either, run, shell } from "@airflow-data-platform/cli-kit";
import * as z from "zod/mini";
import { AdpError } from "../kernel/errors.ts";
import { writeAtomic } from "../kernel/files.ts";
import { tryJson } from "../kernel/json.ts";
import { errors } from "./errors.ts";
import { fromHere, type Layer1Folder } from "./folder.ts";

/** An image that a build takes, by the variable that names it. */
export interface UsedImage {
  readonly variable: string;
  readonly name: string;
  /** The registry's digest where it came from one, else the image's id. */
  readonly digest: string;
}

const schema = z.object({ images: z.record(z.string(), z.object({ name: z.string(), digest: z.string() })) });

const file = "layer1.lock";

/** Writes which images this build takes, for others to hold theirs against. */
export function writeLock(place: Layer1Folder, images: readonly UsedImage[]): void {
  const entries = images.map(({ variable, name, digest }) => [variable, { name, digest }] as const);
  const document = { images: Object.fromEntries(entries) };
  writeAtomic(place.lockFile, `${JSON.stringify(document, null, 2)}\n`, 0o644);
}

/** Throws where a build would take another image than the one in layer1.lock. */
export function checkLock(place: Layer1Folder, images: readonly UsedImage[]): void {
  const path = fromHere(place, file);
  const text = existsSync(place.lockFile) ? readFileSync(place.lockFile, "utf8") : undefined;
  const lock = text === undefined ? undefined : tryJson(text, schema);
  if (lock === undefined)
    throw new AdpError(errors.LOCK, {
      what: `${path} ${text === undefined ? "is missing" : "does not have the expected form"}, and --locked needs it.`,
      next: [
        either(
          run(shell`git checkout ${path}`, "if it is committed"),
          run(adp`layer1 build --lock`, "writes it"),
        ),
        again,
      ],
    });
  const other = images.find(({ variable, digest }) => lock.images[variable]?.digest !== digest);
  if (other === undefined) return;
  const { variable, name, digest } = other;
  const wanted = lock.images[variable];
  throw new AdpError(errors.BASE_NOT_LOCKED, {
    what: `${name} is not the image that ${path} names for ${variable}.`,
    why:
      wanted === undefined
        ? `${path} has no entry for ${variable}.`
        : `It is ${digest}, and ${path} says ${wanted.digest} (${wanted.name}).`,
    next: [
      either(
        run(shell`docker pull ${wanted === undefined ? name : pinned(wanted)}`, "gets the locked image"),
        [run(adp`layer1 build --lock`, "if the new image is meant"), act(`commit ${path}`)],
      ),
      again,
    ],
  });
}

/** NAME@DIGEST: a registry gives exactly this image. */
function pinned({ name, digest }: { readonly name: string; readonly digest: string }): string {
  return `${name.replace(/@.*$/, "").replace(/:[^/:]*$/, "")}@${digest}`;
}
