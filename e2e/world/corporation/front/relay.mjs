// Runs on the company's machine: what comes to ADDRESS:443 goes to the front's Unix socket, the only thing that
// crosses the wall.    usage: relay.mjs ADDRESS SOCKET
import { connect, createServer } from "node:net";

const [address, socket] = process.argv.slice(2);
createServer((near) => {
  const far = connect(socket);
  near.pipe(far).pipe(near);
  for (const end of [near, far]) end.on("error", () => [near, far].forEach((each) => void each.destroy()));
}).listen(443, address);
