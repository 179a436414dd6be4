import type { Profile, Section } from "./tree.ts";

/**
 * Writes a configuration as one text that reads as all its files do: what they include is in place, and what a final
 * `*` of an earlier file has closed is left out, so that no `*` is needed any more. Comments are lost.
 */
export function printProfile(profile: Profile): string {
  const inside = (path: readonly [string, ...string[]], indent: string): string[] => {
    const here = profile.files.flatMap((root) => sectionAt(root, path) ?? []);
    const relations = names(here.flatMap((section) => section.relations));
    const sections = names(here.flatMap((section) => section.sections));
    return [
      ...relations.flatMap((name) =>
        profile.values(...path, name).map((value) => `${indent}${name} = ${written(value)}`),
      ),
      ...sections.flatMap((name) => [
        `${indent}${name} = {`,
        ...inside([...path, name], `${indent} `),
        `${indent}}`,
      ]),
    ];
  };
  const top = names(profile.files.flatMap(({ sections }) => sections));
  // Indented, since a line that begins with `include` is no relation.
  return top
    .flatMap((name) => [`[${name}]`, ...inside([name], " ")])
    .map((line) => `${line}\n`)
    .join("");
}

function sectionAt(root: Section, path: readonly string[]): Section | undefined {
  return path.reduce<Section | undefined>((section, name) => section?.find(name), root);
}

/** Each once. Nobody asks for one without a name (`* = value`), and it could not be written. */
function names(named: readonly { readonly name: string }[]): string[] {
  return [...new Set(named.map(({ name }) => name))].filter((name) => name !== "");
}

/** In quotes only where it would not be read back without them: they make it longer, and a line has its limit. */
function written(value: string): string {
  if (/^[^\s"{](.*[^\s])?$/.test(value)) return value;
  return `"${value.replace(/["\\]/g, "\\$&").replaceAll("\n", "\\n")}"`;
}
