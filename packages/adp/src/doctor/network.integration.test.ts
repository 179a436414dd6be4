import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer as createPlain } from "node:http";
import { createServer, type ServerOptions } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { type Certificates, makeCertificates } from "../engine/embedded/python/testing/certificates.ts";
import { run } from "../kernel/process.ts";
import { expectCaused, expectSeen } from "./testing/caused.ts";
import { found, outcome, testMachine } from "./testing/machine.ts";
import { seenOf } from "./testing/seen.ts";

// Real servers on this machine, with TLS of an authority that nobody trusts until it is given out.

const folder = mkdtempSync(join(tmpdir(), "adp-doctor-"));
let certificates: Certificates;
beforeAll(async () => {
  certificates = await makeCertificates(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Handler = Parameters<typeof createPlain>[1];

async function serve(handler: Handler & object): Promise<string> {
  const { key, cert } = certificates;
  const options: ServerOptions = { key, cert };
  const server = createServer(options, handler).listen(0, "127.0.0.1");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise((resolve) => server.once("listening", resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A company's index is set, and its authority is in config/certificates and trusted on the host. */
function machineWithIndex(host: string, { trusted = true } = {}) {
  const machine = testMachine();
  machine.write("~/.config/uv/uv.toml", `[[index]]\nurl = "https://${host}/simple"\ndefault = true\n`);
  machine.write("~/.config/pip/pip.conf", `[global]\nindex-url = https://${host}/simple\n`);
  machine.write("layer1-base-image/.env", `APT_MIRROR=https://${host}/debian\n`);
  if (trusted) {
    const to = join(machine.root, "layer1-base-image", "config", "certificates");
    mkdirSync(to, { recursive: true });
    cpSync(certificates.ca, join(to, "company.pem"));
  }
  const env = trusted ? { SSL_CERT_FILE: certificates.ca } : {};
  return {
    ...machine,
    context: (more: Record<string, string> = {}, patienceMs?: number) =>
      machine.context({
        env: { ...env, ...more },
        ...(patienceMs === undefined ? {} : { patienceMs }),
      }),
  };
}

test("package-hosts and package-index: all is well, and the login that is sent", async () => {
  const logins = new Set<string | undefined>();
  const host = await serve((asked, answer) => {
    logins.add(asked.headers.authorization);
    answer.writeHead(200).end("ok");
  });
  const machine = machineWithIndex(host);
  machine.write("~/.netrc", "machine 127.0.0.1 login me password pw-of-mine\n", 0o600);
  expect(await outcome("package-hosts", machine.context())).toMatchObject({
    state: "ok",
    what: `${host} answer`,
  });
  expect(await outcome("package-index", machine.context())).toMatchObject({ state: "ok" });
  expect([...logins]).toEqual([`Basic ${Buffer.from("me:pw-of-mine").toString("base64")}`]);
});

test("a login that is missing, and one that is refused", async () => {
  const host = await serve((_, answer) => answer.writeHead(401).end());
  const machine = machineWithIndex(host);
  await expectCaused("a mirror without a login", machine.context());
  machine.write("~/.netrc", "machine 127.0.0.1 login me password pw-of-mine\n", 0o600);
  await expectCaused("a mirror with a wrong password", machine.context());
  const made = await outcome("package-hosts", machine.context());
  expect(JSON.stringify(made?.findings)).not.toContain("pw-of-mine");
});

test("TLS that is opened by a proxy with its own authority", async () => {
  const host = await serve((_, answer) => answer.end("ok"));
  const machine = machineWithIndex(host, { trusted: false });
  await expectCaused("a proxy that opens TLS, and its CA is not in the image", machine.context());
  await expectCaused("a proxy that opens TLS, and its CA is not on this machine", machine.context());
});

test("a host that is silent, and one where nobody listens", async () => {
  let [open, most] = [0, 0];
  const silent = await serve((asked) => {
    most = Math.max(most, ++open);
    asked.socket.once("close", () => open--);
  });
  await expectCaused("a mirror that is silent", machineWithIndex(silent).context({}, 5000));
  // Side by side: several take no longer than one.
  expect(most).toBeGreaterThan(1);
  expect(new Set(await found("package-hosts", machineWithIndex("127.0.0.1:9").context()))).toEqual(
    new Set(["problem ADP-CHK-007"]),
  );
});

test("a proxy that wants a login of its own", async () => {
  const proxy = createPlain().on("connect", (_, socket) =>
    socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"),
  );
  proxy.listen(0, "127.0.0.1");
  onTestFinished(() => void proxy.close());
  await new Promise((resolve) => proxy.once("listening", resolve));
  const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const host = await serve((_, answer) => answer.end("ok"));
  const context = machineWithIndex(host).context({ HTTPS_PROXY: address });
  await expectCaused("a proxy that wants a login", context);
});

test("clock: an index that is two minutes behind, and one that is right", async () => {
  let offset = -120_000;
  const host = await serve((_, answer) => {
    answer.setHeader("date", new Date(Date.now() + offset).toUTCString());
    answer.end();
  });
  const machine = machineWithIndex(host);
  await expectCaused("a clock two minutes ahead", machine.context());
  offset = 0;
  expect(await outcome("clock", machine.context())).toMatchObject({ state: "ok" });
});

test("clock: this machine's is ten minutes ahead of the index's", async () => {
  const host = await serve((_, answer) => answer.end());
  const machine = machineWithIndex(host);
  const argv = [
    process.execPath,
    "--import",
    "tsx",
    fileURLToPath(new URL("testing/findings.ts", import.meta.url)),
  ];
  const options = JSON.stringify({ id: "clock", folder: machine.root, home: machine.home });
  const { stdout } = await run(["faketime", "-f", "+10m", ...argv, options], {
    env: {
      FAKETIME_DONT_FAKE_MONOTONIC: "1",
      DONT_FAKE_MONOTONIC: "1",
    },
  });
  expectSeen("a clock ten minutes ahead", JSON.parse(/^answer:(.*)$/m.exec(stdout)?.[1] ?? "[]"));
});

/** A registry with the token protocol, as Docker Hub and quay.io have it. */
async function registry(tokens: (login: string | undefined) => boolean, has = true): Promise<string> {
  const host: string = await serve((asked, answer) => {
    const { authorization } = asked.headers;
    if (asked.url?.startsWith("/token"))
      return void (tokens(authorization)
        ? answer.end(JSON.stringify({ token: "a-token" }))
        : answer.writeHead(401).end());
    if (authorization === "Bearer a-token") return void answer.writeHead(has ? 200 : 404).end();
    const challenge = `Bearer realm="https://${asked.headers.host}/token",service="r",scope="repository:a/b:pull"`;
    answer.writeHead(401, { "www-authenticate": challenge }).end();
  });
  return host;
}

function machineWithRegistry(host: string) {
  const machine = testMachine();
  machine.write("layer1-base-image/.env", `IMAGE_ASTRONOMER=${host}/a/b:1\n`);
  const certificatesOf = machine.write(`certs.d/${host}/ca.crt`, readFileSync(certificates.ca, "utf8"));
  const engineCertificates = dirname(dirname(certificatesOf));
  const context = (patienceMs = 20_000) => machine.context({ engineCertificates, patienceMs });
  return { ...machine, context };
}

test("registries: an image that is there, one that is not, and an authority that the engine does not know", async () => {
  const open = machineWithRegistry(await registry(() => true));
  expect(await outcome("registries", open.context())).toMatchObject({ state: "ok" });
  const lacking = machineWithRegistry(await registry(() => true, false));
  await expectCaused("a registry without the image", lacking.context());
  const unknown = testMachine();
  unknown.write("layer1-base-image/.env", `IMAGE_ASTRONOMER=${await registry(() => true)}/a/b:1\n`);
  await expectCaused("a registry whose authority the engine does not know", unknown.context());
});

test("registries: a login that is missing, wrong, and right", async () => {
  const right = `Basic ${Buffer.from("me:right-token").toString("base64")}`;
  const host = await registry((login) => login === right);
  const machine = machineWithRegistry(host);
  const logIn = (token: string) => {
    const auth = Buffer.from(`me:${token}`).toString("base64");
    machine.write("~/.docker/config.json", JSON.stringify({ auths: { [host]: { auth } } }));
  };
  await expectCaused("no docker login", machine.context());
  logIn("wrong-token");
  await expectCaused("a docker login with a wrong token", machine.context());
  logIn("right-token");
  expect(await outcome("registries", machine.context())).toMatchObject({ state: "ok" });
});

test("registries: whoever gives tokens is silent", async () => {
  const tokens = await serve(() => undefined);
  const host = await serve((_, answer) =>
    answer.writeHead(401, { "www-authenticate": `Bearer realm="https://${tokens}/token"` }).end(),
  );
  const made = await outcome("registries", machineWithRegistry(host).context(5000));
  expectSeen("a registry whose tokens come from a silent host", seenOf(made?.findings ?? []));
  expect(made?.findings[0]?.error.message).toBe(`${tokens} does not answer.`);
});

test("a login goes to no token server over plain HTTP", async () => {
  const asked: (string | undefined)[] = [];
  const plain = createPlain((question, answer) => {
    asked.push(question.headers.authorization);
    answer.end(JSON.stringify({ token: "a-token" }));
  }).listen(0, "127.0.0.1");
  onTestFinished(() => void plain.close());
  await new Promise((resolve) => plain.once("listening", resolve));
  const realm = `http://127.0.0.1:${(plain.address() as AddressInfo).port}/token`;
  const host = await serve((_, answer) => {
    answer.writeHead(401, { "www-authenticate": `Bearer realm="${realm}",service="r"` }).end();
  });
  const machine = machineWithRegistry(host);
  const auth = Buffer.from("me:right-token").toString("base64");
  machine.write("~/.docker/config.json", JSON.stringify({ auths: { [host]: { auth } } }));
  expect(await found("registries", machine.context())).toEqual(["problem ADP-CHK-010"]);
  expect(asked).toEqual([]);
});
