import { X509Certificate } from "node:crypto";
import { connect } from "node:net";
import { act, again, run, shell } from "@airflow-data-platform/cli-kit";
import {
  netrcLogin,
  PYPI,
  pipIndexes,
  readNetrc,
  readPipConf,
  readUvSettings,
  uvIndexes,
} from "../credentials/index.ts";
import { hostFinding, packagePage, registryError } from "../doctor/index.ts";
import { AdpError, reasonOf } from "../kernel/errors.ts";
import { readIfPresent } from "../kernel/files.ts";
import { readPlatformSettings, warehouseSetting } from "../platform/index.ts";
import type { Answers } from "./answers.ts";
import { errors } from "./errors.ts";
import { kdc, realm } from "./kerberos-questions.ts";
import { type Question, type SetupContext, type Tested, wrong } from "./question.ts";

const certificates: Question = {
  name: "certificates",
  title: "Company CA",
  about:
    "A file with the certificates (PEM) of your company's CA, where a proxy or a mirror uses one. Empty: public CAs alone.",
  example: "/usr/local/share/ca-certificates/company.crt",
  found: () => "",
  test(path) {
    const content = readIfPresent(path);
    if (content === undefined) throw wrong(`There is no file ${path}.`, this.example);
    const blocks = content.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g);
    if (blocks === null)
      throw new AdpError(errors.ANSWER, {
        what: `${path} contains no PEM certificate.`,
        next: [
          run(shell`openssl x509 -inform der -in ${path} -out company.crt`, "converts it from DER"),
          again,
        ],
      });
    try {
      const last = Math.max(...blocks.map((block) => Date.parse(new X509Certificate(block).validTo)));
      if (last < Date.now()) throw wrong(`${path} has expired.`, "the CA that is in use now");
    } catch (error) {
      if (error instanceof AdpError) throw error;
      throw wrong(`${path} is damaged: ${reasonOf(error)}.`, this.example);
    }
    return {};
  },
};

