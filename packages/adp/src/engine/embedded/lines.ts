/** The Airflow lines that the embedded engine has a lock file for. The first is the default. */
export const airflowLines = ["3.3", "2.11", "2.9"] as const;
export type AirflowLine = (typeof airflowLines)[number];

/** Airflow 2 and 3 differ in their services, their API and their settings. */
export function generationOf(line: AirflowLine): 2 | 3 {
  return line.startsWith("3") ? 3 : 2;
}
