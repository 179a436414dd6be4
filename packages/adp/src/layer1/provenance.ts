import { join } from "node:path";
import { writeAtomic } from "../kernel/files.ts";
import type { AccessPlan } from "./access.ts";
import { type Base, describeBase } from "./base.ts";
import type { Layer1Folder } from "./folder.ts";
import type { Commit } from "./git.ts";
import type { UsedImage } from "./lock-file.ts";
import type { BuildPlan } from "./plan.ts";

export interface Made {
  readonly place: Layer1Folder;
  readonly plan: BuildPlan;
  readonly base: Base;
  readonly access: AccessPlan;
  readonly images: readonly UsedImage[];
  readonly commit: Commit | undefined;
  readonly id: string;
  readonly startedAt: Date;
  readonly seconds: number;
  readonly engine: string;
  readonly scan: unknown;
}

/** Writes what a label must not hold, so that the image stays the same: when, how long, by whose logins. */
export function writeProvenance(made: Made): string {
  const { place, plan, base, access, commit } = made;
  const path = join(place.provenance, `${plan.tag}.json`);
  const who = (list: AccessPlan["apt"]) =>
    list.map(({ url, setting, login }) => ({
      url,
      setting,
      login: login === undefined ? null : { user: login.user, place: login.place },
    }));
  const document = {
    image: made.id,
    tag: plan.tag,
    version: plan.version,
    inputs: plan.inputs,
    base: describeBase(base),
    images: made.images,
    commit: commit ?? null,
    built: {
      at: made.startedAt.toISOString(),
      seconds: Number(made.seconds.toFixed(1)),
      engine: made.engine,
    },
    reached: { apt: who(access.apt), pip: who(access.pip), uv: who(access.uv) },
    scan: made.scan,
  };
  writeAtomic(path, `${JSON.stringify(document, null, 2)}\n`, 0o644);
  return path;
}
