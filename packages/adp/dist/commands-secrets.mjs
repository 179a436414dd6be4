import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  installHook,
  reportDocument,
  sarif,
  scanForSecrets,
  summaryOf,
  verdictOf
} from "./shared-secretscan-allow-list.mjs";
import "./shared-krb5-src-advice.mjs";
import {
  AdpCommand,
  json
} from "./shared-npm-commander-esm.mjs";
import {
  version
} from "./shared-kernel-version.mjs";
import {
  commandList,
  openOutput,
  shownPath
} from "./shared-commands-list.mjs";
import "./shared-helpers.mjs";

// packages/adp/src/commands/secrets.ts
function command() {
  let secrets = new AdpCommand("adp secrets", commandList.secrets);
  return secrets.command("scan").argument("[paths...]", "files and folders; - is standard input").option("--staged", "what the next commit would hold").option("--since <commit>", "what was committed since then").option("--all-history", "everything that was ever committed").option("--name <name>", "the file's name, for standard input").option("--sarif", "print a SARIF document, for code scanning").option(...json).does(async (paths, options) => {
    let output = openOutput({ json: options.json === !0 || options.sarif === !0 }), scope = scopeOf(paths, options), report = await scanForSecrets(process.cwd(), scope), wrong = verdictOf(report, scope);
    if (output.document(options.sarif === !0 ? sarif(report, version()) : reportDocument(report)), output.json) return wrong?.exit;
    for (let line of summaryOf(report))
      scope.kind === "staged" ? output.note(line) : output.print(line);
    if (wrong !== void 0) throw wrong;
    scope.kind !== "staged" && output.print(`No credential in ${counted(report.files, "file")}.`);
  }), secrets.command("hook").option(...json).does(async (options) => {
    let output = openOutput(options), hook = await installHook(process.cwd());
    output.document(hook), output.print(
      `${hook.changed ? "Made" : "Unchanged:"} ${shownPath(hook.path)}: git refuses a commit that contains a credential.`
    );
  }), secrets;
}
function scopeOf(paths, options) {
  return options.staged === !0 ? { kind: "staged" } : options.since !== void 0 ? { kind: "history", since: options.since } : options.allHistory === !0 ? { kind: "history" } : paths[0] === "-" ? { kind: "text", path: options.name ?? "standard input", content: process.stdin } : { kind: "files", paths };
}
function counted(count, what) {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
export {
  command
};
