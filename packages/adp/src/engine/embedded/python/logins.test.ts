import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { parseNetrc } from "../../../credentials/netrc.ts";
import { BareClock } from "../../../kernel/progress.ts";
import { installInto } from "./install.ts";
import { netrcForTools } from "./logins.ts";
import { readPackageSettings } from "./settings.ts";

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "adp-logins-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function netrc(text: string): void {
  writeFileSync(join(home, ".netrc"), text, { mode: 0o600 });
}

function settings(env: Record<string, string>) {
  return readPackageSettings(undefined, { HOME: home, XDG_CONFIG_DIRS: "/no", ...env });
}

const own = "machine mirror.example login ada password s3cret\n";
const refused = { code: "ADP-PY-022", exit: 77 };

it.each([
  ["uv's index, by its own entry", own, { UV_DEFAULT_INDEX: "http://mirror.example/simple" }],
  [
    "pip's index, by default",
    "default login ada password s3cret\n",
    { PIP_INDEX_URL: "http://mirror.example/simple" },
  ],
  [
    "pip's second index",
    own,
    { PIP_EXTRA_INDEX_URL: "https://a.example/ http://mirror.example:8081/simple" },
  ],
  ["a login in the address", "", { UV_INDEX: "http://ada:s3cret@mirror.example/simple" }],
  [
    "a login in variables",
    "",
    {
      UV_INDEX: "corp=http://mirror.example/",
      UV_INDEX_CORP_USERNAME: "ada",
      UV_INDEX_CORP_PASSWORD: "s3cret",
    },
  ],
  ["a folder of wheels", own, { PIP_FIND_LINKS: "http://mirror.example/wheels" }],
])("a login never goes over plain HTTP: %s", async (_, text, env) => {
  netrc(text);
  const error = await settings(env).catch((thrown) => thrown);
  expect(error).toMatchObject(refused);
  expect(JSON.stringify(error)).not.toContain("s3cret");
});

it("only where INSECURE_LOGIN_HOSTS names the host, on this machine, or without a login", async () => {
  netrc(own);
  const url = "http://mirror.example/simple";
  expect(
    (await settings({ UV_DEFAULT_INDEX: url, INSECURE_LOGIN_HOSTS: "a.example, mirror.example" })).uv
      .UV_DEFAULT_INDEX,
  ).toBe("http://ada:s3cret@mirror.example/simple");
  await expect(
    settings({ UV_DEFAULT_INDEX: url, INSECURE_LOGIN_HOSTS: "other.example" }),
  ).rejects.toMatchObject(refused);
  await settings({ UV_DEFAULT_INDEX: "http://open.example/simple" });
  await settings({ UV_DEFAULT_INDEX: "http://ada:s3cret@127.0.0.1:8080/simple" });
});

it("a datakit's requirements cannot ask for a login over plain HTTP; nothing is sent", async () => {
  netrc(own);
  const requests: string[] = [];
  const proxy = createServer((request, response) => {
    requests.push(request.url ?? "");
    response.writeHead(401, { "www-authenticate": 'Basic realm="x"' }).end();
  });
  await new Promise<void>((done) => proxy.listen(0, "127.0.0.1", done));
  const requirements = join(home, "requirements.txt");
  writeFileSync(requirements, "thing @ http://mirror.example/thing-1-py3-none-any.whl\n");
  const airflow = {
    ...{ line: "3.3", venv: home, bin: home, python: "/usr/bin/python3", airflow: "", version: "" },
    ...{ pythonVersion: "", basePython: "/usr/bin/python3" },
  };
  const http_proxy = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const env = { HOME: home, PATH: process.env.PATH ?? "", http_proxy };
  await expect(installInto({ airflow, requirements, clock: new BareClock(), env })).rejects.toMatchObject(
    refused,
  );
  await new Promise((done) => proxy.close(done));
  expect(requests).toEqual([]);
});

it("tools read a netrc without default and without the logins of indexes, which go with the addresses", () => {
  const entries = parseNetrc(`
    machine index.example login a password one
    machine files.example login "b c" password "t\\"wo#"
    default login d password four`);
  const found = { path: "", place: "", present: true, exposed: false, entries };
  const text = netrcForTools(found, ["https://a:one@index.example/simple"], ["https://wheels.example/"]);
  expect(parseNetrc(text).map((one) => [one.machine, one.login, one.password.reveal()])).toEqual([
    ["files.example", "b c", 't"wo#'],
    ["wheels.example", "d", "four"],
  ]);
});
