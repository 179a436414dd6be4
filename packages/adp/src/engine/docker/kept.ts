/** Asks again only when the answer is older than this. Who asks meanwhile gets the one that is on its way. */
export function keptFor<T>(keepMs: number, ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  let asked = 0;
  return () => {
    if (answer !== undefined && performance.now() - asked < keepMs) return answer;
    asked = performance.now();
    answer = ask();
    return answer;
  };
}
