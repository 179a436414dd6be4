import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { listening, run, type Service, start, until } from "../kerberos/index.ts";
import { mortal } from "./machine.ts";

/** Debian's docker-registry, on a Unix socket, with a user file of its own. TLS is the front's. */
export class Registry {
  private constructor(
    readonly socket: string,
    readonly login: string,
    private readonly service: Service,
  ) {}

  /** `storage` may be of an earlier world. `users` are names with tokens. */
  static async start(
    folder: string,
    storage: string,
    users: readonly (readonly [name: string, token: string])[],
  ): Promise<Registry> {
    const socket = join(folder, "registry.sock");
    const passwords = join(folder, "htpasswd");
    const lines = await Promise.all(users.map(async ([name, token]) => `${name}:${await bcrypt(token)}\n`));
    writeFileSync(passwords, lines.join(""), { mode: 0o600 });
    writeFileSync(
      join(folder, "registry.yml"),
      `version: 0.1
log: {level: warn, accesslog: {disabled: true}}
storage: {filesystem: {rootdirectory: ${JSON.stringify(storage)}}}
http: {net: unix, addr: ${JSON.stringify(socket)}, relativeurls: true}
auth: {htpasswd: {realm: "Artifactory Realm", path: ${JSON.stringify(passwords)}}}
`,
    );
    const argv = ["docker-registry", "serve", join(folder, "registry.yml")] as const;
    const service = start(mortal(argv), join(folder, "registry.log"));
    await until("docker-registry", () => listening(socket), { service }).catch(async (error: unknown) => {
      await service.stop();
      throw error;
    });
    const [name, token] = users[0] as readonly [string, string];
    return new Registry(socket, Buffer.from(`${name}:${token}`).toString("base64"), service);
  }

  stop(): Promise<void> {
    return this.service.stop();
  }
}

/** The system's own crypt, of which every Perl has a call. The token goes in by standard input. */
function bcrypt(token: string): Promise<string> {
  const salt = "$2b$05$abcdefghijklmnopqrstuu";
  return run(["perl", "-e", `my $t = <STDIN>; print crypt($t, '${salt}')`], { input: token });
}
