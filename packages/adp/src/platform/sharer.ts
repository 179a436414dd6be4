import { statSync } from "node:fs";
import { join } from "node:path";
import { hostSurroundings } from "@airflow-data-platform/krb5";
import { type Container, Docker, type EngineFacts } from "../docker/index.ts";
import { AdpError } from "../kernel/errors.ts";
import { isDenied } from "../kernel/files.ts";
import { withLock } from "../kernel/lock.ts";
import type { Output } from "../kernel/output.ts";
import { ProcessFailure } from "../kernel/process.ts";
import { checkSettings } from "./check-settings.ts";
import { compose, projectName, serviceName } from "./compose.ts";
import { NOT_RUNNING, NOT_STARTED, REMAPPED, SOURCE_DENIED } from "./errors.ts";
import { ensureImage } from "./image.ts";
import { readSettings, type Settings, strangersIn } from "./settings.ts";
import { type Problem, parseShared, type SharedTicket } from "./shared.ts";
import { type HostCache, hostCache, type NamedSource, namedSource, type Route, routeOf } from "./source.ts";
import { checkVolume, folderForm, repairVolume, volumeName, withdrawTicket } from "./volume.ts";
import { Watcher } from "./watcher.ts";

export interface SharerOptions {
  readonly root: string;
  readonly output: Output;
  /** What the user types to try again. */
  readonly again: string;
  readonly signal?: AbortSignal;
  readonly env?: NodeJS.ProcessEnv;
}

export interface Sharing {
  readonly container: Container;
  /** What the sharer says; undefined while it has said nothing. */
  readonly shared: SharedTicket | undefined;
  /** Owner, group and mode of the volume's folder. */
  readonly folder: string | undefined;
}

/** The ticket sharer of this machine: one container, one volume, and for some tickets one process on the host. */
export class TicketSharer {
  readonly docker: Docker;
  readonly settings: Settings;
  readonly watcher: Watcher;
  readonly #runFolder: string;

  constructor(private readonly options: SharerOptions) {
    const { root, again, signal } = options;
    this.#runFolder = join(root, ".adp", "run", "platform");
    this.docker = new Docker({ again, ...(signal === undefined ? {} : { signal }) });
    this.settings = readSettings(root, options.env);
    this.watcher = new Watcher({ root, runFolder: this.#runFolder, again });
  }

  /** The person's cache on this machine; undefined in keytab mode, where there is none. */
  source(): HostCache | undefined {
    return this.settings.TICKET_KEYTAB === undefined
      ? hostCache(hostSurroundings(), this.settings.TICKET_SOURCE)
      : undefined;
  }

  /** The same for those who only tell. */
  named(): NamedSource {
    const { TICKET_KEYTAB: keytab, TICKET_SOURCE: override } = this.settings;
    return keytab === undefined
      ? namedSource(hostSurroundings(), override)
      : { name: `keytab ${keytab}`, origin: "TICKET_KEYTAB" };
  }

  route(cache: HostCache | undefined): Route {
    return cache === undefined ? { kind: "keytab", path: this.settings.TICKET_KEYTAB ?? "" } : routeOf(cache);
  }

  /** Starts sharing, or brings what runs up to date. Idempotent. */
  async start(): Promise<Sharing> {
    return withLock(join(this.#runFolder, "lock"), this.options.again, async () => {
      const [engine] = await Promise.all([this.docker.engine(), this.docker.composeVersion()]);
      refuseRemapped(engine);
      const before = await this.container();
      for (const name of strangersIn(this.options.env))
        this.options.output.note(
          `${name} is set in your environment and is no setting here: it is passed over.`,
        );
      await checkSettings(
        this.settings,
        before?.env.TICKET_METRICS_PORT === this.settings.TICKET_METRICS_PORT,
      );
      const cache = this.source();
      const route = this.route(cache);
      if (cache !== undefined) refuseOthers(cache, route);
      const { root, output } = this.options;
      const image = await ensureImage(this.docker, { root, settings: this.settings, output });
      await checkVolume(this.docker);
      if (route.kind === "watch" || route.kind === "export") await this.watcher.start(route, this.settings);
      else await this.watcher.end();
      if (route.kind === "keytab") this.watcher.makeFolder();
      const composition = compose({
        root,
        runFolder: this.#runFolder,
        settings: this.settings,
        image: image.name,
        route,
        privateFolder: this.watcher.folder,
        rootless: engine.rootless,
      });
      // By name, since COMPOSE_PROJECT_NAME of the environment would outrank the file's.
      const project = [
        "--project-name",
        projectName,
        ...composition.files.flatMap((file) => ["--file", file]),
      ];
      await this.docker.compose(project, ["up", "--detach", "--no-build"], { env: composition.env });
      const sharing = await this.#settled();
      if (sharing.folder === undefined || sharing.folder === folderForm) return this.#healthy(sharing);
      await repairVolume(this.docker, image.name, this.options.again);
      await this.docker.call(["restart", "--time=3", sharing.container.id]);
      return this.#healthy(await this.#settled());
    });
  }

  /** Ends the sharer and its process on the host; the volume and everybody else's containers stay. */
  async stop(): Promise<{ readonly stopped: boolean }> {
    return withLock(join(this.#runFolder, "lock"), this.options.again, async () => {
      const watched = this.watcher.running();
      await this.watcher.end();
      await this.docker.engine();
      const container = await this.container();
      if (container !== undefined) {
        await this.docker.call(["stop", "--time=3", container.id]);
        // Not the container's to do: it is told to stop as well where it is only made anew, or started again.
        if (this.settings.TICKET_ON_STOP !== "keep")
          await withdrawTicket(this.docker, container.image, this.options.again);
        await this.docker.call(["rm", "--force", container.id]);
      }
      this.watcher.removeFolder();
      return { stopped: watched || container !== undefined };
    });
  }

  /** The sharer's container, running or not. */
  async container(): Promise<Container | undefined> {
    const found = await this.docker.containers(`label=com.docker.compose.project=${projectName}`);
    return found.find(({ labels }) => labels["com.docker.compose.service"] === serviceName);
  }

  async sharing(): Promise<Sharing | undefined> {
    const container = await this.container();
    return container === undefined ? undefined : this.#look(container);
  }

  /** Everybody who mounts the volume, but the sharer. */
  async consumers(): Promise<Container[]> {
    const all = await this.docker.containers(`volume=${volumeName}`);
    return all.filter(({ labels }) => labels["com.docker.compose.service"] !== serviceName);
  }

  async logs(options: { readonly follow: boolean; readonly lines: number }): Promise<void> {
    await this.docker.engine();
    const container = await this.container();
    if (container === undefined) throw notRunning(this.options.again);
    for (const line of this.watcher.tail(options.lines)) this.options.output.print(`host       ${line}`);
    const args = [
      "logs",
      "--tail",
      String(options.lines),
      ...(options.follow ? ["--follow"] : []),
      container.id,
    ];
    await this.docker.call(args, { onLine: (line) => this.options.output.print(`container  ${line}`) });
  }

  /** What the host's process has to say of the source, where there is one: it sees the source, the container a copy. */
  hostProblem(): Problem | undefined {
    return this.watcher.running() ? this.watcher.problem() : undefined;
  }

  async #look(container: Container): Promise<Sharing> {
    if (container.state !== "running") return { container, shared: undefined, folder: undefined };
    const script = "stat -c %u:%g:%a /krb5/cache && cat /krb5/cache/status.json";
    const said = await this.docker.try(["exec", container.id, "/bin/sh", "-c", script], {
      timeoutMs: 10_000,
    });
    const [folder = "", ...rest] = said.stdout.split("\n");
    return {
      container,
      shared: parseShared(rest.join("\n")),
      folder: /^\d+:\d+:\d+$/.test(folder) ? folder : undefined,
    };
  }

  /** Waits until the sharer has looked at the ticket, or cannot. A second, as a rule; more on a busy machine. */
  async #settled(): Promise<Sharing> {
    const started = Date.now();
    let since: number | undefined;
    for (;;) {
      const sharing = await this.sharing();
      if (sharing === undefined) throw notRunning(this.options.again);
      const { container, shared } = sharing;
      // The volume may still hold what an earlier one said.
      const current = shared !== undefined && shared.started * 1000 >= Date.parse(container.startedAt) - 2000;
      if (current && shared.state !== "stopped") {
        since ??= Date.now();
        const told =
          shared.usable || (this.hostProblem() ?? shared.problem ?? shared.sourceProblem) !== undefined;
        // It tells what may be over in a moment only when that has lasted a second.
        if (told || Date.now() - since > 1500) return sharing;
      }
      const wrongFolder = sharing.folder !== undefined && sharing.folder !== folderForm;
      const patience = container.state === "running" ? 20_000 : 4_000;
      if (wrongFolder || Date.now() - started > patience)
        return { ...sharing, shared: current ? shared : undefined };
      await new Promise((done) => setTimeout(done, 50));
    }
  }

