import { expect, test } from "vitest";
import { Docker, type ImageFacts } from "../../docker/index.ts";
import { dockerStandIn } from "../../docker/testing/docker-stand-in.ts";
import { FileScanner } from "./file.ts";
import { scanFolders } from "./folders.ts";

test("a layer that cannot be read is left to the caller at once, however much of it is still to come", async () => {
  const layer = `sha256:${"a".repeat(64)}`;
  const image = {
    id: "sha256:b",
    layers: [layer],
    folders: ["/var/lib/docker/diff"],
  } as unknown as ImageFacts;
  // No tar, and more of it than a pipe holds.
  const standIn = dockerStandIn({ create: {}, cp: { stdout: `${"x".repeat(1023)}\n`.repeat(1024) }, rm: {} });
  try {
    const found = await scanFolders({
      ...{ docker: new Docker({ env: standIn.env }), image, layers: new Set([layer]) },
      history: Promise.resolve({ sizes: new Set([1]) }),
      scanner: new FileScanner([], false),
    });
    expect([...found]).toEqual([]);
  } finally {
    standIn.close();
  }
});
