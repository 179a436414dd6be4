import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Surroundings } from "@airflow-data-platform/krb5";
import { hostFiles } from "@airflow-data-platform/krb5";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { AdpError } from "../kernel/errors.ts";
import { hostCache, namedSource, type Route, routeOf } from "./source.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "adp-source-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const me = process.getuid?.() ?? 0;

function surroundings(env: Record<string, string>, platform: NodeJS.Platform = "linux"): Surroundings {
  return { env: { KRB5_CONFIG: "/nonexistent", ...env }, uid: 1000, euid: 1000, platform, files: hostFiles };
}

function route(KRB5CCNAME: string): Route {
  return routeOf(hostCache(surroundings({ KRB5CCNAME })));
}

/** A folder with empty files of these names. */
function withFiles(name: string, files: readonly string[], mode = 0o700): string {
  const path = join(folder, name);
  mkdirSync(path);
  for (const file of files) writeFileSync(join(path, file), "");
  chmodSync(path, mode);
  return path;
}

test("where the ticket is: TICKET_SOURCE, KRB5CCNAME, krb5.conf, /tmp/krb5cc_UID", () => {
  const conf = join(folder, "krb5.conf");
  writeFileSync(conf, "[libdefaults]\n default_ccache_name = FILE:/home/x/cc_%{uid}\n");
  const of = (env: Record<string, string>, override?: string) => {
    const { text, origin } = hostCache(surroundings(env), override);
    return [text, origin];
  };
  const everything = { KRB5_CONFIG: conf, KRB5CCNAME: "/a/krb5cc" };
  expect(of(everything, "DIR:/b")).toEqual(["DIR:/b", "TICKET_SOURCE"]);
  expect(of(everything)).toEqual(["FILE:/a/krb5cc", "KRB5CCNAME"]);
  expect(of({ KRB5_CONFIG: conf })).toEqual(["FILE:/home/x/cc_1000", "default_ccache_name"]);
  expect(of({})).toEqual(["FILE:/tmp/krb5cc_1000", "default"]);
});

test("/tmp is never mounted: a process on the host copies the ticket out of it", () => {
  expect(routeOf(hostCache(surroundings({})))).toEqual({ kind: "watch", source: "/tmp/krb5cc_1000" });
});

// No macOS machine is available: its decisions are tested with the platform as a parameter.
test("on macOS a file cache that is named is shared as elsewhere", () => {
  const of = (KRB5CCNAME: string) => routeOf(hostCache(surroundings({ KRB5CCNAME }, "darwin")));
  expect(of("FILE:/tmp/krb5cc_501")).toEqual({ kind: "watch", source: "/tmp/krb5cc_501" });
  const caches = withFiles(".krb5cc", ["krb5cc"]);
  expect(of(`FILE:${caches}/krb5cc`)).toMatchObject({ kind: "mount", folder: caches });
});

test("on macOS a ticket without a name is in the system's own store, and the error says what shares it", () => {
  expect(() => hostCache(surroundings({}, "darwin"))).toThrow(/kept by macOS/);
  const override = hostCache(surroundings({}, "darwin"), "FILE:/tmp/krb5cc_501");
  expect(routeOf(override)).toEqual({ kind: "watch", source: "/tmp/krb5cc_501" });
});

test("a folder that holds credential caches alone is mounted, for the ticket's owner", () => {
  const caches = withFiles("caches", ["krb5cc", "krb5cc_1000.AbC123"]);
  expect(route(join(caches, "krb5cc"))).toEqual({
    kind: "mount",
    folder: caches,
    source: "/krb5/source/krb5cc",
    uid: me,
  });
});

test.each([
  ["holds something else", ["krb5cc", "id_rsa"], 0o700],
  ["others may write", ["krb5cc"], 0o777],
] as const)("a folder that %s is watched instead", (_, files, mode) => {
  const path = withFiles("home", files, mode);
  expect(route(`FILE:${path}/krb5cc`)).toEqual({ kind: "watch", source: join(path, "krb5cc") });
});

test("a folder of one's own that is empty as yet is mounted: the route stays when kinit comes", () => {
  expect(route(join(withFiles("caches", []), "krb5cc")).kind).toBe("mount");
});

test("a link leads out of its folder, so it is watched", () => {
  const caches = withFiles("caches", []);
  symlinkSync("/tmp/krb5cc_1000", join(caches, "krb5cc"));
  expect(route(join(caches, "krb5cc")).kind).toBe("watch");
});

