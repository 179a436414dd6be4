import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);

// packages/adp/src/kernel/errors.ts
var Exit = {
  ok: 0,
  /** The job itself failed: a DAG, a test, a check. */
  job: 1,
  /** The platform, the machine or the network failed. */
  platform: 2,
  usage: 64,
  credential: 77
}, catalogue = /* @__PURE__ */ new Map();
function defineError(code, exit, title) {
  if (catalogue.has(code)) throw new Error(`error code ${code} is defined twice`);
  let definition = { code, exit, title };
  return catalogue.set(code, definition), definition;
}
var AdpError = class extends Error {
  code;
  exit;
  why;
  next;
  evidence;
  constructor(definition, details) {
    super(details.what ?? definition.title, { cause: details.cause }), this.name = "AdpError", this.code = definition.code, this.exit = definition.exit, this.why = details.why, this.next = details.next, this.evidence = details.evidence ?? [];
  }
  toJSON() {
    return {
      code: this.code,
      what: this.message,
      ...this.why === void 0 ? {} : { why: this.why },
      next: this.next,
      ...this.evidence.length === 0 ? {} : { evidence: this.evidence }
    };
  }
};
function describeError(error) {
  if (error instanceof AdpError) {
    let lines = [`${error.code}  ${error.message}`];
    error.why && lines.push(`  why:  ${error.why}`);
    for (let line of error.evidence) lines.push(`  | ${line}`);
    return error.next.forEach((step, index) => {
      lines.push(`  ${index === 0 ? "next:" : "  or:"} ${step}`);
    }), lines.join(`
`);
  }
  return `ADP-BUG-001  adp met a bug of its own.
${error instanceof Error ? error.stack ?? error.message : String(error)}
  next: report it with the lines above; running the command again is safe.`;
}
function reasonOf(thrown) {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

export {
  Exit,
  defineError,
  AdpError,
  describeError,
  reasonOf
};
