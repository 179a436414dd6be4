import { appendFileSync, chmodSync, copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { quoted } from "@airflow-data-platform/cli-kit";
import type { Finished } from "../lib/index.ts";
import { places } from "./artifact-proxy/mirrors.ts";
import { host } from "./artifact-proxy/settings.ts";
import { dockerPrograms } from "./engine.ts";
import type { Machine } from "./machine.ts";

/** A user of the company's machine, with a home folder of their own and none of the outer machine's settings. */
export class Person {
  readonly home: string;
  /** What their ~/.bashrc exports. */
  readonly exports: Record<string, string> = {};

  constructor(
    readonly machine: Machine,
    readonly name: string,
  ) {
    this.home = join(machine.folder, "home", name);
    mkdirSync(this.home, { recursive: true, mode: 0o700 });
    this.write(".docker/config.json", JSON.stringify({ cliPluginsExtraDirs: dockerPrograms().plugins }));
    this.write(
      ".gitconfig",
      `[user]\nname = ${name}\nemail = ${name}@company.com\n[init]\ndefaultBranch = main\n`,
    );
  }

  /** Types lines into the person's shell. Does not throw when they fail. */
  type(
    lines: string,
    options: { cwd?: string; env?: Record<string, string>; timeoutMs?: number } = {},
  ): Promise<Finished> {
    this.#environment(options.env);
    const script = `. '${this.home}/.environment' && set -e\n${lines}`;
    return this.machine.attempt(["env", "-i", "bash", "--norc", "-c", script], {
      cwd: options.cwd ?? this.home,
      timeoutMs: options.timeoutMs ?? 1_500_000,
    });
  }

  /** The same, for lines that must succeed. */
  async typed(lines: string, cwd = this.home): Promise<Finished> {
    const done = await this.type(lines, { cwd });
    if (done.code !== 0)
      throw new Error(
        `${this.name} typed this, and it failed with ${done.code}:\n${lines}\n${done.stdout}\n${done.stderr}`,
      );
    return done;
  }

  /** The command that opens a shell of the person on the outer machine. */
  shell(): readonly string[] {
    this.#environment();
    return this.machine.within(["env", "-i", "bash", "--rcfile", join(this.home, ".environment"), "-i"]);
  }

  /** The person's variables, in a file, because everyone can read an argument list. */
  #environment(more: Readonly<Record<string, string>> = {}): void {
    const system = ["/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin"];
    const path = [
      join(this.home, "bin"),
      dirname(process.execPath),
      ...dockerPrograms().path,
      ...system,
    ].join(":");
    const all = { HOME: this.home, USER: this.name, LANG: "C.UTF-8", PATH: path, ...this.exports, ...more };
    const lines = Object.entries(all).map(([name, value]) => `export ${name}=${quoted(value)}\n`);
    this.write(".environment", lines.join(""));
  }

  /** Writes a file that only the person can read. */
  write(path: string, text: string): void {
    const file = join(this.home, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text, { mode: 0o600 });
  }

  append(path: string, text: string): void {
    appendFileSync(join(this.home, path), text);
  }

  remove(path: string): void {
    rmSync(join(this.home, path), { force: true });
  }

  /** Sets the three logins: ~/.netrc, uv.toml with its variables, docker login. */
  async signOn(token: string, user = "myuser"): Promise<void> {
    this.netrc(token, user);
    this.uv(token, user);
    await this.dockerLogin(token, user);
  }

  netrc(token: string, user = "myuser"): void {
    this.write(".netrc", `machine ${host}\nlogin ${user}\npassword ${token}\n`);
  }

  uv(token: string, user = "myuser"): void {
    this.write(
      ".config/uv/uv.toml",
      `[[index]]\nurl = "https://${host}${places.pypi}/simple"\nname = "corporate-pypi"\n`,
    );
    this.exports.UV_INDEX_CORPORATE_PYPI_USERNAME = user;
    this.exports.UV_INDEX_CORPORATE_PYPI_PASSWORD = token;
  }

  /** The login is part of the address, as many people do it. */
  pip(login = ""): void {
    this.write(".pip/pip.conf", `[global]\nindex-url = https://${login}${host}${places.pypi}/simple\n`);
  }

  /** What an earlier `docker login` left, whether the token still works or not. */
  dockerLoggedIn(token: string, user = "myuser"): void {
    this.#dockerConfig({ auths: { [host]: { auth: Buffer.from(`${user}:${token}`).toString("base64") } } });
  }

  /** Who never typed `docker login`. */
  dockerLoggedOut(): void {
    this.#dockerConfig({});
  }

  #dockerConfig(logins: object): void {
    const config = { ...logins, cliPluginsExtraDirs: dockerPrograms().plugins };
    this.write(".docker/config.json", JSON.stringify(config));
  }

  /** Configures `docker login` to use a credential helper and to write no login into config.json. */
  credentialHelper(): void {
    const program = join(this.home, "bin", "docker-credential-company");
    mkdirSync(dirname(program), { recursive: true });
    copyFileSync(join(import.meta.dirname, "docker-credential-company"), program);
    chmodSync(program, 0o755);
    this.#dockerConfig({ credsStore: "company" });
  }

  /** Runs `docker login HOST`. It reads the password from standard input, because it prompts only on a terminal. */
  dockerLogin(token: string, user = "myuser"): Promise<Finished> {
    return this.type(`printf %s "$TOKEN" | docker login ${host} --username ${user} --password-stdin`, {
      env: { TOKEN: token },
    });
  }
}