test("a folder that is not there yet is watched for", () => {
  expect(route(join(folder, "later/krb5cc")).kind).toBe("watch");
  expect(route(`DIR:${folder}/later`)).toEqual({ kind: "watch", source: `DIR:${folder}/later` });
});

test("a collection is mounted whole, one of its caches by its name", () => {
  const caches = withFiles("collection", ["tktAbC", "tkt"]);
  writeFileSync(join(caches, "primary"), "tktAbC\n");
  const mount = { kind: "mount", folder: caches, uid: me };
  expect(route(`DIR:${caches}`)).toEqual({ ...mount, source: "DIR:/krb5/source" });
  expect(route(`DIR::${caches}/tkt`)).toEqual({ ...mount, source: "DIR::/krb5/source/tkt" });
});

test("what goes when its person logs out is watched for, not mounted", () => {
  const caches = withFiles("1000", ["krb5cc"]);
  const of = (name: string) => routeOf(hostCache(surroundings({ KRB5CCNAME: name })), folder).kind;
  expect([of(join(caches, "krb5cc")), of(`DIR:${caches}`)]).toEqual(["watch", "watch"]);
});

test("a name of other bytes than UTF-8 is said to be one, not looked for: ADP-PLAT-001", () => {
  // What Node.js makes of "krb5cc_j\\xfcrgen" in a variable.
  const KRB5CCNAME = Buffer.from("/tmp/krb5cc_j\xfcrgen", "latin1").toString("utf8");
  expect(() => hostCache(surroundings({ KRB5CCNAME }))).toThrow(
    expect.objectContaining({
      code: "ADP-PLAT-001",
      message: expect.stringMatching(/j\ufffdrgen.* is not .*UTF-8/),
    }),
  );
  expect(hostCache(surroundings({ KRB5CCNAME: "/tmp/krb5cc_jürgen" })).text).toBe("FILE:/tmp/krb5cc_jürgen");
});

test("who only tells gets what cannot be shared with the reason, in place of an error", () => {
  const of = (env: Record<string, string>, override?: string) => {
    const { name, origin, cache, error } = namedSource(surroundings(env), override);
    return [name, origin, cache?.text, error?.code];
  };
  expect(of({ KRB5CCNAME: "/a" })).toEqual(["FILE:/a", "KRB5CCNAME", "FILE:/a", undefined]);
  expect(of({ KRB5CCNAME: "MEMORY:" })).toEqual(["MEMORY:", "KRB5CCNAME", undefined, "ADP-PLAT-001"]);
  expect(of({}, "MSLSA:")).toEqual(["MSLSA:", "TICKET_SOURCE", undefined, "ADP-PLAT-001"]);
  const conf = join(folder, "krb5.conf");
  writeFileSync(conf, "[libdefaults]\n default_ccache_name = MEMORY:x\n");
  expect(of({ KRB5_CONFIG: conf })).toEqual([
    "the default credential cache",
    "default",
    undefined,
    "ADP-PLAT-001",
  ]);
});

test("a relative name means the folder where adp was called", () => {
  expect(route("krb5cc")).toEqual({ kind: "watch", source: join(process.cwd(), "krb5cc") });
  expect(route("DIR:cc")).toEqual({ kind: "watch", source: `DIR:${join(process.cwd(), "cc")}` });
});

test("KCM is asked by a process on the host, a keyring is exported by one", () => {
  expect(route("KCM:")).toEqual({ kind: "watch", source: "KCM:" });
  expect(route("KEYRING:persistent:1000")).toEqual({ kind: "export", name: "KEYRING:persistent:1000" });
});

test.each([
  ["MEMORY:x", "linux", /memory of one process/, /KRB5CCNAME=FILE/],
  ["API:x", "darwin", /kept by macOS/, /kinit -c FILE:/],
  ["KCM:", "darwin", /macOS' own KCM/, /kinit -c FILE:/],
  ["MSLSA:", "linux", /Windows logon session/, /kinit/],
  ["NONSENSE:x", "linux", /no credential cache type/, /types FILE/],
] as const)(
  "%s on %s cannot be shared: ADP-PLAT-001, with the way that can",
  (name, platform, what, next) => {
    let error: AdpError | undefined;
    try {
      hostCache(surroundings({ KRB5CCNAME: name }, platform));
    } catch (thrown) {
      error = thrown as AdpError;
    }
    expect(error).toMatchObject({ code: "ADP-PLAT-001", exit: 77 });
    expect(error?.message).toMatch(what);
    expect(JSON.stringify(error?.next)).toMatch(next);
  },
);
