import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);

// packages/adp/src/kernel/output.ts
function openOutput(options = {}) {
  let json = options.json === !0;
  return {
    json,
    print: (line = "") => {
      json || process.stdout.write(`${printable(line.trimEnd())}
`);
    },
    note: (line) => {
      json || process.stderr.write(`${printable(line)}
`);
    },
    document: (value) => {
      json && process.stdout.write(`${JSON.stringify(value, null, 2)}
`);
    },
    style: styleFor(process.stdout)
  };
}
function printable(text) {
  return text.replaceAll(`\r
`, `
`).replace(controls, (found) => found.length > 1 ? found : "\xB7");
}
var controls = /\u001b\[(?:0|1|2|31|32|33)m|[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
function styleFor(stream, env = process.env) {
  let colour = stream.isTTY === !0 && !env.NO_COLOR && env.TERM !== "dumb", paint = (code) => (text) => colour ? `\x1B[${code}m${text}\x1B[0m` : text;
  return { bold: paint(1), dim: paint(2), green: paint(32), red: paint(31), yellow: paint(33) };
}
function isFigure(cell) {
  return typeof cell == "number" || cell !== void 0 && /^-?[\d.]*( (s|ms))?$/.test(cell);
}
function table(header, rows) {
  let cells = rows.map(
    (row) => row.map((cell) => typeof cell == "number" ? cell.toLocaleString("en-US") : cell)
  ), widths = header.map(
    (title, column) => Math.max(title.length, ...cells.map((row) => row[column]?.length ?? 0))
  ), right = header.map((_, column) => rows.length > 0 && rows.every((row) => isFigure(row[column]))), line = (row) => row.map(
    (cell, column) => right[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)
  ).join("  ").trimEnd();
  return [line(header), widths.map((width) => "-".repeat(width)).join("  "), ...cells.map(line)];
}

export {
  openOutput,
  printable,
  table
};
