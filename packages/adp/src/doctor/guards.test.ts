import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { dockerStandIn } from "../docker/testing/docker-stand-in.ts";
import { describeError } from "../kernel/errors.ts";
import { checks } from "./checks/index.ts";
import { guard, guards } from "./guards.ts";
import { testMachine } from "./testing/machine.ts";

type Command = keyof typeof guards;
const commands = Object.keys(guards) as Command[];

/** What a guard notes. */
async function noted(command: Command, context: Parameters<typeof guard>[1]): Promise<string[]> {
  const lines: string[] = [];
  await guard(command, context, { note: (line) => void lines.push(line) });
  return lines;
}

function standIn(answers: Parameters<typeof dockerStandIn>[0]) {
  const docker = dockerStandIn({
    "info --format {{json .}}": { stdout: '{"ServerVersion":"28.2.2"}' },
    "info --format {{.DockerRootDir}}": { stdout: "/nowhere" },
    "buildx version": {},
    "context show": { stdout: "default" },
    "compose version": { stdout: "2.29.0" },
    ...answers,
  });
  onTestFinished(() => docker.close());
  return docker;
}

test.each(commands)("%s depends on checks that there are, and on none that asks a host", (command) => {
  const closure = new Set<string>();
  const add = (id: string) => {
    const check = checks.find((one) => one.id === id);
    expect(check, id).toBeDefined();
    expect(check?.group, id).not.toBe("Network");
    closure.add(id);
    for (const needed of check?.needs ?? []) add(needed);
  };
  for (const id of guards[command]) add(id);
  expect([...closure].filter((id) => id === "clock" || id.startsWith("kerberos"))).toEqual([]);
});

test("a warning is noted and given, and the work goes on, also where no host answers", async () => {
  let asked = 0;
  const silent = createServer(() => asked++).listen(0, "127.0.0.1");
  onTestFinished(() => void silent.close());
  await new Promise((resolve) => silent.once("listening", resolve));
  const machine = testMachine();
  const host = `127.0.0.1:${(silent.address() as AddressInfo).port}`;
  machine.write("~/.config/uv/uv.toml", `[[index]]\nurl = "https://${host}/simple"\ndefault = true\n`);
  machine.write(
    "layer1-base-image/.env",
    `APT_MIRROR=https://${host}/debian\nIMAGE_ASTRONOMER=${host}/a/b:1\n`,
  );
  expect(await noted("layer1 build", machine.context({ env: standIn({}).env }))).toEqual([
    expect.stringMatching(/^ {2}! .*krb5\.conf is missing.*\(ADP-CHK-014\)$/),
    expect.stringMatching(/^ {4}what helps: .*doctor$/),
  ]);
  expect(asked).toBe(0);
});

test("the first problem is thrown as the doctor reports it, and the others are noted", async () => {
  const machine = testMachine();
  machine.write("platform-bootstrap/.env", "TICKET_POLL_SECONDS=soon\n");
  const docker = standIn({ "compose version": { stdout: "2.6.0" } });
  const lines: string[] = [];
  const made = guard("platform start", machine.context({ env: docker.env }), {
    note: (line) => void lines.push(line),
  });
  await expect(made).rejects.toMatchObject({ code: "ADP-DOC-004" });
  expect(lines[0]).toContain("ADP-PLAT-005");
});

test("where Docker fails, a start on it names the way without Docker", async () => {
  const machine = testMachine();
  machine.write("kit/dags/a.py", "");
  const docker = standIn({ "compose version": { stdout: "2.6.0" } });
  const context = machine.context({ folder: `${machine.root}/kit`, engine: "docker", env: docker.env });
  const error = await guard("dev start, docker", context, { note: () => {} }).catch((thrown) => thrown);
  expect(error).toMatchObject({
    code: "ADP-DOC-004",
    why: expect.stringContaining("2.20"),
    evidence: ["Compose 2.6.0"],
  });
  expect(describeError(error)).toMatch(/ {2}or: +\S.*dev start --engine embedded\n +\(needs no Docker\)$/);
});

test("what a check needs stops the command, and nothing is said of what was skipped", async () => {
  const made = noted("platform start", testMachine().context());
  await expect(made).rejects.toMatchObject({ code: "ADP-DOC-001" });
});

test("a check that cannot be made stops no start, and a build", async () => {
  const machine = testMachine();
  machine.write("kit/dags/a.py", "");
  machine.write("kit/Dockerfile", "FROM layer1-airflow:latest\n");
  const context = machine.context({ folder: `${machine.root}/kit`, env: { HOME: "/nonexistent/home" } });
  expect(await noted("dev start, embedded", context)).toEqual([]);
  const mistake = {
    get: () => {
      throw new Error("a mistake of ours");
    },
  };
  Object.defineProperty(context, "root", mistake);
  expect(await noted("dev start, embedded", context)).toContainEqual(expect.stringContaining("ADP-CHK-022"));
  const broken = machine.context({ env: standIn({}).env });
  Object.defineProperty(broken, "place", mistake);
  await expect(noted("layer1 build", broken)).rejects.toMatchObject({ code: "ADP-CHK-022" });
});

test("datakit new: not on a Windows drive", async () => {
  const context = testMachine().context({ machine: "wsl", into: "/mnt/c/work" });
  await expect(noted("datakit new", context)).rejects.toMatchObject({ code: "ADP-CHK-004" });
  expect(await noted("datakit new", testMachine().context())).toEqual([]);
});
