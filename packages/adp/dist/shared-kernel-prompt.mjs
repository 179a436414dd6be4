import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  Interrupted,
  printable
} from "./shared-commands-list.mjs";

// packages/adp/src/kernel/prompt.ts
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
function openPrompt() {
  if (process.stdin.isTTY)
    return {
      question: async (text, fallback = "") => await ask(text) || fallback,
      secret: (text) => ask(text, !0),
      confirm: async (text, fallback = "no") => {
        let answer = await ask(`${text} ${fallback === "yes" ? "[Y/n]" : "[y/N]"} `);
        return answer === "" ? fallback === "yes" : /^y(es)?$/i.test(answer);
      }
    };
}
async function confirm(text, fallback) {
  return openPrompt()?.confirm(text, fallback);
}
var sigint = 130;
function ask(question, hidden = !1) {
  let text = printable(question), output = hidden ? new Writable({ write: (_, __, done) => done() }) : process.stderr, reader = createInterface({ input: process.stdin, output, terminal: !0 });
  return process.stderr.write(text), new Promise((resolve, reject) => {
    let interrupt = () => {
      process.stderr.write(`
`), reject(new Interrupted(sigint)), reader.close();
    };
    reader.once("SIGINT", interrupt), reader.once("close", () => reject(new Interrupted(sigint))), reader.once("line", (line) => {
      resolve(line.trim()), hidden && process.stderr.write(`
`), reader.close();
    }), hidden || reader.setPrompt(text);
  });
}

export {
  openPrompt,
  confirm
};
