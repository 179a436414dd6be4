import { openEngine } from "../docker/engine.ts";
import { buildRuntimes, type Line, lines, runtimeName } from "./runtime.ts";

// By hand: npx tsx e2e/world/runtime/main.ts 2.9
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(lines as readonly string[]).includes(name));
if (wanted.length === 0 || unknown.length > 0) {
  console.error(`usage: main.ts LINE...    LINE: ${lines.join(", ")}`);
  process.exit(64);
}
const engine = openEngine();
try {
  await buildRuntimes(engine, wanted as Line[]);
  for (const line of wanted as Line[]) console.log(`${runtimeName(line, "base")} ${runtimeName(line)}`);
} finally {
  engine.close();
}
