import type { Address } from "./embedded/address.ts";
import type { DagResult } from "./embedded/airflow/index.ts";
import type { TaskChange, Triggered } from "./embedded/airflow/run.ts";
import type { LogFile } from "./embedded/logs.ts";
import type { EngineName, Status } from "./embedded/status.ts";

/** What runs a datakit's Airflow: processes of this user, or containers. Both have the same words, output and JSON. */
export interface Engine {
  readonly name: EngineName;
  /** Starts what does not run yet, and returns when every service is healthy. `restart`: also what runs already. */
  start(options?: { restart?: boolean }): Promise<Address>;
  /** Ends what this start began; what ran before it goes on. Says whether there was anything. */
  undoStart(): Promise<boolean>;
  /** Triggers a DAG and follows it to its end. */
  run(
    dag: string,
    conf: Readonly<Record<string, unknown>>,
    on: { task: (task: TaskChange) => void; triggered?: (run: Triggered) => void },
    timeoutMs?: number,
  ): Promise<DagResult>;
  /** Ends what runs of this datakit. Returns how many processes or containers there were. */
  stop(): Promise<number>;
  /** The same, and forgets ports, passwords and Airflow's own database. */
  reset(): Promise<number>;
  status(): Promise<Status>;
  logs(wanted: string | undefined): Promise<LogFile[]>;
  /** The lines of a log as a person reads them. */
  readLog(log: LogFile): string[];
  /** Calls back with each line that is added to the logs, as a person reads it, until the signal. */
  follow(
    logs: readonly LogFile[],
    onLine: (log: LogFile, line: string) => void,
    signal: AbortSignal,
  ): Promise<void>;
}
