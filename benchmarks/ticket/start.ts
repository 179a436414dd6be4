import { join } from "node:path";
import { noEngine } from "../../e2e/world/docker/engine.ts";
import { platformImages } from "../../e2e/world/docker/images.ts";
import { Platform } from "../../e2e/world/docker/platform.ts";
import { noPrivateEngine, PrivateEngine } from "../../e2e/world/docker/private-engine.ts";
import { type Argv, NetworkNamespace } from "../../e2e/world/lib/index.ts";
import { put } from "../../packages/ticket-sharer/test/put.ts";
import { cacheBytes } from "../../packages/ticket-sharer/test/tickets.ts";
import { type Claim, median } from "../measure.ts";
import type { TicketOptions } from "./options.ts";

const name = "ticket: make platform-start, images there";

/**
 * From nothing that runs to "The ticket of ... is shared until ...", on an engine of its own. Beside it, in turn, what
 * the engine alone takes to run /bin/true in a container of the same image.
 */
export async function measureStart({ quick }: TicketOptions): Promise<Claim[]> {
  const lacking = noEngine() ?? noPrivateEngine();
  if (lacking !== undefined) return [{ name, measured: "not measured", beside: lacking, goal: "" }];
  const namespace = await NetworkNamespace.create("bench");
  const within = (argv: Argv) => namespace.within(argv);
  let engine: PrivateEngine | undefined;
  let platform: Platform | undefined;
  try {
    const images = await platformImages();
    engine = await PrivateEngine.start({ images: [images.sharer], within });
    platform = new Platform({ engine, images, within });
    const cache = join(platform.folder("cc"), "krb5cc");
    put(cache, cacheBytes());
    const make = async (target: string, expected: RegExp) => {
      const began = performance.now();
      const finished = await platform?.make(target, { KRB5CCNAME: cache });
      if (!expected.test(finished?.stdout ?? "")) throw new Error(`${finished?.stdout}${finished?.stderr}`);
      return (performance.now() - began) / 1000;
    };
    const [first, again, bare]: [number[], number[], number[]] = [[], [], []];
    for (let round = 0; round < (quick ? 3 : 7); round++) {
      const began = performance.now();
      engine.docker("run", "--rm", "--network=none", "--entrypoint=/bin/true", images.sharer);
      bare.push((performance.now() - began) / 1000);
      first.push(await make("platform-start", /is shared until/));
      again.push(await make("platform-start", /is shared until/));
      await make("platform-stop", /is stopped/);
    }
    const [start, run] = [median(first), median(bare)];
    return [
      {
        name,
        measured: `${start.toFixed(2)} s, ${Math.max(...first).toFixed(2)} s at most`,
        beside: `${run.toFixed(2)} s docker run of /bin/true, ${(start / run).toFixed(1)}x; ${median(again).toFixed(2)} s when it runs already`,
        goal: "under 5 s",
        met: start < 5,
      },
    ];
  } finally {
    await platform?.close();
    await engine?.close();
    await namespace.remove();
  }
}
