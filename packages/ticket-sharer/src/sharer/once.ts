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

/** What a KDC may take, where it is asked for something. */
const kdcPatienceMs = 30_000;

/**
 * For init containers: publishes once, waiting for a ticket as long as was asked, and says by its exit code how it
 * went. To be told to stop is the end of the time to wait.
 */
export async function runOnce(settings: Settings, log: Log, stop: AbortSignal): Promise<ExitCode> {
  prepareCache(settings.cacheDir);
  const source = settings.keytab === undefined ? openSource(settings.source) : undefined;
  const kdc = makeKdcWork({ settings, clock: systemClock, log });
  const sharer = new Sharer({ settings, source, clock: systemClock, log, kdc });
  const started = Date.now();
  const timeIsOver = () => {
    // Without a ticket to renew, or to ask for service tickets with, the KDC has no part in it.
    const asksKdc = kdc !== undefined && (settings.keytab !== undefined || sharer.usable);
    const patience = asksKdc ? kdcPatienceMs : patienceMs;
    return Date.now() - started >= Math.max(settings.waitSeconds * 1000, patience);
  };
  const stopped = new Promise<false>((resolve) => {
    if (stop.aborted) resolve(false);
    else stop.addEventListener("abort", () => resolve(false), { once: true });
  });
  const attempt = async () => {
    await sharer.tick();
    await kdc?.idle();
    // After the ticket of a keytab, the service tickets.
    kdc?.tick(sharer);
    await kdc?.idle();
    return true;
  };
  try {
    for (;;) {
      const tried = !stop.aborted && (await Promise.race([attempt(), stopped]));
      const { usable } = sharer.status();
      const problem = sharer.problem;
      if (tried && usable && (problem === undefined || problem.exit === Exit.ok)) return Exit.ok;
      const lasting = problem !== undefined && !problem.transient && settings.waitSeconds === 0;
      if (lasting || stop.aborted || timeIsOver())
        return problem?.exit || sharer.publication.fault?.exit || Exit.noInput;
      await Promise.race([new Promise((resolve) => setTimeout(resolve, 50)), stopped]);
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
