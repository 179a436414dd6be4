import { adp, either, run } from "@airflow-data-platform/cli-kit";
import { baseImageOf } from "../../docker/index.ts";
import { AdpError } from "../../kernel/errors.ts";
import { brokenConfiguration, labels } from "../../layer1/index.ts";
import { type Check, problem, warning } from "../check.ts";

export const layer1Promise: Check = {
  id: "layer1-promise",
  group: "Layer 1",
  flows: ["dev"],
  looksAt:
    "the labels of the Layer 1 that counts here, and the steps by which a datakit's image is built on it",
  needs: ["layer1-image"],
  async look(context) {
    const { datakit, docker } = context;
    const name = (datakit === undefined ? undefined : baseImageOf(datakit)) ?? "layer1-airflow:latest";
    const image = await docker.image(name);
    // Whether adp built it is another check's question.
    if (image === undefined || !(labels.inputs in image.labels)) return undefined;
    const broken = brokenConfiguration(image);
    if (broken === undefined)
      return "its labels and its ONBUILD steps are there; `adp layer1 verify` starts it";
    const error = new AdpError(broken.definition, {
      what: `${name} does not keep what Layer 1 promises: ${broken.what}.`,
      why: "Something was built on it or saved under its name after adp had checked it.",
      next: [
        either(
          run(adp`layer1 build`, "builds it again"),
          run(adp`layer1 verify ${name}`, "checks the rest of it, in a container"),
        ),
      ],
    });
    return [broken.ofDatakits ? problem(error) : warning(error)];
  },
};
