import { bundle } from "../e2e/world/adp.ts";
import { type Claim, inTurn } from "./measure.ts";

/** `adp --help` beside a Node.js that runs nothing. */
export async function measureCli(): Promise<Claim[]> {
  const [help, bare] = await inTurn([process.execPath, bundle, "--help"], [process.execPath, "-e", ""], 15);
  return [
    {
      name: "adp --help",
      measured: `${help.toFixed(0)} ms`,
      beside: `${bare.toFixed(0)} ms bare Node.js, ${(help / bare).toFixed(2)}x`,
      // 100 ms where bare Node.js takes 54: the ratio holds on any machine.
      goal: "under 1.85x bare Node.js",
      met: help / bare < 100 / 54,
    },
  ];
}
