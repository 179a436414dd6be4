export { type PostgresBinaries, postgresVersion, preparePostgres } from "./binaries.ts";
export { cancelStatement, connect, type DatabaseLogin, uri } from "./client.ts";
export { provision, startPostgres } from "./server.ts";
