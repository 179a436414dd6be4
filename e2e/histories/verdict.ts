import type { History } from "./histories.ts";
import type { Kit } from "./kit.ts";

/** What became of both sides of a history. */
export interface Verdict {
  readonly exit: number;
  readonly yours: "kept" | "lost";
  /** `marked`: between conflict marks, or in a file beside that a person has to look at. */
  readonly theirs: "merged" | "marked" | "dropped";
  /** Whether what neither side touched is as it was, and a change did nothing else. */
  readonly intact: boolean;
}

export function judge(history: History, kit: Kit, exit: number): Verdict {
  const paths = kit.paths();
  const isMarked = paths.some(
    (path) =>
      /\.rej$|\.template-[\d.]+$/.test(path) || /^<{7} /m.test(kit.bytes(path)?.toString("latin1") ?? ""),
  );
  const merged = history.theirs(kit);
  return {
    exit,
    yours: history.yours(kit) ? "kept" : "lost",
    theirs: merged && !isMarked ? "merged" : isMarked ? "marked" : "dropped",
    intact:
      kit.read("keep.txt") === "nobody touches this\n" &&
      kit.read("own.txt") === "own\n" &&
      (history.intact?.(kit) ?? true),
  };
}

/** A cell of the table. */
export function words({ exit, yours, theirs, intact }: Verdict): string {
  const yourWords = yours === "kept" ? "" : "**yours lost**, ";
  const theirWords = { merged: "merged", marked: "marked", dropped: "**theirs dropped**" }[theirs];
  const rest = intact ? "" : ", **mangled**";
  return `${yourWords}${theirWords}${rest}; ${exit}`;
}
