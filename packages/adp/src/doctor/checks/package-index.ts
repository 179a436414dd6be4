import type { Check } from "../check.ts";
import { hostFinding, packagePage } from "./package-hosts.ts";

export const packageIndex: Check = {
  id: "package-index",
  group: "Network",
  flows: ["dev"],
  looksAt:
    "the index that uv takes Airflow from for the embedded engine: that it answers, is trusted here, and takes the login",
  needs: ["tool-settings"],
  async look(context) {
    const [access] = context.access.uv;
    if (access === undefined || !/^https?:/i.test(access.url)) return undefined;
    const finding = await hostFinding({ access, url: packagePage(access.url), trust: "host" }, context);
    return finding === undefined ? `${access.host} answers` : [finding];
  },
};
