import { AdpError } from "../../kernel/errors.ts";

/** Another program took the port of a service between its choice and the start: the caller may choose another port. */
export class PortLost extends AdpError {}
