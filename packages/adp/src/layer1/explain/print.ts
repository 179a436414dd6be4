import { table } from "../../kernel/output.ts";
import type { Explanation } from "./explain.ts";

/**
 * The explanation as lines: the steps as a table, or one below the other where the table is wider than the terminal;
 * then the hosts, and what is missing.
 */
export function explanationLines(
  { steps, hosts, missing, warnings }: Explanation,
  columns = Number.POSITIVE_INFINITY,
): string[] {
  const wide = stepTable(steps);
  return [
    ...(wide.some((line) => line.length > columns) ? steps.flatMap(stepLines) : wide),
    "",
    `A build asks ${hosts.length === 1 ? "1 host" : `${hosts.length} hosts`}: ${hosts.join(", ")}`,
    "Images that are here already are not pulled. ONBUILD steps run in a datakit's build, with its logins.",
    ...warnings.map((line) => `! ${line}`),
    ...missing.map((line) => `MISSING  ${line}`),
  ];
}

type Step = Explanation["steps"][number];

function stepTable(steps: readonly Step[]): string[] {
  const rows = steps.flatMap((step) => {
    const head = [`${step.line}`, step.stage, whatRuns(step)];
    if (step.reaches.length === 0) return [[...head, "nothing", "", "", "", ""]];
    return step.reaches.map((reach, index) => [
      ...(index === 0 ? head : ["", "", ""]),
      `${reach.host} (${reach.by})`,
      reach.wire,
      reach.setting,
      asWhom(reach),
      reach.missing === null ? "" : "MISSING",
    ]);
  });
  return table(["line", "stage", "step", "reaches", "wire", "setting", "as whom", ""], rows);
}

function stepLines(step: Step): string[] {
  const reaches = step.reaches.flatMap((reach) => [
    `reaches  ${reach.host} (${reach.by}): ${reach.wire}`,
    `setting  ${reach.setting}`,
    `as whom  ${asWhom(reach)}${reach.missing === null ? "" : "   MISSING"}`,
  ]);
  return [
    `line ${step.line}, ${step.stage}: ${whatRuns(step)}`,
    ...(reaches.length === 0 ? ["reaches  nothing"] : reaches).map((line) => `  ${line}`),
  ];
}

function whatRuns(step: Step): string {
  return step.kind === "FROM" ? `FROM ${step.runs}` : `${step.kind} ${short(step.runs)}`;
}

function asWhom({ login }: Step["reaches"][number]): string {
  return login === null ? "none" : `${login.user}, ${login.place}`;
}

function short(command: string): string {
  const text = command.replaceAll("/run/layer1/", "").replace(/^sh /, "");
  return text.length > 46 ? `${text.slice(0, 43)}...` : text;
}
