import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { listening, newFolder, removeFolder } from "./folder.ts";
import { type Service, start, until } from "./run.ts";

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
    return Kcm.#start(() => "exec kcm --config-file=/dev/null");
  }

  /** `root` is where the package was unpacked, for a machine on which it is not installed. */
  static sssd(root = process.env.SSSD_ROOT ?? ""): Promise<Kcm> {
    return Kcm.#start(() => sssdScript(root));
  }

  static async #start(body: () => string): Promise<Kcm> {
    const kcm = new Kcm();
    try {
      // Daemons serve every user; so does the folder of their socket.
      chmodSync(kcm.folder, 0o755);
      const script = join(kcm.folder, "run.sh");
      writeFileSync(
        script,
        `set -e\nmount --make-rprivate /\nmount --bind '${kcm.folder}' /run\n${body()}\n`,
      );
      const service = start(["unshare", "--mount", "sh", script], join(kcm.folder, "log"));
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

function sssdScript(root: string): string {
  const libraries = `${root}/usr/lib/x86_64-linux-gnu`;
  return `mkdir -p /var/lib/sss /var/log/sssd
for place in /var/lib/sss /var/log/sssd; do mount -t tmpfs tmpfs "$place"; done
mkdir -p /var/lib/sss/db /var/lib/sss/secrets /var/lib/sss/pipes/private
chmod 700 /var/lib/sss/secrets
${root === "" ? "" : `export LD_LIBRARY_PATH='${libraries}:${libraries}/sssd'`}
exec '${root}/usr/libexec/sssd/sssd_kcm' --logger=stderr --uid=0 --gid=0`;
}
