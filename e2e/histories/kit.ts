import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { run } from "../../packages/adp/src/kernel/process.ts";

const who = ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main"];

/** A folder in a repository of its own. */
export class Kit {
  constructor(
    readonly folder: string,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  write(path: string, content: string | Buffer): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), content);
  }

  bytes(path: string): Buffer | undefined {
    const place = join(this.folder, path);
    const facts = this.#facts(path);
    return facts?.isFile() === true ? readFileSync(place) : undefined;
  }

  read(path: string): string | undefined {
    return this.bytes(path)?.toString("utf8");
  }

  link(path: string): string | undefined {
    return this.#facts(path)?.isSymbolicLink() === true ? readlinkSync(join(this.folder, path)) : undefined;
  }

  isProgram(path: string): boolean {
    return ((this.#facts(path)?.mode ?? 0) & 0o100) !== 0;
  }

  isFolder(path: string): boolean {
    return this.#facts(path)?.isDirectory() === true;
  }

  /** Every file and link, but for what the tools keep for themselves. */
  paths(below = ""): string[] {
    return readdirSync(join(this.folder, below), { withFileTypes: true })
      .flatMap((entry) => {
        const path = below === "" ? entry.name : `${below}/${entry.name}`;
        if (/^(\.git|\.adp|\.cruft\.json|\.copier-answers\.yml|module)$/.test(path)) return [];
        return entry.isDirectory() ? this.paths(path) : [path];
      })
      .sort();
  }

  git(...words: string[]) {
    return this.gitIn(this.folder, ...words);
  }

  gitIn(folder: string, ...words: string[]) {
    return run(["git", ...who, ...words], { cwd: folder, env: this.env });
  }

  /** `force`: also what a .gitignore in it names, as a template holds files that its projects ignore. */
  async commit({ force = false } = {}): Promise<void> {
    if (!existsSync(join(this.folder, ".git"))) await this.git("init", "--quiet");
    await this.git("add", "--all", ...(force ? ["--force"] : []));
    await this.git("commit", "--quiet", "--allow-empty", "-m", "x");
  }

  #facts(path: string) {
    try {
      return lstatSync(join(this.folder, path), { throwIfNoEntry: false });
    } catch {
      // A file where the path has a folder.
      return undefined;
    }
  }
}
