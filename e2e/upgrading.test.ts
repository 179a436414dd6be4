// A configured fork takes the platform's next release by the commands of docs/upgrading.md: its settings stay as they are.
// @suite 10 s
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root, scratch } from "./world/adp.ts";
import { run } from "./world/lib/index.ts";

const guide = readFileSync(join(root, "docs", "upgrading.md"), "utf8");
const own = {
  "layer1-base-image/.env":
    "IMAGE_ASTRONOMER=artifactory.company.com/docker-remote/astronomer/astro-runtime:13.11.0\n",
  "layer1-base-image/config/krb5.conf": "[libdefaults]\n default_realm = COMPANY.COM\n",
  "layer1-base-image/config/certificates/company.crt": "a certificate\n",
  "layer1-base-image/config/apt/company.sources": "Types: deb\n",
  "layer1-base-image/layer1.lock": "{}\n",
  "platform-bootstrap/.env": "TICKET_RENEW=true\n",
  "platform-bootstrap/setup.toml": 'warehouse = "local"\n',
};

describe("a fork and the next release", () => {
  let world: ReturnType<typeof scratch>;
  let fork: string;
  let upstream: string;
  const env = {
    GIT_CONFIG_GLOBAL: "/dev/null",
    ...Object.fromEntries(
      ["AUTHOR", "COMMITTER"].flatMap((who) => [
        [`GIT_${who}_NAME`, "Alice"],
        [`GIT_${who}_EMAIL`, "alice@company.com"],
      ]),
    ),
  };
  const git = (folder: string, ...words: string[]) => run(["git", "-C", folder, ...words], { env });

  beforeAll(async () => {
    world = scratch("upgrading");
    [upstream, fork] = [join(world.folder, "upstream"), join(world.folder, "fork")];
    await run(["git", "clone", "--quiet", root, upstream], { env });
    await git(upstream, "checkout", "--quiet", "-B", "main");
    await run(["git", "clone", "--quiet", upstream, fork], { env });
  });
  afterAll(() => world?.close());

  it("has settings in files that the platform does not have, and that git does not ignore", async () => {
    const tracked = (await git(upstream, "ls-files")).split("\n");
    for (const path of Object.keys(own)) {
      expect(tracked).not.toContain(path);
      mkdirSync(dirname(join(fork, path)), { recursive: true });
      writeFileSync(join(fork, path), own[path as keyof typeof own]);
    }
    for (const path of Object.keys(own)) expect(guide).toContain(guideName(path));
    await git(fork, "add", ...Object.keys(own));
    await git(fork, "commit", "--quiet", "--message", "Configure for MyCompany");
  });

  it("merges a release that changes every other file beside them", async () => {
    const beside = (await git(upstream, "ls-files", "layer1-base-image", "platform-bootstrap"))
      .trim()
      .split("\n");
    for (const path of beside) appendFileSync(join(upstream, path), "# the next release\n");
    await git(upstream, "commit", "--quiet", "--all", "--message", "The next release");
    for (const line of commands()) await run(["sh", "-c", line], { cwd: fork, env });
    for (const [path, text] of Object.entries(own))
      expect(readFileSync(join(fork, path), "utf8"), path).toBe(text);
    for (const path of beside)
      expect(readFileSync(join(fork, path), "utf8"), path).toMatch(/# the next release\n$/);
    expect(await git(fork, "status", "--porcelain")).toBe("");
  });

  /** The guide's commands of git: its first two blocks. */
  const commands = () =>
    [...guide.matchAll(/^```bash\n(.*?)^```$/gms)]
      .slice(0, 2)
      .flatMap((block) => (block[1] ?? "").trim().split("\n"))
      .map((line) => line.replace("ADDRESS", upstream));
});

/** How the guide's table writes a path. */
function guideName(path: string): string {
  return path.replace(/certificates\/.*/, "certificates/").replace(/.*apt\/.*/, "config/apt/*.sources");
}
