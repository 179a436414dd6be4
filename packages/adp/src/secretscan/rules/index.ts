import { airflowRules } from "./airflow.ts";
import { keyRules } from "./keys.ts";
import { loginRules } from "./logins.ts";
import type { Rule } from "./rule.ts";
import { tokenRules } from "./tokens.ts";

export { codeRules, nameHints, shellRules } from "./code.ts";
export type { Rule } from "./rule.ts";

/** Shapes that are a credential wherever they stand, also in an installed library. */
export const rules: readonly Rule[] = [...keyRules, ...loginRules, ...airflowRules, ...tokenRules];
