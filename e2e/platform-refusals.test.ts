// What adp platform refuses, and where it fails: each time with a code, and without leaving a container behind.
// @suite ci, 60 s, uses accounts
import { chmodSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Finished } from "../packages/adp/src/kernel/process.ts";
import { noEngine } from "./world/docker/engine.ts";
import { type PlatformImages, platformImages } from "./world/docker/images.ts";
import { Platform } from "./world/docker/platform.ts";
import { noPrivateEngine, PrivateEngine } from "./world/docker/private-engine.ts";
import { type Argv, NetworkNamespace, skipReason } from "./world/lib/index.ts";

const skip = skipReason("client", "namespace") ?? noEngine() ?? noPrivateEngine();
const root = 0;

describe.skipIf(skip !== undefined)(`what adp platform refuses${skip ? ` (${skip})` : ""}`, () => {
  let namespace: NetworkNamespace;
  let images: PlatformImages;
  let engine: PrivateEngine;
  let platform: Platform;
  const within = (argv: Argv) => namespace.within(argv);

  beforeAll(async () => {
    namespace = await NetworkNamespace.create("refuse");
    images = await platformImages();
    engine = await PrivateEngine.start({ images: [images.sharer, images.settings.IMAGE_STAND_IN], within });
    platform = new Platform({ engine, images });
  });
  afterAll(async () => {
    await platform?.close();
    await engine?.close();
    await namespace?.remove();
  });

  async function refused(who: Platform, env: Record<string, string>, args = ["platform", "start"]) {
    const finished = await who.adp([...args, "--json"], { KRB5_CONFIG: "/nonexistent", ...env });
    return { ...failure(finished), exit: finished.code };
  }

  function failure({ stdout, stderr }: Finished): {
    code: string;
    why?: string;
    next: unknown[];
    evidence?: string[];
  } {
    const { error } = JSON.parse(stdout) as { error?: { code: string; next: unknown[] } };
    if (error === undefined) throw new Error(`nothing was refused: ${stdout}${stderr}`);
    return error;
  }

  test("an engine with userns-remap: ADP-PLAT-002 says why, and the two ways out", async () => {
    const remapped = await PrivateEngine.start({ images: [], within, remapped: true });
    const person = new Platform({ engine: remapped, images });
    try {
      const error = await refused(person, {});
      expect(error).toMatchObject({ code: "ADP-PLAT-002", exit: 2 });
      expect(JSON.stringify(error.next)).toMatch(/userns-remap.*rootless/);
    } finally {
      await person.close();
      await remapped.close();
    }
  });

  test.each(["MEMORY:x", "API:x", "MSLSA:"])("%s cannot be shared: ADP-PLAT-001", async (KRB5CCNAME) => {
    expect(await refused(platform, { KRB5CCNAME })).toMatchObject({ code: "ADP-PLAT-001", exit: 77 });
  });

  test("another user's ticket: ADP-PLAT-009", async () => {
    const person = new Platform({ engine, images, uid: 1000 });
    const other = new Platform({ engine, images, uid: 501 });
    try {
      const cache = join(other.folder("cc"), "krb5cc");
      writeFileSync(cache, "", { mode: 0o600 });
      expect(await refused(person, { KRB5CCNAME: cache })).toMatchObject({ code: "ADP-PLAT-009", exit: 77 });
      // A keytab of root's, which the engine would mount for whoever asks.
      const keytab = join(person.folder("keys"), "svc.keytab");
      writeFileSync(keytab, "", { mode: 0o600 });
      const settings = { TICKET_KEYTAB: keytab, TICKET_PRINCIPAL: "svc@A.EXAMPLE" };
      expect(await refused(person, settings)).toMatchObject({
        code: "ADP-PLAT-005",
        what: expect.stringMatching(/may not read/),
      });
    } finally {
      await other.close();
      await person.close();
    }
  });

  test("an engine that does not answer, and one that this person may not ask", async () => {
    const nowhere = { DOCKER_HOST: "unix:///nonexistent/docker.sock" };
    expect(await refused(platform, nowhere)).toMatchObject({ code: "ADP-DOC-002", exit: 2 });
    const socket = join(engine.folder, "docker.sock");
    const person = new Platform({ engine, images, uid: 1000 });
    chmodSync(socket, 0o660);
    try {
      expect(await refused(person, {})).toMatchObject({ code: "ADP-DOC-003", exit: 2 });
      expect(await refused(person, {}, ["platform", "status"])).toMatchObject({ code: "ADP-DOC-003" });
      expect(await refused(person, {}, ["platform", "stop"])).toMatchObject({ code: "ADP-DOC-003" });
    } finally {
      chmodSync(socket, 0o666);
      await person.close();
    }
  });

  test("an image of a registry that is not reached: ADP-DOC-006", async () => {
    const error = await refused(platform, { IMAGE_TICKET_SHARER: "localhost:1/layer1-ticket-sharer:1" });
    expect(error).toMatchObject({
      code: "ADP-DOC-006",
      why: "The Docker Engine does not reach the registry.",
    });
  });

  test("an image that is no ticket sharer: ADP-PLAT-004 shows what it said", async () => {
    const error = await refused(platform, { IMAGE_TICKET_SHARER: images.settings.IMAGE_STAND_IN });
    expect(error).toMatchObject({ code: "ADP-PLAT-004", exit: 2 });
    expect(JSON.stringify(error.next)).toContain("docker logs");
    await platform.adp(["platform", "stop"]);
    expect(engine.docker("ps", "--all", "--quiet")).toBe("");
  });

  test("a setting that is wrong or mistyped: ADP-PLAT-005, and the container that runs stays", async () => {
    const KRB5CCNAME = join(platform.folder("cc"), "krb5cc");
    // Another program's variable is none of ours.
    const start = await platform.adp(["platform", "start"], { KRB5CCNAME, TICKET_ID: "ABC-1" });
    expect([start.code, start.stderr]).toEqual([0, expect.stringMatching(/TICKET_ID is set/)]);
    const before = engine.docker("ps", "--quiet");
    const wrong = (name: string) => ({
      code: "ADP-PLAT-005",
      exit: 64,
      what: expect.stringContaining(name),
    });
    expect(await refused(platform, { KRB5CCNAME, TICKET_RENEW: "maybe" })).toMatchObject(
      wrong("TICKET_RENEW"),
    );
    const file = join(platform.clone, "platform-bootstrap", ".env");
    writeFileSync(file, "TICKET_SPN=postgres/db\n");
    expect(await refused(platform, { KRB5CCNAME })).toMatchObject(wrong("TICKET_SPN"));
    rmSync(file);
    expect(engine.docker("ps", "--quiet")).toBe(before);
    await platform.adp(["platform", "stop"]);
  });

  test("logs of what does not run: ADP-PLAT-008", async () => {
    const finished = await platform.adp(["platform", "logs"]);
    expect([finished.code, finished.stderr]).toEqual([2, expect.stringMatching(/^ADP-PLAT-008/)]);
  });

  test("a watcher that ends at once: ADP-PLAT-007 shows what it said", async () => {
    const person = new Platform({ engine, images, uid: root });
    try {
      const program = join(person.clone, "packages/ticket-sharer/dist/ticket-sharer.mjs");
      writeFileSync(program, "console.error('it broke'); process.exit(3);\n");
      const named = { IMAGE_TICKET_SHARER: images.sharer, KRB5CCNAME: "/tmp/adp-test-no-such-cache" };
      const error = await refused(person, named);
      expect(error).toMatchObject({ code: "ADP-PLAT-007", exit: 2, evidence: ["it broke"] });
      expect(engine.docker("ps", "--all", "--quiet")).toBe("");
    } finally {
      await person.close();
    }
  });
});
