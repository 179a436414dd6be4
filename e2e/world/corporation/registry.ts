import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { listening, run, type Service, start, until } from "../lib/index.ts";
import { endsWithParent } from "./machine.ts";

/**
 * Debian's docker-registry, with a user file of its own: on a Unix socket behind the artifact proxy, which does TLS, or on a
 * port of 127.0.0.1, which Docker reaches without TLS.
 */
export class Registry {
  private constructor(
    readonly socket: string,
    readonly login: string,
    private readonly service: Service,
  ) {}

  /** `storage` may hold images of an earlier run. `users` are names with tokens. Without `port` it is on the socket. */
  static async start(
    folder: string,
    storage: string,
    users: readonly (readonly [name: string, token: string])[],
    port?: number,
  ): Promise<Registry> {
    const socket = join(folder, "registry.sock");
    const place =
      port === undefined ? `net: unix, addr: ${JSON.stringify(socket)}` : `addr: "127.0.0.1:${port}"`;
    const passwords = join(folder, "htpasswd");
    const lines = await Promise.all(users.map(async ([name, token]) => `${name}:${await bcrypt(token)}\n`));
    writeFileSync(passwords, lines.join(""), { mode: 0o600 });
    writeFileSync(
      join(folder, "registry.yml"),
      `version: 0.1
log: {level: warn, accesslog: {disabled: true}}
storage: {filesystem: {rootdirectory: ${JSON.stringify(storage)}}}
http: {${place}, relativeurls: true}
auth: {htpasswd: {realm: "Artifactory Realm", path: ${JSON.stringify(passwords)}}}
`,
    );
    const argv = ["docker-registry", "serve", join(folder, "registry.yml")] as const;
    const service = start(endsWithParent(argv), join(folder, "registry.log"));
    await until("docker-registry", () => listening(port ?? socket), { service }).catch(
      async (error: unknown) => {
        await service.stop();
        throw error;
      },
    );
    const [name, token] = users[0] as readonly [string, string];
    return new Registry(socket, Buffer.from(`${name}:${token}`).toString("base64"), service);
  }

  stop(): Promise<void> {
    return this.service.stop();
  }
}

/** Hashes by the system's crypt, which every Perl can call. The token is passed on standard input. */
function bcrypt(token: string): Promise<string> {
  const salt = "$2b$05$abcdefghijklmnopqrstuu";
  return run(["perl", "-e", `my $t = <STDIN>; print crypt($t, '${salt}')`], { input: token });
}
