import { AdpError } from "../../../kernel/errors.ts";
import { installCommand, type Machine, thisMachine } from "../../../kernel/machine.ts";
import type { ProcessFailure } from "../../../kernel/process.ts";
import { redact } from "../../../kernel/secret.ts";
import {
  PG_DISK_FULL,
  PG_INSTALL,
  PG_NPM_MISSING,
  PG_REGISTRY,
  PG_REGISTRY_LOGIN,
  PG_TLS,
} from "./errors.ts";

/** What npm's failure means for the user. npm prints `npm error code X` on stderr (npm 9 and older: `npm ERR!`). */
export function explainNpmFailure(
  failure: ProcessFailure,
  again: string,
  machine: Machine = thisMachine(),
): AdpError {
  const output = `${failure.stderr}\n${failure.stdout}`;
  const code = /npm (?:error|ERR!) code (\w+)/.exec(output)?.[1] ?? "";
  const evidence = redact(output, [])
    .split("\n")
    .filter((line) => /npm (error|ERR!)/.test(line) && !/A complete log|debug-\d/.test(line))
    .slice(0, 8);
  const common = { evidence, cause: failure };
  if (failure.kind === "spawn-failed") {
    return new AdpError(PG_NPM_MISSING, {
      why: "npm comes with Node.js; some distributions package it apart.",
      next: [installCommand({ debian: "npm", fedora: "npm", macos: "node" }, machine), again],
      cause: failure,
    });
  }
  if (code === "ENOSPC" || /ENOSPC|no space left on device/i.test(output)) {
    return new AdpError(PG_DISK_FULL, {
      ...common,
      why: "Unpacking PostgreSQL takes about 150 MB beside npm's cache.",
      next: ["df -h . ~/.npm   shows which disk", `free some space, then: ${again}`],
    });
  }
  if (/^(E401|E403|ENEEDAUTH|E407)$/.test(code)) {
    return new AdpError(PG_REGISTRY_LOGIN, {
      ...common,
      why: "Your ~/.npmrc names a registry that wants credentials, and has none or wrong ones.",
      next: ["npm login   for the registry that `npm config get registry` prints", again],
    });
  }
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/.test(`${code} ${output}`)) {
    return new AdpError(PG_TLS, {
      ...common,
      why: "The certificate's issuer is unknown to Node.js; companies often re-sign traffic with their own CA.",
      next: [
        "npm config set cafile /path/to/company-ca.pem   (ask your IT for the file)",
        machine === "macos"
          ? "export NODE_EXTRA_CA_CERTS=/path/to/company-ca.pem"
          : "export NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt   where the system trusts that CA",
        again,
      ],
    });
  }
  if (
    /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_SOCKET_TIMEOUT|ENETUNREACH|EIDLETIMEOUT|E50\d)$/.test(
      code,
    )
  ) {
    return new AdpError(PG_REGISTRY, {
      ...common,
      why: `npm reported ${code}: the network, a proxy setting or the registry itself.`,
      next: [
        "npm ping   asks the registry that your ~/.npmrc names",
        "npm config set registry https://YOUR-MIRROR/   where the company has one",
        again,
      ],
    });
  }
  return new AdpError(PG_INSTALL, {
    ...common,
    evidence: evidence.length > 0 ? evidence : failure.tail(8),
    why: code === "" ? failure.message : `npm reported ${code}.`,
    next: [again],
  });
}
