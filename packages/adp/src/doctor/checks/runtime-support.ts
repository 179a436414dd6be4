import { act } from "@airflow-data-platform/cli-kit";
import { AdpError } from "../../kernel/errors.ts";
import { runtimeLabel, supportFindings } from "../../layer1/index.ts";
import { type Check, warning } from "../check.ts";
import { errors } from "../errors.ts";

export const runtimeSupport: Check = {
  id: "runtime-support",
  group: "Layer 1",
  flows: ["layer1"],
  looksAt: "whether the maker still supports the Runtime below Layer 1, or has withdrawn it",
  needs: ["layer1-settings"],
  async look(context) {
    const image = await context.layer1().catch(() => undefined);
    const version =
      image?.labels[runtimeLabel] ??
      /(?<!@sha256):([\d.]+(?:-\d+)?)[^/]*$/.exec(context.settings.runtime)?.[1];
    if (version === undefined) return undefined;
    const [found] = supportFindings(version, context.today);
    if (found === undefined) return `Runtime ${version} is supported`;
    return [
      warning(
        new AdpError(errors.SUPPORT, {
          ...found,
          next: [act("name a supported Runtime by IMAGE_ASTRONOMER in layer1-base-image/.env")],
        }),
      ),
    ];
  },
};
