import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { AdpError, describeError } from "../kernel/errors.ts";
import { planAccess } from "./access.ts";
import { checkInputs } from "./check-inputs.ts";
import { layer1Folder } from "./folder.ts";
import { readLayer1Settings } from "./settings.ts";

// A certificate of the year 2010; its key is gone.
const expired = `-----BEGIN CERTIFICATE-----
MIIBhDCCASugAwIBAgIUX1XRRYqAibS7wlMtCtk76nx9fOUwCgYIKoZIzj0EAwIw
GDEWMBQGA1UEAwwNQW4gZXhwaXJlZCBDQTAeFw0xMDAxMDEwMDAwMDBaFw0xMTAx
MDEwMDAwMDBaMBgxFjAUBgNVBAMMDUFuIGV4cGlyZWQgQ0EwWTATBgcqhkjOPQIB
BggqhkjOPQMBBwNCAAT2hhVtxS0BnMo8Bxp3yHDV+/fRmwplpFTE3iBSNDg6EN4j
PeWAUDJIgqG/wIdvOr0HuPsBIhFvEPWpWrfZKzEvo1MwUTAdBgNVHQ4EFgQUyv7m
R8ovHt/SpVEJLf1EfARIq0owHwYDVR0jBBgwFoAUyv7mR8ovHt/SpVEJLf1EfARI
q0owDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNHADBEAiB6FkB6SdovhtRk
Qx52f5re1IawujAqYimK1vTYz0oPIwIgL6p6vEhvdMdpFozVmfMAT4MN7QFRnQZx
JOLVPu5ua6A=
-----END CERTIFICATE-----
`;

function prepared(env: Readonly<Record<string, string>> = {}) {
  const root = temporaryFolder();
  const place = layer1Folder(root);
  for (const folder of ["config/certificates", "config/apt"])
    mkdirSync(join(place.folder, folder), { recursive: true });
  for (const name of ["Dockerfile", "VERSION", "packages.txt", "requirements.txt"])
    writeFileSync(join(place.folder, name), "");
  writeFileSync(join(place.folder, "config", "krb5.conf"), "[libdefaults]\ndefault_realm = COMPANY.COM\n");
  const write = (name: string, text: string) => writeFileSync(join(place.folder, name), text);
  const check = async () => {
    const variables = { HOME: root, XDG_CONFIG_DIRS: "/nowhere", ...env };
    const settings = readLayer1Settings(place, variables);
    return checkInputs({
      place,
      settings,
      access: planAccess(place, settings, variables),
    });
  };
  return { root, place, write, check };
}

test("a prepared folder passes; without krb5.conf there is a warning", async () => {
  const { check, place } = prepared();
  await expect(check()).resolves.toEqual([]);
  rmSync(join(place.folder, "config", "krb5.conf"));
  await expect(check()).resolves.toEqual([expect.stringContaining("config/krb5.conf is missing")]);
});

test("a missing file is reported", async () => {
  const { check, place } = prepared();
  rmSync(join(place.folder, "packages.txt"));
  await expect(check()).rejects.toMatchObject({
    code: "ADP-L1-003",
    message: expect.stringContaining("packages.txt"),
  });
});

test.each([
  [".env", "IMAGE_PYTHON=x\n# token: ghp_aB3dE5gH7jaB3dE5gH7jaB3dE5gH7jaB3dE5\n", 2],
  ["config/krb5.conf", "# https://me:Zq81xPlm2w@kdc.company.com\n", 1],
  ["requirements.txt", "--index-url https://me:Zq81xPlm2w@a.company.com/simple\n", 1],
  ["config/apt/x.sources", "URIs: https://me:Zq81xPlm2w@a.company.com/debian\n", 1],
])("a credential in %s is refused, and not repeated", async (name, text, line) => {
  const { check, write } = prepared();
  write(name, text);
  const error = await check().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    code: "ADP-L1-002",
    exit: 77,
    message: expect.stringMatching(`layer1-base-image/${name} .* line ${line}\\.`),
  });
  expect(JSON.stringify(error)).not.toMatch(/Zq81xPlm2w|ghp_aB3/);
});

