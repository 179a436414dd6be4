// Measures every claim in one run on this machine, beside its peer or the bare cost: `make bench`.
// `--quick` leaves out what takes minutes; `--only PART` is one part. Prints a table, and writes benchmarks/results.json.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { leaveOuterMake } from "../e2e/world/lib/outer-make.ts";
import { table } from "../packages/adp/src/kernel/output.ts";
import { measureCli } from "./cli.ts";
import { measureDatakit } from "./datakit.ts";
import { measureDemo } from "./demo.ts";
import { measureDocker } from "./docker/index.ts";
import { measureDoctor } from "./doctor.ts";
import { measureFramework } from "./framework.ts";
import { measureLayer1 } from "./layer1.ts";
import type { Claim } from "./measure.ts";
import { measureRunners } from "./runners.ts";
import { measureSecrets } from "./secrets.ts";
import { measureStandalone } from "./standalone.ts";
import { measureTicket } from "./ticket/index.ts";

leaveOuterMake();

const quick = process.argv.includes("--quick");
const only = process.argv.includes("--only") ? process.argv[process.argv.indexOf("--only") + 1] : undefined;
const parts: Readonly<Record<string, () => Promise<Claim[]>>> = {
  cli: measureCli,
  doctor: measureDoctor,
  ticket: () => measureTicket({ quick }),
  demo: async () => {
    const standalone = await measureStandalone();
    return [...standalone.claims, ...(await measureDemo({ quick, standalone }))];
  },
  framework: () => measureFramework({ quick }),
  layer1: () => measureLayer1({ quick }),
  docker: () => measureDocker({ quick }),
  datakit: () => measureDatakit({ quick }),
  runners: () => measureRunners({ quick }),
  secrets: () => measureSecrets({ quick }),
};
if (only !== undefined && parts[only] === undefined)
  throw new Error(`--only knows: ${Object.keys(parts).join(", ")}`);
const claims: Claim[] = [];
for (const [name, measure] of Object.entries(parts))
  if (only === undefined || only === name) claims.push(...(await measure()));

const rows = claims.map((claim) => [
  claim.name,
  claim.measured,
  claim.beside,
  claim.goal,
  claim.met === undefined ? "" : claim.met ? "met" : "NOT MET",
]);
for (const line of table(["what", "measured", "beside (same run)", "goal", ""], rows))
  process.stdout.write(`${line}\n`);
writeFileSync(
  join(import.meta.dirname, "results.json"),
  `${JSON.stringify({ machine: `${process.platform} ${process.arch}, Node.js ${process.versions.node}`, quick, claims }, null, 2)}\n`,
);
