import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { run } from "../kernel/process.ts";
import { checkDatakit } from "./check.ts";
import { patchOf } from "./patch.ts";
import { KitRoom } from "./testing/kit-room.ts";
import { continueUpdate, planUpdate, undoUpdate, updateDatakit } from "./update.ts";

const rooms: KitRoom[] = [];
afterEach(() => {
  for (const room of rooms.splice(0)) room.close();
});

async function open(files: Readonly<Record<string, string | Buffer>>): Promise<KitRoom> {
  const room = await KitRoom.open(files);
  rooms.push(room);
  return room;
}
const update = (room: KitRoom, allowDirty = false) => updateDatakit(room.kit, room.template, { allowDirty });

const lines = (...words: string[]) => `${words.join("\n")}\n`;
const ten = Array.from({ length: 10 }, (_, index) => `line ${index}`);

test("what only one side changed is there, what neither touched is unchanged, and the lock has the new version", async () => {
  const room = await open({ "a.txt": lines(...ten), "b.txt": "b\n", "c.txt": "c\n" });
  await room.edit({ "a.txt": lines("mine", ...ten), "mine.txt": "mine\n" });
  await room.release("2", {
    "a.txt": lines(...ten, "theirs"),
    "b.txt": "b2\n",
    "c.txt": "c\n",
    "new.txt": "{{ cookiecutter.datakit_name }}\n",
  });
  expect(await checkDatakit(room.kit, room.template)).toEqual({
    template: { datakit: "1", platform: "2" },
    state: "behind",
  });
  const plan = await update(room);
  expect(plan.changes.map(({ path }) => path)).toEqual(["a.txt", "b.txt", "new.txt"]);
  expect(room.files()).toEqual({
    "a.txt": lines("mine", ...ten, "theirs"),
    "b.txt": "b2\n",
    "c.txt": "c\n",
    "mine.txt": "mine\n",
    "new.txt": "orders\n",
  });
  expect((await checkDatakit(room.kit, room.template)).state).toBe("current");
  expect((await planUpdate(room.kit, room.template)).changes).toEqual([]);
});

test("a file that was renamed takes the template's changes; one that was deleted stays deleted", async () => {
  const room = await open({ "a.txt": lines(...ten), "gone.txt": "x\n", "kept.txt": "k\n" });
  await room.edit({ "a.txt": null, "renamed.txt": lines(...ten), "gone.txt": null, "kept.txt": "mine\n" });
  await room.release("2", { "a.txt": lines("theirs", ...ten), "gone.txt": "y\n" });
  const { notes, conflicts } = await update(room);
  expect(room.files()).toEqual({ "renamed.txt": lines("theirs", ...ten), "kept.txt": "mine\n" });
  expect(conflicts).toEqual([]);
  expect(notes).toEqual([
    expect.stringMatching(/^gone.txt: you deleted/),
    expect.stringMatching(/^kept.txt: the template no longer/),
  ]);
});

test("the template renames a file that was changed: the change goes with it", async () => {
  const room = await open({ "old.txt": lines(...ten) });
  await room.edit({ "old.txt": lines(...ten, "mine") });
  await room.release("2", { "new.txt": lines(...ten) });
  await update(room);
  expect(room.files()).toEqual({ "new.txt": lines(...ten, "mine") });
});

test("bytes come through as they are: CRLF, binary, executable, symbolic link, odd names, ignored files", async () => {
  const binary = Buffer.from([0, 255, 10, 13, 10]);
  const room = await open({
    "crlf.txt": "a\r\nb\r\n",
    "logo.bin": binary,
    "run.sh": "#!/bin/sh\n",
    ".gitignore": ".env\n",
    ".env": "A=1\n",
    "n.txt": "1\n",
  });
  chmodSync(join(room.kit, "run.sh"), 0o755);
  symlinkSync("crlf.txt", join(room.kit, "link"));
  await room.edit({ 'ü "q" \\ \n.txt': "odd\n", ".gitattributes": "* text eol=lf\n*.txt merge=ours\n" });
  await room.release("2", {
    "crlf.txt": "a\r\nb\r\nc\r\n",
    "logo.bin": Buffer.concat([binary, binary]),
    "run.sh": "#!/bin/sh\ntrue\n",
    ".gitignore": ".env\n",
    ".env": "A=1\nB=2\n",
    "n.txt": "2\n",
  });
  await update(room);
  expect(readFileSync(join(room.kit, "crlf.txt"), "latin1")).toBe("a\r\nb\r\nc\r\n");
  expect(readFileSync(join(room.kit, "logo.bin"))).toEqual(Buffer.concat([binary, binary]));
  expect(statSync(join(room.kit, "run.sh")).mode & 0o111).toBe(0o111);
  expect(readFileSync(join(room.kit, "link"), "latin1")).toBe("a\r\nb\r\nc\r\n");
  expect(room.read('ü "q" \\ \n.txt')).toBe("odd\n");
  expect(room.read(".env")).toBe("A=1\nB=2\n");
});

