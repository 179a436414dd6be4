import { airflowLine, airflowLines, findPython } from "../../engine/index.ts";
import type { Check } from "../check.ts";

export const python: Check = {
  id: "python",
  group: "Machine",
  flows: ["dev"],
  looksAt: "a Python that Airflow runs on",
  async look({ env, machine }) {
    const [newest = ""] = airflowLines();
    const found = await findPython({ line: airflowLine(newest), venv: false, env, machine });
    return `Python ${found.version} (${found.path})`;
  },
};
