import { X509Certificate } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { AdpError, reasonOf } from "../kernel/errors.ts";
import { typed } from "../kernel/home.ts";
import { foundError, isFound, scanTexts } from "../secretscan/index.ts";
import type { AccessPlan } from "./access.ts";
import { CERTIFICATE, INPUT_MISSING, LOGIN_MISSING, SECRET_IN_INPUT } from "./errors.ts";
import type { Layer1Folder } from "./folder.ts";
import { hasKrb5Conf } from "./plan.ts";
import type { Layer1Settings } from "./settings.ts";

interface CheckInputs {
  readonly place: Layer1Folder;
  readonly settings: Layer1Settings;
  readonly access: AccessPlan;
  readonly again: string;
}

/** What can be known before the first step: files, certificates, logins that the configuration asks for. */
export async function checkInputs({ place, access, settings, again }: CheckInputs): Promise<string[]> {
  const { folder } = place;
  for (const name of ["Dockerfile", "VERSION", "packages.txt", "requirements.txt"])
    if (!existsSync(join(folder, name)))
      throw new AdpError(INPUT_MISSING, {
        what: `layer1-base-image/${name} is missing.`,
        next: [`git checkout layer1-base-image/${name}`, again],
      });
  checkCertificates(join(folder, "config", "certificates"), again);
  await refuseSecrets(place, again);
  checkLogins(access, settings, again);
  return hasKrb5Conf(place)
    ? []
    : [
        "layer1-base-image/config/krb5.conf is missing: the image will not know your realm. cp config/krb5.conf.example config/krb5.conf, and edit it.",
      ];
}

function checkCertificates(folder: string, again: string): void {
  for (const name of existsSync(folder) ? readdirSync(folder).sort() : []) {
    if (!/\.(crt|pem|cer|der)$/.test(name)) continue;
    const path = `layer1-base-image/config/certificates/${name}`;
    const wrong = (why: string, next: string) =>
      new AdpError(CERTIFICATE, { what: `${path} cannot be used.`, why, next: [next, again] });
    const content = readFileSync(join(folder, name));
    const blocks = content
      .toString("latin1")
      .match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g);
    if (blocks === null)
      throw wrong(
        "It holds no PEM certificate (-----BEGIN CERTIFICATE-----).",
        `openssl x509 -inform der -in ${path} -out ${path.replace(/\.\w+$/, ".crt")}   where it is in DER form`,
      );
    if (!/\.(crt|pem)$/.test(name))
      throw wrong("Its name must end in .crt or .pem.", `mv ${path} ${path.replace(/\.\w+$/, ".crt")}`);
    const ends = blocks.map((block) => {
      try {
        return new Date(new X509Certificate(block).validTo);
      } catch (error) {
        throw wrong(`It is damaged: ${reasonOf(error)}.`, `openssl x509 -noout -text -in ${path}   shows it`);
      }
    });
    // A list of all certificates of a machine holds expired ones, too, and works nevertheless.
    const last = ends.sort((x, y) => y.getTime() - x.getTime())[0];
    if (last !== undefined && last < new Date())
      throw wrong(
        `It expired on ${last.toISOString().slice(0, 10)}.`,
        "ask your IT for the CA that is in use now",
      );
  }
}

/** .env and krb5.conf go into git, the rest into the image: none of them is a place for a credential. */
async function refuseSecrets({ folder, root, envFile }: Layer1Folder, again: string): Promise<void> {
  const paths = [
    envFile,
    join(folder, "config", "krb5.conf"),
    ...filesIn(join(folder, "config", "apt")),
    ...filesIn(join(folder, "config", "certificates")),
    ...["packages.txt", "requirements.txt"].map((name) => join(folder, name)),
  ].filter((path) => existsSync(path));
  const found = await scanTexts(
    paths.map((path) => ({ path: relative(root, path), content: readFileSync(path, "utf8") })),
  );
  if (isFound(found))
    throw foundError(SECRET_IN_INPUT, found, {
      why: `${found[0].what}. This file goes into git and into the image.`,
      next: [again],
    });
}

function filesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
}

function checkLogins(access: AccessPlan, settings: Layer1Settings, again: string): void {
  const missing = [...access.apt, ...access.pip, ...access.uv].find(
    (one) => one.required && one.login === undefined,
  );
  if (missing === undefined) return;
  const tools = (["apt", "pip", "uv"] as const).filter((tool) =>
    access[tool].some((one) => one.host === missing.host && one.login === undefined),
  );
  throw new AdpError(LOGIN_MISSING, {
    what: `There is no login for ${missing.host}, which ${tools.join(" and ")} will ask.`,
    why: `LOGIN_HOSTS in ${settings.origin.get("LOGIN_HOSTS")} says that it wants one; ${missing.setting} names the host.`,
    next: [
      `in ~/.netrc (chmod 600): machine ${missing.host.replace(/:\d+$/, "")} login YOU password TOKEN`,
      `${typed("layer1 explain")}   shows every host, setting and login`,
      again,
    ],
  });
}