/** A name that a shell, a file and docker take as it is. */
function checkImage(image: string, example: string): void {
  if (!/^[a-z0-9][\w.:/@-]*$/.test(image) || /^[a-z]+:\/\//.test(image))
    throw wrong(`"${image.slice(0, 40)}" is not the name of an image.`, example);
}

async function testImage(image: string, context: SetupContext, answers: Answers): Promise<Tested> {
  const { env, machine } = context;
  const error = await registryError(
    { image, setting: "your answer" },
    { ask: context.ask(answers), env, machine },
  );
  return error === undefined ? {} : { error };
}

const runtime: Question = {
  name: "runtime",
  title: "Astronomer Runtime",
  about: "The image that Layer 1 begins from, where your registry has it.",
  example: "artifactory.company.com/docker-remote/astronomer/astro-runtime:13.11.0",
  found: ({ settings }) => settings.runtime,
  test(image, context, answers) {
    checkImage(image, this.example);
    return testImage(image, context, answers);
  },
};

const python: Question = {
  name: "python",
  title: "Python image",
  about: "Compiles the Kerberos bindings. Empty: the Runtime itself does.",
  example: "artifactory.company.com/docker-remote/library/python:3.12-slim",
  found: ({ settings }) => settings.python ?? "",
  test(image, context, answers) {
    checkImage(image, this.example);
    return testImage(image, context, answers);
  },
};

/** An address that may be committed. */
function checkAddress(value: string, example: string): URL {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || /[\s|\\&"']/.test(value))
    throw wrong("It is not an http or https address.", example);
  if (url.username !== "" || url.password !== "" || value.includes("@"))
    throw new AdpError(errors.ANSWER, {
      what: "The address contains a login.",
      why: "What setup writes is committed. Logins are for `adp setup --me`: they go into ~/.netrc.",
      next: [act("leave it out of the address"), again],
    });
  return url;
}

async function testHost(url: URL, page: string, context: SetupContext, answers: Answers): Promise<Tested> {
  const login = netrcLogin(readNetrc(context.env), { host: url.hostname, port: url.port, isNamed: true });
  const isPlain = url.protocol === "http:";
  const finding = await hostFinding(
    {
      access: {
        ...{ url: url.href, host: url.host, setting: "your answer", required: false, wire: "" },
        login: isPlain ? undefined : login,
        isLoginExposed: isPlain && login !== undefined,
      },
      url: page,
      trust: "build",
    },
    { machine: context.machine, ask: context.ask(answers) },
  );
  if (finding === undefined) return login === undefined ? {} : { loginHost: url.host };
  // That it wants a login is an answer, too: the developers' own setup asks for it.
  return /ADP-CHK-009|ADP-CHK-010/.test(finding.error.code)
    ? { loginHost: url.host }
    : { error: finding.error };
}

const aptMirror: Question = {
  name: "apt_mirror",
  title: "Debian mirror",
  about: "Your mirror of http://deb.debian.org/debian. Empty: what the Runtime asks.",
  example: "https://artifactory.company.com/artifactory/debian-remote",
  found: ({ settings }) => settings.aptMirror ?? "",
  test(value, context, answers) {
    const url = checkAddress(value, this.example);
    return testHost(url, `${value.replace(/\/$/, "")}/`, context, answers);
  },
};

const index: Question = {
  name: "index",
  title: "Python index",
  about: "Your mirror of PyPI. Each developer's uv gets it by adp setup --me. Empty: pypi.org.",
  example: "https://artifactory.company.com/api/pypi/pypi-remote/simple",
  found({ env }) {
    const from = { pip: readPipConf(env), uv: readUvSettings(env), netrc: readNetrc(env), uvPlace: "" };
    const own = [...uvIndexes(from), ...pipIndexes(from)].find(
      ({ isDefault, url }) => isDefault && url !== PYPI,
    );
    if (own === undefined || !URL.canParse(own.url)) return "";
    const url = new URL(own.url);
    url.username = url.password = "";
    return url.href;
  },
  test(value, context, answers) {
    const url = checkAddress(value, this.example);
    return testHost(url, packagePage(value), context, answers);
  },
};

const postgres: Question = {
  name: "postgres",
  title: "PostgreSQL image",
  about: "Airflow's own database on Docker, and the local warehouse. Empty: Docker Hub's postgres.",
  example: "artifactory.company.com/docker-remote/library/postgres:18-bookworm",
  found: ({ root, env }) => readPlatformSettings(root, env).IMAGE_POSTGRES ?? "",
  test(image, context, answers) {
    checkImage(image, this.example);
    return testImage(image, context, answers);
  },
};

const warehouse: Question = {
  name: "warehouse",
  title: "Warehouse",
  about:
    "Where datakits on Docker have their tables: local (a PostgreSQL on each machine), none (each names its own), or your database.",
  example: "postgres://USER@dwh.company.com/warehouse",
  found: ({ root, env }) => readPlatformSettings(root, env).WAREHOUSE ?? "local",
  async test(value) {
    const setting = warehouseSetting({ WAREHOUSE: value });
    if (setting.kind !== "remote") return {};
    const { hostname: host, port } = new URL(setting.uri);
    const reason = await unreachable(host, Number(port || 5432));
    if (reason === undefined) return {};
    return {
      error: new AdpError(errors.ANSWER, {
        what: `${host}:${port || 5432} does not answer.`,
        why: reason,
        next: [act("connect to the company's network or VPN, or correct the host"), again],
      }),
    };
  },
};

function unreachable(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1500 });
    const end = (reason: string | undefined) => {
      socket.destroy();
      resolve(reason);
    };
    socket.once("connect", () => end(undefined));
    socket.once("timeout", () => end("no answer within 1.5 s"));
    socket.once("error", (error) => end(reasonOf(error)));
  });
}

/** In the order in which they build on each other: certificates count for every host after them. */
export const questions: readonly Question[] = [
  certificates,
  runtime,
  python,
  aptMirror,
  index,
  realm,
  kdc,
  postgres,
  warehouse,
];
