import { existsSync, readFileSync } from "node:fs";
import { isAbsolute, join, resolve, sep } from "node:path";
import { act, adp, again, either, run } from "@airflow-data-platform/cli-kit";
import { AdpError } from "../kernel/errors.ts";
import { readIfPresent } from "../kernel/files.ts";
import { shownPath } from "../kernel/home.ts";
import { nearest } from "../kernel/nearest.ts";
import { type Environment, environmentsOf, isValues } from "./environment.ts";
import { errors } from "./errors.ts";
import { literals, literalsInText } from "./literal.ts";
import { type PlatformFile, platformSchema } from "./platform-schema.ts";
import { type Mistake, mistakesOf, readYaml, type YamlFile } from "./yaml-file.ts";

const fileName = "platform.yaml";

/** A folder with a platform.yaml, read. */
export interface Platform {
  readonly folder: string;
  readonly file: PlatformFile;
  /** In the order of the file, which is the order of promotion. */
  readonly environments: readonly Environment[];
}

/** Reads platform.yaml of a folder. Throws ADP-L3-001 with every mistake, each with its line. */
export function readPlatform(folder = process.cwd()): Platform {
  const path = join(folder, fileName);
  const shown = shownPath(path);
  if (!existsSync(path))
    throw new AdpError(errors.NO_PLATFORM_FILE, {
      what: `There is no platform.yaml in ${resolve(folder)}.`,
      next: [
        either(
          act("type the command in the folder that holds platform.yaml, or name that with --folder"),
          run(adp`layer3 init DATAKIT --registry REGISTRY`, "writes a first one"),
        ),
      ],
    });
  const yaml = readYaml(readFileSync(path, "utf8"));
  if ("mistakes" in yaml) throw mistaken(shown, yaml.mistakes);
  const found = mistakesOf(yaml, platformSchema);
  const secrets = literalMistakes(yaml);
  if ("mistakes" in found) throw mistaken(shown, [...found.mistakes, ...secrets]);
  const file = found.data;
  const environments = environmentsOf(file);
  const more = [...secrets, ...environments.flatMap((one) => mismatches(one, yaml, folder))];
  if (more.length > 0) throw mistaken(shown, more);
  return { folder, file, environments: environments.map((one) => withKrb5Conf(one, folder)) };
}

/** One environment by name, or ADP-L3-003 with the nearest. */
export function environmentNamed(platform: Platform, name: string): Environment {
  const found = platform.environments.find((one) => one.name === name);
  if (found !== undefined) return found;
  const names = platform.environments.map((one) => one.name);
  const meant = nearest(name, names);
  throw new AdpError(errors.NO_ENVIRONMENT, {
    what: `platform.yaml has no environment ${name}.`,
    why: `It has ${names.join(", ")}.${meant === undefined ? "" : ` Did you mean ${meant}?`}`,
    next: [act("type the command with one of these")],
  });
}

function mistaken(shown: string, mistakes: readonly Mistake[]): AdpError {
  const sorted = [...mistakes].sort((a, b) => a.line - b.line);
  const [first] = sorted;
  return new AdpError(errors.PLATFORM_FILE, {
    what: `${shown} has ${sorted.length === 1 ? "a mistake" : `${sorted.length} mistakes`}.`,
    evidence: sorted.map(({ line, text }) => `${shown}:${line}: ${text}`),
    next: [act(`correct ${shown}, from line ${first?.line ?? 1} on`), again],
  });
}

function literalMistakes(yaml: YamlFile): Mistake[] {
  if (!isValues(yaml.value)) return [];
  const { defaults, environments } = yaml.value;
  const rooms: [string[], unknown][] = [[["defaults"], defaults]];
  if (isValues(environments))
    for (const [name, one] of Object.entries(environments)) rooms.push([["environments", name], one]);
  return rooms.flatMap(([path, room]) => {
    if (!isValues(room)) return [];
    const { values, secrets: _names, ...settings } = room;
    const found = [
      ...literalsInText(settings, path),
      ...literals(values, [...path, "values"], path.length + 1),
      ...tagged(values, [...path, "values"]),
    ];
    return found.map(({ path: place, why }) => ({
      line: yaml.lineOf(place),
      text: `${place.join(".")}: ${why}.${why.includes("digest") ? "" : " Put it into a Secret of the cluster, and name that."}`,
    }));
  });
}

/** `image: name:tag` in the pass-through: an image there needs its digest, too. */
function tagged(value: unknown, path: readonly string[]): { path: readonly string[]; why: string }[] {
  if (typeof value === "string")
    return path.at(-1) === "image" && !value.includes("@sha256:")
      ? [{ path, why: "an image is named by its digest here, not by a tag" }]
      : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => tagged(item, [...path, key]));
}

/** Settings that do not fit each other. */
function mismatches(environment: Environment, yaml: YamlFile, folder: string): Mistake[] {
  const at = (...path: string[]) => yaml.lineOf(["environments", environment.name, ...path]);
  const { delivery, argocd, executor, workers, kerberos, name } = environment;
  return [
    ...(delivery === "argocd" && argocd === undefined
      ? [{ line: at("delivery"), text: `environments.${name}: delivery argocd needs argocd.` }]
      : []),
    ...(executor !== "CeleryExecutor" && workers?.replicas !== undefined
      ? [
          {
            line: at("workers", "replicas"),
            text: `environments.${name}.workers.replicas: only the CeleryExecutor has workers that wait.`,
          },
        ]
      : []),
    ...(kerberos !== undefined && contentBelow(folder, kerberos.krb5Conf) === undefined
      ? [
          {
            line: at("kerberos", "krb5Conf"),
            text: `environments.${name}.kerberos.krb5Conf: there is no file ${kerberos.krb5Conf} below the folder of platform.yaml.`,
          },
        ]
      : []),
  ];
}

/** The content of a file below the folder; undefined where there is none, or it lies elsewhere. */
function contentBelow(folder: string, name: string): string | undefined {
  const path = resolve(folder, name);
  return isAbsolute(name) || !path.startsWith(`${resolve(folder)}${sep}`) ? undefined : readIfPresent(path);
}

/** The chart takes the content of krb5.conf, and not its name. */
function withKrb5Conf(environment: Environment, folder: string): Environment {
  const { kerberos } = environment;
  if (kerberos === undefined) return environment;
  const krb5Conf = contentBelow(folder, kerberos.krb5Conf) ?? "";
  return { ...environment, kerberos: { ...kerberos, krb5Conf } };
}
