import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type DockerStandIn, dockerStandIn, inPlaceOfDocker } from "../docker/testing/docker-stand-in.ts";
import { openOutput } from "../kernel/output.ts";
import { allowedPrincipalChange } from "./principal-change.ts";
import { TicketSharer } from "./ticket-sharer.ts";

const fixture = join(import.meta.dirname, "../../../krb5/test/fixtures/mit-v4.ccache");
const owner = "alice@EXAMPLE.TEST";
let folder: string;
let standIn: DockerStandIn;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "adp-principal-"));
  copyFileSync(fixture, join(folder, "krb5cc"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  standIn.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What a start allows while a container shares that principal's ticket, and was started with that setting. */
async function allowed(shared?: string, setting?: string, source = join(folder, "krb5cc")) {
  const container = {
    Id: "c1",
    Name: "/sharer",
    State: { Status: "running", ExitCode: 0, StartedAt: "" },
    Config: {
      Image: "image",
      Env: setting === undefined ? [] : [`TICKET_PRINCIPAL_CHANGE=${setting}`],
      Labels: { "com.docker.compose.service": "kerberos-ticket-sharer" },
    },
  };
  const status = {
    version: 2,
    state: "shared",
    usable: true,
    text: "",
    principal: shared,
    usableUntil: Date.now() / 1000 + 60,
    cache: "/krb5/cache/krb5cc",
    source: { name: "/krb5/source/krb5cc" },
    started: 1,
    updated: 1,
  };
  standIn = dockerStandIn(
    shared === undefined
      ? { ps: {} }
      : {
          ps: { stdout: "c1\n" },
          "container inspect": { stdout: `${JSON.stringify([container])}\n` },
          exec: { stdout: `0:0:2770\n${JSON.stringify(status)}\n` },
        },
  );
  inPlaceOfDocker(standIn);
  const env = { TICKET_SOURCE: source };
  return allowedPrincipalChange(new TicketSharer({ root: folder, output: openOutput({ json: true }), env }));
}

test("a start allows the principal whose ticket is there", async () => {
  expect(await allowed()).toBe(owner);
  standIn.close();
  expect(await allowed("bob@EXAMPLE.TEST", "bob@EXAMPLE.TEST")).toBe(owner);
});

test("what is shared already needs no change of the container", async () => {
  expect(await allowed(owner)).toBeUndefined();
  standIn.close();
  expect(await allowed(owner, owner)).toBe(owner);
});

test("without a ticket, nothing new is allowed", async () => {
  expect(await allowed("bob@EXAMPLE.TEST", "bob@EXAMPLE.TEST", join(folder, "none"))).toBe(
    "bob@EXAMPLE.TEST",
  );
  standIn.close();
  expect(await allowed(undefined, undefined, join(folder, "none"))).toBeUndefined();
});
