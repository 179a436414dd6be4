import { chmodSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { dockerLogin, readDockerConfig, registryOf } from "./docker-config.ts";

function configured(content: unknown): { env: NodeJS.ProcessEnv; folder: string } {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "config.json"), typeof content === "string" ? content : JSON.stringify(content));
  return { folder, env: { ...process.env, HOME: folder, DOCKER_CONFIG: folder } };
}

function helper(folder: string, name: string, script: string): void {
  const path = join(folder, `docker-credential-${name}`);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
}

const auth = Buffer.from("myuser:my:token").toString("base64");

test("docker login without a helper: the file itself, in plain text", async () => {
  const { env } = configured({ auths: { "artifactory.company.com": { auth } } });
  const login = await dockerLogin(readDockerConfig(env), "artifactory.company.com", env);
  expect(login).toMatchObject({ user: "myuser", place: "~/config.json (in plain text)" });
  expect(login?.password.reveal()).toBe("my:token");
  expect(JSON.stringify(login)).not.toContain('token"');
});

test("docker login with a helper: the helper is asked, by stdin", async () => {
  const { env, folder } = configured({ auths: { "r.example:5000": {} }, credsStore: "ours" });
  helper(
    folder,
    "ours",
    'read -r server; [ "$1" = get ] && [ "$server" = r.example:5000 ] && echo \'{"ServerURL":"r","Username":"u","Secret":"s3cret"}\' || { echo "credentials not found in native keychain"; exit 1; }',
  );
  const path = { ...env, PATH: `${folder}${delimiter}${env.PATH}` };
  const login = await dockerLogin(readDockerConfig(path), "r.example:5000", path);
  expect(login).toMatchObject({ user: "u", place: "docker-credential-ours" });
  expect(login?.password.reveal()).toBe("s3cret");
  expect(await dockerLogin(readDockerConfig(path), "other.example", path)).toBeUndefined();
});

test("a helper for one registry goes before the store; Docker Hub has a name of its own", async () => {
  const { env, folder } = configured({
    auths: { "https://index.docker.io/v1/": { auth } },
    credHelpers: { "r.example": "one" },
  });
  helper(folder, "one", 'echo \'{"Username":"<token>","Secret":"identity"}\'');
  const path = { ...env, PATH: `${folder}${delimiter}${env.PATH}` };
  expect((await dockerLogin(readDockerConfig(path), "r.example", path))?.user).toBe("<token>");
  expect((await dockerLogin(readDockerConfig(path), "docker.io", path))?.user).toBe("myuser");
});

test.each([
  ["it fails", "echo 'keychain is locked' >&2; exit 1"],
  ["it prints no JSON", "echo hello"],
])("a helper that does not work is an error: %s", async (_, script) => {
  const { env, folder } = configured({ credsStore: "broken" });
  helper(folder, "broken", script);
  const path = { ...env, PATH: `${folder}${delimiter}${env.PATH}` };
  await expect(dockerLogin(readDockerConfig(path), "r.example", path)).rejects.toMatchObject({
    code: expect.stringMatching(/^ADP-CRED-00[45]$/),
  });
});

test("a helper that is not installed is an error that names it", async () => {
  const { env } = configured({ credsStore: "desktop.exe" });
  await expect(dockerLogin(readDockerConfig(env), "r.example", env)).rejects.toMatchObject({
    code: "ADP-CRED-005",
    message: "docker-credential-desktop.exe failed.",
  });
});

test.each([
  ["cut off", '{"auths": {"r": {"auth": "c2VjcmV0"'],
  ["of another form", { auths: { r: "c2VjcmV0" } }],
  ["a list", ["c2VjcmV0"]],
])("a damaged config.json is reported without its content: %s", (_, content) => {
  const { env } = configured(content);
  expect(() => readDockerConfig(env)).toThrow(
    expect.objectContaining({ code: "ADP-CRED-004", why: expect.not.stringContaining("c2VjcmV0") }),
  );
});

test.each([
  ["python:3.11-slim", "docker.io"],
  ["library/python", "docker.io"],
  ["quay.io/astronomer/astro-runtime:11.10.0", "quay.io"],
  ["localhost/x", "localhost"],
  ["registry.company.com:5000/team/image@sha256:0123", "registry.company.com:5000"],
])("%s comes from %s", (image, registry) => {
  expect(registryOf(image)).toBe(registry);
});
