import { type Next, nextLines } from "@airflow-data-platform/cli-kit";
import { describe, expect, test } from "vitest";
import type { AdpError } from "../kernel/errors.ts";
import { readBuildLog, stepWords } from "./steps.ts";
import { explainedLines, explainedStep, type Step } from "./testing/explained-step.ts";

const stepsOf = (error: AdpError) =>
  nextLines(error.next as Next, { again: "again", adp: (words) => `adp ${words}` });

// What the tools themselves print; the corporation's tests cause the same with the tools.
describe("a failed step is known by what its tool said", () => {
  test.each<[string, Step, string, string, RegExp]>([
    [
      "apt, no login",
      "apt",
      "Err:1 https://artifactory.company.com/x bookworm InRelease\n  401  Unauthorized [IP: 10.0.0.1 443]\nE: The repository is not signed.",
      "ADP-L1-020",
      /./,
    ],
    [
      "apt, certificate",
      "apt",
      "  Certificate verification failed: The certificate is NOT trusted. The certificate issuer is unknown.  Could not handshake: Error in the certificate verification. [IP: 1.2.3.4 443]",
      "ADP-L1-021",
      /./,
    ],
    ["apt, no host", "apt", "  Could not resolve 'artifactory.company.com'", "ADP-L1-022", /./],
    ["apt, no package", "apt", "E: Unable to locate package krb6-user", "ADP-L1-023", /krb6-user/],
    ["apt, key", "apt", "W: GPG error: NO_PUBKEY 0E98404D386FA1D9", "ADP-L1-024", /./],
    [
      "apt, an index and files of different ages",
      "apt",
      "E: Failed to fetch https://artifactory.company.com/x/Packages.xz  File has unexpected size (8 != 9). Mirror sync in progress? [IP: 10.0.0.1 443]",
      "ADP-L1-025",
      /./,
    ],
    [
      "pip, refused",
      "pip",
      "WARNING: 401 Error, Credentials not correct for https://artifactory.company.com/x/uv/\nERROR: No matching distribution found for uv==0.13.6",
      "ADP-L1-030",
      /./,
    ],
    [
      "uv, refused",
      "uv",
      "  × Failed to fetch: `https://artifactory.company.com/x/pyodbc/`\n  ╰─▶ HTTP status client error (401 Unauthorized) for url",
      "ADP-L1-030",
      /./,
    ],
    ["uv, certificate", "uv", "  ╰─▶ invalid peer certificate: UnknownIssuer", "ADP-L1-031", /./],
    [
      "pip, no host",
      "pip",
      "WARNING: Retrying after NewConnectionError: Failed to establish a new connection: Name or service not known\nERROR: No matching distribution found for uv",
      "ADP-L1-032",
      /./,
    ],
    [
      "uv, no package",
      "uv",
      "  ╰─▶ Because pyodbcc was not found in the package registry and you require pyodbcc, we can conclude",
      "ADP-L1-033",
      /pyodbcc/,
    ],
    [
      "pip, SQLModel's wheel is another file",
      "sqlmodel",
      "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.\n    sqlmodel==0.0.11 from https://artifactory.company.com/x/sqlmodel-0.0.11-py3-none-any.whl:\n        Expected sha256 00\n             Got        11",
      "ADP-L1-029",
      /sqlmodel==0\.0\.11/,
    ],
    [
      "pip, no login for SQLModel's wheel",
      "sqlmodel",
      "ERROR: HTTP error 401 while getting https://artifactory.company.com/x",
      "ADP-L1-030",
      /artifactory\.company\.com refused the login of pip/,
    ],
    [
      "uv, another file",
      "uv",
      "error: Failed to download `pyodbc==5.1.0`\n  cause: Hash mismatch for `pyodbc==5.1.0`",
      "ADP-L1-029",
      /pyodbc==5\.1\.0/,
    ],
    [
      "uv, a package that only the index asks for",
      "uv",
      "error: Hash-checking is required, but no trusted hash was provided for: `evil`",
      "ADP-L1-029",
      /artifactory\.company\.com says that Layer 1 needs evil/,
    ],
    [
      "pip, another file",
      "pip",
      "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE. If you have updated the package versions, please update the hashes.\n    uv==0.13.6 from https://artifactory.company.com/x/uv.whl:\n        Expected sha256 00",
      "ADP-L1-029",
      /uv==0\.13\.6/,
    ],
    [
      "uv, conflict",
      "uv",
      "  × No solution found when resolving dependencies:\n  ╰─▶ Because you require sqlalchemy==2 and sqlalchemy==1.4.53, we can conclude",
      "ADP-L1-034",
      /./,
    ],
    [
      "compiler",
      "bindings",
      "error: command '/usr/bin/gcc' failed with exit code 1\nERROR: Failed building wheel for gssapi",
      "ADP-L1-035",
      /./,
    ],
    [
      "secret",
      "apt",
      "layer1: apt must log in, and this build has no login. Run: make build",
      "ADP-L1-036",
      /^Apt must log in/,
    ],
    [
      "framework",
      "uv",
      "layer1: the framework's wheel is missing. Run: make framework, and build again",
      "ADP-L1-003",
      /./,
    ],
    [
      "Airflow changed",
      "uv",
      "SQLAlchemy==1.4.53\nlayer1: the packages above are the Runtime's, and this installation changed them",
      "ADP-L1-034",
      /./,
    ],
    [
      "ODBC",
      "uv",
      "layer1: Microsoft's ODBC driver is missing. With ODBC_DRIVER=apt, packages.txt must name msodbcsql18",
      "ADP-L1-038",
      /./,
    ],
    ["anything else", "uv", "Segmentation fault", "ADP-L1-037", /./],
  ])("%s", (_, step, output, code, words) => {
    const error = explainedStep(step, output);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(words);
    expect(error.next.length).toBeGreaterThan(0);
  });

  test("the user of the login, its place and what to type", () => {
    const refused = explainedStep("apt", "  401  Unauthorized");
    for (const known of ["artifactory.company.com", "myuser", "~/.netrc, line 1"])
      expect(refused.why).toContain(known);
    expect(refused.exit).toBe(77);
    expect(explainedStep("apt", "  401  Unauthorized", null).why).not.toContain("myuser");
    expect(stepsOf(explainedStep("uv", "(401 Unauthorized)"))[0]).toContain(
      "export UV_INDEX_CORPORATE_PYPI_USERNAME=YOU UV_INDEX_CORPORATE_PYPI_PASSWORD=TOKEN",
    );
  });

  test("an engine without BuildKit, as Podman's", () => {
    const lines = [
      "#1 [internal] booting buildkit",
      "#1 ERROR: Error response from daemon: no such image: docker.io/moby/buildkit:buildx-stable-1: image not known",
    ];
    expect(explainedLines(lines).code).toBe("ADP-DOC-009");
  });

  test("a full disk and a killed step", () => {
    expect(explainedStep("apt", "dpkg: error: No space left on device").code).toBe("ADP-L1-039");
    const killed = explainedStep("uv", "Killed");
    expect(killed.code).toBe("ADP-L1-037");
    expect(killed.why).toContain("memory");
  });

  test("a password that a tool prints is not repeated", () => {
    const error = explainedStep(
      "uv",
      "error: https://myuser:mytoken99@artifactory.company.com/x failed, mytoken99",
    );
    expect(JSON.stringify(error)).not.toContain("mytoken99");
  });
});

test("the first step that failed counts, not those that were cancelled with it", () => {
  const log = readBuildLog([
    "#3 [a 1/2] RUN x",
    "#4 [b 1/2] RUN y",
    "#4 0.1 broken",
    "#4 ERROR: exit code: 1",
    "#3 CANCELED",
  ]);
  expect(log.failed).toEqual({ name: "[b 1/2] RUN y", lines: ["broken", "ERROR: exit code: 1"] });
});

test.each([
  [
    "#7 [platform 1/4] RUN --mount=type=bind,source=build/apt-install.sh,target=/run/layer1/apt-install.sh     sh /run/layer1/apt-install.sh --keep",
    "platform 1/4: apt-install",
  ],
  ["#9 [layer1 1/1] COPY a b", "layer1 1/1: copy"],
  ["#9 0.3 text", undefined],
])("a step in few words: %s", (line, words) => {
  expect(stepWords(line)).toBe(words);
});
