import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  installHook,
  scanForSecrets
} from "./chunk-K3P4EBGI.mjs";
import "./chunk-RXQROTSY.mjs";
import "./chunk-NQUNY6ZP.mjs";
import {
  newCommand,
  runCommand
} from "./chunk-OBHWWKRF.mjs";
import {
  openOutput
} from "./chunk-JKCRZFC4.mjs";
import "./chunk-NWQJSMLS.mjs";
import {
  typed
} from "./chunk-HANEP7QR.mjs";
import "./chunk-MBESXINF.mjs";

// packages/adp/src/commands/secrets.ts
import { relative } from "node:path";
function run(args) {
  let secrets = newCommand("adp secrets", "Keeps credentials out of git.", [
    "adp secrets scan                 the repository's files below this folder",
    "adp secrets scan .env config     these files and folders",
    "adp secrets scan --staged        what the next commit would hold",
    "adp secrets hook                 git asks that before every commit of this clone"
  ]), json = ["--json", "one JSON document on stdout, nothing else"];
  return secrets.command("scan").description("look for credentials; exit 77 when there is one").argument("[paths...]", "files and folders").option("--staged", "what the next commit would hold").option(...json).action(async (paths, options) => {
    let output = openOutput(options), again = typed(["secrets", ...args.filter((word) => word !== "--json")].join(" ")), staged = options.staged === !0, texts = await scanForSecrets({ cwd: process.cwd(), paths, staged, again });
    output.document({ texts, findings: [] }), staged || output.print(`No credential in ${texts} files.`);
  }), secrets.command("hook").description("have git scan every commit of this clone").option(...json).action(async (options) => {
    let output = openOutput(options), hook = await installHook(process.cwd());
    output.document(hook), output.print(
      `${hook.changed ? "Made" : "Unchanged:"} ${relative(process.cwd(), hook.path)}: a commit that holds a credential is refused.`
    );
  }), runCommand(secrets, args);
}
export {
  run
};
