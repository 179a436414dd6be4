import { describe, expect, it } from "vitest";
import { memoryFiles } from "../../test/memory-files.ts";
import {
  CacheAccessError,
  CacheNameError,
  cacheSource,
  defaultKcmSocket,
  expandTokens,
  formatCacheName,
  hostFiles,
  hostSurroundings,
  type Krb5Error,
  keyringExport,
  locateCache,
  parseCacheName,
  type Surroundings,
} from "../index.ts";

type FileTexts = Parameters<typeof memoryFiles>[0];

function surroundings(files: FileTexts = {}, more: Partial<Surroundings> = {}): Surroundings {
  const person = { uid: 1000, euid: 1001, username: "alice", platform: "linux", env: {} };
  return { ...person, files: memoryFiles(files), ...more };
}

function errorOf(work: () => unknown): Krb5Error & { kind: string } {
  try {
    work();
  } catch (error) {
    if (error instanceof CacheNameError || error instanceof CacheAccessError) return error;
    throw error;
  }
  throw new Error("it was accepted");
}

const conf = (lines: string) => ({ "/etc/krb5.conf": `[libdefaults]\n${lines}\n` });

describe("a cache name", () => {
  it.each([
    ["/tmp/krb5cc_1000", "FILE", "/tmp/krb5cc_1000"],
    ["relative", "FILE", "relative"],
    ["FILE:/tmp/a:b", "FILE", "/tmp/a:b"],
    ["C:\\temp\\krb5cc", "FILE", "C:\\temp\\krb5cc"],
    ["DIR:/run/user/1000/krb5cc", "DIR", "/run/user/1000/krb5cc"],
    ["DIR::/run/user/1000/krb5cc/tktABC", "DIR", ":/run/user/1000/krb5cc/tktABC"],
    ["KCM:", "KCM", ""],
    ["KCM:1000:22", "KCM", "1000:22"],
    ["KEYRING:persistent:1000", "KEYRING", "persistent:1000"],
    ["API:", "API", ""],
    ["MEMORY:x", "MEMORY", "x"],
    ["MSLSA:", "MSLSA", ""],
  ])("%s", (text, type, residual) => {
    expect(parseCacheName(text)).toEqual({ type, residual });
    if (text.startsWith(type)) expect(formatCacheName(parseCacheName(text))).toBe(text);
  });

  it.each([
    ["", "empty", "unset KRB5CCNAME"],
    [Buffer.from("FILE:/tmp/j\xfcrgen", "latin1").toString(), "not-utf8", "plain letters"],
    ["FILE:", "empty", "FILE:/tmp"],
    ["DIR:", "empty", "DIR:"],
    ["file:/tmp/x", "unknown-type", "FILE:/tmp/x"],
    ["/tmp/a:b", "unknown-type", "FILE:/tmp/a:b"],
    ["SCC:/tmp/x", "unknown-type", "use one of the types FILE"],
  ])("%j is refused: %s", (text, kind, advice) => {
    const error = errorOf(() => parseCacheName(text));
    expect(error.kind).toBe(kind);
    expect(JSON.stringify(error.next)).toContain(advice);
  });
});

