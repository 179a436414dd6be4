import { openEngine } from "../docker/engine.ts";
import { host } from "./artifact-proxy/settings.ts";
import { Corporation, tokens } from "./corporation.ts";
import { knowFork, makeFork } from "./fork.ts";
import { noCorporation } from "./requirements.ts";

// Starts a corporation to try things in; Ctrl-C stops it: npx tsx e2e/world/corporation/main.ts
const reason = noCorporation();
if (reason !== undefined) {
  console.error(reason);
  process.exit(2);
}
const outer = openEngine();
let company: Corporation | undefined;
const over = new Promise<void>((resolve) => {
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
});
try {
  company = await Corporation.start(outer, { directory: true });
  const person = company.person("alex");
  await person.signOn(tokens.good);
  knowFork(person, await makeFork(company.machine));
  console.log(`The company's host is ${host}, its account myuser with the token ${tokens.good} (${tokens.expired} has expired).
Its certificates: ${company.certificates}
A shell of ${person.name}, who has ~/.netrc, uv.toml and a docker login, on the company's machine:

    ${person.shell().join(" ")}

Ctrl-C ends all of it.`);
  await over;
} finally {
  await company?.stop();
  outer.close();
}
