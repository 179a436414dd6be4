import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { vi } from "vitest";

export interface Answer {
  readonly stdout?: string;
  readonly stderr?: string;
  readonly code?: number;
}

export interface DockerStandIn {
  /** For the environment of a Docker: PATH leads to the stand-in alone, and no socket to an engine. */
  readonly env: Readonly<Record<string, string>>;
  /** The argument lists that it was called with. */
  calls(): string[];
  close(): void;
}

/** Puts it in docker's place for what takes the environment of this process, until `vi.unstubAllEnvs`. */
export function inPlaceOfDocker({ env }: DockerStandIn): void {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
}

/**
 * A program in docker's place that answers by the beginning of its arguments: for answers that no engine here gives
 * (another system's, a broken one's). The words are those of real clients. It proves nothing about Docker itself.
 */
export function dockerStandIn(answers: Readonly<Record<string, Answer>>): DockerStandIn {
  const folder = mkdtempSync(join(tmpdir(), "adp-docker-stand-in-"));
  const cases = Object.entries(answers).map(([start, { stdout = "", stderr = "", code = 0 }], index) => {
    writeFileSync(join(folder, `${index}.out`), stdout);
    writeFileSync(join(folder, `${index}.err`), stderr);
    return `  "${start}"*) cat_ ${index}.out; cat_ ${index}.err >&2; exit ${code} ;;`;
  });
  const script = [
    "#!/bin/sh",
    `cd '${folder}'`,
    'cat_() { while IFS= read -r line; do printf "%s\\n" "$line"; done < "$1"; printf "%s" "$line"; }',
    'echo "$*" >> calls',
    'case "$*" in',
    ...cases,
    "esac",
    'echo "the stand-in has no answer to: $*" >&2; exit 99',
  ];
  writeFileSync(join(folder, "docker"), `${script.join("\n")}\n`, { mode: 0o755 });
  writeFileSync(join(folder, "calls"), "");
  return {
    env: { PATH: folder, DOCKER_HOST: `unix://${folder}/no.sock` },
    calls: () => readFileSync(join(folder, "calls"), "utf8").split("\n").filter(Boolean),
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}
