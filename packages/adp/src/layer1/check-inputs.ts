import { X509Certificate } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { act, adp, again, either, run, type Step, shell } from "@airflow-data-platform/cli-kit";
import { registryOf } from "../credentials/index.ts";
import { AdpError, reasonOf } from "../kernel/errors.ts";
import { remedy } from "../kernel/failure/index.ts";
import { shownPath } from "../kernel/home.ts";
import { nearest } from "../kernel/nearest.ts";
import { type Finding, foundError, isFound, isPlaceholder, scanTexts } from "../secretscan/index.ts";
import type { Access, AccessPlan, Tool } from "./access.ts";
import { errors } from "./errors.ts";
import { fromHere, type Layer1Folder } from "./folder.ts";
import { hasKrb5Conf } from "./plan.ts";
import type { Layer1Settings } from "./settings.ts";

interface CheckInputs {
  readonly place: Layer1Folder;
  readonly settings: Layer1Settings;
  readonly access: AccessPlan;
  /** The tools of the build's steps. */
  readonly tools?: readonly Tool[];
}

/** What can be known before the first step: files, certificates, logins that the configuration asks for. */
export async function checkInputs({
  place,
  access,
  settings,
  tools = ["apt", "pip", "uv"],
}: CheckInputs): Promise<string[]> {
  const { folder } = place;
  for (const name of ["Dockerfile", "VERSION", "packages.txt", "requirements.txt"])
    if (!existsSync(join(folder, name)))
      throw new AdpError(errors.INPUT_MISSING, {
        what: `${fromHere(place, name)} is missing.`,
        next: [run(shell`git checkout ${fromHere(place, name)}`), again],
      });
  checkCertificates(place);
  await refuseSecrets(place);
  refuseExposedLogins(
    tools.flatMap((tool) => access[tool]),
    place,
  );
  checkLoginHosts(access, settings);
  checkLogins(access, settings, tools);
  return hasKrb5Conf(place)
    ? []
    : [
        `${fromHere(place, "config", "krb5.conf")} is missing: the image will not know your realm. Copy krb5.conf.example there, and edit it.`,
      ];
}

function checkCertificates(place: Layer1Folder): void {
  const folder = join(place.folder, "config", "certificates");
  for (const name of existsSync(folder) ? readdirSync(folder).sort() : []) {
    if (!/\.(crt|pem|cer|der)$/.test(name)) continue;
    const path = fromHere(place, "config", "certificates", name);
    const renamed = path.replace(/\.\w+$/, ".crt");
    const wrong = (why: string, next: Step) =>
      new AdpError(errors.CERTIFICATE, { what: `${path} cannot be used.`, why, next: [next, again] });
    const content = readFileSync(join(folder, name));
    const blocks = content
      .toString("latin1")
      .match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g);
    if (blocks === null)
      throw wrong(
        "It contains no PEM certificate (-----BEGIN CERTIFICATE-----).",
        run(shell`openssl x509 -inform der -in ${path} -out ${renamed}`, "converts it from DER"),
      );
    if (!/\.(crt|pem)$/.test(name))
      throw wrong("Its name must end in .crt or .pem.", run(shell`mv ${path} ${renamed}`));
    const ends = blocks.map((block) => {
      try {
        return new Date(new X509Certificate(block).validTo);
      } catch (error) {
        throw wrong(
          `It is damaged: ${reasonOf(error)}.`,
          run(shell`openssl x509 -noout -text -in ${path}`, "shows it"),
        );
      }
    });
    // A machine's list of all certificates contains expired ones, and still works.
    const last = ends.sort((x, y) => y.getTime() - x.getTime())[0];
    if (last !== undefined && last < new Date())
      throw wrong(
        `It expired on ${last.toISOString().slice(0, 10)}.`,
        act("ask your IT for the CA that is in use now"),
      );
  }
}

