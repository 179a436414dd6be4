import { Exit, type ExitCode } from "@airflow-data-platform/cli-kit";
import { systemClock } from "../clock.ts";
import { problemOf, SharerError } from "../errors.ts";
import { makeKdcWork } from "../kdc/make.ts";
import type { Log } from "../log/log.ts";
import { prepareCache } from "../publish/prepare.ts";
import type { Settings } from "../settings/settings.ts";
import { openSource } from "../source/open.ts";
import { FolderWatch } from "../source/watch.ts";
import { RestartBackoff } from "./restart-backoff.ts";
import { Sharer } from "./sharer.ts";

const tickMs = 1000;

/** Shares until a signal comes or a mount goes stale. */
export async function runDaemon(settings: Settings, log: Log, stop: AbortSignal): Promise<ExitCode> {
  prepareCache(settings.cacheDir);
  const clock = systemClock;
  const source = settings.keytab === undefined ? openSource(settings.source) : undefined;
  const kdc = makeKdcWork({ settings, clock, log });
  const sharer = new Sharer({ settings, source, clock, log, kdc, stale: () => watch?.stale });
  const watch = source === undefined ? undefined : new FolderWatch(source, () => void sharer.check());
  const backoff = new RestartBackoff(settings.pollSeconds);
  const tick = async () => {
    watch?.sync();
    await sharer.tick();
    const stale = watch?.stale;
    if (backoff.isOver(stale !== undefined, sharer.copy.usable) && stale !== undefined)
      throw new SharerError(stale);
  };
  try {
    const what = source?.description ?? `the ticket got by keytab ${settings.keytab}`;
    log.write("info", {
      event: "started",
      message: `Sharing ${what} as ${sharer.copy.publication.path}.`,
    });
    await everySecond(tick, stop);
    log.write("info", { event: "stopping", message: `Stopped by ${stop.reason}.` });
    return Exit.ok;
  } catch (error) {
    const problem = problemOf(error);
    log.problem("error", "fatal", problem);
    return problem.exit;
  } finally {
    watch?.close();
    kdc?.stop();
    // A signal stops sharing for good; after any other end the sharer is restarted, and a good ticket is still good.
    sharer.stop({ withdraw: stop.aborted && settings.onStop === "remove" });
  }
}

/** Returns as soon as `stop` is aborted, also in the middle of a tick; throws what a tick throws. */
function everySecond(tick: () => Promise<void>, stop: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (stop.aborted) return resolve();
    let timer: NodeJS.Timeout | undefined;
    const end = () => {
      clearTimeout(timer);
      resolve();
    };
    stop.addEventListener("abort", end, { once: true });
    const loop = () => {
      tick().then(() => {
        if (!stop.aborted) timer = setTimeout(loop, tickMs);
      }, reject);
    };
    loop();
  });
}
