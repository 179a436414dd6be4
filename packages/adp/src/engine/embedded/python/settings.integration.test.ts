import { chmodSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { readIfPresent } from "../../../kernel/files.ts";
import { BareClock } from "../../../kernel/progress.ts";
import { prepareAirflow } from "./environment.ts";
import { installInto } from "./install.ts";
import { parseConfigList } from "./pip-settings.ts";
import { readPackageSettings, withoutCredentials } from "./settings.ts";
import { type Certificates, makeCertificates } from "./testing/certificates.ts";
import { type IndexOptions, openPackageIndex, type PackageIndex } from "./testing/package-index.ts";
import { openRoom, type Room, realTools } from "./testing/real-tools.ts";

const tools = await realTools();
const login = { user: "ada", password: "s3cret/of@ada" };

/** How people write down where their packages come from. Each leads uv and pip to the same private index. */
const ways: Record<string, (room: Room, url: string, ca: string) => Record<string, string>> = {
  "uv.toml, its login in UV_INDEX_<NAME>_*": (room, url) => {
    const index = `[[index]]\nname = "corporate-pypi"\nurl = "${url}"\ndefault = true\n`;
    room.write("home/.config/uv/uv.toml", index);
    return {
      UV_INDEX_CORPORATE_PYPI_USERNAME: login.user,
      UV_INDEX_CORPORATE_PYPI_PASSWORD: login.password,
    };
  },
  "uv.toml without `default`, its login in netrc": (room, url) => {
    room.write("home/.config/uv/uv.toml", `[[index]]\nurl = "${url}"\n`);
    netrc(room);
    return {};
  },
  "pip.conf, its login in netrc": (room, url) => {
    room.write("home/.config/pip/pip.conf", `[global]\nindex-url = ${url}\n`);
    netrc(room);
    return {};
  },
  "~/.pip/pip.conf, its login in the URL": (room, url) => {
    const user = `${login.user}:${encodeURIComponent(login.password)}@`;
    // pip.conf: % begins an interpolation.
    room.write("home/.pip/pip.conf", `[global]\nindex-url = ${url.replace("//", `//${user}`)}\n`);
    return {};
  },
  "PIP_INDEX_URL and an extra index that has the packages": (room, url) => {
    netrc(room);
    return { PIP_INDEX_URL: `${url}/../empty`, PIP_EXTRA_INDEX_URL: url };
  },
};

function netrc(room: Room): void {
  room.write("home/.netrc", `machine 127.0.0.1\nlogin ${login.user}\npassword ${login.password}\n`);
}

describe.skipIf(typeof tools === "string")("package settings", () => {
  if (typeof tools === "string") return;
  let room: Room;
  let index: PackageIndex;
  let certificates: Certificates;
  let forCertificates: Room;
  const open = async (options: IndexOptions = {}) => {
    index = await openPackageIndex({ wheels: room.wheels, login, ...options });
    return index.url;
  };
  const prepare = (env: Record<string, string>) =>
    prepareAirflow({
      ...{ line: "3.3", engineFolder: room.engineFolder, data: room.data },
      clock: new BareClock(),
      env: { ...room.env, ...env },
    });
  const askedBy = (agent: RegExp) => index.requests.filter((one) => agent.test(one.agent));

  beforeAll(async () => {
    const shape = openRoom(tools, { uv: true });
    certificates = await makeCertificates(join(shape.folder, "tls"));
    forCertificates = shape;
  });
  afterAll(() => forCertificates.remove());
  afterEach(async () => {
    room.remove();
    await index.close();
  });

  for (const [name, write] of Object.entries(ways)) {
    it(`uv takes ${name}`, async () => {
      room = openRoom(tools, { uv: true });
      const log = watchArguments(room, tools.uv);
      const env = write(room, await open(), certificates.ca);
      expect((await prepare(env)).version).toBe("3.3.2");
      expect(askedBy(/^uv\//).some((one) => one.user === login.user)).toBe(true);
      expect(askedBy(/^pip\//)).toEqual([]);
      expect(readIfPresent(log)).not.toMatch(/s3cret|ada/);
      expect(readIfPresent(log)).toContain("pip install");
    });
  }

  it("pip, which installs uv, takes uv.toml, UV_INDEX_<NAME>_* and SSL_CERT_FILE", async () => {
    room = openRoom(tools, { uv: false });
    const url = await open({ tls: certificates });
    const [[, write] = []] = Object.entries(ways);
    const env = { ...write?.(room, url, certificates.ca), SSL_CERT_FILE: certificates.ca };
    expect((await prepare(env)).version).toBe("3.3.2");
    expect(askedBy(/^pip\//).some((one) => one.user === login.user)).toBe(true);
    expect(askedBy(/^uv\//).some((one) => one.user === login.user)).toBe(true);
  });

  it("both take pip.conf, its `cert` and netrc", async () => {
    room = openRoom(tools, { uv: false });
    const url = await open({ tls: certificates });
    room.write("pip.conf", `[global]\ncert = ${certificates.ca}\n[install]\nindex-url = ${url}\n`);
    netrc(room);
    const env = { PIP_CONFIG_FILE: join(room.folder, "pip.conf") };
    expect((await prepare(env)).version).toBe("3.3.2");
    expect(askedBy(/^pip\//).some((one) => one.user === login.user)).toBe(true);
    expect(askedBy(/^uv\//).some((one) => one.user === login.user)).toBe(true);
  });

  it("wheels in a folder do without an index", async () => {
    room = openRoom(tools, { uv: true });
    await open();
    mkdirSync(join(room.folder, "wheels"));
    for (const wheel of room.wheels) writeFileSync(join(room.folder, "wheels", wheel.file), wheel.content);
    const env = { PIP_NO_INDEX: "1", PIP_FIND_LINKS: `/not/there ${join(room.folder, "wheels")}` };
    expect((await prepare(env)).version).toBe("3.3.2");
    expect(index.requests).toEqual([]);
  });

  it("an uv that is too old is left alone", async () => {
    room = openRoom(tools, { uv: false });
    const url = await open();
    room.write("bin/uv", "#!/bin/sh\necho uv 0.4.30\n", 0o700);
    netrc(room);
    expect((await prepare({ UV_DEFAULT_INDEX: url })).version).toBe("3.3.2");
    expect(askedBy(/^pip\//).length).toBeGreaterThan(0);
  });

  it("a login of netrc stays with its index: a page that links over plain HTTP, on the same host, gets none", async () => {
    room = openRoom(tools, { uv: true });
    const files = await openPackageIndex({ wheels: room.wheels, login });
    const url = await open({ tls: certificates, filesAt: files.origin });
    room.write("home/.config/uv/uv.toml", `[[index]]\nurl = "${url}"\n`);
    netrc(room);
    await expect(prepare({ SSL_CERT_FILE: certificates.ca })).rejects.toMatchObject({ code: "ADP-PY-011" });
    await files.close();
    expect(index.requests.map((one) => one.user)).toContain(login.user);
    expect(files.requests.length).toBeGreaterThan(0);
    expect(files.requests.filter((one) => one.user !== undefined)).toEqual([]);
  });

  // To pip two addresses are one host only on the ports that both schemes have by default.
  it.skipIf(process.getuid?.() !== 0)(
    "pip, which installs uv, sends no login to such a link either",
    async () => {
      room = openRoom(tools, { uv: false });
      // Of this run alone: the ports are fixed.
      const address = `127.7.${(process.pid >> 8) & 255}.${process.pid & 255}`;
      const tls = await makeCertificates(join(room.folder, "tls"), `IP:${address}`);
      const files = await openPackageIndex({ wheels: room.wheels, login, listen: { address, port: 80 } });
      const url = await open({ tls, filesAt: files.origin, listen: { address, port: 443 } });
      const named = url.replace("//", `//${login.user}:${encodeURIComponent(login.password)}@`);
      const failed = prepare({ PIP_INDEX_URL: named, PIP_CERT: tls.ca, SSL_CERT_FILE: tls.ca });
      await expect(failed).rejects.toMatchObject({ code: "ADP-PY-011" });
      await files.close();
      expect(index.requests.map((one) => one.user)).toContain(login.user);
      expect(files.requests.map(({ agent }) => agent)).toContainEqual(expect.stringMatching(/^pip\//));
      expect(files.requests.filter((one) => one.user !== undefined)).toEqual([]);
    },
  );

  it("the netrc's default entry goes to an index that somebody named, and to no other host", async () => {
    room = openRoom(tools, { uv: true });
    const url = await open();
    const stranger = await openPackageIndex({ login });
    room.write("home/.netrc", `default login ${login.user} password ${login.password}\n`);
    expect((await prepare({ UV_DEFAULT_INDEX: url })).version).toBe("3.3.2");
    const airflow = await prepare({ UV_DEFAULT_INDEX: url });
    const requirements = room.write(
      "requirements.txt",
      `thing @ ${stranger.origin}/files/thing-1-py3-none-any.whl\n`,
    );
    await installInto({
      ...{ airflow, requirements, clock: new BareClock(), data: room.data },
      env: { ...room.env, UV_DEFAULT_INDEX: url },
    }).catch((error) => expect(error).toMatchObject({ code: expect.stringMatching(/^ADP-PY-/) }));
    await stranger.close();
    expect(index.requests.map((one) => one.user)).toContain(login.user);
    expect(stranger.requests.length).toBeGreaterThan(0);
    expect(stranger.requests.filter((one) => one.user !== undefined)).toEqual([]);
  });

  it("writes nothing into the home folder", async () => {
    room = openRoom(tools, { uv: false });
    const url = await open({});
    netrc(room);
    chmodSync(room.home, 0o500);
    await prepare({ UV_DEFAULT_INDEX: url });
    expect(readdirSync(room.home)).toEqual([".netrc"]);
  });
});

/** Puts a uv on PATH that writes its arguments down before it works. */
function watchArguments(room: Room, uv: string): string {
  const log = join(room.folder, "arguments");
  rmSync(join(room.folder, "bin", "uv"));
  room.write("bin/uv", `#!/bin/sh\necho "$@" >> '${log}'\nexec '${uv}' "$@"\n`, 0o700);
  return log;
}

describe("what one tool was reported, for the other", () => {
  const settings = (env: Record<string, string>) =>
    readPackageSettings(undefined, { HOME: "/no/home", XDG_CONFIG_DIRS: "/no", ...env });

  it("an index without `default = true` has PyPI behind it, for pip as for uv, and says so", async () => {
    const found = await settings({ UV_INDEX: "corp=https://packages.example/simple" });
    expect(found.pip.map((one) => [one.PIP_INDEX_URL, one.PIP_EXTRA_INDEX_URL])).toEqual([
      ["https://packages.example/simple", undefined],
      ["https://packages.example/simple", "https://pypi.org/simple"],
    ]);
    expect(found.notes.join()).toContain("default = true");
    const whole = await settings({ UV_DEFAULT_INDEX: "corp=https://packages.example/simple" });
    expect(whole.pip).toHaveLength(1);
    expect(whole.notes).toEqual([]);
  });

  it("neither is overruled: uv's index is not replaced by pip's, nor pip's by uv's", async () => {
    const found = await settings({
      UV_DEFAULT_INDEX: "https://uv.example/",
      PIP_INDEX_URL: "https://pip.example/",
    });
    expect(found.uv.UV_DEFAULT_INDEX).toBeUndefined();
    expect(found.pip[0]?.PIP_INDEX_URL).toBe("https://pip.example/");
    expect(found.indexes).toEqual(["https://uv.example/"]);
  });

  it("proxy, hosts, time-outs and client certificates go over", async () => {
    const found = await settings({
      PIP_PROXY: "http://ada:pw@proxy.example:3128",
      PIP_TRUSTED_HOST: "a.example b.example:8443",
      PIP_DEFAULT_TIMEOUT: "60",
      PIP_CLIENT_CERT: "/etc/me.pem",
    });
    expect(found.uv).toMatchObject({
      HTTPS_PROXY: "http://ada:pw@proxy.example:3128",
      https_proxy: "http://ada:pw@proxy.example:3128",
      UV_INSECURE_HOST: "a.example b.example:8443",
      UV_HTTP_TIMEOUT: "60",
      SSL_CLIENT_CERT: "/etc/me.pem",
    });
    expect(found.secrets.map((one) => one.reveal())).toContain("pw");
    expect(JSON.stringify(found.secrets)).not.toContain("pw");
  });

  it("a credential is never in what is shown", async () => {
    const found = await settings({
      PIP_INDEX_URL: "https://token-alone@packages.example/simple",
      HTTPS_PROXY: "bot:proxypass@proxy.example:3128",
    });
    expect(found.indexes).toEqual(["https://packages.example/simple"]);
    expect(found.secrets.map((one) => one.reveal())).toEqual(
      expect.arrayContaining(["token-alone", "proxypass"]),
    );
    expect(withoutCredentials("http://a:b@h/x@y")).toBe("http://h/x@y");
    for (const hidden of ["https://bot:S3cret/Pass@h/x", "https://bot:1#S3cret@h/x"])
      expect(withoutCredentials(hidden)).not.toContain("S3cret");
  });

  it("reads what pip config list prints, as Python quotes it", () => {
    const text = `:env:.index-url='https://h/'\nglobal.extra-index-url='\\nhttps://a\\nhttps://b'\ninstall.cert="/it's"\n`;
    expect(Object.fromEntries(parseConfigList(text))).toEqual({
      ":env:.index-url": "https://h/",
      "global.extra-index-url": "\nhttps://a\nhttps://b",
      "install.cert": "/it's",
    });
  });

  it("a pip.conf that is none is named too", async () => {
    if (typeof tools === "string") return;
    const room = openRoom(tools, { uv: true });
    room.write("home/.config/pip/pip.conf", "index-url = https://h/\n");
    const error = await readPackageSettings(tools.python.real, room.env).catch((thrown) => thrown);
    room.remove();
    expect(error).toMatchObject({ code: "ADP-PY-006" });
    expect(error.evidence.join("\n")).toContain("pip.conf");
  });

  it("a uv.toml that is no TOML is named, with the place", async () => {
    const room = typeof tools === "string" ? undefined : openRoom(tools, { uv: true });
    if (room === undefined) return;
    const path = room.write("home/.config/uv/uv.toml", "[[index]]\nurl = https://h/\n");
    const error = await readPackageSettings(undefined, room.env).catch((thrown) => thrown);
    room.remove();
    expect(error).toMatchObject({ code: "ADP-PY-006" });
    expect(error.message).toContain(path);
    expect(error.why).toContain("line 2");
  });
});
