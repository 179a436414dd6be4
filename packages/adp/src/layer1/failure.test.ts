import { describe, expect, test } from "vitest";
import { Docker } from "../docker/index.ts";
import { ProcessFailure } from "../kernel/process.ts";
import { Secret } from "../kernel/secret.ts";
import type { AccessPlan } from "./access.ts";
import { explainBuild } from "./failure.ts";
import { readBuildLog, stepWords } from "./steps.ts";

const login = { user: "myuser", password: new Secret("mytoken99"), place: "~/.netrc, line 1" };
const one = (setting: string, who: typeof login | undefined) => [
  {
    url: "https://artifactory.company.com/x",
    host: "artifactory.company.com",
    setting,
    login: who,
    required: false,
  },
];
const access = (who: typeof login | undefined): AccessPlan => ({
  apt: one("APT_MIRROR (.env)", who),
  pip: one("~/.pip/pip.conf", who),
  uv: one("~/.config/uv/uv.toml", who && { ...who, place: "UV_INDEX_CORPORATE_PYPI_USERNAME and _PASSWORD" }),
  pipIndexes: [],
  uvIndexes: [],
  trustedHosts: { pip: [], uv: [] },
  logins: who === undefined ? [] : [who],
  proxies: [],
  warnings: [],
  netrc: { path: "", place: "~/.netrc", present: true, exposed: false, entries: [] },
  hostCertificates: ["/etc/ssl/certs/ca-certificates.crt"],
});

const steps = {
  apt: "RUN --mount=type=bind,source=packages.txt sh /run/layer1/apt-install.sh --keep /run/layer1/packages.txt",
  pip: "RUN --mount=type=secret,id=pip-conf sh /run/layer1/uv.sh /run/layer1/uv.txt",
  bindings: "RUN sh /run/layer1/bindings.sh /run/layer1/bindings.txt /wheels",
  uv: "RUN --mount=type=secret,id=uv-toml sh /run/layer1/python-packages.sh",
};

function explained(step: keyof typeof steps, output: string, who: typeof login | null = login) {
  const lines = [
    "#1 [internal] load build definition from Dockerfile",
    `#9 [platform 1/4] ${steps[step]}`,
    ...output.split("\n").map((line) => `#9 1.234 ${line}`),
    `#9 ERROR: process "/bin/sh -c ..." did not complete successfully: exit code: 100`,
  ];
  const failure = new ProcessFailure(
    ["docker", "buildx"],
    "exited",
    1,
    "",
    lines.join("\n"),
    "exited with 1",
  );
  return explainBuild(failure, lines, {
    docker: new Docker({ again: "make build" }),
    access: access(who ?? undefined),
    again: "make build",
  });
}

