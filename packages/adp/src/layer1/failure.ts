import type { Docker } from "../docker/index.ts";
import { AdpError, type ErrorDefinition } from "../kernel/errors.ts";
import { typed } from "../kernel/home.ts";
import type { ProcessFailure } from "../kernel/process.ts";
import { redact } from "../kernel/secret.ts";
import type { Access, AccessPlan, Tool } from "./access.ts";
import * as errors from "./errors.ts";
import { apt, own, python } from "./failure-rules.ts";
import { readBuildLog } from "./steps.ts";

export interface FailureContext {
  readonly docker: Docker;
  readonly access: AccessPlan;
  readonly again: string;
}

/** What a failed build means, who was asked, and what to type. */
export function explainBuild(
  failure: ProcessFailure,
  lines: readonly string[],
  context: FailureContext,
): AdpError {
  const log = readBuildLog(lines);
  const said = log.failed?.lines ?? [];
  const text = said.join("\n");
  const evidence = redact(
    notable(said).join("\n"),
    context.access.logins.map((login) => login.password),
  ).split("\n");
  const tool = toolOf(log.failed?.name ?? "");
  const whole = lines.join("\n");
  for (const rule of [...own, ...(tool === "apt" ? apt : tool === undefined ? [] : python)]) {
    const match = rule.pattern.exec(text) ?? (own.includes(rule) ? rule.pattern.exec(whole) : null);
    if (match === null) continue;
    return new AdpError(rule.definition, {
      what: rule.what(match) ?? whatOf(rule.definition, tool, context.access, text),
      ...remedy(rule.definition, tool, text, context),
      evidence,
      cause: failure,
    });
  }
  if (log.failed === undefined) return context.docker.explain(failure);
  return new AdpError(errors.BUILD_FAILED, {
    what: `The step "${log.failed.name.slice(0, 120)}" failed.`,
    evidence,
    next: [context.again, `${typed("layer1 build --no-cache")}   begins anew`],
    cause: failure,
  });
}

function toolOf(step: string): Tool | undefined {
  const command = step.replaceAll(/--mount=\S+/g, "");
  if (/apt-install|apt-get/.test(command)) return "apt";
  if (/python-packages|\buv pip/.test(command)) return "uv";
  return /bindings\.sh|uv\.sh|pip/.test(command) ? "pip" : undefined;
}

/** The lines that say something: errors first, the end of the output otherwise. */
function notable(lines: readonly string[]): string[] {
  const telling = lines.filter((line) =>
    /^(E:|Err:|W: .*(certificate|401|403)|ERROR|error|layer1:|\s*[×╰├]|\s+cause:|WARNING: 40)|Error|failed/i.test(
      line.trim(),
    ),
  );
  const chosen = (telling.length > 0 ? telling : lines).filter((line) => line.trim() !== "");
  return [...new Set(chosen)]
    .slice(-6)
    .map((line) => (line.length > 300 ? `${line.slice(0, 300)} ...` : line));
}

/** The host that the output names, else the first of the tool's. */
function asked(tool: Tool | undefined, access: AccessPlan, text: string): Access | undefined {
  const all = tool === undefined ? [] : access[tool];
  return all.find(({ host }) => text.includes(host)) ?? all[0];
}

function whatOf(
  definition: ErrorDefinition,
  tool: Tool | undefined,
  access: AccessPlan,
  text: string,
): string {
  const host = asked(tool, access, text)?.host ?? "the server";
  switch (definition) {
    case errors.APT_LOGIN:
    case errors.PYTHON_LOGIN:
      return `${host} refuses the login of ${tool}.`;
    case errors.APT_TLS:
    case errors.PYTHON_TLS:
      return `${tool} does not trust the certificate of ${host}.`;
    case errors.APT_UNREACHABLE:
    case errors.PYTHON_UNREACHABLE:
      return `${host} does not answer ${tool}.`;
    case errors.APT_SIGNATURE:
      return `apt cannot verify what ${host} gives.`;
    case errors.APT_MIXED:
      return `${host} gives files that do not fit its own index.`;
    default:
      return definition.title;
  }
}

