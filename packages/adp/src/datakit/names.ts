import * as z from "zod/mini";

/** A rule for names in cookiecutter.json: the name fits the pattern, or is none of the names (separated by spaces). */
const rule = z.object({
  pattern: z.optional(z.string()),
  names: z.optional(z.array(z.string())),
  why: z.string(),
});
export const nameRules = z.array(rule);

/** What somebody meant who typed a name that cannot be a datakit's; undefined where that is no name either. */
export function nameMeant(name: string, rules: z.infer<typeof nameRules>): string | undefined {
  const words = name
    .toLowerCase()
    .replaceAll(/[ _-]+/g, "-")
    .replaceAll(/^-|-$/g, "")
    .replace(/(-datakit)+$/, "");
  return nameTrouble(words, rules) === undefined ? words : undefined;
}

/** Why a name cannot be a datakit's; undefined where it can. The template's hook reads the rules in the same way. */
export function nameTrouble(name: string, rules: z.infer<typeof nameRules>): string | undefined {
  const broken = rules.find(({ pattern = ".*", names = [] }) => {
    const fits = new RegExp(`^(?:${pattern})$`, "s").test(name);
    return !fits || names.join(" ").split(" ").includes(name);
  });
  return broken?.why;
}
