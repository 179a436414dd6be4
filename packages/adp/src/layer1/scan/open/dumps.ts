import type { Format } from "./format.ts";

/** Bytes that a program wrote as lines of text: the whole file is one, or it is not seen as such. */
function dump(name: string, first: RegExp, bytesOf: (line: string) => Buffer): Format {
  return {
    name,
    is: (content) => first.test(content.toString("latin1", 0, 100)),
    async open(content, budget) {
      const lines = content.toString("latin1").split(/\r?\n/);
      const plain = Buffer.concat(lines.map(bytesOf));
      budget.spend(plain.length);
      return [{ name, content: plain }];
    },
  };
}

/** As `xxd` writes it: an address with a colon, groups, two spaces, the characters. */
export const xxd = dump("a hex dump", /^[0-9a-f]{7,16}: (?:[0-9a-f]{2,4} ){2}/i, (line) =>
  hex(/^[0-9a-f]{7,16}: ((?:[0-9a-f]+ )+)/i.exec(`${line} `)?.[1] ?? ""),
);

/** As `hexdump -C` and `od -t x1` write it: an address, and up to sixteen bytes. */
export const hexdump = dump("a hex dump", /^[0-9a-f]{7,16} {1,2}(?:[0-9a-f]{2} {1,2}){4}/i, (line) =>
  hex(/^[0-9a-f]{7,16} {1,2}((?:[0-9a-f]{2} {1,2}){1,16})/i.exec(`${line} `)?.[1] ?? ""),
);

/** POSIX's uuencode: a line's first character is how many bytes it has. */
export const uuencode = dump("uuencode", /^begin [0-7]{3,4} \S[^\n]*\n[!-M]/, (line) => {
  const size = (line.charCodeAt(0) - 32) & 63;
  // Its own first and last line, and that of no byte.
  if (/^begin |^end$/.test(line) || Math.ceil(size / 3) * 4 + 1 > line.length + 3) return Buffer.alloc(0);
  const digits = [...line.slice(1)].map((one) => alphabet[(one.charCodeAt(0) - 32) & 63]).join("");
  return Buffer.from(digits, "base64").subarray(0, size);
});

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

function hex(groups: string): Buffer {
  return Buffer.from(groups.replaceAll(" ", ""), "hex");
}
