import { type Next, run, shell } from "@airflow-data-platform/cli-kit";
import { AdpError } from "../../kernel/errors.ts";
import { attempt, ProcessFailure } from "../../kernel/process.ts";
import { type Check, warning } from "../check.ts";
import { errors } from "../errors.ts";

const ofUser: Next = [
  run({ shell: 'export DOCKER_HOST="unix://$XDG_RUNTIME_DIR/podman/podman.sock"' }),
  run(shell`systemctl --user enable --now podman.socket`, "starts the socket"),
];
const inVirtualMachine: Next = [
  run(shell`podman machine start`, "prints where its socket is"),
  run({
    shell:
      "export DOCKER_HOST=\"unix://$(podman machine inspect --format '{{.ConnectionInfo.PodmanSocket.Path}}')\"",
  }),
];

export const podman: Check = {
  id: "podman",
  group: "Docker",
  flows: ["layer1", "platform"],
  looksAt: "whether the program docker is podman under another name",
  async look({ env, machine }) {
    const found = await attempt(["docker", "--version"], { env, timeoutMs: 5000 });
    if (found instanceof ProcessFailure || !/podman/i.test(`${found.stdout}${found.stderr}`))
      return undefined;
    return [
      warning(
        new AdpError(errors.PODMAN, {
          what: "The program docker is podman.",
          why: "podman drops an image's ONBUILD steps unless it builds in Docker's format, and Compose and the Astro CLI need its socket.",
          next: [
            run(shell`export BUILDAH_FORMAT=docker`, "keeps the ONBUILD steps of Layer 1"),
            ...(machine === "macos" ? inVirtualMachine : ofUser),
          ],
        }),
      ),
    ];
  },
};
