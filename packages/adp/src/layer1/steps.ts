/** What BuildKit printed, by step. */
interface BuildLog {
  readonly failed: { readonly name: string; readonly lines: readonly string[] } | undefined;
  /** Everything, for what no step prints. */
  readonly all: readonly string[];
}

/** Sorts BuildKit's plain output: `#7 [platform 1/4] RUN ...`, then `#7 0.31 a line of it`. */
export function readBuildLog(lines: readonly string[]): BuildLog {
  const names = new Map<string, string>();
  const output = new Map<string, string[]>();
  let failed: string | undefined;
  for (const line of lines) {
    const match = /^#(\d+) (.*)$/.exec(line);
    if (match === null) continue;
    const [, id = "", text = ""] = match;
    if (/^\[/.test(text)) names.set(id, names.get(id) ?? text);
    else if (text.startsWith("ERROR:")) {
      failed ??= id;
      output.set(id, [...(output.get(id) ?? []), text]);
    } else {
      const said = /^\d+\.\d+ (.*)$/.exec(text)?.[1];
      if (said !== undefined) output.set(id, [...(output.get(id) ?? []), said]);
    }
  }
  return {
    failed:
      failed === undefined ? undefined : { name: names.get(failed) ?? "", lines: output.get(failed) ?? [] },
    all: lines,
  };
}

/** A few words about a step for a person who waits. */
export function stepWords(line: string): string | undefined {
  const name = /^#\d+ \[([\w -]+?) +(\d+\/\d+)\] (\w+)(.*)$/.exec(line);
  if (name === null) return undefined;
  const [, stage, position, instruction, rest = ""] = name;
  const script = /\/run\/layer1\/([\w-]+)\.sh/.exec(rest.replaceAll(/target=\S+/g, ""))?.[1];
  return `${stage} ${position}: ${script ?? instruction?.toLowerCase()}`;
}
