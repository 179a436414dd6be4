import { Docker } from "../docker/index.ts";
import { AdpCommand } from "../kernel/arguments.ts";
import { commandList } from "./list.ts";

/** Called by the completion scripts with the words so far. When it fails it prints nothing, because the user pressed Tab. */
export function command(load: (name: string) => Promise<AdpCommand | undefined>): AdpCommand {
  return new AdpCommand("adp complete", commandList.complete)
    .argument("[words...]", "the words after adp; the last one is completed")
    .does(async (words: string[]) => {
      const { complete } = await import("../install/index.ts");
      const suggestions = await complete(words, {
        commands: Object.entries(commandList).flatMap(([word, entry]) =>
          "hidden" in entry ? [] : [{ word, about: entry.summary }],
        ),
        load,
        words: { dag: dagsHere, tag: layer1Tags },
      }).catch(() => []);
      for (const { word, about } of suggestions)
        process.stdout.write(about === undefined ? `${word}\n` : `${word}\t${about}\n`);
    });
}

async function dagsHere(): Promise<readonly string[]> {
  const { findProject } = await import("../engine/index.ts");
  const { dagIds } = await import("../datakit/index.ts");
  return findProject(process.cwd()).datakits.flatMap(dagIds);
}

async function layer1Tags(): Promise<readonly string[]> {
  const { listLayer1 } = await import("../layer1/index.ts");
  const docker = new Docker();
  const images = await listLayer1(docker, process.env.LAYER1_IMAGE || "layer1-airflow");
  return images.map(({ tag }) => tag);
}
