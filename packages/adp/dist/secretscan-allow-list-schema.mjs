import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import "./shared-npm-zod-v4-mini-checks.mjs";
import "./shared-secretscan-allow-list.mjs";
import "./shared-krb5-src-advice.mjs";
import {
  _minLength,
  _regex,
  array,
  boolean,
  date,
  object,
  optional,
  strictObject,
  string,
  union
} from "./shared-npm-zod-v4-core-api.mjs";
import "./shared-npm-commander-esm.mjs";
import "./shared-commands-list.mjs";
import "./shared-helpers.mjs";

// packages/adp/src/secretscan/allow-list-schema.ts
var allowListSchema = object({
  allow: array(
    strictObject({
      path: string(),
      rule: optional(string()),
      reason: string().check(_minLength(8)),
      /** A real credential is accepted only until a day. */
      real: optional(boolean()),
      until: optional(union([date(), string().check(_regex(/^\d{4}-\d\d-\d\d$/))]))
    })
  )
});
export {
  allowListSchema
};
