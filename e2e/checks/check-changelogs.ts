// Checks that each component that changed has a changelog entry: npx tsx e2e/checks/check-changelogs.ts
import { join } from "node:path";
import { changelogProblems } from "./changelogs.ts";

const problems = await changelogProblems(join(import.meta.dirname, "..", ".."));
for (const problem of problems) process.stderr.write(`${problem}\n`);
process.exitCode = problems.length > 0 ? 1 : 0;
