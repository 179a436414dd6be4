import { chmodSync } from "node:fs";
import { join } from "node:path";
import { listening, newFolder, removeFolder, type Service, start, until } from "../lib/index.ts";

/**
 * A KCM daemon. Both kinds insist on a socket in /run and sssd's on state in /var/lib, so each runs in a mount
 * namespace in which those are folders of its own; that needs root.
 * Point clients at it by `kcm_socket = ${socket}` in krb5.conf.
 */
export class Kcm {
  readonly folder: string;
  readonly socket: string;
  #service: Service | undefined;

  private constructor() {
    this.folder = newFolder("adp-kcm");
    this.socket = join(this.folder, ".heim_org.h5l.kcm-socket");
  }

  static heimdal(): Promise<Kcm> {
    return Kcm.#start("kcm-heimdal.sh");
  }

  /** `root` is where the package was unpacked, for a machine on which it is not installed. */
  static sssd(root = process.env.SSSD_ROOT ?? ""): Promise<Kcm> {
    return Kcm.#start("kcm-sssd.sh", root);
  }

  static async #start(script: string, ...args: readonly string[]): Promise<Kcm> {
    const kcm = new Kcm();
    try {
      // Every user may reach the socket.
      chmodSync(kcm.folder, 0o755);
      const path = join(import.meta.dirname, script);
      const service = start(["unshare", "--mount", path, kcm.folder, ...args], join(kcm.folder, "log"));
      kcm.#service = service;
      await until("KCM daemon", () => listening(kcm.socket), { service });
      return kcm;
    } catch (error) {
      await kcm.stop();
      throw error;
    }
  }

  /** Ends the process and leaves the socket behind, as a crash does. */
  async crash(): Promise<void> {
    await this.#service?.stop("SIGKILL");
  }

  async stop(): Promise<void> {
    await this.#service?.stop();
    removeFolder(this.folder);
  }
}
