import type { Docker } from "../../docker/index.ts";
import type { Progress } from "../../kernel/progress.ts";

export interface DockerOptions {
  /** A datakit's .adp/run: ports and passwords. */
  readonly runFolder: string;
  readonly datakit: string;
  readonly progress: Progress;
  /** The line of the Airflow in its image, as `checkImage` gives it: needed to start. */
  readonly line?: string | undefined;
  readonly port?: number | undefined;
  readonly signal?: AbortSignal;
  /** The client that made the checks, and knows what they found. */
  readonly docker?: Docker | undefined;
}
