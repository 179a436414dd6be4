// A company in which nothing is configured: a setup person by `adp setup`, then a developer by `adp setup --me` and
// `adp doctor`, each at a terminal, up to the image that everybody builds and a green DAG on Docker, on Airflow 2 and then on 3.
// @suite ci, 340 s, uses corporation
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { places } from "./world/corporation/artifact-proxy/mirrors.ts";
import { host } from "./world/corporation/artifact-proxy/settings.ts";
import { Corporation, odd, tokens } from "./world/corporation/corporation.ts";
import { forkUrl, knowFork, makeFork } from "./world/corporation/fork.ts";
import type { Person } from "./world/corporation/person.ts";
import { noCorporation } from "./world/corporation/requirements.ts";
import { type Engine, openEngine } from "./world/docker/engine.ts";
import { adPassword } from "./world/kerberos/index.ts";
import { Terminal } from "./world/terminal.ts";

const skip = noCorporation();

describe.skipIf(skip !== undefined)(`a company that begins (${skip ?? "without internet access"})`, () => {
  let outer: Engine;
  let company: Corporation;
  let sam: Person;
  let alice: Person;
  let terminal: Terminal | undefined;

  beforeAll(async () => {
    outer = openEngine();
    company = await Corporation.start(outer, { directory: true });
    const fork = await makeFork(company.machine);
    [sam, alice] = ["sam", "alice"].map((name) => company.person(name)) as [Person, Person];
    for (const person of [sam, alice]) knowFork(person, fork);
  });

  afterEach(() => terminal?.close());

  afterAll(async () => {
    await company?.stop();
    outer?.close();
  });

  const cloneOf = (person: Person) => join(person.home, "airflow-data-platform-fork");
  const adp = "node packages/adp/dist/adp.mjs";

  /** The person's shell at a terminal, in the clone. */
  function sitDown(person: Person): (question: RegExp, text: string) => Promise<void> {
    const at = new Terminal([...person.shell()], { cwd: person.home });
    terminal = at;
    at.type(`cd ${cloneOf(person)}\r`);
    return async (question, text) => {
      await at.shows(question);
      at.type(`${text}\r`);
    };
  }

  it("the setup person answers nine questions, and commits what was written", async () => {
    await sam.typed(`git clone ${forkUrl}`);
    // docker's login is the one thing that an answer cannot be tried without.
    await sam.dockerLogin(tokens.good);
    const answer = sitDown(sam);
    await answer(/[#$] /, `${adp} setup; echo "ended with $?"`);
    await answer(/Company CA[\s\S]*> /, company.certificates);
    await answer(/Astronomer Runtime[\s\S]*> /, `${host}/docker-remote/astronomer/ap-airflow:11.10.0`);
    await answer(/Python image[\s\S]*> /, `${host}/docker-remote/library/python:3.11-slim`);
    await answer(/Debian mirror[\s\S]*> /, `https://${host}/debian`);
    await answer(/wants a login[\s\S]*Python index[\s\S]*> /, `https://${host}${places.pypi}/simple`);
    await answer(/Kerberos realm[\s\S]*> /, "COMPANY.COM");
    await answer(/KDC[\s\S]*> /, "dc1.company.com");
    await answer(/PostgreSQL image[\s\S]*> /, `${host}/docker-remote/library/postgres:18-bookworm`);
    await answer(/Warehouse[\s\S]*> /, "");
    await answer(/Write these files\? \[Y\/n\] /, "y");
    await terminal?.shows(/A build asks [\s\S]*setup --me[\s\S]*ended with 0/);
    await sam.typed(
      'git add . && git commit -m "Configure for MyCompany infrastructure" && git push origin main',
      cloneOf(sam),
    );
    const said = await sam.typed("git show --stat --format=", cloneOf(sam));
    for (const path of [".env", "krb5.conf", "company-ca.crt", "setup.toml"])
      expect(said.stdout).toContain(path);
  });

  it("the developer's machine lacks everything, and adp doctor says what", async () => {
    await alice.typed(`git clone ${forkUrl}`);
    alice.exports.KRB5CCNAME = `FILE:${join(alice.home, "krb5cc")}`;
    alice.exports.KRB5_CONFIG = join(cloneOf(alice), "layer1-base-image", "config", "krb5.conf");
    const done = await alice.type(`${adp} doctor --timeout 60 --json`, { cwd: cloneOf(alice) });
    expect(done.code).toBe(1);
    const { checks } = JSON.parse(done.stdout) as {
      checks: { id: string; state: string; findings: { code: string }[] }[];
    };
    const codes = Object.fromEntries(
      checks.map(({ id, findings }) => [id, [...new Set(findings.map(({ code }) => code))]]),
    );
    expect(codes).toMatchObject({
      registries: ["ADP-CHK-009"],
      "layer1-inputs": ["ADP-L1-005"],
      "kerberos-present": ["ADP-TKT-005"],
      "layer1-image": ["ADP-CHK-015"],
      "ticket-volume": ["ADP-CHK-023"],
      "docker-engine": [],
      "kerberos-krb5-conf": [],
      "kerberos-kdc": [],
    });
  });

  it("adp setup --me asks for two logins and a ticket, and shows no password", async () => {
    const answer = sitDown(alice);
    await answer(/[#$] /, `${adp} setup --me; echo "ended with $?"`);
    await answer(/User name for .*: /, odd.user);
    await answer(/Password or token.*: /, "not-this-token");
    await answer(/ADP-CHK-010[\s\S]*Try again\? \[Y\/n\] /, "");
    await answer(/User name for .*: /, odd.user);
    await answer(/Password or token.*: /, odd.token);
    await answer(/User name for .*: /, odd.user);
    await answer(/Password or token.*: /, odd.token);
    await answer(/Get one with kinit\? \[Y\/n\] /, "y");
    await answer(/Principal \[alice@COMPANY\.COM\]: /, "");
    await answer(/Password for alice@COMPANY\.COM: /, adPassword);
    await terminal?.shows(/there is a ticket of alice@COMPANY\.COM[\s\S]*ended with 0/);
    const screen = terminal?.screen ?? "";
    for (const secret of [odd.token, "not-this-token", adPassword]) expect(screen).not.toContain(secret);
    expect(statSync(join(alice.home, ".netrc")).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(alice.home, ".config", "uv", "uv.toml"), "utf8")).toContain(places.pypi);
    const again = await alice.type(`${adp} setup --me --no-input`, { cwd: cloneOf(alice) });
    expect(again.stdout).toContain("Everything is set already.");
    const answers = "--answers platform-bootstrap/setup.toml --no-input";
    const plain = await alice.typed(`${adp} setup ${answers}`, cloneOf(alice));
    expect(plain.stdout).toContain("Everything is set already.");
    expect(plain.stderr).toContain(`Debian mirror: https://${host}/debian\n`);
  });

  it("make build, make platform-start; then the doctor finds no problem", async () => {
    const built = await alice.typed("make build", join(cloneOf(alice), "layer1-base-image"));
    expect(built.stdout).toContain("layer1-airflow:latest is ready");
    await alice.typed("make platform-start", join(cloneOf(alice), "platform-bootstrap"));
    const { stdout } = await alice.typed(`${adp} doctor --timeout 60 --json`, cloneOf(alice));
    const { checks } = JSON.parse(stdout) as { checks: { id: string; state: string }[] };
    expect(checks.filter(({ state }) => state === "problem" || state === "skipped")).toEqual([]);
  });

  it("a new datakit's DAG is green on Docker, and its rows are in the warehouse", async () => {
    const program = `node ${cloneOf(alice)}/packages/adp/dist/adp.mjs`;
    await alice.typed(`${program} datakit new customer-360`);
    const datakit = join(alice.home, "customer-360-datakit");
    try {
      const started = await alice.typed(`${program} dev start --json`, datakit);
      expect(JSON.parse(started.stdout)).toMatchObject({ engine: "docker", line: "2.9" });
      const ran = await alice.typed(`${program} dev run customer_360_example --json`, datakit);
      expect(JSON.parse(ran.stdout)).toMatchObject({ state: "success" });
      const sql = "select count(*) from customer_360.customer";
      const asked = await alice.typed(`${program} dev sql --json '${sql}'`, datakit);
      expect(JSON.parse(asked.stdout)).toMatchObject([{ rows: [["3"]] }]);
      const { stdout } = await alice.typed(`${program} doctor --timeout 60 --json`, datakit);
      const { checks } = JSON.parse(stdout) as { checks: { id: string; state: string }[] };
      expect(checks.filter(({ id }) => /^datakit-/.test(id)).map(({ state }) => state)).toEqual(
        Array(3).fill("ok"),
      );
    } finally {
      await alice.typed(`${program} dev stop`, datakit);
    }
  });

  it("the same on Airflow 3, to which the company moves: a build, a new datakit, and an edit of its DAG", async () => {
    const program = `node ${cloneOf(alice)}/packages/adp/dist/adp.mjs`;
    const runtime = `${host}/docker-remote/astronomer/astro-runtime:3.3-8`;
    const built = await alice.typed(
      `sed -i 's|^IMAGE_ASTRONOMER=.*|IMAGE_ASTRONOMER=${runtime}|' .env && make build`,
      join(cloneOf(alice), "layer1-base-image"),
    );
    expect(built.stdout).toContain("layer1-airflow:latest is ready");
    await alice.typed(`${program} datakit new orders`);
    const datakit = join(alice.home, "orders-datakit");
    const segment = async () => {
      const ran = await alice.typed(`${program} dev run orders_example --json`, datakit);
      expect(JSON.parse(ran.stdout)).toMatchObject({ state: "success" });
      const sql = "select segment from orders.customer where customer_id = 2";
      const asked = await alice.typed(`${program} dev sql --json '${sql}'`, datakit);
      return (JSON.parse(asked.stdout) as { rows: string[][] }[])[0]?.rows[0]?.[0];
    };
    try {
      const started = await alice.typed(`${program} dev start --json`, datakit);
      expect(JSON.parse(started.stdout)).toMatchObject({ engine: "docker", line: "3.3" });
      expect(await segment()).toBe("public");
      await alice.typed(`sed -i 's/"segment": "public"/"segment": "navy"/' dags/example_dag.py`, datakit);
      expect(await segment()).toBe("navy");
    } finally {
      await alice.typed(`${program} dev stop`, datakit);
      await alice.typed("make platform-stop", join(cloneOf(alice), "platform-bootstrap"));
    }
  });
});
