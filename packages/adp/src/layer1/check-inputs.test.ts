import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.ts";
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
  const check = () => {
    const variables = { HOME: root, XDG_CONFIG_DIRS: "/nowhere", ...env };
    const settings = readLayer1Settings(place, variables);
    return checkInputs({
      place,
      settings,
      access: planAccess(place, settings, variables),
      again: "make build",
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

test("a missing file is told", async () => {
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
    message: `layer1-base-image/${name} holds a credential in line ${line}.`,
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
