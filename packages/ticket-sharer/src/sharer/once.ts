import { systemClock } from "../clock.ts";
import { Exit, type ExitCode, problemOf } from "../errors.ts";
import { makeKdcWork } from "../kdc/make.ts";
import type { Log } from "../log/log.ts";
import { prepareCache } from "../publish/prepare.ts";
import type { Settings } from "../settings/settings.ts";
import { openSource } from "../source/open.ts";
import { Sharer } from "./sharer.ts";

/** Half of a write is waited for at least so long. */
const patienceMs = 1200;

/** For init containers: publishes once, waiting for a ticket as long as was asked, and says by its exit code how it went. */
export async function runOnce(settings: Settings, log: Log): Promise<ExitCode> {
  prepareCache(settings.cacheDir);
  const source = settings.keytab === undefined ? openSource(settings.source) : undefined;
  const kdc = makeKdcWork({ settings, clock: systemClock, log });
  const sharer = new Sharer({ settings, source, clock: systemClock, log, kdc });
  const deadline =
    Date.now() + Math.max(settings.waitSeconds * 1000, kdc === undefined ? patienceMs : 30_000);
  try {
    for (;;) {
      await sharer.tick();
      await kdc?.idle();
      // After the ticket of a keytab, the service tickets.
      kdc?.tick(sharer);
      await kdc?.idle();
      const { usable } = sharer.status();
      const problem = sharer.problem;
      if (usable && (problem === undefined || problem.exit === Exit.ok)) return Exit.ok;
      const lasting = problem !== undefined && !problem.transient && settings.waitSeconds === 0;
      if (lasting || Date.now() >= deadline)
        return problem?.exit ?? sharer.publication.fault?.exit ?? Exit.noInput;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  } catch (error) {
    const problem = problemOf(error);
    log.problem("error", "fatal", problem);
    return problem.exit;
  } finally {
    kdc?.stop();
    sharer.stop({ withdraw: false });
  }
}
