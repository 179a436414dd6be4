import { nodeTooOld, noNode } from "../../kernel/node.ts";
import { attempt, ProcessFailure } from "../../kernel/process.ts";
import { type Check, problem } from "../check.ts";

/** What runs adp now may be another one: a shell's version manager does not reach git's hook. */
export const node: Check = {
  id: "node",
  group: "Machine",
  flows: ["layer1", "platform", "datakit", "dev"],
  looksAt: "the node on PATH, by which adp, make and git's hook start: 20.19 or newer",
  async look({ machine, env }) {
    const asked = ["node", "-p", "process.versions.node + ' ' + process.execPath"];
    const found = await attempt(asked, { env, timeoutMs: 5000 });
    if (found instanceof ProcessFailure) return [problem(noNode(`${found.message}.`, machine))];
    const [version = "", ...path] = found.stdout.trim().split(" ");
    const old = nodeTooOld(version, path.join(" "), machine);
    return old === undefined ? `Node.js ${version}` : [problem(old)];
  },
};
