import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { airflowLine, airflowLines, dataFolder, excerpt, inputHash, namesIn, pins } from "./lines.ts";
import { conflictsIn } from "./python/conflicts.ts";

const folders = [
  ...airflowLines().map((name) => join(dataFolder(), "airflow", name)),
  join(dataFolder(), "uv"),
  join(dataFolder(), "ruff"),
];

describe.each(folders)("%s", (folder) => {
  const lock = readFileSync(join(folder, "lock.txt"), "utf8");

  it("was locked after its inputs changed last", () => {
    const made = /^# inputs: (\w+)$/m.exec(lock)?.[1];
    expect(made, "npx tsx packages/adp/scripts/lock-airflow.ts locks again").toBe(inputHash(folder));
  });

  it("pins and hashes every package, and names no index", () => {
    const entries = lock.split(/^(?=[A-Za-z0-9])/m).filter((entry) => !entry.startsWith("#"));
    expect(entries.filter((entry) => !/^[\w.-]+==[^\s;]+.*\\\n\s+--hash=sha256:/.test(entry))).toEqual([]);
    expect(lock).not.toMatch(/https?:|--index|--extra-index|--find-links/);
  });
});

describe.each(airflowLines())("Airflow %s", (name) => {
  const line = airflowLine(name);

  it("is pinned beside what the framework and a source package need", () => {
    const found = pins(line.lock);
    expect(found.get("apache-airflow")).toEqual([line.airflow]);
    for (const needed of ["sqlmodel", "sqlalchemy", "psycopg2-binary", "pytest", "setuptools"])
      expect(found.get(needed), needed).toHaveLength(1);
    const generation = line.airflow.startsWith("3") ? ["2.1.", "2."] : ["1.4.", "1.10."];
    expect(found.get("sqlalchemy")?.[0]?.startsWith(generation[0] ?? "")).toBe(true);
    expect(found.get("pydantic")?.[0]?.startsWith(generation[1] ?? "")).toBe(true);
  });

  it("has one version of each package on each Python", () => {
    for (const [package_, versions] of pins(line.lock)) {
      const marked = line.lock.match(new RegExp(`^${package_}==[^\\n]*;`, "gm"))?.length ?? 0;
      if (versions.length > 1) expect(marked, package_).toBe(versions.length);
    }
  });
});

describe("a lock", () => {
  const lock =
    "# by\na-b==1.0 \\\n    --hash=sha256:11\n    # via c\nc[x]==2 ; python_version < '3' \\\n    --hash=sha256:22\n";

  it("gives the entries of some packages, with their hashes", () => {
    expect(excerpt(lock, ["a-b"])).toBe("a-b==1.0 \\\n    --hash=sha256:11\n    # via c\n");
    expect([...pins(lock)]).toEqual([
      ["a-b", ["1.0"]],
      ["c", ["2"]],
    ]);
  });

  it("names are compared as package indexes do", () => {
    expect([
      ...namesIn("Flask_SQLAlchemy[x]>=1\n# no\n\n-r other.txt\nzope.interface ; x\n a @ https://h/a.whl\n"),
    ]).toEqual(["flask-sqlalchemy", "zope-interface", "a"]);
  });
});

it("what a datakit asks for against Airflow's versions is found", async () => {
  const { mkdtempSync, rmSync, writeFileSync } = await import("node:fs");
  const { tmpdir } = await import("node:os");
  const folder = mkdtempSync(join(tmpdir(), "adp-conflicts-"));
  const file = join(folder, "requirements.txt");
  const line = airflowLine("3.3");
  writeFileSync(
    file,
    `pydantic<2  # old\nhumanize==4\nPsycopg2_Binary\nsqlalchemy==${pins(line.lock).get("sqlalchemy")?.[0]}\n`,
  );
  const found = conflictsIn([file], line);
  rmSync(folder, { recursive: true });
  expect(found).toEqual([
    { file, asked: "pydantic<2", pinned: `pydantic==${pins(line.lock).get("pydantic")?.[0]}` },
  ]);
});
