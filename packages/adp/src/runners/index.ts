export { buildRunner, explainRunner } from "./build.ts";
export { runnerNames, runnerOf } from "./folder.ts";
export { listRunners } from "./list.ts";
export { verifyRunner } from "./verify.ts";
