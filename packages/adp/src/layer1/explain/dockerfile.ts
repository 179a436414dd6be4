import { DockerfileParser, type Instruction, type ModifiableInstruction } from "dockerfile-ast";

/** A line of the Dockerfile at which something can be reached. */
export interface Step {
  readonly line: number;
  readonly stage: string;
  readonly kind: "FROM" | "RUN" | "ONBUILD RUN";
  /** The image of a FROM, the command of a RUN, in one line. */
  readonly text: string;
  /** BuildKit's secret ids that the step mounts. */
  readonly secrets: readonly string[];
  readonly isOffline: boolean;
}

interface Stage {
  readonly name: string;
  readonly uses: Set<string>;
  readonly steps: Step[];
}

/** The steps that the targets need, in the file's order. `args` are the build arguments that names are made of. */
export function readSteps(
  text: string,
  targets: readonly string[],
  args: Readonly<Record<string, string>>,
): Step[] {
  const known: Record<string, string> = {};
  const stages: Stage[] = [];
  for (const instruction of DockerfileParser.parse(text).getInstructions()) {
    const keyword = instruction.getKeyword();
    const content = instruction.getArgumentsContent() ?? "";
    if (keyword === "ARG" && stages.length === 0) {
      const [name = "", fallback = ""] = split(content);
      known[name] = args[name] ?? expand(fallback, known);
    } else if (keyword === "FROM") stages.push(stageOf(instruction, content, stages, known));
    else stages.at(-1)?.steps.push(...stepsOf(instruction, keyword, content, stages.at(-1)));
  }
  const needed = new Set<string>();
  const need = (name: string) => {
    const stage = stages.find((candidate) => candidate.name === name);
    if (stage === undefined || needed.has(name)) return;
    needed.add(name);
    for (const other of stage.uses) need(other);
  };
  for (const target of targets) need(target);
  return stages.filter((stage) => needed.has(stage.name)).flatMap((stage) => stage.steps);
}

function stageOf(
  instruction: Instruction,
  content: string,
  stages: readonly Stage[],
  known: Record<string, string>,
): Stage {
  const [, image = "", alias] = /^(?:--\S+\s+)*(\S+)(?:\s+as\s+(\S+))?/i.exec(content) ?? [];
  const base = expand(image, known);
  const name = alias ?? String(stages.length);
  const isStage = stages.some((stage) => stage.name === base);
  const steps: Step[] =
    isStage || base === "scratch"
      ? []
      : [{ line: lineOf(instruction), stage: name, kind: "FROM", text: base, secrets: [], isOffline: false }];
  return { name, uses: new Set(isStage ? [base] : []), steps };
}

function stepsOf(
  instruction: Instruction,
  keyword: string,
  content: string,
  stage: Stage | undefined,
): Step[] {
  if (stage === undefined) return [];
  const flags = (instruction as Partial<ModifiableInstruction>).getFlags?.() ?? [];
  const value = (name: string) => flags.find((flag) => flag.getName() === name)?.getValue() ?? undefined;
  if (keyword === "COPY" || keyword === "ADD") {
    const from = value("from");
    if (from !== undefined) stage.uses.add(from);
    return [];
  }
  if (keyword === "RUN") {
    const mounts = flags.filter((flag) => flag.getName() === "mount").map((flag) => flag.getValue() ?? "");
    for (const mount of mounts) {
      const from = /(?:^|,)from=([^,]+)/.exec(mount)?.[1];
      if (from !== undefined) stage.uses.add(from);
    }
    return [
      {
        line: lineOf(instruction),
        stage: stage.name,
        kind: "RUN",
        text: oneLine(content),
        secrets: mounts.filter((mount) => /(?:^|,)type=secret/.test(mount)).map(secretId),
        isOffline: value("network") === "none",
      },
    ];
  }
  if (keyword === "ONBUILD" && /^RUN\b/i.test(content))
    return [
      {
        line: lineOf(instruction),
        stage: stage.name,
        kind: "ONBUILD RUN",
        text: oneLine(content.replace(/^RUN\s+/i, "")),
        secrets: [...content.matchAll(/--mount=(\S*type=secret\S*)/g)].map((match) =>
          secretId(match[1] ?? ""),
        ),
        isOffline: /--network=none/.test(content),
      },
    ];
  return [];
}

function secretId(mount: string): string {
  return /(?:^|,)id=([^,]+)/.exec(mount)?.[1] ?? "";
}

function lineOf(instruction: Instruction): number {
  return instruction.getRange().start.line + 1;
}

function split(text: string): [string, string] {
  const at = text.indexOf("=");
  return at < 0
    ? [text.trim(), ""]
    : [
        text.slice(0, at).trim(),
        text
          .slice(at + 1)
          .trim()
          .replace(/^"|"$/g, ""),
      ];
}

function expand(text: string, known: Readonly<Record<string, string>>): string {
  return text.replace(
    /\$\{(\w+)(?::-([^}]*))?\}|\$(\w+)/g,
    (_, braced: string, fallback = "", plain: string) => {
      return known[braced ?? plain] || fallback;
    },
  );
}

/** Without mounts and line ends: what runs. */
function oneLine(text: string): string {
  return text
    .replace(/--(?:mount|network|security)=\S+/g, "")
    .replace(/\\\r?\n/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}
