import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  ProcessFailure
} from "./shared-kernel-files.mjs";

// packages/adp/src/kernel/ask.ts
import { spawn } from "node:child_process";
async function ask(argv, options = {}) {
  let { stdout, done } = askStream(argv, options), parts = [];
  stdout.on("data", (part) => parts.push(part));
  let result = await done, text = Buffer.concat(parts).toString("utf8");
  return result instanceof ProcessFailure ? new ProcessFailure(argv, result.kind, result.code, text, result.stderr, result.detail) : { ...result, stdout: text };
}
function askStream(argv, { cwd, env, input } = {}) {
  let [file = "", ...args] = argv, child = spawn(file, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["pipe", "pipe", "pipe"]
  });
  return child.stdin.on("error", () => {
  }), child.stdin.end(input), { stdout: child.stdout, done: ended(argv, child), kill: () => {
    child.kill();
  } };
}
function ended(argv, child) {
  let stderr = "";
  return child.stderr?.setEncoding("utf8").on("data", (text) => {
    stderr += text;
  }), new Promise((done) => {
    child.on("error", (error) => {
      let detail = `could not be started (${error.code ?? "unknown"})`;
      done(new ProcessFailure(argv, "spawn-failed", void 0, "", stderr, detail));
    }), child.on("close", (code, signal) => {
      done(code === 0 ? { argv, code, stdout: "", stderr } : code === null ? new ProcessFailure(argv, "killed", void 0, "", stderr, `was ended by ${signal}`) : new ProcessFailure(argv, "exited", code, "", stderr, `exited with ${code}`));
    });
  });
}

export {
  ask,
  askStream
};
