import { freePort, portState } from "../../../kernel/port.ts";
import { requireFree } from "../../embedded/state.ts";

/** The port for Airflow's page: the one asked for, or it is an error; else the one before, or 8080, or a free one. */
export async function checkPort(asked: number | undefined, before: number | undefined): Promise<number> {
  if (asked !== undefined) return asked === before ? asked : requireFree(asked);
  const wanted = before ?? 8080;
  return (await portState(wanted)) === "free" ? wanted : freePort();
}
