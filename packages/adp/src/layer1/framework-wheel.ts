import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { parse } from "smol-toml";
import { AdpError, reasonOf } from "../kernel/errors.ts";
import { writeBytes } from "../kernel/files.ts";
import { FRAMEWORK } from "./errors.ts";
import type { Layer1Folder } from "./folder.ts";
import { type ZipEntry, zip } from "./zip.ts";

interface FrameworkWheel {
  readonly path: string;
  readonly version: string;
  readonly changed: boolean;
}

/**
 * Writes sqlmodel-framework as a wheel into the build context. A wheel is a zip file with three lists in it, so neither
 * pip nor a Python is needed; the same source gives the same bytes.
 */
export function writeFrameworkWheel({ root, wheels }: Layer1Folder): FrameworkWheel {
  const { name, version, bytes } = frameworkWheel(join(root, "sqlmodel-framework"));
  const file = `${name}-${version}-py3-none-any.whl`;
  const path = join(wheels, file);
  const changed = !existsSync(path) || !readFileSync(path).equals(bytes);
  // One wheel only: the build takes what lies there.
  for (const other of existsSync(wheels) ? readdirSync(wheels) : [])
    if (other.endsWith(".whl") && other !== file) rmSync(join(wheels, other));
  if (changed) writeBytes(path, bytes, 0o644);
  return { path, version, changed };
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
    if (code.length === 0) throw new Error(`${source} holds no ${name}`);
    const entries: ZipEntry[] = [
      ...code,
      { name: `${info}/METADATA`, content: Buffer.from(metadata(project, version, folder)) },
      {
        name: `${info}/WHEEL`,
        content: Buffer.from(
          "Wheel-Version: 1.0\nGenerator: adp\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        ),
      },
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
    throw new AdpError(FRAMEWORK, {
      what: `No wheel can be made of ${folder}.`,
      why: reasonOf(error),
      next: ["git status sqlmodel-framework   shows what changed there", "git checkout sqlmodel-framework"],
      cause: error,
    });
  }
}

interface Project {
  readonly name: string;
  readonly description: string;
  readonly readme: string;
  readonly license: string;
  readonly requiresPython: string;
  readonly dependencies: readonly string[];
  readonly extras: Readonly<Record<string, readonly string[]>>;
  readonly classifiers: readonly string[];
}

type Table = Record<string, unknown>;

function readProject(folder: string): Project {
  const { project } = parse(readFileSync(join(folder, "pyproject.toml"), "utf8")) as { project?: Table };
  if (project === undefined) throw new Error("pyproject.toml has no [project]");
  const text = (key: string): string => {
    const value = project[key];
    if (typeof value !== "string") throw new Error(`pyproject.toml: project.${key} is no text`);
    return value;
  };
  const list = (value: unknown): string[] =>
    Array.isArray(value) ? value.filter((entry) => typeof entry === "string") : [];
  const extras = (project["optional-dependencies"] ?? {}) as Table;
  return {
    name: text("name"),
    description: text("description"),
    readme: text("readme"),
    license: String((project.license as Table | undefined)?.text ?? project.license ?? ""),
    requiresPython: text("requires-python"),
    dependencies: list(project.dependencies),
    extras: Object.fromEntries(Object.entries(extras).map(([key, value]) => [key, list(value)])),
    classifiers: list(project.classifiers),
  };
}

function metadata(project: Project, version: string, folder: string): string {
  return [
    "Metadata-Version: 2.1",
    `Name: ${project.name}`,
    `Version: ${version}`,
    `Summary: ${project.description}`,
    `License: ${project.license}`,
    ...project.classifiers.map((classifier) => `Classifier: ${classifier}`),
    `Requires-Python: ${project.requiresPython}`,
    ...project.dependencies.map((requirement) => `Requires-Dist: ${requirement}`),
    ...Object.entries(project.extras).flatMap(([extra, requirements]) => [
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
