import { createHash, randomBytes } from "node:crypto";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { again } from "@airflow-data-platform/cli-kit";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { AdpError, describeError } from "../../../kernel/errors.ts";
import { BareClock } from "../../../kernel/progress.ts";
import { onSmallDisk } from "../testing/small-disk.ts";
import { prepareAirflow } from "./environment.ts";
import { type Certificates, makeCertificates } from "./testing/certificates.ts";
import { type IndexOptions, openPackageIndex, type PackageIndex } from "./testing/package-index.ts";
import { openRoom, type Room, type RoomOptions, realTools } from "./testing/real-tools.ts";
import { makeWheel } from "./testing/wheel.ts";

const tools = await realTools();

// Every failure is caused, on each of the two ways to the packages: by uv itself, and by pip for the want of uv.
describe.skipIf(typeof tools === "string").each(["uv", "pip"] as const)("a failure of %s", (tool) => {
  if (typeof tools === "string") return;
  let room: Room;
  let index: PackageIndex | undefined;

  // One room for all: what failed is tried again in it, as a user would.
  beforeAll(() => {
    room = openRoom(tools, { uv: tool === "uv" });
  });
  afterEach(async () => {
    await index?.close();
    index = undefined;
  });
  afterAll(() => room.remove());

  async function open(options: IndexOptions = {}): Promise<PackageIndex> {
    index = await openPackageIndex({ wheels: room.wheels, ...options });
    return index;
  }

  function reopen(options: Partial<RoomOptions>): void {
    room.remove();
    room = openRoom(tools as Exclude<typeof tools, string>, { uv: tool === "uv", ...options });
  }

  /** The index is named as each tool's own user would name it. */
  function using(url: string): Record<string, string> {
    return tool === "uv" ? { UV_DEFAULT_INDEX: url } : { PIP_INDEX_URL: url };
  }

  async function failing(env: Record<string, string>): Promise<AdpError> {
    const error = await prepareAirflow({
      line: "3.3",
      engineFolder: room.engineFolder,
      data: room.data,
      clock: new BareClock(),
      env: { ...room.env, ...env },
    }).then(
      () => undefined,
      (thrown) => thrown,
    );
    if (!(error instanceof AdpError)) throw error ?? new Error("nothing failed");
    expect(error.evidence.length).toBeGreaterThan(0);
    expect(error.next.at(-1)).toEqual(again);
    expect(error.why).toBeTruthy();
    return error;
  }

  it("unreachable: refused, an unknown host, a connection that breaks off, a server's error", async () => {
    const refused = await failing(using("http://127.0.0.1:9/simple"));
    expect(refused.code).toBe("ADP-PY-010");
    expect(refused.why).toContain("http://127.0.0.1:9/simple");
    expect((await failing(using("https://index.invalid/simple"))).code).toBe("ADP-PY-010");
    expect((await failing(using((await open({ drop: true })).url))).code).toBe("ADP-PY-010");
    await index?.close();
    expect((await failing(using((await open({ status: 503 })).url))).code).toBe("ADP-PY-010");
  });

  it("login: none, a wrong one, forbidden; and no password in any message", async () => {
    const login = { user: "ada", password: "right-one" };
    const { url } = await open({ login });
    const none = await failing(using(url));
    expect(none.code).toBe("ADP-PY-011");
    expect(none.exit).toBe(77);
    expect(JSON.stringify(none)).toContain("machine 127.0.0.1 login");
    const wrong = await failing(using(url.replace("//", "//ada:wr%C3%B6ng-pass@")));
    expect(wrong.code).toBe("ADP-PY-011");
    expect(`${describeError(wrong)}${JSON.stringify(wrong)}`).not.toMatch(/wr%C3%B6ng-pass|wröng-pass/);
    await index?.close();
    const forbidden = await failing(using((await open({ status: 403 })).url));
    expect(forbidden.code).toBe("ADP-PY-011");
    expect(forbidden.why).toContain("policy");
  });

  it("TLS: an issuer that nobody knows, and a list of issuers that is not there", async () => {
    const certificates: Certificates = await makeCertificates(join(room.folder, "tls"));
    const { url } = await open({ tls: certificates });
    const error = await failing(using(url));
    expect(error.code).toBe("ADP-PY-012");
    expect(JSON.stringify(error)).toMatch(/SSL_CERT_FILE=.*pip config set global\.cert/);
    const gone = await failing({ ...using(url), SSL_CERT_FILE: "/no/such.pem", PIP_CERT: "" });
    expect(gone.why).toContain("/no/such.pem, which does not exist");
  });

  it("a proxy that asks for a login, one that refuses, one that is not there", async () => {
    const answers = {
      "407 Proxy Authentication Required": "login of its own",
      "403 Forbidden": "does not let this host through",
    };
    for (const [status, why] of Object.entries(answers)) {
      const proxy = createServer((socket) => {
        socket.on("error", () => undefined);
        socket.once("data", () => socket.end(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\n\r\n`));
      });
      await new Promise<void>((done) => proxy.listen(0, "127.0.0.1", done));
      const { port } = proxy.address() as { port: number };
      const error = await failing({
        ...using("https://packages.example/simple"),
        HTTPS_PROXY: `http://ada:pr0xy-pass@127.0.0.1:${port}`,
      });
      proxy.close();
      expect(error.code).toBe("ADP-PY-016");
      expect(error.why).toContain(why);
      expect(describeError(error)).not.toContain("pr0xy-pass");
    }
    const dead = await failing({
      ...using("https://packages.example/simple"),
      HTTPS_PROXY: "http://127.0.0.1:9",
    });
    expect(dead.code).toBe("ADP-PY-016");
  });

  it("an index that lacks the package", async () => {
    const { url } = await open({ wheels: [] });
    const error = await failing(using(url));
    expect(error.code).toBe("ADP-PY-017");
    expect(error.why).toContain(url);
  });

  it("a package that differs from the locked one", async () => {
    const [airflow, uv] = room.wheels;
    const other = makeWheel(tool === "uv" ? "apache-airflow" : "uv", tool === "uv" ? "3.3.2" : "0.13.9", {
      scripts: { evil: "#!/bin/sh\n" },
    });
    const { url } = await open({
      wheels: [other, ...[airflow, uv].flatMap((one) => (one?.name === other.name ? [] : (one ?? [])))],
    });
    const error = await failing(using(url));
    expect(error.code).toBe("ADP-PY-014");
    expect(error.evidence.join("\n")).toContain(other.sha256);
  });

  it("a full disk, and one that is read-only", async (context) => {
    reopen({ airflow: makeWheel("apache-airflow", "3.3.2", { padding: randomBytes(3_000_000) }) });
    const { url } = await open();
    const on = (mount: string) =>
      onSmallDisk({
        ...{ mount, folder: room.engineFolder },
        script: fileURLToPath(new URL("testing/prepare.ts", import.meta.url)),
        options: {
          ...{ line: "3.3", engineFolder: room.engineFolder, data: room.data },
          env: { ...room.env, ...using(url) },
        },
      });
    const full = await on("size=2m");
    if (typeof full === "string") {
      if (process.env.CI) throw new Error(full);
      return context.skip(full);
    }
    expect(full).toMatchObject({ code: "ADP-PY-013" });
    expect(JSON.stringify(full)).toContain(`df -h ${room.engineFolder}`);
    const locked = await on("size=2m,ro");
    expect(locked).toMatchObject({ code: "ADP-PY-021" });
  });

  if (tool === "uv") {
    it("a package without a build for this system", async () => {
      reopen({ airflow: makeWheel("apache-airflow", "3.3.2", { tag: "cp37-cp37m-win_amd64" }) });
      const error = await failing(using((await open()).url));
      expect(error.code).toBe("ADP-PY-015");
      expect(error.why).toContain(process.platform);
    });

    it("a package that is no archive: nothing that has a name, so the tool's own words", async () => {
      const content = Buffer.from("The mirror's maintenance page, stored as a package.\n");
      const sha256 = createHash("sha256").update(content).digest("hex");
      reopen({ airflow: { ...makeWheel("apache-airflow", "3.3.2"), content, sha256 } });
      const error = await failing(using((await open()).url));
      expect(error.code).toBe("ADP-PY-099");
      expect(error.evidence.join("\n")).toMatch(/zip|archive/i);
      expect(error.next.at(-1)).toEqual(again);
    });
  }
});