/** .env and krb5.conf go into git, the rest into the image: none of them is a place for a credential. */
async function refuseSecrets({ folder, envFile }: Layer1Folder): Promise<void> {
  const paths = [
    envFile,
    join(folder, "config", "krb5.conf"),
    ...filesIn(join(folder, "config", "apt")),
    ...filesIn(join(folder, "config", "certificates")),
    ...["packages.txt", "requirements.txt"].map((name) => join(folder, name)),
  ].filter((path) => existsSync(path));
  const texts = paths.map((path) => ({
    path: shownPath(path),
    content: readFileSync(path, "utf8"),
  }));
  const found = [...(await scanTexts(texts)), ...texts.flatMap(namedSecrets)];
  if (isFound(found))
    throw foundError(errors.SECRET_IN_INPUT, found, {
      why: `${found[0].what}. This file goes into git and into the image.`,
      next: [again],
    });
}

/** Settings and comments of these files hold no passwords, so a line that gives one its name is enough. */
const namedSecret =
  /\b\w*(?:password|passwd|pwd|secret|token|api_?key)["']?[ \t]*[=:][ \t]*["']?(?<value>[^\s"'#]{4,})["']?[ \t]*(?:#.*)?$/gim;

function namedSecrets({ path, content }: { path: string; content: string }): Finding[] {
  return [...content.matchAll(namedSecret)]
    .filter(({ groups }) => !isPlaceholder(groups?.value ?? ""))
    .map(({ index }) => ({
      path,
      line: content.slice(0, index).split("\n").length,
      rule: "named-secret",
      what: "a password by its name",
    }));
}

function filesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
}

/** Whoever sits between here and the host reads what plain HTTP carries. */
function refuseExposedLogins(asked: readonly Access[], place: Layer1Folder): void {
  const exposed = asked.find((one) => one.isLoginExposed);
  if (exposed === undefined) return;
  const { host, login, setting } = exposed;
  throw new AdpError(errors.LOGIN_IN_CLEAR, {
    what: `The login of ${login?.user} would go to ${host} over plain HTTP.`,
    why: `Everyone on the way can read it. The login is from ${login?.place}; ${setting} names the address.`,
    next: [
      either(
        act(`write https:// into ${setting}`),
        act(`remove the login from ${login?.place}`, "if the host needs none"),
        act(
          `write INSECURE_LOGIN_HOSTS=${host} into ${fromHere(place, ".env")}`,
          "if everyone on this network may know the login",
        ),
      ),
      again,
    ],
  });
}

/** A host that no step asks is a typo: the login that it stands for would never be missed. */
function checkLoginHosts(access: AccessPlan, settings: Layer1Settings): void {
  const asked = [
    ...[...access.apt, ...access.pip, ...access.uv, ...access.maven].map((one) => one.host),
    ...[settings.runtime, settings.node, settings.python ?? settings.runtime].map(registryOf),
  ];
  const unknown = settings.loginHosts.find((host) => !asked.includes(host));
  if (unknown === undefined) return;
  const place = settings.origin.get("LOGIN_HOSTS");
  throw new AdpError(errors.SETTINGS, {
    what: `LOGIN_HOSTS in ${place} names ${unknown}, and no step of the build asks that host.`,
    why: `The build asks ${[...new Set(asked)].join(", ")}.`,
    next: [act(`correct LOGIN_HOSTS in ${place}`, `nearest: ${nearest(unknown, asked) ?? asked[0]}`), again],
  });
}

function checkLogins(access: AccessPlan, settings: Layer1Settings, all: readonly Tool[]): void {
  const missing = all.flatMap((tool) => access[tool]).find((one) => one.required && one.login === undefined);
  if (missing === undefined) return;
  const tools = all.filter((tool) =>
    access[tool].some((one) => one.host === missing.host && one.login === undefined),
  );
  const { next } = remedy("login-missing", { tool: tools.join(" and "), url: missing.url });
  throw new AdpError(errors.LOGIN_MISSING, {
    what: `There is no login for ${missing.host}, which ${tools.join(" and ")} will ask.`,
    why: `LOGIN_HOSTS in ${settings.origin.get("LOGIN_HOSTS")} says that it requires one. ${missing.setting} names the host.`,
    next: [...next, run(adp`layer1 explain`, "lists every host, setting and login"), again],
  });
}
