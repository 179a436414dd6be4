import { newFolder, removeFolder } from "../../e2e/world/lib/index.ts";
import { SharerProgram } from "../../packages/ticket-sharer/test/sharer-process.ts";
import type { Claim } from "../measure.ts";
import { measureChanges } from "./changes.ts";
import { measureClassical } from "./classical.ts";
import { measureIdle } from "./idle.ts";
import { measureLatency } from "./latency.ts";
import { measureParse } from "./parse.ts";
import { measureStart } from "./start.ts";

/** The ticket sharer, beside the bare cost of the same work and beside the loop that it replaces. */
export async function measureTicket({ quick }: { readonly quick: boolean }): Promise<Claim[]> {
  if (process.platform !== "linux")
    return [{ name: "the ticket sharer", measured: "not measured", beside: "needs Linux", goal: "" }];
  const program = await SharerProgram.build();
  const claims: Claim[] = [];
  try {
    for (const measure of [
      measureParse,
      measureLatency,
      measureClassical,
      measureIdle,
      measureChanges,
      measureStart,
    ]) {
      const folder = newFolder("adp-bench-ticket");
      try {
        claims.push(...(await measure({ quick, program, folder })));
      } finally {
        await program.stopAll();
        removeFolder(folder);
      }
    }
  } finally {
    await program.remove();
  }
  return claims;
}
