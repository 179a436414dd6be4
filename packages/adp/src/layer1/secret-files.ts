import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { aptAuth, netrcText, PYPI, pipConfText, uvTomlText } from "../credentials/index.ts";
import { secretFolder } from "../kernel/secret-folder.ts";
import type { AccessPlan } from "./access.ts";

/** The build's secrets as files, for as long as one build takes. */
interface SecretFiles {
  /** Path by BuildKit's secret id. */
  readonly files: Readonly<Record<string, string>>;
  close(): void;
}

/** Writes what the steps of the Dockerfile may ask for: owner-only, in memory where this system has such a folder. */
export function writeSecretFiles(plan: AccessPlan): SecretFiles {
  const folder = secretFolder();
  const files: Record<string, string> = {};
  const write = (id: string, text: string) => {
    if (text === "") return;
    files[id] = join(folder, id);
    writeFileSync(files[id], text, { mode: 0o600, flag: "wx" });
  };
  const close = () => rmSync(folder, { recursive: true, force: true });
  try {
    write(
      "apt-auth",
      aptAuth(plan.apt.flatMap(({ url, login }) => (login === undefined ? [] : [{ url, login }]))),
    );
    write("maven-netrc", netrcText(plan.maven));
    if (named(plan.pipIndexes) || plan.trustedHosts.pip.length > 0)
      write("pip-conf", pipConfText(plan.pipIndexes, plan.trustedHosts.pip));
    if (named(plan.uvIndexes) || plan.trustedHosts.uv.length > 0)
      write("uv-toml", uvTomlText(plan.uvIndexes, plan.trustedHosts.uv));
    return { files, close };
  } catch (error) {
    close();
    throw error;
  }
}

function named(indexes: AccessPlan["pipIndexes"]): boolean {
  return indexes.some((index) => index.url !== PYPI);
}
