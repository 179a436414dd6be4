import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import {
  type Answer,
  type DockerStandIn,
  dockerStandIn,
  inPlaceOfDocker,
} from "../../docker/testing/docker-stand-in.ts";
import { platformRoot } from "../../kernel/home.ts";
import { openOutput } from "../../kernel/output.ts";
import { TicketSharer } from "../ticket-sharer.ts";
import { HostFiles } from "../warehouse/login.ts";
import { krb5Conf, MockFiles, mockUri } from "./files.ts";
import { startMocks, stopMocks } from "./mocks.ts";

// The domain and the database themselves: e2e/platform-mocks.test.ts.

let home: string;
let standIn: DockerStandIn | undefined;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "adp-mocks-"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  standIn?.close();
  rmSync(home, { recursive: true, force: true });
});

function platform(answers: Record<string, Answer>): TicketSharer {
  standIn = dockerStandIn(answers);
  inPlaceOfDocker(standIn);
  const env = { HOME: home, XDG_STATE_HOME: "", IMAGE_MOCKS: "mocks:1", MOCKS: "1" };
  return new TicketSharer({ root: platformRoot(), output: openOutput({ json: true }), env });
}

test("a person's files: the password and the ticket's folder are theirs alone, and their own ticket stays where it is", () => {
  const files = new MockFiles({ HOME: home, XDG_STATE_HOME: "" });
  files.write({ kdc: 1088, postgres: 1 }, "secret");
  expect([files.password, files.cache, files.folder].map((path) => statSync(path).mode & 0o777)).toEqual([
    0o600, 0o700, 0o700,
  ]);
  expect(readFileSync(files.shell, "utf8")).toBe(
    `export KRB5_CONFIG='${files.krb5Conf}' KRB5CCNAME='FILE:${join(files.cache, "krb5cc")}'\n`,
  );
  expect(readFileSync(files.krb5Conf, "utf8")).toContain("kdc = 127.0.0.1:1088\n");
  expect(krb5Conf("dc.mock.example:88")).toMatch(/^# NOT FOR PRODUCTION/);
});

test("what does not start: ADP-PLAT-012 with the end of the log of what ended", async () => {
  const ended = {
    ...{ Id: "c1", Name: "/platform-mocks-domain-controller-1" },
    State: { Status: "exited", ExitCode: 1, StartedAt: "", Pid: 0 },
    Config: { Image: "mocks:1", Env: [], Labels: {} },
  };
  const failing = platform({
    ps: { stdout: "c1\n" },
    "container inspect": { stdout: `${JSON.stringify([ended])}\n` },
    compose: { stderr: "dependency failed to start\n", code: 1 },
    logs: { stderr: "ProvisioningError: no room\n" },
  });
  await expect(startMocks(failing)).rejects.toMatchObject({
    code: "ADP-PLAT-012",
    evidence: ["ProvisioningError: no room"],
  });
  expect(standIn?.calls().some((call) => call.startsWith("build"))).toBe(false);
});

test("a stop removes what there is, and the datakits' warehouse is no longer the mock's", async () => {
  const env = { HOME: home, XDG_STATE_HOME: "" };
  const files = new HostFiles(env);
  files.name(mockUri, { KRB5_CONFIG: "/x" });
  expect(files.named()).toBe(mockUri);
  expect(readFileSync(files.variables, "utf8")).toMatch(/^KRB5_CONFIG=\/x$/m);
  const none = platform({ ps: {} });
  expect(await stopMocks({ docker: none.docker, env })).toBe(false);
  standIn?.close();
  const one = {
    Id: "c1",
    Name: "/x",
    State: { Status: "running" },
    Config: { Image: "m", Env: [], Labels: {} },
  };
  const some = platform({
    ps: { stdout: "c1\n" },
    "container inspect": { stdout: `${JSON.stringify([one])}\n` },
    compose: {},
  });
  expect(await stopMocks({ docker: some.docker, env })).toBe(true);
  expect(standIn?.calls().at(-1)).toBe("compose --project-name platform-mocks down --volumes --timeout 5");
  expect(readFileSync(files.variables, "utf8")).toBe("AIRFLOW_CONN_WAREHOUSE\n");
});
