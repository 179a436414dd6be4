import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  Docker
} from "./shared-docker-base-image.mjs";
import "./shared-npm-zod-v4-core-api.mjs";
import {
  AdpCommand
} from "./shared-npm-commander-esm.mjs";
import {
  commandList
} from "./shared-commands-list.mjs";
import "./shared-helpers.mjs";

// packages/adp/src/commands/complete.ts
function command(load) {
  return new AdpCommand("adp complete", commandList.complete).argument("[words...]", "the words after adp; the last one is completed").does(async (words) => {
    let { complete } = await import("./install-index.mjs"), suggestions = await complete(words, {
      commands: Object.entries(commandList).flatMap(
        ([word, entry]) => "hidden" in entry ? [] : [{ word, about: entry.summary }]
      ),
      load,
      words: { dag: dagsHere, tag: layer1Tags }
    }).catch(() => []);
    for (let { word, about } of suggestions)
      process.stdout.write(about === void 0 ? `${word}
` : `${word}	${about}
`);
  });
}
async function dagsHere() {
  let { findProject } = await import("./engine-index.mjs"), { dagIds } = await import("./datakit-index.mjs");
  return findProject(process.cwd()).datakits.flatMap(dagIds);
}
async function layer1Tags() {
  let { listLayer1 } = await import("./layer1-index.mjs"), docker = new Docker();
  return (await listLayer1(docker, process.env.LAYER1_IMAGE || "layer1-airflow")).map(({ tag }) => tag);
}
export {
  command
};
