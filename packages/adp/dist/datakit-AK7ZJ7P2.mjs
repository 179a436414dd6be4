import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  renderDatakit
} from "./chunk-N5MDTPXB.mjs";
import {
  newCommand,
  runCommand
} from "./chunk-OBHWWKRF.mjs";
import {
  openOutput
} from "./chunk-JKCRZFC4.mjs";
import "./chunk-NWQJSMLS.mjs";
import {
  quoted,
  typed
} from "./chunk-HANEP7QR.mjs";
import "./chunk-MBESXINF.mjs";

// packages/adp/src/commands/datakit.ts
import { relative } from "node:path";
function run(args) {
  let datakit = newCommand("adp datakit", "Projects made from the template.", [
    "adp datakit new customer-360 --description 'CRM and marketing in one view'"
  ]);
  return datakit.command("new").argument("<name>", "lower-case words joined by hyphens; the folder becomes NAME-datakit").description("make a datakit from the template, in this folder").option("--description <text>", "one sentence for its README").option("--into <folder>", "where to make it", ".").option("--json", "one JSON document on stdout, nothing else").action((name, options) => {
    let output = openOutput(options), folder = renderDatakit({
      name,
      description: options.description ?? `Data products of ${name}`,
      into: options.into
    });
    output.document({ folder }), output.print(`Made ${folder}`), output.print(`  next: cd ${quoted(relative(process.cwd(), folder) || ".")}`), output.print(`        ${typed("dev start", folder)}`);
  }), runCommand(datakit, args);
}
export {
  run
};
