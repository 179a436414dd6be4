import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import type { Kit } from "./kit.ts";

export type Files = Readonly<Record<string, string | Buffer>>;

/** What a template gave, what its next version gives, and what somebody made of it in between. */
export interface History {
  readonly name: string;
  /** `@name@` is the datakit's name, `@owner@` another answer, in texts and in paths. */
  readonly before: Files;
  readonly after: Files;
  /** Answers that a version asks for beside the name, with their defaults. */
  readonly answers?: { readonly before?: Answers; readonly after?: Answers };
  /** Files that are programs in the next version. */
  readonly programs?: readonly string[];
  edit(kit: Kit): void | Promise<void>;
  /** Whether the user's change is there, in a file or between conflict marks. */
  yours(kit: Kit): boolean;
  /** Whether the template's change is there, merged. */
  theirs(kit: Kit): boolean;
  /** Whether nothing else became of the file. */
  intact?(kit: Kit): boolean;
}
type Answers = Readonly<Record<string, string>>;

const ten = Array.from({ length: 10 }, (_, index) => `line ${index}`);
const text = (...lines: string[]) => `${lines.join("\n")}\n`;
const replaced = (index: number, line: string) => text(...ten.map((old, at) => (at === index ? line : old)));
const binary = (last: number) => Buffer.from([0, 255, 254, 10, 13, 10, 128, last]);
const has =
  (path: string, ...words: string[]) =>
  (kit: Kit) =>
    words.every((word) => kit.read(path)?.includes(word));
const marked = (kit: Kit) => kit.paths().some((path) => kit.read(path)?.includes("<<<<<<<") === true);

