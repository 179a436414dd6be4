import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { MitKdc } from "../../../../e2e/world/kerberos/index.ts";
import { skipReason } from "../../../../e2e/world/lib/index.ts";
import { Terminal } from "../../../../e2e/world/terminal.ts";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { type Certificates, makeCertificates } from "../engine/embedded/python/testing/certificates.ts";
import { realTools } from "../engine/embedded/python/testing/real-tools.ts";
import { parseEnvFile } from "../kernel/env-file.ts";
import { platformRoot } from "../kernel/home.ts";
import { attempt, ProcessFailure } from "../kernel/process.ts";
import { readAnswers } from "./index.ts";

// A setup person and a developer at a real terminal, with hosts of a company that answer. docker's part (its login) is in
// the simulated company: e2e/setup.test.ts.

const skip = skipReason("client", "mitKdc");
const tools = await realTools();

describe.skipIf(skip !== undefined)(`adp setup at a terminal${skip ? ` (${skip})` : ""}`, () => {
  const folder = mkdtempSync(join(tmpdir(), "adp-setup-"));
  let certificates: Certificates;
  let host: string;
  let kdc: MitKdc;
  /** What uv asked for with the right login. */
  const askedByUv: string[] = [];
  const right = `Basic ${Buffer.from("me:right-token").toString("base64")}`;

  beforeAll(async () => {
    [certificates, kdc] = await Promise.all([makeCertificates(folder), MitKdc.start()]);
    const { key, cert } = certificates;
    const server = createServer({ key, cert }, (asked, answer) => {
      if (/^uv\//.test(asked.headers["user-agent"] ?? "") && asked.headers.authorization === right)
        askedByUv.push(asked.url ?? "");
      if (asked.url?.startsWith("/v2/")) answer.writeHead(asked.url.includes("/missing/") ? 404 : 200).end();
      else answer.writeHead(asked.headers.authorization === right ? 200 : 401).end();
    }).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    close = () => {
      server.closeAllConnections();
      server.close();
    };
  });
  let close = () => undefined as unknown;
  afterAll(async () => {
    close();
    await kdc?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const ask = fileURLToPath(new URL("testing/ask.ts", import.meta.url));

  function person() {
    const home = temporaryFolder();
    const root = join(home, "clone");
    for (const path of [
      "layer1-base-image/.env.example",
      "layer1-base-image/config/krb5.conf.example",
      "platform-bootstrap/.env.example",
    ]) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      cpSync(join(platformRoot(), path), join(root, path));
    }
    // The system's own list is trusted by the engine: here the test's authority is in it.
    const env = { HOME: home, XDG_CONFIG_DIRS: "/nowhere", KRB5_CONFIG: "/nowhere" };
    const begin = (me: boolean) => {
      const argv = [process.execPath, "--import", "tsx", ask, JSON.stringify({ root, me })];
      const terminal = new Terminal(argv, { env, cwd: platformRoot() });
      onTestFinished(() => terminal.close());
      return {
        terminal,
        /** Waits until a question is shown and its prompt is the last of the screen, and types what answers it. */
        async answer(question: string, text: string) {
          await terminal.shows(new RegExp(`${literal(question).source}[\\s\\S]*${prompted.source}`));
          terminal.type(`${text}\r`);
        },
      };
    };
    /** The same with nobody at a terminal: what it prints, and its exit code. */
    const withoutTerminal = async (
      options: { me: boolean; answersFile: string },
      more: Readonly<Record<string, string>> = {},
    ) => {
      const words = JSON.stringify({ root, ...options, input: false });
      const argv = [process.execPath, "--import", "tsx", ask, words] as const;
      const done = await attempt(argv, { cwd: platformRoot(), env: { ...env, ...more, NO_COLOR: "1" } });
      const code = done instanceof ProcessFailure ? done.code : 0;
      return { code, stdout: done.stdout, stderr: done.stderr };
    };
    return { home, root, begin, withoutTerminal };
  }

  test("the setup person answers each question wrongly once, and then rightly", async () => {
    const { root, begin, withoutTerminal } = person();
    const { terminal, answer } = begin(false);
    await answer("Company CA", "/nowhere.pem");
    await answer("ADP-SET-003  There is no file /nowhere.pem.", certificates.ca);
    await answer("Astronomer Runtime", "https://quay.io/a:1");
    // Whether an engine trusts the registry's authority is the machine's matter, which a test does not change.
    await answer("is not the name of an image", `${host}/astro-runtime:13.11.0`);
    await answer("Take it all the same?", "y");
    await answer("Python image", "NOT AN IMAGE");
    await answer("is not the name of an image", "-");
    await answer("Debian mirror", `https://me:pw@${host}/debian`);
    await answer("The address contains a login", `https://${host}/debian`);
    await terminal.shows(/wants a login/);
    await answer("Python index", "127.0.0.1");
    await answer("It is not an http or https address", `https://${host}/simple`);
    await answer("Kerberos realm", "example.test");
    await answer("A realm is written in capital letters", kdc.realm);
    await answer("KDC", "127.0.0.1:9");
    await terminal.shows(literal(`No KDC of ${kdc.realm} answers.`));
    await answer("Take it all the same?", "n");
    await answer("> ", `127.0.0.1:${kdc.port}`);
    await answer("PostgreSQL image", "https://hub.docker.com/_/postgres");
    await answer("is not the name of an image", "-");
    await answer("Warehouse", "mysql://a/b");
    await answer("WAREHOUSE is not local", "none");
    await answer("Write these files?", "");
    expect(await terminal.ended(), terminal.screen).toBe(0);
    // What setup itself asks fits a terminal of 80 columns.
    const own = terminal.screen
      .split(/\r?\n/)
      .filter((line) => !/^ {2}(?:why|first|then|next|or): |^ {2}[|-]|^ADP-|^\[| > /.test(line));
    expect(own.filter((line) => line.length > 80)).toEqual([]);
    expect(readAnswers(join(root, "platform-bootstrap", "setup.toml"))).toEqual({
      certificates: certificates.ca,
      runtime: `${host}/astro-runtime:13.11.0`,
      python: "",
      apt_mirror: `https://${host}/debian`,
      index: `https://${host}/simple`,
      realm: kdc.realm,
      kdc: `127.0.0.1:${kdc.port}`,
      postgres: "",
      warehouse: "none",
      login_hosts: [host],
    });
    expect(parseEnvFile(readFileSync(join(root, "layer1-base-image", ".env"), "utf8"))).toMatchObject({
      LOGIN_HOSTS: host,
    });
    expect(existsSync(join(root, "layer1-base-image", "config", "certificates", "ca.crt"))).toBe(true);
    const again = begin(false);
    for (let question = 1; question <= 9; question++) {
      await again.answer(`${question}/9`, "");
      if (question === 2) await again.answer("Take it all the same?", "y");
    }
    await again.terminal.shows(/Everything is set already\./);
    expect(await again.terminal.ended()).toBe(0);
    // Nobody is there to take the registry's answer all the same.
    const plain = await withoutTerminal({
      me: false,
      answersFile: join(root, "platform-bootstrap", "setup.toml"),
    });
    expect([plain.code, plain.stdout]).toEqual([1, ""]);
    expect(plain.stderr).toMatch(
      new RegExp(
        `^Company CA: ${literal(certificates.ca).source}\nAstronomer Runtime: .*\nADP-SET-003 {2}runtime: `,
      ),
    );
  });

  test("a developer is asked for what is missing, and nothing of the password is shown", async () => {
    const { home, root, begin } = person();
    const certificatesFolder = join(root, "layer1-base-image", "config", "certificates");
    mkdirSync(certificatesFolder, { recursive: true });
    cpSync(certificates.ca, join(certificatesFolder, "company.crt"));
    for (const name of ["Dockerfile", "VERSION", "packages.txt", "requirements.txt"])
      writeFileSync(join(root, "layer1-base-image", name), "");
    writeFileSync(
      join(root, "layer1-base-image", ".env"),
      `APT_MIRROR=https://${host}/debian\nIMAGE_ASTRONOMER=127.0.0.1:9/a:1\n`,
    );
    writeFileSync(join(root, "platform-bootstrap", "setup.toml"), `index = "https://${host}/simple"\n`);
    writeFileSync(join(home, ".netrc"), "machine other.test login a password b\n", { mode: 0o644 });
    const { terminal, answer } = begin(true);
    await answer(`User name for ${host}`, "me");
    await answer("Password or token", "wrong-token");
    await answer("Try again?", "");
    await answer(`User name for ${host}`, "me");
    await answer("Password or token", "right-token");
    expect(await terminal.ended(), terminal.screen).toBe(0);
    expect(terminal.screen).not.toContain("right-token");
    expect(terminal.screen).not.toContain("wrong-token");
    const netrc = join(home, ".netrc");
    // Two mirrors on one host and port are one login.
    expect(readFileSync(netrc, "utf8")).toBe(
      "machine other.test login a password b\nmachine 127.0.0.1\n  login me\n  password right-token\n",
    );
    expect(statSync(netrc).mode & 0o777).toBe(0o600);
    const uv = readFileSync(join(home, ".config", "uv", "uv.toml"), "utf8");
    expect(uv).toContain(`url = "https://${host}/simple"`);
    // The real uv takes the login of a named index from netrc: no UV_INDEX_ variable is needed in a shell's rc file.
    if (typeof tools !== "string") {
      const words = [tools.uv, "pip", "install", "--dry-run", "--no-cache", "--python", tools.python.real];
      const { PATH = "" } = process.env;
      const env = { PATH, HOME: home, SSL_CERT_FILE: certificates.ca, UV_PYTHON_DOWNLOADS: "never" };
      const done = await attempt([...words, "--target", join(home, "packages"), "company-tool"], {
        env,
        bareEnvironment: true,
      });
      expect(askedByUv, done.stderr).toContain("/simple/company-tool/");
    }
    const again = begin(true);
    await again.terminal.shows(/Not set: docker login 127\.0\.0\.1:9\. See above\./);
    expect(await again.terminal.ended()).toBe(0);
    expect(again.terminal.screen).not.toContain("User name");
  });

  test("a developer without a terminal: a plain transcript says what is missing, and what to type for it", async () => {
    const { home, root, withoutTerminal } = person();
    const certificatesFolder = join(root, "layer1-base-image", "config", "certificates");
    mkdirSync(certificatesFolder, { recursive: true });
    cpSync(certificates.ca, join(certificatesFolder, "company.crt"));
    writeFileSync(
      join(root, "layer1-base-image", ".env"),
      `APT_MIRROR=https://${host}/debian\nIMAGE_ASTRONOMER=${host}/astro-runtime:13.11.0\n`,
    );
    writeFileSync(join(root, "platform-bootstrap", "setup.toml"), `index = "https://${host}/simple"\n`);
    const krb5 = { KRB5_CONFIG: kdc.env.KRB5_CONFIG ?? "", KRB5CCNAME: `FILE:${join(home, "krb5cc")}` };
    const answersFile = join(home, "me.toml");
    const said = async (answers: string) => {
      writeFileSync(answersFile, answers);
      return withoutTerminal({ me: true, answersFile }, { ...krb5, NODE_EXTRA_CA_CERTS: certificates.ca });
    };
    const refused = await said('user = "me"\npassword = "right-token"\n');
    expect([refused.code, refused.stdout]).toEqual([1, ""]);
    expect(refused.stderr).toMatch(/^ADP-SET-002 .* has a line password\./);
    expect(refused.stderr).not.toContain("right-token");
    const first = await said('user = "me"\nprincipal = "alice@COMPANY.COM"\n');
    expect(first.code).toBe(1);
    expect(first.stdout.split("\n").slice(1, 2)).toEqual([`login for packages of ${host}: missing`]);
    expect(first.stdout).toMatch(/^index of uv: done: [\s\S]*\nKerberos ticket: missing\n$/);
    expect(first.stderr).toMatch(/^ADP-SET-007 .*packages.*Kerberos ticket\.$/m);
    expect(first.stderr).toContain("machine 127.0.0.1 login me password TOKEN");
    expect(first.stderr).toContain("kinit alice@COMPANY.COM");
    writeFileSync(join(home, ".netrc"), `machine ${host} login me password right-token\n`, { mode: 0o600 });
    await kdc.kinit(krb5.KRB5CCNAME);
    const second = await said("");
    expect(second.stdout).toContain(`login for packages of ${host}: right\n`);
    expect(second.stdout).toContain("Kerberos ticket: right\n");
    expect(second.stdout + second.stderr).not.toContain("right-token");
  });

  test("Ctrl-C at a question ends with 130, and nothing is written", async () => {
    const { root, begin } = person();
    const { terminal } = begin(false);
    await terminal.shows(new RegExp(`Company CA[\\s\\S]*${prompted.source}`));
    terminal.type("\u0003");
    expect(await terminal.ended()).toBe(130);
    expect(existsSync(join(root, "platform-bootstrap", "setup.toml"))).toBe(false);
  });
});

/** What stands before the cursor where an answer is taken. */
const prompted = /(?<=\n> |[)\]\w]: |\[(?:Y\/n|y\/N)\] )$/;

function literal(text: string): RegExp {
  return new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
}
