import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";

/** A wheel made by hand, as small as a wheel can be. */
export interface Wheel {
  readonly name: string;
  readonly version: string;
  readonly file: string;
  readonly content: Buffer;
  readonly sha256: string;
  /** What an index says that its METADATA is (PEP 658), if it says that. */
  readonly metadata?: string;
}

interface WheelOptions {
  readonly requires?: readonly string[];
  readonly tag?: string;
  /** Programs, as shell scripts, by name. */
  readonly scripts?: Readonly<Record<string, string>>;
  /** Bytes of padding that no compression takes away. */
  readonly padding?: Buffer;
}

export function makeWheel(name: string, version: string, options: WheelOptions = {}): Wheel {
  const module = name.replaceAll("-", "_");
  const tag = options.tag ?? "py3-none-any";
  const info = `${module}-${version}.dist-info`;
  const metadata = ["Metadata-Version: 2.1", `Name: ${name}`, `Version: ${version}`];
  for (const requirement of options.requires ?? []) metadata.push(`Requires-Dist: ${requirement}`);
  const files: [string, Buffer][] = [
    [`${module}/__init__.py`, Buffer.from(`__version__ = "${version}"\n`)],
    [`${info}/METADATA`, Buffer.from(`${metadata.join("\n")}\n`)],
    [
      `${info}/WHEEL`,
      Buffer.from(`Wheel-Version: 1.0\nGenerator: adp\nRoot-Is-Purelib: true\nTag: ${tag}\n`),
    ],
  ];
  for (const [script, text] of Object.entries(options.scripts ?? {}))
    files.push([`${module}-${version}.data/scripts/${script}`, Buffer.from(text)]);
  if (options.padding) files.push([`${module}/padding.bin`, options.padding]);
  const record = files.map(([path, content]) => {
    const digest = createHash("sha256").update(content).digest("base64url");
    return `${path},sha256=${digest},${content.length}`;
  });
  files.push([`${info}/RECORD`, Buffer.from(`${record.join("\n")}\n${info}/RECORD,,\n`)]);
  const content = zip(files);
  return {
    name,
    version,
    file: `${module}-${version}-${tag}.whl`,
    content,
    sha256: createHash("sha256").update(content).digest("hex"),
  };
}

/** The line of a lock that pins a wheel. */
export function pin(wheel: Wheel, sha256 = wheel.sha256): string {
  return `${wheel.name}==${wheel.version} \\\n    --hash=sha256:${sha256}\n`;
}

/** An archive without compression (APPNOTE 4.3), with the date of 1980 so that its hash stays the same. */
function zip(files: readonly (readonly [string, Buffer])[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [path, content] of files) {
    const name = Buffer.from(path);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x21, 8);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(content.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from("PK\u0003\u0004"), common, name, content]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE((0o100755 << 16) >>> 0, 6);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from("PK\u0001\u0002"), Buffer.from([20, 3]), common, tail, name]));
    parts.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.length, 4);
  end.writeUInt16LE(files.length, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, central, Buffer.from("PK\u0005\u0006"), end]);
}
