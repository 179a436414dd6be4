import { distance } from "fastest-levenshtein";

/** The word that was probably meant: at most two letters away, and not of a quite different kind. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const [best] = known
    .map((candidate) => ({ candidate, away: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, away }) => away <= 2 && away < Math.min(candidate.length, word.length))
    .sort((a, b) => a.away - b.away);
  return best?.candidate;
}
