import * as z from "zod/mini";
import { checks } from "../checks/index.ts";
import { DoctorContext } from "../context.ts";
import { runChecks } from "../run.ts";

// Makes one check in a process of its own: on a disk, or with a kernel, that a test has made.
const options = z.object({ id: z.string(), folder: z.string() });
const { id, folder } = z.parse(options, JSON.parse(process.argv.at(-1) ?? "{}"));
const context = new DoctorContext({ root: folder, folder, env: { ...process.env, HOME: folder } });
const [made] = await runChecks(
  checks.filter((check) => check.id === id),
  context,
);
console.log(
  `answer:${JSON.stringify(made?.findings.map(({ severity, error }) => `${severity} ${error.code}`) ?? [])}`,
);
