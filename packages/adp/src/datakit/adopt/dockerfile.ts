import { DockerfileParser, type Instruction } from "dockerfile-ast";
import { layer1, type Major } from "../major.ts";
import { aptPackages, pipRequirements } from "./commands.ts";

/** A Dockerfile on an Airflow image, as a datakit on Layer 1 has it. */
export interface Layer2Dockerfile {
  readonly text: string;
  /** What it began from. */
  readonly image: string;
  /** The generation of that image's Airflow, where its name says it. */
  readonly major: Major | undefined;
  /** Line -> why it went or was changed. */
  readonly notes: readonly { readonly line: number; readonly why: string }[];
  /** What its steps installed, for packages.txt and requirements.txt. */
  readonly debian: readonly string[];
  readonly python: readonly string[];
}

/** Airflow's folder, in apache/airflow's images and in Astronomer's. */
const home = /^(\/opt\/airflow|\$\{?AIRFLOW_HOME\}?|\/usr\/local\/airflow)(\/|$)/;

/** Takes out of a Dockerfile what Layer 1 brings; undefined where it begins from no Airflow image. */
export function toLayer2(text: string): Layer2Dockerfile | undefined {
  const instructions = DockerfileParser.parse(text).getInstructions();
  const last = instructions.findLast((one) => one.getKeyword() === "FROM");
  if (last === undefined) return undefined;
  const known = new Map<string, string>();
  for (const one of instructions.slice(0, instructions.indexOf(last)))
    if (one.getKeyword() === "ARG") {
      const [, name = "", value = ""] =
        /^(\w+)=?["']?(.*?)["']?$/.exec(one.getArgumentsContent() ?? "") ?? [];
      known.set(name, value);
    }
  const asked = /^(?:--\S+\s+)*(\S+)/.exec(last.getArgumentsContent() ?? "")?.[1] ?? "";
  const image = asked.replaceAll(
    /\$\{?(\w+)(?::-([^}]*))?\}?/g,
    (_, name, fallback) => known.get(name) ?? fallback ?? "",
  );
  if (!isAirflow(image)) return undefined;

  const lines = text.split("\n");
  const notes: { line: number; why: string }[] = [];
  const [debian, python]: [string[], string[]] = [[], []];
  const gone = new Set<number>();
  const drop = (one: Instruction, why: string) => {
    const { start, end } = one.getRange();
    notes.push({ line: start.line + 1, why });
    for (let line = start.line; line <= end.line; line++) gone.add(line);
    // The comment above says what it did.
    for (let line = start.line - 1; /^\s*#(?!\s*(syntax|escape)\s*=)/.test(lines[line] ?? ""); line--)
      gone.add(line);
  };
  const inStage = instructions.slice(instructions.indexOf(last) + 1);
  for (const one of inStage) {
    const why = reason(one, { debian, python });
    if (why !== undefined) drop(one, why);
  }
  const kept = inStage.filter((one) => !gone.has(one.getRange().start.line));
  const works = kept.some((one) => ["RUN", "COPY", "ADD"].includes(one.getKeyword()));
  for (const one of kept)
    if (one.getKeyword() === "USER" && !works) drop(one, "nothing is left that another user has to do");
  const others = instructions.filter((one) => !inStage.includes(one) && one !== last);
  for (const one of others) {
    const name = /^(\w+)/.exec(one.getArgumentsContent() ?? "")?.[1] ?? "";
    const used = [...others, ...kept].some(
      (other) => other !== one && new RegExp(`\\$\\{?${name}\\b`).test(other.getArgumentsContent() ?? ""),
    );
    if (one.getKeyword() === "ARG" && asked.includes(name) && !used) drop(one, "it named the image");
  }
  const from = last.getRange().start.line;
  if (!/(^|\/)layer1-airflow[:@]/.test(image)) lines[from] = (lines[from] ?? "").replace(asked, layer1);
  const rest = lines.flatMap((line, index) => {
    if (gone.has(index)) return [];
    if (index <= from) return [line];
    const now = line
      .replace(/^(\s*USER\s+)(airflow|50000|\$\{?AIRFLOW_UID\}?)(:\S+)?\s*$/i, "$1astro")
      .replaceAll(/--chown=airflow(:\w+)?/g, "--chown=astro:0")
      .replaceAll("/opt/airflow", "/usr/local/airflow");
    if (now !== line)
      notes.push({ line: index + 1, why: "Layer 1's user is astro, and its folder /usr/local/airflow" });
    return [now];
  });
  return {
    text: `${rest
      .join("\n")
      .replaceAll(/\n{3,}/g, "\n\n")
      .trim()}\n`,
    image,
    major: majorOf(image),
    notes: notes.sort((a, b) => a.line - b.line),
    debian,
    python,
  };
}

/** The Runtimes of Astronomer's, the images of apache/airflow, and Layer 1; also on a mirror. */
function isAirflow(image: string): boolean {
  return /(^|\/)(astro-runtime|ap-airflow|airflow|layer1-airflow)([:@]|$)|(^|\/)runtime:\d+\.\d+-\d+/.test(
    image,
  );
}

function majorOf(image: string): Major | undefined {
  const [, name = "", tag = ""] = /([^/:]+):([^:/]+)$/.exec(image) ?? [];
  if (name === "ap-airflow") return "2";
  if (name === "airflow")
    return /^(?:slim-)?3\./.test(tag) ? "3" : /^(?:slim-)?2\./.test(tag) ? "2" : undefined;
  if (name !== "runtime" && name !== "astro-runtime") return undefined;
  return /^3\.\d+-\d+/.test(tag) ? "3" : /^\d+\.\d+\.\d+/.test(tag) ? "2" : undefined;
}

const variables: readonly (readonly [RegExp, string])[] = [
  [/^(KRB5_CONFIG|KRB5CCNAME)$/, "Kerberos comes with Layer 1, the ticket with docker-compose.override.yml"],
  [
    /^(REQUESTS_CA_BUNDLE|SSL_CERT_(FILE|DIR)|PIP_CERT|CURL_CA_BUNDLE|NODE_EXTRA_CA_CERTS)$/,
    "Layer 1 has the organisation's certificates",
  ],
  [
    /^(PIP_(EXTRA_)?INDEX_URL|PIP_TRUSTED_HOST|UV_\w*INDEX\w*)$/,
    "Layer 1 has the organisation's package index",
  ],
  [/^(AIRFLOW_HOME|AIRFLOW_UID|PYTHONPATH|AIRFLOW_VERSION|PYTHON_VERSION)$/, "Layer 1 sets it"],
];

/** Why a step is Layer 1's; undefined where it is the datakit's own. */
function reason(one: Instruction, found: { debian: string[]; python: string[] }): string | undefined {
  const content = one.getArgumentsContent() ?? "";
  switch (one.getKeyword()) {
    case "COPY":
    case "ADD":
      return copied(content);
    case "RUN":
      return ran(content, found);
    case "ENV":
    case "ARG": {
      const names = content.includes("=")
        ? [...content.matchAll(/(?:^|\s)(\w+)=/g)].map(([, name = ""]) => name)
        : [content.split(/\s/)[0] ?? ""];
      const whys = names.map((name) => variables.find(([pattern]) => pattern.test(name))?.[1]);
      return whys.every((why) => why !== undefined) ? whys[0] : undefined;
    }
    case "WORKDIR":
      return content.replace(home, "") === "" ? "Layer 1 sets it" : undefined;
    default:
      return undefined;
  }
}

function copied(content: string): string | undefined {
  const words = content.split(/\s+/).filter((word) => !word.startsWith("--"));
  if (/(^|\s)--from=/.test(content) || words.length < 2) return undefined;
  const [sources, to] = [words.slice(0, -1).map((word) => word.replace(/^\.\//, "")), words.at(-1) ?? ""];
  const every = (pattern: RegExp) => sources.every((source) => pattern.test(source));
  if (every(/(^|\/)(krb5\.conf\S*|\S+\.keytab)$/))
    return "Kerberos comes with Layer 1, and a keytab belongs in no image";
  if (every(/\.(crt|pem|cer)$|(^|\/)(certs?|certificates)\/?$/) || /ca-certificates/.test(to))
    return "Layer 1 has the organisation's certificates";
  if (every(/(^|\/)(pip\.conf|uv\.toml|\.?netrc|sources\.list\S*|\S+\.sources)$/))
    return "Layer 1 has the organisation's mirrors; a login belongs in no image";
  const inHome = home.test(to) || !to.startsWith("/");
  if (every(/^(requirements|packages)\.txt$/)) return "Layer 1's last steps install both lists";
  if (inHome && every(/^(\.|(dags|plugins|include|tests|config)(\/\S*)?)$/))
    return "Layer 1's last step copies this folder";
  return undefined;
}

function ran(content: string, found: { debian: string[]; python: string[] }): string | undefined {
  const commands = content
    .replaceAll(/\\\r?\n/g, " ")
    .replace(/^(--\S+\s+)+/, "")
    .split(/&&|;|\n/)
    .map((command) => command.trim())
    .filter((command) => command !== "" && !/^set\s+-/.test(command));
  const apt: string[] = [];
  const pip: string[] = [];
  for (const command of commands) {
    const [packages, requirements] = [aptPackages(command), pipRequirements(command)];
    if (packages !== undefined) apt.push(...packages);
    else if (requirements !== undefined) pip.push(...requirements);
    else if (!/^(sudo\s+)?update-ca-certificates\b/.test(command)) return undefined;
  }
  found.debian.push(...apt);
  found.python.push(...pip);
  if (apt.length > 0 || commands.some((command) => /\bapt(-get)?\b/.test(command)))
    return "packages.txt installs Debian packages, and Layer 1 has its own";
  if (commands.some((command) => /\bpip\b/.test(command))) return "requirements.txt installs Python packages";
  return commands.length === 0 ? undefined : "Layer 1 has the organisation's certificates";
}
