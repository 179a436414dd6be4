// Writes docs/doctor.md: what `adp doctor` looks at.
import { groups } from "../src/doctor/check.ts";
import { checks } from "../src/doctor/index.ts";
import { type Cause, causes } from "../src/doctor/testing/causes.ts";
import { generated } from "./generated.ts";

/** A text as a cell of a table has it. */
const cell = (text: string) => text.replaceAll("|", "\\|").replaceAll("<", "&lt;");

const all = Object.entries<Cause>(causes);
const lines = [
  "# adp doctor",
  "",
  "`adp doctor` checks what the platform needs of your machine, before a build, a start or a login fails. It takes",
  "a second or two, changes nothing, and prints what to do first on top. A problem makes the exit code 1; warnings do not.",
  "",
  "| to | type |",
  "|---|---|",
  "| check everything that applies here | `adp doctor` |",
  "| check only what you are about to do | `adp doctor --for layer1`, `platform`, `datakit` or `dev` |",
  "| see a line for every check | `adp doctor --verbose` |",
  "| have it mend what is safe to mend, after a yes for each | `adp doctor --fix` |",
  "| get an archive for whoever helps you | `adp doctor --bundle` |",
  "| let a program read the result | `adp doctor --json` |",
  "",
  "In a datakit's folder it looks at the datakit, too. Hosts are asked side by side, through your proxy, with the logins and the",
  "certificates that the build would use; a host that does not answer within 1.5 seconds is a finding (`--timeout 10` waits",
  "longer, for a slow VPN). No login goes over plain HTTP.",
  "",
  "The same checks guard `adp layer1 build`, `platform start`, `datakit new` and `dev start`: each makes those that it depends",
  "on before its work begins, stops with the words of a problem, and goes on after a warning. None of them asks a host: a mirror",
  "that is silent does not stop a build that has all it needs.",
  "",
  "The archive of `--bundle` holds the result, versions, the platform's settings, what a datakit installs, and the ends of its",
  "logs. Every login that adp can read on this machine is masked in all its forms, and a line in which the secret scan finds",
  "something is left out. Look into it before you send it: a password that stands in a log and nowhere else, in no form that",
  "betrays it, cannot be recognised.",
  "",
  "## Checks",
  "",
  "A check that needs another one is skipped while that one has a problem. What a finding means stands in",
  "[errors.md](errors.md), by its code.",
  ...groups.flatMap((group) => [
    "",
    `### ${group}`,
    "",
    "| check | looks at | for |",
    "|---|---|---|",
    ...checks
      .filter((check) => check.group === group)
      .map(({ id, looksAt, flows }) => `| ${id} | ${looksAt} | ${flows.join(", ")} |`),
  ]),
];
lines.push(
  "",
  "## What it finds",
  "",
  "Each line is a test: it makes the cause, and holds what the doctor says against this table. `…` stands for what differs",
  "from machine to machine; programs are installed as Debian does it. Where a test puts a stand-in for a part of the cause, the",
  "line says for which.",
  "",
  "| cause | finding | says | first |",
  "|---|---|---|---|",
  ...all.map(([name, { finding, sentence, remedy, standIn }]) => {
    const [severity, code] = finding.split(" ");
    const how = standIn === undefined ? "" : ` (stand-in: ${standIn})`;
    return `| ${name}${how} | ${code}, ${severity === "problem" ? "a problem" : "a warning"} | ${cell(sentence)} | ${cell(remedy)} |`;
  }),
  "",
  "On macOS and in WSL2 the first thing to do differs here; the tests hold these, too:",
  "",
  "| cause | macOS | WSL2 |",
  "|---|---|---|",
  ...all
    .filter(([, { elsewhere }]) => Object.keys(elsewhere).length > 0)
    .map(
      ([name, { remedy, elsewhere }]) =>
        `| ${name} | ${cell(elsewhere.macos ?? remedy)} | ${cell(elsewhere.wsl ?? remedy)} |`,
    ),
);
generated("doctor.md", `${lines.join("\n")}\n`, "npm run doctor-doc");