describe("which cache a person uses", () => {
  it("KRB5CCNAME's, literally", () => {
    const at = { env: { KRB5CCNAME: "FILE:/tmp/%{uid}" } };
    expect(locateCache(surroundings(conf("default_ccache_name = KCM:"), at))).toMatchObject({
      name: { type: "FILE", residual: "/tmp/%{uid}" },
      origin: "KRB5CCNAME",
    });
  });

  it("else default_ccache_name's, with its tokens", () => {
    const files = conf("default_ccache_name = KEYRING:persistent:%{uid}");
    expect(locateCache(surroundings(files))).toMatchObject({
      text: "KEYRING:persistent:1000",
      origin: "default_ccache_name",
    });
  });

  it("is in the system's own store on macOS, where nothing names another place", () => {
    const at = (more: Partial<Surroundings>, files: FileTexts = {}) =>
      formatCacheName(locateCache(surroundings(files, { platform: "darwin", ...more })).name);
    expect(at({})).toBe("API:");
    expect(at({ env: { KRB5CCNAME: "/tmp/krb5cc_501" } })).toBe("FILE:/tmp/krb5cc_501");
    expect(at({}, conf(" default_ccache_name = FILE:/tmp/krb5cc_%{uid}"))).toBe("FILE:/tmp/krb5cc_1000");
  });

  it("also where that stands in an included file, or in another that KRB5_CONFIG names", () => {
    const files = {
      "/my.conf": "includedir /etc/krb5.conf.d\n",
      "/etc/krb5.conf.d/kcm_default_ccache": "[libdefaults]\n default_ccache_name = KCM:\n",
    };
    const at = { env: { KRB5_CONFIG: "/missing.conf:/my.conf" } };
    expect(locateCache(surroundings(files, at)).name).toEqual({ type: "KCM", residual: "" });
  });

  it("else the file in /tmp", () => {
    expect(locateCache(surroundings())).toMatchObject({ text: "FILE:/tmp/krb5cc_1000", origin: "default" });
  });

  it("an empty KRB5CCNAME is an error, as it is for libkrb5", () => {
    expect(errorOf(() => locateCache(surroundings({}, { env: { KRB5CCNAME: "" } }))).kind).toBe("empty");
  });
});

describe("tokens", () => {
  it.each([
    ["%{uid}/%{USERID}/%{euid}/%{username}", "1000/1000/1001/alice"],
    ["%{TEMP}/x", "/var/tmp/x"],
    ["a%{null}b", "ab"],
    ["%{BINDIR}:%{SBINDIR}", "/usr/bin:/usr/sbin"],
    ["%{LIBDIR}", "/usr/lib64"],
    ["100% { }", "100% { }"],
  ])("%s is %s", (text, expanded) => {
    const at = { env: { TMPDIR: "/var/tmp" }, installation: { lib: "/usr/lib64" } };
    expect(expandTokens(text, surroundings({}, at))).toBe(expanded);
  });

  it("%{TEMP} is /tmp without TMPDIR", () => {
    expect(expandTokens("%{TEMP}", surroundings())).toBe("/tmp");
  });

  it.each([
    ["%{uid", "has no }"],
    ["%{}", "%{} is not a token"],
    ["%{APPDATA}", "not a token of this system"],
    ["%{constructor}", "not a token"],
    ["%{LIBDIR}", "has no value here"],
  ])("%s is refused", (text, because) => {
    const error = errorOf(() => expandTokens(text, surroundings()));
    expect(error.kind).toBe("token");
    expect(error.message).toContain(because);
    expect(JSON.stringify(error.next)).toContain("%{uid}");
  });
});

