import { appendFileSync, copyFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { host } from "./artifact-proxy/settings.ts";
import type { Clone } from "./clone.ts";
import { type Corporation, tokens } from "./corporation.ts";
import type { Person } from "./person.ts";

/** What a mistake changes. */
export interface SetUp {
  readonly person: Person;
  readonly clone: Clone;
  readonly company: Corporation;
}

/** One mistake in an otherwise correct set-up, and what the build must say about it. */
export interface Mistake {
  readonly name: string;
  make(setUp: SetUp): void;
  /** Corrects it, as a person would. */
  correct(setUp: SetUp): void;
  readonly code: string;
  /** The exit code of adp; make itself exits with 2. */
  readonly exit: number;
  readonly words: readonly RegExp[];
}

const wrong = "not-this-token";
const runtime = `${host}/docker-remote/astronomer/ap-airflow:11.10.0`;
const note = `# UV_INDEX_CORPORATE_PYPI_PASSWORD=${wrong}\n`;
const certificate = (clone: Clone) => clone.path("config", "certificates", "company-ca.crt");
const login = { code: "ADP-L1-010", exit: 77 } as const;
const apt = { code: "ADP-L1-020", exit: 77 } as const;
const python = { code: "ADP-L1-030", exit: 77 } as const;

/** In the order in which the build comes to them. */
export const mistakes: readonly Mistake[] = [
  {
    name: "a login in the address of a setting",
    make: ({ clone }) => clone.set("APT_MIRROR", `https://myuser:${wrong}@${host}/debian`),
    correct: ({ clone }) => clone.set("APT_MIRROR", `https://${host}/debian`),
    code: "ADP-L1-001",
    exit: 64,
    words: [/APT_MIRROR in \.env/, /~\/\.netrc/],
  },
  {
    name: "a token in .env, which goes into git",
    make: ({ clone }) => appendFileSync(clone.path(".env"), note),
    correct: ({ clone }) => {
      const file = clone.path(".env");
      writeFileSync(file, readFileSync(file, "utf8").replace(note, ""));
    },
    code: "ADP-L1-002",
    exit: 77,
    words: [/\.env .*line \d+/, /~\/\.netrc/],
  },
  {
    name: "a login that LOGIN_HOSTS asks for is missing",
    make: ({ person, clone }) => {
      clone.set("LOGIN_HOSTS", host);
      person.remove(".netrc");
    },
    correct: ({ person, clone }) => {
      clone.set("LOGIN_HOSTS", "");
      person.netrc(tokens.good);
    },
    code: "ADP-L1-005",
    exit: 77,
    words: [new RegExp(`There is no login for ${host}`), /LOGIN_HOSTS in .*\.env/],
  },
  {
    name: "a certificate in another form than PEM",
    make: ({ clone }) => writeFileSync(certificate(clone), "not PEM"),
    correct: ({ clone }) => rmSync(certificate(clone)),
    code: "ADP-L1-006",
    exit: 64,
    words: [/company-ca\.crt cannot be used/, /openssl x509/],
  },
  {
    name: "a registry whose certificate the engine does not trust",
    make: ({ clone }) => clone.set("IMAGE_ASTRONOMER", runtime.replace(host, "registry.company.com")),
    correct: ({ clone }) => clone.set("IMAGE_ASTRONOMER", runtime),
    code: "ADP-L1-012",
    exit: 2,
    words: [/does not trust the certificate of registry\.company\.com/, /\/etc\/docker\/certs\.d/],
  },
  {
    name: "an image that the registry does not have",
    make: ({ clone }) => clone.set("IMAGE_ASTRONOMER", runtime.replace("11.10.0", "11.99.0")),
    correct: ({ clone }) => clone.set("IMAGE_ASTRONOMER", runtime),
    code: "ADP-L1-011",
    exit: 2,
    words: [/has no image .*11\.99\.0/, /correct IMAGE_ASTRONOMER/],
  },
  {
    name: "no docker login",
    make: ({ person }) => person.dockerLoggedOut(),
    correct: ({ person }) => person.dockerLoggedIn(tokens.good),
    ...login,
    words: [new RegExp(`There is no login for ${host}`), new RegExp(`docker login ${host}`)],
  },
  ...(["wrong", "expired"] as const).map(
    (kind): Mistake => ({
      name: `a docker login whose token ${kind === "wrong" ? "is wrong" : "has expired"}`,
      make: ({ person }) => person.dockerLoggedIn(kind === "wrong" ? wrong : tokens.expired),
      correct: ({ person }) => person.dockerLoggedIn(tokens.good),
      ...login,
      words: [/myuser, from ~\/\.docker\/config\.json/, /has expired/],
    }),
  ),
  {
    name: "no certificate of the company for the build",
    make: () => undefined,
    correct: ({ company, clone }) => copyFileSync(company.certificates, certificate(clone)),
    code: "ADP-L1-021",
    exit: 2,
    words: [/config\/certificates/, new RegExp(host)],
  },
  {
    name: "no ~/.netrc",
    make: ({ person }) => person.remove(".netrc"),
    correct: ({ person }) => person.netrc(tokens.good),
    ...apt,
    words: [/without a login/, /~\/\.netrc/],
  },
  ...(["wrong", "expired"] as const).map(
    (kind): Mistake => ({
      name: `a ~/.netrc whose token ${kind === "wrong" ? "is wrong" : "has expired"}`,
      make: ({ person }) => person.netrc(kind === "wrong" ? wrong : tokens.expired),
      correct: ({ person }) => person.netrc(tokens.good),
      ...apt,
      words: [/myuser/, /~\/\.netrc/],
    }),
  ),
  {
    name: "a Debian mirror in the middle of an update",
    make: ({ company }) => company.updateDebian(true),
    correct: ({ company }) => company.updateDebian(false),
    code: "ADP-L1-025",
    exit: 2,
    words: [new RegExp(host), /make build/],
  },
  {
    name: "neither uv.toml nor pip.conf",
    make: ({ person }) => person.remove(".config/uv/uv.toml"),
    correct: ({ person }) => person.uv(tokens.good),
    code: "ADP-L1-032",
    exit: 2,
    words: [/pypi\.org does not answer/, /uv\.toml|pip\.conf/],
  },
  ...(["wrong", "expired"] as const).map(
    (kind): Mistake => ({
      name: `UV_INDEX_CORPORATE_PYPI_PASSWORD ${kind === "wrong" ? "is wrong" : "has expired"}`,
      make: ({ person }) => person.uv(kind === "wrong" ? wrong : tokens.expired),
      correct: ({ person }) => person.uv(tokens.good),
      ...python,
      words: [/myuser/, /UV_INDEX_CORPORATE_PYPI_USERNAME/],
    }),
  ),
  ...(["wrong", "expired"] as const).map(
    (kind): Mistake => ({
      name: `a login in pip.conf whose token ${kind === "wrong" ? "is wrong" : "has expired"}`,
      make: ({ person }) => person.pip(`myuser:${kind === "wrong" ? wrong : tokens.expired}@`),
      correct: ({ person }) => person.remove(".pip/pip.conf"),
      ...python,
      words: [/myuser/, /~\/\.pip\/pip\.conf/],
    }),
  ),
  {
    name: "an index under a name that its certificate does not have",
    make: ({ person }) => {
      const file = join(person.home, ".config", "uv", "uv.toml");
      writeFileSync(file, readFileSync(file, "utf8").replace(host, "registry.company.com"));
    },
    correct: ({ person }) => person.uv(tokens.good),
    code: "ADP-L1-031",
    exit: 2,
    words: [/does not trust the certificate of registry\.company\.com/, /config\/certificates/],
  },
];
