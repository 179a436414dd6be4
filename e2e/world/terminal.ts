import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { stripVTControlCharacters } from "node:util";
import { quoted, until } from "@airflow-data-platform/cli-kit";
import { PATIENCE_MS } from "./lib/index.ts";

interface TerminalOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly rows?: number;
}

/** A program on a terminal of its own, 80 columns wide, as a person sits before one: util-linux's `script`. */
export class Terminal {
  #written = "";
  #seen = 0;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #exit: Promise<unknown[]>;

  constructor(argv: readonly string[], { cwd, env = {}, rows = 24 }: TerminalOptions) {
    const line = `stty rows ${rows} cols 80; exec ${argv.map(quoted).join(" ")}`;
    // The end of the program is the end of `script`, with its exit code.
    this.#child = spawn("script", ["--quiet", "--return", "--command", line, "/dev/null"], {
      cwd,
      env: { ...process.env, TERM: "xterm", NO_COLOR: "1", ...env },
    });
    // Not "exit": what it showed last comes after that.
    this.#exit = once(this.#child, "close");
    this.#child.stdout.on("data", (text) => {
      this.#written += String(text);
    });
  }

  /** What it has shown so far, without the sequences that move the cursor. */
  get screen(): string {
    return stripVTControlCharacters(this.#written);
  }

  /** Waits until it shows this after what was waited for before; gives what was shown up to there. */
  async shows(pattern: RegExp, timeoutMs = PATIENCE_MS): Promise<string> {
    const shown = await until(
      () => {
        const news = this.screen.slice(this.#seen);
        const found = pattern.exec(news);
        return found === null ? undefined : news.slice(0, found.index + found[0].length);
      },
      { timeoutMs, everyMs: 20 },
    );
    if (shown === undefined) throw new Error(`the terminal does not show ${pattern}:\n${this.screen}`);
    this.#seen += shown.length;
    return shown;
  }

  type(text: string): void {
    this.#child.stdin.write(text);
  }

  /** The exit code of the program, when it has ended. */
  async ended(): Promise<unknown> {
    return (await this.#exit)[0];
  }

  /** Closes the terminal, which ends a program that still runs. */
  close(): void {
    this.#child.kill("SIGKILL");
  }
}
