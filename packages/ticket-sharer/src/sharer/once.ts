import { setTimeout as sleep } from "node:timers/promises";
import { Exit, type ExitCode } from "@airflow-data-platform/cli-kit";
import { systemClock } from "../clock.ts";
import { problemOf } from "../errors.ts";
import { makeKdcWork } from "../kdc/make.ts";
import type { Log } from "../log/log.ts";
import { prepareCache } from "../publish/prepare.ts";
import type { Settings } from "../settings/settings.ts";
import { openSource } from "../source/open.ts";
import { Sharer } from "./sharer.ts";

/** Half of a write is waited for at least this long. */
const leastMs = 1200;
/** What a KDC may take to answer. */
const kdcMs = 30_000;

/**
 * For init containers: publishes once, waiting for a ticket as long as was asked, and gives the exit code. A signal
 * ends the wait.
 */
export async function runOnce(settings: Settings, log: Log, stop: AbortSignal): Promise<ExitCode> {
  prepareCache(settings.cacheDir);
  const source = settings.keytab === undefined ? openSource(settings.source) : undefined;
  const kdc = makeKdcWork({ settings, clock: systemClock, log });
  const sharer = new Sharer({ settings, source, clock: systemClock, log, kdc });
  const started = Date.now();
  const timeIsOver = () => {
    // Without a ticket to renew, the KDC is not asked.
    const asksKdc = kdc !== undefined && (settings.keytab !== undefined || sharer.copy.usable);
    const most = Math.max(settings.waitSeconds * 1000, asksKdc ? kdcMs : leastMs);
    return Date.now() - started >= most;
  };
  const attempt = async () => {
    await sharer.tick();
    await kdc?.idle();
    return true;
  };
  const stopped = abortOf(stop);
  try {
    for (;;) {
      const tried = !stop.aborted && (await Promise.race([attempt(), stopped]));
      const problem = sharer.problem;
      if (tried && sharer.copy.usable && (problem === undefined || problem.exit === Exit.ok)) return Exit.ok;
      const lasting = problem !== undefined && !problem.transient && settings.waitSeconds === 0;
      if (lasting || stop.aborted || timeIsOver())
        return problem?.exit || sharer.copy.publication.fault?.exit || Exit.noInput;
      await Promise.race([sleep(50), stopped]);
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

function abortOf(signal: AbortSignal): Promise<false> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(false);
    else signal.addEventListener("abort", () => resolve(false), { once: true });
  });
}
