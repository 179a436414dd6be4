import { Docker } from "../../docker/index.ts";
import type { AdpError } from "../../kernel/errors.ts";
import { ProcessFailure } from "../../kernel/process.ts";
import { Secret } from "../../kernel/secret.ts";
import type { AccessPlan } from "../access.ts";
import { explainBuild } from "../failure.ts";
import { layer1Folder } from "../folder.ts";

const login = { user: "myuser", password: new Secret("mytoken99"), place: "~/.netrc, line 1" };
const one = (setting: string, who: typeof login | undefined) => [
  {
    url: "https://artifactory.company.com/x",
    host: "artifactory.company.com",
    setting,
    login: who,
    required: false,
    wire: "https",
    isLoginExposed: false,
  },
];
const access = (who: typeof login | undefined): AccessPlan => ({
  apt: one("APT_MIRROR (.env)", who),
  pip: one("~/.pip/pip.conf", who),
  uv: one("~/.config/uv/uv.toml", who && { ...who, place: "UV_INDEX_CORPORATE_PYPI_USERNAME and _PASSWORD" }),
  maven: [],
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
  sqlmodel:
    "RUN --mount=type=bind,source=build/packages.py,target=/run/layer1/packages.py --mount=type=secret,id=pip-conf sh /run/layer1/sqlmodel.sh /wheels",
  uv: "RUN --mount=type=secret,id=uv-toml sh /run/layer1/python-packages.sh",
};

export type Step = keyof typeof steps;

/** The error that a build gives when one of its steps prints this and fails. */
export function explainedStep(step: Step, output: string, who: typeof login | null = login): AdpError {
  return explainedLines(
    [
      "#1 [internal] load build definition from Dockerfile",
      `#9 [platform 1/4] ${steps[step]}`,
      ...output.split("\n").map((line) => `#9 1.234 ${line}`),
      `#9 ERROR: process "/bin/sh -c ..." did not complete successfully: exit code: 100`,
    ],
    who,
  );
}

/** The error that a build gives when it prints these lines and fails. */
export function explainedLines(lines: readonly string[], who: typeof login | null = login): AdpError {
  const failure = new ProcessFailure(
    ["docker", "buildx"],
    "exited",
    1,
    "",
    lines.join("\n"),
    "exited with 1",
  );
  return explainBuild(failure, lines, {
    docker: new Docker(),
    access: access(who ?? undefined),
    place: layer1Folder(),
  });
}
