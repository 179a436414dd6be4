import { again, run, shell } from "@airflow-data-platform/cli-kit";
import { AdpError } from "../../kernel/errors.ts";
import { type Check, problem } from "../check.ts";
import { errors } from "../errors.ts";

export const windowsDrive: Check = {
  id: "windows-drive",
  group: "Machine",
  flows: ["layer1", "platform", "datakit", "dev"],
  looksAt: "in WSL2: whether the clone or the datakit lies, or would lie, on a Windows drive",
  look({ machine, root, datakit, into }) {
    if (machine !== "wsl") return undefined;
    const folder = [root, datakit, into].find((path) => /^\/mnt\/[a-z](?:\/|$)/.test(path ?? ""));
    if (folder === undefined) return "in WSL's own file system";
    return [
      problem(
        new AdpError(errors.WINDOWS_DRIVE, {
          what: `${folder} lies on a Windows drive.`,
          why: "Windows drives are many times slower in WSL, keep no modes such as 0600, and PostgreSQL refuses them.",
          next: [
            folder === into
              ? run(shell`cd`, "goes home, into WSL's own file system")
              : run(shell`cp -r ${folder} ~/`, "copies it into WSL's own file system"),
            again,
          ],
        }),
      ),
    ];
  },
};
