import { setTimeout as sleep } from "node:timers/promises";

/** Does again what a hiccup of the network can make fail, three times at most; the last failure is the caller's. */
export async function persist<T>(what: string, work: () => Promise<T>): Promise<T> {
  for (const pause of [5, 20]) {
    try {
      return await work();
    } catch (error) {
      console.error(`${what} failed, and is tried again in ${pause} s: ${error}`);
    }
    await sleep(pause * 1000);
  }
  return work();
}