test("a certificate must be PEM, whole and in force", async () => {
  const { check, write, root } = prepared();
  const make = (days: string) => {
    execFileSync(
      "openssl",
      [
        ...[
          "req",
          "-x509",
          "-newkey",
          "ec",
          "-pkeyopt",
          "ec_paramgen_curve:prime256v1",
          "-nodes",
          "-subj",
          "/CN=ca",
        ],
        ...["-days", days, "-keyout", join(root, "key"), "-out", join(root, "cert")],
      ],
      { stdio: "ignore" },
    );
    return execFileSync("cat", [join(root, "cert")], { encoding: "utf8" });
  };
  const good = make("2");
  write("config/certificates/ca.crt", good);
  await expect(check()).resolves.toEqual([]);
  write("config/certificates/ca.crt", expired);
  await expect(check()).rejects.toMatchObject({ code: "ADP-L1-006", why: "It expired on 2011-01-01." });
  write("config/certificates/ca.crt", `${expired}${good}`);
  await expect(check()).resolves.toEqual([]);
  write("config/certificates/ca.crt", "not a certificate");
  await expect(check()).rejects.toMatchObject({ code: "ADP-L1-006", why: expect.stringContaining("no PEM") });
  write("config/certificates/ca.crt", good.replace(/\n.{10}/, "\nAAAAAAAAAA"));
  await expect(check()).rejects.toMatchObject({
    code: "ADP-L1-006",
    why: expect.stringContaining("damaged"),
  });
  write("config/certificates/ca.crt", good);
  write("config/certificates/other.cer", good);
  await expect(check()).rejects.toMatchObject({
    code: "ADP-L1-006",
    why: expect.stringContaining(".crt or .pem"),
  });
});

test("a login that LOGIN_HOSTS asks for is missed before anything runs", async () => {
  const { check, root } = prepared({ LOGIN_HOSTS: "m.example", APT_MIRROR: "https://m.example/debian" });
  await expect(check()).rejects.toMatchObject({
    code: "ADP-L1-005",
    exit: 77,
    message: "There is no login for m.example, which apt will ask.",
  });
  writeFileSync(join(root, ".netrc"), "machine m.example login me password Zq81xPlm2w\n", { mode: 0o600 });
  await expect(check()).resolves.toEqual([]);
});

test.each([
  ["APT_MIRROR=http://mirror.example/debian\n", "machine mirror.example login me password Zq81xPlm2w\n"],
  ["APT_MIRROR=http://mirror.example/debian\n", "default login me password Zq81xPlm2w\n"],
])("a login is not sent over plain HTTP unless .env allows it: %s", async (env, netrc) => {
  const { check, write, root } = prepared();
  writeFileSync(join(root, ".netrc"), netrc, { mode: 0o600 });
  write(".env", env);
  await expect(check()).rejects.toMatchObject({ code: "ADP-L1-007", exit: 77 });
  write(".env", `${env}INSECURE_LOGIN_HOSTS=mirror.example\n`);
  await expect(check()).resolves.toEqual([]);
});

test("netrc's default entry is not for a host that nobody named", async () => {
  const { check, root, place } = prepared();
  writeFileSync(join(root, ".netrc"), "default login me password Zq81xPlm2w\n", { mode: 0o600 });
  await expect(check()).resolves.toEqual([]);
  const variables = { HOME: root, XDG_CONFIG_DIRS: "/nowhere" };
  expect(planAccess(place, readLayer1Settings(place, variables), variables).logins).toEqual([]);
});

test("an index over plain HTTP with a login is refused as well", async () => {
  const { check } = prepared({ PIP_INDEX_URL: "http://me:Zq81xPlm2w@pypi.example/simple" });
  await expect(check()).rejects.toMatchObject({ code: "ADP-L1-007" });
});

