#!/usr/bin/env node
import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  main
} from "./shared-commands-list.mjs";
import "./shared-helpers.mjs";

// packages/adp/src/kernel/broken-pipe.ts
function endOnBrokenPipe(streams) {
  let signalled = !1, end = (error) => {
    if (error.code !== "EPIPE") throw error;
    process.listenerCount("SIGTERM") === 0 && process.exit(141), signalled || process.kill(process.pid, "SIGTERM"), signalled = !0;
  };
  for (let stream of streams) stream.on("error", end);
}

// packages/adp/src/entry.ts
endOnBrokenPipe([process.stdout, process.stderr]);
var busy = setInterval(() => {
}, 6e4);
process.exitCode = await main(process.argv.slice(2));
clearInterval(busy);
