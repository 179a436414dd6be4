// How a failed tool becomes an error that a person can act on:
//   1. the room has a table of patterns for its tool: what it prints -> kind            (diagnose, diagnoseProcess)
//   2. a kind has a reason and next steps, once for each operating system               (remedy)
//   3. the room maps kind to its own error code, and adds `again` as the last step
export {
  type Diagnosis,
  diagnose,
  diagnoseFile,
  diagnoseProcess,
  type FailureKind,
  type Patterns,
} from "./kind.ts";
export { type Remedy, remedy, type Situation } from "./remedy.ts";
