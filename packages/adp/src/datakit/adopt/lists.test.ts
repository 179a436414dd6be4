import { expect, test } from "vitest";
import { requirementsOf, unpinned } from "../requirements.ts";
import { shortenPackages, shortenRequirements } from "./lists.ts";

const layer1 = {
  python: new Map<string, string | null>([
    ["apache-airflow", "3.3.2"],
    ["sqlalchemy", "2.1.0"],
    ["psycopg2-binary", "2.9.11"],
    ["requests", "2.33.0"],
    ["gssapi", null],
    ["apache-airflow-providers-postgres", "6.0.0"],
  ]),
  debian: new Set(["krb5-user", "unixodbc"]),
  kept: new Map([["sqlalchemy", "2.1.0"]]),
};

test("what Layer 1 brings in a version that fits goes; what asks for another is said, and goes where Layer 1 keeps its own", () => {
  const { text, notes } = shortenRequirements(
    [
      "# ours",
      "apache-airflow[postgres,google]==2.9.3",
      "SQLAlchemy==1.4.54  # old",
      "psycopg2_binary>=2.9 ; python_version > '3.8'",
      "requests==2.31.0",
      "gssapi",
      "polars==1.2 \\",
      "    --hash=sha256:00",
      "-r more.txt",
      "own @ https://example.com/own.whl",
      "",
    ].join("\n"),
    ["polars", "duckdb==1.0"],
    layer1,
  );
  expect(text).toBe(
    "# ours\nrequests==2.31.0\npolars==1.2 \\\n    --hash=sha256:00\n-r more.txt\nown @ https://example.com/own.whl\nduckdb==1.0\n",
  );
  expect(notes.map(({ line }) => line)).toEqual([2, 3, 4, 6]);
  expect(notes[0]?.why).toContain("apache-airflow-providers-google");
  expect(notes[0]?.why).not.toContain("providers-postgres");
  expect(notes[1]?.why).toMatch(/SQLAlchemy==1.4.54: Layer 1 has 2.1.0 and keeps it/);
});

test("a requirement that goes takes its hashes with it; line ends stay as they are", () => {
  const { text } = shortenRequirements(
    "requests==2.33.0 \\\r\n    --hash=sha256:00 \\\r\n    --hash=sha256:11\r\nx\r\n",
    [],
    layer1,
  );
  expect(text).toBe("x\r\n");
});

test("Debian packages: Layer 1's go, those of the Dockerfile come", () => {
  const { text, notes } = shortenPackages(
    "krb5-user\ngraphviz # plots",
    ["unixodbc", "graphviz", "libpq5"],
    layer1,
  );
  expect(text).toBe("graphviz # plots\nlibpq5\n");
  expect(notes.map(({ why }) => why)).toEqual([
    expect.stringContaining("krb5-user"),
    expect.stringContaining("unixodbc"),
  ]);
});

test("requirements are read as pip reads them", () => {
  const read = requirementsOf(
    "A.b_C[x, y] (>=1,<2) ; os_name == 'posix'\n--index-url https://x\n./local\n-e .\nbad==\nz==1.*\n",
  );
  expect(read.map(({ name, extras, specifier, line }) => [line, name, extras, specifier])).toEqual([
    [1, "a-b-c", ["x", "y"], ">=1,<2"],
    [6, "z", [], "==1.*"],
  ]);
  expect([...unpinned("# layer1: unpin A_b, c\n#layer1: unpin d\n# layer1 unpin e\n")]).toEqual([
    "a-b",
    "c",
    "d",
  ]);
});
