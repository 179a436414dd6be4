import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as z from "zod/mini";
import { attempt, type Finished, ProcessFailure, run } from "../../kernel/process.ts";

// gitleaks is a program of its own, which only some machines have. Nothing of it is in this repository: it is asked where
// it is installed, by its name or by ADP_GITLEAKS, and its rules' examples are read from the Go module that it was built of.

const program = process.env.ADP_GITLEAKS ?? "gitleaks";
const moduleName = "github.com/zricethezav/gitleaks/v8";

/** How gitleaks calls itself; undefined where it is not installed. */
export async function gitleaksVersion(): Promise<string | undefined> {
  const built = await attempt([program, "version"]);
  if (built instanceof ProcessFailure) return undefined;
  const version = await moduleVersion();
  return version ?? built.stdout.trim();
}

/** Which of some files gitleaks finds anything in, by their place in the list. */
export async function gitleaksFinds(
  files: readonly { readonly path: string; readonly content: string | Buffer }[],
): Promise<ReadonlySet<number>> {
  const folder = mkdtempSync(join(tmpdir(), "adp-gitleaks-"));
  try {
    for (const [index, { path, content }] of files.entries()) {
      const target = join(folder, String(index), path);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, content);
    }
    const report = join(folder, "report.json");
    await run([...gitleaksDir, "--report-format", "json", "--report-path", report, "."], { cwd: folder });
    const found = z.parse(z.array(z.object({ File: z.string() })), JSON.parse(readFileSync(report, "utf8")));
    return new Set(found.map(({ File }) => Number.parseInt(File, 10)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A scan of a folder, which goes in front of its path. */
export const gitleaksDir = [program, "dir", "--no-banner", "--log-level", "error", "--exit-code", "0"];

export interface GitleaksExample {
  readonly rule: string;
  readonly path: string;
  readonly content: string;
}

/** The positive examples of its rules, as its own generator checks them: printed there instead. Needs Go. */
export async function gitleaksExamples(): Promise<readonly GitleaksExample[]> {
  const version = await moduleVersion();
  if (version === undefined) throw new Error(`${program} was not built by go install`);
  const found = await run(["go", "mod", "download", "-json", `${moduleName}@${version}`]);
  const { Dir } = z.parse(z.object({ Dir: z.string() }), JSON.parse(found.stdout));
  const folder = mkdtempSync(join(tmpdir(), "adp-gitleaks-"));
  try {
    const copy = join(folder, "gitleaks");
    cpSync(Dir, copy, { recursive: true });
    await run(["chmod", "-R", "u+w", copy]);
    writeFileSync(join(copy, "cmd", "generate", "config", "utils", "validate.go"), printed);
    // It ends with an error, since it looks for a template that is elsewhere; what is wanted is printed before.
    const made = await attempt(["go", "run", "./cmd/generate/config", "/dev/null"], { cwd: copy });
    const row = z.tuple([z.string(), z.string(), z.string()]);
    return (made as Finished).stdout
      .split("\n")
      .filter((line) => line.startsWith("["))
      .map((line) => z.parse(row, JSON.parse(line)))
      .map(([rule, path, content]) => ({ rule, path: path === "" ? "x" : path, content }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function moduleVersion(): Promise<string | undefined> {
  const which = await attempt(["which", program]);
  if (which instanceof ProcessFailure) return undefined;
  const built = await attempt(["go", "version", "-m", which.stdout.trim()]);
  if (built instanceof ProcessFailure) return undefined;
  return new RegExp(`\\tmod\\t${moduleName}\\t(v\\S+)`).exec(built.stdout)?.[1];
}

const printed = `package utils

import (
	"encoding/json"
	"os"

	"${moduleName}/config"
)

func print(rule config.Rule, path string, content string) {
	line, _ := json.Marshal([]string{rule.RuleID, path, content})
	os.Stdout.Write(append(line, '\\n'))
}

func Validate(rule config.Rule, found []string, clean []string) *config.Rule {
	for _, content := range found {
		print(rule, "", content)
	}
	return &rule
}

func ValidateWithPaths(rule config.Rule, found map[string]string, clean map[string]string) *config.Rule {
	for path, content := range found {
		print(rule, path, content)
	}
	return &rule
}
`;
