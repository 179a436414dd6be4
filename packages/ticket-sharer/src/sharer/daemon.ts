import { systemClock } from "../clock.ts";
import { Exit, type ExitCode, problemOf, SharerError } from "../errors.ts";
import { makeKdcWork } from "../kdc/make.ts";
import type { Log } from "../log/log.ts";
import { prepareCache } from "../publish/prepare.ts";
import type { Settings } from "../settings/settings.ts";
import { openSource } from "../source/open.ts";
import { Patience } from "../source/patience.ts";
import { FolderWatch } from "../source/watch.ts";
import { type Listener, listen } from "../status/listener.ts";
import { Sharer } from "./sharer.ts";
import { WatchMode } from "./watch-mode.ts";

const tickMs = 1000;

/** Shares until a signal comes or a mount goes stale. */
export async function runDaemon(settings: Settings, log: Log, stop: AbortSignal): Promise<ExitCode> {
  prepareCache(settings.cacheDir);
  const clock = systemClock;
  const source = settings.keytab === undefined ? openSource(settings.source) : undefined;
  const kdc = makeKdcWork({ settings, clock, log });
  const mode = new WatchMode(log);
  let watch: FolderWatch | undefined;
  let listener: Listener | undefined;
  let timer: NodeJS.Timeout | undefined;
  const sharer = new Sharer({
    settings,
    source,
    clock,
    log,
    kdc,
    watchMode: () => mode.state,
    stale: () => watch?.stale,
  });
  const patience = new Patience(settings.pollSeconds);
  try {
    if (source !== undefined)
      watch = new FolderWatch(source, (how) => {
        if (how === "event") mode.event();
        void sharer.check();
      });
    if (settings.metricsPort !== undefined) {
      const { metricsPort: port, metricsHost: host } = settings;
      const { counters } = sharer;
      const [status, hindrance] = [() => sharer.status(), () => sharer.hindrance];
      listener = await listen({ host, port, status, hindrance, counters });
    }
    const what = source?.description ?? `the ticket got by keytab ${settings.keytab}`;
    const where = listener === undefined ? "" : ` Listening on ${settings.metricsHost}:${listener.port}.`;
    log.write("info", {
      event: "started",
      message: `Sharing ${what} as ${sharer.publication.path}.${where}`,
      ...(listener === undefined ? {} : { port: listener.port }),
    });
    return await new Promise<ExitCode>((resolve, reject) => {
      const end = () => {
        log.write("info", { event: "stopping", message: `Stopped by ${stop.reason}.` });
        resolve(Exit.ok);
      };
      if (stop.aborted) return end();
      stop.addEventListener("abort", end, { once: true });
      const tick = async () => {
        const before = source?.signature();
        if (watch !== undefined) {
          watch.sync();
          mode.observe(before, watch.refused);
        } else mode.none();
        await sharer.tick();
        const stale = watch?.stale;
        if (patience.isOver(stale !== undefined, sharer.usable) && stale !== undefined)
          throw new SharerError(stale);
      };
      const loop = () => {
        tick().then(() => {
          timer = setTimeout(loop, tickMs);
        }, reject);
      };
      loop();
    });
  } catch (error) {
    const problem = problemOf(error);
    log.problem("error", "fatal", problem);
    return problem.exit;
  } finally {
    clearTimeout(timer);
    watch?.close();
    listener?.close();
    kdc?.stop();
    // Only who stops it means the copy, too. After any other end it is started again, and a good ticket is still good.
    sharer.stop({ withdraw: stop.aborted && settings.onStop === "remove" });
  }
}
