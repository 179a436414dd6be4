export { appendToLog } from "./bounded-log.ts";
export { duration } from "./duration.ts";
export { errnoOf } from "./errno.ts";
export { Exit, type ExitCode } from "./exit.ts";
export {
  act,
  adp,
  again,
  anyOf,
  type Choice,
  type Command,
  either,
  type Fill,
  type FilledNext,
  type FilledStep,
  fillNext,
  inFolder,
  type Next,
  run,
  type Step,
  shell,
} from "./next.ts";
export { type Described, detailLines, nextLines, problemLines } from "./print.ts";
export { quoted } from "./quote.ts";
export { type UntilOptions, until } from "./until.ts";
export {
  removeIfPresent,
  type Staged,
  stage,
  stagedName,
  syncFolder,
  type WriteOptions,
  writeAtomic,
} from "./write.ts";