test("the template makes a file a program, and nothing else of it changes: it becomes one", async () => {
  const room = await open({ "run.sh": "#!/bin/sh\n", "a.txt": "a\n" });
  await room.edit({ "run.sh": "#!/bin/sh\n# mine\n" });
  const source = join(room.template, "{{cookiecutter.datakit_name}}-datakit", "run.sh");
  chmodSync(source, 0o755);
  await room.commit(room.template);
  await update(room);
  expect(statSync(join(room.kit, "run.sh")).mode & 0o111).toBe(0o111);
  expect(room.read("run.sh")).toBe("#!/bin/sh\n# mine\n");
});

test("conflicts are marked and nothing is lost; continue after they are resolved, or undo", async () => {
  const room = await open({ "a.txt": "a\n", "logo.bin": Buffer.from([0, 1]) });
  await room.edit({ "a.txt": "mine\n", "logo.bin": Buffer.from([0, 2]) });
  await room.release("2", { "a.txt": "theirs\n", "logo.bin": Buffer.from([0, 3]) });
  const before = room.files();
  await expect(update(room)).rejects.toMatchObject({ code: "ADP-KIT-009", evidence: ["a.txt", "logo.bin"] });
  expect(room.read("a.txt")).toBe("<<<<<<< yours\nmine\n=======\ntheirs\n>>>>>>> template-2\n");
  expect(readFileSync(join(room.kit, "logo.bin"))).toEqual(Buffer.from([0, 2]));
  expect(readFileSync(join(room.kit, "logo.bin.template-2"))).toEqual(Buffer.from([0, 3]));
  expect((await checkDatakit(room.kit, room.template)).state).toBe("unfinished");
  await expect(update(room, true)).rejects.toMatchObject({ code: "ADP-KIT-010" });
  expect(() => continueUpdate(room.kit)).toThrow(
    expect.objectContaining({ code: "ADP-KIT-009", evidence: ["a.txt"] }),
  );
  undoUpdate(room.kit);
  expect(room.files()).toEqual(before);
  expect((await checkDatakit(room.kit, room.template)).state).toBe("behind");
  await expect(update(room)).rejects.toMatchObject({ code: "ADP-KIT-009" });
  writeFileSync(join(room.kit, "a.txt"), "both\n");
  continueUpdate(room.kit);
  expect((await checkDatakit(room.kit, room.template)).state).toBe("current");
  expect(() => continueUpdate(room.kit)).toThrow(expect.objectContaining({ code: "ADP-KIT-011" }));
});

test("an update is taken back whole, unless a file was changed since", async () => {
  const room = await open({ "a.txt": "a\n", "sub/b.txt": "b\n" });
  await room.release("2", { "a.txt": "a2\n", "new/c.txt": "c\n" });
  const before = room.files();
  await update(room);
  // One that changes nothing can be typed as often as wanted.
  await update(room, true);
  writeFileSync(join(room.kit, "a.txt"), "later\n");
  expect(() => undoUpdate(room.kit)).toThrow(
    expect.objectContaining({ code: "ADP-KIT-014", evidence: ["a.txt"] }),
  );
  expect(room.read("a.txt")).toBe("later\n");
  writeFileSync(join(room.kit, "a.txt"), "a2\n");
  expect(undoUpdate(room.kit).sort()).toEqual(["a.txt", "new/c.txt", "sub/b.txt"]);
  expect(room.files()).toEqual(before);
  expect(existsSync(join(room.kit, "new"))).toBe(false);
  expect(() => undoUpdate(room.kit)).toThrow(expect.objectContaining({ code: "ADP-KIT-011" }));
});

test("refuses changes that are not committed, unless told; and a folder in no repository", async () => {
  const room = await open({ "a.txt": "a\n" });
  await room.release("2", { "a.txt": "a2\n" });
  writeFileSync(join(room.kit, "b.txt"), "b\n");
  await expect(update(room)).rejects.toMatchObject({ code: "ADP-KIT-008", evidence: ["?? b.txt"] });
  await update(room, true);
  expect(room.files()).toEqual({ "a.txt": "a2\n", "b.txt": "b\n" });
  rmSync(join(room.kit, ".git"), { recursive: true });
  await expect(update(room)).rejects.toMatchObject({
    code: "ADP-KIT-008",
    message: expect.stringContaining("no git"),
  });
});

