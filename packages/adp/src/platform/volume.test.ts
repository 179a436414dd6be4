import { again, run, shell } from "@airflow-data-platform/cli-kit";
import { afterEach, expect, test } from "vitest";
import { Docker } from "../docker/index.ts";
import { type Answer, type DockerStandIn, dockerStandIn } from "../docker/testing/docker-stand-in.ts";
import { checkVolume, repairVolume, withdrawTicket } from "./volume.ts";

// That the folder is really given back is seen in e2e/platform-users.test.ts, on a real engine.

let standIn: DockerStandIn;
afterEach(() => standIn.close());

function docker(answers: Record<string, Answer>): Docker {
  standIn = dockerStandIn(answers);
  return new Docker({ env: standIn.env });
}

test("a volume on this machine's disk is fine, and so is none", async () => {
  await checkVolume(docker({ "volume inspect": { stdout: '{"Driver":"local","Labels":null}\n' } }));
  standIn.close();
  const none = { stderr: "Error response from daemon: get x: no such volume\n", code: 1 };
  await checkVolume(docker({ "volume inspect": none }));
});

test("a volume of another driver: ADP-PLAT-003", async () => {
  const nfs = docker({ "volume inspect": { stdout: '{"Driver":"vieux/sshfs:latest","Labels":{}}\n' } });
  await expect(checkVolume(nfs)).rejects.toMatchObject({
    code: "ADP-PLAT-003",
    message: "The volume platform_kerberos_cache uses the driver vieux/sshfs:latest.",
  });
});

test("a folder that cannot be given back: ADP-PLAT-003 shows why", async () => {
  const denied = docker({ run: { stderr: "chown: /krb5/cache: Operation not permitted\n", code: 1 } });
  await expect(repairVolume(denied, "image")).rejects.toMatchObject({
    code: "ADP-PLAT-003",
    evidence: ["chown: /krb5/cache: Operation not permitted"],
    next: [expect.anything(), run(shell`docker volume rm platform_kerberos_cache`), again],
  });
});

test("a ticket that cannot be taken out: ADP-PLAT-003 shows why", async () => {
  const gone = docker({ run: { stderr: "Unable to find image 'image:latest' locally\n", code: 125 } });
  await expect(withdrawTicket(gone, "image")).rejects.toMatchObject({
    code: "ADP-PLAT-003",
    evidence: ["Unable to find image 'image:latest' locally"],
    next: [{ either: expect.arrayContaining([[again]]) }],
  });
});

test("the container that gives it back may do nothing else", async () => {
  await repairVolume(docker({ run: {} }), "image");
  const [call = ""] = standIn.calls();
  for (const option of [
    "--network=none",
    "--read-only",
    "--cap-drop=ALL",
    "no-new-privileges:true",
    "volume-nocopy",
  ])
    expect(call).toContain(option);
  expect(call).not.toContain("--privileged");
});
