import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A block of commands in a document. */
export interface ShellBlock {
  readonly line: number;
  readonly commands: string;
  /** What the document says that they print: the block of text that follows in the same section. */
  readonly sample?: string;
  /** `<!-- run by NAME -->` before it: a scenario or suite types these commands in a form of its own. */
  readonly runBy?: string;
  /** `<!-- not run: REASON -->` before it. */
  readonly notRun?: string;
}

/** The blocks of commands of a document, in order. */
export function shellBlocks(root: string, path: string): ShellBlock[] {
  const text = readFileSync(join(root, path), "utf8");
  const fences = [...text.matchAll(/^(?:<!-- (run by|not run:) ([^\n]*) -->\n)?```(\w*)\n(.*?)^```$/gms)];
  return fences.flatMap((fence, index) => {
    const [all, mark, said, language, commands = ""] = fence;
    if (language !== "bash" && language !== "sh") return [];
    const next = fences[index + 1];
    const between = text.slice(fence.index + all.length, next?.index);
    return {
      line: text.slice(0, fence.index).split("\n").length + (mark === undefined ? 0 : 1),
      commands,
      ...(next?.[3] === "text" && !/^#+ /m.test(between) ? { sample: next[4] ?? "" } : {}),
      ...(mark === "run by" ? { runBy: said } : {}),
      ...(mark === "not run:" ? { notRun: said } : {}),
    };
  });
}

/** The commands of a block, one each, without comments and `cd`; what a backslash or `&&` joins is told apart. */
export function commandsOf({ commands }: ShellBlock): string[] {
  return commands
    .replaceAll(/\\\n\s*/g, " ")
    .split(/\n|&&/)
    .map((line) => line.replace(/(^|\s)#.*$/, "").trim())
    .filter((line) => line !== "" && !line.startsWith("cd "));
}
