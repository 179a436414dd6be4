import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Docker } from "../../docker/index.ts";
import { type DockerStandIn, dockerStandIn } from "../../docker/testing/docker-stand-in.ts";
import { openOutput } from "../../kernel/output.ts";
import type { TicketSharer } from "../../platform/index.ts";
import { HostFiles, localUri } from "../../platform/warehouse/login.ts";
import { startWarehouse } from "./warehouse.ts";

// What a real engine does with it is seen in e2e/dev-docker.test.ts and e2e/platform-warehouse.test.ts.

let home: string;
let standIn: DockerStandIn;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "adp-starting-"));
  vi.stubEnv("HOME", home);
  vi.stubEnv("XDG_STATE_HOME", "");
  vi.stubEnv("AIRFLOW_CONN_WAREHOUSE", "");
  const refused = "Error response from daemon: failed to create shim task: no cgroup\n";
  standIn = dockerStandIn({
    "volume inspect": { stdout: '{"Driver":"local","Labels":null}\n' },
    "volume create": {},
    "network inspect": {},
    ps: {},
    "compose --project-name platform-warehouse": { stderr: refused, code: 1 },
  });
});
afterEach(() => {
  vi.unstubAllEnvs();
  standIn.close();
  rmSync(home, { recursive: true, force: true });
});

function start() {
  const platform = {
    ...{ docker: new Docker({ env: standIn.env }), env: { HOME: home }, settings: {}, root: "/clone" },
    ...{ runFolder: join(home, "platform"), output: openOutput({ json: true }) },
  };
  return startWarehouse(platform as unknown as TicketSharer, home);
}

const failed = { code: "ADP-PLAT-010", evidence: [expect.stringContaining("no cgroup")] };

test("a warehouse with a name that does not start: Airflow may begin, and is told", async () => {
  new HostFiles({ HOME: home }).name(localUri);
  const { named, ready, check } = start();
  await named;
  await expect(ready).rejects.toMatchObject(failed);
  expect(check).toThrow(expect.objectContaining({ code: "ADP-PLAT-010" }));
});

test("one without a name that does not start: Airflow does not begin", async () => {
  const { named, check } = start();
  await expect(named).rejects.toMatchObject(failed);
  expect(check).toThrow(expect.objectContaining({ code: "ADP-PLAT-010" }));
});
