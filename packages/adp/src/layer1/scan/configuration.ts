import { isPlaceholder } from "../../secretscan/index.ts";
import type { FileScanner, Leak } from "./file.ts";

interface Configuration {
  readonly history: string;
  readonly config: unknown;
  readonly env: readonly string[];
}

/** History, environment, labels, commands: what `docker inspect` and `docker history` show to everybody. */
export async function scanConfiguration(
  { history, config, env }: Configuration,
  scanner: FileScanner,
): Promise<Leak[]> {
  const texts: [string, string][] = [
    ["the image's history", history],
    ["the image's configuration", JSON.stringify(config, null, 1)],
    ["the image's environment", env.join("\n")],
  ];
  const found: Leak[] = [];
  for (const [path, text] of texts) found.push(...(await scanner.scan(path, Buffer.from(text))).leaks);
  return [...found, ...env.flatMap(namedSecret)];
}

/** As people call variables that hold one; not those that say where it is. */
const secretName =
  /(?:^|_)(?:PASSWORD|PASSWD|PWD|PASSPHRASE|SECRET|SECRET_KEY|TOKEN|API_?KEY|ACCESS_KEY|PRIVATE_KEY|CREDENTIALS?)$/i;
const shortest = 4;

function namedSecret(line: string, index: number): Leak[] {
  const equals = line.indexOf("=");
  const [name, value] = [line.slice(0, equals), line.slice(equals + 1)];
  const isSecret = secretName.test(name) && name.toUpperCase() !== "PWD" && value.length >= shortest;
  // A path, a number or a truth value is none, whatever the name.
  if (!isSecret || isPlaceholder(value) || /^(?:\/|\d+$|true$|false$)/i.test(value)) return [];
  const what = `a credential in the environment variable ${name}`;
  return [{ path: "the image's environment", line: index + 1, what, rule: "environment" }];
}