test("refuses a template that is older than the datakit, which it would take back", async () => {
  const room = await open({ "a.txt": "a\n" });
  await room.release("2", { "a.txt": "a2\n" });
  await update(room);
  await room.commit(room.kit);
  await room.release("1.9", { "a.txt": "a\n" });
  await expect(update(room)).rejects.toMatchObject({
    code: "ADP-KIT-025",
    message: "The datakit is from the template 2, newer than 1.9, which is here.",
  });
  expect(room.files()).toEqual({ "a.txt": "a2\n" });
});

test("cut off while it writes: the next command takes it back", async () => {
  const room = await open({ "a.txt": "a\n", "z.txt": "z\n" });
  await room.release("2", { "a.txt": "a2\n", "z.txt": "z2\n" });
  const before = room.files();
  await update(room);
  // As a kill after the first file leaves it.
  const journal = join(room.kit, ".adp", "run", "update.json");
  const entries = JSON.parse(readFileSync(journal, "utf8")) as object;
  writeFileSync(join(room.kit, "z.txt"), "z\n");
  writeFileSync(journal, JSON.stringify({ ...entries, state: "applying" }));
  expect((await checkDatakit(room.kit, room.template)).state).toBe("behind");
  expect(room.files()).toEqual(before);
});

test("a plan changes nothing, and loses nothing where a file stands in the place of a folder", async () => {
  const room = await open({ "a.txt": "a\n" });
  await room.release("2", { "a.txt": "a2\n", "z/new.txt": "n\n" });
  await room.edit({ z: "a file where the template has a folder\n" });
  const before = room.files();
  const plan = await planUpdate(room.kit, room.template);
  // git moves one of the two aside; whatever it does, nothing of either is lost.
  expect(plan.changes.map(({ after }) => after?.content.toString())).toContain("n\n");
  expect(room.files()).toEqual(before);
});

test("nothing is written through a symbolic link", async () => {
  const room = await open({ "sub/a.txt": "a\n" });
  await room.edit({ "sub/a.txt": null });
  rmSync(join(room.kit, "sub"), { recursive: true, force: true });
  const elsewhere = join(room.kit, "..", "elsewhere");
  mkdirSync(elsewhere);
  symlinkSync(elsewhere, join(room.kit, "sub"));
  await room.edit({});
  await room.release("2", { "sub/a.txt": "a\n", "sub/b.txt": "b\n" });
  await expect(update(room)).rejects.toMatchObject({ code: "ADP-KIT-012" });
  expect(existsSync(join(elsewhere, "b.txt"))).toBe(false);
});

test("answers of a lock that lead out of the datakit write nothing, neither there nor for a diff", async () => {
  const file = "dags/{{cookiecutter.__package}}/models.py";
  const room = await open({ "a.txt": "a\n" });
  room.write("cookiecutter.json", '{"datakit_name": "x", "description": "About", "__package": "x"}');
  await room.release("2", { "a.txt": "a\n", [file]: "theirs\n" });
  const outside = join(room.kit, "..", "outside");
  const lock = join(room.kit, ".adp", "datakit.lock");
  const { answers, ...rest } = JSON.parse(readFileSync(lock, "utf8"));
  for (const answer of ["../../outside", "../.git"]) {
    writeFileSync(lock, JSON.stringify({ ...rest, answers: { ...answers, __package: answer } }));
    await room.commit(room.kit);
    for (const options of [{}, { airflow: "2" }] as const)
      await expect(planUpdate(room.kit, room.template, options)).rejects.toMatchObject({
        code: "ADP-KIT-012",
      });
    await expect(update(room)).rejects.toMatchObject({ code: "ADP-KIT-012" });
  }
  expect(existsSync(outside)).toBe(false);
  expect(existsSync(join(room.kit, ".git", "models.py"))).toBe(false);
});

test("adp's own folder as a symbolic link: nothing is written, changed or removed where it leads", async () => {
  for (const linked of [".adp/run", ".adp"]) {
    const room = await open({ "a.txt": "a\n" });
    const elsewhere = join(room.kit, "..", "elsewhere");
    mkdirSync(elsewhere, { mode: 0o755 });
    if (linked === ".adp")
      renameSync(join(room.kit, ".adp", "datakit.lock"), join(elsewhere, "datakit.lock"));
    rmSync(join(room.kit, linked), { recursive: true, force: true });
    symlinkSync(elsewhere, join(room.kit, linked));
    await room.edit({});
    const before = [readdirSync(elsewhere), statSync(elsewhere).mode];
    await room.release("2", { "a.txt": "b\n" });
    await expect(update(room)).rejects.toMatchObject({ code: "ADP-KIT-012" });
    expect([readdirSync(elsewhere), statSync(elsewhere).mode]).toEqual(before);
    expect(room.read("a.txt")).toBe("a\n");
  }
});

