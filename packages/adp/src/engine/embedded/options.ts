import type { Progress } from "../../kernel/progress.ts";

export interface EmbeddedOptions {
  /** Everything that runs and its data: a datakit's .adp/run. */
  readonly runFolder: string;
  /** Airflow and PostgreSQL themselves, shared by all datakits of a clone. */
  readonly engineFolder: string;
  readonly datakits: readonly string[];
  readonly progress: Progress;
  readonly line?: string | undefined;
  readonly python?: string | undefined;
  readonly port?: number | undefined;
  readonly variables?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}
