import { Readable } from "node:stream";
import { pack } from "tar-stream";
import { expect, test } from "vitest";
import { Docker, type ImageFacts } from "../../docker/index.ts";
import { type Answer, dockerStandIn } from "../../docker/testing/docker-stand-in.ts";
import { Secret } from "../../kernel/secret.ts";
import { FileScanner } from "./file.ts";
import { scanLayer } from "./layer.ts";
import { needlesOf } from "./needles.ts";
import { scanSaved } from "./saved.ts";
import { tarOf } from "./testing/archives.ts";

const layers = new Set([`sha256:${"a".repeat(64)}`]);
const image = { id: `sha256:${"b".repeat(64)}`, layers: [...layers] } as unknown as ImageFacts;

async function saved(answer: Answer) {
  const standIn = dockerStandIn({ save: answer });
  try {
    const docker = new Docker({ env: standIn.env });
    const scanner = new FileScanner([], false);
    return await scanSaved({ docker, image, layers, scanner }).catch((error) => error);
  } finally {
    standIn.close();
  }
}

test.each<[string, Answer, string, RegExp]>([
  ["an engine that leaves layers out", { stdout: "" }, "ADP-L1-041", /1 of the image's layers were not in/],
  // More than a pipe holds.
  [
    "an engine that gives no tar",
    { stdout: `${"x".repeat(1023)}\n`.repeat(1024) },
    "ADP-L1-041",
    /tar header/i,
  ],
  [
    "an engine that fails",
    { stderr: "Error response from daemon: layer does not exist\n", code: 1 },
    "ADP-DOC-007",
    /./,
  ],
])("%s is no clean image", async (_, answer, code, why) => {
  const error = await saved(answer);
  expect(error).toMatchObject({ code });
  expect(`${error.why} ${error.message}`).toMatch(why);
});

test.each([10, 1000])(
  "a login in a file's name is found and not shown, also above %i bytes",
  async (largest) => {
    const password = new Secret("S3cret-in-a-name");
    const scanner = new FileScanner(needlesOf([{ user: "bot", password, place: "~/.netrc, line 1" }]), true);
    const archive = await tarOf(`opt/${password.reveal()}.bin`, Buffer.alloc(100));
    const scan = await scanLayer(Readable.from([archive]), scanner, { largest });
    expect(scan.leaks).toMatchObject([{ path: "opt/***.bin", line: 0, rule: "value" }]);
    expect(scan.closed).toEqual(largest < 100 ? ["opt/***.bin (larger than 256 MB)"] : []);
  },
);

test("a login in a link's target is found and not shown", async () => {
  const password = new Secret("S3cret-in-a-name");
  const scanner = new FileScanner(needlesOf([{ user: "bot", password, place: "~/.netrc, line 1" }]), true);
  const archive = pack();
  archive.entry({ name: "opt/link", type: "symlink", linkname: `/run/${password.reveal()}` });
  archive.finalize();
  const scan = await scanLayer(archive, scanner);
  expect(scan.leaks).toMatchObject([{ path: "opt/link -> /run/***", line: 0, rule: "value" }]);
  expect(JSON.stringify(scan)).not.toContain(password.reveal());
});
