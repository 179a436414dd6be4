const looked = 8192;

export function isText(content: Buffer): boolean {
  return !content.subarray(0, looked).includes(0);
}

/** A text in UTF-16 of either byte order as UTF-8: with a byte order mark, or with nearly every second byte zero. */
export function textOfUtf16(content: Buffer): Buffer | undefined {
  const order = byteOrder(content);
  if (order === undefined) return undefined;
  const even = content.subarray(0, content.length - (content.length % 2));
  const little = order === "LE" ? even : Buffer.from(even).swap16();
  return Buffer.from(little.toString("utf16le"), "utf8");
}

function byteOrder(content: Buffer): "LE" | "BE" | undefined {
  if (content.length < 4) return undefined;
  const mark = content.readUInt16BE(0);
  if (mark === 0xfffe && content.readUInt16BE(2) !== 0) return "LE";
  if (mark === 0xfeff) return "BE";
  const start = content.subarray(0, looked);
  let [even, odd] = [0, 0];
  for (let at = 0; at < start.length; at += 2) {
    if (start[at] === 0) even++;
    if (start[at + 1] === 0) odd++;
    // A binary file has zeros at both.
    if (even > 0 && odd > 0) return undefined;
  }
  const most = (start.length / 2) * 0.7;
  if (odd > most && even === 0) return "LE";
  if (even > most && odd === 0) return "BE";
  return undefined;
}
