import type * as adopting from "./adopt/adopt.ts";
import type * as patching from "./patch.ts";
import type * as pushing from "./push.ts";
import type * as rebuilding from "./rebuild.ts";
import type * as rendering from "./render.ts";
import type * as updating from "./update.ts";

// What renders, merges and reads Dockerfiles, and the room layer1 with its archives, are loaded for who asks for them: a
// check that runs in every datakit is to be quick.

export async function planAdoption(...args: Parameters<typeof adopting.planAdoption>) {
  return (await import("./adopt/adopt.ts")).planAdoption(...args);
}

export async function adoptDatakit(...args: Parameters<typeof adopting.adoptDatakit>) {
  return (await import("./adopt/adopt.ts")).adoptDatakit(...args);
}

export async function patchOf(...args: Parameters<typeof patching.patchOf>) {
  return (await import("./patch.ts")).patchOf(...args);
}

export async function pushDatakit(...args: Parameters<typeof pushing.pushDatakit>) {
  return (await import("./push.ts")).pushDatakit(...args);
}

export async function removePushTrial(...args: Parameters<typeof pushing.removePushTrial>) {
  return (await import("./push.ts")).removePushTrial(...args);
}

export async function rebuildDatakit(...args: Parameters<typeof rebuilding.rebuildDatakit>) {
  return (await import("./rebuild.ts")).rebuildDatakit(...args);
}

export async function removeTrial(...args: Parameters<typeof rebuilding.removeTrial>) {
  return (await import("./rebuild.ts")).removeTrial(...args);
}

export async function renderDatakit(...args: Parameters<typeof rendering.renderDatakit>) {
  return (await import("./render.ts")).renderDatakit(...args);
}

export async function planUpdate(...args: Parameters<typeof updating.planUpdate>) {
  return (await import("./update.ts")).planUpdate(...args);
}

export async function updateDatakit(...args: Parameters<typeof updating.updateDatakit>) {
  return (await import("./update.ts")).updateDatakit(...args);
}

export async function continueUpdate(...args: Parameters<typeof updating.continueUpdate>) {
  return (await import("./update.ts")).continueUpdate(...args);
}

export async function undoUpdate(...args: Parameters<typeof updating.undoUpdate>) {
  return (await import("./update.ts")).undoUpdate(...args);
}
