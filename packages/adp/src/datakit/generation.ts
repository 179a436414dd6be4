import { AdpError } from "../kernel/errors.ts";
import { layer1, localMajor, type Major } from "./major.ts";
import type { Tree, TreeFile } from "./merge.ts";
import { rewriteForAirflow3, type Todo } from "./ruff.ts";

interface Moved {
  readonly tree: Tree;
  readonly todo: readonly Todo[];
  readonly notes: readonly string[];
}

interface Move {
  readonly to: Major;
  /** Files that hold conflict marks: nothing of them is rewritten. */
  readonly conflicts: readonly string[];
  /** The program, or why there is none. */
  readonly ruff: () => Promise<string>;
  /** The generation of an image that is here. */
  readonly majorOf?: (image: string) => Promise<Major | undefined>;
  /** The newest line of that generation that the embedded engine has. */
  readonly line: string;
}

/** What a datakit needs for the other generation of Airflow beyond the template's own changes: image, line, imports. */
export async function moveGeneration(tree: Tree, move: Move): Promise<Moved> {
  const files = new Map(tree);
  const notes: string[] = [];
  await moveImage(files, move, notes);
  const pinned = files.get(".airflow-version");
  if (pinned !== undefined && !pinned.content.toString().startsWith(`${move.to}.`))
    files.set(".airflow-version", { ...pinned, content: Buffer.from(`${move.line}\n`) });
  const todo = move.to === "3" ? await movePython(files, move, notes) : listed(files, /\bairflow\.sdk\b/);
  return { tree: files, todo: [...todo, ...goneVariables(files, move.to)].sort(byPlace), notes };
}

const from = /^(FROM\s+(?:--\S+\s+)*)(\S+)/im;

/** A Dockerfile that pins a Layer 1 of the other generation goes to the one in use. */
async function moveImage(
  files: Map<string, TreeFile>,
  { to, majorOf = localMajor }: Move,
  notes: string[],
): Promise<void> {
  const dockerfile = files.get("Dockerfile");
  const text = dockerfile?.content.toString() ?? "";
  const image = from.exec(text)?.[2];
  if (dockerfile === undefined || image === undefined) return;
  const [mine, latest] = [await majorOf(image), await majorOf(layer1)];
  if (mine === to) return;
  if (latest === to && image !== layer1 && /(^|\/)layer1-airflow[:@]/.test(image)) {
    const content = Buffer.from(text.replace(from, `$1${layer1}`));
    files.set("Dockerfile", { ...dockerfile, content });
    notes.push(`Dockerfile: ${image} has Airflow ${mine ?? "of an unknown version"}; it is ${layer1} now`);
    return;
  }
  notes.push(
    mine === undefined
      ? `Dockerfile: ${image} is not here to be looked at; build it on Airflow ${to} before you build this datakit`
      : `Dockerfile: ${image} has Airflow ${mine} here; build it on Airflow ${to} before you build this datakit`,
  );
}

async function movePython(files: Map<string, TreeFile>, move: Move, notes: string[]): Promise<Todo[]> {
  const python = new Map(
    [...files].filter(
      ([path, { mode }]) => path.endsWith(".py") && mode !== "120000" && !move.conflicts.includes(path),
    ),
  );
  const marked = move.conflicts.filter((path) => path.endsWith(".py"));
  if (marked.length > 0)
    notes.push(`not rewritten for Airflow ${move.to}, because of the conflicts: ${marked.join(", ")}`);
  if (python.size === 0) return [];
  let ruff: string;
  try {
    ruff = await move.ruff();
  } catch (error) {
    if (!(error instanceof AdpError)) throw error;
    notes.push(
      `ruff rewrites imports, and cannot be installed (${error.code}: ${error.message}); they are listed`,
    );
    return listed(python, /\bairflow(?!\.sdk\b|\.providers\b)/);
  }
  const rewritten = await rewriteForAirflow3(ruff, python);
  const todo = [...rewritten.todo];
  for (const [path, file] of rewritten.files) {
    const before = files.get(path)?.content.toString() ?? "";
    for (const { line, provider } of providers(file.content.toString()))
      if (provider !== "standard" && !before.includes(`airflow.providers.${provider}`))
        todo.push({
          path,
          line,
          what: `needs apache-airflow-providers-${provider.replaceAll(".", "-")}: in Layer 1, or in requirements.txt`,
        });
    files.set(path, file);
  }
  return todo;
}

function providers(text: string): { line: number; provider: string }[] {
  return text.split("\n").flatMap((line, index) => {
    const path = /^\s*from airflow\.providers\.([\w.]+) import/.exec(line)?.[1];
    if (path === undefined) return [];
    // airflow.providers.cncf.kubernetes.operators.pod is of the provider cncf.kubernetes.
    const provider = path.replace(
      /\.(hooks|operators|sensors|triggers|transfers|decorators|utils|notifications|executors|secrets|log|version|models|assets|datasets)\b.*$/,
      "",
    );
    return [{ line: index + 1, provider }];
  });
}

/** Imports of Airflow that may have moved. */
function listed(files: Tree, module: RegExp): Todo[] {
  return places(files, (line) =>
    /^\s*(from|import)\s+airflow\b/.test(line) && module.test(line)
      ? `may be elsewhere in the other generation: ${line.trim()}`
      : undefined,
  ).filter(({ path }) => path.endsWith(".py"));
}

/** Variables of templates that Airflow 3 no longer has: https://airflow.apache.org/docs/apache-airflow/stable/installation/upgrading_to_airflow3.html */
const gone =
  /\{\{[^}]*\b(execution_date|next_ds(?:_nodash)?|next_execution_date|prev_ds(?:_nodash)?|prev_execution_date(?:_success)?|tomorrow_ds(?:_nodash)?|yesterday_ds(?:_nodash)?)\b[^}]*\}\}/;

function goneVariables(files: Tree, to: Major): Todo[] {
  if (to === "2") return [];
  return places(files, (line) => {
    const name = gone.exec(line)?.[1];
    return name === undefined ? undefined : `\`${name}\` is no variable of templates any more in Airflow 3`;
  });
}

function places(files: Tree, look: (line: string) => string | undefined): Todo[] {
  return [...files].flatMap(([path, { content, mode }]) =>
    mode === "120000" || content.includes(0)
      ? []
      : content
          .toString()
          .split("\n")
          .flatMap((text, index) => {
            const what = look(text);
            return what === undefined ? [] : [{ path, line: index + 1, what }];
          }),
  );
}

function byPlace(a: Todo, b: Todo): number {
  return a.path === b.path ? a.line - b.line : a.path < b.path ? -1 : 1;
}
