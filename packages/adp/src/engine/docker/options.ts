import type { Progress } from "../../kernel/progress.ts";

export interface DockerOptions {
  /** A datakit's .adp/run: ports and passwords. */
  readonly runFolder: string;
  readonly datakit: string;
  readonly progress: Progress;
  /** The Airflow line that the user or .airflow-version asks for. */
  readonly line?: string | undefined;
  readonly port?: number | undefined;
  readonly signal?: AbortSignal;
}
