import { execFileSync } from "node:child_process";
import fs, { appendFileSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { newPlace } from "../../test/folders.ts";
import { problemOf } from "../errors.ts";
import { readBounded } from "./bounded-read.ts";

/** What another program does to the file while it is read: a real one meets the reader only by luck. */
let meanwhile: (() => void) | undefined;

beforeEach(() => {
  const { readSync } = fs;
  vi.spyOn(fs, "readSync").mockImplementation((...args: unknown[]) => {
    const got: number = Reflect.apply(readSync, fs, args);
    meanwhile?.();
    return got;
  });
  syncBuiltinESMExports();
});

afterEach(() => {
  meanwhile = undefined;
  vi.restoreAllMocks();
  syncBuiltinESMExports();
});

function refusal(path: string) {
  try {
    readBounded(path);
  } catch (error) {
    return problemOf(error);
  }
  throw new Error("it was read");
}

describe("readBounded", () => {
  it("reads a file, also behind a symbolic link", () => {
    const { source, folder } = newPlace();
    writeFileSync(source, "ticket");
    symlinkSync("krb5cc", join(folder, "link"));
    expect(Buffer.from(readBounded(join(folder, "link")).bytes).toString()).toBe("ticket");
  });

  it("does not wait for a writer of a FIFO", () => {
    const { source } = newPlace();
    execFileSync("mkfifo", [source]);
    expect(refusal(source)).toMatchObject({
      code: "TKT-SOURCE-KIND",
      what: `${source} is a FIFO, not a credential cache file.`,
    });
  });

  it("does not open a socket, a device or a folder", async () => {
    const { source, folder } = newPlace();
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(source, resolve));
    try {
      expect(refusal(source).what).toContain("is a socket");
    } finally {
      server.close();
    }
    expect(refusal("/dev/zero").what).toContain("is a device");
    expect(refusal(folder).what).toContain("is a folder");
  });

  it("does not read a file of 1 GB", () => {
    const { source } = newPlace();
    writeFileSync(source, "");
    truncateSync(source, 1024 ** 3);
    const before = process.memoryUsage().rss;
    expect(refusal(source)).toMatchObject({
      code: "TKT-SOURCE-TOO-BIG",
      what: expect.stringContaining("1073741824 bytes"),
    });
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 ** 2);
  });

  it("tells a loop of symbolic links, a missing file and a path through a file", () => {
    const { source, folder } = newPlace();
    symlinkSync("krb5cc", source);
    expect(refusal(source).code).toBe("TKT-SOURCE-LOOP");
    expect(refusal(join(folder, "none")).code).toBe("TKT-SOURCE-MISSING");
    writeFileSync(join(folder, "file"), "");
    expect(refusal(join(folder, "file", "krb5cc")).code).toBe("TKT-SOURCE-MISSING");
    mkdirSync(join(folder, "deep"));
    expect(refusal(join(folder, "deep", "krb5cc")).transient).toBe(true);
  });

  it("a file that changes while it is read is read again; one that never stops changing is refused", () => {
    const { source } = newPlace();
    writeFileSync(source, "tick");
    meanwhile = () => {
      meanwhile = undefined;
      appendFileSync(source, "et");
    };
    expect(Buffer.from(readBounded(source).bytes).toString()).toBe("ticket");
    meanwhile = () => appendFileSync(source, "x");
    expect(refusal(source).code).toBe("TKT-SOURCE-CHANGING");
  });

  it("a file that the system will not give", () => {
    expect(refusal(`/${"x".repeat(300)}`)).toMatchObject({
      code: "TKT-SOURCE-READ",
      what: expect.stringContaining("ENAMETOOLONG"),
    });
  });
});
