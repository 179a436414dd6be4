import { type Next, nextLines } from "@airflow-data-platform/cli-kit";
import { expect, test } from "vitest";
import type { AdpError } from "../kernel/errors.ts";
import type { Machine } from "../kernel/machine.ts";
import { ProcessFailure } from "../kernel/process.ts";
import { explain, noBuildx, noCompose } from "./failure.ts";

// The words are those of Docker 26.1 with Compose 2.26 and Buildx 0.13.

function of(stderr: string, args: readonly string[] = ["ps"], machine: Machine = "debian") {
  return explain(new ProcessFailure(["docker", ...args], "exited", 1, "", stderr, "exited with 1"), machine);
}

const socket = `permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get "http://%2Fvar%2Frun%2Fdocker.sock/v1.45/info": dial unix /var/run/docker.sock: connect: permission denied`;

test.each([
  [socket, "ADP-DOC-003"],
  [
    "Cannot connect to the Docker daemon at unix:///x/docker.sock. Is the docker daemon running?",
    "ADP-DOC-002",
  ],
  [
    `error during connect: Get "http://nohost.invalid:2375/v1.45/containers/json": dial tcp: lookup nohost.invalid: no such host`,
    "ADP-DOC-002",
  ],
  [
    `Failed to initialize: unable to resolve docker endpoint: context "gone": context not found`,
    "ADP-DOC-002",
  ],
  ["write /var/lib/docker/tmp/x: no space left on device", "ADP-DOC-008"],
  [
    "Error response from daemon: manifest for x:y not found: manifest unknown: manifest unknown",
    "ADP-DOC-006",
  ],
  [
    "Error response from daemon: pull access denied for x, repository does not exist or may require 'docker login'",
    "ADP-DOC-006",
  ],
  [
    `Error response from daemon: Get "https://registry.corp.example/v2/": dial tcp 127.0.0.1:1: connect: connection refused`,
    "ADP-DOC-006",
  ],
  [
    `Error response from daemon: Get "https://registry.corp.example/v2/": dial tcp: lookup registry.corp.example: no such host`,
    "ADP-DOC-006",
  ],
  [
    `ERROR: failed to solve: x: failed to resolve source metadata for x: failed to do request: Head "https://x/v2/": dial tcp 127.0.0.1:1: connect: connection refused`,
    "ADP-DOC-006",
  ],
  [
    "#1 [internal] booting buildkit\n#1 ERROR: Error response from daemon: no such image: docker.io/moby/buildkit:buildx-stable-1: image not known",
    "ADP-DOC-009",
  ],
  [
    `ERROR: failed to solve: process "/bin/sh -c exit 3" did not complete successfully: exit code: 3`,
    "ADP-DOC-007",
  ],
])("%s: %s", (stderr, code) => {
  expect(of(stderr).code).toBe(code);
});

test("a registry out of reach, a certificate and a login have words of their own", () => {
  const why = (stderr: string) => of(`Error response from daemon: Get "https://r/v2/": ${stderr}`).why;
  expect(why("dial tcp 10.0.0.1:443: i/o timeout")).toMatch(/does not reach/);
  expect(why("tls: failed to verify certificate: x509: certificate signed by unknown authority")).toMatch(
    /certificate/,
  );
  expect(why("unauthorized: authentication required")).toMatch(/login/);
  expect(of("unknown shorthand flag: 'f' in -f", ["compose", "-f", "x"]).code).toBe("ADP-DOC-004");
  expect(of("docker: 'buildx' is not a docker command.", ["buildx", "version"]).code).toBe("ADP-DOC-005");
});

const fill = { again: "again", adp: (words: string) => `adp ${words}` };
const lines = ({ next }: AdpError) => nextLines(next as Next, fill);

test("what to type differs by system", () => {
  const steps = (machine: Machine) =>
    lines(
      of("Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?", ["ps"], machine),
    );
  expect(steps("debian")[0]).toBe("  first: sudo systemctl start docker");
  expect(steps("macos")[0]).toMatch(/open -a Docker/);
  expect(steps("wsl")[0]).toMatch(/Docker Desktop on Windows/);
  for (const machine of ["debian", "fedora", "linux", "wsl", "macos", "other"] as const) {
    const client = explain(
      new ProcessFailure(["docker"], "spawn-failed", undefined, "", "", "ENOENT"),
      machine,
    );
    expect(client.code).toBe("ADP-DOC-001");
    for (const error of [client, noCompose("Compose 1", machine), noBuildx("none", machine)])
      expect(lines(error).at(-1)).toBe("  then:  again");
  }
  expect(lines(of(socket, ["ps"], "wsl"))[1]).toMatch(/wsl.exe --shutdown/);
});

test("an error that nobody foresaw names the command and shows the end of what it said", () => {
  const error = of("Error response from daemon: a surprise\n", ["volume", "rm", "x"]);
  expect(error).toMatchObject({
    code: "ADP-DOC-007",
    message: "docker volume rm failed: docker: exited with 1.",
    evidence: ["Error response from daemon: a surprise"],
  });
});
