import type { Finding } from "./finding.ts";
import { scanFile } from "./scan-file.ts";
import type { Source } from "./source.ts";

/** Up to here a file is read whole: its structure can be parsed. */
const wholeUpTo = 16 * 1024 * 1024;
/** More than the longest credential, so that one that is cut is whole in the next part. */
const overlap = 64 * 1024;

/** What a file holds. A larger one is scanned in parts: memory is bounded, whatever its size. */
export async function scanSource({ path, read }: Source): Promise<{ found: Finding[]; bytes: number }> {
  const found = new Map<string, Finding>();
  let bytes = 0;
  let linesBefore = 0;
  let parts: Buffer[] = [];
  let held = 0;
  const scan = async (content: Buffer) => {
    for (const one of await scanFile(path, content)) {
      const line = one.line === 0 ? 0 : one.line + linesBefore;
      found.set(`${line} ${one.rule}`, { ...one, line });
    }
  };
  for await (const chunk of read()) {
    bytes += chunk.length;
    parts.push(Buffer.from(chunk));
    held += chunk.length;
    if (held < wholeUpTo) continue;
    const part = Buffer.concat(parts);
    await scan(part);
    // Two bytes a character in UTF-16: the next part begins at an even place.
    const kept = part.length - overlap - ((part.length - overlap) % 2);
    for (let end = part.indexOf(10); end >= 0 && end < kept; end = part.indexOf(10, end + 1)) linesBefore++;
    parts = [Buffer.from(part.subarray(kept))];
    held = part.length - kept;
  }
  await scan(Buffer.concat(parts));
  return { found: [...found.values()], bytes };
}