function remedy(
  definition: ErrorDefinition,
  tool: Tool | undefined,
  text: string,
  { access, again }: FailureContext,
): { why?: string; next: string[] } {
  const found = asked(tool, access, text);
  const host = found?.host ?? "HOST";
  const setting = found?.setting ?? "the configuration";
  const who =
    found?.login === undefined
      ? `${host} was asked without a login; ${setting} names it.`
      : `${host} was asked as ${found.login.user}, by ${found.login.place}; ${setting} names it.`;
  const then = again;
  const explain = `${typed("layer1 explain")}   shows every host, setting and login`;
  switch (definition) {
    case errors.APT_LOGIN:
      return {
        why: `${who} ${found?.login === undefined ? "" : "It is wrong, or has expired."}`.trim(),
        next: [`in ~/.netrc (chmod 600): machine ${host} login YOU password TOKEN`, explain, then],
      };
    case errors.PYTHON_LOGIN:
      return {
        why: `${who} ${found?.login === undefined ? "" : "It is wrong, or has expired."}`.trim(),
        next: [loginRemedy(found, host), explain, then],
      };
    case errors.APT_TLS:
    case errors.PYTHON_TLS:
      return {
        why: "Its issuer is unknown in the image: the company's own CA, most likely.",
        next: [
          "cp YOUR-COMPANY-CA.crt layer1-base-image/config/certificates/   (PEM; it may be committed)",
          ...access.hostCertificates
            .slice(0, 1)
            .map((path) => `this machine's tools trust ${path}: it is in there`),
          then,
        ],
      };
    case errors.APT_UNREACHABLE:
      return {
        why: who,
        next: [
          found?.setting.startsWith("APT_")
            ? `correct ${found.setting}`
            : "APT_MIRROR=https://YOUR-MIRROR/debian   in layer1-base-image/.env",
          `docker run --rm debian getent hosts ${host}   asks whether containers can find it`,
          then,
        ],
      };
    case errors.PYTHON_UNREACHABLE:
      return {
        why: who,
        next: [
          host === "pypi.org"
            ? "index-url = https://YOUR-MIRROR/simple   in ~/.config/pip/pip.conf, or an index in ~/.config/uv/uv.toml"
            : `correct ${setting}`,
          then,
        ],
      };
    case errors.APT_SIGNATURE:
      return { why: who, next: ["config/apt/NAME.sources can carry the mirror's own key (Signed-By)", then] };
    case errors.APT_MIXED:
      return {
        why: `It is being updated, or what it keeps is of different ages; ${setting} names it.`,
        next: [
          `${then}   once more, in some minutes`,
          `ask who runs ${host} to clear what it keeps of that suite, if it stays`,
        ],
      };
    case errors.APT_PACKAGE:
      return {
        why: `It was looked for on ${access.apt.map((one) => one.url).join(", ")}.`,
        next: ["correct layer1-base-image/packages.txt", then],
      };
    case errors.PYTHON_PACKAGE:
      return { why: who, next: ["correct layer1-base-image/requirements.txt or constraints/", then] };
    case errors.PYTHON_CONFLICT:
      return {
        why: "What the Runtime brings must not change: Airflow was tested with it.",
        next: ["correct layer1-base-image/requirements.txt, so that it asks for what the Runtime has", then],
      };
    case errors.BINDINGS:
      return {
        next: ["IMAGE_PYTHON=   (empty) in layer1-base-image/.env compiles on the Runtime itself", then],
      };
    case errors.SECRET_REQUIRED:
      return { next: [explain, "make build   gives the build its logins; a plain docker build has none"] };
    case errors.INPUT_MISSING:
      return { next: ["make framework", then] };
    case errors.BASE_ONBUILD:
    case errors.BASE_NO_RUNTIME:
      return { next: ["correct IMAGE_ASTRONOMER in layer1-base-image/.env", then] };
    case errors.ODBC:
      return { next: ["correct ODBC_DRIVER in layer1-base-image/.env, or packages.txt", then] };
    default:
      return { next: [then] };
  }
}

/** Where the login that was used is put right. */
function loginRemedy(found: Access | undefined, host: string): string {
  const place = found?.login?.place ?? "";
  if (place.startsWith("UV_INDEX_"))
    return `export ${place.replace(/ and _PASSWORD$/, "=YOU")} ${place.replace(/_USERNAME.*$/, "_PASSWORD=TOKEN")}`;
  const inAddress = /^the URL in (.*)$/.exec(place)?.[1];
  if (inAddress !== undefined)
    return `correct the login in the address in ${inAddress}, or take it out there and write it into ~/.netrc`;
  return `in ~/.netrc (chmod 600): machine ${host.replace(/:\d+$/, "")} login YOU password TOKEN`;
}
