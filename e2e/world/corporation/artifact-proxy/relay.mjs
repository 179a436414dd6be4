// Runs on the company's machine: passes ADDRESS:443 to the artifact proxy's Unix socket, the only way out of that machine.
// usage: relay.mjs ADDRESS SOCKET
import { connect, createServer } from "node:net";

const [address, socket] = process.argv.slice(2);
createServer((near) => {
  const far = connect(socket);
  near.pipe(far).pipe(near);
  for (const end of [near, far]) end.on("error", () => [near, far].forEach((each) => void each.destroy()));
}).listen(443, address);
