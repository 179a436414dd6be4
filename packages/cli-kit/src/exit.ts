/**
 * What a program of the platform exits with: one number a kind of cause. Numbers from 64 on are those of sysexits.h
 * where it has one for the cause.
 */
export const Exit = {
  ok: 0,
  /** The job itself failed: a DAG, a test, a check. */
  job: 1,
  /** The platform, the machine or the network failed; a bug of ours counts as this, too. */
  platform: 2,
  usage: 64,
  /** What was read has no form that could be used. */
  data: 65,
  /** There is nothing to read. */
  noInput: 66,
  /** The ticket belongs to another principal than the one that was asked for. */
  otherPrincipal: 67,
  /** A service that is needed does not answer. */
  unavailable: 69,
  /** This user may not read the source. */
  denied: 71,
  /** The result cannot be written. */
  cannotPublish: 73,
  /** Start again: what was opened at the start has changed underneath. */
  restart: 75,
  /** No usable credential, or one that was refused. */
  credential: 77,
} as const;
export type ExitCode = (typeof Exit)[keyof typeof Exit];
