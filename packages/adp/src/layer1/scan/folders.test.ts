import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Docker, type ImageFacts } from "../../docker/index.ts";
import { FileScanner } from "./file.ts";
import { scanFolders } from "./folders.ts";

test("a layer that cannot be read is left to the caller at once, however much of it is still to come", async () => {
  const layer = `sha256:${"a".repeat(64)}`;
  const image = {
    id: "sha256:b",
    layers: [layer],
    folders: ["/var/lib/docker/diff"],
  } as unknown as ImageFacts;
  const folder = mkdtempSync(join(tmpdir(), "adp-folders-"));
  // In docker's place: what it copies is no tar, and has no end.
  const script = `#!/bin/sh\necho "$1" >>${folder}/calls\n[ "$1" = cp ] && exec /usr/bin/yes\nexit 0\n`;
  writeFileSync(join(folder, "docker"), script, { mode: 0o755 });
  try {
    const found = await scanFolders({
      ...{ docker: new Docker({ env: { PATH: folder } }), image, layers: new Set([layer]) },
      history: Promise.resolve({ sizes: new Set([1]) }),
      scanner: new FileScanner([], false),
    });
    expect([...found]).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
