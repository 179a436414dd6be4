import { act, adp, again, either, type Next, run, shell } from "@airflow-data-platform/cli-kit";
import { type Docker, wantsBuildKit } from "../docker/index.ts";
import { AdpError, type ErrorDefinition } from "../kernel/errors.ts";
import { type Diagnosis, diagnose, type FailureKind, remedy } from "../kernel/failure/index.ts";
import type { ProcessFailure } from "../kernel/process.ts";
import { redact } from "../kernel/secret.ts";
import type { Access, AccessPlan, Tool } from "./access.ts";
import { errors } from "./errors.ts";
import {
  type AptKind,
  aptPatterns,
  type OwnKind,
  ownPatterns,
  type PythonKind,
  pythonPatterns,
  stepPatterns,
} from "./failure-patterns.ts";
import { fromHere, type Layer1Folder, makeStep } from "./folder.ts";
import { readBuildLog } from "./steps.ts";

export interface FailureContext {
  readonly docker: Docker;
  readonly place: Layer1Folder;
  readonly access: AccessPlan;
}

type Kind = FailureKind | OwnKind | AptKind | PythonKind;
type Match = Diagnosis<OwnKind | AptKind | PythonKind>["match"];

/** What a failed build means, who was asked, and what to type. */
export function explainBuild(
  failure: ProcessFailure,
  lines: readonly string[],
  context: FailureContext,
): AdpError {
  const { failed } = readBuildLog(lines);
  const said = failed?.lines ?? [];
  const text = said.join("\n");
  const passwords = context.access.logins.map((login) => login.password);
  const tool = toolOf(failed?.name ?? "");
  const details = { evidence: redact(notable(said).join("\n"), passwords).split("\n"), cause: failure };
  const { kind, match } = diagnoseStep(tool, text, lines.join("\n"));
  const definition = definitionOf(kind, tool);
  if (definition !== undefined) {
    const step = { kind, tool, access: context.access, asked: askedBy(tool, context.access, text) };
    const what = redact(whatOf(step, match) ?? definition.title, passwords);
    return new AdpError(definition, { ...details, what, ...remedyOf(step, context.place) });
  }
  if (failed === undefined || wantsBuildKit(failure)) return context.docker.explain(failure);
  const general = kind === "killed" ? remedy("killed", { tool: "the build step" }) : undefined;
  return new AdpError(errors.BUILD_FAILED, {
    ...details,
    what: `The step "${redact(failed.name.slice(0, 120), passwords)}" failed.`,
    ...(general?.why === undefined ? {} : { why: general.why }),
    next: [
      ...(general?.next ?? []),
      either(again, run(adp`layer1 build --no-cache`, "runs every step again")),
    ],
  });
}

/** Our scripts' messages count in every step; what a tool prints counts only in the step that failed. */
function diagnoseStep(
  tool: Tool | undefined,
  text: string,
  whole: string,
): Diagnosis<OwnKind | AptKind | PythonKind> {
  const own = diagnose<OwnKind>(`${text}\n${whole}`, ownPatterns);
  if (own.kind !== "unknown") return own;
  const step = diagnose(text, stepPatterns);
  if (step.kind !== "unknown" || tool === undefined) return step;
  return tool === "apt" ? diagnose<AptKind>(text, aptPatterns) : diagnose<PythonKind>(text, pythonPatterns);
}

function definitionOf(kind: Kind, tool: Tool | undefined): ErrorDefinition | undefined {
  const isApt = tool === "apt";
  switch (kind) {
    case "login-refused":
    case "login-missing":
      return isApt ? errors.APT_LOGIN : errors.PYTHON_LOGIN;
    case "tls-untrusted":
      return isApt ? errors.APT_TLS : errors.PYTHON_TLS;
    case "unreachable":
    case "proxy":
    case "not-found":
      return isApt ? errors.APT_UNREACHABLE : errors.PYTHON_UNREACHABLE;
    case "package":
      return isApt ? errors.APT_PACKAGE : errors.PYTHON_PACKAGE;
    case "hash":
    case "unlisted":
      return errors.PYTHON_HASH;
    case "signature":
      return errors.APT_SIGNATURE;
    case "mixed":
      return errors.APT_MIXED;
    case "conflict":
      return errors.PYTHON_CONFLICT;
    case "bindings":
      return errors.BINDINGS;
    case "secret-missing":
      return errors.SECRET_REQUIRED;
    case "wheel-missing":
      return errors.INPUT_MISSING;
    case "onbuild":
      return errors.BASE_ONBUILD;
    case "no-airflow":
      return errors.BASE_NO_RUNTIME;
    case "odbc":
      return errors.ODBC;
    case "disk-full":
      return errors.DISK_FULL;
    default:
      return undefined;
  }
}

