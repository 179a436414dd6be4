import fc from "fast-check";
import { expect, it } from "vitest";
import { memoryFiles } from "../../test/memory-files.ts";
import { printProfile, readProfile, type Section } from "../index.ts";

/** Every path of sections and relations in any of the files. */
function pathsOf(section: Section, at: readonly string[] = []): [string, ...string[]][] {
  return [
    ...section.relations.map(({ name }): [string, ...string[]] => [at[0] ?? "", ...at.slice(1), name]),
    ...section.sections.flatMap((inner) => pathsOf(inner, [...at, inner.name])),
  ];
}

function printed(files: Record<string, string>) {
  const before = readProfile(memoryFiles(files), Object.keys(files).join(":"));
  const text = printProfile(before);
  return { before, text, after: readProfile(memoryFiles({ "/printed": text }), "/printed") };
}

it("is one text for all files, their finals obeyed, indented for people", () => {
  const { text } = printed({
    "/a": 'a title\n[libdefaults]\nname = "x \\"y\\"" ignored\nname = z\nplain = a "b" c\n[r]*\nA = {\nkdc=1\n}\n',
    "/b": '[r]\nB = 2\nA = {\nkdc = 3\n}\n[libdefaults]\nname* = last\nempty = ""\nline = "a\\nb"\n',
  });
  expect(text).toBe(`[libdefaults]
 name = x "y"
 name = z
 name = last
 plain = a "b" c
 empty = ""
 line = "a\\nb"
[r]
 A = {
  kdc = 1
 }
`);
});

it("reads as it did, whatever the files hold", () => {
  const name = fc.constantFrom("a", "b", "include", "c{", "d#", "*");
  const star = fc.constantFrom("", "", "", "*");
  const plain = fc.string({ unit: fc.constantFrom(...'ab \\"{}[]=#;*\r\t\v') });
  const quoted = fc
    .array(fc.constantFrom(..."ab {}[]=#;*\r\t\v", "\\\\", '\\"', "\\n", "\\t", "\\b", "\\q"))
    .map((parts) => `"${parts.join("")}"`);
  const relation = fc
    .tuple(name, star, fc.oneof(plain, quoted))
    .filter(([, , value]) => !/^[ \r\t\v]*\{?[ \r\t\v]*$/.test(value))
    .map(([key, final, value]) => ` ${key}${final} = ${value}\n`);
  const { body } = fc.letrec<{ body: string }>((tie) => ({
    body: fc
      .array(
        fc.oneof(
          { depthSize: "small", withCrossShrink: true },
          relation,
          fc.tuple(name, star, tie("body"), star).map((p) => ` ${p[0]}${p[1]} = {\n${p[2]} }${p[3]}\n`),
        ),
        { maxLength: 4 },
      )
      .map((parts) => parts.join("")),
  }));
  const section = fc.tuple(name, star, body).map(([title, final, inner]) => `[${title}]${final}\n${inner}`);
  const file = fc.array(section, { maxLength: 3 }).map((parts) => parts.join(""));
  const sizes = new Set<number>();
  fc.assert(
    fc.property(fc.array(file, { minLength: 1, maxLength: 3 }), (texts) => {
      const { before, text, after } = printed(
        Object.fromEntries(texts.map((content, index) => [`/${index}`, content])),
      );
      const paths = before.files.flatMap((root) => pathsOf(root)).filter((path) => !path.includes(""));
      for (const path of paths) expect(after.values(...path)).toEqual(before.values(...path));
      expect(printProfile(after)).toBe(text);
      sizes.add(paths.length);
    }),
    { numRuns: 500 },
  );
  expect(sizes.size).toBeGreaterThan(5);
});
