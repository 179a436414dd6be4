import { expect, test } from "vitest";
import { hexdumpOf, uuencodeOf, xxdOf } from "../testing/archives.ts";
import { Budget } from "./budget.ts";
import { open } from "./open.ts";

// As the programs write `user=ci-bot password=p@ss/w0rd+of=Layer1&1%`, and a line's end.
const text = "user=ci-bot password=p@ss/w0rd+of=Layer1&1%\n";
test.each([
  [
    "xxd",
    `00000000: 7573 6572 3d63 692d 626f 7420 7061 7373  user=ci-bot pass
00000010: 776f 7264 3d70 4073 732f 7730 7264 2b6f  word=p@ss/w0rd+o
00000020: 663d 4c61 7965 7231 2631 250a            f=Layer1&1%.
`,
  ],
  [
    "hexdump -C",
    `00000000  75 73 65 72 3d 63 69 2d  62 6f 74 20 70 61 73 73  |user=ci-bot pass|
00000010  77 6f 72 64 3d 70 40 73  73 2f 77 30 72 64 2b 6f  |word=p@ss/w0rd+o|
00000020  66 3d 4c 61 79 65 72 31  26 31 25 0a              |f=Layer1&1%.|
0000002c
`,
  ],
  ["uuencode", "begin 644 x\nL=7-E<CUC:2UB;W0@<&%S<W=O<F0]<$!S<R]W,')D*V]F/4QA>65R,28Q)0H \n`\nend\n"],
])("a dump of %s is read as what it shows", async (_, dump) => {
  const inside = await open(Buffer.from(dump), "x", new Budget(1000));
  expect(inside).toMatchObject([{ content: Buffer.from(text) }]);
});

test("dumps of any bytes", async () => {
  const content = Buffer.from(Array.from({ length: 1003 }, (_, index) => (index * 89) % 256));
  for (const write of [xxdOf, hexdumpOf, uuencodeOf])
    expect(await open(write(content), "x", new Budget(5000))).toMatchObject([{ content }]);
});

test("addresses alone, and words in front of hexadecimal numbers, are no dump", async () => {
  for (const content of ["00000000: x\n", "deadbeef  and more\n", "begin 644 things\nand so on\n"])
    expect(await open(Buffer.from(content), "x", new Budget(1000))).toBeUndefined();
});