export const histories: readonly History[] = [
  {
    name: "both change a file, in different places",
    before: { "a.txt": text(...ten) },
    after: { "a.txt": replaced(9, "theirs") },
    edit: (kit) => kit.write("a.txt", replaced(0, "yours")),
    yours: has("a.txt", "yours"),
    theirs: (kit) => has("a.txt", "theirs")(kit) && !marked(kit),
  },
  {
    name: "both change the same line",
    before: { "a.txt": text(...ten) },
    after: { "a.txt": replaced(5, "theirs") },
    edit: (kit) => kit.write("a.txt", replaced(5, "yours")),
    yours: has("a.txt", "yours"),
    theirs: (kit) => has("a.txt", "theirs")(kit) && !marked(kit),
  },
  {
    name: "you rename a file, the template changes it",
    before: { "old.txt": text(...ten) },
    after: { "old.txt": replaced(9, "theirs") },
    edit: (kit) => renameSync(join(kit.folder, "old.txt"), join(kit.folder, "new.txt")),
    yours: (kit) => kit.read("new.txt") !== undefined && kit.read("old.txt") === undefined,
    theirs: has("new.txt", "theirs"),
  },
  {
    name: "the template renames a file, you change it",
    before: { "old.txt": text(...ten) },
    after: { "new.txt": text(...ten) },
    edit: (kit) => kit.write("old.txt", replaced(0, "yours")),
    yours: (kit) => ["old.txt", "new.txt"].some((path) => has(path, "yours")(kit)),
    theirs: has("new.txt", "yours"),
    intact: (kit) => kit.read("old.txt") === undefined,
  },
  {
    name: "you move a block, the template changes a line of it",
    before: { "a.txt": text(...ten) },
    after: { "a.txt": replaced(1, "theirs") },
    edit: (kit) => kit.write("a.txt", text(...ten.slice(3), ...ten.slice(0, 3))),
    yours: has("a.txt", "line 9\nline 0"),
    theirs: (kit) => has("a.txt", "theirs")(kit) && !marked(kit),
  },
  {
    name: "you delete a file, the template changes it",
    before: { "a.txt": text(...ten) },
    after: { "a.txt": replaced(5, "theirs") },
    edit: (kit) => rmSync(join(kit.folder, "a.txt")),
    yours: (kit) => kit.read("a.txt") === undefined,
    // A deleted file is to stay deleted: there is nothing that could be merged.
    theirs: () => true,
  },
  {
    name: "the template deletes a file, you changed it",
    before: { "a.txt": text(...ten) },
    after: {},
    edit: (kit) => kit.write("a.txt", replaced(0, "yours")),
    yours: has("a.txt", "yours"),
    theirs: () => true,
  },
  {
    name: "the template deletes a file, you did not touch it",
    before: { "a.txt": text(...ten) },
    after: {},
    edit: () => undefined,
    yours: () => true,
    theirs: (kit) => kit.read("a.txt") === undefined,
  },
  {
    name: "CRLF: both change a file, in different places",
    before: { "a.txt": text(...ten).replaceAll("\n", "\r\n") },
    after: { "a.txt": replaced(9, "theirs").replaceAll("\n", "\r\n") },
    edit: (kit) => kit.write("a.txt", replaced(0, "yours").replaceAll("\n", "\r\n")),
    yours: has("a.txt", "yours"),
    theirs: (kit) => has("a.txt", "theirs")(kit) && !marked(kit),
    intact: (kit) => !/[^\r]\n/.test(kit.read("a.txt") ?? ""),
  },
  {
    name: "the template changes a binary file",
    before: { "logo.bin": binary(1) },
    after: { "logo.bin": binary(2) },
    edit: () => undefined,
    yours: () => true,
    theirs: (kit) => kit.bytes("logo.bin")?.equals(binary(2)) === true,
  },
  {
    name: "both change a binary file",
    before: { "logo.bin": binary(1) },
    after: { "logo.bin": binary(3) },
    edit: (kit) => kit.write("logo.bin", binary(2)),
    yours: (kit) => kit.bytes("logo.bin")?.equals(binary(2)) === true,
    theirs: (kit) => kit.paths().some((path) => kit.bytes(path)?.equals(binary(3)) === true),
  },
  {
    name: "the template makes a file a program, you change it",
    before: { "run.sh": text("#!/bin/sh", ...ten) },
    after: { "run.sh": text("#!/bin/sh", ...ten) },
    programs: ["run.sh"],
    edit: (kit) => kit.write("run.sh", text("#!/bin/sh", ...ten, "yours")),
    yours: has("run.sh", "yours"),
    theirs: (kit) => kit.isProgram("run.sh"),
  },
  {
    name: "you make a file a program, the template changes it",
    before: { "run.sh": text("#!/bin/sh", ...ten) },
    after: { "run.sh": text("#!/bin/sh", ...ten, "theirs") },
    edit: (kit) => chmodSync(join(kit.folder, "run.sh"), 0o755),
    yours: (kit) => kit.isProgram("run.sh"),
    theirs: has("run.sh", "theirs"),
  },
  {
    name: "you put a symbolic link in a file's place, the template changes another",
    before: { "a.txt": text(...ten), "b.txt": text(...ten) },
    after: { "a.txt": text(...ten), "b.txt": replaced(9, "theirs") },
    edit: (kit) => {
      rmSync(join(kit.folder, "a.txt"));
      symlinkSync("own.txt", join(kit.folder, "a.txt"));
    },
    yours: (kit) => kit.link("a.txt") === "own.txt",
    theirs: has("b.txt", "theirs"),
  },
  {
    name: "a submodule of yours, the template changes a file",
    before: { "a.txt": text(...ten) },
    after: { "a.txt": replaced(9, "theirs") },
    edit: async (kit) => {
      const other = join(kit.folder, "..", "other");
      mkdirSync(other, { recursive: true });
      await kit.gitIn(other, "init", "--quiet");
      await kit.gitIn(other, "commit", "--quiet", "--allow-empty", "-m", "x");
      await kit.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", other, "module");
    },
    yours: (kit) => kit.read(".gitmodules") !== undefined && kit.isFolder("module"),
    theirs: has("a.txt", "theirs"),
  },
  {
    name: "names that are not ASCII",
    before: { "größe 日本 👩‍🚀.txt": text(...ten) },
    after: { "größe 日本 👩‍🚀.txt": replaced(9, "theirs") },
    edit: (kit) => kit.write("größe 日本 👩‍🚀.txt", replaced(0, "yours")),
    yours: has("größe 日本 👩‍🚀.txt", "yours"),
    theirs: has("größe 日本 👩‍🚀.txt", "theirs"),
  },
  {
    name: "the template asks for one more answer",
    before: { "a.txt": text(...ten) },
    after: { "a.txt": text(...ten, "owner @owner@") },
    answers: { after: { owner: "nobody" } },
    edit: (kit) => kit.write("a.txt", replaced(0, "yours")),
    yours: has("a.txt", "yours"),
    theirs: has("a.txt", "owner nobody"),
  },
  {
    name: "the template asks for one answer less",
    before: { "a.txt": text(...ten, "owner @owner@") },
    after: { "a.txt": text(...ten, "theirs") },
    answers: { before: { owner: "nobody" } },
    edit: (kit) => kit.write("a.txt", text("yours", ...ten.slice(1), "owner nobody")),
    yours: has("a.txt", "yours"),
    theirs: (kit) => has("a.txt", "theirs")(kit) && !has("a.txt", "owner")(kit),
  },
  {
    name: "the template renames the package, you changed a file of it and added one",
    before: { "dags/@name@/a.py": text(...ten), "dags/@name@/b.py": text("b", ...ten) },
    after: { "dags/@name@_kit/a.py": text(...ten), "dags/@name@_kit/b.py": text("b", ...ten) },
    edit: (kit) => {
      kit.write("dags/orders/a.py", replaced(0, "yours"));
      kit.write("dags/orders/mine.py", "mine\n");
    },
    yours: (kit) =>
      kit.paths().some((path) => path.endsWith("mine.py") && kit.read(path) === "mine\n") &&
      kit.paths().some((path) => path.endsWith("a.py") && has(path, "yours")(kit)),
    theirs: (kit) =>
      has("dags/orders_kit/a.py", "yours")(kit) && kit.read("dags/orders_kit/b.py") !== undefined,
    intact: (kit) => kit.read("dags/orders/b.py") === undefined,
  },
  {
    name: "both change a file that git ignores",
    before: { ".gitignore": ".env\n", ".env": text(...ten) },
    after: { ".gitignore": ".env\n", ".env": replaced(9, "theirs") },
    edit: (kit) => kit.write(".env", replaced(0, "yours")),
    yours: has(".env", "yours"),
    theirs: has(".env", "theirs"),
  },
  {
    name: "a file becomes a folder in the template, you changed the file",
    before: { conf: text(...ten) },
    after: { "conf/main.txt": text("main", "theirs") },
    edit: (kit) => kit.write("conf", replaced(0, "yours")),
    yours: (kit) => kit.paths().some((path) => has(path, "yours")(kit)),
    theirs: (kit) => kit.paths().some((path) => has(path, "main\ntheirs")(kit)),
  },
  {
    name: "you write Jinja, the template changes another line",
    before: { "a.txt": text(...ten) },
    after: { "a.txt": replaced(9, "theirs") },
    edit: (kit) => kit.write("a.txt", replaced(0, "{{ ds }} {% raw %}")),
    yours: has("a.txt", "{{ ds }} {% raw %}"),
    theirs: has("a.txt", "theirs"),
  },
];
