import { readFileSync } from "node:fs";
import * as z from "zod/mini";
import { accounts } from "./settings.ts";

export type Verdict =
  | { readonly user: string }
  | { readonly user?: string; readonly refusal: "missing" | "wrong" | "expired" };

/** The user that an Authorization header names. */
export function judge(header: string | undefined, file: string): Verdict {
  if (header === undefined) return { refusal: "missing" };
  const [scheme, value] = header.split(" ");
  if (scheme?.toLowerCase() !== "basic" || value === undefined) return { refusal: "wrong" };
  const [user = "", ...rest] = Buffer.from(value, "base64").toString("utf8").split(":");
  const token = rest.join(":");
  const account = z.parse(accounts, JSON.parse(readFileSync(file, "utf8")))[user];
  if (account?.tokens.includes(token)) return { user };
  return { user, refusal: account?.expired.includes(token) ? "expired" : "wrong" };
}

/** Artifactory's message for each refusal. */
export const refusals = {
  missing: "Authentication is required",
  wrong: "Wrong username was used or bad credentials",
  expired: "Token failed verification: expired",
} as const;
