import { statSync } from "node:fs";
import { act, either, run, shell } from "@airflow-data-platform/cli-kit";
import type { EngineFacts } from "../docker/index.ts";
import { AdpError } from "../kernel/errors.ts";
import { isDenied } from "../kernel/files.ts";
import { REMAPPED, SOURCE_DENIED } from "./errors.ts";
import type { HostCache, Route } from "./source.ts";

/** With userns-remap a container's user is nobody on the host, whatever uid it is given. */
export function refuseRemapped(engine: EngineFacts): void {
  if (!engine.remapped || engine.rootless) return;
  throw new AdpError(REMAPPED, {
    why: "Under userns-remap no container can read a file that only you may read, and your ticket is such a file.",
    evidence: [`Docker Engine ${engine.version}: security option name=userns`],
    next: [
      either(
        [
          act('remove "userns-remap" from /etc/docker/daemon.json'),
          run(shell`sudo systemctl restart docker`),
        ],
        run(shell`dockerd-rootless-setuptool.sh install`, "installs rootless Docker, which is supported"),
      ),
    ],
  });
}

/** A user who may use Docker could read any file through it; a ticket is shared by its owner only. */
export function refuseOthersTicket(cache: HostCache, route: Route): void {
  const me = process.getuid?.() ?? 0;
  const path =
    cache.source?.kind === "file" || cache.source?.kind === "directory" ? cache.source.path : undefined;
  const denied = path !== undefined && isDenied(path);
  // A cache that does not exist yet will be this user's: kinit makes it.
  const found = denied || path === undefined ? undefined : statSync(path, { throwIfNoEntry: false });
  const owner = route.kind === "mount" ? route.uid : found?.uid;
  // Root may share another user's cache by its folder, which that user's own container mounts.
  const others = owner !== undefined && owner !== me && !(me === 0 && route.kind === "mount");
  if (!others && !denied) return;
  throw new AdpError(SOURCE_DENIED, {
    what: `${path ?? cache.text} belongs to another user, or you may not read it.`,
    why: `${cache.origin} names it as your credential cache.`,
    next: [
      either(
        run(shell`ls -ln ${path ?? cache.text}`, "shows whose it is"),
        run(shell`unset KRB5CCNAME && kinit`, "gets a ticket of your own"),
      ),
    ],
  });
}
