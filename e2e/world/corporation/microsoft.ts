import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { persist, run } from "../lib/index.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const driver = "ODBC Driver 18 for SQL Server";

/**
 * A stand-in for Microsoft's apt repository: a package msodbcsql18 with Microsoft's own driver, which comes from its
 * wheel, in a repository signed with a key made here. It proves nothing about Microsoft's own packages.
 * Returns the public key. A web server has to serve `folder`.
 */
export async function makeMicrosoft(folder: string): Promise<string> {
  const work = `${folder}-work`;
  mkdirSync(work, { recursive: true, mode: 0o700 });
  const machine = process.arch === "arm64" ? "arm64" : "x86_64";
  const architecture = process.arch === "arm64" ? "arm64" : "amd64";
  const pins = readFileSync(join(root, "layer1-base-image", "constraints", "airflow-2.9.txt"), "utf8");
  const wheel = /^mssql-python-odbc==(\S+)/m.exec(pins) as RegExpExecArray;
  const pip = ["python3", "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"] as const;
  await persist("Microsoft's wheel", () => run([...pip, "--dest", work, wheel[0]]));
  const [file] = readdirSync(work);
  await run(["python3", "-m", "zipfile", "-e", join(work, file as string), join(work, "wheel")]);

  const tree = join(work, "tree");
  const place = "/opt/microsoft/msodbcsql18";
  mkdirSync(join(tree, "opt", "microsoft"), { recursive: true });
  const brought = join(work, "wheel", "mssql_python_odbc", "libs", "linux", "debian_ubuntu", machine);
  await run(["cp", "-r", brought, join(tree, place)]);
  const library = readdirSync(join(tree, place, "lib")).find((name) => name.startsWith("libmsodbcsql-18"));
  write(join(tree, "DEBIAN", "control"), [
    ...["Package: msodbcsql18", `Version: ${wheel[1]}-1`, `Architecture: ${architecture}`],
    ...["Maintainer: nobody", "Depends: unixodbc, odbcinst, libkrb5-3, libgssapi-krb5-2"],
    "Description: Microsoft's ODBC driver, packed for a test",
  ]);
  // Like Microsoft's package, it refuses to install until the licence is accepted.
  write(join(tree, "DEBIAN", "preinst"), [
    "#!/bin/sh",
    '[ "$ACCEPT_EULA" = Y ] || { echo "ERROR: The EULA was not accepted." >&2; exit 1; }',
  ]);
  write(join(tree, "DEBIAN", "postinst"), [
    "#!/bin/sh",
    `printf '[${driver}]\\nDriver=${place}/lib/${library}\\nUsageCount=1\\n' >/tmp/msodbcsql18.ini`,
    "odbcinst -i -d -f /tmp/msodbcsql18.ini && rm /tmp/msodbcsql18.ini",
  ]);
  for (const script of ["preinst", "postinst"]) chmodSync(join(tree, "DEBIAN", script), 0o755);
  await publish(folder, tree, architecture);
  return sign(folder, join(work, "gnupg"));
}

async function publish(folder: string, tree: string, architecture: string): Promise<void> {
  const packageFile = "pool/main/msodbcsql18.deb";
  const list = join(folder, "dists", "bookworm", "main", `binary-${architecture}`, "Packages");
  mkdirSync(join(folder, "pool", "main"), { recursive: true });
  await run(["dpkg-deb", "--root-owner-group", "-Zgzip", "--build", tree, join(folder, packageFile)]);
  write(list, [
    readFileSync(join(tree, "DEBIAN", "control"), "utf8").trimEnd(),
    ...[`Filename: ${packageFile}`, ...facts(join(folder, packageFile)), ""],
  ]);
  const [size, sum] = facts(list).map((line) => line.replace(/^\w+: /, ""));
  write(join(folder, "dists", "bookworm", "Release"), [
    ...["Origin: a test", "Suite: bookworm", "Codename: bookworm", "Components: main"],
    ...[`Architectures: ${architecture}`, `Date: ${new Date().toUTCString()}`, "SHA256:"],
    ` ${sum} ${size} main/binary-${architecture}/Packages`,
  ]);
}

function facts(path: string): string[] {
  const sum = createHash("sha256").update(readFileSync(path)).digest("hex");
  return [`Size: ${statSync(path).size}`, `SHA256: ${sum}`];
}

async function sign(folder: string, home: string): Promise<string> {
  mkdirSync(home, { mode: 0o700 });
  const gpg = ["gpg", "--homedir", home, "--batch", "--quiet", "--pinentry-mode=loopback"] as const;
  try {
    await run([...gpg, "--passphrase", "", "--quick-generate-key", "A test", "rsa2048", "sign", "never"]);
    const release = join(folder, "dists", "bookworm");
    await run([...gpg, "--output", join(release, "InRelease"), "--clearsign", join(release, "Release")]);
    return await run([...gpg, "--armor", "--export"]);
  } finally {
    await run(["gpgconf", "--homedir", home, "--kill", "all"]);
  }
}

function write(path: string, lines: readonly string[]): void {
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, `${lines.join("\n")}\n`);
}
