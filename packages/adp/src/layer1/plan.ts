import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PYPI } from "../credentials/index.ts";
import { version as platformVersion } from "../kernel/version.ts";
import type { AccessPlan, Tool } from "./access.ts";
import { airflowLabel, type Base, runtimeLabel } from "./base.ts";
import type { Layer1Folder } from "./folder.ts";
import type { Commit } from "./git.ts";
import { noTime } from "./git.ts";
import { collectInputs, type Inputs } from "./inputs.ts";
import type { Layer1Settings } from "./settings.ts";

export const labels = {
  version: "io.airflow-data-platform.layer1.version",
  platform: "io.airflow-data-platform.layer1.platform",
  framework: "io.airflow-data-platform.layer1.framework",
  inputs: "io.airflow-data-platform.layer1.inputs",
  /** How many of its layers are the base's: those above are this platform's to answer for. */
  baseLayers: "io.airflow-data-platform.layer1.base-layers",
} as const;

/** Everything that is decided before the first step runs. */
export interface BuildPlan {
  readonly version: string;
  readonly tag: string;
  readonly inputs: Inputs;
  readonly args: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
}

interface PlanOptions {
  readonly place: Layer1Folder;
  readonly settings: Layer1Settings;
  readonly access: AccessPlan;
  readonly base: Base;
  /** The image that compiles the bindings: IMAGE_PYTHON where it fits, else the base. */
  readonly python: { readonly reference: string; readonly digest: string };
  readonly framework: string;
  readonly commit: Commit | undefined;
}

export function planBuild(options: PlanOptions): BuildPlan {
  const { place, settings, access, base, python, framework, commit } = options;
  const version = readFileSync(join(place.folder, "VERSION"), "utf8").trim();
  const index = access.pipIndexes.find((entry) => entry.isDefault)?.url ?? PYPI;
  const extra = access.pipIndexes.filter((entry) => !entry.isDefault).map((entry) => entry.url);
  const decided = {
    ...mirrorArgs(settings),
    ODBC_DRIVER: settings.odbcDriver,
    INDEX_URL: index === PYPI && extra.length === 0 ? "" : index,
    EXTRA_INDEX_URLS: extra.join(" "),
  };
  const inputs = collectInputs(place, {
    ...decided,
    base: base.digest,
    python: python.digest,
    platform: platformVersion(),
  });
  const time = new Date((commit?.time ?? noTime) * 1000).toISOString().replace(".000Z", "Z");
  return {
    version,
    tag: `${version}-${inputs.hash.slice(0, 12)}`,
    inputs,
    args: {
      ...decided,
      IMAGE_ASTRONOMER: base.reference,
      IMAGE_PYTHON: python.reference,
      ...loginArgs(access),
      UV_LOGIN: String(hasLogin(access, "uv")),
      SOURCE_DATE_EPOCH: String(commit?.time ?? noTime),
    },
    labels: {
      "org.opencontainers.image.title": "layer1-airflow",
      "org.opencontainers.image.description":
        "The organisation's Airflow: Astronomer Runtime, Kerberos, ODBC, sqlmodel-framework",
      "org.opencontainers.image.version": version,
      "org.opencontainers.image.created": time,
      "org.opencontainers.image.base.name": base.isPlain ? base.asked : base.reference,
      "org.opencontainers.image.base.digest": base.digest,
      ...(commit === undefined ? {} : { "org.opencontainers.image.revision": commit.hash }),
      [labels.version]: version,
      [labels.platform]: platformVersion(),
      [labels.framework]: framework,
      [labels.inputs]: inputs.hash,
      [labels.baseLayers]: String(base.image.layers.length),
      [runtimeLabel]: base.runtime,
      [airflowLabel]: base.airflow,
    },
  };
}

export function mirrorArgs({ aptMirror, aptSecurityMirror }: Layer1Settings) {
  return { APT_MIRROR: aptMirror ?? "", APT_SECURITY_MIRROR: aptSecurityMirror ?? "" };
}

/** Which of apt-install.sh and pip.sh must refuse to run without its secret. */
export function loginArgs(access: AccessPlan) {
  return { APT_LOGIN: String(hasLogin(access, "apt")), PIP_LOGIN: String(hasLogin(access, "pip")) };
}

/** What the step that takes drivers from Maven's repository is told. */
export function mavenArgs({ mavenMirror, insecureLoginHosts }: Layer1Settings) {
  return { MAVEN_MIRROR: mavenMirror ?? "", INSECURE_LOGIN_HOSTS: insecureLoginHosts.join(" ") };
}

/** Whether a step must be given its secret. By the configuration alone, so that everybody gets the same steps. */
function hasLogin(access: AccessPlan, tool: Tool): boolean {
  return access[tool].some((one) => one.required);
}

export function hasKrb5Conf(place: Layer1Folder): boolean {
  return existsSync(join(place.folder, "config", "krb5.conf"));
}
