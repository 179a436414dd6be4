import { dirname, join, resolve } from "node:path";
import { hostFiles, Krb5Error, readProfile } from "@airflow-data-platform/krb5";
import { Docker, type EngineFacts, type ImageFacts } from "../docker/index.ts";
import { checkImage, type EngineName, engineOf, isDatakit } from "../engine/index.ts";
import { type Machine, thisMachine } from "../kernel/machine.ts";
import { openOutput } from "../kernel/output.ts";
import {
  type AccessPlan,
  type Layer1Folder,
  type Layer1Settings,
  layer1Folder,
  planAccess,
  readLayer1Settings,
} from "../layer1/index.ts";
import { hostKrb5Conf, TicketSharer } from "../platform/index.ts";
import type { TicketTestContext } from "../ticket/index.ts";
import { Asker } from "./ask.ts";

interface ContextOptions {
  readonly root: string;
  /** Where the user stands, or the datakit that was named. */
  readonly folder: string;
  /** Where a datakit is about to be made. */
  readonly into?: string;
  /** The engine that the datakit is about to be started on; the one that it was started on where absent. */
  readonly engine?: EngineName | undefined;
  /** The line of Airflow that was asked for. */
  readonly line?: string | undefined;
  readonly docker?: Docker;
  readonly env?: NodeJS.ProcessEnv;
  readonly machine?: Machine;
  readonly today?: Date;
  readonly signal?: AbortSignal;
  /** How long a host may be silent. */
  readonly patienceMs?: number | undefined;
  /** Docker's own folder of authorities by registry. */
  readonly engineCertificates?: string;
}

/** What the checks look at. Each thing is asked once, however many checks need it. */
export class DoctorContext {
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  readonly machine: Machine;
  readonly today: Date;
  readonly docker: Docker;
  readonly place: Layer1Folder;
  readonly ask: Asker;
  /** The datakit at or above the folder; undefined outside of one. */
  readonly datakit: string | undefined;
  readonly into: string | undefined;
  readonly engineName: EngineName | undefined;
  readonly #line: string | undefined;
  readonly #once = new Map<string, unknown>();

  constructor(options: ContextOptions) {
    this.root = options.root;
    this.env = options.env ?? process.env;
    this.machine = options.machine ?? thisMachine();
    this.today = options.today ?? new Date();
    this.docker =
      options.docker ??
      new Docker({
        env: this.env,
        machine: this.machine,
        ...(options.signal === undefined ? {} : { signal: options.signal }),
      });
    this.place = layer1Folder(options.root);
    this.ask = new Asker({
      ...{ env: this.env, place: this.place, machine: this.machine, patienceMs: options.patienceMs },
      ...(options.engineCertificates === undefined ? {} : { engineCertificates: options.engineCertificates }),
    });
    this.datakit = datakitAt(options.folder);
    this.into = options.into;
    this.engineName =
      options.engine ??
      (this.datakit === undefined ? undefined : engineOf(join(this.datakit, ".adp", "run")));
    this.#line = options.line;
  }

  /** @throws AdpError where .env has a mistake */
  get settings(): Layer1Settings {
    return this.#asked("settings", () => readLayer1Settings(this.place, this.env));
  }

  /** @throws AdpError where a file with indexes or logins cannot be read */
  get access(): AccessPlan {
    return this.#asked("access", () => planAccess(this.place, this.settings, this.env));
  }

  /** @throws AdpError where platform-bootstrap/.env cannot be read */
  get sharer(): TicketSharer {
    return this.#asked(
      "sharer",
      () => new TicketSharer({ root: this.root, output: openOutput({ json: true }), env: this.env }),
    );
  }

  /** The files of krb5.conf that count here. */
  get krb5Conf(): readonly string[] {
    return hostKrb5Conf(this.root, this.env);
  }

  /** Whether this machine's Kerberos belongs to a realm. Debian's own krb5.conf names MIT's until it is replaced. */
  get hasRealm(): boolean {
    return this.krb5Conf.length > 0 && this.realm() !== "ATHENA.MIT.EDU";
  }

  /** undefined where krb5.conf names none, or cannot be read: the check of krb5.conf says why. */
  realm(): string | undefined {
    try {
      return readProfile(hostFiles, this.krb5Conf.join(":")).value("libdefaults", "default_realm");
    } catch (error) {
      if (error instanceof Krb5Error) return undefined;
      throw error;
    }
  }

  /** What the steps of `adp ticket test` have found, for the ones after them. */
  get ticketTest(): TicketTestContext {
    return this.#asked("ticketTest", () => ({
      ...{ sharer: this.sharer, now: Date.now, patienceMs: this.ask.patienceMs },
      machine: this.machine,
      ...{ spn: undefined, login: undefined, databaseUser: undefined, container: undefined },
    }));
  }

  engine(): Promise<EngineFacts> {
    return this.docker.engine();
  }

  /** @throws AdpError where the image that the datakit begins from is not here, or is not for it */
  datakitLine(): Promise<string> {
    const { docker, datakit = "." } = this;
    return this.#asked("datakitLine", () => checkImage({ docker, datakit, line: this.#line }));
  }

  layer1(): Promise<ImageFacts | undefined> {
    return this.#asked("layer1", () => this.docker.image("layer1-airflow:latest"));
  }

  #asked<T>(name: string, ask: () => T): T {
    if (!this.#once.has(name)) this.#once.set(name, ask());
    return this.#once.get(name) as T;
  }
}

/** By the same files as `adp dev` knows one; the clone itself is none. */
function datakitAt(folder: string): string | undefined {
  for (let here = resolve(folder); ; here = dirname(here)) {
    if (isDatakit(here)) return here;
    if (dirname(here) === here) return undefined;
  }
}
