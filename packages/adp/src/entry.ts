import { endOnBrokenPipe } from "./kernel/broken-pipe.ts";
import { main } from "./main.ts";

endOnBrokenPipe([process.stdout, process.stderr]);
process.exitCode = await main(process.argv.slice(2));
