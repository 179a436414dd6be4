import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Docker } from "../../docker/index.ts";
import { dockerStandIn } from "../../docker/testing/docker-stand-in.ts";
import { makeFolder } from "../../kernel/files.ts";
import type { Progress } from "../../kernel/progress.ts";
import { pathsOf } from "../embedded/paths.ts";
import { noteLoss } from "./loss.ts";
import { settleDocker } from "./state.ts";

test("a metadata database that is gone is told of a datakit that ran, and of no other", async () => {
  const datakit = mkdtempSync(join(tmpdir(), "adp-loss-"));
  const runFolder = join(datakit, ".adp", "run");
  const notes = async (found: { stdout?: string; stderr?: string; code?: number }) => {
    const standIn = dockerStandIn({ "volume inspect": found });
    const said: string[] = [];
    const progress = { note: (text: string) => said.push(text) } as unknown as Progress;
    await noteLoss({ docker: new Docker({ env: standIn.env }), datakit, runFolder, progress });
    standIn.close();
    return said;
  };
  const gone = { stderr: "Error response from daemon: get x: no such volume\n", code: 1 };
  try {
    expect(await notes(gone)).toEqual([]);
    settleDocker(runFolder, { line: "3.3", port: 8080 });
    // Its first start did not come to an end.
    expect(await notes(gone)).toEqual([]);
    const { adminPassword } = pathsOf(runFolder);
    makeFolder(join(adminPassword, ".."));
    writeFileSync(adminPassword, "x\n");
    expect(await notes(gone)).toEqual([
      expect.stringMatching(/own database is gone: its volume adp_adp-loss-\S+_postgres_data/),
    ]);
    expect(await notes({ stdout: '{"Driver":"local","Labels":null}\n' })).toEqual([]);
  } finally {
    rmSync(datakit, { recursive: true });
  }
});
