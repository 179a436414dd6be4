import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writeAtomic } from "../kernel/files.ts";
import { engineOf, rememberEngine } from "./choose.ts";
import { deleteState } from "./delete-state.ts";
import { settleDocker } from "./docker/state.ts";
import type { EngineName } from "./embedded/status.ts";

let top: string;
let run: string;
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), "adp-delete-"));
  run = join(top, ".adp", "run");
});
afterEach(() => rmSync(top, { recursive: true, force: true }));

function started(engine: EngineName): void {
  if (engine === "docker") settleDocker(run, { line: "3.3", port: 8080 });
  else for (const name of ["settings.json", "postgres/PG_VERSION"]) writeAtomic(join(run, name), "{}");
  rememberEngine(run, engine);
}

test.each<EngineName>(["embedded", "docker"])("the only engine, %s: nothing stays", (engine) => {
  started(engine);
  expect(deleteState(run, engine)).toBe(false);
  expect(existsSync(run)).toBe(false);
});

test.each<[EngineName, EngineName, string[]]>([
  ["docker", "embedded", ["postgres", "settings.json"]],
  ["embedded", "docker", ["docker.json"]],
])("a reset of %s leaves what %s has, which is the datakit's engine then", (engine, other, stays) => {
  started(other);
  started(engine);
  expect(deleteState(run, engine)).toBe(true);
  expect(readdirSync(run).sort()).toEqual(stays);
  expect(engineOf(run)).toBe(other);
});
