import { act, again, either, run, type Step, shell } from "@airflow-data-platform/cli-kit";
import type { Docker } from "../docker/index.ts";
import { AdpError } from "../kernel/errors.ts";
import { ProcessFailure } from "../kernel/process.ts";
import { VOLUME } from "./errors.ts";

/** The volume that datakits mount: part of the contract between the platform and every datakit. */
export const volumeName = "platform_kerberos_cache";

/** Removing it is only possible without the containers that use it. */
const removeVolume: readonly Step[] = [
  act(`remove the containers that docker ps --all --filter volume=${volumeName} lists`),
  run(shell`docker volume rm ${volumeName}`),
];

/** Owner, group and mode that the sharer's image gives the folder. */
export const folderForm = "0:0:2770";

export async function checkVolume(docker: Docker): Promise<void> {
  const found = await docker.volume(volumeName);
  if (found === undefined || found.driver === "local") return;
  throw new AdpError(VOLUME, {
    what: `The volume ${volumeName} uses the driver ${found.driver}.`,
    why: "A ticket belongs on this machine's own disk; network volumes do not announce changes.",
    next: [...removeVolume, again],
  });
}

/**
 * Gives the volume's folder back its owner and mode: a container that mounts an empty volume without `nocopy` sets
 * them to those of its own image's folder.
 */
export async function repairVolume(docker: Docker, image: string): Promise<void> {
  const result = await inVolume(docker, image, {
    volume: volumeName,
    capabilities: ["CHOWN", "FOWNER", "FSETID"],
    script: "chown 0:0 /volume && chmod 2770 /volume",
  });
  if (!(result instanceof ProcessFailure)) return;
  throw new AdpError(VOLUME, {
    what: `The owner and mode of the volume ${volumeName} are wrong and cannot be repaired.`,
    why: "A container that mounted it first, without nocopy, has changed its owner and mode.",
    evidence: result.tail(4),
    next: [...removeVolume, again],
    cause: result,
  });
}

/** Removes the ticket from the volume, also what a killed sharer or one of version 0.1.0 left of one. */
export async function withdrawTicket(docker: Docker, image: string): Promise<void> {
  const result = await inVolume(docker, image, {
    volume: volumeName,
    capabilities: ["DAC_OVERRIDE"],
    script: "cd /volume && rm -rf krb5cc .krb5cc.* collection healthy status.json ticket.prom",
  });
  if (!(result instanceof ProcessFailure)) return;
  throw new AdpError(VOLUME, {
    what: `The ticket cannot be removed from the volume ${volumeName}.`,
    why: "A container of the sharer's image failed to remove it. kdestroy does not reach this copy, which ends with the ticket.",
    evidence: result.tail(4),
    next: [either(again, removeVolume)],
    cause: result,
  });
}

interface VolumeWork {
  readonly volume: string;
  readonly capabilities: readonly string[];
  /** A line of shell; the volume is at /volume. */
  readonly script: string;
  /** What it reads on stdin. */
  readonly input?: string;
}

/** Runs a line of shell on a volume, as root of a container with these capabilities only. */
export function inVolume(docker: Docker, image: string, work: VolumeWork): ReturnType<Docker["try"]> {
  const { volume, capabilities, script, input } = work;
  return docker.try(
    [
      "run",
      "--rm",
      ...(input === undefined ? [] : ["--interactive"]),
      "--network=none",
      "--read-only",
      "--user=0:0",
      "--cap-drop=ALL",
      ...capabilities.map((name) => `--cap-add=${name}`),
      "--security-opt=no-new-privileges:true",
      `--mount=type=volume,source=${volume},target=/volume,volume-nocopy`,
      "--entrypoint=/bin/sh",
      image,
      "-c",
      script,
    ],
    input === undefined ? {} : { input },
  );
}
