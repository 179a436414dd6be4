import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { temporaryFolder } from "../../../test/temporary-folder.ts";
import type { EngineName } from "../../engine/index.ts";
import type { Machine } from "../../kernel/machine.ts";
import { checks } from "../checks/index.ts";
import { DoctorContext } from "../context.ts";
import { type Checked, runChecks } from "../run.ts";

interface TestMachine {
  readonly root: string;
  readonly home: string;
  /** Writes a file below the clone, or below the home folder with ~/. */
  write(path: string, text: string, mode?: number): string;
  /** A program of this name on a PATH that leads to nothing else but what was made so. */
  program(name: string, script: string): string;
  context(more?: Partial<Surroundings>): DoctorContext;
}

interface Surroundings {
  readonly env: Readonly<Record<string, string>>;
  readonly machine: Machine;
  readonly folder: string;
  readonly today: Date;
  readonly engineCertificates: string;
  readonly into: string;
  readonly patienceMs: number;
  readonly engine: EngineName;
}

/** A clone and a home folder of a person, both empty but for what the build of Layer 1 wants to find. */
export function testMachine(): TestMachine {
  const folder = temporaryFolder();
  const [root, home, bin] = ["clone", "home", "bin"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  for (const path of [root, home, bin]) mkdirSync(path);
  const write = (path: string, text: string, mode = 0o644) => {
    const to = path.startsWith("~/") ? join(home, path.slice(2)) : join(root, path);
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, text, { mode });
    return to;
  };
  for (const name of ["Dockerfile", "VERSION", "packages.txt", "requirements.txt"])
    write(`layer1-base-image/${name}`, "");
  return {
    root,
    home,
    write,
    program(name, script) {
      writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
      return bin;
    },
    context: (surroundings = {}) => made(surroundings),
  };
  function made(surroundings: Partial<Surroundings>): DoctorContext {
    const { env = {}, machine = "debian", folder: at = home, ...more } = surroundings;
    const context = new DoctorContext({
      root,
      folder: at,
      machine,
      // On a machine that works hard, an answer takes longer than a person's doctor waits.
      patienceMs: 20_000,
      // No engine but one that a test names, and none of this machine's settings.
      env: {
        PATH: bin,
        HOME: home,
        DOCKER_HOST: "unix:///nowhere.sock",
        XDG_CONFIG_DIRS: "/nowhere",
        ...env,
      },
      ...more,
    });
    others.set(context, (other) => made({ ...surroundings, machine: other }));
    return context;
  }
}

const others = new WeakMap<DoctorContext, (machine: Machine) => DoctorContext>();

/** The same clone and home folder on another system. */
export function onSystem(context: DoctorContext, machine: Machine): DoctorContext {
  const other = others.get(context);
  if (other === undefined) throw new Error("testMachine() made no such context");
  return other(machine);
}

/** Links a program of this machine onto the test's PATH. */
export function linkProgram(bin: string, name: string, path: string): void {
  rmSync(join(bin, name), { force: true });
  symlinkSync(path, join(bin, name));
}

export type TestContext = DoctorContext;

/** One check, with what it needs. */
export async function outcome(id: string, context: DoctorContext): Promise<Checked | undefined> {
  if (!checks.some((one) => one.id === id)) throw new Error(`there is no check ${id}`);
  const [made] = await runChecks(checks, context, (one) => one.id === id);
  return made;
}

/** The codes of what a check finds, worst state first: "problem ADP-CHK-001". */
export async function found(id: string, context: DoctorContext): Promise<string[]> {
  const made = await outcome(id, context);
  return made?.findings.map(({ severity, error }) => `${severity} ${error.code}`) ?? [];
}
