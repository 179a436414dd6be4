import { act, again } from "@airflow-data-platform/cli-kit";
import { EnvFileMistake, parseEnvFile } from "../kernel/env-file.ts";
import { AdpError } from "../kernel/errors.ts";
import { readIfPresent } from "../kernel/files.ts";
import { shownPath } from "../kernel/home.ts";
import { nearest } from "../kernel/nearest.ts";
import { errors } from "./errors.ts";
import type { Layer1Folder } from "./folder.ts";

const defaultRuntime = "quay.io/astronomer/astro-runtime:11.10.0";
const defaultNode = "docker.io/library/node:22-bookworm-slim";
const anImage = "registry.company.com:5000/team/image:tag";
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
  /** Of Maven's repository, for the runner for Spark. */
  readonly mavenMirror: string | undefined;
  readonly loginHosts: readonly string[];
  /** Hosts that get a login although the wire to them is plain HTTP. */
  readonly insecureLoginHosts: readonly string[];
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
  "MAVEN_MIRROR",
  "LOGIN_HOSTS",
  "INSECURE_LOGIN_HOSTS",
  "ODBC_DRIVER",
] as const;
type Name = (typeof names)[number];
/** Also those that `adp platform start` reads in this file. */
const known: readonly string[] = [...names, "IMAGE_STAND_IN"];

export function readLayer1Settings(
  place: Layer1Folder,
  env: NodeJS.ProcessEnv = process.env,
): Layer1Settings {
  const file = shownPath(place.envFile);
  const values = new Map<Name, string>();
  const origin = new Map<string, string>();
  const own = fromFile(place, file);
  refuseUnknown(Object.keys(own), file);
  for (const name of names) {
    const value = env[name] || own[name];
    if (value === undefined || value === "") continue;
    values.set(name, value);
    origin.set(name, env[name] ? "the environment" : file);
  }
  const mistake = (name: Name, why: string, example: string) =>
    new AdpError(errors.SETTINGS, {
      what: `${name} in ${origin.get(name)} has a mistake.`,
      why,
      next: [act(`correct ${name} in ${origin.get(name)}`, `for example ${name}=${example}`), again],
    });
  const image = (name: Name) => {
    const value = values.get(name);
    if (value !== undefined && /^[a-z]+:\/\//i.test(value))
      throw mistake(name, "An image has no https:// in front of its name.", anImage);
    // An @ begins a digest; before it, it would end a login, and .env goes into git.
    if (value?.replace(/@[a-z0-9]+:[0-9a-f]+$/, "").includes("@"))
      throw mistake(name, "An @ stands only before a digest. Logins belong into `docker login`.", anImage);
    if (
      value !== undefined &&
      /[A-Z]/.test(value.replace(/(?::[^/]*|@[^/]*)$/, "").replace(/^[^/]*[.:][^/]*\//, ""))
    )
      throw mistake(name, "The name of an image has no capital letters, except in its tag.", anImage);
    // What a reference may contain; anything else would also be dangerous in an argument.
    if (value !== undefined && !/^[a-zA-Z0-9][\w.:/@-]*$/.test(value))
      throw mistake(
        name,
        `Its value is not the name of an image. It is not repeated here: a login in it would be printed.`,
        anImage,
      );
    return value;
  };
  const mirror = (
    name: Name,
    example = "https://artifactory.company.com/artifactory/debian-remote",
  ): string | undefined => {
    const value = values.get(name);
    if (value === undefined) return undefined;
    if (!/^https?:\/\/[^\s|\\&]+$/.test(value) || !URL.canParse(value))
      throw mistake(name, "It is not an http or https address.", example);
    if (value.includes("@"))
      throw mistake(
        name,
        "It contains a login, and .env goes into git. Logins belong into ~/.netrc.",
        example,
      );
    return value.replace(/\/$/, "");
  };
  const hosts = (name: Name) =>
    (values.get(name) ?? "")
      .toLowerCase()
      .split(/[\s,]+/)
      .filter(Boolean);
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
    mavenMirror: mirror("MAVEN_MIRROR", "https://artifactory.company.com/artifactory/maven-remote"),
    loginHosts: hosts("LOGIN_HOSTS"),
    insecureLoginHosts: hosts("INSECURE_LOGIN_HOSTS"),
    odbcDriver: driver,
    origin,
  };
}

/** A name that nothing reads is a typo, or a password that was meant for another place. */
function refuseUnknown(found: readonly string[], file: string): void {
  const name = found.find((one) => !known.includes(one));
  if (name === undefined) return;
  const meant = nearest(name, known);
  const isSecret = /PASS|PWD|SECRET|TOKEN|KEY|CREDENTIAL|LOGIN$|USER/i.test(name) && meant === undefined;
  throw new AdpError(errors.SETTINGS, {
    what: `${name} in ${file} is not a setting of Layer 1.`,
    why: isSecret
      ? "This file goes into git. Logins belong into ~/.netrc, UV_INDEX_* variables or docker login."
      : `The settings are ${known.join(", ")}.`,
    next: [
      act(meant === undefined ? `remove ${name} from ${file}` : `write ${meant} instead of ${name}`),
      again,
    ],
  });
}

function fromFile({ envFile }: Layer1Folder, shown: string): Record<string, string> {
  try {
    return parseEnvFile(readIfPresent(envFile) ?? "");
  } catch (error) {
    if (!(error instanceof EnvFileMistake)) throw error;
    throw new AdpError(errors.SETTINGS, {
      what: `Line ${error.line} of ${shown} is not a setting.`,
      why: "A line is NAME=value, or a comment that begins with #.",
      next: [act(`correct line ${error.line} of ${shown}`), again],
      cause: error,
    });
  }
}
