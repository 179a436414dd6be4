import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { attempt } from "../../../../kernel/process.ts";
import type { AirflowOptions } from "../environment.ts";

interface Failure {
  readonly code: string;
  readonly next: readonly string[];
}

/**
 * Prepares an Airflow on a disk of its own: a tmpfs in a mount namespace, which needs no root where the kernel lets a
 * user make one. A string says why it cannot be had here. Mount options: "size=2m", "size=2m,ro".
 */
export async function onSmallDisk(
  mount: string,
  options: Omit<AirflowOptions, "clock"> & { readonly env: Record<string, string> },
): Promise<Failure | string> {
  mkdirSync(options.engineFolder, { recursive: true });
  const script = fileURLToPath(new URL("prepare.ts", import.meta.url));
  const inside = 'mount -t tmpfs -o "$1" none "$2" && shift 2 && echo mounted && exec "$@"';
  const done = await attempt([
    ...["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", inside, "sh"],
    ...[mount, options.engineFolder],
    ...[process.execPath, "--import", "tsx", script, JSON.stringify(options)],
  ]);
  if (!done.stdout.startsWith("mounted"))
    return `needs a mount namespace: ${done.stderr.trim().split("\n")[0] ?? "unshare is missing"}`;
  const answer = /^answer:(.*)$/m.exec(done.stdout)?.[1];
  if (answer === undefined) throw new Error(`${done.stdout}\n${done.stderr}`);
  return JSON.parse(answer) as Failure;
}
