import { endOnBrokenPipe } from "./kernel/broken-pipe.ts";
import { main } from "./main.ts";

endOnBrokenPipe([process.stdout, process.stderr]);
// A command ends with its work: Node.js would end it while all that it waits for is the time limit of a request.
const busy = setInterval(() => undefined, 60_000);
process.exitCode = await main(process.argv.slice(2));
clearInterval(busy);