// What the tools themselves print; the corporation's tests cause the same with the tools.
describe("a failed step is known by what its tool said", () => {
  test.each<[string, keyof typeof steps, string, string, RegExp]>([
    [
      "apt, no login",
      "apt",
      "Err:1 https://artifactory.company.com/x bookworm InRelease\n  401  Unauthorized [IP: 10.0.0.1 443]\nE: The repository is not signed.",
      "ADP-L1-020",
      /refuses the login of apt/,
    ],
    [
      "apt, certificate",
      "apt",
      "  Certificate verification failed: The certificate is NOT trusted. The certificate issuer is unknown.  Could not handshake: Error in the certificate verification. [IP: 1.2.3.4 443]",
      "ADP-L1-021",
      /does not trust/,
    ],
    [
      "apt, no host",
      "apt",
      "  Could not resolve 'artifactory.company.com'",
      "ADP-L1-022",
      /does not answer apt/,
    ],
    [
      "apt, no package",
      "apt",
      "E: Unable to locate package krb6-user",
      "ADP-L1-023",
      /no Debian package krb6-user/,
    ],
    ["apt, key", "apt", "W: GPG error: NO_PUBKEY 0E98404D386FA1D9", "ADP-L1-024", /cannot verify/],
    [
      "apt, an index and files of different ages",
      "apt",
      "E: Failed to fetch https://artifactory.company.com/x/Packages.xz  File has unexpected size (8 != 9). Mirror sync in progress? [IP: 10.0.0.1 443]",
      "ADP-L1-025",
      /do not fit its own index/,
    ],
    [
      "pip, refused",
      "pip",
      "WARNING: 401 Error, Credentials not correct for https://artifactory.company.com/x/uv/\nERROR: No matching distribution found for uv==0.13.6",
      "ADP-L1-030",
      /refuses the login of pip/,
    ],
    [
      "uv, refused",
      "uv",
      "  × Failed to fetch: `https://artifactory.company.com/x/pyodbc/`\n  ╰─▶ HTTP status client error (401 Unauthorized) for url",
      "ADP-L1-030",
      /refuses the login of uv/,
    ],
    [
      "uv, certificate",
      "uv",
      "  ╰─▶ invalid peer certificate: UnknownIssuer",
      "ADP-L1-031",
      /uv does not trust/,
    ],
    [
      "pip, no host",
      "pip",
      "WARNING: Retrying after NewConnectionError: Failed to establish a new connection: Name or service not known\nERROR: No matching distribution found for uv",
      "ADP-L1-032",
      /does not answer pip/,
    ],
    [
      "uv, no package",
      "uv",
      "  ╰─▶ Because pyodbcc was not found in the package registry and you require pyodbcc, we can conclude",
      "ADP-L1-033",
      /no pyodbcc/,
    ],
    [
      "uv, conflict",
      "uv",
      "  × No solution found when resolving dependencies:\n  ╰─▶ Because you require sqlalchemy==2 and sqlalchemy==1.4.53, we can conclude",
      "ADP-L1-034",
      /No versions/,
    ],
    [
      "compiler",
      "bindings",
      "error: command '/usr/bin/gcc' failed with exit code 1\nERROR: Failed building wheel for gssapi",
      "ADP-L1-035",
      /do not compile/,
    ],
    [
      "secret",
      "apt",
      "layer1: apt must log in, and this build was given no login. Type: make build",
      "ADP-L1-036",
      /^Apt must log in, and this build was given no login\.$/,
    ],
    [
      "framework",
      "uv",
      "layer1: the framework's wheel is missing. Type: make framework   and build again",
      "ADP-L1-003",
      /framework's wheel/,
    ],
    [
      "Airflow changed",
      "uv",
      "SQLAlchemy==1.4.53\nlayer1: the packages above are the Runtime's, and this installation changed them",
      "ADP-L1-034",
      /the Runtime's/,
    ],
    [
      "ODBC",
      "uv",
      "layer1: Microsoft's ODBC driver is not there. With ODBC_DRIVER=apt, packages.txt names msodbcsql18",
      "ADP-L1-038",
      /ODBC driver/,
    ],
    ["anything else", "uv", "Segmentation fault", "ADP-L1-037", /failed/],
  ])("%s", (_, step, output, code, words) => {
    const error = explained(step, output);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(words);
    expect(error.next.length).toBeGreaterThan(0);
  });

  test("who was asked as whom, from where, and what to type", () => {
    const refused = explained("apt", "  401  Unauthorized");
    expect(refused.why).toBe(
      "artifactory.company.com was asked as myuser, by ~/.netrc, line 1; APT_MIRROR (.env) names it. It is wrong, or has expired.",
    );
    expect(refused.exit).toBe(77);
    expect(explained("apt", "  401  Unauthorized", null).why).toContain("without a login");
    expect(explained("uv", "(401 Unauthorized)").next[0]).toBe(
      "export UV_INDEX_CORPORATE_PYPI_USERNAME=YOU UV_INDEX_CORPORATE_PYPI_PASSWORD=TOKEN",
    );
  });

  test("a password that a tool prints is not repeated", () => {
    const error = explained(
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
