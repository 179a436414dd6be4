import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);

// packages/cli-kit/src/bounded-log.ts
import { appendFileSync, renameSync, statSync } from "node:fs";
var mostBytes = 512 * 1024;
function appendToLog(path, line) {
  (statSync(path, { throwIfNoEntry: !1 })?.size ?? 0) >= mostBytes && renameSync(path, `${path}.1`), appendFileSync(path, `${line}
`, { mode: 384 });
}

// packages/cli-kit/src/errno.ts
function errnoOf(thrown) {
  if (!(!(thrown instanceof Error) || !("code" in thrown)))
    return typeof thrown.code == "string" ? thrown.code : void 0;
}

// packages/cli-kit/src/exit.ts
var Exit = {
  ok: 0,
  /** The job itself failed: a DAG, a test, a check. */
  job: 1,
  /** The platform, the machine or the network failed; a bug of ours counts as this, too. */
  platform: 2,
  usage: 64,
  /** What was read has no form that could be used. */
  data: 65,
  /** There is nothing to read. */
  noInput: 66,
  /** The ticket belongs to another principal than the one that was asked for. */
  otherPrincipal: 67,
  /** A service that is needed does not answer. */
  unavailable: 69,
  /** This user may not read the source. */
  denied: 71,
  /** The result cannot be written. */
  cannotPublish: 73,
  /** Start again: what was opened at the start has changed underneath. */
  restart: 75,
  /** No usable credential, or one that was refused. */
  credential: 77
};

// packages/cli-kit/src/quote.ts
function quoted(word) {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

// packages/cli-kit/src/next.ts
function shell(literals, ...words) {
  return { shell: joined(literals, words) };
}
function adp(literals, ...words) {
  return { adp: joined(literals, words) };
}
function inFolder(folder, command2) {
  return "adp" in command2 ? { ...command2, folder } : command2;
}
function run(command2, why) {
  return why === void 0 ? { run: command2 } : { run: command2, why };
}
function act(what, why) {
  return why === void 0 ? { do: what } : { do: what, why };
}
var again = { run: { again: !0 } };
function either(...ways) {
  return { either: ways.map((way) => isSteps(way) ? way : [way]) };
}
function anyOf(...steps) {
  return steps.length > 1 ? [either(...steps)] : steps;
}
function fillNext(next, fill) {
  return next.map(
    (entry) => "either" in entry ? { either: entry.either.map((way) => way.map((step) => filled(step, fill))) } : filled(entry, fill)
  );
}
function filled(step, fill) {
  return "run" in step ? { ...step, run: textOf(step.run, fill) } : step;
}
function textOf(command2, fill) {
  return "again" in command2 ? fill.again : "adp" in command2 ? fill.adp(command2.adp, command2.folder) : command2.shell;
}
function joined(literals, words) {
  return literals.reduce((text, literal, index) => {
    let word = words[index - 1];
    return `${text}${word === void 0 ? "" : quotedWord(word)}${literal}`;
  });
}
function quotedWord(word) {
  return typeof word == "string" ? quoted(word) : typeof word == "number" ? String(word) : word.map(quoted).join(" ");
}
function isSteps(way) {
  return Array.isArray(way);
}

// packages/cli-kit/src/duration.ts
function duration(seconds) {
  let whole = Math.max(0, Math.floor(seconds));
  if (whole < 120) return `${whole} s`;
  let minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min`;
  let hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} days`;
}

// packages/cli-kit/src/print.ts
function problemLines(problem, fill) {
  return [`${problem.code}  ${problem.what}`, ...detailLines(problem, fill)];
}
function detailLines({ why, evidence = [], next }, fill) {
  return [
    ...why === void 0 || why === "" ? [] : [`  why:   ${why}`],
    ...evidence.map((line) => `  | ${line}`),
    ...nextLines(next, fill)
  ];
}
function nextLines(next, fill) {
  let entries = fillNext(next, fill);
  return entries.flatMap((entry, index) => {
    let label = entries.length === 1 ? "next:" : index === 0 ? "first:" : "then:";
    return "either" in entry ? entry.either.flatMap(
      (way, other) => way.flatMap(
        (step, position) => lines(position > 0 ? "" : other === 0 ? label : "or:", step, position > 0 ? "then " : "")
      )
    ) : lines(label, entry);
  });
}
function lines(label, step, before = "") {
  let first = `  ${label.padEnd(6)} ${before}`;
  return "run" in step ? command(step, first) : [`${first}${action(step)}`];
}
function command({ run: run2, why }, first) {
  return [`${first}${run2}`, ...why === void 0 ? [] : [`${" ".repeat(9)}(${why})`]];
}
function action({ do: what, why }) {
  return why === void 0 ? what : `${what} (${why})`;
}

// packages/cli-kit/src/until.ts
import { setTimeout as sleep } from "node:timers/promises";
async function until(look, { timeoutMs, everyMs = 100, signal }) {
  let end = performance.now() + timeoutMs;
  for (; ; ) {
    signal?.throwIfAborted();
    let found = await look();
    if (found !== void 0 && found !== !1) return found;
    if (performance.now() >= end) return;
    await sleep(everyMs, void 0, signal === void 0 ? {} : { signal });
  }
}

// packages/cli-kit/src/write.ts
import { randomBytes } from "node:crypto";
import {
  closeSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  openSync,
  renameSync as renameSync2,
  statSync as statSync2,
  unlinkSync,
  writeFileSync
} from "node:fs";
import { basename, dirname, join } from "node:path";
var stagedName = /^\..+\.[0-9a-f]{12}$/;
function stage(path, content, options) {
  let folder = dirname(path), temporary = join(folder, `.${basename(path)}.${randomBytes(6).toString("hex")}`), there = !0, drop = () => {
    there && removeIfPresent(temporary), there = !1;
  }, file = openSync(temporary, "wx", 384), uid;
  try {
    writeFileSync(file, content), options.groupOfFolder === !0 && takeGroupOf(file, folder), fchmodSync(file, options.mode), options.durable && fsyncSync(file), uid = fstatSync(file).uid;
  } catch (error) {
    throw drop(), error;
  } finally {
    closeSync(file);
  }
  return {
    uid,
    put() {
      renameSync2(temporary, path), there = !1;
    },
    drop
  };
}
function writeAtomic(path, content, options) {
  let staged = stage(path, content, options);
  try {
    staged.put();
  } finally {
    staged.drop();
  }
  options.durable && syncFolder(dirname(path));
}
function syncFolder(folder) {
  let handle = openSync(folder, "r");
  try {
    fsyncSync(handle);
  } catch (error) {
    if (errnoOf(error) !== "EINVAL" && errnoOf(error) !== "ENOTSUP") throw error;
  } finally {
    closeSync(handle);
  }
}
function removeIfPresent(path) {
  try {
    unlinkSync(path);
  } catch (error) {
    if (errnoOf(error) !== "ENOENT") throw error;
  }
}
function takeGroupOf(file, folder) {
  let { gid } = statSync2(folder);
  if (fstatSync(file).gid !== gid)
    try {
      fchownSync(file, -1, gid);
    } catch (error) {
      if (errnoOf(error) !== "EPERM" && errnoOf(error) !== "EINVAL") throw error;
    }
}

export {
  appendToLog,
  duration,
  errnoOf,
  Exit,
  quoted,
  shell,
  adp,
  inFolder,
  run,
  act,
  again,
  either,
  anyOf,
  fillNext,
  problemLines,
  nextLines,
  until,
  stagedName,
  writeAtomic
};
