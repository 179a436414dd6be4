import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { run } from "../../kernel/process.ts";
import { renderDatakit } from "../index.ts";

/** A template in a git repository of its own, and a datakit that was made from it, in another. */
export class KitRoom {
  readonly #root = mkdtempSync(join(tmpdir(), "adp-kit-"));
  readonly template = join(this.#root, "platform", "template");
  readonly kit = join(this.#root, "orders-datakit");

  static async open(files: Readonly<Record<string, string | Buffer>>): Promise<KitRoom> {
    const room = new KitRoom();
    room.write("cookiecutter.json", '{"datakit_name": "x", "description": "About"}');
    await room.#repository(join(room.#root, "platform"));
    await room.release("1", files);
    await renderDatakit({ name: "orders", into: room.#root, template: room.template });
    await room.#repository(room.kit);
    await room.commit(room.kit);
    return room;
  }

  /** A version of the template: these files and no others. */
  async release(version: string, files: Readonly<Record<string, string | Buffer>>): Promise<void> {
    const source = "{{cookiecutter.datakit_name}}-datakit";
    rmSync(join(this.template, source), { recursive: true, force: true });
    for (const [path, content] of Object.entries(files)) this.write(join(source, path), content);
    this.write("VERSION", `${version}\n`);
    await this.commit(dirname(this.template));
  }

  write(path: string, content: string | Buffer): void {
    writeBelow(this.template, path, content);
  }

  /** Changes files of the datakit (null: removes one), and commits. */
  async edit(files: Readonly<Record<string, string | Buffer | null>>): Promise<void> {
    for (const [path, content] of Object.entries(files))
      if (content === null) rmSync(join(this.kit, path));
      else writeBelow(this.kit, path, content);
    await this.commit(this.kit);
  }

  read(path: string): string {
    return readFileSync(join(this.kit, path), "utf8");
  }

  /** Every file of the datakit, but what adp and git keep. */
  files(): Record<string, string> {
    const paths = readdirSync(this.kit, { recursive: true, encoding: "utf8" }).filter(
      (path) => !/^\.(git|adp)(\/|$)/.test(path) && statSync(join(this.kit, path)).isFile(),
    );
    return Object.fromEntries(paths.sort().map((path) => [path, this.read(path)]));
  }

  git(...words: string[]) {
    return run(["git", ...words], { cwd: this.kit });
  }

  async commit(folder: string): Promise<void> {
    await run(["git", "add", "--all"], { cwd: folder });
    await run(["git", "commit", "--quiet", "--allow-empty", "-m", "x"], { cwd: folder });
  }

  close(): void {
    rmSync(this.#root, { recursive: true, force: true });
  }

  async #repository(folder: string): Promise<void> {
    mkdirSync(folder, { recursive: true });
    await run(["git", "init", "--quiet"], { cwd: folder });
    await run(["git", "config", "user.name", "A"], { cwd: folder });
    await run(["git", "config", "user.email", "a@example.com"], { cwd: folder });
  }
}

function writeBelow(folder: string, path: string, content: string | Buffer): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}
