import type { Check } from "../check.ts";

export const layer1Settings: Check = {
  id: "layer1-settings",
  group: "Layer 1",
  flows: ["layer1", "platform"],
  looksAt: "layer1-base-image/.env: known names, and values that can be right",
  look: ({ settings }) => `Layer 1 from ${settings.runtime}`,
};
