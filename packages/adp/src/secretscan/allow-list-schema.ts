import * as z from "zod/mini";

/** What .adp-secrets.toml may say. A module of its own, which is imported only where there is such a file. */
export const allowListSchema = z.object({
  allow: z.array(
    z.strictObject({
      path: z.string(),
      rule: z.optional(z.string()),
      reason: z.string().check(z.minLength(8)),
      /** A real credential is accepted only until a day. */
      real: z.optional(z.boolean()),
      until: z.optional(z.union([z.date(), z.string().check(z.regex(/^\d{4}-\d\d-\d\d$/))])),
    }),
  ),
});

export type Allowed = z.infer<typeof allowListSchema>["allow"][number];