function toolOf(step: string): Tool | undefined {
  const command = step.replaceAll(/--mount=\S+/g, "");
  if (/apt-install|apt-get/.test(command)) return "apt";
  if (/python-packages|\buv pip/.test(command)) return "uv";
  return /bindings\.sh|uv\.sh|venv\.sh|sqlmodel\.sh|pip/.test(command) ? "pip" : undefined;
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
function askedBy(tool: Tool | undefined, access: AccessPlan, text: string): Access | undefined {
  const all = tool === undefined ? [] : access[tool];
  return all.find(({ host }) => text.includes(host)) ?? all[0];
}

interface FailedStep {
  readonly kind: Kind;
  readonly tool: Tool | undefined;
  readonly access: AccessPlan;
  readonly asked: Access | undefined;
}

function whatOf({ kind, tool, asked }: FailedStep, match: Match): string | undefined {
  const host = asked?.host ?? "The server";
  const captured = match?.slice(1).find((text) => text !== undefined);
  switch (kind) {
    case "login-refused":
      return `${host} refused the login of ${tool}.`;
    case "tls-untrusted":
      return `${tool} does not trust the certificate of ${host}.`;
    case "unreachable":
    case "proxy":
      return `${host} does not answer ${tool}.`;
    case "not-found":
      return `${host} does not have the folder that ${tool} asks for.`;
    case "signature":
      return `apt cannot verify what ${host} serves.`;
    case "mixed":
      return `${host} served files that do not match its index.`;
    case "package":
      return tool === "apt"
        ? `The mirror has no Debian package ${captured}.`
        : `The index has no ${captured} that fits.`;
    case "hash":
      return `${host} served another file as ${captured} than the one whose hash is in constraints/.`;
    case "unlisted":
      return `${host} says that Layer 1 needs ${captured}, which has no hash in constraints/.`;
    case "conflict":
      return captured === undefined
        ? "No versions of the Python packages fit the Runtime's."
        : sentence(captured);
    case "secret-missing":
    case "wheel-missing":
    case "onbuild":
    case "no-airflow":
    case "odbc":
      return sentence(captured ?? "");
    default:
      return undefined;
  }
}

function sentence(text: string): string {
  return `${text.trim().replace(/^./, (first) => first.toUpperCase())}.`;
}

function remedyOf(step: FailedStep, place: Layer1Folder): { why?: string; next: Next } {
  const { kind, tool, access, asked } = step;
  const env = fromHere(place, ".env");
  const correct = (name: string) => [act(`correct ${fromHere(place, name)}`), again];
  const explain = run(adp`layer1 explain`, "lists every host, setting and login");
  const who = whoWasAsked(asked);
  switch (kind) {
    case "login-refused": {
      const { why, next } = remedy(kind, {
        tool: tool ?? "the tool",
        ...(asked === undefined ? {} : { url: asked.url }),
        ...(asked?.login === undefined ? {} : { login: asked.login }),
        own: loginSteps(asked),
      });
      return { why: asked?.login === undefined ? who : (why ?? who), next: [...next, explain, again] };
    }
    case "tls-untrusted":
      return {
        why: "The image does not know the issuer. Many companies re-sign traffic with a CA of their own.",
        next: [
          run(
            shell`cp company-ca.crt ${fromHere(place, "config", "certificates")}/`,
            [
              "PEM; it may be committed",
              ...access.hostCertificates
                .slice(0, 1)
                .map((path) => `this machine trusts ${path}, which may hold it`),
            ].join("; "),
          ),
          again,
        ],
      };
    case "unreachable":
    case "proxy":
    case "not-found":
      return { why: who, next: [unreachableStep(step, env), again] };
    case "signature":
      return {
        why: who,
        next: [
          act(`write the mirror's key (Signed-By) into ${fromHere(place, "config", "apt")}/NAME.sources`),
          again,
        ],
      };
    case "mixed":
      return {
        why: `The mirror is being updated, or keeps files of different ages. ${asked?.setting ?? "The configuration"} names it.`,
        next: [
          { ...again, why: "in a few minutes" },
          act(`if it stays, ask who runs ${asked?.host ?? "the mirror"} to clear its cache of that suite`),
        ],
      };
    case "package":
      return tool === "apt"
        ? {
            why: `apt looked on ${access.apt.map((one) => one.url).join(", ")}.`,
            next: correct("packages.txt"),
          }
        : {
            why: who,
            next: [
              act(`correct ${fromHere(place, "requirements.txt")} or ${fromHere(place, "constraints")}`),
              again,
            ],
          };
    case "hash":
      return {
        why: `${who} Its mirror is damaged, or somebody replaced the file.`,
        next: [
          act(`ask who runs ${asked?.host ?? "the index"} to compare the file with pypi.org's`),
          act(
            `if your organisation builds this package itself, write its hash into ${fromHere(place, "constraints")}`,
          ),
          again,
        ],
      };
    case "unlisted":
      return {
        why: `${who} Layer 1 was tested without it: the mirror's metadata is wrong, or this Runtime needs more.`,
        next: [
          act(`ask who runs ${asked?.host ?? "the index"} to compare its metadata with pypi.org's`),
          act(`if this Runtime needs it, write its version and hash into ${fromHere(place, "constraints")}`),
          again,
        ],
      };
    case "conflict":
      return {
        why: "The Runtime's own packages must not change: Airflow was tested with them.",
        next: correct("requirements.txt"),
      };
    case "bindings":
      return {
        next: [act(`set IMAGE_PYTHON= (empty) in ${env}`, "the Runtime itself then compiles them"), again],
      };
    case "secret-missing":
      return {
        next: [
          explain,
          makeStep(place, "build", "gives the build its logins; a plain docker build has none"),
        ],
      };
    case "wheel-missing":
      return { next: [makeStep(place, "framework"), again] };
    case "onbuild":
    case "no-airflow":
      return { next: [act(`correct IMAGE_ASTRONOMER in ${env}`), again] };
    case "odbc":
      return { next: [act(`correct ODBC_DRIVER in ${env}, or ${fromHere(place, "packages.txt")}`), again] };
    case "disk-full":
      return {
        next: [
          run(shell`docker system df`, "shows what takes the space"),
          run(shell`docker builder prune`, "removes the build cache"),
          again,
        ],
      };
    default:
      return { next: [again] };
  }
}

function whoWasAsked(asked: Access | undefined): string {
  const { host, setting, login } = asked ?? {
    host: "The server",
    setting: "the configuration",
    login: undefined,
  };
  return login === undefined
    ? `${host} was asked without a login. The address comes from ${setting}.`
    : `${host} was asked as ${login.user}, from ${login.place}. The address comes from ${setting}.`;
}

function unreachableStep({ tool, asked }: FailedStep, env: string) {
  const host = asked?.host ?? "HOST";
  const setting = asked?.setting ?? "the configuration";
  if (tool === "apt")
    return either(
      setting.startsWith("APT_")
        ? act(`correct ${setting}`)
        : act(`set APT_MIRROR=https://YOUR-MIRROR/debian in ${env}`),
      run(shell`docker run --rm debian getent hosts ${host}`, "asks whether containers can find it"),
    );
  return either(
    host === "pypi.org"
      ? act(
          "set index-url = https://YOUR-MIRROR/simple in ~/.config/pip/pip.conf, or an index in ~/.config/uv/uv.toml",
        )
      : act(`correct ${setting}`),
  );
}

/** Where the login that was used is corrected, if that is not netrc. */
function loginSteps(asked: Access | undefined): { "login-refused"?: Next } {
  const place = asked?.login?.place ?? "";
  if (place.startsWith("UV_INDEX_"))
    return {
      "login-refused": [
        run({
          shell: `export ${place.replace(/ and _PASSWORD$/, "=YOU")} ${place.replace(/_USERNAME.*$/, "_PASSWORD=TOKEN")}`,
        }),
      ],
    };
  const inAddress = /^the URL in (.*)$/.exec(place)?.[1];
  if (inAddress === undefined) return {};
  return {
    "login-refused": [
      either(
        act(`correct the login in the address in ${inAddress}`),
        act("remove it there, and write it into ~/.netrc"),
      ),
    ],
  };
}
