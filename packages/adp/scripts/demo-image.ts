// Draws docs/images/demo.svg from what a run of the demo printed, word for word:
//   make demo >demo.txt 2>&1 && npx tsx packages/adp/scripts/demo-image.ts <demo.txt
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";

const target = join(import.meta.dirname, "..", "..", "..", "docs", "images", "demo.svg");
/** What only the reader of his own run needs. */
const leftOut = ["Time", "Next"];

function escaped(line: string): string {
  return line.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** The steps, and then each part of the report by its title. */
function chosen(printed: string): string[] {
  const [steps = "", ...parts] = printed
    .trimEnd()
    .split("\n\n")
    .reduce<string[]>((all, part) => {
      // A blank line inside a part is followed by an indented line; a title is not indented.
      if (all.length === 0 || /^\S/.test(part)) all.push(part);
      else all.push(`${all.pop()}\n\n${part}`);
      return all;
    }, []);
  const isLeftOut = (part: string) => leftOut.some((title) => part.startsWith(`${title}\n`));
  return ["$ make demo", ...[steps, ...parts.filter((part) => !isLeftOut(part))].join("\n\n").split("\n")];
}

function kindOf(line: string): string {
  if (/^Green: | {2}balance: /.test(line)) return ' class="green"';
  return /^\S/.test(line) ? ' class="bold"' : "";
}

const printed = await text(process.stdin);
if (!/^ {2}ok /m.test(printed) || !printed.includes("every row that was read is accounted for"))
  throw new Error("this is not what a green demo prints, with its steps: make demo >demo.txt 2>&1");
if (printed.includes("installed once")) throw new Error("with the tools installed already: run it once more");
const lines = chosen(printed);
const width = Math.ceil(Math.max(...lines.map((line) => line.length)) * 7.83) + 40;
const height = 57 + lines.length * 18;
const texts = lines.flatMap((line, at) =>
  line === ""
    ? []
    : [`<text x="20" y="${57 + at * 18}" xml:space="preserve"${kindOf(line)}>${escaped(line)}</text>`],
);
writeFileSync(
  target,
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title desc">
<title id="title">make demo in a terminal</title>
<desc id="desc">What make demo prints: each step with its time, then the rows by layer and table, the versions that history keeps, one airport's two versions, the rows in quarantine and why, and the books that balance.</desc>
<!-- Made by packages/adp/scripts/demo-image.ts from one run's output, the tools already installed. Left out: the table of times and the commands to type next. -->
<style>
text { font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace; fill: #d6dae1; white-space: pre; }
.bold { font-weight: bold; fill: #ffffff; }
.green { fill: #7fd18b; }
</style>
<rect width="100%" height="100%" rx="8" fill="#161a21"/>
<circle cx="20" cy="18" r="5" fill="#3a414d"/><circle cx="37" cy="18" r="5" fill="#3a414d"/><circle cx="54" cy="18" r="5" fill="#3a414d"/>
${texts.join("\n")}
</svg>
`,
);
process.stdout.write(`docs/images/demo.svg has ${lines.length} lines\n`);
