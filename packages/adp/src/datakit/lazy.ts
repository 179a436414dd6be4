import type * as adopting from "./adopt/adopt.ts";
import type * as pushing from "./push.ts";

// What reads Dockerfiles, and the room layer1 with its archives, are loaded for who asks for them: a check that runs in every
// datakit is to be quick.

export async function planAdoption(...args: Parameters<typeof adopting.planAdoption>) {
  return (await import("./adopt/adopt.ts")).planAdoption(...args);
}

export async function adoptDatakit(...args: Parameters<typeof adopting.adoptDatakit>) {
  return (await import("./adopt/adopt.ts")).adoptDatakit(...args);
}

export async function pushDatakit(...args: Parameters<typeof pushing.pushDatakit>) {
  return (await import("./push.ts")).pushDatakit(...args);
}

export async function removePushTrial(...args: Parameters<typeof pushing.removePushTrial>) {
  return (await import("./push.ts")).removePushTrial(...args);
}