  async #healthy(sharing: Sharing): Promise<Sharing> {
    if (sharing.shared !== undefined) return sharing;
    const logs = await this.docker.try(["logs", "--tail", "5", sharing.container.id]);
    const said =
      logs instanceof ProcessFailure ? logs.tail(5) : `${logs.stdout}${logs.stderr}`.trim().split("\n");
    throw new AdpError(NOT_STARTED, {
      why: `Its container is ${sharing.container.state} (exit code ${sharing.container.exitCode}).`,
      evidence: said,
      next: [this.options.again, `docker logs ${sharing.container.name}   has everything that it said`],
    });
  }
}

function notRunning(again: string): AdpError {
  return new AdpError(NOT_RUNNING, {
    next: ["make platform-start   in platform-bootstrap", `then: ${again}`],
  });
}

/** With userns-remap a container's user is nobody on the host, whatever uid it is given. */
function refuseRemapped(engine: EngineFacts): void {
  if (!engine.remapped || engine.rootless) return;
  throw new AdpError(REMAPPED, {
    why: "Under userns-remap no container can read a file that only you may read, and your ticket is such a file.",
    evidence: [`Docker Engine ${engine.version}: security option name=userns`],
    next: [
      'take "userns-remap" out of /etc/docker/daemon.json, then: sudo systemctl restart docker',
      "use rootless Docker instead, which is supported: dockerd-rootless-setuptool.sh install",
    ],
  });
}

/** Who may talk to Docker could read any file through it; a ticket is shared by its owner only. */
function refuseOthers(cache: HostCache, route: Route): void {
  const me = process.getuid?.() ?? 0;
  const path =
    cache.source?.kind === "file" || cache.source?.kind === "directory" ? cache.source.path : undefined;
  const denied = path !== undefined && isDenied(path);
  // One that is not there yet will be this user's: kinit makes it.
  const found = denied || path === undefined ? undefined : statSync(path, { throwIfNoEntry: false });
  const owner = route.kind === "mount" ? route.uid : found?.uid;
  const others = owner !== undefined && owner !== me && me !== 0;
  if (!others && !denied) return;
  throw new AdpError(SOURCE_DENIED, {
    what: `${path ?? cache.text} belongs to another user, or may not be read by you.`,
    why: `${cache.origin} names it as your credential cache.`,
    next: [
      `ls -ln ${path ?? ""}   shows whose it is`,
      "unset KRB5CCNAME && kinit   gets a ticket of your own",
    ],
  });
}
