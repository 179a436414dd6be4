import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { again, run, shell } from "@airflow-data-platform/cli-kit";
import { type ZipOptions, zipSync } from "fflate";
import { parse } from "smol-toml";
import * as z from "zod/mini";
import { AdpError, reasonOf } from "../kernel/errors.ts";
import { writeAtomic } from "../kernel/files.ts";
import { checkValue } from "../kernel/json.ts";
import { errors } from "./errors.ts";
import type { Layer1Folder } from "./folder.ts";

interface FrameworkWheel {
  readonly path: string;
  readonly version: string;
  readonly changed: boolean;
}

/**
 * Writes sqlmodel-framework, and the runners' operators beside it, as wheels into the build context. A wheel is a zip file
 * with four lists in it, so neither pip nor a Python is needed; the same source gives the same bytes.
 */
export function writeFrameworkWheel({ root, wheels }: Layer1Folder): FrameworkWheel {
  const made = [join(root, "sqlmodel-framework"), join(root, "runtime-environments", "operators")]
    .map((folder) => frameworkWheel(folder))
    .map((one) => ({ ...one, path: join(wheels, `${one.name}-${one.version}-py3-none-any.whl`) }));
  // These only: the build takes what lies there.
  for (const other of existsSync(wheels) ? readdirSync(wheels) : [])
    if (other.endsWith(".whl") && !made.some(({ path }) => path === join(wheels, other)))
      rmSync(join(wheels, other));
  const changed = made.filter(({ path, bytes }) => !existsSync(path) || !readFileSync(path).equals(bytes));
  for (const { path, bytes } of changed) writeAtomic(path, bytes, 0o644);
  const [{ path, version }] = made as [(typeof made)[number]];
  return { path, version, changed: changed.length > 0 };
}

interface WheelFile {
  readonly name: string;
  readonly content: Buffer;
}

/** The earliest time that a zip can hold, and a Unix file's mode: the same content gives the same bytes. */
const always: ZipOptions = { level: 9, mtime: new Date(1980, 0, 1), os: 3, attrs: 0o100644 * 65536 };

function zip(files: readonly WheelFile[]): Buffer {
  return Buffer.from(
    zipSync(Object.fromEntries(files.map(({ name, content }) => [name, [content, always]]))),
  );
}

export function frameworkWheel(folder: string): { name: string; version: string; bytes: Buffer } {
  try {
    const project = readProject(folder);
    const version = readFileSync(join(folder, "VERSION"), "utf8").trim();
    const name = project.name.replaceAll(/[-.]+/g, "_");
    const info = `${name}-${version}.dist-info`;
    const source = join(folder, "src");
    const code = filesBelow(join(source, name)).map((path) => ({
      name: relative(source, path).split(sep).join("/"),
      content: readFileSync(path),
    }));
    if (code.length === 0) throw new Error(`${source} contains no ${name}`);
    const entries: WheelFile[] = [
      ...code,
      { name: `${info}/METADATA`, content: Buffer.from(metadata(project, version, folder)) },
      {
        name: `${info}/WHEEL`,
        content: Buffer.from(
          "Wheel-Version: 1.0\nGenerator: adp\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        ),
      },
      { name: `${info}/entry_points.txt`, content: Buffer.from(entryPoints(project)) },
    ];
    const record = [
      ...entries.map((entry) => `${entry.name},sha256=${digest(entry.content)},${entry.content.length}`),
      `${info}/RECORD,,`,
      "",
    ].join("\n");
    return {
      name,
      version,
      bytes: zip([...entries, { name: `${info}/RECORD`, content: Buffer.from(record) }]),
    };
  } catch (error) {
    throw new AdpError(errors.FRAMEWORK, {
      what: `The wheel of ${folder} could not be built.`,
      why: reasonOf(error),
      next: [
        run(shell`git status ${folder}`, "shows what changed there"),
        run(shell`git checkout ${folder}`, "restores it"),
        again,
      ],
      cause: error,
    });
  }
}

const texts = z.optional(z.array(z.string()));
const pyproject = z.object({
  project: z.object({
    name: z.string(),
    description: z.string(),
    readme: z.string(),
    license: z.string(),
    "requires-python": z.string(),
    dependencies: texts,
    classifiers: texts,
    scripts: z.optional(z.record(z.string(), z.string())),
    "optional-dependencies": z.optional(z.record(z.string(), z.array(z.string()))),
  }),
});
type Project = z.output<typeof pyproject>["project"];

function readProject(folder: string): Project {
  const document = parse(readFileSync(join(folder, "pyproject.toml"), "utf8"));
  const { value, reason } = checkValue(document, pyproject);
  if (reason !== undefined) throw new Error(`pyproject.toml: ${reason}`);
  return value.project;
}

/** The commands that an installation puts on PATH. */
function entryPoints({ scripts = {} }: Project): string {
  const lines = Object.entries(scripts).map(([name, target]) => `${name} = ${target}`);
  return ["[console_scripts]", ...lines, ""].join("\n");
}

function metadata(project: Project, version: string, folder: string): string {
  return [
    "Metadata-Version: 2.1",
    `Name: ${project.name}`,
    `Version: ${version}`,
    `Summary: ${project.description}`,
    `License: ${project.license}`,
    ...(project.classifiers ?? []).map((classifier) => `Classifier: ${classifier}`),
    `Requires-Python: ${project["requires-python"]}`,
    ...(project.dependencies ?? []).map((requirement) => `Requires-Dist: ${requirement}`),
    ...Object.entries(project["optional-dependencies"] ?? {}).flatMap(([extra, requirements]) => [
      `Provides-Extra: ${extra}`,
      ...requirements.map((requirement) => `Requires-Dist: ${requirement} ; extra == "${extra}"`),
    ]),
    "Description-Content-Type: text/markdown",
    "",
    readFileSync(join(folder, project.readme), "utf8"),
  ].join("\n");
}

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith(".pyc"))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes("__pycache__"))
    .sort();
}

function digest(content: Buffer): string {
  return createHash("sha256").update(content).digest("base64url");
}
