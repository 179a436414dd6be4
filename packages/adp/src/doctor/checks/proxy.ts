import { run } from "@airflow-data-platform/cli-kit";
import { AdpError } from "../../kernel/errors.ts";
import { type Check, warning } from "../check.ts";
import { errors } from "../errors.ts";

export const proxy: Check = {
  id: "proxy",
  group: "Network",
  flows: ["layer1", "platform", "dev"],
  looksAt: "HTTP_PROXY, HTTPS_PROXY and NO_PROXY",
  look({ env }) {
    const named = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"].find((name) => env[name]);
    if (named === undefined) return undefined;
    const without = (env.no_proxy || env.NO_PROXY || "").split(/[\s,]+/);
    const missing = ["localhost", "127.0.0.1"].filter(
      (name) => !without.includes(name) && !without.includes("*"),
    );
    if (missing.length === 0) return `by ${named}, not for this machine`;
    return [
      warning(
        new AdpError(errors.NO_PROXY, {
          what: `${named} names a proxy, and NO_PROXY does not except ${missing.join(" and ")}.`,
          why: "Programs would ask the proxy for Airflow and PostgreSQL on this machine, which it does not reach.",
          next: [
            run(
              { shell: 'export NO_PROXY="localhost,127.0.0.1,$NO_PROXY"' },
              "also into your shell's rc file",
            ),
          ],
        }),
      ),
    ];
  },
};
