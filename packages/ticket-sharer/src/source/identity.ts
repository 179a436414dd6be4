import { readFileSync } from "node:fs";

/** undefined where there are no user ids. */
export function effectiveUid(): number | undefined {
  return process.geteuid?.();
}

export function whoAmI(): string {
  return `uid ${process.getuid?.() ?? "?"}, gid ${process.getgid?.() ?? "?"}`;
}

/**
 * A sentence where user ids are not the host's: rootless Docker, userns-remap. Then the owner of a file on the host
 * is another number in here, or "nobody".
 */
export function userNamespaceAdvice(map = userMap()): string {
  if (map === undefined || /^\s*0\s+0\s+4294967295\s*$/.test(map)) return "";
  return (
    " This container's user ids are not the host's (rootless Docker, Podman or userns-remap):" +
    ' in rootless Docker the host\'s user is uid 0 in here, so set user: "0:0"; with userns-remap set userns_mode: host.'
  );
}

function userMap(): string | undefined {
  try {
    return readFileSync("/proc/self/uid_map", "utf8");
  } catch {
    // Not Linux.
    return undefined;
  }
}
