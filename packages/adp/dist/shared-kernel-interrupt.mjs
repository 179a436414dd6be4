import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);

// packages/adp/src/kernel/interrupt.ts
var Interrupted = class extends Error {
  constructor(exit) {
    super("interrupted");
    this.exit = exit;
  }
  exit;
};
async function interruptible(work, undo) {
  let controller = new AbortController(), numbers = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 }, fail = () => {
  }, cut = new Promise((_, reject) => {
    fail = reject;
  }), handlers = Object.keys(numbers).map((name) => {
    let handler = () => {
      let interrupted = new Interrupted(128 + numbers[name]);
      controller.abort(interrupted), fail(interrupted);
    };
    return process.on(name, handler), { name, handler };
  });
  try {
    return await Promise.race([work(controller.signal), cut]);
  } catch (error) {
    throw await undo(), error;
  } finally {
    for (let { name, handler } of handlers) process.off(name, handler);
  }
}

export {
  Interrupted,
  interruptible
};