test("a host of LOGIN_HOSTS that no step asks is refused", async () => {
  const { check, write } = prepared();
  write(".env", "APT_MIRROR=https://artifactory.example/debian\nLOGIN_HOSTS=artifactry.example\n");
  const error = await check().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "ADP-L1-001", message: expect.stringContaining("artifactry.example") });
  expect(JSON.stringify(error)).toContain("nearest: artifactory.example");
});

test.each([
  ["config/krb5.conf", "[libdefaults]\n# password = Zq81xPlm2w\n", 2],
  [".env", "IMAGE_PYTHON=x\n# ARTIFACTORY_PASSWORD=Zq81xPlm2w\n", 2],
  ["config/apt/x.sources", "# token: Zq81xPlm2w\n", 1],
])("a password by its name in %s is refused", async (name, text, line) => {
  const { check, write } = prepared();
  write(name, text);
  const error = await check().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "ADP-L1-002", message: expect.stringContaining(`line ${line}`) });
  expect(JSON.stringify(error)).not.toContain("Zq81xPlm2w");
});

test.each([
  ["URIs: artifactory.example/debian\n", 1],
  ["# a mirror\nTypes: deb\nURIs: https://a.example/debian\n  http//b.example/debian\n", 4],
  ["Types: deb\nURIs: https://bot:1/Zq81xPlm2w@a.example/debian\n", 2],
  ["uris : https://a.example:99999/debian\n", 1],
])("an address in config/apt that cannot be read is refused by its line: %s", async (text, line) => {
  const { check, write } = prepared();
  write("config/apt/x.sources", text);
  const error = await check().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    code: "ADP-L1-001",
    message: expect.stringContaining(`x.sources, line ${line},`),
  });
  expect(JSON.stringify(error)).not.toContain("Zq81xPlm2w");
});

test("every address of a field counts, also on a line that continues it", async () => {
  const { check, root, write } = prepared();
  write(
    "config/apt/x.sources",
    "Types: deb\nURIs:\n https://a.example/debian\n http://plain.example/debian\n",
  );
  writeFileSync(join(root, ".netrc"), "machine plain.example login bot password Zq81xPlm2w\n");
  await expect(check()).rejects.toMatchObject({ code: "ADP-L1-007" });
});

test.each([
  [".env", "NONSENSE\n"],
  [".env", "APT_MIROR=https://m.example\n"],
  [".env", "# ARTIFACTORY_PASSWORD=Zq81xPlm2w\n"],
  ["config/krb5.conf", "# password = Zq81xPlm2w\n"],
  ["config/apt/x.sources", "URIs: artifactory.example/debian\n"],
  ["config/certificates/ca.crt", "not a certificate"],
  ["packages.txt", undefined],
])("who stands in layer1-base-image reads paths and commands from there: %s %j", async (name, text) => {
  const { check, write, place } = prepared();
  vi.spyOn(process, "cwd").mockReturnValue(place.folder);
  if (text === undefined) rmSync(join(place.folder, name));
  else write(name, text);
  const error = await check().catch((thrown: unknown) => thrown);
  if (!(error instanceof AdpError)) throw error;
  const words = describeError(error);
  expect(words).toMatch(new RegExp(`(^|[ '"])${name.replaceAll(".", "\\.")}`, "m"));
  expect(words).not.toMatch(/layer1-base-image|\.\.\//);
});

test("the files as they come hold none", async () => {
  const { check, write } = prepared();
  const own = layer1Folder().folder;
  for (const [from, to] of [
    [".env.example", ".env"],
    ["config/krb5.conf.example", "config/krb5.conf"],
    ["config/apt/microsoft.sources.example", "config/apt/microsoft.sources"],
    ["packages.txt", "packages.txt"],
    ["requirements.txt", "requirements.txt"],
  ] as const)
    write(to, readFileSync(join(own, from), "utf8"));
  await expect(check()).resolves.toEqual([]);
});
