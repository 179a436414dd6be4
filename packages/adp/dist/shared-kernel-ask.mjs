import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  failureOf
} from "./shared-kernel-files.mjs";

// packages/adp/src/kernel/ask.ts
import { spawn } from "node:child_process";
async function ask(argv, options = {}) {
  let child = start(argv, options), parts = [];
  return child.stdout.on("data", (part) => parts.push(part)), ended(argv, child, () => Buffer.concat(parts).toString("utf8"));
}
function askStream(argv, options = {}) {
  let child = start(argv, options);
  return { stdout: child.stdout, done: ended(argv, child, () => ""), kill: () => {
    child.kill();
  } };
}
function start(argv, { cwd, env, input }) {
  let [file = "", ...args] = argv, child = spawn(file, args, { cwd, env: { ...process.env, ...env } });
  return child.stdin.on("error", () => {
  }), child.stdin.end(input), child;
}
function ended(argv, child, output) {
  let stderr = "";
  return child.stderr.setEncoding("utf8").on("data", (text) => {
    stderr += text;
  }), new Promise((done) => {
    let fail = (end) => done(failureOf(argv, { timedOut: !1, ...end }, output(), stderr, {}));
    child.on("error", ({ code }) => fail({ code })), child.on("close", (code, signal) => {
      code === 0 ? done({ argv, code, stdout: output(), stderr }) : fail(code === null ? { signal: String(signal) } : { exitCode: code });
    });
  });
}

export {
  ask,
  askStream
};
