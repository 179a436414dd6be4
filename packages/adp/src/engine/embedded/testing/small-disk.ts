import { mkdirSync } from "node:fs";
import { attempt } from "../../../kernel/process.ts";

interface OnSmallDisk {
  /** Mount options: "size=2m", "size=2m,ro". */
  readonly mount: string;
  /** Where the disk is. */
  readonly folder: string;
  /** A TypeScript file that prints `answer:` and JSON. */
  readonly script: string;
  /** The script's argument, as JSON. */
  readonly options: unknown;
}

/**
 * Runs a script that sees a disk of its own: a tmpfs in a mount namespace, which needs no root where the kernel lets a
 * user make one. Returns what it answers; a string says why the disk cannot be had here.
 */
export async function onSmallDisk({ mount, folder, script, options }: OnSmallDisk): Promise<unknown> {
  mkdirSync(folder, { recursive: true });
  const inside = 'mount -t tmpfs -o "$1" none "$2" && shift 2 && echo mounted && exec "$@"';
  const done = await attempt([
    ...["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", inside, "sh"],
    ...[mount, folder],
    ...[process.execPath, "--import", "tsx", script, JSON.stringify(options)],
  ]);
  if (!done.stdout.startsWith("mounted"))
    return `needs a mount namespace: ${done.stderr.trim().split("\n")[0] ?? "unshare is missing"}`;
  const answer = /^answer:(.*)$/m.exec(done.stdout)?.[1];
  if (answer === undefined) throw new Error(`${done.stdout}\n${done.stderr}`);
  return JSON.parse(answer);
}