test("a bare repository in the datakit, and a monitor or a hook that its repository names, start nothing", async () => {
  const room = await open({ "a.txt": "a\n" });
  await room.release("2", { "a.txt": "b\n" });
  const started = join(room.kit, "..", "started");
  const program = join(room.kit, "..", "program");
  writeFileSync(program, `#!/bin/sh\ntouch '${started}'\n`, { mode: 0o755 });
  await room.git("config", "core.fsmonitor", program);
  mkdirSync(join(room.kit, ".git", "hooks"), { recursive: true });
  copyFileSync(program, join(room.kit, ".git", "hooks", "post-index-change"));
  await planUpdate(room.kit, room.template);
  await update(room);
  expect(existsSync(started)).toBe(false);
  // As a repository of several datakits can hold one: git ends its search at the first that looks like a repository.
  rmSync(join(room.kit, ".git"), { recursive: true });
  await run(["git", "init", "--quiet", "--bare", "."], { cwd: room.kit });
  await run(["git", "config", "--file", "config", "core.bare", "false"], { cwd: room.kit });
  await run(["git", "config", "--file", "config", "core.worktree", "."], { cwd: room.kit });
  await run(["git", "config", "--file", "config", "filter.x.clean", program], { cwd: room.kit });
  writeFileSync(join(room.kit, ".gitattributes"), "* filter=x\n");
  await run(["git", "-c", "core.fsmonitor=false", "add", "a.txt"], { cwd: room.kit });
  rmSync(started, { force: true });
  writeFileSync(join(room.kit, "a.txt"), "c\n");
  await planUpdate(room.kit, room.template);
  await expect(update(room)).rejects.toMatchObject({ code: "ADP-KIT-008" });
  expect(existsSync(started)).toBe(false);
});

test("data of the datakit's own is not read, however large", async () => {
  const room = await open({ "a.txt": "a\n" });
  writeFileSync(join(room.kit, "data.csv"), "1\n");
  // More than Node.js reads at once; it takes no disk.
  truncateSync(join(room.kit, "data.csv"), 3 * 1024 ** 3);
  await room.release("2", { "a.txt": "b\n" });
  expect((await planUpdate(room.kit, room.template)).changes.map(({ path }) => path)).toEqual(["a.txt"]);
});

test("a version that is no name of a branch: the marks and the files beside have it in letters that are", async () => {
  const room = await open({ "a.txt": "a\n", "b.bin": Buffer.from([0, 1]) });
  await room.edit({ "a.txt": "mine\n", "b.bin": Buffer.from([0, 2]) });
  await room.release("2/../0.3 (draft)..", { "a.txt": "theirs\n", "b.bin": Buffer.from([0, 3]) });
  const plan = await planUpdate(room.kit, room.template);
  const names = plan.changes.map(({ path }) => path);
  expect(names).toEqual(["a.txt", "b.bin.template-2----0.3-draft---"]);
  expect(plan.changes[0]?.after?.content.toString()).toContain("\n>>>>>>> template-2----0.3-draft---\n");
});

test("the earlier template is found in the platform's clone, or in the datakit's own history", async () => {
  const room = await open({ "a.txt": lines(...ten) });
  await room.edit({ "a.txt": lines("mine", ...ten) });
  await room.release("2", { "a.txt": lines(...ten, "theirs") });
  // The clone without its history.
  rmSync(join(room.template, "..", ".git"), { recursive: true });
  await update(room);
  expect(room.read("a.txt")).toBe(lines("mine", ...ten, "theirs"));

  const other = await open({ "a.txt": lines(...ten) });
  writeFileSync(join(other.kit, "a.txt"), lines("mine", ...ten));
  await other.git("commit", "--quiet", "--amend", "--all", "-m", "edited before the first commit");
  await other.release("2", { "a.txt": lines(...ten, "theirs") });
  await update(other);
  expect(other.read("a.txt")).toBe(lines("mine", ...ten, "theirs"));
});

test("an earlier template that is nowhere: ADP-KIT-007, which says where to get it", async () => {
  const room = await open({ "a.txt": "a\n" });
  writeFileSync(join(room.kit, "a.txt"), "mine\n");
  await room.git("commit", "--quiet", "--amend", "--all", "-m", "edited before the first commit");
  await room.release("2", { "a.txt": "a2\n" });
  rmSync(join(room.template, "..", ".git"), { recursive: true });
  await expect(update(room)).rejects.toMatchObject({ code: "ADP-KIT-007", evidence: ["a.txt"] });
});

