import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { listDatakits } from "./list.ts";

test("datakits below a folder: what each has, and whether it is behind", () => {
  const root = mkdtempSync(join(tmpdir(), "adp-list-"));
  const kit = (folder: string, version: string | undefined, more: Record<string, string> = {}) => {
    mkdirSync(join(root, folder, ".adp"), { recursive: true });
    const lock = {
      template: { version },
      answers: { datakit_name: folder, ...(folder === "team/b" ? { _airflow_major: "2" } : {}) },
      files: {},
    };
    writeFileSync(join(root, folder, ".adp", "datakit.lock"), JSON.stringify(lock));
    for (const [name, text] of Object.entries(more)) writeFileSync(join(root, folder, name), text);
  };
  kit("a", "0.2.0", {
    Dockerfile: "# one\nFROM registry.example.com/x/layer1-airflow:latest\n",
    ".airflow-version": "3.3\n",
  });
  kit("team/b", "0.10.0");
  kit("team/c", "0.9.0");
  kit("broken", undefined);
  kit("node_modules/d", "0.1.0");
  mkdirSync(join(root, "no-datakit"));
  // Folders in the place of files, and files without an end, are one datakit's trouble.
  kit("odd", "0.9.0");
  mkdirSync(join(root, "odd", "Dockerfile"));
  symlinkSync("/dev/zero", join(root, "odd", ".airflow-version"));
  mkdirSync(join(root, "endless", ".adp"), { recursive: true });
  symlinkSync("/dev/zero", join(root, "endless", ".adp", "datakit.lock"));
  expect(listDatakits(root, "0.9.0").map(({ changed: _, ...one }) => one)).toEqual([
    { folder: "a", name: "a", template: "0.2.0", state: "behind", layer1: "latest", airflow: "3.3" },
    { folder: "broken", name: "", template: null, state: "unreadable", layer1: null, airflow: null },
    { folder: "endless", name: "", template: null, state: "unreadable", layer1: null, airflow: null },
    { folder: "odd", name: "odd", template: "0.9.0", state: "current", layer1: null, airflow: null },
    { folder: "team/b", name: "team/b", template: "0.10.0", state: "ahead", layer1: null, airflow: "2" },
    { folder: "team/c", name: "team/c", template: "0.9.0", state: "current", layer1: null, airflow: null },
  ]);
  rmSync(root, { recursive: true });
});

test("a folder that is not there is a mistake, not one without datakits: ADP-KIT-024", () => {
  const nowhere = join(tmpdir(), "adp-list-nowhere");
  expect(() => listDatakits(nowhere, "1")).toThrow(
    expect.objectContaining({ code: "ADP-KIT-024", message: `There is no folder ${nowhere}.` }),
  );
});
