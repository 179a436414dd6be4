/** Tar archives, for who needs them: loaded when one is read or written, since loading takes as long as a short command. */
export { extract, pack } from "tar-stream";
