export type { CheckContext as TicketTestContext } from "./check-context.ts";
export { describeReport } from "./describe.ts";
export { askKdcs, kdcsOf, reasonsOfKdcs } from "./kdc.ts";
export { hostLevels, type Level } from "./levels.ts";
export { insideFolder, reportFromHost, reportFromInside, type TicketReport } from "./report.ts";
export { oneLogin, parseLogin, parseSpn } from "./target.ts";
export { describeTicketTest, runTicketTest, type TicketTest } from "./ticket-test.ts";