describe("where the bytes are", () => {
  const source = (name: string, files: FileTexts = {}, more: Partial<Surroundings> = {}) => {
    const at = surroundings(files, { env: { KRB5CCNAME: name }, ...more });
    const located = locateCache(at);
    return cacheSource(located.name, located.profile, at);
  };

  it("FILE", () => {
    expect(source("FILE:/tmp/x")).toEqual({ kind: "file", path: "/tmp/x" });
  });

  it("DIR, by its primary", () => {
    const files = { "/cc/primary": "tktABC\nrest", "/cc/tkt": "", "/cc/tktABC": "", "/cc/primary.X1": "" };
    expect(source("DIR:/cc", files)).toEqual({
      kind: "directory",
      path: "/cc/tktABC",
      folder: "/cc",
      others: ["/cc/tkt"],
    });
  });

  it("DIR, whose primary dangles after kdestroy: the path is reported, and what else there is", () => {
    const files = { "/cc/primary": "tktGONE\n", "/cc/tktB": "" };
    expect(source("DIR:/cc/", files)).toMatchObject({ path: "/cc/tktGONE", others: ["/cc/tktB"] });
  });

  it.each([
    ["no primary", { "/cc/tktB": "" }],
    ["a primary that may not be read", { "/cc/primary": { code: "EACCES" } }],
  ])("DIR with %s is tkt", (_, files) => {
    expect(source("DIR:/cc", files as FileTexts)).toMatchObject({ path: "/cc/tkt" });
  });

  it("DIR::, one cache of the folder", () => {
    const files = { "/cc/primary": "tkt\n", "/cc/tktB": "", "/cc/tkt": "" };
    expect(source("DIR::/cc/tktB", files)).toMatchObject({ path: "/cc/tktB", others: ["/cc/tkt"] });
    expect(source("DIR::/tkt")).toEqual({ kind: "directory", path: "/tkt", folder: "/", others: [] });
  });

  it.each([
    ["primary", "no line end", { "/cc/primary": "tktABC" }],
    ["primary", "another name", { "/cc/primary": "krb5cc\n" }],
    ["primary", "a path", { "/cc/primary": "tkt/../../x\n" }],
    ["primary", "too long a name", { "/cc/primary": `tkt${"x".repeat(60)}\n` }],
    ["primary", "an unreadable disk", { "/cc/primary": { code: "EIO" } }],
    ["directory", "no folder", {}],
    ["directory", "a file", { "/cc": "" }],
    ["directory", "no permission", { "/cc": { code: "EACCES" } }],
  ])("DIR fails by its %s: %s", (kind, _, files) => {
    const error = errorOf(() => source("DIR:/cc", files as FileTexts));
    expect(error.kind).toBe(kind);
    expect(error.next.length).toBeGreaterThan(0);
  });

  it.each(["DIR::tktB", "DIR::/cc/other"])("%s is no cache of a folder", (name) => {
    expect(errorOf(() => source(name)).kind).toBe("subsidiary");
  });

  it("KCM, by the socket of krb5.conf", () => {
    expect(source("KCM:")).toEqual({ kind: "kcm", socket: defaultKcmSocket, cache: undefined });
    expect(source("KCM:1000:5", conf("kcm_socket = /run/kcm"))).toEqual({
      kind: "kcm",
      socket: "/run/kcm",
      cache: "1000:5",
    });
  });

  it("KEYRING, by an export on the host", () => {
    expect(source("KEYRING:persistent:1000")).toEqual({ kind: "keyring", name: "KEYRING:persistent:1000" });
  });

  it.each([
    ["memory", "MEMORY:x", {}, {}],
    ["api", "API:", {}, { platform: "darwin" }],
    ["mslsa", "MSLSA:", {}, {}],
    ["kcm-disabled", "KCM:", conf("kcm_socket = -"), {}],
    ["kcm-mach", "KCM:", {}, { platform: "darwin" }],
  ])("%s: nobody else can read %s, and the error says what to do", (kind, name, files, more) => {
    const error = errorOf(() => source(name, files, more));
    expect(error.kind).toBe(kind);
    expect(error.why).toBeTruthy();
    expect(JSON.stringify(error.next)).toMatch(/kinit/);
  });
});

describe("the export of a keyring", () => {
  it("is a kvno for the TGT itself, and a rename", () => {
    const exported = keyringExport("KEYRING:persistent:1000", "CORP.EXAMPLE", "/home/a b/krb5cc");
    expect(exported.argv).toEqual([
      "kvno",
      "-q",
      "--cached-only",
      "--out-cache",
      "FILE:/home/a b/krb5cc.export",
      "krbtgt/CORP.EXAMPLE@CORP.EXAMPLE",
    ]);
    expect(exported.rename).toEqual(["/home/a b/krb5cc.export", "/home/a b/krb5cc"]);
  });
});

describe("this machine", () => {
  it("is read without waiting for what is no file", () => {
    expect(hostSurroundings().uid).toBe(process.getuid?.());
    expect(() => hostFiles.readText("/dev/zero")).toThrow(/no regular file/);
    expect(() => hostFiles.readText("/")).toThrow(/folder/);
    expect(() => hostFiles.readText("/nowhere")).toThrow(/ENOENT/);
  });
});
