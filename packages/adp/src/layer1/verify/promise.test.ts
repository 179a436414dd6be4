import { expect, test } from "vitest";
import { temporaryFolder } from "../../../test/temporary-folder.ts";
import { Docker, type ImageFacts } from "../../docker/index.ts";
import { type Answer, dockerStandIn } from "../../docker/testing/docker-stand-in.ts";
import { layer1Folder } from "../folder.ts";
import { readLayer1Settings } from "../settings.ts";
import { checkPromise } from "./promise.ts";

const image = {
  id: `sha256:${"b".repeat(64)}`,
  labels: { "io.astronomer.docker.airflow.version": "2.9.3" },
} as unknown as ImageFacts;
const kept = Object.fromEntries(
  ["user", "framework", "kerberos", "odbc", "pip"].map((name) => [name, { ok: true, what: "" }]),
);
const airflow = { ok: true, what: "2.9.3" };

async function promise(run: Answer): Promise<unknown> {
  const standIn = dockerStandIn({ run });
  const place = layer1Folder(temporaryFolder());
  try {
    const docker = new Docker({ env: standIn.env });
    const settings = readLayer1Settings(place, {});
    return await checkPromise({ docker, place, settings, name: "layer1:1", image, env: {} }).catch(
      (error: unknown) => error,
    );
  } finally {
    standIn.close();
  }
}

test("an image in which everything works keeps its promise", async () => {
  expect(await promise({ stdout: JSON.stringify({ ...kept, airflow }) })).toBeUndefined();
});

test.each<[string, Answer]>([
  ["ADP-L1-073", { code: 1, stderr: "exec: python3: not found\n" }],
  [
    "ADP-L1-065",
    { stdout: JSON.stringify({ ...kept, airflow, framework: { ok: false, what: "ImportError" } }) },
  ],
  ["ADP-L1-063", { stdout: JSON.stringify({ ...kept, airflow, odbc: { ok: false, what: "no driver" } }) }],
  ["ADP-L1-066", { stdout: JSON.stringify({ ...kept, airflow, pip: { ok: false, what: "a conflict" } }) }],
  ["ADP-L1-067", { stdout: JSON.stringify({ ...kept, airflow: { ok: true, what: "2.10.0" } }) }],
])("one that does not is refused: %s", async (code, answer) => {
  expect(await promise(answer)).toMatchObject({ code });
});
