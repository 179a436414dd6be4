import { again, either, type Next, run, shell } from "@airflow-data-platform/cli-kit";
import { AdpError, type ErrorDefinition } from "../../../kernel/errors.ts";
import { diagnoseProcess, type FailureKind, type Patterns, remedy } from "../../../kernel/failure/index.ts";
import { installStep, type Machine, thisMachine } from "../../../kernel/machine.ts";
import type { ProcessFailure } from "../../../kernel/process.ts";
import { redact } from "../../../kernel/secret.ts";
import { errors } from "../../errors.ts";

/** What npm prints: `npm error code X` on stderr (npm 9 and older: `npm ERR!`). */
const patterns: Patterns = [
  [/npm (?:error|ERR!) code (?:ENOSPC|EDQUOT)|ENOSPC|no space left on device/i, "disk-full"],
  [/npm (?:error|ERR!) code E407\b/, "proxy"],
  [/npm (?:error|ERR!) code ENEEDAUTH\b/, "login-missing"],
  [/npm (?:error|ERR!) code E40[13]\b/, "login-refused"],
  [/CERT_|_CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/, "tls-untrusted"],
  [
    /npm (?:error|ERR!) code (?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_SOCKET_TIMEOUT|ENETUNREACH|EIDLETIMEOUT|E50\d)\b/,
    "unreachable",
  ],
  [/npm (?:error|ERR!) code (?:EACCES|EPERM|EROFS)\b/, "denied"],
];

const definitions: Partial<Record<FailureKind, ErrorDefinition>> = {
  "disk-full": errors.pgDiskFull,
  proxy: errors.npmRegistry,
  "login-missing": errors.npmLogin,
  "login-refused": errors.npmLogin,
  "tls-untrusted": errors.npmTls,
  unreachable: errors.npmRegistry,
  "missing-program": errors.npmMissing,
};

/** What npm's failure means for the user. */
export function explainNpmFailure(
  failure: ProcessFailure,
  folder: string,
  machine: Machine = thisMachine(),
): AdpError {
  const { kind } = diagnoseProcess(failure, patterns);
  const { why, next } = remedy(kind, {
    tool: "npm",
    folder,
    size: "about 150 MB, and npm's cache as much again",
    machine,
    own: own(machine),
  });
  const code = /npm (?:error|ERR!) code (\w+)/.exec(failure.stderr)?.[1];
  const definition = definitions[kind] ?? errors.npmInstall;
  const reason =
    definition === errors.npmInstall ? (code === undefined ? failure.message : `npm reported ${code}.`) : why;
  return new AdpError(definition, {
    ...(reason === undefined ? {} : { why: reason }),
    evidence: evidence(failure),
    next: [...next, again],
    cause: failure,
  });
}

/** npm reads neither netrc nor the system's certificates. */
function own(machine: Machine): Partial<Record<FailureKind, Next>> {
  const login = [run(shell`npm login`, "for the registry that `npm config get registry` prints")];
  return {
    "missing-program": [installStep({ debian: "npm", fedora: "npm", macos: "node" }, machine)],
    "login-refused": login,
    "login-missing": login,
    "tls-untrusted": [
      either(
        run(shell`npm config set cafile /path/to/company-ca.pem`, "with the file from your IT"),
        machine === "macos"
          ? run(shell`export NODE_EXTRA_CA_CERTS=/path/to/company-ca.pem`)
          : run(
              shell`export NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt`,
              "if the system trusts that CA",
            ),
      ),
    ],
    unreachable: [
      either(
        run(shell`npm ping`, "asks the registry that ~/.npmrc names"),
        run(shell`npm config set registry https://YOUR-MIRROR/`, "if your company has a mirror"),
      ),
    ],
  };
}

function evidence(failure: ProcessFailure): string[] {
  const lines = redact(`${failure.stderr}\n${failure.stdout}`, [])
    .split("\n")
    .filter((line) => /npm (error|ERR!)/.test(line) && !/A complete log|debug-\d/.test(line))
    .slice(0, 8);
  return lines.length > 0 || failure.kind === "spawn-failed" ? lines : failure.tail(8);
}
