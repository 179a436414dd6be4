import { adp, either, run } from "@airflow-data-platform/cli-kit";
import { AdpError } from "../../kernel/errors.ts";
import { airflowLabel, labels, runtimeLabel } from "../../layer1/index.ts";
import { type Check, warning } from "../check.ts";
import { errors } from "../errors.ts";

export const layer1Image: Check = {
  id: "layer1-image",
  group: "Layer 1",
  flows: ["platform", "dev"],
  looksAt: "layer1-airflow:latest on this machine, built by adp",
  needs: ["docker-engine"],
  async look(context) {
    const image = await context.layer1();
    if (image !== undefined && labels.inputs in image.labels)
      return `Airflow ${image.labels[airflowLabel]} (Runtime ${image.labels[runtimeLabel]})`;
    return [
      warning(
        new AdpError(errors.NO_LAYER1, {
          what:
            image === undefined
              ? "There is no image layer1-airflow:latest here."
              : "layer1-airflow:latest was not built by adp: it lacks the platform's labels.",
          why: "Every datakit begins with FROM layer1-airflow:latest: astro dev start fails without. The embedded engine needs none.",
          next: [
            either(
              run(adp`layer1 build`, "builds it"),
              run(adp`layer1 pull REGISTRY/REPOSITORY@DIGEST`, "takes the one that your company pushed"),
            ),
          ],
        }),
      ),
    ];
  },
};
