import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  printable
} from "./shared-commands-list.mjs";

// packages/adp/src/kernel/progress.ts
var Progress = class {
  constructor(output, signal) {
    this.output = output;
    this.signal = signal;
  }
  output;
  signal;
  steps = [];
  #detail;
  /** `unlessIdle`: a step that called no tool had nothing to do, and is not shown. */
  async step(name, work, options = {}) {
    this.signal?.throwIfAborted();
    let started = performance.now(), clock = new BareClock(), live = process.stderr.isTTY === !0 && !this.output.json, detail = "", timer = live ? setInterval(() => {
      let seconds = ((performance.now() - started) / 1e3).toFixed(0);
      process.stderr.write(
        `\r\x1B[2K  .. ${printable(name)} ${seconds} s ${printable(detail)}`.slice(
          0,
          process.stderr.columns ?? 80
        )
      );
    }, 250) : void 0;
    this.#detail = (text) => {
      detail = text;
    };
    let close = (mark) => {
      clearInterval(timer), this.#detail = void 0, live && process.stderr.write("\r\x1B[2K");
      let seconds = (performance.now() - started) / 1e3;
      if (!(mark === "ok" && options.unlessIdle && !clock.used))
        return this.output.note(`  ${mark} ${name} ${seconds.toFixed(1)} s`), seconds;
    };
    try {
      let result = await work(clock), seconds = close("ok");
      return seconds === void 0 || this.steps.push({ name, seconds, ...clock.used ? { bareSeconds: clock.seconds } : {} }), result;
    } catch (error) {
      throw close(this.signal?.aborted === !0 ? "stopped" : "FAILED"), error;
    }
  }
  /** A line between the steps. */
  note(line) {
    this.output.note(line);
  }
  /** A few words about where the running step is. */
  detail(text) {
    this.#detail?.(text);
  }
}, BareClock = class {
  seconds = 0;
  used = !1;
  async measure(work) {
    let started = performance.now();
    try {
      return await work();
    } finally {
      this.used = !0, this.seconds += (performance.now() - started) / 1e3;
    }
  }
};

export {
  Progress,
  BareClock
};