test("no lock, and one that is none", async () => {
  const room = await open({ "a.txt": "a\n" });
  await expect(checkDatakit(room.template, room.template)).rejects.toMatchObject({ code: "ADP-KIT-005" });
  const nul = JSON.stringify({ template: { version: "1" }, answers: { datakit_name: "a\0b" }, files: {} });
  for (const text of ["{}", nul]) {
    writeFileSync(join(room.kit, ".adp", "datakit.lock"), text);
    await expect(checkDatakit(room.kit, room.template)).rejects.toMatchObject({ code: "ADP-KIT-006" });
  }
});

test("diff shows what an update would change, as git does", async () => {
  const room = await open({ "a.txt": "a\n" });
  await room.release("2", { "a.txt": "a2\n" });
  const { changes } = await planUpdate(room.kit, room.template);
  expect(await patchOf(changes)).toContain("--- a/a.txt\n+++ b/a.txt\n@@ -1 +1 @@\n-a\n+a2\n");
  expect(await patchOf([])).toBe("");
});

test("a datakit in a folder of a larger repository", async () => {
  const room = await open({ "a.txt": "a\n" });
  rmSync(join(room.kit, ".git"), { recursive: true });
  const above = join(room.kit, "..");
  await run(["git", "init", "--quiet"], { cwd: above });
  writeFileSync(join(above, "unrelated.txt"), "not committed\n");
  await run(["git", "add", "orders-datakit"], { cwd: above });
  await run(["git", "-c", "user.name=A", "-c", "user.email=a@example.com", "commit", "-qm", "x"], {
    cwd: above,
  });
  await room.release("2", { "a.txt": "a2\n" });
  await update(room);
  expect(room.files()).toEqual({ "a.txt": "a2\n" });
});

test("an update to the other generation of Airflow: the template's files, imports, and what is left; undo takes all of it back", async () => {
  const major = "{{ cookiecutter._airflow_major }}\n";
  const room = await open({ "services.txt": "none\n" });
  room.write("cookiecutter.json", '{"datakit_name": "x", "description": "About", "_airflow_major": "3"}');
  await room.release("2", { "services.txt": major });
  const imports = "from airflow.operators.dummy import DummyOperator\n\nDummyOperator(task_id='a', sla=1)\n";
  await room.edit({ "dags/mine.py": imports, ".airflow-version": "2.11\n" });
  // Its lock is older than the question: .airflow-version answers.
  await update(room);
  expect(room.read("services.txt")).toBe("2\n");
  await room.commit(room.kit);
  const before = room.files();
  const { todo } = await updateDatakit(room.kit, room.template, { allowDirty: false, airflow: "3" });
  expect(room.files()).toEqual({
    "services.txt": "3\n",
    ".airflow-version": "3.3\n",
    "dags/mine.py":
      "from airflow.providers.standard.operators.empty import EmptyOperator\n\nEmptyOperator(task_id='a', sla=1)\n",
  });
  expect(todo).toEqual([{ path: "dags/mine.py", line: 3, what: expect.stringContaining("sla") }]);
  expect(await checkDatakit(room.kit, room.template)).toMatchObject({ state: "current" });
  undoUpdate(room.kit);
  expect(room.files()).toEqual(before);
});

test("a move with conflicts says what is left to mend, and does not rewrite what has marks", async () => {
  const dag = "from airflow.operators.dummy import DummyOperator\n\nDummyOperator(task_id='a')\n";
  const room = await open({ "dags/a.py": dag, "dags/b.py": dag });
  await room.edit({
    "dags/a.py": `${dag}# mine\n`,
    "dags/b.py": `${dag}DummyOperator(task_id='b', sla=1)\n`,
  });
  await room.release("2", { "dags/a.py": `${dag}# theirs\n`, "dags/b.py": dag });
  await expect(
    updateDatakit(room.kit, room.template, { allowDirty: false, airflow: "3" }),
  ).rejects.toMatchObject({
    code: "ADP-KIT-009",
    evidence: ["dags/a.py", expect.stringMatching(/^dags\/b\.py:4: .*sla/)],
  });
  expect(room.read("dags/a.py")).toContain("<<<<<<< yours");
  expect(room.read("dags/a.py")).toContain("airflow.operators.dummy");
  expect(room.read("dags/b.py")).not.toContain("dummy");
});
