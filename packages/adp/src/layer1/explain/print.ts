import { table } from "../../kernel/output.ts";
import type { Explanation } from "./explain.ts";

/** The explanation as lines: a table of the steps, the hosts, what is missing. */
export function explanationLines({ steps, hosts, missing, warnings }: Explanation): string[] {
  const rows = steps.flatMap((step) => {
    const what = step.kind === "FROM" ? `FROM ${step.runs}` : `${step.kind} ${short(step.runs)}`;
    const head = [`${step.line}`, step.stage, what];
    if (step.reaches.length === 0) return [[...head, "nothing", "", "", ""]];
    return step.reaches.map((reach, index) => [
      ...(index === 0 ? head : ["", "", ""]),
      `${reach.host} (${reach.by})`,
      reach.setting,
      reach.login === null ? "none" : `${reach.login.user}, ${reach.login.place}`,
      reach.missing === null ? "" : "MISSING",
    ]);
  });
  return [
    ...table(["line", "stage", "step", "reaches", "by which setting", "as whom", ""], rows),
    "",
    `A build touches ${hosts.length} hosts: ${hosts.join(", ")}`,
    "An image that is here already is not pulled. ONBUILD steps run in a datakit's build, with its logins.",
    ...warnings.map((line) => `! ${line}`),
    ...missing.map((line) => `MISSING  ${line}`),
  ];
}

function short(command: string): string {
  const text = command.replaceAll("/run/layer1/", "").replace(/^sh /, "");
  return text.length > 46 ? `${text.slice(0, 43)}...` : text;
}
