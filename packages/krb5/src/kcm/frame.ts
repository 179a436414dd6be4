import { KcmError, KcmStatus } from "./errors.ts";

/** Requests of the KCM protocol, version 2.0. */
export const Operation = {
  getPrincipal: 8,
  getCredentialUuids: 9,
  getCredentialByUuid: 10,
  getCacheUuids: 18,
  getCacheByUuid: 19,
  getDefaultCache: 20,
  getKdcOffset: 22,
  /** MIT's extension: all credentials in one reply. */
  getCredentialList: 13001,
} as const;
type OperationCode = (typeof Operation)[keyof typeof Operation];

/** u32 length, then 02 00 (the protocol's version), u16 operation, arguments. */
export function encodeRequest(operation: OperationCode, ...args: readonly Uint8Array[]): Uint8Array {
  const length = 4 + args.reduce((sum, arg) => sum + arg.length, 0);
  const frame = new Uint8Array(4 + length);
  const view = new DataView(frame.buffer);
  view.setUint32(0, length);
  frame[4] = 2;
  view.setUint16(6, operation);
  let at = 8;
  for (const arg of args) {
    frame.set(arg, at);
    at += arg.length;
  }
  return frame;
}

/** Names end with a zero byte on the wire, so none may hold one. */
export function encodeName(name: string): Uint8Array {
  if (name.includes("\0")) throw new KcmError("no-cache", "A KCM cache name cannot hold a zero byte.");
  return new TextEncoder().encode(`${name}\0`);
}

/** The length of a reply's body, from the eight bytes before it: u32 length, u32 transport code. */
export function decodeReplyHead(head: Uint8Array, maximum: number): number {
  const view = new DataView(head.buffer, head.byteOffset, 8);
  const length = view.getUint32(0);
  if (length > maximum)
    throw new KcmError("too-big", `The KCM daemon announces ${length} bytes; ${maximum} are the most.`);
  checkStatus(view.getInt32(4));
  return length;
}

/** What follows the status in a reply's body. */
export function decodeReplyBody(body: Uint8Array): Uint8Array {
  if (body.length < 4) throw malformedReply("it is shorter than its status");
  checkStatus(new DataView(body.buffer, body.byteOffset, 4).getInt32(0));
  return body.subarray(4);
}

export function decodeName(reply: Uint8Array): string {
  const end = reply.indexOf(0);
  if (end < 0) throw malformedReply("a name has no end");
  return new TextDecoder().decode(reply.subarray(0, end));
}

export function decodeUuids(reply: Uint8Array): Uint8Array[] {
  if (reply.length % 16 !== 0) throw malformedReply(`${reply.length} bytes are no list of UUIDs`);
  return Array.from({ length: reply.length / 16 }, (_, i) => reply.subarray(16 * i, 16 * i + 16));
}

/** u32 count, then for each a u32 length and its bytes. */
export function decodeBlobs(reply: Uint8Array): Uint8Array[] {
  const view = new DataView(reply.buffer, reply.byteOffset, reply.length);
  const uint32 = (at: number) => {
    if (at + 4 > reply.length) throw malformedReply("a list ends early");
    return view.getUint32(at);
  };
  const count = uint32(0);
  const blobs: Uint8Array[] = [];
  let at = 4;
  for (let i = 0; i < count; i++) {
    const end = at + 4 + uint32(at);
    if (end > reply.length) throw malformedReply("a list ends early");
    blobs.push(reply.subarray(at + 4, end));
    at = end;
  }
  return blobs;
}

export function malformedReply(because: string, cause?: unknown): KcmError {
  return new KcmError("malformed", `The KCM daemon's reply makes no sense: ${because}.`, undefined, cause);
}

function checkStatus(status: number): void {
  if (status === 0) return;
  if (status === KcmStatus.noFile || status === KcmStatus.notFound || status === KcmStatus.end)
    throw new KcmError("no-cache", "The KCM daemon has no such credential cache.", status);
  throw new KcmError("status", `The KCM daemon refused (code ${status}).`, status);
}
