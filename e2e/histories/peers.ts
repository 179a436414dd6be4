import { chmodSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { renderDatakit, updateDatakit } from "../../packages/adp/src/datakit/index.ts";
import { AdpError } from "../../packages/adp/src/kernel/errors.ts";
import { attempt, type Finished, ProcessFailure } from "../../packages/adp/src/kernel/process.ts";
import type { Files, History } from "./histories.ts";
import { Kit } from "./kit.ts";

/** A tool that makes a project from a template, and brings a later version of the template into it. */
export interface Peer {
  readonly name: string;
  /** Writes a version of the template and commits it. */
  release(version: "1.0.0" | "2.0.0", history: History): Promise<void>;
  make(): Promise<Kit>;
  /** The exit code. */
  update(kit: Kit): Promise<number>;
}

interface Room {
  readonly folder: string;
  /** The folder with cruft's and copier's programs. */
  readonly bin: string;
  readonly env: Readonly<Record<string, string>>;
}

type Spelling = (name: string) => string;

/** Writes the files of a version into a template's folder, with the placeholders as the tool spells them. */
function writeVersion(
  template: Kit,
  below: string,
  files: Files,
  history: History,
  spell: Spelling,
  isSecond: boolean,
): void {
  const spelled = (text: string) =>
    text.replaceAll(/@(\w+)@/g, (_, name) => spell(name === "name" ? "datakit_name" : name));
  for (const [path, content] of Object.entries({ ...files, "keep.txt": "nobody touches this\n" })) {
    const place = `${below}/${spelled(path)}`;
    template.write(place, typeof content === "string" ? spelled(content) : content);
    if (isSecond && history.programs?.includes(path) === true) chmodSync(join(template.folder, place), 0o755);
  }
}

function filesOf(
  history: History,
  version: string,
): { files: Files; answers: Record<string, string>; isSecond: boolean } {
  const isSecond = version === "2.0.0";
  return {
    isSecond,
    files: isSecond ? history.after : history.before,
    answers: { ...(isSecond ? history.answers?.after : history.answers?.before) },
  };
}

const cookiecutterName = (name: string) => `{{ cookiecutter.${name} }}`;
const source = "{{cookiecutter.datakit_name}}-datakit";

async function releaseCookiecutter(
  template: Kit,
  below: string,
  version: string,
  history: History,
): Promise<void> {
  const { files, answers, isSecond } = filesOf(history, version);
  rmSync(join(template.folder, below, source), { recursive: true, force: true });
  const questions = { datakit_name: "x", description: "About", ...answers };
  template.write(join(below, "cookiecutter.json"), JSON.stringify(questions));
  template.write(join(below, "VERSION"), `${version}\n`);
  writeVersion(template, join(below, source), files, history, cookiecutterName, isSecond);
  await template.commit({ force: true });
}

function made(room: Room): string {
  const into = join(room.folder, "made");
  mkdirSync(into, { recursive: true });
  return into;
}

export function ours(room: Room): Peer {
  const template = new Kit(join(room.folder, "template"), room.env);
  const place = join(template.folder, "layer2");
  return {
    name: "adp datakit update",
    release: (version, history) => releaseCookiecutter(template, "layer2", version, history),
    make: async () =>
      new Kit(await renderDatakit({ name: "orders", into: made(room), template: place }), room.env),
    update: async (kit) => {
      try {
        await updateDatakit(kit.folder, place, { allowDirty: false });
        return 0;
      } catch (error) {
        if (error instanceof AdpError) return error.exit;
        throw error;
      }
    },
  };
}

export function cruft(room: Room): Peer {
  const template = new Kit(join(room.folder, "template"), room.env);
  const program = join(room.bin, "cruft");
  return {
    name: "cruft",
    release: (version, history) => releaseCookiecutter(template, ".", version, history),
    make: async () => {
      const into = made(room);
      const answers = ["--extra-context", '{"datakit_name": "orders"}'];
      await demand(
        attempt([program, "create", template.folder, "--output-dir", into, "--no-input", ...answers], {
          env: room.env,
        }),
      );
      return new Kit(join(into, "orders-datakit"), room.env);
    },
    update: async (kit) =>
      code(await attempt([program, "update", "--skip-apply-ask"], { cwd: kit.folder, env: room.env })),
  };
}

export function copier(room: Room): Peer {
  const template = new Kit(join(room.folder, "template"), room.env);
  const program = join(room.bin, "copier");
  return {
    name: "copier",
    release: async (version, history) => {
      const { files, answers, isSecond } = filesOf(history, version);
      rmSync(join(template.folder, "files"), { recursive: true, force: true });
      const questions = Object.entries({ datakit_name: "x", ...answers });
      const settings = [
        "_subdirectory: files",
        '_templates_suffix: ""',
        ...questions.map(([key, value]) => `${key}: {type: str, default: ${value}}`),
      ];
      template.write("copier.yml", `${settings.join("\n")}\n`);
      template.write("files/{{ _copier_conf.answers_file }}", "{{ _copier_answers|to_nice_yaml }}\n");
      writeVersion(template, "files", files, history, (name) => `{{ ${name} }}`, isSecond);
      await template.commit({ force: true });
      await template.git("tag", version);
    },
    make: async () => {
      const folder = join(made(room), "orders-datakit");
      const words = ["copy", "--quiet", "--defaults", "--vcs-ref", "1.0.0", "--data", "datakit_name=orders"];
      await demand(attempt([program, ...words, template.folder, folder], { env: room.env }));
      return new Kit(folder, room.env);
    },
    update: async (kit) =>
      code(await attempt([program, "update", "--quiet", "--defaults"], { cwd: kit.folder, env: room.env })),
  };
}

async function demand(done: Promise<Finished | ProcessFailure>): Promise<void> {
  const ended = await done;
  if (ended instanceof ProcessFailure) throw new Error(`${ended.message}\n${ended.tail(20).join("\n")}`);
}

function code(done: Finished | ProcessFailure): number {
  if (done.code === undefined) throw done;
  return done.code;
}
