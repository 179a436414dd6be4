import { nextLines } from "@airflow-data-platform/cli-kit";
import { expect, test } from "vitest";
import type { Machine } from "../machine.ts";
import { ProcessFailure } from "../process.ts";
import { diagnose, diagnoseFile, diagnoseProcess, type FailureKind, type Patterns, remedy } from "./index.ts";

const patterns: Patterns<"hash"> = [
  [/ENOSPC|No space left/i, "disk-full"],
  [/hash of (\S+) differs/, "hash"],
  [/403 Forbidden/, "login-refused"],
];

function failed(kind: "exited" | "killed" | "spawn-failed", stderr = "") {
  return new ProcessFailure(["tool"], kind, undefined, "", stderr, "failed");
}

test("the first pattern that fits counts, and gives what it captured", () => {
  expect(diagnose("403 Forbidden, then ENOSPC", patterns).kind).toBe("disk-full");
  expect(diagnose("hash of x.whl differs", patterns).match?.[1]).toBe("x.whl");
  expect(diagnose("all is well", patterns)).toEqual({ kind: "unknown" });
});

test("how a process ended counts where its output says nothing", () => {
  expect(diagnoseProcess(failed("spawn-failed"), patterns).kind).toBe("missing-program");
  expect(diagnoseProcess(failed("killed"), patterns).kind).toBe("killed");
  expect(diagnoseProcess(failed("killed", "No space left on device"), patterns).kind).toBe("disk-full");
  expect(diagnoseProcess(failed("exited"), patterns).kind).toBe("unknown");
});

test("Node's own errors of files", () => {
  expect(diagnoseFile(Object.assign(new Error("x"), { code: "EROFS" }))).toBe("denied");
  expect(diagnoseFile(Object.assign(new Error("x"), { code: "ENOENT" }))).toBeUndefined();
});

const machines: readonly Machine[] = ["debian", "fedora", "linux", "wsl", "macos", "other"];
const kinds: readonly FailureKind[] = [
  "disk-full",
  "tls-untrusted",
  "proxy",
  "login-refused",
  "login-missing",
  "unreachable",
  "not-found",
  "denied",
  "killed",
  "missing-program",
];

test.each(machines)("every kind has something to do on %s", (machine) => {
  for (const kind of kinds) {
    const { next } = remedy(kind, { tool: "uv", machine, url: "https://pypi.corp/simple" });
    expect(nextLines(next, { again: "adp", adp: (words) => words }), kind).not.toEqual([]);
  }
});

test("no login of an address is shown", () => {
  for (const kind of kinds) {
    const shown = JSON.stringify(remedy(kind, { tool: "uv", url: "https://me:hunter2@pypi.corp/simple" }));
    expect(shown, kind).not.toContain("hunter2");
  }
});

test("a missing program is installed by the packages that have it", () => {
  const packages = { debian: "krb5-user", fedora: "krb5-workstation", macos: "krb5" };
  expect(remedy("missing-program", { tool: "kinit", packages, machine: "fedora" }).next).toEqual([
    { run: { shell: "sudo dnf install krb5-workstation" } },
  ]);
});

test("a tool's own steps replace the general ones", () => {
  const own = { "tls-untrusted": [{ do: "put the CA into /etc/docker/certs.d" }] };
  expect(remedy("tls-untrusted", { tool: "docker", own }).next).toEqual(own["tls-untrusted"]);
});
