import type { Reach } from "./rules/rule.ts";

export interface Part {
  readonly from: number;
  readonly to: number;
}

/** The parts of a text around some places, which are in order. Each part is whole lines, and none overlaps another. */
export function partsAround(text: Buffer, places: readonly number[], { before, behind }: Reach): Part[] {
  const parts: Part[] = [];
  let last: { from: number; to: number } | undefined;
  for (const place of places) {
    if (last !== undefined && place + behind <= last.to) continue;
    const end = text.indexOf(10, Math.min(place + behind, text.length));
    const to = end < 0 ? text.length : end + 1;
    if (last !== undefined && place - before <= last.to) {
      last.to = to;
      continue;
    }
    const from = place - before <= 0 ? 0 : text.lastIndexOf(10, place - before) + 1;
    if (last !== undefined && from <= last.to) last.to = to;
    else {
      last = { from, to };
      parts.push(last);
    }
  }
  return parts;
}

/** How many lines end between two places. */
export function linesBetween(text: Buffer, from: number, to: number): number {
  let lines = 0;
  for (let end = text.indexOf(10, from); end >= 0 && end < to; end = text.indexOf(10, end + 1)) lines++;
  return lines;
}
