import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  DoctorContext,
  checks,
  doctorDocument,
  fixFound,
  flows,
  printChecks,
  runChecks,
  writeBundle
} from "./shared-doctor-ask.mjs";
import "./shared-ticket-der.mjs";
import "./shared-kernel-prompt.mjs";
import "./shared-engine-choose.mjs";
import "./shared-kernel-progress.mjs";
import "./shared-kernel-daemon.mjs";
import "./shared-npm-yaml-dist-compose-compose-collection.mjs";
import "./shared-npm-zod-v4-mini-checks.mjs";
import "./shared-npm-b4a-index.mjs";
import "./shared-credentials-apt-login.mjs";
import "./shared-kernel-env-file.mjs";
import "./shared-docker-base-image.mjs";
import "./shared-secretscan-allow-list.mjs";
import "./shared-krb5-src-advice.mjs";
import "./shared-npm-zod-v4-core-api.mjs";
import "./shared-npm-fastest-levenshtein-mod.mjs";
import {
  AdpCommand,
  choice,
  json,
  wholeNumber
} from "./shared-npm-commander-esm.mjs";
import "./shared-kernel-version.mjs";
import {
  Exit,
  commandList,
  openOutput,
  platformRoot,
  run,
  shell,
  stepLines
} from "./shared-commands-list.mjs";
import "./shared-npm-smol-toml-dist-date.mjs";
import "./shared-helpers.mjs";

// packages/adp/src/commands/doctor.ts
function command() {
  let doctor = new AdpCommand("adp doctor", commandList.doctor);
  return doctor.addOption(choice("--for <flow>", "only what this needs", flows)), doctor.option("--fix", "mend what is safe to mend; asks before each").option("--yes", "with --fix: do not ask").option("--bundle", "write an archive for whoever helps you, without secrets").option("--verbose", "a line for every check").option("--timeout <n>", "seconds that a host has for its answer (default: 1.5)", wholeNumber(1)).option(...json).does(async (options) => {
    let output = openOutput(options), patienceMs = options.timeout === void 0 ? void 0 : options.timeout * 1e3;
    process.env.RES_OPTIONS ??= `timeout:${options.timeout ?? 1} attempts:1`;
    let open = () => new DoctorContext({ root: platformRoot(), folder: process.cwd(), patienceMs }), context = open(), flow = options.for, look = () => runChecks(checks, context, (check) => flow === void 0 || check.flows.includes(flow)), all = await look(), fixed = options.fix === !0 ? await fixFound(all, { output, yes: options.yes === !0 }) : [];
    fixed.length > 0 && (context = open(), all = await look());
    let report = doctorDocument(all), bundle = options.bundle === !0 ? await writeBundle({ context, report, into: process.cwd() }) : void 0;
    output.document({ ...report, fixed, ...bundle === void 0 ? {} : { bundle } }), printChecks(all, { output, verbose: options.verbose === !0, columns: process.stdout.columns });
    for (let what of fixed) output.print(`Done: ${what}`);
    if (bundle !== void 0) {
      output.print(`Wrote ${bundle.path} (${bundle.files.length} files). Look into it before you send it:`);
      for (let line of stepLines([run(shell`tar -xzOf ${bundle.path}`, "prints all of it")]))
        output.print(line);
    }
    return all.some(({ state }) => state === "problem") ? Exit.job : Exit.ok;
  });
}
export {
  command
};
