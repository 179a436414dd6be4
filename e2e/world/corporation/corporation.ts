import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeCertificates } from "../../../packages/adp/src/engine/embedded/python/testing/certificates.ts";
import { startTimeOf } from "../../../packages/adp/src/kernel/processes.ts";
import type { Engine } from "../docker/engine.ts";
import { newFolder, removeFolder } from "../lib/index.ts";
import { type Accounts, host } from "./artifact-proxy/settings.ts";
import { startArtifactProxy } from "./artifact-proxy/start.ts";
import { Directory } from "./directory.ts";
import { CompanyEngine } from "./engine.ts";
import { companyImages } from "./images.ts";
import { addresses, Machine } from "./machine.ts";
import { makeMicrosoft } from "./microsoft.ts";
import { Person } from "./person.ts";
import { publish } from "./publish.ts";
import { Registry } from "./registry.ts";

/** Tokens of the vision's account, `myuser`. */
export const tokens = { good: "mytoken", expired: "myoldtoken" } as const;

/** An account whose name and token differ in every encoding. */
export const odd = { user: "dana@company.com", token: "9q/T+z%4&w=Xr~7?Lm" } as const;

/** What stays for the next corporation: pages and packages that the mirrors fetched, and the registry's layers. */
const kept = join(import.meta.dirname, "..", "..", "..", ".adp", "run", "tests", "corporation");

export interface CorporationOptions {
  /** Whether it has an Active Directory and a database behind it, which take some seconds. */
  readonly directory?: boolean;
  /** Whether its mirrors have Microsoft's packages. */
  readonly microsoft?: boolean;
}

/**
 * A company behind its wall: a machine with a Docker Engine of its own whose only peers are the company's hosts.
 * The images are built in `engine`, the outer engine. `stop` removes everything but the downloads of the mirrors.
 */
export class Corporation {
  readonly folder = newFolder("adp-corp");
  readonly certificates = join(this.folder, "company-ca.crt");
  /** The public key of Microsoft's packages, where it has them. */
  microsoftKey = "";
  #machine: Machine | undefined;
  #engine: CompanyEngine | undefined;
  #directory: Directory | undefined;
  readonly #updating = join(this.folder, "updating");
  readonly #services: { stop(): Promise<void> }[] = [];

  static async start(engine: Engine, options: CorporationOptions = {}): Promise<Corporation> {
    sweep();
    const corporation = new Corporation();
    writeFileSync(join(corporation.folder, "owner"), `${process.pid} ${startTimeOf(process.pid)}`);
    try {
      await corporation.#start(engine, options);
      return corporation;
    } catch (error) {
      await corporation.stop();
      throw error;
    }
  }

  get machine(): Machine {
    if (this.#machine === undefined) throw new Error("the corporation has not started");
    return this.#machine;
  }

  get directory(): Directory {
    if (this.#directory === undefined) throw new Error("this corporation was started without its directory");
    return this.#directory;
  }

  person(name: string): Person {
    return new Person(this.machine, name);
  }

  /** What the artifact proxy answered, a line for each request: method, path, user, status. */
  requests(): string[] {
    return readFileSync(join(this.folder, "requests.log"), "utf8").split("\n").filter(Boolean);
  }

  /** Whether Debian's mirror is in the middle of an update. */
  updateDebian(under: boolean): void {
    if (under) writeFileSync(this.#updating, "");
    else rmSync(this.#updating);
  }

  /** The artifact proxy's log: it shows failures of the outer network, which are not the tested program's. */
  proxyLog(): string {
    return readFileSync(join(this.folder, "artifact-proxy.log"), "utf8");
  }

  async #start(outer: Engine, options: CorporationOptions): Promise<void> {
    // The database's user must be able to enter this folder. Its secrets are readable by root only.
    chmodSync(this.folder, 0o711);
    const made = await makeCertificates(join(this.folder, "tls"), `DNS:${host}`);
    copyFileSync(made.ca, this.certificates);
    const machine = await Machine.start(this.folder, this.certificates);
    this.#machine = machine;
    const storage = join(kept, "registry");
    mkdirSync(storage, { recursive: true });
    const registry = await Registry.start(this.folder, storage, [
      ["myuser", tokens.good],
      [odd.user, odd.token],
    ]);
    this.#services.push(registry);
    const accounts = join(this.folder, "accounts.json");
    const all: Accounts = {
      myuser: { tokens: [tokens.good], expired: [tokens.expired] },
      [odd.user]: { tokens: [odd.token], expired: [] },
    };
    writeFileSync(accounts, JSON.stringify(all), { mode: 0o600 });
    const log = join(this.folder, "requests.log");
    writeFileSync(log, "");
    const tls = {
      key: join(this.folder, "tls", "server.key"),
      certificate: join(this.folder, "tls", "server.pem"),
    };
    const microsoft = join(this.folder, "microsoft");
    const places = { microsoft, accounts, log, updating: this.#updating };
    const behind = { cache: join(kept, "mirrors"), registry: registry.socket };
    const parts = await Promise.allSettled([
      startArtifactProxy(machine, addresses[host], { ...tls, ...places, ...behind }).then((proxy) =>
        this.#services.push(proxy),
      ),
      CompanyEngine.start(machine).then((engine) => {
        this.#engine = engine;
      }),
      options.directory === true
        ? Directory.start(machine).then((directory) => {
            this.#directory = directory;
          })
        : undefined,
      options.microsoft === true
        ? makeMicrosoft(microsoft).then((key) => {
            this.microsoftKey = key;
          })
        : undefined,
      companyImages(outer).then((images) => publish(outer, registry, images)),
    ]);
    for (const part of parts) if (part.status === "rejected") throw part.reason;
  }

  async stop(): Promise<void> {
    await this.#engine?.stop();
    await this.#machine?.stop();
    // Their processes ended with the machine; this removes their folders.
    await this.#directory?.stop();
    for (const service of this.#services) await service.stop();
    removeFolder(this.folder);
  }
}

/** Removes the folders of corporations whose process was killed. Their processes ended with it. */
function sweep(): void {
  for (const name of readdirSync(tmpdir()).filter((each) => each.startsWith("adp-corp-"))) {
    const folder = join(tmpdir(), name);
    const owner = existsSync(join(folder, "owner")) ? readFileSync(join(folder, "owner"), "utf8") : "";
    const [pid, started] = owner.split(" ");
    if (owner !== "" && startTimeOf(Number(pid)) !== started) removeFolder(folder);
  }
}
