import { describe, expect, it } from "vitest";
import { makeLog } from "../log/log.ts";
import { WatchMode } from "./watch-mode.ts";

function begin() {
  const said: string[] = [];
  const time = { now: 100_000 };
  const log = makeLog({
    format: "json",
    now: () => time.now,
    print: (line) => said.push(JSON.parse(line).watch),
  });
  const mode = new WatchMode(log, () => time.now);
  /** Looks once a second, as the sharer does. */
  const look = (signature: string | undefined, seconds = 1, refused?: string) => {
    for (let second = 0; second < seconds; second++) {
      mode.observe(signature, refused);
      time.now += 1000;
    }
  };
  return { mode, said, time, look };
}

describe("how changes are noticed", () => {
  it("is not known before the first change", () => {
    const { mode, look, said } = begin();
    look("a", 50);
    expect([mode.state, said]).toEqual(["unproven", []]);
  });

  it("by events, once one has come; said once", () => {
    const { mode, look, said } = begin();
    look("a");
    for (const signature of ["b", "c"]) {
      mode.event();
      look(signature, 5);
    }
    expect([mode.state, said]).toEqual(["events", ["events"]]);
  });

  it("by looking, where a change came without an event; said once", () => {
    const { mode, look, said } = begin();
    look("a", 5);
    look("b", 5);
    look("c", 5);
    expect([mode.state, said]).toEqual(["poll", ["poll"]]);
  });

  it("an event that comes a little after the look is one", () => {
    const { mode, look, time, said } = begin();
    look("a", 5);
    mode.observe("b", undefined);
    time.now += 300;
    mode.event();
    look("b", 5);
    expect([mode.state, said]).toEqual(["events", ["events"]]);
  });

  it("by looking, where there is no watch or nothing to watch", () => {
    const refused = begin();
    refused.look("a", 3, "ENOSPC");
    expect([refused.mode.state, refused.said]).toEqual(["poll", ["poll"]]);
    const kcm = begin();
    kcm.look(undefined, 3);
    expect([kcm.mode.state, kcm.said]).toEqual(["poll", ["poll"]]);
  });
});
