import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { strToU8, zipSync } from "fflate";
import { pack } from "tar-stream";

export async function tarOf(name: string, content: Buffer): Promise<Buffer> {
  const archive = pack();
  archive.entry({ name }, content);
  archive.finalize();
  const parts: Buffer[] = [];
  for await (const part of archive) parts.push(part);
  return Buffer.concat(parts);
}

/** As programs wrote it before POSIX: a header without a mark. */
export async function oldTarOf(name: string, content: Buffer): Promise<Buffer> {
  const archive = await tarOf(name, content);
  archive.fill(0, 257, 512);
  archive.write("        ", 148);
  const sum = archive.subarray(0, 512).reduce((all, one) => all + one, 0);
  archive.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return archive;
}

/** As makeself writes it: a program, and behind it a gzip that it unpacks. Something follows, as in a cache. */
export function installerOf(content: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from("#!/bin/sh\ntail -n +3 $0 | gzip -dc\n"),
    gzipSync(content),
    strToU8("end"),
  ]);
}

export function zipOf(name: string, content: Buffer): Buffer {
  return Buffer.from(zipSync({ [name]: content }));
}

/** As Python's zipapp and pex write it: a program in front, which no offset counts. */
export function zipappOf(name: string, content: Buffer): Buffer {
  return Buffer.concat([strToU8("#!/usr/bin/env python3\n"), zipOf(name, content)]);
}

export function gitObject(content: Buffer): Buffer {
  return deflateSync(Buffer.concat([Buffer.from(`blob ${content.length}\0`), content]));
}

export function gitPackOf(contents: readonly Buffer[]): Buffer {
  const head = Buffer.from("PACK\0\0\0\x02\0\0\0\0", "latin1");
  head.writeUInt32BE(contents.length, 8);
  const blob = 3;
  const objects = contents.flatMap((content) => {
    const size: number[] = [(blob << 4) | (content.length & 15)];
    for (let rest = content.length >> 4; rest > 0; rest >>= 7) {
      size[size.length - 1] = (size.at(-1) ?? 0) | 0x80;
      size.push(rest & 0x7f);
    }
    return [Buffer.from(size), deflateSync(content)];
  });
  return Buffer.concat([head, ...objects, Buffer.alloc(20)]);
}

export function debOf(name: string, content: Buffer): Buffer {
  const member = (title: string, body: Buffer) =>
    Buffer.concat([
      Buffer.from(`${title.padEnd(16)}${"0".padEnd(12)}${"0".padEnd(6)}${"0".padEnd(6)}${"644".padEnd(8)}`),
      Buffer.from(`${String(body.length).padEnd(10)}\`\n`),
      body,
      Buffer.alloc(body.length % 2, "\n"),
    ]);
  return Buffer.concat([
    Buffer.from("!<arch>\n"),
    member("debian-binary", Buffer.from("2.0\n")),
    member(name, content),
  ]);
}

export function pdfOf(content: Buffer): Buffer {
  const stream = deflateSync(content);
  return Buffer.concat([
    Buffer.from("%PDF-1.7\n1 0 obj\n<< /Filter /FlateDecode >>\nstream\n"),
    stream,
    Buffer.from("\nendstream\nendobj\n%%EOF\n"),
  ]);
}

export const brotliOf = (content: Buffer) => brotliCompressSync(content);
export const gzipOf = (content: Buffer) => gzipSync(content);

/** What no encoder is here for: a pip.conf with the leak cases' password, as xz, bzip2, lzma and zstd wrote it. */
export const compressedByOthers = {
  xz: "/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4AFMAGBdADSbiLBXygHCjyIZHrJGU167cQIX0GJtXKntMHC1EaWJxN2rA6UxWO4fzsITs01sVyshi3e59lrt5XoKP8M8ChEWEy/Yr1yxYMx7iRyORVV3UGVm3p4VKm1hn5w7sKrAAAASQP0F3RhvRQABfM0CAAAAhv05BLHEZ/sCAAAAAARZWg==",
  bzip2:
    "QlpoOTFBWSZTWTvnJC0AAGNdgAAQQ4vkEkAEP2fc4CAAkDGTE0wmmJgJpgG9VUTzVHqY1NpPKZlNqbNUsYr2LdxXtXBJcuUjNV9sHJtFYyYRvHNaq6RrFjqwj2dmaxpHh1frok3bRlHd5VjN2bMWTVhFF7g/o0e7Zq9LlYteo+m8c3FfF7u0UUWqPDs+VV0Ucoo+I/xdyRThQkDvnJC0",
  lzma: "XQAAgAD//////////wA0m4iwV8oBwo8iGR6yRlNeu3ECF9BibVyp7TBwtRGlicTdqwOlMVjuH87CE7NNbFcrIYt3ufZa7eV6Cj/DPAoRFhMv2K9csWDMe4kcjkVVd1BlZt6eFSptYZ+cO+sMJ///5WmAAA==",
  zstd: "KLUv/QRo7QIAcoUTF5DNAQBCggaOMJKRpLtLdKlJUox05xcdS1BYQIat3+SuvJznQhwptUXV7xt13LcqwBEcvZUuzHlDa2NKdwMBOPnHEK7JTJz/H2RIbZNcAwBbOSgsCFQNsSUKcyYNUQ==",
} as const;

const lines = (content: Buffer, length: number, write: (part: Buffer, at: number) => string) =>
  Array.from({ length: Math.ceil(content.length / length) }, (_, index) =>
    write(content.subarray(index * length, (index + 1) * length), index * length),
  ).join("\n");
const characters = (part: Buffer) => part.toString("latin1").replace(/[^ -~]/g, ".");

export function xxdOf(content: Buffer): Buffer {
  const text = lines(content, 16, (part, at) => {
    const groups = part.toString("hex").replace(/.{4}(?!$)/g, "$& ");
    return `${at.toString(16).padStart(8, "0")}: ${groups.padEnd(39)}  ${characters(part)}`;
  });
  return Buffer.from(`${text}\n`);
}

export function hexdumpOf(content: Buffer): Buffer {
  const text = lines(content, 16, (part, at) => {
    const groups = part
      .toString("hex")
      .replace(/../g, "$& ")
      .replace(/^.{24}/, "$& ");
    return `${at.toString(16).padStart(8, "0")}  ${groups.padEnd(49)} |${characters(part)}|`;
  });
  return Buffer.from(`${text}\n${content.length.toString(16).padStart(8, "0")}\n`);
}

export function uuencodeOf(content: Buffer): Buffer {
  const digit = (value: number) => String.fromCharCode(value === 0 ? 96 : value + 32);
  const text = lines(content, 45, (part) => {
    const padded = Buffer.concat([part, Buffer.alloc((3 - (part.length % 3)) % 3)]);
    const bits = [...padded].map((byte) => byte.toString(2).padStart(8, "0")).join("");
    const digits = (bits.match(/.{6}/g) ?? []).map((six) => digit(Number.parseInt(six, 2)));
    return `${digit(part.length)}${digits.join("")}`;
  });
  return Buffer.from(`begin 644 a\n${text}\n\`\nend\n`);
}

export function base32Of(content: Buffer): string {
  const bits = [...content].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  const digits = bits.padEnd(Math.ceil(bits.length / 40) * 40, "0").match(/.{5}/g) ?? [];
  return digits.map((five) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[Number.parseInt(five, 2)]).join("");
}
