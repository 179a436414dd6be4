// Measures the claims of the main job in one run on this machine, beside the bare costs: `make bench`.
// `--quick` leaves out what takes minutes. Prints a table, and writes benchmarks/results.json.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { table } from "../packages/adp/src/kernel/output.ts";
import { measureCli } from "./cli.ts";
import { measureDemo } from "./demo.ts";
import type { Claim } from "./measure.ts";
import { measureStandalone } from "./standalone.ts";

const quick = process.argv.includes("--quick");
const claims: Claim[] = [];
claims.push(...(await measureCli()));
const standalone = await measureStandalone();
claims.push(...standalone.claims);
claims.push(...(await measureDemo({ quick, standalone })));

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
// Other components bring benchmarks of their own; each is named in README.md beside this file.
