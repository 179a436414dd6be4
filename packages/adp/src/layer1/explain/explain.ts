import { readFileSync } from "node:fs";
import { dockerLogin, readDockerConfig, registryOf } from "../../credentials/index.ts";
import { type Access, type AccessPlan, planAccess, type Tool } from "../access.ts";
import type { Layer1Folder } from "../folder.ts";
import { readLayer1Settings } from "../settings.ts";
import type { Step } from "./dockerfile.ts";

/** One host that a step may reach. The login's value is nowhere in here. */
interface Reach {
  readonly host: string;
  readonly by: Tool | "docker" | "unknown";
  readonly setting: string;
  readonly login: { readonly user: string; readonly place: string } | null;
  /** How what is sent is protected: http, or https and whose certificates count. */
  readonly wire: string;
  readonly missing: string | null;
}

interface ExplainedStep {
  readonly line: number;
  readonly stage: string;
  readonly kind: Step["kind"];
  readonly runs: string;
  readonly reaches: readonly Reach[];
}

export interface Explanation {
  readonly steps: readonly ExplainedStep[];
  /** Every host that a build touches, each once. */
  readonly hosts: readonly string[];
  readonly missing: readonly string[];
  readonly warnings: readonly string[];
}

const secretOf: Readonly<Record<Tool, string>> = {
  ...{ apt: "apt-auth", pip: "pip-conf" },
  ...{ uv: "uv-toml", maven: "maven-netrc" },
};
const anywhere = "(any host that the engine reaches)";

interface ExplainBuild {
  readonly place: Layer1Folder;
  readonly dockerfile: string;
  readonly targets: readonly string[];
  /** The build arguments that name images, by variable. */
  readonly images: Readonly<Record<string, string>>;
  readonly env: NodeJS.ProcessEnv;
}

/** What `adp layer1 build` will reach. */
export async function explainLayer1(
  place: Layer1Folder,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Explanation> {
  const settings = readLayer1Settings(place, env);
  const images = {
    IMAGE_ASTRONOMER: settings.runtime,
    IMAGE_NODE: settings.node,
    ...(settings.python === undefined ? {} : { IMAGE_PYTHON: settings.python }),
    SHARER_BASE: "packages",
  };
  const targets = ["layer1", "ticket-sharer"];
  return explainSteps({ place, dockerfile: place.dockerfile, targets, images, env });
}

/** Works out what each step will reach, as whom, from files alone: nothing runs, and no host is asked. */
export async function explainSteps(options: ExplainBuild): Promise<Explanation> {
  const { place, images, env } = options;
  const settings = readLayer1Settings(place, env);
  const access = planAccess(place, settings, env);
  const docker = readDockerConfig(env);
  const variableOf = (image: string) =>
    Object.keys(images).find((name) => images[name] === image) ?? "IMAGE_PYTHON";
  const { readSteps } = await import("./dockerfile.ts");
  const steps: ExplainedStep[] = [];
  for (const step of readSteps(readFileSync(options.dockerfile, "utf8"), options.targets, images)) {
    const reaches =
      step.kind === "FROM"
        ? [
            await pullReach(
              step.text,
              `${variableOf(step.text)} (${settings.origin.get(variableOf(step.text)) ?? "the default"})`,
            ),
          ]
        : runReaches(step, access);
    steps.push({ line: step.line, stage: step.stage, kind: step.kind, runs: step.text, reaches });
  }
  async function pullReach(image: string, setting: string): Promise<Reach> {
    const registry = registryOf(image);
    const login = await dockerLogin(docker, registry, env);
    const isRequired = settings.loginHosts.includes(registry) && login === undefined;
    return {
      host: registry,
      by: "docker",
      setting,
      login: login === undefined ? null : { user: login.user, place: login.place },
      wire: "https, the Docker Engine's CAs",
      missing: isRequired ? `docker login ${registry}` : null,
    };
  }
  const all = steps.flatMap((step) => step.reaches);
  return {
    steps,
    hosts: [...new Set(all.map((reach) => reach.host))].sort(),
    missing: [...new Set(all.flatMap((reach) => reach.missing ?? []))],
    warnings: access.warnings,
  };
}

function runReaches(step: Step, access: AccessPlan): Reach[] {
  if (step.isOffline) return [];
  const tools = toolsOf(step.text);
  const urls = [...step.text.matchAll(/\b(?:https?|ftp|git):\/\/[^\s"'\\)]+/g)].map((match) => match[0]);
  const named = urls.map(
    (url): Reach => ({
      host: URL.canParse(url) ? new URL(url).host : url,
      by: "unknown",
      setting: "the Dockerfile",
      login: null,
      wire: url.replace(/:.*$/, ""),
      missing: null,
    }),
  );
  const known = tools.flatMap((tool) => access[tool].map((one) => reachOf(one, tool, step)));
  if (known.length + named.length > 0) return unique([...known, ...named]);
  return reachesNothing(step.text)
    ? []
    : [
        {
          host: anywhere,
          by: "unknown",
          setting: "no tool that adp knows",
          login: null,
          wire: "unknown",
          missing: null,
        },
      ];
}

function reachOf(
  { host, setting, login, required, wire, isLoginExposed }: Access,
  tool: Tool,
  step: Step,
): Reach {
  const secret = secretOf[tool];
  const isGiven = step.kind === "ONBUILD RUN" || step.secrets.includes(secret);
  return {
    host,
    by: tool,
    setting,
    login: login === undefined ? null : { user: login.user, place: login.place },
    wire,
    missing: isLoginExposed
      ? `the login of ${login?.user} would go to ${host} over plain HTTP: use https, or name the host in INSECURE_LOGIN_HOSTS`
      : login === undefined
        ? required
          ? `machine ${host.replace(/:\d+$/, "")} login YOU password TOKEN   in ~/.netrc`
          : null
        : isGiven
          ? null
          : `line ${step.line} of the Dockerfile does not mount the secret ${secret}`,
  };
}

function toolsOf(command: string): Tool[] {
  const found: Tool[] = [];
  if (/\bapt-install\.sh|\bapt-get\b|\bapt install\b|install-system-packages/.test(command))
    found.push("apt");
  if (/\b(?:bindings|uv|venv)\.sh\b|(?<!uv )\bpip3? |-m pip\b|install-python-dependencies/.test(command))
    found.push("pip");
  if (/python-packages\.sh|\buv (?:pip|sync|tool|add)\b/.test(command)) found.push("uv");
  if (/\bdrivers\.py\b/.test(command)) found.push("maven");
  return found;
}

/** Commands of which it is known that they stay on the machine. */
function reachesNothing(command: string): boolean {
  return command
    .split(/&&|\|\||;|\|/)
    .map((part) => part.trim().split(/\s+/)[0] ?? "")
    .every((word) =>
      /^(?:mkdir|chmod|chown|touch|cp|mv|rm|ln|echo|printf|true|test|\[|set|sed|find|install|useradd|groupadd|node|sh)?$/.test(
        word,
      ),
    );
}

function unique(reaches: readonly Reach[]): Reach[] {
  return [
    ...new Map(reaches.map((reach) => [`${reach.host}\0${reach.by}\0${reach.setting}`, reach])).values(),
  ];
}
