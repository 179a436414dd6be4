import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { layer1Folder } from "../folder.ts";
import { readSteps } from "./dockerfile.ts";

test("our own Dockerfile: every RUN line of both targets, and nothing of the stand-in", () => {
  const text = readFileSync(layer1Folder().dockerfile, "utf8");
  const steps = readSteps(text, ["layer1", "ticket-sharer"], {
    IMAGE_ASTRONOMER: "r/runtime:1",
    SHARER_BASE: "packages",
    IMAGE_NODE: "r/node",
  });
  const stages = new Set(steps.map((step) => step.stage));
  expect([...stages]).toEqual(
    expect.arrayContaining([
      "runtime",
      "framework",
      "bindings",
      "packages",
      "platform",
      "layer1",
      "node",
      "ticket-sharer",
    ]),
  );
  expect(stages).not.toContain("stand-in");
  const runs = text.split("\n").filter((line) => /^(ONBUILD )?RUN\b/.test(line)).length;
  expect(stages).not.toContain("node-installed");
  const [standIn, nodeInstalled] = [1, 1];
  expect(steps.filter((step) => step.kind !== "FROM")).toHaveLength(runs - standIn - nodeInstalled);
  expect(steps.filter((step) => step.kind === "FROM").map((step) => step.text)).toEqual([
    "r/runtime:1",
    "r/runtime:1",
    "r/node",
  ]);
  expect(steps.find((step) => step.text.includes("python-packages.sh"))).toMatchObject({
    secrets: ["uv-toml"],
    isOffline: false,
  });
  expect(steps.find((step) => step.text.includes("settings.sh"))).toMatchObject({
    secrets: [],
    isOffline: true,
  });
});

test("line numbers, stages by number, defaults, here-documents", () => {
  const text = [
    "ARG BASE=a.example/x:1",
    "FROM $BASE",
    "RUN <<END",
    "apt-get update",
    "END",
    "FROM scratch AS last",
    "COPY --from=0 /x /x",
    "ONBUILD RUN --mount=type=secret,id=n pip install x",
    "",
  ].join("\n");
  expect(readSteps(text, ["last"], {})).toMatchObject([
    { line: 2, stage: "0", kind: "FROM", text: "a.example/x:1" },
    { line: 3, kind: "RUN" },
    { line: 8, kind: "ONBUILD RUN", text: "pip install x", secrets: ["n"] },
  ]);
});
