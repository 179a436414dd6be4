// The simulated corporation itself: what the tests of Layer 1 rely on.
// @suite ci, 50 s, uses corporation
import { createServer } from "node:net";
import { networkInterfaces } from "node:os";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { host } from "./world/corporation/artifact-proxy/settings.ts";
import { Corporation, tokens } from "./world/corporation/corporation.ts";
import type { Person } from "./world/corporation/person.ts";
import { noCorporation } from "./world/corporation/requirements.ts";
import { type Engine, openEngine } from "./world/docker/engine.ts";

const skip = noCorporation();

describe.skipIf(skip !== undefined)(
  `the corporation (${skip ?? "real servers without internet access"})`,
  () => {
    let outer: Engine;
    let company: Corporation;
    let person: Person;

    beforeAll(async () => {
      outer = openEngine();
      company = await Corporation.start(outer, { directory: true });
      person = company.person("alex");
      await person.signOn(tokens.good);
      person.write("trial/pip.conf", `[global]\nindex-url = https://${host}/api/pypi/pypi-remote/simple\n`);
    });

    afterAll(async () => {
      await company?.stop();
      outer?.close();
    });

    /** Builds these steps on the company's python image, in the company's engine, with the credentials as secrets. */
    async function build(...steps: string[]) {
      const image = `${host}/docker-remote/library/python:3.11-slim`;
      person.write("trial/Dockerfile", [`FROM ${image}`, ...steps, ""].join("\n"));
      const secrets = [`ca,src=${company.certificates}`, "netrc,src=.netrc", "pip,src=trial/pip.conf"];
      const flags = secrets.map((secret) => `--secret id=${secret}`).join(" ");
      return person.type(`docker build --progress plain --no-cache ${flags} trial`);
    }

    it("gives a RUN step no connection to the outside: no name, no address, not the outer machine", async () => {
      const outerAddress = Object.values(networkInterfaces())
        .flatMap((each) => each ?? [])
        .find((each) => each.family === "IPv4" && !each.internal)?.address;
      // Reachable from everywhere except the company's machine.
      const listener = createServer((socket) => socket.end()).listen(0, outerAddress);
      await new Promise((resolve) => listener.once("listening", resolve));
      const { port } = listener.address() as { port: number };
      const targets = ["pypi.org/443", "deb.debian.org/80", "registry-1.docker.io/443", "1.1.1.1/53"];
      targets.push(`${outerAddress}/${port}`, `${host}/443`);
      const tries = targets.map(
        (to) => `if timeout 10 bash -c 'exec 3<>/dev/tcp/${to}' 2>/dev/null; then echo reached=${to}; fi`,
      );
      const done = await build(`RUN ${tries.join("; ")}; echo tried=all`);
      const control = outer.docker(
        "run",
        "--rm",
        "--network",
        "host",
        "debian:bookworm-slim",
        "bash",
        "-c",
        tries[4] as string,
      );
      listener.close();
      const reached = [...done.stderr.matchAll(/^#\d+ [\d.]+ (reached=.*|tried=all)$/gm)].map(
        ([, what]) => what,
      );
      expect(reached, done.stderr).toEqual([`reached=${host}/443`, "tried=all"]);
      expect(control).toBe(`reached=${outerAddress}/${port}`);
    });

    it("reaches Debian, PyPI and npm through the company's mirrors, with its certificates and a login", async () => {
      const apt = `-o Acquire::https::CAInfo=/run/secrets/ca -o Dir::Etc::sourceparts=-`;
      const done = await build(
        `RUN --mount=type=secret,id=ca,mode=0444 --mount=type=secret,id=netrc,target=/etc/apt/auth.conf.d/company.conf \\
        echo 'deb https://${host}/debian bookworm main' >/etc/apt/sources.list \\
        && echo 'deb https://${host}/debian-security bookworm-security main' >>/etc/apt/sources.list \\
        && apt-get ${apt} update && apt-get ${apt} install -y --no-install-recommends less && less --version`,
        `RUN --mount=type=secret,id=ca,mode=0444 --mount=type=secret,id=netrc,target=/root/.netrc \\
        --mount=type=secret,id=pip,target=/root/.pip/pip.conf \\
        python -m pip install --cert /run/secrets/ca tenacity==9.1.2 && python -c 'import tenacity'`,
      );
      expect(done.code, done.stderr).toBe(0);
      person.write(".npmrc", npmrc(tokens.good));
      const npm = await person.type(
        "npm view left-pad@1.3.0 dist.tarball && npm pack --silent left-pad@1.3.0",
      );
      expect(npm.stdout).toContain(
        `https://${host}/api/npm/npm-remote/left-pad/-/left-pad-1.3.0.tgz\nleft-pad-1.3.0.tgz`,
      );
      // Each file was requested with a login.
      const files = company.requests().filter((line) => /\.(deb|whl|tgz) /.test(line));
      expect(files.length).toBeGreaterThanOrEqual(3);
      expect(files.filter((line) => !line.endsWith(" myuser 200"))).toEqual([]);
    });

    it.each([
      ["without a login", undefined, "Authentication is required"],
      ["with a wrong token", "nonsense", "bad credentials"],
      ["with an expired token", tokens.expired, "expired"],
    ])("refuses a request %s", async (_, token, words) => {
      const login = token === undefined ? "" : `-u 'myuser:${token}'`;
      for (const path of [
        "api/pypi/pypi-remote/simple/tenacity/",
        "debian/dists/bookworm/InRelease",
        "api/npm/npm-remote/left-pad",
      ]) {
        const { stdout } = await person.type(
          `curl --silent ${login} -w ' %{http_code}' https://${host}/${path}`,
        );
        expect(stdout).toContain(words);
        expect(stdout).toMatch(/ 401$/);
      }
      const registry = await person.type(`curl --silent ${login} -w ' %{http_code}' https://${host}/v2/`);
      expect(registry.stdout).toMatch(/UNAUTHORIZED.* 401$/s);
    });

    it("trusts only the company's own certificate authority", async () => {
      const foreign = await person.type(`curl --silent --show-error --cacert /etc/hosts https://${host}/v2/`);
      expect(foreign.code).toBe(77);
      const bundle = await person.type("grep -c BEGIN /etc/ssl/certs/ca-certificates.crt");
      expect(bundle.stdout.trim()).toBe("1");
    });

    it("has an Active Directory that issues tickets for SQL Server, and a database that accepts only tickets", async () => {
      const { ad, postgres } = company.directory;
      const cache = `FILE:${company.folder}/alice.cc`;
      await ad.kinit(cache);
      await ad.run(["kvno", "-c", cache, "MSSQLSvc/sql.company.com:1433"]);
      expect(await ad.run(["klist", "-c", cache])).toContain("MSSQLSvc/sql.company.com:1433@COMPANY.COM");
      expect(await postgres.login("alice", cache)).toBe("alice\n");
      await expect(postgres.login("alice", "FILE:/nowhere")).rejects.toThrow(
        /GSSAPI|no pg_hba.conf entry|credentials/i,
      );
    });

    function npmrc(token: string): string {
      const at = `${host}/api/npm/npm-remote/`;
      const login = Buffer.from(`myuser:${token}`).toString("base64");
      return `registry=https://${at}\n//${at}:_auth=${login}\ncafile=/etc/ssl/certs/ca-certificates.crt\nupdate-notifier=false\n`;
    }
  },
);
