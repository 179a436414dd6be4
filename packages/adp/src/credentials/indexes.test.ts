import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { parse } from "smol-toml";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.ts";
import { describeError } from "../kernel/errors.ts";
import { Secret } from "../kernel/secret.ts";
import { aptAuth } from "./apt-login.ts";
import { pipConfText, pipIndexes, uvIndexes, uvTomlText } from "./indexes.ts";
import { readNetrc } from "./netrc.ts";
import { parseIni, readPipConf } from "./pip-conf.ts";
import { readUvSettings } from "./uv-settings.ts";

const url = "https://artifactory.company.com/api/pypi/pypi-remote/simple";
const uvToml = `[[index]]\nurl = "${url}"\nname = "corporate-pypi"\n`;
const netrc = "machine artifactory.company.com\nlogin myuser\npassword fromnetrc\n";

function sources(files: Readonly<Record<string, string>>, variables: NodeJS.ProcessEnv = {}) {
  const HOME = temporaryFolder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(HOME, name)), { recursive: true });
    writeFileSync(join(HOME, name), text, { mode: 0o600 });
  }
  const env = { HOME, XDG_CONFIG_DIRS: "/nowhere", ...variables };
  return { pip: readPipConf(env), uv: readUvSettings(env), netrc: readNetrc(env), uvPlace: "uv.toml" };
}

const variables = {
  UV_INDEX_CORPORATE_PYPI_USERNAME: "myuser",
  UV_INDEX_CORPORATE_PYPI_PASSWORD: "my/token",
};

test("the vision's files: pip by netrc, uv by its variables", () => {
  const from = sources(
    { ".config/uv/uv.toml": uvToml, ".pip/pip.conf": `[global]\nindex-url = ${url}\n`, ".netrc": netrc },
    variables,
  );
  const [pip] = pipIndexes(from);
  expect(pip).toMatchObject({
    url,
    isDefault: true,
    setting: "~/.pip/pip.conf",
    login: { place: "~/.netrc, line 1" },
  });
  expect(pip?.login?.password.reveal()).toBe("fromnetrc");
  const [uv, pypi] = uvIndexes(from);
  expect(uv).toMatchObject({
    url,
    name: "corporate-pypi",
    login: { place: "UV_INDEX_CORPORATE_PYPI_USERNAME and _PASSWORD" },
  });
  expect(uv?.login?.password.reveal()).toBe("my/token");
  expect(pypi).toMatchObject({ url: "https://pypi.org/simple", isDefault: true });
});

test("what only one of them is configured with, the other takes as well; nothing is PyPI", () => {
  const onlyUv = sources({ ".config/uv/uv.toml": `${uvToml}default = true\n`, ".netrc": netrc });
  expect(pipIndexes(onlyUv)).toMatchObject([{ url, login: { user: "myuser" } }]);
  // Without a default, uv asks PyPI last; pip is not sent there.
  const named = sources({ ".config/uv/uv.toml": uvToml });
  expect(uvIndexes(named).map((index) => index.url)).toEqual([url, "https://pypi.org/simple"]);
  expect(pipIndexes(named)).toMatchObject([{ url, isDefault: true }]);
  const onlyPip = sources({ ".pip/pip.conf": `[global]\nindex-url = ${url}\n` });
  expect(uvIndexes(onlyPip)).toMatchObject([{ url, login: undefined }]);
  expect(pipIndexes(sources({}))).toMatchObject([{ url: "https://pypi.org/simple" }]);
});

test("the files for the steps hold the login, and are what pip and uv read", () => {
  const from = sources(
    { ".config/uv/uv.toml": uvToml, ".pip/pip.conf": `[global]\nindex-url = ${url}\n`, ".netrc": netrc },
    variables,
  );
  const pip = parseIni(pipConfText(pipIndexes(from), ["h1"]), "pip.conf").get("global");
  expect(pip?.get("index-url")).toBe(url.replace("https://", "https://myuser:fromnetrc@"));
  expect(pip?.get("trusted-host")).toBe("h1");
  const uv = parse(uvTomlText(uvIndexes(from), [])) as { index: Record<string, unknown>[] };
  expect(uv.index[0]).toEqual({
    name: "corporate-pypi",
    url: url.replace("https://", "https://myuser:my%2Ftoken@"),
  });
});

test("any login comes through an address unharmed", () => {
  const word = fc.string({ minLength: 1, unit: "grapheme" });
  fc.assert(
    fc.property(word, word, (user, value) => {
      const index = {
        url,
        name: undefined,
        isDefault: true,
        setting: "",
        login: { user, password: new Secret(value), place: "" },
      };
      fc.pre(user !== "(token)");
      const found = new URL(
        parseIni(pipConfText([index], []), "")
          .get("global")
          ?.get("index-url") ?? "",
      );
      expect([decodeURIComponent(found.username), decodeURIComponent(found.password)]).toEqual([user, value]);
    }),
  );
});

test("apt gets its own form, and says so where it cannot hold a password", () => {
  const login = { user: "u", password: new Secret("p#1"), place: "~/.netrc, line 1" };
  expect(
    aptAuth([
      { url: "https://a.example:8443/debian", login },
      { url: "http://b.example/debian", login },
    ]),
  ).toBe("machine a.example:8443 login u password p#1\nmachine http://b.example login u password p#1\n");
  const spaced = { ...login, password: new Secret("with space") };
  expect(() => aptAuth([{ url: "https://a.example/debian", login: spaced }])).toThrow(
    expect.objectContaining({ code: "ADP-CRED-002" }),
  );
});

test("a uv.toml with a mistake is named by its line, and nothing of it is repeated", () => {
  const broken = '[[index]]\nname = "corp"\nurl = "https://bot:S3cretPass@art.example/simple\n';
  let error: unknown;
  try {
    sources({ ".config/uv/uv.toml": broken });
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toMatchObject({ code: "ADP-PY-006", why: expect.stringContaining("line 3") });
  expect(`${describeError(error)}${JSON.stringify(error)}`).not.toContain("S3cret");
});

test.each([
  "https://bot:S3cret/Pass@art.example/simple",
  "https://bot:123/S3cret@art.example/simple",
  "https://bot:123#S3cret@art.example/simple",
  "https://bot:123?S3cret@art.example/simple",
  "bot:S3cret@art.example/simple",
  "htps://bot:S3cret@art.example/simple",
  "art.example/S3cret",
])("an address that hides a login from a parser is refused, and not repeated: %s", (address) => {
  for (const from of [
    sources({ ".pip/pip.conf": `[global]\nindex-url = ${address}\n` }),
    sources({}, { UV_DEFAULT_INDEX: address }),
  ])
    for (const indexes of [pipIndexes, uvIndexes]) {
      let error: unknown;
      try {
        indexes(from);
      } catch (thrown) {
        error = thrown;
      }
      expect(error).toMatchObject({ code: "ADP-CRED-007", exit: 77 });
      expect(`${describeError(error)}${JSON.stringify(error)}`).not.toContain("S3cret");
    }
});
