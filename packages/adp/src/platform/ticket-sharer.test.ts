import { chownSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import {
  type Answer,
  type DockerStandIn,
  dockerStandIn,
  inPlaceOfDocker,
} from "../docker/testing/docker-stand-in.ts";
import { openOutput } from "../kernel/output.ts";
import { startSharing } from "./start.ts";
import { stopSharing } from "./stop.ts";
import { TicketSharer } from "./ticket-sharer.ts";

// That the ticket is really out of the volume is seen in e2e/platform-users.test.ts, on a real engine.

let root: string;
let standIn: DockerStandIn;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "adp-sharer-"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  standIn.close();
  rmSync(root, { recursive: true, force: true });
});

/** One whose container is in that state. Gives what docker was asked to do by a stop. */
async function stop(state: string, env: NodeJS.ProcessEnv, run: Answer = {}): Promise<string[]> {
  const container = {
    Id: "c1",
    Name: "/sharer",
    State: { Status: state, ExitCode: 0, StartedAt: "" },
    Config: {
      Image: "image:latest",
      Env: [],
      Labels: { "com.docker.compose.service": "kerberos-ticket-sharer" },
    },
  };
  standIn = dockerStandIn({
    info: { stdout: '{"ServerVersion":"26.1.5"}\n' },
    "ps --all --quiet --no-trunc --filter label=com.docker.compose.project=platform-bootstrap": {
      stdout: "c1\n",
    },
    ps: {},
    "container inspect": { stdout: `${JSON.stringify([container])}\n` },
    stop: {},
    rm: {},
    run,
  });
  inPlaceOfDocker(standIn);
  const sharer = new TicketSharer({ root, output: openOutput({ json: true }), env });
  await stopSharing(sharer).finally(() => vi.unstubAllEnvs());
  return standIn.calls().filter((call) => /^(stop|run|rm) /.test(call));
}

const [stopped, removed] = ["stop --time=3 c1", "rm --force c1"];
const withdrawn = expect.stringMatching(/^run .*rm -rf krb5cc /);

test.each(["running", "exited", "restarting"])(
  "a stop takes the ticket out of the volume, whatever its container did: %s",
  async (state) => {
    expect(await stop(state, {})).toEqual([stopped, withdrawn, removed]);
    standIn.close();
    expect(await stop(state, { TICKET_ON_STOP: "remove" })).toEqual([stopped, withdrawn, removed]);
  },
);

test("unless it is to be kept", async () => {
  expect(await stop("running", { TICKET_ON_STOP: "keep" })).toEqual([stopped, removed]);
});

/** The network and the volumes of the datakits are there. */
const engine = { version: "26.1.5", rootless: false, remapped: false, operatingSystem: "Debian" };
const shared = {
  "volume inspect": { stdout: '{"Driver":"local","Labels":null}\n' },
  "volume create": {},
  "network inspect": {},
};

test("a cache of another user is refused, also where its bits let everybody read it, and its folder is not mounted", async () => {
  const cache = join(root, "krb5cc");
  writeFileSync(cache, "", { mode: 0o644 });
  writeFileSync(join(root, "notes.txt"), "");
  vi.spyOn(process, "getuid").mockReturnValue(statSync(cache).uid + 1);
  standIn = dockerStandIn({
    ...shared,
    ps: {},
  });
  inPlaceOfDocker(standIn);
  const env = { TICKET_SOURCE: cache, HOME: root };
  const sharer = new TicketSharer({ root, output: openOutput({ json: true }), env });
  await expect(startSharing(sharer, engine)).rejects.toMatchObject({ code: "ADP-PLAT-009" });
});

test.runIf(process.getuid?.() === 0)(
  "root does not copy another user's cache out of a shared folder",
  async () => {
    const cache = join(root, "krb5cc");
    writeFileSync(cache, "", { mode: 0o600 });
    writeFileSync(join(root, "notes.txt"), "");
    chownSync(cache, 1234, 1234);
    standIn = dockerStandIn({
      ...shared,
      ps: {},
    });
    inPlaceOfDocker(standIn);
    const sharer = new TicketSharer({
      root,
      output: openOutput({ json: true }),
      env: { TICKET_SOURCE: cache, HOME: root },
    });
    await expect(startSharing(sharer, engine)).rejects.toMatchObject({ code: "ADP-PLAT-009" });
  },
);

test("where it cannot be taken out, the container stays, so that a second stop tries again", async () => {
  const failed = { stderr: "Unable to find image 'image:latest' locally\n", code: 125 };
  await expect(stop("running", {}, failed)).rejects.toMatchObject({ code: "ADP-PLAT-003" });
  expect(standIn.calls().some((call) => call === removed)).toBe(false);
});
