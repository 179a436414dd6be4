import { adp, run } from "@airflow-data-platform/cli-kit";
import { AdpError } from "../../kernel/errors.ts";
import { committedInputs, lastCommit } from "../../layer1/index.ts";
import { type Check, warning } from "../check.ts";
import { errors } from "../errors.ts";

export const layer1Age: Check = {
  id: "layer1-age",
  group: "Layer 1",
  flows: ["layer1", "dev"],
  looksAt: "the commit that Layer 1 was built from against this clone's",
  needs: ["layer1-image"],
  async look(context) {
    const [image, commit] = await Promise.all([context.layer1(), lastCommit(context.root, committedInputs)]);
    const built = image?.labels["org.opencontainers.image.revision"];
    // Without an image, or without git, there is nothing to compare.
    if (built === undefined || commit === undefined) return undefined;
    if (built === commit.hash) return `built from ${built.slice(0, 7)}, this clone's`;
    return [
      warning(
        new AdpError(errors.LAYER1_BEHIND, {
          what: `Layer 1 was built from commit ${built.slice(0, 7)}; this clone has ${commit.hash.slice(0, 7)}.`,
          why: "What changed since is not in it: packages, certificates, the framework.",
          next: [run(adp`layer1 build`)],
        }),
      ),
    ];
  },
};
