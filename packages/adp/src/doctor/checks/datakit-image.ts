import { either, run, shell } from "@airflow-data-platform/cli-kit";
import { AdpError } from "../../kernel/errors.ts";
import { labels } from "../../layer1/index.ts";
import { type Check, warning } from "../check.ts";
import { errors } from "../errors.ts";

export const datakitImage: Check = {
  id: "datakit-image",
  group: "Datakit",
  flows: ["dev"],
  looksAt: "whether the datakit's containers run on the Layer 1 that is here now",
  needs: ["docker-engine", "layer1-image"],
  applies: ({ datakit }) => datakit !== undefined,
  async look(context) {
    const { datakit, docker } = context;
    const containers = await docker.containers(`label=com.docker.compose.project.working_dir=${datakit}`);
    const latest = (await context.layer1())?.labels[labels.inputs];
    const inputs = await Promise.all(
      [...new Set(containers.map(({ image }) => image))].map(
        async (image) => (await docker.imageLabels(image))?.[labels.inputs],
      ),
    );
    const built = inputs.filter((one) => one !== undefined);
    if (built.length === 0) return undefined;
    const other = built.find((one) => one !== latest);
    if (other === undefined) return "built on the Layer 1 that is here";
    return [
      warning(
        new AdpError(errors.DATAKIT_BEHIND, {
          what: `The datakit runs on Layer 1 ${other.slice(0, 12)}; here is ${latest?.slice(0, 12)}.`,
          why: "What changed in Layer 1 is not in its image.",
          next: [either(run(shell`astro dev restart`, "builds it anew"), run(shell`astro dev start`))],
        }),
      ),
    ];
  },
};
