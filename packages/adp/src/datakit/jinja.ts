import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Environment } from "minijinja-js";
// The package's entry for Node reads its WebAssembly beside itself, which a bundle cannot; so it is started here.
import * as glue from "minijinja-js/dist/bundler/minijinja_js_bg.js";

const WASM = "minijinja_js_bg.wasm";

let started = false;

/** A Jinja environment that treats templates as cookiecutter does: strict names, kept newlines, Python's methods. */
export function jinja(): Environment {
  if (!started) {
    const module = new WebAssembly.Module(readFileSync(wasmPath()));
    const instance = new WebAssembly.Instance(module, { [`./${glueName}`]: glue });
    glue.__wbg_set_wasm(instance.exports);
    started = true;
  }
  const environment = new glue.Environment();
  environment.enablePyCompat();
  environment.keepTrailingNewline = true;
  environment.undefinedBehavior = "strict";
  return environment;
}

const glueName = "minijinja_js_bg.js";

function wasmPath(): string {
  const beside = join(dirname(fileURLToPath(import.meta.url)), WASM);
  if (existsSync(beside)) return beside;
  return createRequire(import.meta.url).resolve(`minijinja-js/dist/bundler/${WASM}`);
}
