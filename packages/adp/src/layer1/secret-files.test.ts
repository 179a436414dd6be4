import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { expect, test } from "vitest";
import { Secret } from "../kernel/secret.ts";
import type { AccessPlan } from "./access.ts";
import { writeSecretFiles } from "./secret-files.ts";

const url = "https://mirror.example/debian";
const login = { user: "me", password: new Secret("Zq81xPlm2w"), place: "~/.netrc" };
const plan = {
  apt: [{ url, login }],
  maven: [{ url: "https://mirror.example/maven", login }],
  pipIndexes: [],
  uvIndexes: [],
  trustedHosts: { pip: [], uv: [] },
} as unknown as AccessPlan;

test("a build's secrets are files of this user alone, for as long as the build takes", () => {
  const secrets = writeSecretFiles(plan);
  const file = secrets.files["apt-auth"] ?? "";
  try {
    expect(readFileSync(file, "utf8")).toBe("machine mirror.example login me password Zq81xPlm2w\n");
    expect(readFileSync(secrets.files["maven-netrc"] ?? "", "utf8")).toBe(
      'machine mirror.example login "me" password "Zq81xPlm2w"\n',
    );
    expect([file, dirname(file)].map((path) => statSync(path).mode & 0o777)).toEqual([0o600, 0o700]);
  } finally {
    secrets.close();
  }
  expect(existsSync(dirname(file))).toBe(false);
});
