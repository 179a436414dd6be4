export { describeReport } from "./describe.ts";
export { describeExamination, type Examination, examineTicket } from "./examination.ts";
export { insideFolder, reportFromHost, reportFromInside, type TicketReport } from "./report.ts";
export type { Subject } from "./subject.ts";
export { oneLogin, parseLogin, parseSpn } from "./target.ts";
