import type { Finished, ProcessFailure } from "../kernel/process.ts";

/** Where DAGs run, as a program sees it: their packages, variables and connections, with Airflow's tables made. */
export interface DagsEnvironment {
  /** The Python that Airflow runs on. */
  readonly python: string;
  /** The folder that PATH begins with. */
  readonly bin: string;
  /** A folder for what a program writes for adp. */
  readonly scratch: string;
  /** Runs a program in the datakit's folder: on this terminal, or `quiet`, with its output kept. */
  run(argv: readonly string[], options: { readonly quiet: boolean }): Promise<Finished | ProcessFailure>;
  /** A file that a program wrote to `scratch`. */
  read(path: string): Promise<string | undefined>;
}
