import { hostLevels, type Level } from "../../ticket/index.ts";
import type { Check } from "../check.ts";

/** What each step of `adp ticket test` on this machine looks at, and which comes first. */
const steps = {
  "krb5-conf": {
    looksAt: "krb5.conf: that it can be read, with what it includes, and names a realm",
    needs: [],
  },
  client: { looksAt: "kinit, klist and kvno on PATH", needs: ["kerberos-krb5-conf"] },
  kdc: {
    looksAt: "the realm's KDC: that it answers, and how its clock differs",
    needs: ["kerberos-krb5-conf"],
  },
  present: { looksAt: "your Kerberos ticket: there, and readable", needs: ["kerberos-client"] },
  valid: { looksAt: "whether a login would accept your ticket", needs: ["kerberos-present"] },
  shared: {
    looksAt: "whether the ticket sharer runs, and shares a usable ticket",
    needs: ["docker-engine", "kerberos-valid"],
  },
} as const;

type StepId = keyof typeof steps;

/**
 * The steps of `adp ticket test` up to the containers, as checks: its words and codes. None applies where krb5.conf names
 * no realm of the company's, which then does without Kerberos.
 */
export const kerberos: readonly Check[] = (Object.keys(steps) as StepId[]).map((id) => ({
  ...{ id: `kerberos-${id}`, group: "Kerberos", flows: ["platform"], ...steps[id] },
  applies: ({ hasRealm }) => hasRealm,
  look: (context) => levelOf(id).run(context.ticketTest),
}));

function levelOf(id: StepId): Level {
  const level = hostLevels.find((one) => one.id === id);
  if (level === undefined) throw new Error(`adp ticket test has no step ${id}`);
  return level;
}
