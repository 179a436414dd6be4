import { checkSettings } from "../../platform/index.ts";
import type { Check } from "../check.ts";

export const platformSettings: Check = {
  id: "platform-settings",
  group: "Kerberos",
  flows: ["platform"],
  looksAt: "platform-bootstrap/.env",
  look({ sharer }) {
    checkSettings(sharer.settings);
    const named = Object.keys(sharer.settings).filter((name) => name.startsWith("TICKET_"));
    return named.length === 0
      ? "platform-bootstrap/.env: defaults"
      : `platform-bootstrap/.env: ${named.join(", ")}`;
  },
};
