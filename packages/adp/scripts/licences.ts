import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { again, run, shell } from "@airflow-data-platform/cli-kit";
import * as z from "zod/mini";
import { parseJson } from "../src/kernel/json.ts";

const packageFile = z.object({ version: z.string(), license: z.optional(z.string()) });

/** The licence texts of the npm packages whose files went into a bundle, for the bundle's own folder. */
export function licenceTexts(root: string, inputs: readonly string[]): string {
  const packages = new Set(
    inputs.flatMap((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []),
  );
  const parts = [...packages].sort().map((name) => {
    const folder = join(root, "node_modules", name);
    const about = join(folder, "package.json");
    const { version, license } = parseJson(readFileSync(about, "utf8"), packageFile, {
      from: about,
      next: [run(shell`npm ci`), again],
    });
    const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)(\.\w+)?$/i.test(entry));
    const text =
      file === undefined ? sharedText(root, license ?? "") : readFileSync(join(folder, file), "utf8");
    return `${name} ${version} (${license})\n\n${text.replaceAll("\r\n", "\n").trim()}\n`;
  });
  return `This bundle holds these packages, under their own licences.\n\n${parts.join(`\n${"-".repeat(78)}\n\n`)}`;
}

/** A package without a licence text only names its licence; the Apache text is in this repository. */
function sharedText(root: string, license: string): string {
  const ours = join(root, "LICENSE");
  return license === "Apache-2.0" && existsSync(ours)
    ? `See LICENSE of this repository.`
    : `Licence: ${license}`;
}
