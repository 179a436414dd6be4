export { type PostgresBinaries, postgresVersion, preparePostgres } from "./binaries.ts";
export { connect, type Login, uri } from "./client.ts";
export { startPostgres } from "./server.ts";
