import { relative } from "node:path";
import { EnvFileMistake, parseEnvFile } from "../kernel/env-file.ts";
import { AdpError } from "../kernel/errors.ts";
import { readIfPresent } from "../kernel/files.ts";
import { SETTINGS } from "./errors.ts";
import type { Layer1Folder } from "./folder.ts";

const defaultRuntime = "quay.io/astronomer/astro-runtime:11.10.0";
const defaultNode = "docker.io/library/node:22-bookworm-slim";
const drivers = ["wheel", "apt", "none"] as const;

/** What layer1-base-image/.env and the environment say; the environment goes first. */
export interface Layer1Settings {
  readonly runtime: string;
  readonly python: string | undefined;
  readonly node: string;
  /** Whether IMAGE_NODE was set, or taken from where IMAGE_PYTHON is, or by default. */
  readonly nodeFrom: "IMAGE_NODE" | "IMAGE_PYTHON" | "the default";
  readonly aptMirror: string | undefined;
  readonly aptSecurityMirror: string | undefined;
  readonly loginHosts: readonly string[];
  readonly odbcDriver: (typeof drivers)[number];
  /** Where each value stands, for people: ".env" or "the environment". */
  readonly origin: ReadonlyMap<string, string>;
}

const names = [
  "IMAGE_ASTRONOMER",
  "IMAGE_PYTHON",
  "IMAGE_NODE",
  "APT_MIRROR",
  "APT_SECURITY_MIRROR",
  "LOGIN_HOSTS",
  "ODBC_DRIVER",
] as const;
type Name = (typeof names)[number];

export function readLayer1Settings(
  place: Layer1Folder,
  env: NodeJS.ProcessEnv = process.env,
): Layer1Settings {
  const file = relative(process.cwd(), place.envFile) || place.envFile;
  const values = new Map<Name, string>();
  const origin = new Map<string, string>();
  const own = fromFile(place, file);
  for (const name of names) {
    const value = env[name] || own[name];
    if (value === undefined || value === "") continue;
    values.set(name, value);
    origin.set(name, env[name] ? "the environment" : file);
  }
  const mistake = (name: Name, why: string, example: string) =>
    new AdpError(SETTINGS, {
      what: `${name} in ${origin.get(name)} has a mistake.`,
      why,
      next: [`correct ${name} in ${origin.get(name)}; an example: ${name}=${example}`],
    });
  const image = (name: Name) => {
    const value = values.get(name);
    // What a reference may hold; anything else would also be dangerous in an argument.
    if (value !== undefined && !/^[a-zA-Z0-9][\w.:/@-]*$/.test(value))
      throw mistake(name, `"${value}" is no name of an image.`, "registry.company.com:5000/team/image:tag");
    return value;
  };
  const mirror = (name: Name) => {
    const value = values.get(name);
    if (value === undefined) return undefined;
    if (!/^https?:\/\/[^\s|\\&]+$/.test(value) || !URL.canParse(value))
      throw mistake(
        name,
        "It is no http or https address.",
        "https://artifactory.company.com/artifactory/debian-remote",
      );
    if (new URL(value).username !== "" || new URL(value).password !== "")
      throw mistake(
        name,
        "It holds a login, and .env goes into git. A login belongs into ~/.netrc.",
        "https://artifactory.company.com/artifactory/debian-remote",
      );
    return value.replace(/\/$/, "");
  };
  const driver = (values.get("ODBC_DRIVER") ?? "wheel") as (typeof drivers)[number];
  if (!drivers.includes(driver)) throw mistake("ODBC_DRIVER", `It takes ${drivers.join(", ")}.`, "wheel");
  const python = image("IMAGE_PYTHON");
  const sibling = /^(.*\/)library\/python[:@]/.exec(python ?? "")?.[1];
  const aptMirror = mirror("APT_MIRROR");
  return {
    runtime: image("IMAGE_ASTRONOMER") ?? defaultRuntime,
    python,
    node:
      image("IMAGE_NODE") ??
      (sibling === undefined ? defaultNode : `${sibling}library/node:22-bookworm-slim`),
    nodeFrom: values.has("IMAGE_NODE")
      ? "IMAGE_NODE"
      : sibling === undefined
        ? "the default"
        : "IMAGE_PYTHON",
    aptMirror,
    aptSecurityMirror:
      mirror("APT_SECURITY_MIRROR") ?? (aptMirror === undefined ? undefined : `${aptMirror}-security`),
    loginHosts: (values.get("LOGIN_HOSTS") ?? "").split(/[\s,]+/).filter(Boolean),
    odbcDriver: driver,
    origin,
  };
}

function fromFile({ envFile }: Layer1Folder, shown: string): Record<string, string> {
  try {
    return parseEnvFile(readIfPresent(envFile) ?? "");
  } catch (error) {
    if (!(error instanceof EnvFileMistake)) throw error;
    throw new AdpError(SETTINGS, {
      what: `Line ${error.line} of ${shown} is no setting.`,
      why: "A line is NAME=value, or a comment that begins with #.",
      next: [`correct line ${error.line} of ${shown}`],
      cause: error,
    });
  }
}
