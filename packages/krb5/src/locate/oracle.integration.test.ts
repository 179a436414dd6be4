import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { skipReason } from "../../../../e2e/world/lib/index.ts";
import { klist } from "../../test/klist.ts";
import {
  hostFiles,
  hostSurroundings,
  locateCache,
  ProfileError,
  printProfile,
  readProfile,
} from "../index.ts";

const skip = skipReason("client");

const soakSeconds = Number(process.env.SOAK_SECONDS ?? 0);

/** The path that libkrb5 looks for, or "refused": klist complains of the cache, which is not there, by its name. */
async function theirs(config: string): Promise<string> {
  const { stderr } = await klist([], { KRB5_CONFIG: config });
  const missing = /No credentials cache found \(filename: (.*)\)/.exec(stderr)?.[1];
  if (missing !== undefined) return missing;
  if (/configuration file|[Ii]nclude|profile/.test(stderr)) return "refused";
  throw new Error(`klist says: ${stderr}`);
}

function ours(config: string): string {
  try {
    const env = { KRB5_CONFIG: config };
    return locateCache({ ...hostSurroundings(), env }).name.residual;
  } catch (error) {
    if (error instanceof ProfileError) return "refused";
    throw error;
  }
}

describe.skipIf(skip !== undefined)(
  `libkrb5's reading of the same krb5.conf${skip ? ` (${skip})` : ""}`,
  () => {
    let folder: string;
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), "adp-conf-"));
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    const write = (name: string, text: string) => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };

    it.each([
      ["nothing", ""],
      [
        "tokens",
        "[libdefaults]\n default_ccache_name = FILE:/nowhere/%{uid}-%{euid}-%{USERID}-%{username}%{null}\n",
      ],
      ["temporary folder", "[libdefaults]\n default_ccache_name = %{TEMP}/nowhere\n"],
      ["the first of two", "[libdefaults]\n default_ccache_name = /a\n default_ccache_name = /b\n"],
      ["a quoted name", '[libdefaults]\n default_ccache_name = "/a b" c\n'],
      ["a section twice", "[libdefaults]\n x = 1\n[realms]\n[libdefaults]\n default_ccache_name = /late\n"],
      ["CRLF", "[libdefaults]\r\n default_ccache_name = /crlf\r\n"],
      ["a byte order mark", "\uFEFF[libdefaults]\n default_ccache_name = /bom\n"],
      ["a sub-section of the same name", "[libdefaults]\n default_ccache_name = {\n x = 1\n }\n"],
    ])("%s", async (_, text) => {
      const config = write("krb5.conf", text);
      expect(ours(config)).toBe(await theirs(config));
    });

    it("takes /dev/null for an empty configuration, alone, in a list and included", async () => {
      const plain = write("plain.conf", "[libdefaults]\n default_ccache_name = /plain\n");
      const including = write(
        "null.conf",
        "include /dev/null\n[libdefaults]\n default_ccache_name = /after\n",
      );
      for (const config of ["/dev/null", `/dev/null:${plain}`, including])
        expect([config, ours(config)]).toEqual([config, await theirs(config)]);
      expect(ours(including)).toBe("/after");
    });

    it("reads several files and folders in the same order", async () => {
      mkdirSync(join(folder, "d/sub.conf"), { recursive: true });
      for (const name of ["z", "b.conf", "a.conf~", ".a.conf", "B.conf"])
        write(`d/${name}`, `[libdefaults]\n default_ccache_name = /${name}\n`);
      const including = write("including.conf", `includedir ${folder}/d\n`);
      const closed = write("closed.conf", "[libdefaults]*\n x = 1\n");
      const plain = write("plain.conf", "[libdefaults]\n default_ccache_name = /plain\n");
      const lists = [
        [including, plain],
        [plain, including],
        [closed, plain],
        ["/nowhere", plain],
        ["/nowhere"],
        [folder, plain],
      ];
      for (const list of lists) expect(ours(list.join(":"))).toBe(await theirs(list.join(":")));
    });

    it("reads any file made of the pieces of krb5.conf", {
      timeout: 300_000 + soakSeconds * 1000,
    }, async () => {
      const included = write("included.conf", "[libdefaults]\n default_ccache_name = /included\n");
      const line = fc.constantFrom(
        ...[
          "[libdefaults]",
          "[libdefaults]",
          "[libdefaults]",
          "[realms]",
          "[libdefaults]*",
          "x = {",
          "}",
          "}*",
        ],
        ...[
          "default_ccache_name = /a",
          " default_ccache_name=/b",
          "default_ccache_name* = /c",
          "x = 1",
          "y =",
          "{",
        ],
        ...[
          'default_ccache_name = "/d e" f',
          'default_ccache_name = "/g',
          "# comment",
          "; comment",
          "",
          "\t",
        ],
        ...[
          `include ${included}`,
          `include\t${included}`,
          " include /nowhere",
          "[ libdefaults ]",
          "[libdefaults] ",
        ],
      );
      const odd = fc.constantFrom(
        "[",
        "]",
        "{",
        "}",
        "=",
        "*",
        '"',
        "\\",
        " ",
        "\r",
        "include /nowhere",
        "two words = 1",
      );
      const lines = fc.array(fc.oneof({ weight: 12, arbitrary: line }, odd), { maxLength: 9 });
      const text = fc.tuple(
        fc.constantFrom("", "[libdefaults]\n"),
        lines,
        fc.constantFrom("\n", "\n", "\r\n"),
      );
      const deadline = Date.now() + soakSeconds * 1000;
      const seen = new Set<string>();
      for (let seed = 1; seed <= 3 || Date.now() < deadline; seed++) {
        const random = { numRuns: 100, seed: soakSeconds > 0 ? (Date.now() + seed) & 0x7fffffff : seed };
        for (const [head, body, end] of fc.sample(text, random)) {
          const sample = head + body.join(end) + end;
          const config = write("fuzz.conf", sample);
          const verdict = await theirs(config);
          expect([sample, ours(config)]).toEqual([sample, verdict]);
          seen.add(verdict);
          if (verdict === "refused") continue;
          const printed = printProfile(readProfile(hostFiles, config));
          expect([sample, await theirs(write("printed.conf", printed))]).toEqual([sample, verdict]);
        }
      }
      // Both verdicts and several names came up, or the pieces prove nothing.
      expect(seen.size).toBeGreaterThan(4);
    });
  },
);
