import { run, shell } from "@airflow-data-platform/cli-kit";
import { AdpError } from "../../kernel/errors.ts";
import { checkInputs, fromHere } from "../../layer1/index.ts";
import { type Check, warning } from "../check.ts";
import { errors } from "../errors.ts";

export const layer1Inputs: Check = {
  id: "layer1-inputs",
  group: "Layer 1",
  flows: ["layer1"],
  looksAt:
    "what the build reads: certificates, krb5.conf, package lists, no credential in them, a login for each of LOGIN_HOSTS",
  needs: ["layer1-settings", "tool-settings"],
  async look({ place, access, settings }) {
    const notes = await checkInputs({ place, access, settings });
    const from = (name: string) => fromHere(place, "config", name);
    if (notes.length === 0) return "the build's files are complete";
    return notes.map((note) =>
      warning(
        new AdpError(errors.KRB5_CONF, {
          what: note.replace(/ Copy .*$/, ""),
          next: [
            run(
              shell`cp ${from("krb5.conf.example")} ${from("krb5.conf")}`,
              "then edit it; without Kerberos, leave it",
            ),
          ],
        }),
      ),
    );
  },
};
