import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);

// node_modules/@secretlint/profiler/module/index.js
var SecretLintProfiler = class {
  perf;
  entries = [];
  measures = [];
  executionPromises = [];
  constructor(options) {
    this.perf = options.perf;
    let pattern = /(.*?)::end(\|\|.*)?/;
    new options.PerformanceObserver((items) => {
      items.getEntries().forEach((entry) => {
        if (entry.entryType === "mark") {
          let match = entry.name.match(pattern), endIdentifier = match ? match[1] : void 0, suffix = match && match[2] ? match[2] : "";
          if (endIdentifier) {
            let startIdentifier = `${endIdentifier}::start`;
            this.entries.find((savedEntry) => savedEntry.name === startIdentifier), startIdentifier && this.executionPromises.push(Promise.resolve().then(() => {
              this.perf.measure(endIdentifier + suffix, `${endIdentifier}::start${suffix}`, `${endIdentifier}::end${suffix}`);
            }));
          }
          this.entries.push(entry);
        } else entry.entryType === "measure" && this.measures.push(entry);
      });
    }).observe({ entryTypes: ["mark", "measure"] });
  }
  mark(marker) {
    "id" in marker ? this.perf.mark(`${marker.type}||${marker.id}`) : this.perf.mark(marker.type);
  }
  waifForExecutionPromises = () => Promise.all(this.executionPromises).finally(() => {
    this.executionPromises.length = 0;
  });
  async getEntries() {
    return await this.waifForExecutionPromises(), this.entries;
  }
  async getMeasures() {
    return await this.waifForExecutionPromises(), this.measures;
  }
};

// node_modules/@secretlint/profiler/module/node.js
import perf_hooks from "node:perf_hooks";
var NullPerformanceObserver = class {
  disconnect() {
  }
  observe(_options) {
  }
}, secretLintProfiler = new SecretLintProfiler({
  perf: perf_hooks.performance,
  PerformanceObserver: perf_hooks.PerformanceObserver ? perf_hooks.PerformanceObserver : NullPerformanceObserver
});

export {
  SecretLintProfiler,
  secretLintProfiler
};
