import { expect, test } from "vitest";
import { scanFile } from "./scan-file.ts";
import { gitleaksExamples } from "./testing/gitleaks.ts";

/** gitleaks' rules of the kinds that this scan knows by their form. Its others are vendors that no data team logs in to. */
const kinds =
  /^(?:aws-access-token|azure-ad-client-secret|gcp-api-key|jwt|private-key|kubernetes-secret-yaml|curl-auth-\w+|npm-access-token|pypi-upload-token|jfrog-identity-token|artifactory-[\w-]+|github-[\w-]+|gitlab-[\w-]+|slack-[\w-]+|microsoft-teams-webhook|databricks-api-token|vault-[\w-]+|hashicorp-tf-password)$/;

// Needs gitleaks by `go install`, and Go: its examples are in its source alone. secretlint's package has none.
const closed = process.env.ADP_E2E_GITLEAKS === undefined;
test.skipIf(closed)(
  `95 % of the examples that gitleaks' own rules carry for these kinds${closed ? " (set ADP_E2E_GITLEAKS=1)" : ""}`,
  async () => {
    const examples = (await gitleaksExamples()).filter(({ rule }) => kinds.test(rule));
    expect(examples.length).toBeGreaterThan(1000);
    const missed: string[] = [];
    for (const { rule, path, content } of examples)
      if ((await scanFile(path, Buffer.from(content))).length === 0) missed.push(`${rule}: ${content}`);
    expect({ missed, ok: missed.length <= examples.length * 0.05 }).toMatchObject({ ok: true });
  },
  600_000,
);
