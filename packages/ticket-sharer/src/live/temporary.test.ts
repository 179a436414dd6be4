import { chmodSync, chownSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { at, skipUnlessRoot } from "../../test/environment.ts";
import { newPlace } from "../../test/folders.ts";
import { put } from "../../test/put.ts";
import { cacheBytes } from "../../test/tickets.ts";
import { useSharer } from "../../test/use-sharer.ts";
import { Exit } from "../errors.ts";

const skip = skipUnlessRoot("setpriv");
const sharer = useSharer();

describe.skipIf(skip !== undefined)(`the folder of the private copies${skip ? ` (${skip})` : ""}`, () => {
  it("that may not be listed is told, and no bug", async () => {
    const place = newPlace(tmpdir());
    const temporary = join(place.root, "tmp");
    mkdirSync(temporary);
    chmodSync(temporary, 0o733);
    put(place.source, cacheBytes());
    for (const path of [place.root, place.folder, place.source, place.cacheDir]) chownSync(path, 1234, 1234);
    const running = sharer.start({
      env: at(place, { TICKET_RENEW: "true", TMPDIR: temporary }),
      args: ["--once"],
      // The program itself is in a folder of root's.
      within: ([node = "", script = "", ...args]) => [
        "sh",
        "-c",
        'exec setpriv --reuid 1234 --regid 1234 --clear-groups "$@" < "$0"',
        script,
        node,
        "--input-type=module",
        "-",
        ...args,
      ],
    });
    expect((await running.ended).code, running.output).toBe(Exit.cannotPublish);
    expect(running.output).toContain('"code":"TKT-TEMPORARY"');
    expect(running.output).toContain("TMPDIR=/folder");
  });
});
