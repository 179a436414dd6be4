import type { Docker } from "../docker/index.ts";
import { AdpError } from "../kernel/errors.ts";
import { ProcessFailure } from "../kernel/process.ts";
import { VOLUME } from "./errors.ts";

/** The volume that datakits mount: part of the contract between the platform and every datakit. */
export const volumeName = "platform_kerberos_cache";

/** Owner, group and mode that the sharer's image gives the folder. */
export const folderForm = "0:0:2770";

export async function checkVolume(docker: Docker): Promise<void> {
  const found = await docker.volume(volumeName);
  if (found === undefined || found.driver === "local") return;
  throw new AdpError(VOLUME, {
    what: `The volume ${volumeName} is one of the driver ${found.driver}.`,
    why: "A ticket belongs on this machine's own disk; network volumes tell nobody about a change.",
    next: [`docker volume rm ${volumeName}   (after the containers that use it are gone), then start again`],
  });
}

/**
 * Gives the volume's folder back its owner and mode: a container that mounts an empty volume without `nocopy` sets
 * them to those of its own image's folder.
 */
export async function repairVolume(docker: Docker, image: string, again: string): Promise<void> {
  const result = await inVolume(
    docker,
    image,
    ["CHOWN", "FOWNER", "FSETID"],
    "chown 0:0 /krb5/cache && chmod 2770 /krb5/cache",
  );
  if (!(result instanceof ProcessFailure)) return;
  throw new AdpError(VOLUME, {
    what: `The volume ${volumeName} belongs to somebody else, and cannot be given back.`,
    why: "A container that mounted it first, without nocopy, has changed its owner and mode.",
    evidence: result.tail(4),
    next: [`docker volume rm ${volumeName}   (after the containers that use it are gone)`, again],
    cause: result,
  });
}

/** Takes the ticket out of the volume, also what a sharer that was killed had written and not yet put in place. */
export async function withdrawTicket(docker: Docker, image: string, again: string): Promise<void> {
  const result = await inVolume(
    docker,
    image,
    ["DAC_OVERRIDE"],
    "cd /krb5/cache && rm -rf krb5cc .krb5cc.* collection healthy status.json ticket.prom",
  );
  if (!(result instanceof ProcessFailure)) return;
  throw new AdpError(VOLUME, {
    what: `The ticket cannot be taken out of the volume ${volumeName}.`,
    why: "A container of the sharer's image was to remove it, and failed.",
    evidence: result.tail(4),
    next: [
      `docker volume rm ${volumeName}   (after the containers that use it are gone)`,
      "kdestroy does not reach that copy; it ends with the ticket's own life",
      again,
    ],
    cause: result,
  });
}

/** Runs a line of shell on the volume, as root of a container that may do nothing but what it has to. */
function inVolume(
  docker: Docker,
  image: string,
  capabilities: readonly string[],
  script: string,
): ReturnType<Docker["try"]> {
  return docker.try([
    "run",
    "--rm",
    "--network=none",
    "--read-only",
    "--user=0:0",
    "--cap-drop=ALL",
    ...capabilities.map((name) => `--cap-add=${name}`),
    "--security-opt=no-new-privileges:true",
    `--mount=type=volume,source=${volumeName},target=/krb5/cache,volume-nocopy`,
    "--entrypoint=/bin/sh",
    image,
    "-c",
    script,
  ]);
}
