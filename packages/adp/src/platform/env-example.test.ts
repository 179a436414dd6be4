import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { options, readSharerSettings } from "@airflow-data-platform/ticket-sharer";
import { expect, test } from "vitest";
import { parseEnvFile } from "../kernel/env-file.ts";
import { platformRoot } from "../kernel/home.ts";
import { checkSettings, ticketSettings } from "./check-settings.ts";

// .env.example, the Compose files and the sharer's options are three lists of the same settings.

const folder = join(platformRoot(), "platform-bootstrap");
const example = parseEnvFile(readFileSync(join(folder, ".env.example"), "utf8"));
const compose = readdirSync(folder)
  .filter((name) => /^docker-compose.*\.yml$/.test(name))
  .map((name) => readFileSync(join(folder, name), "utf8"))
  .join("");
const all = (pattern: RegExp) => [...new Set([...compose.matchAll(pattern)].map(([, name]) => name))].sort();
const sorted = (names: Iterable<string>) => [...names].sort();

test(".env.example has every setting that a person may set, and no other", () => {
  const names = Object.keys(example).filter((name) => name.startsWith("TICKET_"));
  expect(sorted(names)).toEqual(sorted(ticketSettings));
});

test("the Compose files hand on every setting, and none that .env.example lacks", () => {
  // These reach the container by another way, as what is mounted, or are for `adp platform stop`.
  const others = ["TICKET_KEYTAB", "TICKET_SOURCE", "TICKET_ON_STOP"];
  expect(all(/\$\{(TICKET_\w+)/g)).toEqual(sorted(ticketSettings.filter((name) => !others.includes(name))));
});

test("what the Compose files set in the container are options of the sharer", () => {
  const never = ["TICKET_LOG_FILE", "TICKET_ONCE", "TICKET_WAIT_SECONDS"];
  const known = Object.values(options).map(({ variable }) => variable as string);
  expect(all(/^ +(TICKET_\w+):/gm)).toEqual(sorted(known.filter((name) => !never.includes(name))));
});

test("a container that is only created again or started again removes nothing: TICKET_ON_STOP is keep for it", () => {
  expect(compose.match(/^ +TICKET_ON_STOP: .*$/gm)).toEqual(["      TICKET_ON_STOP: keep"]);
});

test("the values of .env.example are the defaults", () => {
  const set = Object.fromEntries(Object.entries(example).filter(([, value]) => value !== ""));
  checkSettings(set);
  // What Compose sets where nothing is said.
  const defaults = [...compose.matchAll(/\$\{(TICKET_\w+):-([^}]+)\}/g)].map(([, name, value]) => [
    name,
    value,
  ]);
  expect(readSharerSettings([], example)).toEqual({
    ...readSharerSettings([], Object.fromEntries(defaults)),
    unknownVariables: ["TICKET_NETWORK"],
    // For `adp platform stop`, not for the container.
    onStop: "remove",
  });
});
