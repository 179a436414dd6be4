import { join } from "node:path";
import { userHome } from "../kernel/home.ts";

/** What the platform keeps on this machine, outside every project. */
export function stateFolder(env: NodeJS.ProcessEnv): string {
  return join(env.XDG_STATE_HOME || join(userHome(env), ".local", "state"), "airflow-data-platform");
}
