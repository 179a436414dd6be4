import { AdpError } from "../../kernel/errors.ts";
import { clockStep, type Machine } from "../../kernel/machine.ts";
import { isAnswer } from "../ask.ts";
import { type Check, type Finding, problem, warning } from "../check.ts";
import { errors } from "../errors.ts";
import { packagePage } from "./package-hosts.ts";

/** Kerberos refuses more than five minutes (RFC 4120, 5.2.6's recommendation and every KDC's default). */
const mostSeconds = 300;
const warnSeconds = 60;

export const clock: Check = {
  id: "clock",
  group: "Machine",
  flows: ["layer1", "platform", "dev"],
  looksAt: "this machine's clock against the package index's",
  needs: ["layer1-settings", "tool-settings"],
  async look(context) {
    const index = context.access.pip.find(({ url }) => /^https?:/i.test(url));
    if (index === undefined) return undefined;
    const answer = await context.ask.ask(packagePage(index.url), {
      trust: "build",
      method: "HEAD",
    });
    const said = isAnswer(answer) ? Date.parse(answer.headers.date ?? "") : Number.NaN;
    // A silent host is the finding of another check.
    if (!isAnswer(answer) || Number.isNaN(said)) return undefined;
    const seconds = Math.round((answer.at.getTime() - said) / 1000);
    return (
      clockFindings(seconds, index.host, context.machine) ??
      `within ${Math.max(Math.abs(seconds), 1)} s of ${index.host}`
    );
  },
};

/** @param seconds how far this machine is ahead of the other; below zero, behind */
export function clockFindings(seconds: number, other: string, machine: Machine): Finding[] | undefined {
  const off = Math.abs(seconds);
  if (off < warnSeconds) return undefined;
  const error = new AdpError(errors.CLOCK, {
    what: `This machine's clock is ${off < 600 ? `${off} s` : `${Math.round(off / 60)} min`} ${seconds > 0 ? "ahead of" : "behind"} ${other}.`,
    why: "Kerberos refuses a difference of more than five minutes, and certificates and downloads fail with a larger one.",
    next: [clockStep(machine)],
  });
  return [off > mostSeconds ? problem(error) : warning(error)];
}
