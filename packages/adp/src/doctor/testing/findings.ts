import * as z from "zod/mini";
import { checks } from "../checks/index.ts";
import { DoctorContext } from "../context.ts";
import { runChecks } from "../run.ts";
import { seenOf } from "./seen.ts";

// Makes one check in a process of its own: on a disk, or with a kernel, that a test has made.
const options = z.object({ id: z.string(), folder: z.string(), home: z.optional(z.string()) });
const { id, folder, home = folder } = z.parse(options, JSON.parse(process.argv.at(-1) ?? "{}"));
const context = new DoctorContext({
  root: folder,
  folder,
  patienceMs: 20_000,
  env: { ...process.env, HOME: home },
});
const [made] = await runChecks(checks, context, (check) => check.id === id);
console.log(`answer:${JSON.stringify(seenOf(made?.findings ?? []))}`);
