import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  PYPI,
  aptAuth,
  decoded,
  dockerLogin,
  netrcLogin,
  netrcText,
  pipConfText,
  pipIndexes,
  readDockerConfig,
  readNetrc,
  readPipConf,
  readUvSettings,
  registryOf,
  uvIndexes,
  uvTomlText
} from "./shared-credentials-apt-login.mjs";
import {
  EnvFileMistake,
  parseEnvFile
} from "./shared-kernel-env-file.mjs";
import {
  diagnose,
  diagnosePull,
  registryRemedy,
  remedy,
  wantsBuildKit
} from "./shared-docker-base-image.mjs";
import {
  Matcher,
  foundError,
  isFound,
  isPlaceholder,
  isText,
  judge,
  maskCredentials,
  scanBytes,
  scanTexts,
  textOfUtf16
} from "./shared-secretscan-allow-list.mjs";
import {
  _enum,
  array,
  boolean,
  object,
  optional,
  record,
  string
} from "./shared-npm-zod-v4-core-api.mjs";
import {
  nearest
} from "./shared-npm-fastest-levenshtein-mod.mjs";
import {
  ProcessFailure,
  attempt,
  checkValue,
  makeFolder,
  parseJson,
  privateFolder,
  readIfPresent,
  secretFolder,
  tryJson,
  writeAtomic
} from "./shared-npm-commander-esm.mjs";
import {
  version
} from "./shared-kernel-version.mjs";
import {
  AdpError,
  Exit,
  Secret,
  act,
  adp,
  again,
  commandLine,
  defineErrors,
  either,
  errnoOf,
  fillNext,
  formsOf,
  platformRoot,
  quoted,
  reasonOf,
  redact,
  run,
  shell,
  shownPath,
  stepLines,
  table
} from "./shared-commands-list.mjs";
import {
  parse
} from "./shared-npm-smol-toml-dist-date.mjs";
import {
  __commonJS,
  __require,
  __toESM
} from "./shared-helpers.mjs";

// node_modules/events-universal/default.js
var require_default = __commonJS({
  "node_modules/events-universal/default.js"(exports, module) {
    module.exports = __require("events");
  }
});

// node_modules/fast-fifo/fixed-size.js
var require_fixed_size = __commonJS({
  "node_modules/fast-fifo/fixed-size.js"(exports, module) {
    module.exports = class {
      constructor(hwm) {
        if (!(hwm > 0) || (hwm - 1 & hwm) !== 0) throw new Error("Max size for a FixedFIFO should be a power of two");
        this.buffer = new Array(hwm), this.mask = hwm - 1, this.top = 0, this.btm = 0, this.next = null;
      }
      clear() {
        this.top = this.btm = 0, this.next = null, this.buffer.fill(void 0);
      }
      push(data) {
        return this.buffer[this.top] !== void 0 ? !1 : (this.buffer[this.top] = data, this.top = this.top + 1 & this.mask, !0);
      }
      shift() {
        let last = this.buffer[this.btm];
        if (last !== void 0)
          return this.buffer[this.btm] = void 0, this.btm = this.btm + 1 & this.mask, last;
      }
      peek() {
        return this.buffer[this.btm];
      }
      isEmpty() {
        return this.buffer[this.btm] === void 0;
      }
    };
  }
});

// node_modules/fast-fifo/index.js
var require_fast_fifo = __commonJS({
  "node_modules/fast-fifo/index.js"(exports, module) {
    var FixedFIFO = require_fixed_size();
    module.exports = class {
      constructor(hwm) {
        this.hwm = hwm || 16, this.head = new FixedFIFO(this.hwm), this.tail = this.head, this.length = 0;
      }
      clear() {
        this.head = this.tail, this.head.clear(), this.length = 0;
      }
      push(val) {
        if (this.length++, !this.head.push(val)) {
          let prev = this.head;
          this.head = prev.next = new FixedFIFO(2 * this.head.buffer.length), this.head.push(val);
        }
      }
      shift() {
        this.length !== 0 && this.length--;
        let val = this.tail.shift();
        if (val === void 0 && this.tail.next) {
          let next = this.tail.next;
          return this.tail.next = null, this.tail = next, this.tail.shift();
        }
        return val;
      }
      peek() {
        let val = this.tail.peek();
        return val === void 0 && this.tail.next ? this.tail.next.peek() : val;
      }
      isEmpty() {
        return this.length === 0;
      }
    };
  }
});

// node_modules/b4a/index.js
var require_b4a = __commonJS({
  "node_modules/b4a/index.js"(exports, module) {
    function isBuffer(value) {
      return Buffer.isBuffer(value) || value instanceof Uint8Array;
    }
    function isEncoding(encoding) {
      return Buffer.isEncoding(encoding);
    }
    function alloc(size, fill2, encoding) {
      return Buffer.alloc(size, fill2, encoding);
    }
    function allocUnsafe(size) {
      return Buffer.allocUnsafe(size);
    }
    function allocUnsafeSlow(size) {
      return Buffer.allocUnsafeSlow(size);
    }
    function byteLength(string2, encoding) {
      return Buffer.byteLength(string2, encoding);
    }
    function compare(a, b) {
      return Buffer.compare(a, b);
    }
    function concat(buffers, totalLength) {
      return Buffer.concat(buffers, totalLength);
    }
    function copy(source, target, targetStart, start, end) {
      return toBuffer(source).copy(target, targetStart, start, end);
    }
    function equals(a, b) {
      return toBuffer(a).equals(b);
    }
    function fill(buffer, value, offset, end, encoding) {
      return toBuffer(buffer).fill(value, offset, end, encoding);
    }
    function from(value, encodingOrOffset, length) {
      return Buffer.from(value, encodingOrOffset, length);
    }
    function includes(buffer, value, byteOffset, encoding) {
      return toBuffer(buffer).includes(value, byteOffset, encoding);
    }
    function indexOf(buffer, value, byfeOffset, encoding) {
      return toBuffer(buffer).indexOf(value, byfeOffset, encoding);
    }
    function lastIndexOf(buffer, value, byteOffset, encoding) {
      return toBuffer(buffer).lastIndexOf(value, byteOffset, encoding);
    }
    function swap16(buffer) {
      return toBuffer(buffer).swap16();
    }
    function swap32(buffer) {
      return toBuffer(buffer).swap32();
    }
    function swap64(buffer) {
      return toBuffer(buffer).swap64();
    }
    function toBuffer(buffer) {
      return Buffer.isBuffer(buffer) ? buffer : Buffer.from(buffer.buffer, buffer.byteOffset, buffer.byteLength);
    }
    function toString(buffer, encoding, start, end) {
      return toBuffer(buffer).toString(encoding, start, end);
    }
    function toHex(buffer, start, end) {
      return toBuffer(buffer).toString("hex", start, end);
    }
    function write(buffer, string2, offset, length, encoding) {
      return toBuffer(buffer).write(string2, offset, length, encoding);
    }
    function readDoubleBE(buffer, offset) {
      return toBuffer(buffer).readDoubleBE(offset);
    }
    function readDoubleLE(buffer, offset) {
      return toBuffer(buffer).readDoubleLE(offset);
    }
    function readFloatBE(buffer, offset) {
      return toBuffer(buffer).readFloatBE(offset);
    }
    function readFloatLE(buffer, offset) {
      return toBuffer(buffer).readFloatLE(offset);
    }
    function readInt32BE(buffer, offset) {
      return toBuffer(buffer).readInt32BE(offset);
    }
    function readInt32LE(buffer, offset) {
      return toBuffer(buffer).readInt32LE(offset);
    }
    function readUInt32BE(buffer, offset) {
      return toBuffer(buffer).readUInt32BE(offset);
    }
    function readUInt32LE(buffer, offset) {
      return toBuffer(buffer).readUInt32LE(offset);
    }
    function writeDoubleBE(buffer, value, offset) {
      return toBuffer(buffer).writeDoubleBE(value, offset);
    }
    function writeDoubleLE(buffer, value, offset) {
      return toBuffer(buffer).writeDoubleLE(value, offset);
    }
    function writeFloatBE(buffer, value, offset) {
      return toBuffer(buffer).writeFloatBE(value, offset);
    }
    function writeFloatLE(buffer, value, offset) {
      return toBuffer(buffer).writeFloatLE(value, offset);
    }
    function writeInt32BE(buffer, value, offset) {
      return toBuffer(buffer).writeInt32BE(value, offset);
    }
    function writeInt32LE(buffer, value, offset) {
      return toBuffer(buffer).writeInt32LE(value, offset);
    }
    function writeUInt32BE(buffer, value, offset) {
      return toBuffer(buffer).writeUInt32BE(value, offset);
    }
    function writeUInt32LE(buffer, value, offset) {
      return toBuffer(buffer).writeUInt32LE(value, offset);
    }
    module.exports = {
      isBuffer,
      isEncoding,
      alloc,
      allocUnsafe,
      allocUnsafeSlow,
      byteLength,
      compare,
      concat,
      copy,
      equals,
      fill,
      from,
      includes,
      indexOf,
      lastIndexOf,
      swap16,
      swap32,
      swap64,
      toBuffer,
      toString,
      toHex,
      write,
      readDoubleBE,
      readDoubleLE,
      readFloatBE,
      readFloatLE,
      readInt32BE,
      readInt32LE,
      readUInt32BE,
      readUInt32LE,
      writeDoubleBE,
      writeDoubleLE,
      writeFloatBE,
      writeFloatLE,
      writeInt32BE,
      writeInt32LE,
      writeUInt32BE,
      writeUInt32LE
    };
  }
});

// node_modules/text-decoder/lib/pass-through-decoder.js
var require_pass_through_decoder = __commonJS({
  "node_modules/text-decoder/lib/pass-through-decoder.js"(exports, module) {
    var b4a = require_b4a();
    module.exports = class {
      constructor(encoding) {
        this.encoding = encoding;
      }
      get remaining() {
        return 0;
      }
      decode(data) {
        return b4a.toString(data, this.encoding);
      }
      flush() {
        return "";
      }
    };
  }
});

// node_modules/text-decoder/lib/utf8-decoder.js
var require_utf8_decoder = __commonJS({
  "node_modules/text-decoder/lib/utf8-decoder.js"(exports, module) {
    var b4a = require_b4a();
    module.exports = class {
      constructor() {
        this._reset();
      }
      get remaining() {
        return this.bytesSeen;
      }
      decode(data) {
        if (data.byteLength === 0) return "";
        if (this.bytesNeeded === 0 && trailingIncomplete(data, 0) === 0)
          return this.bytesSeen = trailingBytesSeen(data), b4a.toString(data, "utf8");
        let result = "", start = 0;
        if (this.bytesNeeded > 0) {
          for (; start < data.byteLength; ) {
            let byte = data[start];
            if (byte < this.lowerBoundary || byte > this.upperBoundary) {
              result += "\uFFFD", this._reset();
              break;
            }
            if (this.lowerBoundary = 128, this.upperBoundary = 191, this.codePoint = this.codePoint << 6 | byte & 63, this.bytesSeen++, start++, this.bytesSeen === this.bytesNeeded) {
              result += String.fromCodePoint(this.codePoint), this._reset();
              break;
            }
          }
          if (this.bytesNeeded > 0) return result;
        }
        let trailing = trailingIncomplete(data, start), end = data.byteLength - trailing;
        end > start && (result += b4a.toString(data, "utf8", start, end));
        for (let i2 = end; i2 < data.byteLength; i2++) {
          let byte = data[i2];
          if (this.bytesNeeded === 0) {
            byte <= 127 ? (this.bytesSeen = 0, result += String.fromCharCode(byte)) : byte >= 194 && byte <= 223 ? (this.bytesNeeded = 2, this.bytesSeen = 1, this.codePoint = byte & 31) : byte >= 224 && byte <= 239 ? (byte === 224 ? this.lowerBoundary = 160 : byte === 237 && (this.upperBoundary = 159), this.bytesNeeded = 3, this.bytesSeen = 1, this.codePoint = byte & 15) : byte >= 240 && byte <= 244 ? (byte === 240 ? this.lowerBoundary = 144 : byte === 244 && (this.upperBoundary = 143), this.bytesNeeded = 4, this.bytesSeen = 1, this.codePoint = byte & 7) : (this.bytesSeen = 1, result += "\uFFFD");
            continue;
          }
          if (byte < this.lowerBoundary || byte > this.upperBoundary) {
            result += "\uFFFD", i2--, this._reset();
            continue;
          }
          this.lowerBoundary = 128, this.upperBoundary = 191, this.codePoint = this.codePoint << 6 | byte & 63, this.bytesSeen++, this.bytesSeen === this.bytesNeeded && (result += String.fromCodePoint(this.codePoint), this._reset());
        }
        return result;
      }
      flush() {
        let result = this.bytesNeeded > 0 ? "\uFFFD" : "";
        return this._reset(), result;
      }
      _reset() {
        this.codePoint = 0, this.bytesNeeded = 0, this.bytesSeen = 0, this.lowerBoundary = 128, this.upperBoundary = 191;
      }
    };
    function trailingIncomplete(data, start) {
      let len = data.byteLength;
      if (len <= start) return 0;
      let limit = Math.max(start, len - 4), i2 = len - 1;
      for (; i2 > limit && (data[i2] & 192) === 128; ) i2--;
      if (i2 < start) return 0;
      let byte = data[i2], needed;
      if (byte <= 127) return 0;
      if (byte >= 194 && byte <= 223) needed = 2;
      else if (byte >= 224 && byte <= 239) needed = 3;
      else if (byte >= 240 && byte <= 244) needed = 4;
      else return 0;
      let available = len - i2;
      return available < needed ? available : 0;
    }
    function trailingBytesSeen(data) {
      let len = data.byteLength;
      if (len === 0) return 0;
      let last = data[len - 1];
      if (last <= 127) return 0;
      if ((last & 192) !== 128) return 1;
      let limit = Math.max(0, len - 4), i2 = len - 2;
      for (; i2 >= limit && (data[i2] & 192) === 128; ) i2--;
      if (i2 < 0) return 1;
      let first = data[i2], needed;
      if (first >= 194 && first <= 223) needed = 2;
      else if (first >= 224 && first <= 239) needed = 3;
      else if (first >= 240 && first <= 244) needed = 4;
      else return 1;
      if (len - i2 !== needed) return 1;
      if (needed >= 3) {
        let second = data[i2 + 1];
        if (first === 224 && second < 160 || first === 237 && second > 159 || first === 240 && second < 144 || first === 244 && second > 143) return 1;
      }
      return 0;
    }
  }
});

// node_modules/text-decoder/index.js
var require_text_decoder = __commonJS({
  "node_modules/text-decoder/index.js"(exports, module) {
    var PassThroughDecoder = require_pass_through_decoder(), UTF8Decoder = require_utf8_decoder();
    module.exports = class {
      constructor(encoding = "utf8") {
        switch (this.encoding = normalizeEncoding(encoding), this.encoding) {
          case "utf8":
            this.decoder = new UTF8Decoder();
            break;
          case "utf16le":
          case "base64":
            throw new Error("Unsupported encoding: " + this.encoding);
          default:
            this.decoder = new PassThroughDecoder(this.encoding);
        }
      }
      get remaining() {
        return this.decoder.remaining;
      }
      push(data) {
        return typeof data == "string" ? data : this.decoder.decode(data);
      }
      // For Node.js compatibility
      write(data) {
        return this.push(data);
      }
      end(data) {
        let result = "";
        return data && (result = this.push(data)), result += this.decoder.flush(), result;
      }
    };
    function normalizeEncoding(encoding) {
      switch (encoding = encoding.toLowerCase(), encoding) {
        case "utf8":
        case "utf-8":
          return "utf8";
        case "ucs2":
        case "ucs-2":
        case "utf16le":
        case "utf-16le":
          return "utf16le";
        case "latin1":
        case "binary":
          return "latin1";
        case "base64":
        case "ascii":
        case "hex":
          return encoding;
        default:
          throw new Error("Unknown encoding: " + encoding);
      }
    }
  }
});

// node_modules/streamx/lib/errors.js
var require_errors = __commonJS({
  "node_modules/streamx/lib/errors.js"(exports, module) {
    module.exports = class StreamError extends Error {
      constructor(msg, code, fn = StreamError) {
        super(msg), this.code = code, Error.captureStackTrace && Error.captureStackTrace(this, fn);
      }
      static isStreamDestroyed(err2) {
        return err2 && err2.code === "STREAM_DESTROYED";
      }
      static isPrematureClose(err2) {
        return err2 && err2.code === "PREMATURE_CLOSE";
      }
      static isAborted(err2) {
        return err2 && err2.code === "ABORTED";
      }
      static isBadArgument(err2) {
        return err2 && err2.code === "BAD_ARGUMENT";
      }
      get name() {
        return "StreamError";
      }
      static STREAM_DESTROYED() {
        return new StreamError("Stream was destroyed", "STREAM_DESTROYED", StreamError.STREAM_DESTROYED);
      }
      static PREMATURE_CLOSE(msg = "Premature close") {
        return new StreamError(msg, "PREMATURE_CLOSE", StreamError.PREMATURE_CLOSE);
      }
      static ABORTED() {
        return new StreamError("Stream aborted", "ABORTED", StreamError.ABORTED);
      }
      static BAD_ARGUMENT(msg = "Bad argument") {
        return new StreamError(msg, "BAD_ARGUMENT", StreamError.BAD_ARGUMENT);
      }
    };
  }
});

// node_modules/streamx/index.js
var require_streamx = __commonJS({
  "node_modules/streamx/index.js"(exports, module) {
    var { EventEmitter } = require_default(), FIFO = require_fast_fifo(), TextDecoder2 = require_text_decoder(), StreamError = require_errors(), qmt = typeof queueMicrotask > "u" ? (fn) => global.process.nextTick(fn) : queueMicrotask, MAX = (1 << 29) - 1, OPENING = 1, PREDESTROYING = 2, DESTROYING = 4, DESTROYED = 8, NOT_OPENING = MAX ^ OPENING, NOT_PREDESTROYING = MAX ^ PREDESTROYING, READ_ACTIVE = 16, READ_UPDATING = 32, READ_PRIMARY = 64, READ_QUEUED = 128, READ_RESUMED = 256, READ_PIPE_DRAINED = 512, READ_ENDING = 1024, READ_EMIT_DATA = 2048, READ_EMIT_READABLE = 4096, READ_EMITTED_READABLE = 8192, READ_DONE = 16384, READ_NEXT_TICK = 32768, READ_NEEDS_PUSH = 65536, READ_READ_AHEAD = 131072, READ_FLOWING = READ_RESUMED | READ_PIPE_DRAINED, READ_ACTIVE_AND_NEEDS_PUSH = READ_ACTIVE | READ_NEEDS_PUSH, READ_PRIMARY_AND_ACTIVE = READ_PRIMARY | READ_ACTIVE, READ_EMIT_READABLE_AND_QUEUED = READ_EMIT_READABLE | READ_QUEUED, READ_RESUMED_READ_AHEAD = READ_RESUMED | READ_READ_AHEAD, READ_NOT_ACTIVE = MAX ^ READ_ACTIVE, READ_NON_PRIMARY = MAX ^ READ_PRIMARY, READ_NON_PRIMARY_AND_PUSHED = MAX ^ (READ_PRIMARY | READ_NEEDS_PUSH), READ_PUSHED = MAX ^ READ_NEEDS_PUSH, READ_PAUSED = MAX ^ READ_RESUMED, READ_NOT_QUEUED = MAX ^ (READ_QUEUED | READ_EMITTED_READABLE), READ_NOT_ENDING = MAX ^ READ_ENDING, READ_PIPE_NOT_DRAINED = MAX ^ READ_FLOWING, READ_NOT_NEXT_TICK = MAX ^ READ_NEXT_TICK, READ_NOT_UPDATING = MAX ^ READ_UPDATING, READ_NO_READ_AHEAD = MAX ^ READ_READ_AHEAD, READ_PAUSED_NO_READ_AHEAD = MAX ^ READ_RESUMED_READ_AHEAD, WRITE_ACTIVE = 1 << 18, WRITE_UPDATING = 2 << 18, WRITE_PRIMARY = 4 << 18, WRITE_QUEUED = 8 << 18, WRITE_UNDRAINED = 16 << 18, WRITE_DONE = 32 << 18, WRITE_EMIT_DRAIN = 64 << 18, WRITE_NEXT_TICK = 128 << 18, WRITE_WRITING = 256 << 18, WRITE_FINISHING = 512 << 18, WRITE_CORKED = 1024 << 18, WRITE_NOT_ACTIVE = MAX ^ (WRITE_ACTIVE | WRITE_WRITING), WRITE_NON_PRIMARY = MAX ^ WRITE_PRIMARY, WRITE_NOT_FINISHING = MAX ^ (WRITE_ACTIVE | WRITE_FINISHING), WRITE_DRAINED = MAX ^ WRITE_UNDRAINED, WRITE_NOT_QUEUED = MAX ^ WRITE_QUEUED, WRITE_NOT_NEXT_TICK = MAX ^ WRITE_NEXT_TICK, WRITE_NOT_UPDATING = MAX ^ WRITE_UPDATING, WRITE_NOT_CORKED = MAX ^ WRITE_CORKED, ACTIVE = READ_ACTIVE | WRITE_ACTIVE, NOT_ACTIVE = MAX ^ ACTIVE, DONE = READ_DONE | WRITE_DONE, DESTROY_STATUS = DESTROYING | DESTROYED | PREDESTROYING, OPEN_STATUS = DESTROY_STATUS | OPENING, AUTO_DESTROY = DESTROY_STATUS | DONE, NON_PRIMARY = WRITE_NON_PRIMARY & READ_NON_PRIMARY, ACTIVE_OR_TICKING = WRITE_NEXT_TICK | READ_NEXT_TICK, TICKING = ACTIVE_OR_TICKING & NOT_ACTIVE, IS_OPENING = OPEN_STATUS | TICKING, READ_PRIMARY_STATUS = OPEN_STATUS | READ_ENDING | READ_DONE, READ_STATUS = OPEN_STATUS | READ_DONE | READ_QUEUED, READ_ENDING_STATUS = OPEN_STATUS | READ_ENDING | READ_QUEUED, READ_READABLE_STATUS = OPEN_STATUS | READ_EMIT_READABLE | READ_QUEUED | READ_EMITTED_READABLE, SHOULD_NOT_READ = OPEN_STATUS | READ_ACTIVE | READ_ENDING | READ_DONE | READ_NEEDS_PUSH | READ_READ_AHEAD, READ_BACKPRESSURE_STATUS = DESTROY_STATUS | READ_ENDING | READ_DONE, READ_UPDATE_SYNC_STATUS = READ_UPDATING | OPEN_STATUS | READ_NEXT_TICK | READ_PRIMARY, READ_NEXT_TICK_OR_OPENING = READ_NEXT_TICK | OPENING, WRITE_PRIMARY_STATUS = OPEN_STATUS | WRITE_FINISHING | WRITE_DONE, WRITE_QUEUED_AND_UNDRAINED = WRITE_QUEUED | WRITE_UNDRAINED, WRITE_QUEUED_AND_ACTIVE = WRITE_QUEUED | WRITE_ACTIVE, WRITE_DRAIN_STATUS = WRITE_QUEUED | WRITE_UNDRAINED | OPEN_STATUS | WRITE_ACTIVE, WRITE_STATUS = OPEN_STATUS | WRITE_ACTIVE | WRITE_QUEUED | WRITE_CORKED, WRITE_PRIMARY_AND_ACTIVE = WRITE_PRIMARY | WRITE_ACTIVE, WRITE_ACTIVE_AND_WRITING = WRITE_ACTIVE | WRITE_WRITING, WRITE_FINISHING_STATUS = OPEN_STATUS | WRITE_FINISHING | WRITE_QUEUED_AND_ACTIVE | WRITE_DONE, WRITE_BACKPRESSURE_STATUS = WRITE_UNDRAINED | DESTROY_STATUS | WRITE_FINISHING | WRITE_DONE, WRITE_UPDATE_SYNC_STATUS = WRITE_UPDATING | OPEN_STATUS | WRITE_NEXT_TICK | WRITE_PRIMARY, WRITE_DROP_DATA = WRITE_FINISHING | WRITE_DONE | DESTROY_STATUS, asyncIterator = Symbol.asyncIterator || /* @__PURE__ */ Symbol("asyncIterator"), WritableState = class {
      constructor(stream, { highWaterMark = 16384, map = null, mapWritable, byteLength, byteLengthWritable } = {}) {
        this.stream = stream, this.queue = new FIFO(), this.highWaterMark = highWaterMark, this.buffered = 0, this.error = null, this.pipeline = null, this.drains = null, this.byteLength = byteLengthWritable || byteLength || defaultByteLength, this.map = mapWritable || map, this.afterWrite = afterWrite.bind(this), this.afterUpdateNextTick = updateWriteNT.bind(this);
      }
      get ending() {
        return (this.stream._duplexState & WRITE_FINISHING) !== 0;
      }
      get ended() {
        return (this.stream._duplexState & WRITE_DONE) !== 0;
      }
      push(data) {
        return (this.stream._duplexState & WRITE_DROP_DATA) !== 0 ? !1 : (this.map !== null && (data = this.map(data)), this.buffered += this.byteLength(data), this.queue.push(data), this.buffered < this.highWaterMark ? (this.stream._duplexState |= WRITE_QUEUED, !0) : (this.stream._duplexState |= WRITE_QUEUED_AND_UNDRAINED, !1));
      }
      shift() {
        let data = this.queue.shift();
        return this.buffered -= this.byteLength(data), this.buffered === 0 && (this.stream._duplexState &= WRITE_NOT_QUEUED), data;
      }
      end(data) {
        typeof data == "function" ? this.stream.once("finish", data) : data != null && this.push(data), this.stream._duplexState = (this.stream._duplexState | WRITE_FINISHING) & WRITE_NON_PRIMARY;
      }
      autoBatch(data, cb) {
        let buffer = [], stream = this.stream;
        for (buffer.push(data); (stream._duplexState & WRITE_STATUS) === WRITE_QUEUED_AND_ACTIVE; )
          buffer.push(stream._writableState.shift());
        if ((stream._duplexState & OPEN_STATUS) !== 0) return cb(null);
        stream._writev(buffer, cb);
      }
      update() {
        let stream = this.stream;
        stream._duplexState |= WRITE_UPDATING;
        do {
          for (; (stream._duplexState & WRITE_STATUS) === WRITE_QUEUED; ) {
            let data = this.shift();
            stream._duplexState |= WRITE_ACTIVE_AND_WRITING, stream._write(data, this.afterWrite);
          }
          (stream._duplexState & WRITE_PRIMARY_AND_ACTIVE) === 0 && this.updateNonPrimary();
        } while (this.continueUpdate() === !0);
        stream._duplexState &= WRITE_NOT_UPDATING;
      }
      updateNonPrimary() {
        let stream = this.stream;
        if ((stream._duplexState & WRITE_FINISHING_STATUS) === WRITE_FINISHING) {
          stream._duplexState = stream._duplexState | WRITE_ACTIVE, stream._final(afterFinal.bind(this));
          return;
        }
        if ((stream._duplexState & DESTROY_STATUS) === DESTROYING) {
          (stream._duplexState & ACTIVE_OR_TICKING) === 0 && (stream._duplexState |= ACTIVE, stream._destroy(afterDestroy.bind(this)));
          return;
        }
        (stream._duplexState & IS_OPENING) === OPENING && (stream._duplexState = (stream._duplexState | ACTIVE) & NOT_OPENING, stream._open(afterOpen.bind(this)));
      }
      continueUpdate() {
        return (this.stream._duplexState & WRITE_NEXT_TICK) === 0 ? !1 : (this.stream._duplexState &= WRITE_NOT_NEXT_TICK, !0);
      }
      updateCallback() {
        (this.stream._duplexState & WRITE_UPDATE_SYNC_STATUS) === WRITE_PRIMARY ? this.update() : this.updateNextTick();
      }
      updateNextTick() {
        (this.stream._duplexState & WRITE_NEXT_TICK) === 0 && (this.stream._duplexState |= WRITE_NEXT_TICK, (this.stream._duplexState & WRITE_UPDATING) === 0 && qmt(this.afterUpdateNextTick));
      }
    }, ReadableState = class {
      constructor(stream, { highWaterMark = 16384, map = null, mapReadable, byteLength, byteLengthReadable } = {}) {
        this.stream = stream, this.queue = new FIFO(), this.highWaterMark = highWaterMark === 0 ? 1 : highWaterMark, this.buffered = 0, this.readAhead = highWaterMark > 0, this.error = null, this.pipeline = null, this.byteLength = byteLengthReadable || byteLength || defaultByteLength, this.map = mapReadable || map, this.pipeTo = null, this.afterRead = afterRead.bind(this), this.afterUpdateNextTick = updateReadNT.bind(this);
      }
      get ending() {
        return (this.stream._duplexState & READ_ENDING) !== 0;
      }
      get ended() {
        return (this.stream._duplexState & READ_DONE) !== 0;
      }
      pipe(pipeTo, cb) {
        if (this.pipeTo !== null) throw StreamError.BAD_ARGUMENT("Can only pipe to one destination");
        if (typeof cb != "function" && (cb = null), this.stream._duplexState |= READ_PIPE_DRAINED, this.pipeTo = pipeTo, this.pipeline = new Pipeline(this.stream, pipeTo, cb), cb && this.stream.on("error", noop), isStreamx(pipeTo))
          pipeTo._writableState.pipeline = this.pipeline, cb && pipeTo.on("error", noop), pipeTo.on("finish", this.pipeline.finished.bind(this.pipeline));
        else {
          let onerror = this.pipeline.done.bind(this.pipeline, pipeTo), onclose = this.pipeline.done.bind(this.pipeline, pipeTo, null);
          pipeTo.on("error", onerror), pipeTo.on("close", onclose), pipeTo.on("finish", this.pipeline.finished.bind(this.pipeline));
        }
        pipeTo.on("drain", afterDrain.bind(this)), this.stream.emit("piping", pipeTo), pipeTo.emit("pipe", this.stream);
      }
      push(data) {
        let stream = this.stream;
        return data === null ? (this.highWaterMark = 0, stream._duplexState = (stream._duplexState | READ_ENDING) & READ_NON_PRIMARY_AND_PUSHED, !1) : this.map !== null && (data = this.map(data), data === null) ? (stream._duplexState &= READ_PUSHED, this.buffered < this.highWaterMark) : (this.buffered += this.byteLength(data), this.queue.push(data), stream._duplexState = (stream._duplexState | READ_QUEUED) & READ_PUSHED, this.buffered < this.highWaterMark);
      }
      shift() {
        let data = this.queue.shift();
        return this.buffered -= this.byteLength(data), this.buffered === 0 && (this.stream._duplexState &= READ_NOT_QUEUED), data;
      }
      unshift(data) {
        let pending = [this.map !== null ? this.map(data) : data];
        for (; this.buffered > 0; ) pending.push(this.shift());
        for (let i2 = 0; i2 < pending.length - 1; i2++) {
          let data2 = pending[i2];
          this.buffered += this.byteLength(data2), this.queue.push(data2);
        }
        this.push(pending[pending.length - 1]);
      }
      read() {
        let stream = this.stream;
        if ((stream._duplexState & READ_STATUS) === READ_QUEUED) {
          let data = this.shift();
          return this.pipeTo !== null && this.pipeTo.write(data) === !1 && (stream._duplexState &= READ_PIPE_NOT_DRAINED), (stream._duplexState & READ_EMIT_DATA) !== 0 && stream.emit("data", data), data;
        }
        return this.readAhead === !1 && (stream._duplexState |= READ_READ_AHEAD, this.updateNextTick()), null;
      }
      drain() {
        let stream = this.stream;
        for (; (stream._duplexState & READ_STATUS) === READ_QUEUED && (stream._duplexState & READ_FLOWING) !== 0; ) {
          let data = this.shift();
          this.pipeTo !== null && this.pipeTo.write(data) === !1 && (stream._duplexState &= READ_PIPE_NOT_DRAINED), (stream._duplexState & READ_EMIT_DATA) !== 0 && stream.emit("data", data);
        }
      }
      update() {
        let stream = this.stream;
        stream._duplexState |= READ_UPDATING;
        do {
          for (this.drain(); this.buffered < this.highWaterMark && (stream._duplexState & SHOULD_NOT_READ) === READ_READ_AHEAD; )
            stream._duplexState |= READ_ACTIVE_AND_NEEDS_PUSH, stream._read(this.afterRead), this.drain();
          (stream._duplexState & READ_READABLE_STATUS) === READ_EMIT_READABLE_AND_QUEUED && (stream._duplexState |= READ_EMITTED_READABLE, stream.emit("readable")), (stream._duplexState & READ_PRIMARY_AND_ACTIVE) === 0 && this.updateNonPrimary();
        } while (this.continueUpdate() === !0);
        stream._duplexState &= READ_NOT_UPDATING;
      }
      updateNonPrimary() {
        let stream = this.stream;
        if ((stream._duplexState & READ_ENDING_STATUS) === READ_ENDING && (stream._duplexState = (stream._duplexState | READ_DONE) & READ_NOT_ENDING, stream.emit("end"), (stream._duplexState & AUTO_DESTROY) === DONE && (stream._duplexState |= DESTROYING), this.pipeTo !== null && this.pipeTo.end()), (stream._duplexState & DESTROY_STATUS) === DESTROYING) {
          (stream._duplexState & ACTIVE_OR_TICKING) === 0 && (stream._duplexState |= ACTIVE, stream._destroy(afterDestroy.bind(this)));
          return;
        }
        (stream._duplexState & IS_OPENING) === OPENING && (stream._duplexState = (stream._duplexState | ACTIVE) & NOT_OPENING, stream._open(afterOpen.bind(this)));
      }
      continueUpdate() {
        return (this.stream._duplexState & READ_NEXT_TICK) === 0 ? !1 : (this.stream._duplexState &= READ_NOT_NEXT_TICK, !0);
      }
      updateCallback() {
        (this.stream._duplexState & READ_UPDATE_SYNC_STATUS) === READ_PRIMARY ? this.update() : this.updateNextTick();
      }
      updateNextTickIfOpen() {
        (this.stream._duplexState & READ_NEXT_TICK_OR_OPENING) === 0 && (this.stream._duplexState |= READ_NEXT_TICK, (this.stream._duplexState & READ_UPDATING) === 0 && qmt(this.afterUpdateNextTick));
      }
      updateNextTick() {
        (this.stream._duplexState & READ_NEXT_TICK) === 0 && (this.stream._duplexState |= READ_NEXT_TICK, (this.stream._duplexState & READ_UPDATING) === 0 && qmt(this.afterUpdateNextTick));
      }
    }, TransformState = class {
      constructor(stream) {
        this.data = null, this.afterTransform = afterTransform.bind(stream), this.afterFinal = null;
      }
    }, Pipeline = class {
      constructor(src, dst, cb) {
        this.from = src, this.to = dst, this.afterPipe = cb, this.error = null, this.pipeToFinished = !1;
      }
      finished() {
        this.pipeToFinished = !0;
      }
      done(stream, err2) {
        if (err2 && (this.error = err2), stream === this.to && (this.to = null, this.from !== null)) {
          ((this.from._duplexState & READ_DONE) === 0 || !this.pipeToFinished) && this.from.destroy(this.error || StreamError.PREMATURE_CLOSE("Writable stream closed"));
          return;
        }
        if (stream === this.from && (this.from = null, this.to !== null)) {
          (stream._duplexState & READ_DONE) === 0 && this.to.destroy(this.error || StreamError.PREMATURE_CLOSE("Readable stream closed"));
          return;
        }
        this.afterPipe !== null && this.afterPipe(this.error), this.to = this.from = this.afterPipe = null;
      }
    };
    function afterDrain() {
      this.stream._duplexState |= READ_PIPE_DRAINED, this.updateCallback();
    }
    function afterFinal(err2) {
      let stream = this.stream;
      err2 && stream.destroy(err2), (stream._duplexState & DESTROY_STATUS) === 0 && (stream._duplexState |= WRITE_DONE, stream.emit("finish")), (stream._duplexState & AUTO_DESTROY) === DONE && (stream._duplexState |= DESTROYING), stream._duplexState &= WRITE_NOT_FINISHING, (stream._duplexState & WRITE_UPDATING) === 0 ? this.update() : this.updateNextTick();
    }
    function afterDestroy(err2) {
      let stream = this.stream;
      !err2 && !StreamError.isStreamDestroyed(this.error) && (err2 = this.error), err2 && stream.emit("error", err2), stream._duplexState |= DESTROYED, stream.emit("close");
      let rs = stream._readableState, ws = stream._writableState;
      if (rs !== null && rs.pipeline !== null && rs.pipeline.done(stream, err2), ws !== null) {
        for (; ws.drains !== null && ws.drains.length > 0; )
          ws.drains.shift().resolve(!1);
        ws.pipeline !== null && ws.pipeline.done(stream, err2);
      }
    }
    function afterWrite(err2) {
      let stream = this.stream;
      err2 && stream.destroy(err2), stream._duplexState &= WRITE_NOT_ACTIVE, this.drains !== null && tickDrains(this.drains), (stream._duplexState & WRITE_DRAIN_STATUS) === WRITE_UNDRAINED && (stream._duplexState &= WRITE_DRAINED, (stream._duplexState & WRITE_EMIT_DRAIN) === WRITE_EMIT_DRAIN && stream.emit("drain")), this.updateCallback();
    }
    function afterRead(err2) {
      err2 && this.stream.destroy(err2), this.stream._duplexState &= READ_NOT_ACTIVE, this.readAhead === !1 && (this.stream._duplexState & READ_RESUMED) === 0 && (this.stream._duplexState &= READ_NO_READ_AHEAD), this.updateCallback();
    }
    function updateReadNT() {
      (this.stream._duplexState & READ_UPDATING) === 0 && (this.stream._duplexState &= READ_NOT_NEXT_TICK, this.update());
    }
    function updateWriteNT() {
      (this.stream._duplexState & WRITE_UPDATING) === 0 && (this.stream._duplexState &= WRITE_NOT_NEXT_TICK, this.update());
    }
    function tickDrains(drains) {
      for (let i2 = 0; i2 < drains.length; i2++)
        --drains[i2].writes === 0 && (drains.shift().resolve(!0), i2--);
    }
    function afterOpen(err2) {
      let stream = this.stream;
      err2 && stream.destroy(err2), (stream._duplexState & DESTROYING) === 0 && ((stream._duplexState & READ_PRIMARY_STATUS) === 0 && (stream._duplexState |= READ_PRIMARY), (stream._duplexState & WRITE_PRIMARY_STATUS) === 0 && (stream._duplexState |= WRITE_PRIMARY), stream.emit("open")), stream._duplexState &= NOT_ACTIVE, stream._writableState !== null && stream._writableState.updateCallback(), stream._readableState !== null && stream._readableState.updateCallback();
    }
    function afterTransform(err2, data) {
      data != null && this.push(data), this._writableState.afterWrite(err2);
    }
    function newListener(name) {
      this._readableState !== null && (name === "data" && (this._duplexState |= READ_EMIT_DATA | READ_RESUMED_READ_AHEAD, this._readableState.updateNextTick()), name === "readable" && (this._duplexState |= READ_EMIT_READABLE, this._readableState.updateNextTick())), this._writableState !== null && name === "drain" && (this._duplexState |= WRITE_EMIT_DRAIN, this._writableState.updateNextTick());
    }
    var Stream = class extends EventEmitter {
      constructor(opts) {
        super(), this._duplexState = 0, this._readableState = null, this._writableState = null, opts && (opts.open && (this._open = opts.open), opts.destroy && (this._destroy = opts.destroy), opts.predestroy && (this._predestroy = opts.predestroy), opts.signal && opts.signal.addEventListener("abort", abort.bind(this))), this.on("newListener", newListener);
      }
      _open(cb) {
        cb(null);
      }
      _destroy(cb) {
        cb(null);
      }
      _predestroy() {
      }
      get readable() {
        return this._readableState !== null ? !0 : void 0;
      }
      get writable() {
        return this._writableState !== null ? !0 : void 0;
      }
      get destroyed() {
        return (this._duplexState & DESTROYED) !== 0;
      }
      get destroying() {
        return (this._duplexState & DESTROY_STATUS) !== 0;
      }
      destroy(err2) {
        (this._duplexState & DESTROY_STATUS) === 0 && (err2 || (err2 = StreamError.STREAM_DESTROYED()), this._duplexState = (this._duplexState | DESTROYING) & NON_PRIMARY, this._readableState !== null && (this._readableState.highWaterMark = 0, this._readableState.error = err2), this._writableState !== null && (this._writableState.highWaterMark = 0, this._writableState.error = err2), this._duplexState |= PREDESTROYING, this._predestroy(), this._duplexState &= NOT_PREDESTROYING, this._readableState !== null && this._readableState.updateNextTick(), this._writableState !== null && this._writableState.updateNextTick());
      }
    }, Readable = class _Readable extends Stream {
      constructor(opts) {
        super(opts), this._duplexState |= OPENING | WRITE_DONE | READ_READ_AHEAD, this._readableState = new ReadableState(this, opts), opts && (this._readableState.readAhead === !1 && (this._duplexState &= READ_NO_READ_AHEAD), opts.read && (this._read = opts.read), opts.eagerOpen && this._readableState.updateNextTick(), opts.encoding && this.setEncoding(opts.encoding));
      }
      static deferred(fn, opts) {
        let out = new PassThrough(opts);
        return fn().then((src) => {
          if (src === null) return out.end();
          out.destroying || pipeline(src, out, noop);
        }).catch((err2) => out.destroy(err2)), out;
      }
      setEncoding(encoding) {
        let dec = new TextDecoder2(encoding), map = this._readableState.map || echo;
        return this._readableState.map = mapOrSkip, this;
        function mapOrSkip(data) {
          let next = dec.push(data);
          return next === "" && (data.byteLength !== 0 || dec.remaining > 0) ? null : map(next);
        }
      }
      _read(cb) {
        cb(null);
      }
      pipe(dest, cb) {
        return this._readableState.updateNextTick(), this._readableState.pipe(dest, cb), dest;
      }
      read() {
        return this._readableState.updateNextTick(), this._readableState.read();
      }
      push(data) {
        return this._readableState.updateNextTickIfOpen(), this._readableState.push(data);
      }
      unshift(data) {
        return this._readableState.updateNextTickIfOpen(), this._readableState.unshift(data);
      }
      resume() {
        return this._duplexState |= READ_RESUMED_READ_AHEAD, this._readableState.updateNextTick(), this;
      }
      pause() {
        return this._duplexState &= this._readableState.readAhead === !1 ? READ_PAUSED_NO_READ_AHEAD : READ_PAUSED, this;
      }
      static _fromAsyncIterator(ite, opts) {
        let destroy, rs = new _Readable({
          ...opts,
          read(cb) {
            ite.next().then(push).then(cb.bind(null, null)).catch(cb);
          },
          predestroy() {
            destroy = ite.return();
          },
          destroy(cb) {
            if (!destroy) return cb(null);
            destroy.then(cb.bind(null, null)).catch(cb);
          }
        });
        return rs;
        function push(data) {
          data.done ? rs.push(null) : rs.push(data.value);
        }
      }
      static from(data, opts) {
        if (isReadStreamx(data)) return data;
        if (data[asyncIterator]) return this._fromAsyncIterator(data[asyncIterator](), opts);
        Array.isArray(data) || (data = data === void 0 ? [] : [data]);
        let i2 = 0;
        return new _Readable({
          ...opts,
          read(cb) {
            this.push(i2 === data.length ? null : data[i2++]), cb(null);
          }
        });
      }
      static isBackpressured(rs) {
        return (rs._duplexState & READ_BACKPRESSURE_STATUS) !== 0 || rs._readableState.buffered >= rs._readableState.highWaterMark;
      }
      static isPaused(rs) {
        return (rs._duplexState & READ_RESUMED) === 0;
      }
      [asyncIterator]() {
        let stream = this, error = null, promiseResolve = null, promiseReject = null;
        return this.on("error", (err2) => {
          error = err2;
        }), this.on("readable", onreadable), this.on("close", onclose), {
          [asyncIterator]() {
            return this;
          },
          next() {
            return new Promise(function(resolve, reject) {
              promiseResolve = resolve, promiseReject = reject;
              let data = stream.read();
              data !== null ? ondata(data) : (stream._duplexState & DESTROYED) !== 0 && ondata(null);
            });
          },
          return() {
            return destroy(null);
          },
          throw(err2) {
            return destroy(err2);
          }
        };
        function onreadable() {
          promiseResolve !== null && ondata(stream.read());
        }
        function onclose() {
          promiseResolve !== null && ondata(null);
        }
        function ondata(data) {
          promiseReject !== null && (error ? promiseReject(error) : data === null && (stream._duplexState & READ_DONE) === 0 ? promiseReject(StreamError.STREAM_DESTROYED()) : promiseResolve({ value: data, done: data === null }), promiseReject = promiseResolve = null);
        }
        function destroy(err2) {
          return stream.destroy(err2), new Promise((resolve, reject) => {
            if (stream._duplexState & DESTROYED) return resolve({ value: void 0, done: !0 });
            stream.once("close", function() {
              err2 ? reject(err2) : resolve({ value: void 0, done: !0 });
            });
          });
        }
      }
    }, Writable = class extends Stream {
      constructor(opts) {
        super(opts), this._duplexState |= OPENING | READ_DONE, this._writableState = new WritableState(this, opts), opts && (opts.writev && (this._writev = opts.writev), opts.write && (this._write = opts.write), opts.final && (this._final = opts.final), opts.eagerOpen && this._writableState.updateNextTick());
      }
      cork() {
        this._duplexState |= WRITE_CORKED;
      }
      uncork() {
        this._duplexState &= WRITE_NOT_CORKED, this._writableState.updateNextTick();
      }
      _writev(batch, cb) {
        cb(null);
      }
      _write(data, cb) {
        this._writableState.autoBatch(data, cb);
      }
      _final(cb) {
        cb(null);
      }
      static isBackpressured(ws) {
        return (ws._duplexState & WRITE_BACKPRESSURE_STATUS) !== 0;
      }
      static drained(ws) {
        if (ws.destroyed) return Promise.resolve(!1);
        let state = ws._writableState, writes = (isWritev(ws) ? Math.min(1, state.queue.length) : state.queue.length) + (ws._duplexState & WRITE_WRITING ? 1 : 0);
        return writes === 0 ? Promise.resolve(!0) : (state.drains === null && (state.drains = []), new Promise((resolve) => {
          state.drains.push({ writes, resolve });
        }));
      }
      write(data) {
        return this._writableState.updateNextTick(), this._writableState.push(data);
      }
      end(data) {
        return this._writableState.updateNextTick(), this._writableState.end(data), this;
      }
    }, Duplex = class extends Readable {
      // and Writable
      constructor(opts) {
        super(opts), this._duplexState = OPENING | this._duplexState & READ_READ_AHEAD, this._writableState = new WritableState(this, opts), opts && (opts.writev && (this._writev = opts.writev), opts.write && (this._write = opts.write), opts.final && (this._final = opts.final));
      }
      cork() {
        this._duplexState |= WRITE_CORKED;
      }
      uncork() {
        this._duplexState &= WRITE_NOT_CORKED, this._writableState.updateNextTick();
      }
      _writev(batch, cb) {
        cb(null);
      }
      _write(data, cb) {
        this._writableState.autoBatch(data, cb);
      }
      _final(cb) {
        cb(null);
      }
      write(data) {
        return this._writableState.updateNextTick(), this._writableState.push(data);
      }
      end(data) {
        return this._writableState.updateNextTick(), this._writableState.end(data), this;
      }
    }, Transform = class extends Duplex {
      constructor(opts) {
        super(opts), this._transformState = new TransformState(this), opts && (opts.transform && (this._transform = opts.transform), opts.flush && (this._flush = opts.flush));
      }
      _write(data, cb) {
        this._readableState.buffered >= this._readableState.highWaterMark ? this._transformState.data = data : this._transform(data, this._transformState.afterTransform);
      }
      _read(cb) {
        if (this._transformState.data !== null) {
          let data = this._transformState.data;
          this._transformState.data = null, cb(null), this._transform(data, this._transformState.afterTransform);
        } else
          cb(null);
      }
      destroy(err2) {
        super.destroy(err2), this._transformState.data !== null && (this._transformState.data = null, this._transformState.afterTransform());
      }
      _transform(data, cb) {
        cb(null, data);
      }
      _flush(cb) {
        cb(null);
      }
      _final(cb) {
        this._transformState.afterFinal = cb, this._flush(transformAfterFlush.bind(this));
      }
    }, PassThrough = class extends Transform {
    };
    function transformAfterFlush(err2, data) {
      let cb = this._transformState.afterFinal;
      if (err2) return cb(err2);
      data != null && this.push(data), this.push(null), cb(null);
    }
    function pipelinePromise(...streams) {
      return new Promise((resolve, reject) => pipeline(...streams, (err2) => {
        if (err2) return reject(err2);
        resolve();
      }));
    }
    function pipeline(stream, ...streams) {
      let all = Array.isArray(stream) ? [...stream, ...streams] : [stream, ...streams], done = all.length && typeof all[all.length - 1] == "function" ? all.pop() : null;
      if (all.length < 2) throw StreamError.BAD_ARGUMENT("Pipeline requires at least 2 streams");
      let src = all[0], dest = null, error = null;
      for (let i2 = 1; i2 < all.length; i2++)
        dest = all[i2], isStreamx(src) ? src.pipe(dest, onerror) : (errorHandle(src, !0, i2 > 1, onerror), src.pipe(dest)), src = dest;
      if (done) {
        let fin = !1, autoDestroy = isStreamx(dest) || !!(dest._writableState && dest._writableState.autoDestroy);
        dest.on("error", (err2) => {
          error === null && (error = err2);
        }), dest.on("finish", () => {
          fin = !0, autoDestroy || done(error);
        }), autoDestroy && dest.on("close", () => done(error || (fin ? null : StreamError.PREMATURE_CLOSE())));
      }
      return dest;
      function errorHandle(s, rd, wr, onerror2) {
        s.on("error", onerror2), s.on("close", onclose);
        function onclose() {
          if (rd && s._readableState && !s._readableState.ended || wr && s._writableState && !s._writableState.ended)
            return onerror2(StreamError.PREMATURE_CLOSE());
        }
      }
      function onerror(err2) {
        if (!(!err2 || error)) {
          error = err2;
          for (let s of all)
            s.destroy(err2);
        }
      }
    }
    function echo(s) {
      return s;
    }
    function isStream(stream) {
      return !!stream._readableState || !!stream._writableState;
    }
    function isStreamx(stream) {
      return typeof stream._duplexState == "number" && isStream(stream);
    }
    function isEnding(stream) {
      return !!stream._readableState && stream._readableState.ending;
    }
    function isEnded(stream) {
      return !!stream._readableState && stream._readableState.ended;
    }
    function isFinishing(stream) {
      return !!stream._writableState && stream._writableState.ending;
    }
    function isFinished(stream) {
      return !!stream._writableState && stream._writableState.ended;
    }
    function getStreamError(stream, opts = {}) {
      let err2 = stream._readableState && stream._readableState.error || stream._writableState && stream._writableState.error;
      return !opts.all && StreamError.isStreamDestroyed(err2) ? null : err2;
    }
    function isReadStreamx(stream) {
      return isStreamx(stream) && stream.readable;
    }
    function isDisturbed(stream) {
      return (stream._duplexState & OPENING) !== OPENING || (stream._duplexState & DESTROYING) === DESTROYING || (stream._duplexState & ACTIVE_OR_TICKING) !== 0;
    }
    function isTypedArray(data) {
      return typeof data == "object" && data !== null && typeof data.byteLength == "number";
    }
    function defaultByteLength(data) {
      return isTypedArray(data) ? data.byteLength : 1024;
    }
    function noop() {
    }
    function abort() {
      this.destroy(StreamError.ABORTED());
    }
    function isWritev(s) {
      return s._writev !== Writable.prototype._writev && s._writev !== Duplex.prototype._writev;
    }
    module.exports = {
      pipeline,
      pipelinePromise,
      isStream,
      isStreamx,
      isEnding,
      isEnded,
      isFinishing,
      isFinished,
      isDisturbed,
      getStreamError,
      Stream,
      Writable,
      Readable,
      Duplex,
      Transform,
      // Export PassThrough for compatibility with Node.js core's stream module
      PassThrough
    };
  }
});

// node_modules/tar-stream/headers.js
var require_headers = __commonJS({
  "node_modules/tar-stream/headers.js"(exports) {
    var b4a = require_b4a(), ZEROS = "0000000000000000000", SEVENS = "7777777777777777777", ZERO_OFFSET = 48, USTAR_MAGIC = b4a.from([117, 115, 116, 97, 114, 0]), USTAR_VER = b4a.from([ZERO_OFFSET, ZERO_OFFSET]), GNU_MAGIC = b4a.from([117, 115, 116, 97, 114, 32]), GNU_VER = b4a.from([32, 0]), MASK = 4095, MAGIC_OFFSET = 257, VERSION_OFFSET = 263;
    exports.decodeLongPath = function(buf, encoding) {
      return decodeStr(buf, 0, buf.length, encoding);
    };
    exports.encodePax = function(opts) {
      let result = "";
      opts.name && (result += addLength(" path=" + opts.name + `
`)), opts.linkname && (result += addLength(" linkpath=" + opts.linkname + `
`));
      let pax = opts.pax;
      if (pax)
        for (let key in pax)
          result += addLength(" " + key + "=" + pax[key] + `
`);
      return b4a.from(result);
    };
    exports.decodePax = function(buf) {
      let result = {};
      for (; buf.length; ) {
        let i2 = 0;
        for (; i2 < buf.length && buf[i2] !== 32; ) i2++;
        let len = parseInt(b4a.toString(buf.subarray(0, i2)), 10);
        if (!len) return result;
        let b = b4a.toString(buf.subarray(i2 + 1, len - 1)), keyIndex = b.indexOf("=");
        if (keyIndex === -1) return result;
        result[b.slice(0, keyIndex)] = b.slice(keyIndex + 1), buf = buf.subarray(len);
      }
      return result;
    };
    exports.encode = function(opts) {
      let buf = b4a.alloc(512), name = opts.name, prefix = "";
      if (opts.typeflag === 5 && name[name.length - 1] !== "/" && (name += "/"), b4a.byteLength(name) !== name.length) return null;
      for (; b4a.byteLength(name) > 100; ) {
        let i2 = name.indexOf("/");
        if (i2 === -1) return null;
        prefix += prefix ? "/" + name.slice(0, i2) : name.slice(0, i2), name = name.slice(i2 + 1);
      }
      return b4a.byteLength(name) > 100 || b4a.byteLength(prefix) > 155 || opts.linkname && b4a.byteLength(opts.linkname) > 100 ? null : (b4a.write(buf, name), b4a.write(buf, encodeOct(opts.mode & MASK, 6), 100), b4a.write(buf, encodeOct(opts.uid, 6), 108), b4a.write(buf, encodeOct(opts.gid, 6), 116), encodeSize(opts.size, buf, 124), b4a.write(buf, encodeOct(opts.mtime.getTime() / 1e3 | 0, 11), 136), buf[156] = ZERO_OFFSET + toTypeflag(opts.type), opts.linkname && b4a.write(buf, opts.linkname, 157), b4a.copy(USTAR_MAGIC, buf, MAGIC_OFFSET), b4a.copy(USTAR_VER, buf, VERSION_OFFSET), opts.uname && b4a.write(buf, opts.uname, 265), opts.gname && b4a.write(buf, opts.gname, 297), b4a.write(buf, encodeOct(opts.devmajor || 0, 6), 329), b4a.write(buf, encodeOct(opts.devminor || 0, 6), 337), prefix && b4a.write(buf, prefix, 345), b4a.write(buf, encodeOct(cksum(buf), 6), 148), buf);
    };
    exports.decode = function(buf, filenameEncoding, allowUnknownFormat) {
      let typeflag = buf[156] === 0 ? 0 : buf[156] - ZERO_OFFSET, name = decodeStr(buf, 0, 100, filenameEncoding), mode = decodeOct(buf, 100, 8), uid = decodeOct(buf, 108, 8), gid = decodeOct(buf, 116, 8), size = decodeOct(buf, 124, 12), mtime = decodeOct(buf, 136, 12), type = toType(typeflag), linkname = buf[157] === 0 ? null : decodeStr(buf, 157, 100, filenameEncoding), uname = decodeStr(buf, 265, 32), gname = decodeStr(buf, 297, 32), devmajor = decodeOct(buf, 329, 8), devminor = decodeOct(buf, 337, 8), c = cksum(buf);
      if (c === 256) return null;
      if (c !== decodeOct(buf, 148, 8)) throw new Error("Invalid tar header. Maybe the tar is corrupted or it needs to be gunzipped?");
      if (isUSTAR(buf))
        buf[345] && (name = decodeStr(buf, 345, 155, filenameEncoding) + "/" + name);
      else if (!isGNU(buf)) {
        if (!allowUnknownFormat)
          throw new Error("Invalid tar header: unknown format.");
      }
      return typeflag === 0 && name && name[name.length - 1] === "/" && (typeflag = 5), {
        name,
        mode,
        uid,
        gid,
        size,
        mtime: new Date(1e3 * mtime),
        type,
        linkname,
        uname,
        gname,
        devmajor,
        devminor,
        pax: null
      };
    };
    function isUSTAR(buf) {
      return b4a.equals(USTAR_MAGIC, buf.subarray(MAGIC_OFFSET, MAGIC_OFFSET + 6));
    }
    function isGNU(buf) {
      return b4a.equals(GNU_MAGIC, buf.subarray(MAGIC_OFFSET, MAGIC_OFFSET + 6)) && b4a.equals(GNU_VER, buf.subarray(VERSION_OFFSET, VERSION_OFFSET + 2));
    }
    function clamp(index, len, defaultValue) {
      return typeof index != "number" ? defaultValue : (index = ~~index, index >= len ? len : index >= 0 || (index += len, index >= 0) ? index : 0);
    }
    function toType(flag) {
      switch (flag) {
        case 0:
          return "file";
        case 1:
          return "link";
        case 2:
          return "symlink";
        case 3:
          return "character-device";
        case 4:
          return "block-device";
        case 5:
          return "directory";
        case 6:
          return "fifo";
        case 7:
          return "contiguous-file";
        case 72:
          return "pax-header";
        case 55:
          return "pax-global-header";
        case 27:
          return "gnu-long-link-path";
        case 28:
        case 30:
          return "gnu-long-path";
      }
      return null;
    }
    function toTypeflag(flag) {
      switch (flag) {
        case "file":
          return 0;
        case "link":
          return 1;
        case "symlink":
          return 2;
        case "character-device":
          return 3;
        case "block-device":
          return 4;
        case "directory":
          return 5;
        case "fifo":
          return 6;
        case "contiguous-file":
          return 7;
        case "pax-header":
          return 72;
      }
      return 0;
    }
    function indexOf(block, num, offset, end) {
      for (; offset < end; offset++)
        if (block[offset] === num) return offset;
      return end;
    }
    function cksum(block) {
      let sum = 256;
      for (let i2 = 0; i2 < 148; i2++) sum += block[i2];
      for (let j = 156; j < 512; j++) sum += block[j];
      return sum;
    }
    function encodeOct(val, n) {
      return val = val.toString(8), val.length > n ? SEVENS.slice(0, n) + " " : ZEROS.slice(0, n - val.length) + val + " ";
    }
    function encodeSizeBin(num, buf, off) {
      buf[off] = 128;
      for (let i2 = 11; i2 > 0; i2--)
        buf[off + i2] = num & 255, num = Math.floor(num / 256);
    }
    function encodeSize(num, buf, off) {
      num.toString(8).length > 11 ? encodeSizeBin(num, buf, off) : b4a.write(buf, encodeOct(num, 11), off);
    }
    function parse256(buf) {
      let positive;
      if (buf[0] === 128) positive = !0;
      else if (buf[0] === 255) positive = !1;
      else return null;
      let tuple = [], i2;
      for (i2 = buf.length - 1; i2 > 0; i2--) {
        let byte = buf[i2];
        positive ? tuple.push(byte) : tuple.push(255 - byte);
      }
      let sum = 0, l = tuple.length;
      for (i2 = 0; i2 < l; i2++)
        sum += tuple[i2] * Math.pow(256, i2);
      return positive ? sum : -1 * sum;
    }
    function decodeOct(val, offset, length) {
      if (val = val.subarray(offset, offset + length), offset = 0, val[offset] & 128)
        return parse256(val);
      {
        for (; offset < val.length && val[offset] === 32; ) offset++;
        let end = clamp(indexOf(val, 32, offset, val.length), val.length, val.length);
        for (; offset < end && val[offset] === 0; ) offset++;
        return end === offset ? 0 : parseInt(b4a.toString(val.subarray(offset, end)), 8);
      }
    }
    function decodeStr(val, offset, length, encoding) {
      return b4a.toString(val.subarray(offset, indexOf(val, 0, offset, offset + length)), encoding);
    }
    function addLength(str) {
      let len = b4a.byteLength(str), digits = Math.floor(Math.log(len) / Math.log(10)) + 1;
      return len + digits >= Math.pow(10, digits) && digits++, len + digits + str;
    }
  }
});

// node_modules/tar-stream/extract.js
var require_extract = __commonJS({
  "node_modules/tar-stream/extract.js"(exports, module) {
    var { Writable, Readable, getStreamError } = require_streamx(), FIFO = require_fast_fifo(), b4a = require_b4a(), headers = require_headers(), EMPTY = b4a.alloc(0), BufferList = class {
      constructor() {
        this.buffered = 0, this.shifted = 0, this.queue = new FIFO(), this._offset = 0;
      }
      push(buffer) {
        this.buffered += buffer.byteLength, this.queue.push(buffer);
      }
      shiftFirst(size) {
        return this._buffered === 0 ? null : this._next(size);
      }
      shift(size) {
        if (size > this.buffered) return null;
        if (size === 0) return EMPTY;
        let chunk = this._next(size);
        if (size === chunk.byteLength) return chunk;
        let chunks = [chunk];
        for (; (size -= chunk.byteLength) > 0; )
          chunk = this._next(size), chunks.push(chunk);
        return b4a.concat(chunks);
      }
      _next(size) {
        let buf = this.queue.peek(), rem = buf.byteLength - this._offset;
        if (size >= rem) {
          let sub = this._offset ? buf.subarray(this._offset, buf.byteLength) : buf;
          return this.queue.shift(), this._offset = 0, this.buffered -= rem, this.shifted += rem, sub;
        }
        return this.buffered -= size, this.shifted += size, buf.subarray(this._offset, this._offset += size);
      }
    }, Source = class extends Readable {
      constructor(self, header, offset) {
        super(), this.header = header, this.offset = offset, this._parent = self;
      }
      _read(cb) {
        this.header.size === 0 && this.push(null), this._parent._stream === this && this._parent._update(), cb(null);
      }
      _predestroy() {
        this._parent.destroy(getStreamError(this));
      }
      _detach() {
        this._parent._stream === this && (this._parent._stream = null, this._parent._missing = overflow(this.header.size), this._parent._update());
      }
      _destroy(cb) {
        this._detach(), cb(null);
      }
    }, Extract = class extends Writable {
      constructor(opts) {
        super(opts), opts || (opts = {}), this._buffer = new BufferList(), this._offset = 0, this._header = null, this._stream = null, this._missing = 0, this._longHeader = !1, this._callback = noop, this._locked = !1, this._finished = !1, this._pax = null, this._paxGlobal = null, this._gnuLongPath = null, this._gnuLongLinkPath = null, this._filenameEncoding = opts.filenameEncoding || "utf-8", this._allowUnknownFormat = !!opts.allowUnknownFormat, this._unlockBound = this._unlock.bind(this);
      }
      _unlock(err2) {
        if (this._locked = !1, err2) {
          this.destroy(err2), this._continueWrite(err2);
          return;
        }
        this._update();
      }
      _consumeHeader() {
        if (this._locked) return !1;
        this._offset = this._buffer.shifted;
        try {
          this._header = headers.decode(this._buffer.shift(512), this._filenameEncoding, this._allowUnknownFormat);
        } catch (err2) {
          return this._continueWrite(err2), !1;
        }
        if (!this._header) return !0;
        switch (this._header.type) {
          case "gnu-long-path":
          case "gnu-long-link-path":
          case "pax-global-header":
          case "pax-header":
            return this._longHeader = !0, this._missing = this._header.size, !0;
        }
        return this._locked = !0, this._applyLongHeaders(), this._header.size === 0 || this._header.type === "directory" ? (this.emit("entry", this._header, this._createStream(), this._unlockBound), !0) : (this._stream = this._createStream(), this._missing = this._header.size, this.emit("entry", this._header, this._stream, this._unlockBound), !0);
      }
      _applyLongHeaders() {
        this._gnuLongPath && (this._header.name = this._gnuLongPath, this._gnuLongPath = null), this._gnuLongLinkPath && (this._header.linkname = this._gnuLongLinkPath, this._gnuLongLinkPath = null), this._pax && (this._pax.path && (this._header.name = this._pax.path), this._pax.linkpath && (this._header.linkname = this._pax.linkpath), this._pax.size && (this._header.size = parseInt(this._pax.size, 10)), this._header.pax = this._pax, this._pax = null);
      }
      _decodeLongHeader(buf) {
        switch (this._header.type) {
          case "gnu-long-path":
            this._gnuLongPath = headers.decodeLongPath(buf, this._filenameEncoding);
            break;
          case "gnu-long-link-path":
            this._gnuLongLinkPath = headers.decodeLongPath(buf, this._filenameEncoding);
            break;
          case "pax-global-header":
            this._paxGlobal = headers.decodePax(buf);
            break;
          case "pax-header":
            this._pax = this._paxGlobal === null ? headers.decodePax(buf) : Object.assign({}, this._paxGlobal, headers.decodePax(buf));
            break;
        }
      }
      _consumeLongHeader() {
        this._longHeader = !1, this._missing = overflow(this._header.size);
        let buf = this._buffer.shift(this._header.size);
        try {
          this._decodeLongHeader(buf);
        } catch (err2) {
          return this._continueWrite(err2), !1;
        }
        return !0;
      }
      _consumeStream() {
        let buf = this._buffer.shiftFirst(this._missing);
        if (buf === null) return !1;
        this._missing -= buf.byteLength;
        let drained = this._stream.push(buf);
        return this._missing === 0 ? (this._stream.push(null), drained && this._stream._detach(), drained && this._locked === !1) : drained;
      }
      _createStream() {
        return new Source(this, this._header, this._offset);
      }
      _update() {
        for (; this._buffer.buffered > 0 && !this.destroying; ) {
          if (this._missing > 0) {
            if (this._stream !== null) {
              if (this._consumeStream() === !1) return;
              continue;
            }
            if (this._longHeader === !0) {
              if (this._missing > this._buffer.buffered) break;
              if (this._consumeLongHeader() === !1) return !1;
              continue;
            }
            let ignore = this._buffer.shiftFirst(this._missing);
            ignore !== null && (this._missing -= ignore.byteLength);
            continue;
          }
          if (this._buffer.buffered < 512) break;
          if (this._stream !== null || this._consumeHeader() === !1) return;
        }
        this._continueWrite(null);
      }
      _continueWrite(err2) {
        let cb = this._callback;
        this._callback = noop, cb(err2);
      }
      _write(data, cb) {
        this._callback = cb, this._buffer.push(data), this._update();
      }
      _final(cb) {
        this._finished = this._missing === 0 && this._buffer.buffered === 0, cb(this._finished ? null : new Error("Unexpected end of data"));
      }
      _predestroy() {
        this._continueWrite(null);
      }
      _destroy(cb) {
        this._stream && this._stream.destroy(getStreamError(this)), cb(null);
      }
      [Symbol.asyncIterator]() {
        let error = null, promiseResolve = null, promiseReject = null, entryStream = null, entryCallback = null, extract4 = this;
        return this.on("entry", onentry), this.on("error", (err2) => {
          error = err2;
        }), this.on("close", onclose), {
          [Symbol.asyncIterator]() {
            return this;
          },
          next() {
            return new Promise(onnext);
          },
          return() {
            return destroy(null);
          },
          throw(err2) {
            return destroy(err2);
          }
        };
        function consumeCallback(err2) {
          if (!entryCallback) return;
          let cb = entryCallback;
          entryCallback = null, cb(err2);
        }
        function onnext(resolve, reject) {
          if (error)
            return reject(error);
          if (entryStream) {
            resolve({ value: entryStream, done: !1 }), entryStream = null;
            return;
          }
          promiseResolve = resolve, promiseReject = reject, consumeCallback(null), extract4._finished && promiseResolve && (promiseResolve({ value: void 0, done: !0 }), promiseResolve = promiseReject = null);
        }
        function onentry(header, stream, callback) {
          entryCallback = callback, stream.on("error", noop), promiseResolve ? (promiseResolve({ value: stream, done: !1 }), promiseResolve = promiseReject = null) : entryStream = stream;
        }
        function onclose() {
          consumeCallback(error), promiseResolve && (error ? promiseReject(error) : promiseResolve({ value: void 0, done: !0 }), promiseResolve = promiseReject = null);
        }
        function destroy(err2) {
          return extract4.destroy(err2), consumeCallback(err2), new Promise((resolve, reject) => {
            if (extract4.destroyed) return resolve({ value: void 0, done: !0 });
            extract4.once("close", function() {
              err2 ? reject(err2) : resolve({ value: void 0, done: !0 });
            });
          });
        }
      }
    };
    module.exports = function(opts) {
      return new Extract(opts);
    };
    function noop() {
    }
    function overflow(size) {
      return size &= 511, size && 512 - size;
    }
  }
});

// node_modules/tar-stream/constants.js
var require_constants = __commonJS({
  "node_modules/tar-stream/constants.js"(exports, module) {
    var constants = {
      // just for envs without fs
      S_IFMT: 61440,
      S_IFDIR: 16384,
      S_IFCHR: 8192,
      S_IFBLK: 24576,
      S_IFIFO: 4096,
      S_IFLNK: 40960
    };
    try {
      module.exports = __require("fs").constants || constants;
    } catch {
      module.exports = constants;
    }
  }
});

// node_modules/tar-stream/pack.js
var require_pack = __commonJS({
  "node_modules/tar-stream/pack.js"(exports, module) {
    var { Readable, Writable, getStreamError } = require_streamx(), b4a = require_b4a(), constants = require_constants(), headers = require_headers(), DMODE = 493, FMODE = 420, END_OF_TAR = b4a.alloc(1024), Sink = class extends Writable {
      constructor(pack2, header, callback) {
        super({ mapWritable, eagerOpen: !0 }), this.written = 0, this.header = header, this._callback = callback, this._linkname = null, this._isLinkname = header.type === "symlink" && !header.linkname, this._isVoid = header.type !== "file" && header.type !== "contiguous-file", this._finished = !1, this._pack = pack2, this._openCallback = null, this._pack._stream === null ? this._pack._stream = this : this._pack._pending.push(this);
      }
      _open(cb) {
        this._openCallback = cb, this._pack._stream === this && this._continueOpen();
      }
      _continuePack(err2) {
        if (this._callback === null) return;
        let callback = this._callback;
        this._callback = null, callback(err2);
      }
      _continueOpen() {
        this._pack._stream === null && (this._pack._stream = this);
        let cb = this._openCallback;
        if (this._openCallback = null, cb !== null) {
          if (this._pack.destroying) return cb(new Error("pack stream destroyed"));
          if (this._pack._finalized) return cb(new Error("pack stream is already finalized"));
          this._pack._stream = this, this._isLinkname || this._pack._encode(this.header), this._isVoid && (this._finish(), this._continuePack(null)), cb(null);
        }
      }
      _write(data, cb) {
        if (this._isLinkname)
          return this._linkname = this._linkname ? b4a.concat([this._linkname, data]) : data, cb(null);
        if (this._isVoid)
          return data.byteLength > 0 ? cb(new Error("No body allowed for this entry")) : cb();
        if (this.written += data.byteLength, this._pack.push(data)) return cb();
        this._pack._drain = cb;
      }
      _finish() {
        this._finished || (this._finished = !0, this._isLinkname && (this.header.linkname = this._linkname ? b4a.toString(this._linkname, "utf-8") : "", this._pack._encode(this.header)), overflow(this._pack, this.header.size), this._pack._done(this));
      }
      _final(cb) {
        if (this.written !== this.header.size)
          return cb(new Error("Size mismatch"));
        this._finish(), cb(null);
      }
      _getError() {
        return getStreamError(this) || new Error("tar entry destroyed");
      }
      _predestroy() {
        this._pack.destroy(this._getError());
      }
      _destroy(cb) {
        this._pack._done(this), this._continuePack(this._finished ? null : this._getError()), cb();
      }
    }, Pack = class extends Readable {
      constructor(opts) {
        super(opts), this._drain = noop, this._finalized = !1, this._finalizing = !1, this._pending = [], this._stream = null;
      }
      entry(header, buffer, callback) {
        if (this._finalized || this.destroying) throw new Error("already finalized or destroyed");
        typeof buffer == "function" && (callback = buffer, buffer = null), callback || (callback = noop), (!header.size || header.type === "symlink") && (header.size = 0), header.type || (header.type = modeToType(header.mode)), header.mode || (header.mode = header.type === "directory" ? DMODE : FMODE), header.uid || (header.uid = 0), header.gid || (header.gid = 0), header.mtime || (header.mtime = /* @__PURE__ */ new Date()), typeof buffer == "string" && (buffer = b4a.from(buffer));
        let sink = new Sink(this, header, callback);
        return b4a.isBuffer(buffer) ? (header.size = buffer.byteLength, sink.write(buffer), sink.end(), sink) : (sink._isVoid, sink);
      }
      finalize() {
        if (this._stream || this._pending.length > 0) {
          this._finalizing = !0;
          return;
        }
        this._finalized || (this._finalized = !0, this.push(END_OF_TAR), this.push(null));
      }
      _done(stream) {
        stream === this._stream && (this._stream = null, this._finalizing && this.finalize(), this._pending.length && this._pending.shift()._continueOpen());
      }
      _encode(header) {
        if (!header.pax) {
          let buf = headers.encode(header);
          if (buf) {
            this.push(buf);
            return;
          }
        }
        this._encodePax(header);
      }
      _encodePax(header) {
        let paxHeader = headers.encodePax({
          name: header.name,
          linkname: header.linkname,
          pax: header.pax
        }), newHeader = {
          name: "PaxHeader",
          mode: header.mode,
          uid: header.uid,
          gid: header.gid,
          size: paxHeader.byteLength,
          mtime: header.mtime,
          type: "pax-header",
          linkname: header.linkname && "PaxHeader",
          uname: header.uname,
          gname: header.gname,
          devmajor: header.devmajor,
          devminor: header.devminor
        };
        this.push(headers.encode(newHeader)), this.push(paxHeader), overflow(this, paxHeader.byteLength), newHeader.size = header.size, newHeader.type = header.type, this.push(headers.encode(newHeader));
      }
      _doDrain() {
        let drain = this._drain;
        this._drain = noop, drain();
      }
      _predestroy() {
        let err2 = getStreamError(this);
        for (this._stream && this._stream.destroy(err2); this._pending.length; ) {
          let stream = this._pending.shift();
          stream.destroy(err2), stream._continueOpen();
        }
        this._doDrain();
      }
      _read(cb) {
        this._doDrain(), cb();
      }
    };
    module.exports = function(opts) {
      return new Pack(opts);
    };
    function modeToType(mode) {
      switch (mode & constants.S_IFMT) {
        case constants.S_IFBLK:
          return "block-device";
        case constants.S_IFCHR:
          return "character-device";
        case constants.S_IFDIR:
          return "directory";
        case constants.S_IFIFO:
          return "fifo";
        case constants.S_IFLNK:
          return "symlink";
      }
      return "file";
    }
    function noop() {
    }
    function overflow(self, size) {
      size &= 511, size && self.push(END_OF_TAR.subarray(0, 512 - size));
    }
    function mapWritable(buf) {
      return b4a.isBuffer(buf) ? buf : b4a.from(buf);
    }
  }
});

// node_modules/tar-stream/index.js
var require_tar_stream = __commonJS({
  "node_modules/tar-stream/index.js"(exports) {
    exports.extract = require_extract();
    exports.pack = require_pack();
  }
});

// packages/adp/src/layer1/access.ts
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join as join2 } from "node:path";

// packages/adp/src/layer1/errors.ts
var errors = defineErrors({
  // Settings and inputs
  SETTINGS: ["ADP-L1-001", Exit.usage, "A setting of Layer 1 has a mistake."],
  SECRET_IN_INPUT: [
    "ADP-L1-002",
    Exit.credential,
    "A file that goes into the image, or into git, contains a credential."
  ],
  INPUT_MISSING: ["ADP-L1-003", Exit.usage, "A file that Layer 1 is built from is missing."],
  FRAMEWORK: ["ADP-L1-004", Exit.platform, "The framework's wheel could not be built."],
  LOGIN_MISSING: ["ADP-L1-005", Exit.credential, "A login that the configuration asks for is missing."],
  CERTIFICATE: [
    "ADP-L1-006",
    Exit.usage,
    "A file in config/certificates is not a PEM certificate, or has expired."
  ],
  LOGIN_IN_CLEAR: ["ADP-L1-007", Exit.credential, "A login would be sent over plain HTTP."],
  LOCK: ["ADP-L1-008", Exit.usage, "layer1.lock is missing or has a mistake."],
  // The base image
  BASE_LOGIN: ["ADP-L1-010", Exit.credential, "The registry of a base image refused the login."],
  BASE_MISSING: ["ADP-L1-011", Exit.platform, "A base image does not exist."],
  BASE_TLS: ["ADP-L1-012", Exit.platform, "The Docker Engine does not trust the registry's certificate."],
  BASE_UNREACHABLE: ["ADP-L1-013", Exit.platform, "A registry does not answer."],
  BASE_ONBUILD: ["ADP-L1-014", Exit.usage, "The base image has ONBUILD steps of its own."],
  BASE_NO_RUNTIME: ["ADP-L1-015", Exit.usage, "The base image is not an Astronomer Runtime."],
  BASE_NOT_LOCKED: ["ADP-L1-017", Exit.usage, "A base image is not the one in layer1.lock."],
  // The build
  APT_LOGIN: ["ADP-L1-020", Exit.credential, "The apt mirror refused the login."],
  APT_TLS: ["ADP-L1-021", Exit.platform, "apt does not trust the mirror's certificate."],
  APT_UNREACHABLE: ["ADP-L1-022", Exit.platform, "The apt mirror does not answer."],
  APT_PACKAGE: ["ADP-L1-023", Exit.usage, "A Debian package does not exist on the mirror."],
  APT_SIGNATURE: [
    "ADP-L1-024",
    Exit.platform,
    "The apt mirror's index is not signed by a key that the image knows, or has expired."
  ],
  APT_MIXED: ["ADP-L1-025", Exit.platform, "The apt mirror served files that do not match its index."],
  PYTHON_HASH: [
    "ADP-L1-029",
    Exit.platform,
    "A Python package is not the file that Layer 1 was tested with: its hash differs, or is in no list."
  ],
  PYTHON_LOGIN: ["ADP-L1-030", Exit.credential, "The Python index refused the login."],
  PYTHON_TLS: ["ADP-L1-031", Exit.platform, "pip or uv does not trust the index's certificate."],
  PYTHON_UNREACHABLE: ["ADP-L1-032", Exit.platform, "The Python index does not answer."],
  PYTHON_PACKAGE: ["ADP-L1-033", Exit.usage, "A Python package is not on the index, or not for this Python."],
  PYTHON_CONFLICT: ["ADP-L1-034", Exit.job, "The Python packages conflict with the Runtime's."],
  BINDINGS: ["ADP-L1-035", Exit.platform, "The Kerberos bindings do not compile."],
  SECRET_REQUIRED: ["ADP-L1-036", Exit.credential, "A build step did not get the login that it requires."],
  BUILD_FAILED: ["ADP-L1-037", Exit.job, "A step of the build failed."],
  DISK_FULL: ["ADP-L1-039", Exit.platform, "The Docker Engine ran out of disk space during the build."],
  ODBC: ["ADP-L1-038", Exit.usage, "Microsoft's ODBC driver could not be set up."],
  // The scan
  LEAK: ["ADP-L1-040", Exit.credential, "The image contains a credential."],
  SCAN_INCOMPLETE: ["ADP-L1-041", Exit.platform, "The image could not be scanned."],
  // list, use, verify
  NO_IMAGE: ["ADP-L1-050", Exit.usage, "There is no such Layer 1 image."],
  NOT_LAYER1: ["ADP-L1-051", Exit.usage, "The image was not built by `adp layer1 build`."],
  // push, pull
  ADDRESS: ["ADP-L1-052", Exit.usage, "The address of an image in a registry has a mistake."],
  REGISTRY_LOGIN: ["ADP-L1-053", Exit.credential, "The company's registry refused the login."],
  REGISTRY_MISSING: ["ADP-L1-054", Exit.usage, "The company's registry does not have the image."],
  V_LABELS: ["ADP-L1-060", Exit.job, "The image lacks labels of Layer 1."],
  V_ONBUILD: ["ADP-L1-061", Exit.job, "The image does not end with the Runtime's ONBUILD steps."],
  V_USER: ["ADP-L1-062", Exit.job, "The image does not run as astro (50000:0)."],
  V_ODBC: ["ADP-L1-063", Exit.job, "An ODBC driver cannot be loaded in the image."],
  V_KERBEROS: ["ADP-L1-064", Exit.job, "Kerberos cannot be used in the image."],
  V_FRAMEWORK: ["ADP-L1-065", Exit.job, "The framework cannot be imported in the image."],
  V_PIP_CHECK: ["ADP-L1-066", Exit.job, "The image's Python packages conflict with each other."],
  V_AIRFLOW: ["ADP-L1-067", Exit.job, "The image's Airflow is not the version that its label names."],
  V_COMPILER: ["ADP-L1-068", Exit.job, "The image contains a compiler."],
  V_WRITABLE: ["ADP-L1-069", Exit.job, "Every user can write a path in the image."],
  V_LEAK: ["ADP-L1-070", Exit.job, "The image contains a credential, or what looks like one."],
  V_SUPPORT: ["ADP-L1-071", Exit.job, "The image's Runtime is out of support."],
  V_TICKET: ["ADP-L1-072", Exit.job, "Microsoft's driver gets no Kerberos ticket for the SQL Server."],
  V_STARTS: ["ADP-L1-073", Exit.job, "The image's Python does not start."],
  // A datakit's build on Layer 1: keep-layer1.py in layer1-base-image/build says it
  DATAKIT_PACKAGES: [
    "ADP-L1-080",
    Exit.job,
    "A datakit's requirements.txt would change a Python package of Layer 1."
  ]
});

// packages/adp/src/layer1/folder.ts
import { join } from "node:path";
function layer1Folder(root = platformRoot()) {
  let folder = join(root, "layer1-base-image");
  return {
    root,
    folder,
    dockerfile: join(folder, "Dockerfile"),
    envFile: join(folder, ".env"),
    lockFile: join(folder, "layer1.lock"),
    wheels: join(folder, "framework"),
    provenance: join(folder, ".provenance"),
    state: join(root, ".adp", "run", "layer1")
  };
}
function fromHere({ folder }, ...parts2) {
  return shownPath(join(folder, ...parts2));
}
function makeStep(place, target, why) {
  let folder = fromHere(place);
  return run({ shell: folder === "." ? `make ${target}` : `make -C ${quoted(folder)} ${target}` }, why);
}

// packages/adp/src/layer1/access.ts
function planAccess(place, settings, env = process.env) {
  let netrc = readNetrc(env), pip = readPipConf(env), uv = readUvSettings(env), from = { pip, uv, netrc, uvPlace: shortened(uv.origin, env) }, [forPip, forUv] = [pipIndexes(from), uvIndexes(from)], required = (host) => settings.loginHosts.some((wanted) => wanted.toLowerCase() === host), wires = new Wires(place, settings.insecureLoginHosts), access = ({ url, setting, login }, unchecked = []) => ({
    url,
    host: hostOf(url),
    setting,
    login,
    required: required(hostOf(url)),
    wire: wires.of(url, unchecked),
    isLoginExposed: login !== void 0 && wires.exposes(url)
  }), byNetrc = ({ url, setting, isNamed }) => {
    let { hostname: host, port } = new URL(url);
    return access({ url, setting, login: netrcLogin(netrc, { host, port, isNamed }) });
  }, apt = aptSources(place, settings).map(byNetrc), { mavenMirror, origin } = settings, maven = byNetrc({
    url: mavenMirror ?? "https://repo1.maven.org/maven2",
    setting: mavenMirror === void 0 ? "the default" : `MAVEN_MIRROR (${origin.get("MAVEN_MIRROR")})`,
    isNamed: mavenMirror !== void 0
  }), byPip = forPip.map((index) => access(index, pip.trustedHosts)), byUv = forUv.map((index) => access(index, uv.insecureHosts)), all = [...apt, ...byPip, ...byUv, maven], proxies = ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY"].flatMap((name) => [name, name.toLowerCase()]).filter((name) => !!env[name]);
  return {
    apt,
    pip: byPip,
    uv: byUv,
    maven: [maven],
    pipIndexes: forPip,
    uvIndexes: forUv,
    trustedHosts: { pip: pip.trustedHosts, uv: uv.insecureHosts },
    logins: unique([
      ...all.flatMap(({ login }) => login === void 0 ? [] : [login]),
      ...proxies.flatMap((name) => proxyLogin(name, env[name] ?? ""))
    ]),
    proxies,
    warnings: netrc.present && netrc.exposed ? [`${netrc.place} can be read by others: chmod 600 ${netrc.place}`] : [],
    netrc,
    hostCertificates: [
      ...new Set(
        [pip.cert, env.SSL_CERT_FILE, env.REQUESTS_CA_BUNDLE, env.CURL_CA_BUNDLE].filter(
          (path) => !!path
        )
      )
    ]
  };
}
function aptSources(place, settings) {
  let { aptMirror, aptSecurityMirror, origin } = settings, named2 = (name) => `${name} (${origin.get(name) ?? "from APT_MIRROR"})`, debian = aptMirror === void 0 ? [
    { url: "http://deb.debian.org/debian", setting: "the base image's own sources", isNamed: !1 },
    {
      url: "http://deb.debian.org/debian-security",
      setting: "the base image's own sources",
      isNamed: !1
    }
  ] : [
    { url: aptMirror, setting: named2("APT_MIRROR"), isNamed: !0 },
    {
      url: aptSecurityMirror ?? `${aptMirror}-security`,
      setting: named2("APT_SECURITY_MIRROR"),
      isNamed: !0
    }
  ], folder = join2(place.folder, "config", "apt"), extra = (existsSync(folder) ? readdirSync(folder) : []).filter((name) => name.endsWith(".sources")).sort().flatMap(
    (name) => sourcesIn(readFileSync(join2(folder, name), "utf8"), fromHere(place, "config", "apt", name))
  ).map(({ url, file: file2 }) => ({ url, setting: `config/apt/${basename(file2)}`, isNamed: !0 }));
  return [...debian, ...extra];
}
function sourcesIn(text, file2) {
  let isInField = !1;
  return text.split(/\r?\n/).flatMap((line, at) => {
    if (line.startsWith("#")) return [];
    let field = /^([\w-]+)[ \t]*:(.*)$/.exec(line);
    return field !== null ? isInField = field[1]?.toLowerCase() === "uris" : /^[ \t]/.test(line) || (isInField = !1), isInField ? (field?.[2] ?? line).trim().split(/\s+/).filter(Boolean).map((word) => {
      let url = URL.canParse(word) ? new URL(word) : void 0;
      if (url !== void 0 && (url.host !== "" || /^(?:file|copy|cdrom):$/.test(url.protocol)) && !`${url.pathname}${url.search}${url.hash}`.includes("@")) return { url: word, file: file2 };
      throw new AdpError(errors.SETTINGS, {
        what: `The address in ${file2}, line ${at + 1}, cannot be read.`,
        why: "It has no scheme such as https://, or an @ after the host. Which host apt would ask, and as whom, is not known. It is not repeated here.",
        next: [
          act(`correct line ${at + 1} of ${file2}`, "for example URIs: https://artifactory.example/debian"),
          again
        ]
      });
    }) : [];
  });
}
var Wires = class {
  constructor({ folder }, allowed) {
    this.allowed = allowed;
    let certificates = join2(folder, "config", "certificates");
    this.#ownCertificates = existsSync(certificates) && readdirSync(certificates).some((name) => /\.(?:crt|pem)$/.test(name));
  }
  allowed;
  #ownCertificates;
  of(url, unchecked) {
    return isPlain(url) ? "http" : unchecked.includes(hostOf(url)) || unchecked.includes(hostOf(url).replace(/:\d+$/, "")) ? "https, certificate not checked" : this.#ownCertificates ? "https, public CAs and config/certificates" : "https, public CAs";
  }
  /** Whether a login to this address could be read on the way. */
  exposes(url) {
    let host = hostOf(url);
    return isPlain(url) && !this.allowed.includes(host) && !this.allowed.includes(host.replace(/:\d+$/, ""));
  }
};
function isPlain(url) {
  return url.toLowerCase().startsWith("http:");
}
function hostOf(url) {
  return URL.canParse(url) ? new URL(url).host.toLowerCase() : url;
}
function proxyLogin(name, value) {
  let login = /^(?:[a-z][a-z0-9+.-]*:\/\/)?(.*)@/i.exec(value)?.[1] ?? "", [user = "", ...rest] = login.split(":"), password = rest.join(":") || user;
  return password === "" ? [] : [{ user: decoded(user), password: new Secret(decoded(password)), place: name }];
}
function unique(logins) {
  return [
    ...new Map(
      logins.map((login) => [`${login.user}\0${login.password.reveal()}\0${login.place}`, login])
    ).values()
  ];
}
function shortened(path, env) {
  return env.HOME && path.startsWith(`${env.HOME}/`) ? `~${path.slice(env.HOME.length)}` : path;
}

// packages/adp/src/layer1/pull.ts
async function obtain(name, options) {
  let { docker } = options, here = await docker.image(name);
  if (here !== void 0 && options.always !== !0) return here;
  options.note(`Pulling ${name}`);
  let pulled = await docker.try(["pull", "--quiet", name]);
  if (pulled instanceof ProcessFailure) {
    if (here !== void 0 && isElsewhere(pulled)) return here;
    throw await explainPull(name, pulled, options);
  }
  let found = await docker.image(name);
  if (found === void 0) throw new Error(`docker pulled ${name}, and does not have it`);
  return found;
}
function digestOf(image) {
  return image.digests.map((text) => /@(sha256:[0-9a-f]{64})$/.exec(text)?.[1]).find(Boolean) ?? image.id;
}
function isElsewhere(failure) {
  return /pull access denied|does not exist|not found/i.test(failure.stderr);
}
async function explainPull(name, failure, { docker, variable, envFile, env }) {
  let registry = registryOf(name), { kind } = diagnosePull(failure), change = act(`correct ${variable} in ${envFile}`), details = { evidence: failure.tail(3), cause: failure, next: registryRemedy(kind, registry, change) };
  switch (kind) {
    case "login-refused":
      return new AdpError(errors.BASE_LOGIN, {
        ...details,
        what: `${registry} refused to give ${name}.`,
        why: await loginSentence(registry, env)
      });
    case "tls-untrusted":
      return new AdpError(errors.BASE_TLS, {
        ...details,
        what: `The Docker Engine does not trust the certificate of ${registry}.`,
        why: "The engine pulls images, and has a list of certificates of its own."
      });
    case "not-found":
      return new AdpError(errors.BASE_MISSING, {
        ...details,
        what: `${registry} has no image ${name}.`,
        why: `${variable} names it.`
      });
    case "unreachable":
    case "proxy":
      return new AdpError(errors.BASE_UNREACHABLE, {
        ...details,
        what: `${registry} does not answer.`,
        why: `${name} is not on this machine, and ${variable} names that registry.`
      });
    default:
      return docker.explain(failure);
  }
}
async function loginSentence(registry, env) {
  let login = await dockerLogin(readDockerConfig(env), registry, env);
  return login === void 0 ? `There is no login for ${registry}, and it requires one.` : `docker used the login of ${login.user}, from ${login.place}. It is wrong, has expired, or may not read this image.`;
}

// packages/adp/src/layer1/without-onbuild.ts
var import_tar_stream2 = __toESM(require_tar_stream(), 1);

// packages/adp/src/layer1/scan/layer.ts
var import_tar_stream = __toESM(require_tar_stream(), 1);
import { createGunzip } from "node:zlib";
async function scanLayer(archive, scanner, { above = "", largest = 256 * 1024 * 1024 } = {}) {
  let leaks = [], closed = [], files = 0, bytes = 0, inner = (0, import_tar_stream.extract)(), feeding = feed(archive, inner).catch((error) => inner.destroy(error));
  for await (let file2 of inner) {
    let { linkname, size = 0 } = file2.header, name = file2.header.name.slice(above.length);
    if (files++, bytes += size, size > largest) {
      let named2 = await scanner.scanName(name);
      leaks.push(...named2.leaks), closed.push(`${named2.shown} (larger than 256 MB)`);
      for await (let piece of pieces(file2))
        leaks.push(...await scanner.scanPart(name, piece));
      continue;
    }
    let content = await whole(file2), found = await scanner.scan(linkname ? `${name} -> ${linkname}` : name, content);
    leaks.push(...found.leaks), closed.push(...found.closed);
  }
  return await feeding, { leaks, closed, files, bytes };
}
async function feed(archive, inner) {
  let gunzip, isFirst = !0, write = (to, part2) => to.write(part2) ? void 0 : new Promise((then) => to.once("drain", then));
  for await (let part2 of archive) {
    if (isFirst && part2[0] === 31 && part2[1] === 139)
      gunzip = createGunzip(), gunzip.on("error", (error) => inner.destroy(error)), gunzip.pipe(inner);
    else if (isFirst && part2[0] === 40 && part2[1] === 181) {
      inner.destroy(new Error("the engine keeps its layers in zstd, which cannot be read here"));
      return;
    }
    isFirst = !1, await write(gunzip ?? inner, part2);
  }
  (gunzip ?? inner).end();
}
async function* pieces(file2) {
  let kept = Buffer.alloc(0);
  for await (let part2 of file2)
    kept = Buffer.concat([kept, part2]), !(kept.length < 8 * 1024 * 1024) && (yield kept, kept = Buffer.from(kept.subarray(-4096)));
  yield kept;
}
async function whole(stream) {
  let parts2 = [];
  for await (let part2 of stream) parts2.push(part2);
  return parts2.length === 1 ? parts2[0] : Buffer.concat(parts2);
}

// packages/adp/src/layer1/without-onbuild.ts
var plainLabel = "io.airflow-data-platform.without-onbuild";
async function withoutOnBuild(asked, image, docker) {
  let name = `layer1-plain-base:${image.id.replace(/^sha256:/, "").slice(0, 12)}`, here = await docker.image(name);
  if (here !== void 0) return { name, image: here };
  let { OnBuild: _, ...config } = image.config, configuration = JSON.stringify({
    architecture: image.architecture,
    os: image.os,
    created: image.created,
    config: { ...config, Labels: { ...image.labels, [plainLabel]: asked } },
    rootfs: { type: "layers", diff_ids: image.layers },
    history: image.layers.map(() => ({ created: image.created, created_by: `a layer of ${asked}` }))
  }), manifest = [
    { Config: "config.json", RepoTags: [name], Layers: image.layers.map((_2, index) => `${index}/layer.tar`) }
  ], archive = (0, import_tar_stream2.pack)();
  archive.entry({ name: "config.json" }, configuration), archive.entry({ name: "manifest.json" }, JSON.stringify(manifest)), archive.finalize(), await docker.try(["load", "--quiet"], { input: await whole(archive) }) instanceof ProcessFailure && await copied(asked, name, image, docker);
  let found = await docker.image(name);
  if (found === void 0) throw new Error(`${name} was made and is not there`);
  return { name, image: found };
}
async function copied(asked, name, image, docker) {
  let { config } = image, json = (value) => JSON.stringify(value), list = (value) => Array.isArray(value) && value.length > 0 ? value : void 0, lines = [
    "FROM scratch",
    `COPY --from=${asked} / /`,
    ...image.env.map((entry) => {
      let at = entry.indexOf("=");
      return `ENV ${entry.slice(0, at)}=${json(entry.slice(at + 1)).replaceAll("$", "\\$")}`;
    }),
    ...Object.entries(image.labels).map(
      ([key, value]) => `LABEL ${json(key)}=${json(value).replaceAll("$", "\\$")}`
    ),
    `LABEL "${plainLabel}"=${json(asked)}`,
    ...list(config.Shell) ? [`SHELL ${json(config.Shell)}`] : [],
    ...config.WorkingDir ? [`WORKDIR ${String(config.WorkingDir)}`] : [],
    ...list(config.Entrypoint) ? [`ENTRYPOINT ${json(config.Entrypoint)}`] : [],
    ...list(config.Cmd) ? [`CMD ${json(config.Cmd)}`] : [],
    ...Object.keys(config.ExposedPorts ?? {}).map((port) => `EXPOSE ${port}`),
    ...image.user === "" ? [] : [`USER ${image.user}`]
  ];
  await docker.call(["build", "--quiet", "--tag", name, "-"], { input: `${lines.join(`
`)}
` });
}

// packages/adp/src/layer1/base.ts
var runtimeLabel = "io.astronomer.docker.runtime.version", airflowLabel = "io.astronomer.docker.airflow.version";
function describeBase({ asked, reference, digest: digest2, runtime, airflow }) {
  return { asked, taken: reference, digest: digest2, runtime, airflow };
}
async function resolveBase(asked, options) {
  let { envFile } = options, image = await obtain(asked, options);
  if (image.onBuild.length === 0)
    return described({ asked, reference: asked, image, original: image, envFile, announced: [] });
  if (options.exactBase)
    throw new AdpError(errors.BASE_ONBUILD, {
      what: `${asked} has ${image.onBuild.length} ONBUILD steps of its own, and --exact-base forbids another image.`,
      why: "They would run in Layer 1's build, and a datakit FROM layer1-airflow would install and copy nothing.",
      evidence: image.onBuild.slice(0, 8),
      next: [
        either(
          act(`set IMAGE_ASTRONOMER=${baseSibling(asked) ?? `${asked}-base`} in ${options.envFile}`),
          act("leave out --exact-base", "adp then finds a base, and says which")
        ),
        again
      ]
    });
  let sibling = baseSibling(asked), why = sibling === void 0 ? "a digest names no -base sibling" : await usable(sibling, image, options);
  if (sibling !== void 0 && typeof why != "string")
    return described({
      asked,
      reference: sibling,
      image: why,
      original: image,
      envFile,
      announced: [
        `${asked} has ONBUILD steps of its own. The build uses its -base sibling ${sibling}. (--exact-base forbids this.)`
      ]
    });
  let plain = await withoutOnBuild(asked, image, options.docker);
  return described({
    asked,
    reference: plain.name,
    image: plain.image,
    original: image,
    envFile,
    announced: [
      `${asked} has ONBUILD steps of its own, and ${typeof why == "string" ? why : "there is no sibling"}. The build uses the same image without these steps, as ${plain.name}. (--exact-base forbids this.)`
    ]
  });
}
function baseSibling(name) {
  return name.includes("@") ? void 0 : /:([\w][\w.-]*)$/.exec(name)?.[1] === void 0 ? `${name}:latest-base` : `${name}-base`;
}
async function usable(sibling, image, options) {
  try {
    let found = await obtain(sibling, { ...options, always: !1 });
    return found.onBuild.length > 0 ? `${sibling} has some, too` : found.labels[runtimeLabel] !== image.labels[runtimeLabel] ? `${sibling} is Runtime ${found.labels[runtimeLabel]}, not ${image.labels[runtimeLabel]}` : found;
  } catch (error) {
    if (!(error instanceof AdpError)) throw error;
    return `${sibling} is not available (${error.code})`;
  }
}
function described({ asked, reference, image, original, envFile, announced }) {
  let runtime = image.labels[runtimeLabel], airflow = image.labels[airflowLabel];
  if (runtime === void 0 || airflow === void 0)
    throw new AdpError(errors.BASE_NO_RUNTIME, {
      what: `${asked} is not an Astronomer Runtime: the label ${runtime === void 0 ? runtimeLabel : airflowLabel} is missing.`,
      why: "The Astro CLI reads this label, and without it `astro dev start` refuses a datakit's image.",
      next: [act(`set IMAGE_ASTRONOMER=.../astronomer/astro-runtime:13.11.0-base in ${envFile}`), again]
    });
  return {
    asked,
    reference,
    isPlain: plainLabel in image.labels,
    digest: digestOf(image),
    runtime,
    airflow,
    image,
    askedLayers: original.layers,
    announced
  };
}

// packages/adp/src/layer1/lock-file.ts
import { existsSync as existsSync2, readFileSync as readFileSync2 } from "node:fs";
var schema = object({ images: record(string(), object({ name: string(), digest: string() })) }), file = "layer1.lock";
function writeLock(place, images) {
  let entries = images.map(({ variable, name, digest: digest2 }) => [variable, { name, digest: digest2 }]), document = { images: Object.fromEntries(entries) };
  writeAtomic(place.lockFile, `${JSON.stringify(document, null, 2)}
`, 420);
}
function checkLock(place, images) {
  let path = fromHere(place, file), text = existsSync2(place.lockFile) ? readFileSync2(place.lockFile, "utf8") : void 0, lock = text === void 0 ? void 0 : tryJson(text, schema);
  if (lock === void 0)
    throw new AdpError(errors.LOCK, {
      what: `${path} ${text === void 0 ? "is missing" : "does not have the expected form"}, and --locked needs it.`,
      next: [
        either(
          run(shell`git checkout ${path}`, "if it is committed"),
          run(adp`layer1 build --lock`, "writes it")
        ),
        again
      ]
    });
  let other = images.find(({ variable: variable2, digest: digest3 }) => lock.images[variable2]?.digest !== digest3);
  if (other === void 0) return;
  let { variable, name, digest: digest2 } = other, wanted = lock.images[variable];
  throw new AdpError(errors.BASE_NOT_LOCKED, {
    what: `${name} is not the image that ${path} names for ${variable}.`,
    why: wanted === void 0 ? `${path} has no entry for ${variable}.` : `It is ${digest2}, and ${path} says ${wanted.digest} (${wanted.name}).`,
    next: [
      either(
        run(shell`docker pull ${wanted === void 0 ? name : pinned(wanted)}`, "gets the locked image"),
        [run(adp`layer1 build --lock`, "if the new image is meant"), act(`commit ${path}`)]
      ),
      again
    ]
  });
}
function pinned({ name, digest: digest2 }) {
  return `${name.replace(/@.*$/, "").replace(/:[^/:]*$/, "")}@${digest2}`;
}

// packages/adp/src/layer1/python-fit.ts
import { join as join4 } from "node:path";

// packages/adp/src/layer1/inside.ts
import { readFileSync as readFileSync3 } from "node:fs";
import { join as join3 } from "node:path";
async function askInside({
  docker,
  image,
  program,
  schema: schema4,
  args = [],
  options = ["--network", "none"],
  input
}) {
  let text = readFileSync3(join3(platformRoot(), "packages", "adp", "data", "layer1", program), "utf8"), result = await docker.try(
    [
      "run",
      "--rm",
      ...input === void 0 ? [] : ["--interactive"],
      ...options,
      "--entrypoint",
      "python3",
      image.id,
      "-c",
      text,
      ...args
    ],
    { timeoutMs: 12e4, ...input === void 0 ? {} : { input } }
  );
  if (result instanceof ProcessFailure) return result;
  let answer = result.stdout.trim().split(`
`).at(-1) ?? "";
  return parseJson(answer, schema4, { from: `${program} in the image`, next: nextSteps(image) });
}
function nextSteps({ id }) {
  return [
    run(shell`docker run --rm --entrypoint python3 ${id.slice(0, 19)} --version`, "asks its Python"),
    again
  ];
}

// packages/adp/src/layer1/python-fit.ts
var pythonFactsSchema = object({ python: string(), libc: string(), machine: string() }), knownSchema = record(string(), pythonFactsSchema);
async function pythonFacts(docker, image, stateFolder) {
  let path = join4(stateFolder, "pythons.json"), known2 = tryJson(readIfPresent(path) ?? "{}", knownSchema) ?? {}, remembered = known2[image.id];
  if (remembered !== void 0) return remembered;
  let facts = await askInside({ docker, image, program: "python-facts.py", schema: pythonFactsSchema });
  if (!(facts instanceof ProcessFailure))
    return writeAtomic(path, JSON.stringify({ ...known2, [image.id]: facts })), facts;
}
function misfit(from, into) {
  if (from === void 0) return "it has no python3";
  if (into === void 0) return "the Runtime has no python3";
  if (from.python !== into.python) return `it has Python ${from.python}, the Runtime ${into.python}`;
  if (from.machine !== into.machine) return `it is for ${from.machine}, the Runtime for ${into.machine}`;
  if (from.libc === "" || into.libc === "") return "one of them has no GNU C library";
  let [a, b] = [from.libc, into.libc].map((text) => text.split(".").map(Number));
  return ((a?.[0] ?? 0) - (b?.[0] ?? 0) || (a?.[1] ?? 0) - (b?.[1] ?? 0)) > 0 ? `its C library ${from.libc} is newer than the Runtime's ${into.libc}` : void 0;
}

// packages/adp/src/layer1/sharer-image.ts
import { existsSync as existsSync5 } from "node:fs";
import { join as join8 } from "node:path";

// packages/adp/src/layer1/plan.ts
import { existsSync as existsSync4, readFileSync as readFileSync5 } from "node:fs";
import { join as join6 } from "node:path";

// packages/adp/src/layer1/git.ts
var noTime = 315532800;
async function lastCommit(root, paths) {
  let result = await attempt(["git", "log", "-1", "--format=%H %ct", "--", ...paths], { cwd: root });
  if (result instanceof ProcessFailure) return;
  let [hash, time] = result.stdout.trim().split(" ");
  return hash && time ? { hash, time: Number(time) } : void 0;
}

// packages/adp/src/layer1/inputs.ts
import { createHash } from "node:crypto";
import { existsSync as existsSync3, readdirSync as readdirSync2, readFileSync as readFileSync4 } from "node:fs";
import { join as join5, relative, sep } from "node:path";
var parts = [
  "Dockerfile",
  "VERSION",
  "packages.txt",
  "requirements.txt",
  "build",
  "constraints",
  "config/apt",
  "config/certificates",
  "config/krb5.conf",
  "framework"
];
function collectInputs(place, values) {
  return hashInputs(
    place.root,
    parts.map((part2) => join5(place.folder, part2)),
    values
  );
}
function hashInputs(root, paths, values) {
  let files = paths.flatMap(filesOf).filter((path) => !/\.gitkeep$|[/\\]__pycache__[/\\]/.test(path)).map((path) => ({
    path: relative(root, path).split(sep).join("/"),
    sha256: createHash("sha256").update(readFileSync4(path)).digest("hex")
  })), hash = createHash("sha256");
  for (let file2 of files) hash.update(`${file2.path}\0${file2.sha256}
`);
  for (let name of Object.keys(values).sort()) hash.update(`${name}=${values[name]}
`);
  return { files, values, hash: hash.digest("hex") };
}
function filesOf(path) {
  if (!existsSync3(path)) return [];
  try {
    return readdirSync2(path, { withFileTypes: !0 }).flatMap((entry) => filesOf(join5(path, entry.name))).sort();
  } catch (error) {
    if (errnoOf(error) === "ENOTDIR") return [path];
    throw error;
  }
}
var committedInputs = [
  "layer1-base-image",
  ...["sqlmodel-framework", "runtime-environments/operators"].flatMap((folder) => [
    `${folder}/src`,
    `${folder}/VERSION`
  ])
];

// packages/adp/src/layer1/plan.ts
var labels = {
  version: "io.airflow-data-platform.layer1.version",
  platform: "io.airflow-data-platform.layer1.platform",
  framework: "io.airflow-data-platform.layer1.framework",
  inputs: "io.airflow-data-platform.layer1.inputs",
  /** How many of its layers are the base's: those above are this platform's to answer for. */
  baseLayers: "io.airflow-data-platform.layer1.base-layers"
};
function planBuild(options) {
  let { place, settings, access, base, python, framework, commit } = options, version2 = readFileSync5(join6(place.folder, "VERSION"), "utf8").trim(), index = access.pipIndexes.find((entry) => entry.isDefault)?.url ?? PYPI, extra = access.pipIndexes.filter((entry) => !entry.isDefault).map((entry) => entry.url), decided = {
    ...mirrorArgs(settings),
    ODBC_DRIVER: settings.odbcDriver,
    INDEX_URL: index === PYPI && extra.length === 0 ? "" : index,
    EXTRA_INDEX_URLS: extra.join(" ")
  }, inputs = collectInputs(place, {
    ...decided,
    base: base.digest,
    python: python.digest,
    platform: version()
  }), time = new Date((commit?.time ?? noTime) * 1e3).toISOString().replace(".000Z", "Z");
  return {
    version: version2,
    tag: `${version2}-${inputs.hash.slice(0, 12)}`,
    inputs,
    args: {
      ...decided,
      IMAGE_ASTRONOMER: base.reference,
      IMAGE_PYTHON: python.reference,
      ...loginArgs(access),
      UV_LOGIN: String(hasLogin(access, "uv")),
      SOURCE_DATE_EPOCH: String(commit?.time ?? noTime)
    },
    labels: {
      "org.opencontainers.image.title": "layer1-airflow",
      "org.opencontainers.image.description": "The organisation's Airflow: Astronomer Runtime, Kerberos, ODBC, sqlmodel-framework",
      "org.opencontainers.image.version": version2,
      "org.opencontainers.image.created": time,
      "org.opencontainers.image.base.name": base.isPlain ? base.asked : base.reference,
      "org.opencontainers.image.base.digest": base.digest,
      ...commit === void 0 ? {} : { "org.opencontainers.image.revision": commit.hash },
      [labels.version]: version2,
      [labels.platform]: version(),
      [labels.framework]: framework,
      [labels.inputs]: inputs.hash,
      [labels.baseLayers]: String(base.image.layers.length),
      [runtimeLabel]: base.runtime,
      [airflowLabel]: base.airflow
    }
  };
}
function mirrorArgs({ aptMirror, aptSecurityMirror }) {
  return { APT_MIRROR: aptMirror ?? "", APT_SECURITY_MIRROR: aptSecurityMirror ?? "" };
}
function loginArgs(access) {
  return { APT_LOGIN: String(hasLogin(access, "apt")), PIP_LOGIN: String(hasLogin(access, "pip")) };
}
function mavenArgs({ mavenMirror, insecureLoginHosts }) {
  return { MAVEN_MIRROR: mavenMirror ?? "", INSECURE_LOGIN_HOSTS: insecureLoginHosts.join(" ") };
}
function hasLogin(access, tool) {
  return access[tool].some((one) => one.required);
}
function hasKrb5Conf(place) {
  return existsSync4(join6(place.folder, "config", "krb5.conf"));
}

// packages/adp/src/layer1/secret-files.ts
import { rmSync, writeFileSync } from "node:fs";
import { join as join7 } from "node:path";
function writeSecretFiles(plan) {
  let folder = secretFolder(), files = {}, write = (id, text) => {
    text !== "" && (files[id] = join7(folder, id), writeFileSync(files[id], text, { mode: 384, flag: "wx" }));
  }, close = () => rmSync(folder, { recursive: !0, force: !0 });
  try {
    return write(
      "apt-auth",
      aptAuth(plan.apt.flatMap(({ url, login }) => login === void 0 ? [] : [{ url, login }]))
    ), write("maven-netrc", netrcText(plan.maven)), (named(plan.pipIndexes) || plan.trustedHosts.pip.length > 0) && write("pip-conf", pipConfText(plan.pipIndexes, plan.trustedHosts.pip)), (named(plan.uvIndexes) || plan.trustedHosts.uv.length > 0) && write("uv-toml", uvTomlText(plan.uvIndexes, plan.trustedHosts.uv)), { files, close };
  } catch (error) {
    throw close(), error;
  }
}
function named(indexes) {
  return indexes.some((index) => index.url !== PYPI);
}

// packages/adp/src/layer1/sharer-image.ts
function sharerName(name) {
  return name === "layer1-airflow" ? "layer1-ticket-sharer" : `${name}-ticket-sharer`;
}
function programFolder(place) {
  return join8(place.root, "packages", "ticket-sharer", "dist");
}
async function findNode(place, settings, pulls, warn) {
  if (existsSync5(programFolder(place)))
    try {
      return await obtain(settings.node, { ...pulls, always: !1 });
    } catch (error) {
      if (!(error instanceof AdpError) || settings.nodeFrom === "IMAGE_NODE") throw error;
      return warn([
        `${settings.node} is not available (${error.code}). The ticket sharer's image takes Node.js from the apt mirror or the Python index instead; IMAGE_NODE in ${pulls.envFile} names another image.`
      ]), "installed";
    }
}
var SharerImage = class {
  constructor(options) {
    this.options = options;
    this.#name = sharerName(options.name), this.temporary = `${this.#name}:unscanned-${options.plan.inputs.hash.slice(0, 12)}`;
  }
  options;
  /** What it is called until it is known to hold no credential. */
  temporary;
  #name;
  #isBuilt = !1;
  /** NAME:latest; undefined where it could not be built, which was reported. */
  get name() {
    return this.#isBuilt ? `${this.#name}:latest` : void 0;
  }
  /** As it was built; undefined where it could not be. */
  async image() {
    return this.#isBuilt ? await this.options.docker.image(this.temporary) : void 0;
  }
  async build(node) {
    let { docker, place, settings, plan, access } = this.options, from = node === "installed" ? { SHARER_NODE: "node-installed" } : { IMAGE_NODE: settings.node }, secrets = writeSecretFiles(access);
    try {
      await docker.build({
        folder: place.folder,
        target: "ticket-sharer",
        tag: this.temporary,
        args: { ...plan.args, ...from, SHARER_BASE: "packages" },
        contexts: { "ticket-sharer-program": programFolder(place) },
        labels: {
          ...plan.labels,
          "org.opencontainers.image.title": "layer1-ticket-sharer",
          [labels.inputs]: plan.inputs.hash
        },
        secrets: secrets.files,
        fromEnvironment: access.proxies
      });
    } finally {
      secrets.close();
    }
    this.#isBuilt = !0;
  }
  async tag() {
    if (!this.#isBuilt) return;
    let { docker, plan } = this.options;
    await Promise.all(
      [plan.tag, "latest"].map((tag) => docker.call(["tag", this.temporary, `${this.#name}:${tag}`]))
    );
  }
};

// packages/adp/src/layer1/support.ts
import { readFileSync as readFileSync6 } from "node:fs";
import { join as join9 } from "node:path";
var schema2 = object({
  lines: array(
    object({
      runtime: string(),
      airflow: string(),
      python: string(),
      /** The last day of support, YYYY-MM-DD. */
      ends: string()
    })
  ),
  yanked: array(string()),
  recommended: array(string())
});
function supportTable(root = platformRoot()) {
  let path = join9(root, "packages", "adp", "data", "runtimes.json");
  return parseJson(readFileSync6(path, "utf8"), schema2, {
    from: path,
    next: [run(shell`git checkout ${path}`, "restores it"), again]
  });
}
function runtimeLine(version2, table2 = supportTable()) {
  let key = version2.includes("-") ? version2.replace(/-.*$/, "") : version2.replace(/\..*$/, "");
  return table2.lines.find((line) => line.runtime === key);
}
function supportWarnings(version2, today, table2 = supportTable()) {
  return version2 === void 0 ? [] : supportFindings(version2, today, table2).map(({ what }) => what);
}
function supportFindings(version2, today, table2 = supportTable()) {
  let line = runtimeLine(version2, table2), instead = `Supported: ${table2.recommended.join("; ")}.`, day = today.toISOString().slice(0, 10);
  return [
    ...table2.yanked.includes(version2) ? [
      {
        what: `Runtime ${version2} was withdrawn by its maker. ${instead}`,
        why: "Its maker found a fault in it that no later step of a build mends."
      }
    ] : [],
    ...line === void 0 ? [
      {
        what: `Runtime ${version2} is not in this platform's support table.`,
        why: "Whether security fixes still reach it cannot be told."
      }
    ] : [],
    ...line !== void 0 && line.ends < day ? [
      {
        what: `Runtime ${version2} (Airflow ${line.airflow}) has been out of support since ${line.ends}. ${instead}`,
        why: "Security fixes no longer reach it."
      }
    ] : []
  ];
}

// packages/adp/src/layer1/bases.ts
async function findBases(options) {
  let { place, settings, pulls, exactBase, lock, today, warn } = options, base = await resolveBase(settings.runtime, { ...pulls, variable: "IMAGE_ASTRONOMER", exactBase });
  warn([...base.announced, ...supportWarnings(base.runtime, today)]);
  let python = await choosePython(options, base), node = await findNode(place, settings, { ...pulls, variable: "IMAGE_NODE" }, warn), used = [
    { variable: "IMAGE_ASTRONOMER", name: base.reference, digest: base.digest },
    ...python.reference === base.reference ? [] : [{ variable: "IMAGE_PYTHON", name: python.reference, digest: python.digest }],
    ...node === void 0 || node === "installed" ? [] : [{ variable: "IMAGE_NODE", name: settings.node, digest: digestOf(node) }]
  ];
  return lock === "check" && checkLock(place, used), lock === "write" && writeLock(place, used), { base, python, node, used };
}
async function choosePython({ settings, pulls, place, warn }, base) {
  let own = { reference: base.reference, digest: base.digest };
  if (settings.python === void 0) return own;
  let image = await obtain(settings.python, { ...pulls, variable: "IMAGE_PYTHON" }), why = misfit(
    await pythonFacts(pulls.docker, image, place.state),
    await pythonFacts(pulls.docker, base.image, place.state)
  );
  return why === void 0 ? { reference: settings.python, digest: digestOf(image) } : (warn([`IMAGE_PYTHON cannot compile the Kerberos bindings (${why}). The Runtime itself compiles them.`]), own);
}

// packages/adp/src/layer1/failure-patterns.ts
var ownPatterns = [
  [/^layer1: (\w+ must log in, and this build has no login)\./m, "secret-missing"],
  [/^layer1: (the framework's wheel is missing)\./m, "wheel-missing"],
  [/^layer1: (IMAGE_ASTRONOMER has ONBUILD steps of its own)\./m, "onbuild"],
  [/^layer1: (IMAGE_ASTRONOMER has no (?:Airflow|pip).*)$/m, "no-airflow"],
  [/^layer1: (the packages above are the Runtime's.*)$/m, "conflict"],
  [/^layer1: (pip check fails.*)$/m, "conflict"],
  [/^layer1: ((?:Microsoft's ODBC driver|mssql-python-odbc).*?)\. /m, "odbc"]
], stepPatterns = [
  [/No space left on device|ENOSPC/i, "disk-full"],
  [/did not complete successfully: exit code: 137|\bKilled$/m, "killed"]
], aptPatterns = [
  [/\b(?:401|403)\s+(?:Unauthorized|Forbidden)|\b401\b.*\[IP/i, "login-refused"],
  [
    /certificate verif|certificate is NOT trusted|SSL (?:connection|certificate)|Could not handshake|No system certificates/i,
    "tls-untrusted"
  ],
  [
    /NO_PUBKEY|is not signed|Release file .*(?:expired|not valid yet)|invalid signature|couldn't be verified/i,
    "signature"
  ],
  [/Hash Sum mismatch|File has unexpected size|Mirror sync in progress/i, "mixed"],
  [/\b407\b/, "proxy"],
  [
    /Could not resolve|Could not connect|Connection (?:refused|timed out|failed)|Temporary failure resolving|Unable to connect|Network is unreachable|\b50[234]\b/i,
    "unreachable"
  ],
  [/E: Unable to locate package (\S+)|E: Package '([^']+)' has no installation candidate/, "package"],
  [/\b404\s+Not Found/i, "not-found"]
], pythonPatterns = [
  [/Hash mismatch for `([^`]+)`/, "hash"],
  [/no trusted hash was provided for: `([^`]+)`/, "unlisted"],
  [/DO NOT MATCH THE HASHES[\s\S]*?^\s*(\S+) from /im, "hash"],
  [
    /\b40[13]\b.{0,40}(?:Unauthorized|Forbidden|Error|Credentials|permissions)|(?:Unauthorized|Forbidden).{0,20}\b40[13]\b|HTTP error 40[13]|lack of valid authentication|Missing credentials|Credentials not correct/i,
    "login-refused"
  ],
  [
    /CERTIFICATE_VERIFY_FAILED|SSLError|invalid peer certificate|UnknownIssuer|self.signed certificate|certificate verify failed/i,
    "tls-untrusted"
  ],
  [/\b407\b|Tunnel connection failed|ProxyError/, "proxy"],
  [
    /NewConnectionError|Connection refused|Name or service not known|Temporary failure in name resolution|dns error|failed to lookup|Max retries exceeded|timed out|error sending request|tcp connect error|Network is unreachable|\b50[234]\b (?:Bad|Service|Gateway)/i,
    "unreachable"
  ],
  [
    /No matching distribution found for (\S+)|Because (\S+) was not found in the package registry|Because there (?:is|are) no versions? of (\S+)|Because (\S+) has no (?:usable )?wheels/,
    "package"
  ],
  [/No solution found when resolving/, "conflict"],
  [
    /Failed building wheel|error: command .*(?:gcc|cc).* failed|Python\.h: No such file|krb5-config/i,
    "bindings"
  ]
];

// packages/adp/src/layer1/steps.ts
function readBuildLog(lines) {
  let names3 = /* @__PURE__ */ new Map(), output = /* @__PURE__ */ new Map(), failed;
  for (let line of lines) {
    let match = /^#(\d+) (.*)$/.exec(line);
    if (match === null) continue;
    let [, id = "", text = ""] = match;
    if (/^\[/.test(text)) names3.set(id, names3.get(id) ?? text);
    else if (text.startsWith("ERROR:"))
      failed ??= id, output.set(id, [...output.get(id) ?? [], text]);
    else {
      let said = /^\d+\.\d+ (.*)$/.exec(text)?.[1];
      said !== void 0 && output.set(id, [...output.get(id) ?? [], said]);
    }
  }
  return {
    failed: failed === void 0 ? void 0 : { name: names3.get(failed) ?? "", lines: output.get(failed) ?? [] },
    all: lines
  };
}
function stepWords(line) {
  let name = /^#\d+ \[([\w -]+?) +(\d+\/\d+)\] (\w+)(.*)$/.exec(line);
  if (name === null) return;
  let [, stage, position, instruction, rest = ""] = name, script = /\/run\/layer1\/([\w-]+)\.sh/.exec(rest.replaceAll(/target=\S+/g, ""))?.[1];
  return `${stage} ${position}: ${script ?? instruction?.toLowerCase()}`;
}

// packages/adp/src/layer1/failure.ts
function explainBuild(failure, lines, context) {
  let { failed } = readBuildLog(lines), said = failed?.lines ?? [], text = said.join(`
`), passwords = context.access.logins.map((login) => login.password), tool = toolOf(failed?.name ?? ""), details = { evidence: redact(notable(said).join(`
`), passwords).split(`
`), cause: failure }, { kind, match } = diagnoseStep(tool, text, lines.join(`
`)), definition = definitionOf(kind, tool);
  if (definition !== void 0) {
    let step = { kind, tool, access: context.access, asked: askedBy(tool, context.access, text) }, what = redact(whatOf(step, match) ?? definition.title, passwords);
    return new AdpError(definition, { ...details, what, ...remedyOf(step, context.place) });
  }
  if (failed === void 0 || wantsBuildKit(failure)) return context.docker.explain(failure);
  let general = kind === "killed" ? remedy("killed", { tool: "the build step" }) : void 0;
  return new AdpError(errors.BUILD_FAILED, {
    ...details,
    what: `The step "${redact(failed.name.slice(0, 120), passwords)}" failed.`,
    ...general?.why === void 0 ? {} : { why: general.why },
    next: [
      ...general?.next ?? [],
      either(again, run(adp`layer1 build --no-cache`, "runs every step again"))
    ]
  });
}
function diagnoseStep(tool, text, whole2) {
  let own = diagnose(`${text}
${whole2}`, ownPatterns);
  if (own.kind !== "unknown") return own;
  let step = diagnose(text, stepPatterns);
  return step.kind !== "unknown" || tool === void 0 ? step : tool === "apt" ? diagnose(text, aptPatterns) : diagnose(text, pythonPatterns);
}
function definitionOf(kind, tool) {
  let isApt = tool === "apt";
  switch (kind) {
    case "login-refused":
    case "login-missing":
      return isApt ? errors.APT_LOGIN : errors.PYTHON_LOGIN;
    case "tls-untrusted":
      return isApt ? errors.APT_TLS : errors.PYTHON_TLS;
    case "unreachable":
    case "proxy":
    case "not-found":
      return isApt ? errors.APT_UNREACHABLE : errors.PYTHON_UNREACHABLE;
    case "package":
      return isApt ? errors.APT_PACKAGE : errors.PYTHON_PACKAGE;
    case "hash":
    case "unlisted":
      return errors.PYTHON_HASH;
    case "signature":
      return errors.APT_SIGNATURE;
    case "mixed":
      return errors.APT_MIXED;
    case "conflict":
      return errors.PYTHON_CONFLICT;
    case "bindings":
      return errors.BINDINGS;
    case "secret-missing":
      return errors.SECRET_REQUIRED;
    case "wheel-missing":
      return errors.INPUT_MISSING;
    case "onbuild":
      return errors.BASE_ONBUILD;
    case "no-airflow":
      return errors.BASE_NO_RUNTIME;
    case "odbc":
      return errors.ODBC;
    case "disk-full":
      return errors.DISK_FULL;
    default:
      return;
  }
}
function toolOf(step) {
  let command = step.replaceAll(/--mount=\S+/g, "");
  return /apt-install|apt-get/.test(command) ? "apt" : /python-packages|\buv pip/.test(command) ? "uv" : /bindings\.sh|uv\.sh|venv\.sh|sqlmodel\.sh|pip/.test(command) ? "pip" : void 0;
}
function notable(lines) {
  let telling = lines.filter(
    (line) => /^(E:|Err:|W: .*(certificate|401|403)|ERROR|error|layer1:|\s*[×╰├]|\s+cause:|WARNING: 40)|Error|failed/i.test(
      line.trim()
    )
  ), chosen = (telling.length > 0 ? telling : lines).filter((line) => line.trim() !== "");
  return [...new Set(chosen)].slice(-6).map((line) => line.length > 300 ? `${line.slice(0, 300)} ...` : line);
}
function askedBy(tool, access, text) {
  let all = tool === void 0 ? [] : access[tool];
  return all.find(({ host }) => text.includes(host)) ?? all[0];
}
function whatOf({ kind, tool, asked }, match) {
  let host = asked?.host ?? "The server", captured = match?.slice(1).find((text) => text !== void 0);
  switch (kind) {
    case "login-refused":
      return `${host} refused the login of ${tool}.`;
    case "tls-untrusted":
      return `${tool} does not trust the certificate of ${host}.`;
    case "unreachable":
    case "proxy":
      return `${host} does not answer ${tool}.`;
    case "not-found":
      return `${host} does not have the folder that ${tool} asks for.`;
    case "signature":
      return `apt cannot verify what ${host} serves.`;
    case "mixed":
      return `${host} served files that do not match its index.`;
    case "package":
      return tool === "apt" ? `The mirror has no Debian package ${captured}.` : `The index has no ${captured} that fits.`;
    case "hash":
      return `${host} served another file as ${captured} than the one whose hash is in constraints/.`;
    case "unlisted":
      return `${host} says that Layer 1 needs ${captured}, which has no hash in constraints/.`;
    case "conflict":
      return captured === void 0 ? "No versions of the Python packages fit the Runtime's." : sentence(captured);
    case "secret-missing":
    case "wheel-missing":
    case "onbuild":
    case "no-airflow":
    case "odbc":
      return sentence(captured ?? "");
    default:
      return;
  }
}
function sentence(text) {
  return `${text.trim().replace(/^./, (first) => first.toUpperCase())}.`;
}
function remedyOf(step, place) {
  let { kind, tool, access, asked } = step, env = fromHere(place, ".env"), correct = (name) => [act(`correct ${fromHere(place, name)}`), again], explain = run(adp`layer1 explain`, "lists every host, setting and login"), who = whoWasAsked(asked);
  switch (kind) {
    case "login-refused": {
      let { why, next } = remedy(kind, {
        tool: tool ?? "the tool",
        ...asked === void 0 ? {} : { url: asked.url },
        ...asked?.login === void 0 ? {} : { login: asked.login },
        own: loginSteps(asked)
      });
      return { why: asked?.login === void 0 ? who : why ?? who, next: [...next, explain, again] };
    }
    case "tls-untrusted":
      return {
        why: "The image does not know the issuer. Many companies re-sign traffic with a CA of their own.",
        next: [
          run(
            shell`cp company-ca.crt ${fromHere(place, "config", "certificates")}/`,
            [
              "PEM; it may be committed",
              ...access.hostCertificates.slice(0, 1).map((path) => `this machine trusts ${path}, which may hold it`)
            ].join("; ")
          ),
          again
        ]
      };
    case "unreachable":
    case "proxy":
    case "not-found":
      return { why: who, next: [unreachableStep(step, env), again] };
    case "signature":
      return {
        why: who,
        next: [
          act(`write the mirror's key (Signed-By) into ${fromHere(place, "config", "apt")}/NAME.sources`),
          again
        ]
      };
    case "mixed":
      return {
        why: `The mirror is being updated, or keeps files of different ages. ${asked?.setting ?? "The configuration"} names it.`,
        next: [
          { ...again, why: "in a few minutes" },
          act(`if it stays, ask who runs ${asked?.host ?? "the mirror"} to clear its cache of that suite`)
        ]
      };
    case "package":
      return tool === "apt" ? {
        why: `apt looked on ${access.apt.map((one) => one.url).join(", ")}.`,
        next: correct("packages.txt")
      } : {
        why: who,
        next: [
          act(`correct ${fromHere(place, "requirements.txt")} or ${fromHere(place, "constraints")}`),
          again
        ]
      };
    case "hash":
      return {
        why: `${who} Its mirror is damaged, or somebody replaced the file.`,
        next: [
          act(`ask who runs ${asked?.host ?? "the index"} to compare the file with pypi.org's`),
          act(
            `if your organisation builds this package itself, write its hash into ${fromHere(place, "constraints")}`
          ),
          again
        ]
      };
    case "unlisted":
      return {
        why: `${who} Layer 1 was tested without it: the mirror's metadata is wrong, or this Runtime needs more.`,
        next: [
          act(`ask who runs ${asked?.host ?? "the index"} to compare its metadata with pypi.org's`),
          act(`if this Runtime needs it, write its version and hash into ${fromHere(place, "constraints")}`),
          again
        ]
      };
    case "conflict":
      return {
        why: "The Runtime's own packages must not change: Airflow was tested with them.",
        next: correct("requirements.txt")
      };
    case "bindings":
      return {
        next: [act(`set IMAGE_PYTHON= (empty) in ${env}`, "the Runtime itself then compiles them"), again]
      };
    case "secret-missing":
      return {
        next: [
          explain,
          makeStep(place, "build", "gives the build its logins; a plain docker build has none")
        ]
      };
    case "wheel-missing":
      return { next: [makeStep(place, "framework"), again] };
    case "onbuild":
    case "no-airflow":
      return { next: [act(`correct IMAGE_ASTRONOMER in ${env}`), again] };
    case "odbc":
      return { next: [act(`correct ODBC_DRIVER in ${env}, or ${fromHere(place, "packages.txt")}`), again] };
    case "disk-full":
      return {
        next: [
          run(shell`docker system df`, "shows what takes the space"),
          run(shell`docker builder prune`, "removes the build cache"),
          again
        ]
      };
    default:
      return { next: [again] };
  }
}
function whoWasAsked(asked) {
  let { host, setting, login } = asked ?? {
    host: "The server",
    setting: "the configuration",
    login: void 0
  };
  return login === void 0 ? `${host} was asked without a login. The address comes from ${setting}.` : `${host} was asked as ${login.user}, from ${login.place}. The address comes from ${setting}.`;
}
function unreachableStep({ tool, asked }, env) {
  let host = asked?.host ?? "HOST", setting = asked?.setting ?? "the configuration";
  return tool === "apt" ? either(
    setting.startsWith("APT_") ? act(`correct ${setting}`) : act(`set APT_MIRROR=https://YOUR-MIRROR/debian in ${env}`),
    run(shell`docker run --rm debian getent hosts ${host}`, "asks whether containers can find it")
  ) : either(
    host === "pypi.org" ? act(
      "set index-url = https://YOUR-MIRROR/simple in ~/.config/pip/pip.conf, or an index in ~/.config/uv/uv.toml"
    ) : act(`correct ${setting}`)
  );
}
function loginSteps(asked) {
  let place = asked?.login?.place ?? "";
  if (place.startsWith("UV_INDEX_"))
    return {
      "login-refused": [
        run({
          shell: `export ${place.replace(/ and _PASSWORD$/, "=YOU")} ${place.replace(/_USERNAME.*$/, "_PASSWORD=TOKEN")}`
        })
      ]
    };
  let inAddress = /^the URL in (.*)$/.exec(place)?.[1];
  return inAddress === void 0 ? {} : {
    "login-refused": [
      either(
        act(`correct the login in the address in ${inAddress}`),
        act("remove it there, and write it into ~/.netrc")
      )
    ]
  };
}

// packages/adp/src/layer1/build-image.ts
async function buildImage(options) {
  let { docker, place, access, progress, ...build } = options, secrets = writeSecretFiles(access), lines = [];
  try {
    let result = await docker.tryBuild({
      ...build,
      secrets: secrets.files,
      fromEnvironment: access.proxies,
      onLine: (line) => {
        lines.push(line);
        let words = stepWords(line);
        words !== void 0 && progress.detail(words);
      }
    });
    if (result instanceof ProcessFailure) throw explainBuild(result, lines, { docker, place, access });
  } finally {
    secrets.close();
  }
  let image = await docker.image(build.tag);
  if (image === void 0) throw new Error(`${build.tag} was built and is not there`);
  return image;
}

// packages/adp/src/layer1/framework-wheel.ts
import { createHash as createHash2 } from "node:crypto";
import { existsSync as existsSync6, readdirSync as readdirSync3, readFileSync as readFileSync7, rmSync as rmSync2 } from "node:fs";
import { join as join10, relative as relative2, sep as sep2 } from "node:path";

// node_modules/fflate/esm/index.mjs
import { createRequire } from "module";
var require2 = createRequire("/"), _a, Worker, isMarkedAsUntransferable;
try {
  _a = require2("worker_threads"), Worker = _a.Worker, isMarkedAsUntransferable = _a.isMarkedAsUntransferable;
} catch {
}
var u8 = Uint8Array, u16 = Uint16Array, i32 = Int32Array, fleb = new u8([
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  1,
  1,
  1,
  1,
  2,
  2,
  2,
  2,
  3,
  3,
  3,
  3,
  4,
  4,
  4,
  4,
  5,
  5,
  5,
  5,
  0,
  /* unused */
  0,
  0,
  /* impossible */
  0
]), fdeb = new u8([
  0,
  0,
  0,
  0,
  1,
  1,
  2,
  2,
  3,
  3,
  4,
  4,
  5,
  5,
  6,
  6,
  7,
  7,
  8,
  8,
  9,
  9,
  10,
  10,
  11,
  11,
  12,
  12,
  13,
  13,
  /* unused */
  0,
  0
]), clim = new u8([16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]), freb = function(eb, start) {
  for (var b = new u16(31), i2 = 0; i2 < 31; ++i2)
    b[i2] = start += 1 << eb[i2 - 1];
  for (var r = new i32(b[30]), i2 = 1; i2 < 30; ++i2)
    for (var j = b[i2]; j < b[i2 + 1]; ++j)
      r[j] = j - b[i2] << 5 | i2;
  return { b, r };
}, _a = freb(fleb, 2), fl = _a.b, revfl = _a.r;
fl[28] = 258, revfl[258] = 28;
var _b = freb(fdeb, 0), fd = _b.b, revfd = _b.r, rev = new u16(32768);
for (i = 0; i < 32768; ++i)
  x = (i & 43690) >> 1 | (i & 21845) << 1, x = (x & 52428) >> 2 | (x & 13107) << 2, x = (x & 61680) >> 4 | (x & 3855) << 4, rev[i] = ((x & 65280) >> 8 | (x & 255) << 8) >> 1;
var x, i, hMap = (function(cd, mb, r) {
  for (var s = cd.length, i2 = 0, l = new u16(mb); i2 < s; ++i2)
    cd[i2] && ++l[cd[i2] - 1];
  var le = new u16(mb);
  for (i2 = 1; i2 < mb; ++i2)
    le[i2] = le[i2 - 1] + l[i2 - 1] << 1;
  var co;
  if (r) {
    co = new u16(1 << mb);
    var rvb = 15 - mb;
    for (i2 = 0; i2 < s; ++i2)
      if (cd[i2])
        for (var sv = i2 << 4 | cd[i2], r_1 = mb - cd[i2], v = le[cd[i2] - 1]++ << r_1, m = v | (1 << r_1) - 1; v <= m; ++v)
          co[rev[v] >> rvb] = sv;
  } else
    for (co = new u16(s), i2 = 0; i2 < s; ++i2)
      cd[i2] && (co[i2] = rev[le[cd[i2] - 1]++] >> 15 - cd[i2]);
  return co;
}), flt = new u8(288);
for (i = 0; i < 144; ++i)
  flt[i] = 8;
var i;
for (i = 144; i < 256; ++i)
  flt[i] = 9;
var i;
for (i = 256; i < 280; ++i)
  flt[i] = 7;
var i;
for (i = 280; i < 288; ++i)
  flt[i] = 8;
var i, fdt = new u8(32);
for (i = 0; i < 32; ++i)
  fdt[i] = 5;
var i, flm = /* @__PURE__ */ hMap(flt, 9, 0), flrm = /* @__PURE__ */ hMap(flt, 9, 1), fdm = /* @__PURE__ */ hMap(fdt, 5, 0), fdrm = /* @__PURE__ */ hMap(fdt, 5, 1), max = function(a) {
  for (var m = a[0], i2 = 1; i2 < a.length; ++i2)
    a[i2] > m && (m = a[i2]);
  return m;
}, bits = function(d, p, m) {
  var o = p / 8 | 0;
  return (d[o] | d[o + 1] << 8) >> (p & 7) & m;
}, bits16 = function(d, p) {
  var o = p / 8 | 0;
  return (d[o] | d[o + 1] << 8 | d[o + 2] << 16) >> (p & 7);
}, shft = function(p) {
  return (p + 7) / 8 | 0;
}, slc = function(v, s, e) {
  return (s == null || s < 0) && (s = 0), (e == null || e > v.length) && (e = v.length), new u8(v.subarray(s, e));
};
var ec = [
  "unexpected EOF",
  "invalid block type",
  "invalid length/literal",
  "invalid distance",
  "stream finished",
  "no stream handler",
  ,
  // determined by compression function
  "no callback",
  "invalid UTF-8 data",
  "extra field too long",
  "date not in range 1980-2099",
  "filename too long",
  "stream finishing",
  "invalid zip data"
  // determined by unknown compression method
], err = function(ind, msg, nt) {
  var e = new Error(msg || ec[ind]);
  if (e.code = ind, Error.captureStackTrace && Error.captureStackTrace(e, err), !nt)
    throw e;
  return e;
}, inflt = function(dat, st, buf, dict) {
  var sl = dat.length, dl = dict ? dict.length : 0;
  if (!sl || st.f && !st.l)
    return buf || new u8(0);
  var noBuf = !buf, resize = noBuf || st.i != 2, noSt = st.i;
  noBuf && (buf = new u8(sl * 3));
  var cbuf = function(l2) {
    var bl = buf.length;
    if (l2 > bl) {
      var nbuf = new u8(Math.max(bl * 2, l2));
      nbuf.set(buf), buf = nbuf;
    }
  }, final = st.f || 0, pos = st.p || 0, bt = st.b || 0, lm = st.l, dm = st.d, lbt = st.m, dbt = st.n, tbts = sl * 8;
  do {
    if (!lm) {
      final = bits(dat, pos, 1);
      var type = bits(dat, pos + 1, 3);
      if (pos += 3, type)
        if (type == 1)
          lm = flrm, dm = fdrm, lbt = 9, dbt = 5;
        else if (type == 2) {
          var hLit = bits(dat, pos, 31) + 257, hcLen = bits(dat, pos + 10, 15) + 4, tl = hLit + bits(dat, pos + 5, 31) + 1;
          pos += 14;
          for (var ldt = new u8(tl), clt = new u8(19), i2 = 0; i2 < hcLen; ++i2)
            clt[clim[i2]] = bits(dat, pos + i2 * 3, 7);
          pos += hcLen * 3;
          for (var clb = max(clt), clbmsk = (1 << clb) - 1, clm = hMap(clt, clb, 1), i2 = 0; i2 < tl; ) {
            var r = clm[bits(dat, pos, clbmsk)];
            pos += r & 15;
            var s = r >> 4;
            if (s < 16)
              ldt[i2++] = s;
            else {
              var c = 0, n = 0;
              for (s == 16 ? (n = 3 + bits(dat, pos, 3), pos += 2, c = ldt[i2 - 1]) : s == 17 ? (n = 3 + bits(dat, pos, 7), pos += 3) : s == 18 && (n = 11 + bits(dat, pos, 127), pos += 7); n--; )
                ldt[i2++] = c;
            }
          }
          var lt = ldt.subarray(0, hLit), dt = ldt.subarray(hLit);
          lbt = max(lt), dbt = max(dt), lm = hMap(lt, lbt, 1), dm = hMap(dt, dbt, 1);
        } else
          err(1);
      else {
        var s = shft(pos) + 4, l = dat[s - 4] | dat[s - 3] << 8, t = s + l;
        if (t > sl) {
          noSt && err(0);
          break;
        }
        resize && cbuf(bt + l), buf.set(dat.subarray(s, t), bt), st.b = bt += l, st.p = pos = t * 8, st.f = final;
        continue;
      }
      if (pos > tbts) {
        noSt && err(0);
        break;
      }
    }
    resize && cbuf(bt + 131072);
    for (var lms = (1 << lbt) - 1, dms = (1 << dbt) - 1, lpos = pos; ; lpos = pos) {
      var c = lm[bits16(dat, pos) & lms], sym = c >> 4;
      if (pos += c & 15, pos > tbts) {
        noSt && err(0);
        break;
      }
      if (c || err(2), sym < 256)
        buf[bt++] = sym;
      else if (sym == 256) {
        lpos = pos, lm = null;
        break;
      } else {
        var add = sym - 254;
        if (sym > 264) {
          var i2 = sym - 257, b = fleb[i2];
          add = bits(dat, pos, (1 << b) - 1) + fl[i2], pos += b;
        }
        var d = dm[bits16(dat, pos) & dms], dsym = d >> 4;
        d || err(3), pos += d & 15;
        var dt = fd[dsym];
        if (dsym > 3) {
          var b = fdeb[dsym];
          dt += bits16(dat, pos) & (1 << b) - 1, pos += b;
        }
        if (pos > tbts) {
          noSt && err(0);
          break;
        }
        resize && cbuf(bt + 131072);
        var end = bt + add;
        if (bt < dt) {
          var shift = dl - dt, dend = Math.min(dt, end);
          for (shift + bt < 0 && err(3); bt < dend; ++bt)
            buf[bt] = dict[shift + bt];
        }
        for (; bt < end; ++bt)
          buf[bt] = buf[bt - dt];
      }
    }
    st.l = lm, st.p = lpos, st.b = bt, st.f = final, lm && (final = 1, st.m = lbt, st.d = dm, st.n = dbt);
  } while (!final);
  return bt != buf.length && noBuf ? slc(buf, 0, bt) : buf.subarray(0, bt);
}, wbits = function(d, p, v) {
  v <<= p & 7;
  var o = p / 8 | 0;
  d[o] |= v, d[o + 1] |= v >> 8;
}, wbits16 = function(d, p, v) {
  v <<= p & 7;
  var o = p / 8 | 0;
  d[o] |= v, d[o + 1] |= v >> 8, d[o + 2] |= v >> 16;
}, hTree = function(d, mb) {
  for (var t = [], i2 = 0; i2 < d.length; ++i2)
    d[i2] && t.push({ s: i2, f: d[i2] });
  var s = t.length, t2 = t.slice();
  if (!s)
    return { t: et, l: 0 };
  if (s == 1) {
    var v = new u8(t[0].s + 1);
    return v[t[0].s] = 1, { t: v, l: 1 };
  }
  t.sort(function(a, b) {
    return a.f - b.f;
  }), t.push({ s: -1, f: 25001 });
  var l = t[0], r = t[1], i0 = 0, i1 = 1, i22 = 2;
  for (t[0] = { s: -1, f: l.f + r.f, l, r }; i1 != s - 1; )
    l = t[t[i0].f < t[i22].f ? i0++ : i22++], r = t[i0 != i1 && t[i0].f < t[i22].f ? i0++ : i22++], t[i1++] = { s: -1, f: l.f + r.f, l, r };
  for (var maxSym = t2[0].s, i2 = 1; i2 < s; ++i2)
    t2[i2].s > maxSym && (maxSym = t2[i2].s);
  var tr = new u16(maxSym + 1), mbt = ln(t[i1 - 1], tr, 0);
  if (mbt > mb) {
    var i2 = 0, dt = 0, lft = mbt - mb, cst = 1 << lft;
    for (t2.sort(function(a, b) {
      return tr[b.s] - tr[a.s] || a.f - b.f;
    }); i2 < s; ++i2) {
      var i2_1 = t2[i2].s;
      if (tr[i2_1] > mb)
        dt += cst - (1 << mbt - tr[i2_1]), tr[i2_1] = mb;
      else
        break;
    }
    for (dt >>= lft; dt > 0; ) {
      var i2_2 = t2[i2].s;
      tr[i2_2] < mb ? dt -= 1 << mb - tr[i2_2]++ - 1 : ++i2;
    }
    for (; i2 >= 0 && dt; --i2) {
      var i2_3 = t2[i2].s;
      tr[i2_3] == mb && (--tr[i2_3], ++dt);
    }
    mbt = mb;
  }
  return { t: new u8(tr), l: mbt };
}, ln = function(n, l, d) {
  return n.s == -1 ? Math.max(ln(n.l, l, d + 1), ln(n.r, l, d + 1)) : l[n.s] = d;
}, lc = function(c) {
  for (var s = c.length; s && !c[--s]; )
    ;
  for (var cl = new u16(++s), cli = 0, cln = c[0], cls = 1, w = function(v) {
    cl[cli++] = v;
  }, i2 = 1; i2 <= s; ++i2)
    if (c[i2] == cln && i2 != s)
      ++cls;
    else {
      if (!cln && cls > 2) {
        for (; cls > 138; cls -= 138)
          w(32754);
        cls > 2 && (w(cls > 10 ? cls - 11 << 5 | 28690 : cls - 3 << 5 | 12305), cls = 0);
      } else if (cls > 3) {
        for (w(cln), --cls; cls > 6; cls -= 6)
          w(8304);
        cls > 2 && (w(cls - 3 << 5 | 8208), cls = 0);
      }
      for (; cls--; )
        w(cln);
      cls = 1, cln = c[i2];
    }
  return { c: cl.subarray(0, cli), n: s };
}, clen = function(cf, cl) {
  for (var l = 0, i2 = 0; i2 < cl.length; ++i2)
    l += cf[i2] * cl[i2];
  return l;
}, wfblk = function(out, pos, dat) {
  var s = dat.length, o = shft(pos + 2);
  out[o] = s & 255, out[o + 1] = s >> 8, out[o + 2] = out[o] ^ 255, out[o + 3] = out[o + 1] ^ 255;
  for (var i2 = 0; i2 < s; ++i2)
    out[o + i2 + 4] = dat[i2];
  return (o + 4 + s) * 8;
}, wblk = function(dat, out, final, syms, lf, df, eb, li, bs, bl, p) {
  wbits(out, p++, final), ++lf[256];
  for (var _a2 = hTree(lf, 15), dlt = _a2.t, mlb = _a2.l, _b2 = hTree(df, 15), ddt = _b2.t, mdb = _b2.l, _c = lc(dlt), lclt = _c.c, nlc = _c.n, _d = lc(ddt), lcdt = _d.c, ndc = _d.n, lcfreq = new u16(19), i2 = 0; i2 < lclt.length; ++i2)
    ++lcfreq[lclt[i2] & 31];
  for (var i2 = 0; i2 < lcdt.length; ++i2)
    ++lcfreq[lcdt[i2] & 31];
  for (var _e = hTree(lcfreq, 7), lct = _e.t, mlcb = _e.l, nlcc = 19; nlcc > 4 && !lct[clim[nlcc - 1]]; --nlcc)
    ;
  var flen = bl + 5 << 3, ftlen = clen(lf, flt) + clen(df, fdt) + eb, dtlen = clen(lf, dlt) + clen(df, ddt) + eb + 14 + 3 * nlcc + clen(lcfreq, lct) + 2 * lcfreq[16] + 3 * lcfreq[17] + 7 * lcfreq[18];
  if (bs >= 0 && flen <= ftlen && flen <= dtlen)
    return wfblk(out, p, dat.subarray(bs, bs + bl));
  var lm, ll, dm, dl;
  if (wbits(out, p, 1 + (dtlen < ftlen)), p += 2, dtlen < ftlen) {
    lm = hMap(dlt, mlb, 0), ll = dlt, dm = hMap(ddt, mdb, 0), dl = ddt;
    var llm = hMap(lct, mlcb, 0);
    wbits(out, p, nlc - 257), wbits(out, p + 5, ndc - 1), wbits(out, p + 10, nlcc - 4), p += 14;
    for (var i2 = 0; i2 < nlcc; ++i2)
      wbits(out, p + 3 * i2, lct[clim[i2]]);
    p += 3 * nlcc;
    for (var lcts = [lclt, lcdt], it = 0; it < 2; ++it)
      for (var clct = lcts[it], i2 = 0; i2 < clct.length; ++i2) {
        var len = clct[i2] & 31;
        wbits(out, p, llm[len]), p += lct[len], len > 15 && (wbits(out, p, clct[i2] >> 5 & 127), p += clct[i2] >> 12);
      }
  } else
    lm = flm, ll = flt, dm = fdm, dl = fdt;
  for (var i2 = 0; i2 < li; ++i2) {
    var sym = syms[i2];
    if (sym > 255) {
      var len = sym >> 18 & 31;
      wbits16(out, p, lm[len + 257]), p += ll[len + 257], len > 7 && (wbits(out, p, sym >> 23 & 31), p += fleb[len]);
      var dst = sym & 31;
      wbits16(out, p, dm[dst]), p += dl[dst], dst > 3 && (wbits16(out, p, sym >> 5 & 8191), p += fdeb[dst]);
    } else
      wbits16(out, p, lm[sym]), p += ll[sym];
  }
  return wbits16(out, p, lm[256]), p + ll[256];
}, deo = /* @__PURE__ */ new i32([65540, 131080, 131088, 131104, 262176, 1048704, 1048832, 2114560, 2117632]), et = /* @__PURE__ */ new u8(0), dflt = function(dat, lvl, plvl, pre, post, st) {
  var s = st.z || dat.length, o = new u8(pre + s + 5 * (1 + Math.ceil(s / 7e3)) + post), w = o.subarray(pre, o.length - post), lst = st.l, pos = (st.r || 0) & 7;
  if (lvl) {
    pos && (w[0] = st.r >> 3);
    for (var opt = deo[lvl - 1], n = opt >> 13, c = opt & 8191, msk_1 = (1 << plvl) - 1, prev = st.p || new u16(32768), head = st.h || new u16(msk_1 + 1), bs1_1 = Math.ceil(plvl / 3), bs2_1 = 2 * bs1_1, hsh = function(i3) {
      return (dat[i3] ^ dat[i3 + 1] << bs1_1 ^ dat[i3 + 2] << bs2_1) & msk_1;
    }, syms = new i32(25e3), lf = new u16(288), df = new u16(32), lc_1 = 0, eb = 0, i2 = st.i || 0, li = 0, wi = st.w || 0, bs = 0; i2 + 2 < s; ++i2) {
      var hv = hsh(i2), imod = i2 & 32767, pimod = head[hv];
      if (prev[imod] = pimod, head[hv] = imod, wi <= i2) {
        var rem = s - i2;
        if ((lc_1 > 7e3 || li > 24576) && (rem > 423 || !lst)) {
          pos = wblk(dat, w, 0, syms, lf, df, eb, li, bs, i2 - bs, pos), li = lc_1 = eb = 0, bs = i2;
          for (var j = 0; j < 286; ++j)
            lf[j] = 0;
          for (var j = 0; j < 30; ++j)
            df[j] = 0;
        }
        var l = 2, d = 0, ch_1 = c, dif = imod - pimod & 32767;
        if (rem > 2 && hv == hsh(i2 - dif))
          for (var maxn = Math.min(n, rem) - 1, maxd = Math.min(32767, i2), ml = Math.min(258, rem); dif <= maxd && --ch_1 && imod != pimod; ) {
            if (dat[i2 + l] == dat[i2 + l - dif]) {
              for (var nl = 0; nl < ml && dat[i2 + nl] == dat[i2 + nl - dif]; ++nl)
                ;
              if (nl > l) {
                if (l = nl, d = dif, nl > maxn)
                  break;
                for (var mmd = Math.min(dif, nl - 2), md = 0, j = 0; j < mmd; ++j) {
                  var ti = i2 - dif + j & 32767, pti = prev[ti], cd = ti - pti & 32767;
                  cd > md && (md = cd, pimod = ti);
                }
              }
            }
            imod = pimod, pimod = prev[imod], dif += imod - pimod & 32767;
          }
        if (d) {
          syms[li++] = 268435456 | revfl[l] << 18 | revfd[d];
          var lin = revfl[l] & 31, din = revfd[d] & 31;
          eb += fleb[lin] + fdeb[din], ++lf[257 + lin], ++df[din], wi = i2 + l, ++lc_1;
        } else
          syms[li++] = dat[i2], ++lf[dat[i2]];
      }
    }
    for (i2 = Math.max(i2, wi); i2 < s; ++i2)
      syms[li++] = dat[i2], ++lf[dat[i2]];
    pos = wblk(dat, w, lst, syms, lf, df, eb, li, bs, i2 - bs, pos), lst || (st.r = pos & 7 | w[pos / 8 | 0] << 3, pos -= 7, st.h = head, st.p = prev, st.i = i2, st.w = wi);
  } else {
    for (var i2 = st.w || 0; i2 < s + lst; i2 += 65535) {
      var e = i2 + 65535;
      e >= s && (w[pos / 8 | 0] = lst, e = s), pos = wfblk(w, pos + 1, dat.subarray(i2, e));
    }
    st.i = s;
  }
  return slc(o, 0, pre + shft(pos) + post);
}, crct = /* @__PURE__ */ (function() {
  for (var t = new Int32Array(256), i2 = 0; i2 < 256; ++i2) {
    for (var c = i2, k = 9; --k; )
      c = (c & 1 && -306674912) ^ c >>> 1;
    t[i2] = c;
  }
  return t;
})(), crc = function() {
  var c = -1;
  return {
    p: function(d) {
      for (var cr = c, i2 = 0; i2 < d.length; ++i2)
        cr = crct[cr & 255 ^ d[i2]] ^ cr >>> 8;
      c = cr;
    },
    d: function() {
      return ~c;
    }
  };
};
var dopt = function(dat, opt, pre, post, st) {
  if (!st && (st = { l: 1 }, opt.dictionary)) {
    var dict = opt.dictionary.subarray(-32768), newDat = new u8(dict.length + dat.length);
    newDat.set(dict), newDat.set(dat, dict.length), dat = newDat, st.w = dict.length;
  }
  return dflt(dat, opt.level == null ? 6 : opt.level, opt.mem == null ? st.l ? Math.ceil(Math.max(8, Math.min(13, Math.log(dat.length))) * 1.5) : 20 : 12 + opt.mem, pre, post, st);
}, mrg = function(a, b) {
  var o = {};
  for (var k in a)
    o[k] = a[k];
  for (var k in b)
    o[k] = b[k];
  return o;
};
var b2 = function(d, b) {
  return d[b] | d[b + 1] << 8;
}, b4 = function(d, b) {
  return (d[b] | d[b + 1] << 8 | d[b + 2] << 16 | d[b + 3] << 24) >>> 0;
}, b8 = function(d, b) {
  return b4(d, b) + b4(d, b + 4) * 4294967296;
}, wbytes = function(d, b, v) {
  for (; v; ++b)
    d[b] = v, v >>>= 8;
};
function deflateSync(data, opts) {
  return dopt(data, opts || {}, 0, 0);
}
function inflateSync(data, opts) {
  return inflt(data, { i: 2 }, opts && opts.out, opts && opts.dictionary);
}
var fltn = function(d, p, t, o) {
  for (var k in d) {
    var val = d[k], n = p + k, op = o;
    Array.isArray(val) && (op = mrg(o, val[1]), val = val[0]), ArrayBuffer.isView(val) ? t[n] = [val, op] : (t[n += "/"] = [new u8(0), op], fltn(val, n, t, o));
  }
}, te = typeof TextEncoder < "u" && /* @__PURE__ */ new TextEncoder(), td = typeof TextDecoder < "u" && /* @__PURE__ */ new TextDecoder(), tds = 0;
try {
  td.decode(et, { stream: !0 }), tds = 1;
} catch {
}
var dutf8 = function(d) {
  for (var r = "", i2 = 0; ; ) {
    var c = d[i2++], eb = (c > 127) + (c > 223) + (c > 239);
    if (i2 + eb > d.length)
      return { s: r, r: slc(d, i2 - 1) };
    eb ? eb == 3 ? (c = ((c & 15) << 18 | (d[i2++] & 63) << 12 | (d[i2++] & 63) << 6 | d[i2++] & 63) - 65536, r += String.fromCharCode(55296 | c >> 10, 56320 | c & 1023)) : eb & 1 ? r += String.fromCharCode((c & 31) << 6 | d[i2++] & 63) : r += String.fromCharCode((c & 15) << 12 | (d[i2++] & 63) << 6 | d[i2++] & 63) : r += String.fromCharCode(c);
  }
};
function strToU8(str, latin1) {
  if (latin1) {
    for (var ar_1 = new u8(str.length), i2 = 0; i2 < str.length; ++i2)
      ar_1[i2] = str.charCodeAt(i2);
    return ar_1;
  }
  if (te)
    return te.encode(str);
  for (var l = str.length, ar = new u8(str.length + (str.length >> 1)), ai = 0, w = function(v) {
    ar[ai++] = v;
  }, i2 = 0; i2 < l; ++i2) {
    if (ai + 5 > ar.length) {
      var n = new u8(ai + 8 + (l - i2 << 1));
      n.set(ar), ar = n;
    }
    var c = str.charCodeAt(i2);
    c < 128 || latin1 ? w(c) : c < 2048 ? (w(192 | c >> 6), w(128 | c & 63)) : c > 55295 && c < 57344 ? (c = 65536 + (c & 1047552) | str.charCodeAt(++i2) & 1023, w(240 | c >> 18), w(128 | c >> 12 & 63), w(128 | c >> 6 & 63), w(128 | c & 63)) : (w(224 | c >> 12), w(128 | c >> 6 & 63), w(128 | c & 63));
  }
  return slc(ar, 0, ai);
}
function strFromU8(dat, latin1) {
  if (latin1) {
    for (var r = "", i2 = 0; i2 < dat.length; i2 += 16384)
      r += String.fromCharCode.apply(null, dat.subarray(i2, i2 + 16384));
    return r;
  } else {
    if (td)
      return td.decode(dat);
    var _a2 = dutf8(dat), s = _a2.s, r = _a2.r;
    return r.length && err(8), s;
  }
}
var slzh = function(d, b) {
  return b + 30 + b2(d, b + 26) + b2(d, b + 28);
}, zh = function(d, b, z) {
  var fnl = b2(d, b + 28), efl = b2(d, b + 30), fn = strFromU8(d.subarray(b + 46, b + 46 + fnl), !(b2(d, b + 8) & 2048)), es = b + 46 + fnl, _a2 = z64hs(d, es, efl, z, b4(d, b + 20), b4(d, b + 24), b4(d, b + 42)), sc = _a2[0], su = _a2[1], off = _a2[2];
  return [b2(d, b + 10), sc, su, fn, es + efl + b2(d, b + 32), off];
}, z64hs = function(d, b, l, z, sc, su, off) {
  var nsc = sc == 4294967295, nsu = su == 4294967295, noff = off == 4294967295, e = b + l, nf = nsc + nsu + noff;
  if (z && nf) {
    for (; b + 4 < e; b += 4 + b2(d, b + 2))
      if (b2(d, b) == 1)
        return [
          nsc ? b8(d, b + 4 + 8 * nsu) : sc,
          nsu ? b8(d, b + 4) : su,
          noff ? b8(d, b + 4 + 8 * (nsu + nsc)) : off,
          1
        ];
    z < 2 && err(13);
  }
  return [sc, su, off, 0];
}, exfl = function(ex) {
  var le = 0;
  if (ex)
    for (var k in ex) {
      var l = ex[k].length;
      l > 65535 && err(9), le += l + 4;
    }
  return le;
}, wzh = function(d, b, f, fn, u, c, ce, co) {
  var fl2 = fn.length, ex = f.extra, col = co && co.length, exl = exfl(ex);
  wbytes(d, b, ce != null ? 33639248 : 67324752), b += 4, ce != null && (d[b++] = 20, d[b++] = f.os), d[b] = 20, b += 2, d[b++] = f.flag << 1 | (c < 0 && 8), d[b++] = u && 8, d[b++] = f.compression & 255, d[b++] = f.compression >> 8;
  var dt = new Date(f.mtime == null ? Date.now() : f.mtime), y = dt.getFullYear() - 1980;
  if ((y < 0 || y > 119) && err(10), wbytes(d, b, y << 25 | dt.getMonth() + 1 << 21 | dt.getDate() << 16 | dt.getHours() << 11 | dt.getMinutes() << 5 | dt.getSeconds() >> 1), b += 4, c != -1 && (wbytes(d, b, f.crc), wbytes(d, b + 4, c < 0 ? -c - 2 : c), wbytes(d, b + 8, f.size)), wbytes(d, b + 12, fl2), wbytes(d, b + 14, exl), b += 16, ce != null && (wbytes(d, b, col), wbytes(d, b + 6, f.attrs), wbytes(d, b + 10, ce), b += 14), d.set(fn, b), b += fl2, exl)
    for (var k in ex) {
      var exf = ex[k], l = exf.length;
      wbytes(d, b, +k), wbytes(d, b + 2, l), d.set(exf, b + 4), b += 4 + l;
    }
  return col && (d.set(co, b), b += col), b;
}, wzf = function(o, b, c, d, e) {
  wbytes(o, b, 101010256), wbytes(o, b + 8, c), wbytes(o, b + 10, c), wbytes(o, b + 12, d), wbytes(o, b + 16, e);
};
function zipSync(data, opts) {
  opts || (opts = {});
  var r = {}, files = [];
  fltn(data, "", r, opts);
  var o = 0, tot = 0;
  for (var fn in r) {
    var _a2 = r[fn], file2 = _a2[0], p = _a2[1], compression2 = p.level == 0 ? 0 : 8, f = strToU8(fn), s = f.length, com = p.comment, m = com && strToU8(com), ms = m && m.length, exl = exfl(p.extra);
    s > 65535 && err(11);
    var d = compression2 ? deflateSync(file2, p) : file2, l = d.length, c = crc();
    c.p(file2), files.push(mrg(p, {
      size: file2.length,
      crc: c.d(),
      c: d,
      f,
      m,
      u: s != fn.length || m && com.length != ms,
      o,
      compression: compression2
    })), o += 30 + s + exl + l, tot += 76 + 2 * (s + exl) + (ms || 0) + l;
  }
  for (var out = new u8(tot + 22), oe = o, cdl = tot - o, i2 = 0; i2 < files.length; ++i2) {
    var f = files[i2];
    wzh(out, f.o, f, f.f, f.u, f.c.length);
    var badd = 30 + f.f.length + exfl(f.extra);
    out.set(f.c, f.o + badd), wzh(out, o, f, f.f, f.u, f.c.length, f.o, f.m), o += 16 + badd + (f.m ? f.m.length : 0);
  }
  return wzf(out, o, files.length, cdl, oe), out;
}
function unzipSync(data, opts) {
  for (var files = {}, e = data.length - 22; b4(data, e) != 101010256; --e)
    (!e || data.length - e > 65558) && err(13);
  var c = b2(data, e + 8);
  if (!c)
    return {};
  var o = b4(data, e + 16), z = b4(data, e - 20) == 117853008;
  if (z) {
    var ze = b4(data, e - 12);
    z = b4(data, ze) == 101075792, z && (c = b4(data, ze + 32), o = b4(data, ze + 48));
  }
  for (var fltr = opts && opts.filter, i2 = 0; i2 < c; ++i2) {
    var _a2 = zh(data, o, z), c_2 = _a2[0], sc = _a2[1], su = _a2[2], fn = _a2[3], no = _a2[4], off = _a2[5], b = slzh(data, off);
    o = no, (!fltr || fltr({
      name: fn,
      size: sc,
      originalSize: su,
      compression: c_2
    })) && (c_2 ? c_2 == 8 ? files[fn] = inflateSync(data.subarray(b, b + sc), { out: new u8(su) }) : err(14, "unknown compression type " + c_2) : files[fn] = slc(data, b, b + sc));
  }
  return files;
}

// packages/adp/src/layer1/framework-wheel.ts
function writeFrameworkWheel({ root, wheels }) {
  let made = [join10(root, "sqlmodel-framework"), join10(root, "runtime-environments", "operators")].map((folder) => frameworkWheel(folder)).map((one) => ({ ...one, path: join10(wheels, `${one.name}-${one.version}-py3-none-any.whl`) }));
  for (let other of existsSync6(wheels) ? readdirSync3(wheels) : [])
    other.endsWith(".whl") && !made.some(({ path: path2 }) => path2 === join10(wheels, other)) && rmSync2(join10(wheels, other));
  let changed = made.filter(({ path: path2, bytes }) => !existsSync6(path2) || !readFileSync7(path2).equals(bytes));
  for (let { path: path2, bytes } of changed) writeAtomic(path2, bytes, 420);
  let [{ path, version: version2 }] = made;
  return { path, version: version2, changed: changed.length > 0 };
}
var always = { level: 9, mtime: new Date(1980, 0, 1), os: 3, attrs: 33188 * 65536 };
function zip(files) {
  return Buffer.from(
    zipSync(Object.fromEntries(files.map(({ name, content }) => [name, [content, always]])))
  );
}
function frameworkWheel(folder) {
  try {
    let project = readProject(folder), version2 = readFileSync7(join10(folder, "VERSION"), "utf8").trim(), name = project.name.replaceAll(/[-.]+/g, "_"), info = `${name}-${version2}.dist-info`, source = join10(folder, "src"), code = filesBelow(join10(source, name)).map((path) => ({
      name: relative2(source, path).split(sep2).join("/"),
      content: readFileSync7(path)
    }));
    if (code.length === 0) throw new Error(`${source} contains no ${name}`);
    let entries = [
      ...code,
      { name: `${info}/METADATA`, content: Buffer.from(metadata(project, version2, folder)) },
      {
        name: `${info}/WHEEL`,
        content: Buffer.from(
          `Wheel-Version: 1.0
Generator: adp
Root-Is-Purelib: true
Tag: py3-none-any
`
        )
      },
      { name: `${info}/entry_points.txt`, content: Buffer.from(entryPoints(project)) }
    ], record2 = [
      ...entries.map((entry) => `${entry.name},sha256=${digest(entry.content)},${entry.content.length}`),
      `${info}/RECORD,,`,
      ""
    ].join(`
`);
    return {
      name,
      version: version2,
      bytes: zip([...entries, { name: `${info}/RECORD`, content: Buffer.from(record2) }])
    };
  } catch (error) {
    throw new AdpError(errors.FRAMEWORK, {
      what: `The wheel of ${folder} could not be built.`,
      why: reasonOf(error),
      next: [
        run(shell`git status ${folder}`, "shows what changed there"),
        run(shell`git checkout ${folder}`, "restores it"),
        again
      ],
      cause: error
    });
  }
}
var texts = optional(array(string())), pyproject = object({
  project: object({
    name: string(),
    description: string(),
    readme: string(),
    license: string(),
    "requires-python": string(),
    dependencies: texts,
    classifiers: texts,
    scripts: optional(record(string(), string())),
    "optional-dependencies": optional(record(string(), array(string())))
  })
});
function readProject(folder) {
  let document = parse(readFileSync7(join10(folder, "pyproject.toml"), "utf8")), { value, reason } = checkValue(document, pyproject);
  if (reason !== void 0) throw new Error(`pyproject.toml: ${reason}`);
  return value.project;
}
function entryPoints({ scripts = {} }) {
  return ["[console_scripts]", ...Object.entries(scripts).map(([name, target]) => `${name} = ${target}`), ""].join(`
`);
}
function metadata(project, version2, folder) {
  return [
    "Metadata-Version: 2.1",
    `Name: ${project.name}`,
    `Version: ${version2}`,
    `Summary: ${project.description}`,
    `License: ${project.license}`,
    ...(project.classifiers ?? []).map((classifier) => `Classifier: ${classifier}`),
    `Requires-Python: ${project["requires-python"]}`,
    ...(project.dependencies ?? []).map((requirement) => `Requires-Dist: ${requirement}`),
    ...Object.entries(project["optional-dependencies"] ?? {}).flatMap(([extra, requirements]) => [
      `Provides-Extra: ${extra}`,
      ...requirements.map((requirement) => `Requires-Dist: ${requirement} ; extra == "${extra}"`)
    ]),
    "Description-Content-Type: text/markdown",
    "",
    readFileSync7(join10(folder, project.readme), "utf8")
  ].join(`
`);
}
function filesBelow(folder) {
  return existsSync6(folder) ? readdirSync3(folder, { withFileTypes: !0, recursive: !0 }).filter((entry) => entry.isFile() && !entry.name.endsWith(".pyc")).map((entry) => join10(entry.parentPath, entry.name)).filter((path) => !path.includes("__pycache__")).sort() : [];
}
function digest(content) {
  return createHash2("sha256").update(content).digest("base64url");
}

// packages/adp/src/layer1/provenance.ts
import { join as join11 } from "node:path";
function writeProvenance(made) {
  let { place, plan, base, access, commit } = made, path = join11(place.provenance, `${plan.tag}.json`), who = (list) => list.map(({ url, setting, login }) => ({
    url,
    setting,
    login: login === void 0 ? null : { user: login.user, place: login.place }
  })), document = {
    image: made.id,
    tag: plan.tag,
    version: plan.version,
    inputs: plan.inputs,
    base: describeBase(base),
    images: made.images,
    commit: commit ?? null,
    built: {
      at: made.startedAt.toISOString(),
      seconds: Number(made.seconds.toFixed(1)),
      engine: made.engine
    },
    reached: { apt: who(access.apt), pip: who(access.pip), uv: who(access.uv) },
    scan: made.scan
  };
  return writeAtomic(path, `${JSON.stringify(document, null, 2)}
`, 420), path;
}

// packages/adp/src/layer1/scan-built.ts
import { createHmac, randomBytes } from "node:crypto";
import { join as join12 } from "node:path";

// packages/adp/src/layer1/scan/configuration.ts
async function scanConfiguration({ history, config, env }, scanner) {
  let texts2 = [
    ["the image's history", history],
    ["the image's configuration", JSON.stringify(config, null, 1)],
    ["the image's environment", env.join(`
`)]
  ], found = [];
  for (let [path, text] of texts2) found.push(...(await scanner.scan(path, Buffer.from(text))).leaks);
  return [...found, ...env.flatMap(namedSecret)];
}
var secretName = /(?:^|_)(?:PASSWORD|PASSWD|PWD|PASSPHRASE|SECRET|SECRET_KEY|TOKEN|API_?KEY|ACCESS_KEY|PRIVATE_KEY|CREDENTIALS?)$/i, shortest = 4;
function namedSecret(line, index) {
  let equals = line.indexOf("="), [name, value] = [line.slice(0, equals), line.slice(equals + 1)];
  if (!(secretName.test(name) && name.toUpperCase() !== "PWD" && value.length >= shortest) || isPlaceholder(value) || /^(?:\/|\d+$|true$|false$)/i.test(value)) return [];
  let what = `a credential in the environment variable ${name}`;
  return [{ path: "the image's environment", line: index + 1, what, rule: "environment" }];
}

// packages/adp/src/layer1/scan/open/budget.ts
var Budget = class {
  constructor(left) {
    this.left = left;
  }
  left;
  /** What a single step may give; a decoder that writes more fails. */
  get most() {
    return Math.max(1, Math.min(this.left, 512 * 1024 * 1024));
  }
  spend(bytes) {
    if (this.left -= bytes, this.left <= 0) throw new TooLarge();
  }
}, TooLarge = class extends Error {
  constructor() {
    super("unpacks to more than the scan takes in");
  }
};

// packages/adp/src/layer1/scan/open/compressed.ts
import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync as inflateSync2 } from "node:zlib";

// packages/adp/src/layer1/scan/open/format.ts
function startsWith(content, magic) {
  return content.length > magic.length && content.toString("latin1", 0, magic.length) === magic;
}

// packages/adp/src/layer1/scan/open/compressed.ts
function compression(name, is, decompress) {
  return {
    name,
    is,
    async open(content, budget) {
      let plain = await decompress(content, budget);
      return budget.spend(plain.length), [{ name, content: plain }];
    }
  };
}
var gzip = compression(
  "gzip",
  (content) => startsWith(content, "\x8B\b"),
  (content, { most }) => gunzipSync(content, { maxOutputLength: most })
), brotli = compression(
  "brotli",
  (_, path) => path.endsWith(".br"),
  (content, { most }) => brotliDecompressSync(content, { maxOutputLength: most })
);
async function xzLibrary() {
  let found = await import("./npm-xz-decompress-dist-package-xz-decompress.mjs");
  return found.XzReadableStream === void 0 && found.default !== void 0 ? found.default : found;
}
var xz = compression(
  "xz",
  (content) => startsWith(content, "\xFD7zXZ\0"),
  async (content, budget) => {
    let { XzReadableStream } = await xzLibrary();
    return read(new XzReadableStream(new Blob([new Uint8Array(content)]).stream()), budget);
  }
), zstd = compression(
  "zstd",
  (content) => startsWith(content, "(\xB5/\xFD"),
  async (content, budget) => {
    let { Decompress } = await import("./npm-fzstd-esm-index.mjs"), parts2 = [], size = 0;
    return new Decompress((part2) => {
      size += part2.length, size > budget.most && budget.spend(size), parts2.push(Buffer.from(part2));
    }).push(content, !0), Buffer.concat(parts2);
  }
), bzip2 = compression(
  "bzip2",
  (content) => startsWith(content, "BZh") && content.toString("latin1", 4, 10) === "1AY&SY",
  async (content, budget) => {
    let { default: unbzip2 } = await import("./npm-unbzip2-stream-index.mjs");
    return new Promise((done, fail) => {
      let stream = unbzip2(), parts2 = [], size = 0;
      stream.on("data", (part2) => {
        size += part2.length, parts2.push(part2), size > budget.most && budget.spend(size);
      }), stream.on("end", () => done(Buffer.concat(parts2))), stream.on("error", fail), stream.end(content);
    });
  }
), zlib = {
  name: "zlib",
  is: (content) => content.length > 8 && content[0] === 120 && content.readUInt16BE(0) % 31 === 0,
  async open(content, budget) {
    let plain;
    try {
      plain = inflateSync2(content, { maxOutputLength: budget.most });
    } catch (error) {
      if (error instanceof RangeError) throw error;
      return;
    }
    return budget.spend(plain.length), [{ name: "zlib", content: withoutGitHeader(plain) }];
  }
}, gzipMark = Buffer.from([31, 139, 8]), gzipBehind = {
  name: "gzip",
  is: (content) => content.indexOf(gzipMark, 1) > 0,
  async open(content, budget) {
    let found = [];
    for (let at = content.indexOf(gzipMark, 1); at >= 0; at = content.indexOf(gzipMark, at + 1)) {
      let start = afterHeader(content, at);
      if (start !== void 0)
        try {
          let plain = inflateRawSync(content.subarray(start), { maxOutputLength: budget.most });
          budget.spend(plain.length), found.push({ name: `gzip at ${at}`, content: plain });
        } catch (error) {
          if (error instanceof TooLarge || error instanceof RangeError) throw error;
        }
    }
    return found.length === 0 ? void 0 : found;
  }
};
function afterHeader(content, at) {
  let hasName = content[at + 3] === 8;
  if (!(!hasName && content[at + 3] !== 0))
    return hasName ? content.indexOf(0, at + 10) + 1 : at + 10;
}
function withoutGitHeader(plain) {
  let header = /^(?:blob|tree|commit|tag) \d+\0/.exec(plain.toString("latin1", 0, 32))?.[0];
  return plain.subarray(header?.length ?? 0);
}
async function read(stream, budget) {
  let parts2 = [], size = 0;
  for await (let part2 of stream)
    parts2.push(Buffer.from(part2)), size += part2.length, size > budget.most && budget.spend(size);
  return Buffer.concat(parts2);
}

// packages/adp/src/layer1/scan/open/containers.ts
var import_tar_stream3 = __toESM(require_tar_stream(), 1);
import { inflateSync as inflateSync3 } from "node:zlib";
var tar = {
  name: "tar",
  is: (content) => content.length > 512 && (content.toString("latin1", 257, 262) === "ustar" || isOldTar(content)),
  async open(content, budget) {
    budget.spend(content.length);
    let found = [], reader = (0, import_tar_stream3.extract)({ allowUnknownFormat: !0 });
    reader.end(content);
    for await (let entry of reader) {
      let { name, linkname, size = 0 } = entry.header, parts2 = [];
      for await (let part2 of entry) parts2.push(part2);
      let shown = linkname ? `${name} -> ${linkname}` : name;
      (size > 0 || linkname) && found.push({ name: shown, content: Buffer.concat(parts2) });
    }
    return found;
  }
};
function isOldTar(content) {
  let written = /^ *([0-7]+)[ \0]/.exec(content.toString("latin1", 148, 156))?.[1];
  if (written === void 0 || content[0] === 0) return !1;
  let sum = 256;
  for (let at = 0; at < 512; at++) (at < 148 || at >= 156) && (sum += content[at] ?? 0);
  return sum === Number.parseInt(written, 8);
}
var deb = {
  name: "deb",
  is: (content) => startsWith(content, `!<arch>
debian-binary`),
  async open(content, budget) {
    budget.spend(content.length);
    let found = [];
    for (let at = 8; at + 60 <= content.length; ) {
      let size = Number.parseInt(content.toString("latin1", at + 48, at + 58), 10);
      if (!(size >= 0)) throw new Error("a damaged Debian package");
      let name = content.toString("latin1", at, at + 16).trim();
      found.push({ name, content: content.subarray(at + 60, at + 60 + size) }), at += 60 + size + size % 2;
    }
    return found;
  }
}, gitPack = {
  name: "git pack",
  is: (content) => startsWith(content, "PACK\0\0\0"),
  async open(content, budget) {
    let found = [], count = content.readUInt32BE(8), at = 12;
    for (let index = 0; index < count; index++) {
      let { kind, next } = objectHeader(content, at), { buffer, engine } = inflateSync3(content.subarray(next), {
        maxOutputLength: budget.most,
        info: !0
      });
      budget.spend(buffer.length), found.push({ name: `object ${index + 1} (${kind})`, content: buffer }), at = next + engine.bytesWritten;
    }
    return found;
  }
}, kinds = ["", "commit", "tree", "blob", "tag", "", "difference", "difference"], offsetDelta = 6, referenceDelta = 7;
function objectHeader(content, start) {
  let at = start, type = content.readUInt8(at) >> 4 & 7;
  for (; (content.readUInt8(at++) & 128) !== 0; ) ;
  if (type === offsetDelta) for (; (content.readUInt8(at++) & 128) !== 0; ) ;
  return type === referenceDelta && (at += 20), { kind: kinds[type] ?? "", next: at };
}
var pdf = {
  name: "pdf",
  is: (content) => startsWith(content, "%PDF-"),
  async open(content, budget) {
    let found = [];
    for (let at = content.indexOf("stream"); at >= 0; at = content.indexOf("stream", at + 6)) {
      let start = at + 6 + (content[at + 6] === 13 ? 2 : 1);
      if (content[start] === 120)
        try {
          let plain = inflateSync3(content.subarray(start), { maxOutputLength: budget.most });
          budget.spend(plain.length), found.push({ name: `stream at ${at}`, content: plain });
        } catch (error) {
          if (error instanceof TooLarge) throw error;
        }
    }
    return found;
  }
};

// packages/adp/src/layer1/scan/open/dumps.ts
function dump(name, first, bytesOf) {
  return {
    name,
    is: (content) => first.test(content.toString("latin1", 0, 100)),
    async open(content, budget) {
      let lines = content.toString("latin1").split(/\r?\n/), plain = Buffer.concat(lines.map(bytesOf));
      return budget.spend(plain.length), [{ name, content: plain }];
    }
  };
}
var xxd = dump(
  "a hex dump",
  /^[0-9a-f]{7,16}: (?:[0-9a-f]{2,4} ){2}/i,
  (line) => hex(/^[0-9a-f]{7,16}: ((?:[0-9a-f]+ )+)/i.exec(`${line} `)?.[1] ?? "")
), hexdump = dump(
  "a hex dump",
  /^[0-9a-f]{7,16} {1,2}(?:[0-9a-f]{2} {1,2}){4}/i,
  (line) => hex(/^[0-9a-f]{7,16} {1,2}((?:[0-9a-f]{2} {1,2}){1,16})/i.exec(`${line} `)?.[1] ?? "")
), uuencode = dump("uuencode", /^begin [0-7]{3,4} \S[^\n]*\n[!-M]/, (line) => {
  let size = line.charCodeAt(0) - 32 & 63;
  if (/^begin |^end$/.test(line) || Math.ceil(size / 3) * 4 + 1 > line.length + 3) return Buffer.alloc(0);
  let digits = [...line.slice(1)].map((one) => alphabet[one.charCodeAt(0) - 32 & 63]).join("");
  return Buffer.from(digits, "base64").subarray(0, size);
}), alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
function hex(groups) {
  return Buffer.from(groups.replaceAll(" ", ""), "hex");
}

// packages/adp/src/layer1/scan/open/zip.ts
var stored = 0, longestComment = 65535, endLength = 22, zip2 = {
  name: "zip",
  is: (content) => startsWith(content, "PK") || endOf(content) !== void 0,
  async open(content, budget) {
    let end = endOf(content);
    if (end === void 0) throw new Error("a zip file without its directory");
    return unzip(content.subarray(end.begin), budget);
  }
};
function unzip(content, budget) {
  let names3 = /* @__PURE__ */ new Set(), entries = unzipSync(content, {
    filter({ name, compression: compression2, size, originalSize }) {
      if (names3.has(name)) throw new Error("two of its files have the same name");
      if (names3.add(name), compression2 === stored && size !== originalSize) throw new Error("an encrypted zip file");
      return budget.spend(originalSize), !0;
    }
  });
  return Object.entries(entries).map(([name, plain]) => ({
    name,
    content: Buffer.from(plain.buffer, plain.byteOffset, plain.length)
  }));
}
function endOf(content) {
  let last = content.length - endLength;
  if (last < 0) return;
  let tail = content.subarray(Math.max(0, last - longestComment)), found = tail.lastIndexOf("PK", void 0, "latin1");
  if (found < 0) return;
  let end = content.length - tail.length + found;
  if (end > last) return;
  let directory = end - content.readUInt32LE(end + 12), begin = directory - content.readUInt32LE(end + 16);
  return begin >= 0 && content.toString("latin1", directory, directory + 4) === "PK" ? { begin } : void 0;
}

// packages/adp/src/layer1/scan/open/open.ts
var formats = [
  gzip,
  zstd,
  xz,
  bzip2,
  tar,
  deb,
  gitPack,
  pdf,
  zlib,
  zip2,
  brotli,
  uuencode,
  xxd,
  hexdump,
  gzipBehind
], unreadable = [
  ["7z", "7z\xBC\xAF'"],
  ["rar", "Rar!\x07"],
  ["lzma", "]\0\0\x80\0"],
  ["lzma", "]\0\0@\0"],
  ["lzma", "]\0\0\0"],
  ["lzma", "]\0\0\0"],
  ["lz4", '"M'],
  ["lz4", "!L"],
  ["snappy", "\xFF\0\0sNaPpY"],
  ["lzip", "LZIP"],
  ["lzop", "\x89LZO\0"],
  ["compress", "\x9D"],
  ["rpm", "\xED\xAB\xEE\xDB"],
  ["cab", "MSCF\0\0\0\0"],
  ["squashfs", "hsqs"],
  ["an encrypted message", "-----BEGIN PGP MESSAGE-----"]
];
async function open(content, path, budget) {
  let format = formats.find((one) => one.is(content, path));
  if (format === void 0) {
    let closed = unreadable.find(([, magic]) => startsWith(content, magic));
    return closed && { why: closed[0] };
  }
  try {
    return await format.open(content, budget);
  } catch (error) {
    return { why: `${format.name}: ${error instanceof Error ? error.message : String(error)}` };
  }
}
var marks = ["H4sI", "UEsDB", "/Td6WFo", "QlpoO", "KLUv/", "SDRzSU"];
function* embedded(content) {
  for (let mark of marks)
    for (let at = content.indexOf(mark); at >= 0; ) {
      let text = content.toString("latin1", at, at + 16777216), run2 = /^(?:[A-Za-z0-9+/_-]{4,}(?:\\n|["'\s\\])*)+={0,2}/.exec(text)?.[0] ?? "";
      run2.length >= 64 && (yield { name: "base64", content: Buffer.from(run2.replace(/\\n/g, ""), "base64") }), at = content.indexOf(mark, at + Math.max(mark.length, run2.length));
    }
}

// packages/adp/src/layer1/scan/file.ts
var deepest = 16, FileScanner = class {
  constructor(needles, patterns, mostUnpacked = 1024 * 1024 * 1024) {
    this.needles = needles;
    this.patterns = patterns;
    this.mostUnpacked = mostUnpacked;
    this.#matcher = new Matcher(
      needles.map((needle) => needle.bytes),
      { wrapped: !0 }
    ), this.#longestFirst = [...needles].sort((x2, y) => y.bytes.length - x2.bytes.length);
  }
  needles;
  patterns;
  mostUnpacked;
  #matcher;
  #longestFirst;
  async scan(path, content) {
    let inName = await this.#name(path), { leaks, closed } = await this.#file(path, content, {
      depth: 0,
      budget: new Budget(this.mostUnpacked)
    });
    return { leaks: [...inName, ...leaks], closed };
  }
  /** A name alone, and how it may be printed. */
  async scanName(path) {
    return { leaks: await this.#name(path), shown: this.#mask(path) };
  }
  async #name(path) {
    let { leaks } = await this.#look(path, Buffer.from(path));
    return leaks.map((leak) => ({ ...leak, line: 0 }));
  }
  /** A part of a file that is too large to be opened. */
  async scanPart(path, content) {
    return (await this.#look(path, content)).leaks;
  }
  async #file(path, content, { depth, budget }) {
    let { leaks, text } = await this.#look(path, content), closed = [], close = (why) => closed.push(`${this.#mask(path)} (${why})`), inside2 = await open(content, path, budget), entries = inside2 === void 0 ? [...text === void 0 ? [] : embedded(text)] : inside2;
    if ("why" in entries) close(entries.why);
    else if (entries.length > 0 && depth === deepest) close(`more than ${deepest} archives in each other`);
    else
      for (let entry of entries) {
        let found = await this.#file(`${path}!${entry.name}`, entry.content, { depth: depth + 1, budget });
        leaks.push(...found.leaks), closed.push(...found.closed);
      }
    return { leaks, closed };
  }
  /** Looks into bytes as they are. `text`: their text in UTF-8, if they are one. */
  async #look(path, content) {
    let text = isText(content) ? content : textOfUtf16(content), leaks = this.#values(path, text === void 0 || text === content ? [content] : [text, content]);
    if (this.patterns) {
      let found = text === void 0 ? judge(content) : await scanBytes(path, text);
      for (let one of found)
        leaks.push({ path: this.#mask(path), line: one.line, what: one.what, rule: one.rule });
    }
    return { leaks, text };
  }
  /** One finding for each credential, in the first form in which it is there. */
  #values(path, contents) {
    let byOwner = /* @__PURE__ */ new Map();
    for (let content of contents)
      for (let [index, at] of this.#matcher.find(content)) {
        let needle = this.needles[index];
        needle === void 0 || byOwner.has(needle.whose) || byOwner.set(needle.whose, {
          path: this.#mask(path),
          line: isText(content) ? lineOf(content, at) : 0,
          what: `the password of ${needle.whose}, ${needle.form}`,
          rule: "value"
        });
      }
    return [...byOwner.values()];
  }
  /** A name without what is looked for, so that it can be printed. */
  #mask(name) {
    let text = name;
    for (let { bytes } of this.#longestFirst) text = text.replaceAll(bytes.toString("utf8"), "***");
    return maskCredentials(text);
  }
};
function lineOf(content, at) {
  let line = 1;
  for (let index = content.indexOf(10); index >= 0 && index < at; index = content.indexOf(10, index + 1))
    line++;
  return line;
}

// packages/adp/src/layer1/scan/folders.ts
import { randomUUID } from "node:crypto";
async function scanFolders(options) {
  let { docker, image, layers, history, scanner } = options, found = /* @__PURE__ */ new Map(), wanted = image.layers.flatMap((layer, index) => {
    let folder = image.folders[index];
    return layers.has(layer) && folder !== void 0 && !/[,"]/.test(folder) ? [{ layer, folder }] : [];
  });
  if (wanted.length === 0) return found;
  let container = `adp-layer1-scan-${randomUUID().slice(0, 8)}`, mounts = wanted.flatMap(({ folder }, index) => [
    "--mount",
    `type=bind,source=${folder},target=/layers/${index},readonly`
  ]);
  try {
    if (await docker.try([
      "create",
      "--name",
      container,
      "--network",
      "none",
      ...mounts,
      "--entrypoint",
      "none",
      image.id
    ]) instanceof ProcessFailure) return found;
    let scans = await Promise.allSettled(
      wanted.map(async ({ layer }, index) => {
        let copied2 = await docker.stream(["cp", `${container}:/layers/${index}`, "-"]), scan = await scanLayer(copied2.stdout, scanner, { above: `${index}/` }).catch(() => {
          copied2.stdout.destroy(), copied2.kill();
        });
        await copied2.done instanceof ProcessFailure || scan === void 0 || scan.files > 1 && (await history).sizes.has(scan.bytes) && found.set(layer, scan);
      })
    );
    for (let scan of scans) if (scan.status === "rejected") throw scan.reason;
    return found;
  } finally {
    await docker.try(["rm", "--force", "--volumes", container], { signal: new AbortController().signal });
  }
}

// packages/adp/src/layer1/scan/saved.ts
var import_tar_stream4 = __toESM(require_tar_stream(), 1);
async function scanSaved(options) {
  let { docker, image, layers } = options, found = /* @__PURE__ */ new Map(), incomplete = (why) => new AdpError(errors.SCAN_INCOMPLETE, {
    why,
    next: [run(shell`docker save ${image.id.slice(0, 19)} | tar -t`, "shows what the engine gives"), again]
  }), wanted = new Map([...layers].map((layer) => [layer.replace("sha256:", ""), layer]));
  for (let attempt2 of [1, 2]) {
    let manifest, saved = await docker.stream(["save", image.id]), outer = (0, import_tar_stream4.extract)();
    saved.stdout.on("error", (error) => outer.destroy(error)), saved.stdout.pipe(outer);
    let broken;
    try {
      for await (let entry of outer) {
        let layer = wanted.get(blobOf(entry));
        layer !== void 0 && entry.header.type === "file" && !found.has(layer) ? found.set(layer, await scanLayer(entry, options.scanner)) : entry.header.name === "manifest.json" ? manifest = layerNames(await whole(entry)) : entry.resume();
      }
    } catch (error) {
      broken = error, saved.stdout.unpipe(outer).resume();
    }
    let done = await saved.done;
    if (done instanceof ProcessFailure) throw docker.explain(done);
    if (broken !== void 0) throw incomplete(`${reasonOf(broken)}.`);
    if (found.size === layers.size) return found;
    if (attempt2 === 2 || manifest === void 0 || manifest.length !== image.layers.length)
      throw incomplete(
        `${layers.size - found.size} of the image's layers were not in what the engine saved.`
      );
    wanted = new Map(
      manifest.flatMap((name, index) => {
        let layer = image.layers[index] ?? "";
        return layers.has(layer) ? [[/([0-9a-f]{64})/.exec(name)?.[1] ?? name, layer]] : [];
      })
    );
  }
  return found;
}
function blobOf(entry) {
  return /(?:^|\/)([0-9a-f]{64})(?:\/layer\.tar|\.tar)?$/.exec(entry.header.name)?.[1] ?? "";
}
var manifestSchema = array(object({ Layers: optional(array(string())) }));
function layerNames(text) {
  return tryJson(text.toString("utf8"), manifestSchema)?.[0]?.Layers ?? [];
}

// packages/adp/src/layer1/scan/image.ts
async function scanLayers(options) {
  let { layers } = options;
  if (layers.size === 0) return /* @__PURE__ */ new Map();
  let found = await scanFolders(options), rest = new Set([...layers].filter((layer) => !found.has(layer)));
  return rest.size === 0 ? found : new Map([...found, ...await scanSaved({ ...options, layers: rest })]);
}

// packages/adp/src/layer1/scan/needles.ts
function needlesOf(logins) {
  let found = /* @__PURE__ */ new Map();
  for (let { user, password, place } of logins) {
    let value = password.reveal();
    if (value === "") continue;
    let whose = `${user}'s, from ${place}`, [text, suffix] = isShort(value) ? [`${user}:${value}`, " as user:password"] : [value, ""];
    for (let { bytes, name } of formsOf(text)) {
      let key = bytes.toString("latin1");
      found.has(key) || found.set(key, { bytes, form: `${name}${suffix}`, whose });
    }
  }
  return [...found.values()];
}
function tooShort(logins) {
  return logins.filter(({ password }) => isShort(password.reveal()));
}
function isShort(value) {
  return value.length < 6;
}

// packages/adp/src/layer1/scan-built.ts
async function scanImage(options) {
  let { docker, image, theirs, access, place, warn } = options, logins = [...access.logins, ...await pullLogins(options)], short2 = tooShort(logins);
  short2.length > 0 && warn([
    `The password of ${short2.map(({ user, place: where }) => `${user} (${where})`).join(", ")} is too short: the scan looks for it only together with the user's name.`
  ]);
  let needles = needlesOf(logins), scanner = new FileScanner(needles, !0), own = image.layers.filter((layer) => !theirs.has(layer)), memory = new ScanMemory(
    place.state,
    needles.map((needle) => needle.bytes)
  ), fresh = new Set(own.filter((layer) => !memory.isClean(layer))), history = readHistory(docker, image), [configuration, scans] = await Promise.all([
    history.then(({ text }) => scanConfiguration({ ...image, history: text }, scanner)),
    scanLayers({ docker, image, layers: fresh, scanner, history })
  ]), leaks = [...configuration], closed = [], [files, bytes] = [0, 0];
  for (let [layer, scan] of scans)
    leaks.push(...scan.leaks), closed.push(...scan.closed), files += scan.files, bytes += scan.bytes, scan.leaks.length === 0 && scan.closed.length === 0 && memory.remember(layer);
  return memory.save(), closed.length > 0 && warn([
    `The scan could not open ${closed.length === 1 ? "a file" : `${closed.length} files`} of the image:`,
    ...closed.map((file2) => `  ${file2}`)
  ]), {
    leaks,
    summary: {
      layers: own.length,
      known: own.length - fresh.size,
      files,
      bytes,
      credentials: logins.length,
      closed
    }
  };
}
async function scanBuilt(options) {
  let { leaks, summary } = await scanImage(options);
  if (leaks.length > 0) throw leakError(leaks, options);
  return summary;
}
async function pullLogins({ pulled, env }) {
  let login = await dockerLogin(readDockerConfig(env), registryOf(pulled), env);
  return login === void 0 ? [] : [login];
}
async function readHistory(docker, image) {
  let format = "{{.Size}} {{.CreatedBy}} {{.Comment}}", { stdout } = await docker.call([
    "history",
    "--no-trunc",
    "--human=false",
    "--format",
    format,
    image.id
  ]);
  return { text: stdout, sizes: new Set([...stdout.matchAll(/^(\d+) /gm)].map(([, size]) => Number(size))) };
}
function leakError(leaks, { name }) {
  let [first] = leaks, places = leaks.map(({ path, line, what }) => `${path}${line > 0 ? `:${line}` : ""}  ${what}`);
  return new AdpError(errors.LEAK, {
    what: `${name} contains ${leaks.length === 1 ? "a credential" : `${leaks.length} credentials`}: ${first?.what} in ${first?.path}.`,
    why: "Everyone who has the image can read it, even if a later step removed the file. adp removed the image; `latest` did not change.",
    evidence: [...new Set(places)].slice(0, 12),
    next: [
      act("change the step that writes it: pass logins as build secrets (RUN --mount=type=secret)"),
      run(shell`docker builder prune`, "removes the step's copy from the build cache"),
      again
    ]
  });
}
var scanRules = 3, ScanMemory = class {
  #path;
  #mark;
  #known;
  constructor(folder, values) {
    privateFolder(folder), this.#path = join12(folder, "scanned.json");
    let key = this.#key(join12(folder, "scan-key")), hash = createHmac("sha256", key).update(`${version()} ${scanRules}`);
    for (let value of [...values].sort(Buffer.compare)) hash.update(`${value.length}\0`).update(value);
    this.#mark = hash.digest("hex"), this.#known = tryJson(readIfPresent(this.#path) ?? "{}", record(string(), string())) ?? {};
  }
  isClean(layer) {
    return this.#known[layer] === this.#mark;
  }
  remember(layer) {
    this.#known[layer] = this.#mark;
  }
  save() {
    writeAtomic(this.#path, JSON.stringify(this.#known));
  }
  /** Without this key nobody can try passwords against what is kept. */
  #key(path) {
    let known2 = readIfPresent(path);
    if (known2 !== void 0) return known2;
    let made = randomBytes(32).toString("hex");
    return writeAtomic(path, made), made;
  }
};

// packages/adp/src/layer1/verify/checks.ts
import { readFileSync as readFileSync8 } from "node:fs";
var onBuild = [
  /^COPY packages\.txt/,
  /^RUN .*install-system-packages|^RUN install-system-packages/,
  /keep-layer1 install-python-dependencies/,
  /^COPY .*\. \.$/
], seenSchema = object({ ok: boolean(), what: string() }), insideSchema = record(string(), seenSchema);
function labelsOf(image) {
  let missing = [...Object.values(labels), runtimeLabel, airflowLabel].filter(
    (label) => !(label in image.labels)
  );
  if (missing.length > 0) return { ok: !1, what: `missing: ${missing.join(", ")}` };
  let inputs = image.labels[labels.inputs]?.slice(0, 12);
  return { ok: !0, what: `Layer 1 ${image.labels[labels.version]}, inputs ${inputs}` };
}
function stepsOf(image) {
  let ok = onBuild.every((step) => image.onBuild.some((line) => step.test(line))), count = `${image.onBuild.length} steps`;
  return {
    ok,
    what: ok ? `${count}, as the Runtime's` : `${count}; a datakit would install or copy nothing, or change what Layer 1 installed`
  };
}
var rebuild = ({ place }) => [makeStep(place, "build", "builds it again"), again];
async function inside({ inside: ask }, name) {
  let found = await ask();
  if (!(found instanceof ProcessFailure))
    return found[name] ?? { ok: !1, what: "was not checked" };
}
function failureWords(failure) {
  return `${failure.message} ${failure.tail(2).join(" ")}`.trim();
}
var checks = [
  {
    name: "labels",
    definition: errors.V_LABELS,
    look: ({ image }) => labelsOf(image),
    next: rebuild
  },
  {
    name: "onbuild",
    definition: errors.V_ONBUILD,
    look: ({ image }) => stepsOf(image),
    next: rebuild
  },
  {
    name: "python",
    definition: errors.V_STARTS,
    async look(context) {
      let found = await context.inside();
      return found instanceof ProcessFailure ? { ok: !1, what: failureWords(found) } : void 0;
    },
    next: rebuild
  },
  {
    name: "user",
    definition: errors.V_USER,
    look: (context) => inside(context, "user"),
    next: (context) => [act("end the Dockerfile with USER astro"), ...rebuild(context)]
  },
  {
    name: "airflow",
    definition: errors.V_AIRFLOW,
    async look(context) {
      let found = await inside(context, "airflow");
      if (found === void 0) return;
      let label = context.image.labels[airflowLabel];
      return { ok: found.what === label, what: `${found.what} (label: ${label})` };
    },
    next: rebuild
  },
  {
    name: "framework",
    definition: errors.V_FRAMEWORK,
    look: (context) => inside(context, "framework"),
    next: rebuild
  },
  {
    name: "kerberos",
    definition: errors.V_KERBEROS,
    look: (context) => inside(context, "kerberos"),
    next: (context) => [
      act("packages.txt must name krb5-user, and requirements.txt gssapi"),
      ...rebuild(context)
    ]
  },
  {
    name: "odbc",
    definition: errors.V_ODBC,
    look: (context) => context.settings.odbcDriver === "none" ? void 0 : inside(context, "odbc"),
    next: (context) => [
      act("packages.txt must name unixodbc and tdsodbc; ODBC_DRIVER in .env selects Microsoft's driver"),
      ...rebuild(context)
    ]
  },
  {
    name: "pip",
    definition: errors.V_PIP_CHECK,
    look: (context) => inside(context, "pip"),
    next: (context) => [act(`correct ${fromHere(context.place, "requirements.txt")}`), ...rebuild(context)]
  },
  {
    name: "compiler",
    definition: errors.V_COMPILER,
    look: (context) => inside(context, "compiler"),
    next: (context) => [act("compile in a stage of its own, and copy the result"), ...rebuild(context)]
  },
  {
    name: "writable",
    definition: errors.V_WRITABLE,
    async look({ docker, image }) {
      let paths = await askInside({
        docker,
        image,
        program: "writable.py",
        schema: array(string()),
        options: ["--network", "none", "--user", "0"]
      });
      if (paths instanceof ProcessFailure) return { ok: !1, what: `not checked: ${paths.message}` };
      let ok = paths.length === 0;
      return { ok, what: ok ? "only sticky folders" : paths.slice(0, 5).join(", ") };
    },
    next: (context) => [act("run chmod o-w in the step that makes it"), ...rebuild(context)]
  },
  {
    name: "ticket",
    definition: errors.V_TICKET,
    async look({ docker, image, ticket }) {
      if (ticket === void 0) return;
      let answer = await askInside({
        docker,
        image,
        program: "ticket.py",
        schema: seenSchema,
        args: [ticket.spn],
        options: ["--network", ticket.network],
        input: readFileSync8(ticket.ccache)
      });
      return answer instanceof ProcessFailure ? { ok: !1, what: failureWords(answer) } : answer;
    },
    next: ({ ticket }) => [run(shell`kvno ${ticket?.spn ?? ""}`, "asks the KDC without the driver"), again]
  },
  {
    name: "credentials",
    definition: errors.V_LEAK,
    async look({ docker, image, place, settings, name, env }) {
      let notes = [], { leaks, summary } = await scanImage({
        docker,
        image,
        place,
        env,
        theirs: new Set(image.layers.slice(0, Number(image.labels[labels.baseLayers] ?? 0))),
        pulled: image.labels["org.opencontainers.image.base.name"] ?? name,
        access: planAccess(place, settings, env),
        warn: (lines) => notes.push(...lines)
      }), [leak] = leaks, more = leaks.length > 1 ? `, and ${leaks.length - 1} more` : "", none = `none in ${summary.layers} layers, the history and the configuration`;
      return leak === void 0 ? { ok: !0, what: [none, ...notes].join("; ") } : { ok: !1, what: `${leak.what} in ${leak.path}${more}` };
    },
    next: (context) => [
      act("remove the step that writes it"),
      act("replace the credential at its source"),
      ...rebuild(context)
    ]
  },
  {
    name: "support",
    definition: errors.V_SUPPORT,
    isWarning: !0,
    look({ image }) {
      let version2 = image.labels[runtimeLabel], warnings = supportWarnings(version2, /* @__PURE__ */ new Date());
      return { ok: warnings.length === 0, what: warnings.join(" ") || `Runtime ${version2} is supported` };
    },
    next: (context) => [
      act(`name another Runtime by IMAGE_ASTRONOMER in ${fromHere(context.place, ".env")}`),
      ...rebuild(context)
    ]
  }
];

// packages/adp/src/layer1/verify/promise.ts
var promised = ["python", "user", "airflow", "framework", "kerberos", "odbc", "pip"];
async function brokenPromise(options) {
  let { docker, image } = options, asked = askInside({ docker, image, program: "verify.py", schema: insideSchema }), context = { ...options, ticket: void 0, inside: () => asked };
  for (let check of checks.filter((one) => promised.includes(one.name))) {
    let seen = await check.look(context);
    if (seen !== void 0 && !seen.ok) return { check, what: seen.what };
  }
}
function brokenConfiguration(image) {
  return [
    { definition: errors.V_ONBUILD, ofDatakits: !0, ...stepsOf(image) },
    { definition: errors.V_LABELS, ofDatakits: !1, ...labelsOf(image) }
  ].find(({ ok }) => !ok);
}
async function checkPromise(options) {
  let broken = await brokenPromise(options);
  if (broken === void 0) return;
  let { check, what } = broken;
  throw new AdpError(check.definition, {
    what: `${options.name} was built, and does not keep its promise (${check.name}): ${what}`,
    why: "adp removed the image; `latest` did not change.",
    next: check.next({ ...options, ticket: void 0, inside: async () => ({}) })
  });
}

// packages/adp/src/layer1/build.ts
async function buildLayer1(options) {
  let { docker, place, name, settings, access, progress, env = process.env } = options, startedAt = /* @__PURE__ */ new Date(), warnings = new Warnings(options.note);
  warnings.add(access.warnings);
  let commit = await lastCommit(place.root, committedInputs), bases = await progress.step(
    "Base images",
    () => findBases({
      place,
      settings,
      exactBase: options.exactBase,
      lock: options.lock,
      today: startedAt,
      warn: warnings.add,
      pulls: { docker, env, note: options.note, always: options.pull, envFile: fromHere(place, ".env") }
    })
  ), framework = writeFrameworkWheel(place).version, plan = planBuild({ place, settings, access, ...bases, framework, commit }), sharer = new SharerImage({ docker, place, name, settings, plan, access }), temporary = `${name}:unscanned-${plan.inputs.hash.slice(0, 12)}`, kept = Promise.resolve();
  try {
    let before = await docker.image(`${name}:${plan.tag}`), image = await progress.step(
      "Layer 1",
      () => buildImage({
        docker,
        place,
        access,
        progress,
        folder: place.folder,
        target: "layer1",
        tag: temporary,
        args: plan.args,
        contexts: {},
        labels: plan.labels,
        noCache: options.noCache
      })
    ), isUnchanged = before?.id === image.id;
    isUnchanged || (kept = checkPromise({ docker, place, settings, name: `${name}:${plan.tag}`, image, env })), kept.catch(() => {
    });
    let scan = await scanImages({ ...options, env, image, bases, access, plan, sharer, warnings });
    isUnchanged || await progress.step("Check the image", () => kept), await nameImages(docker, { name, plan, temporary, sharer });
    let seconds = (Date.now() - startedAt.getTime()) / 1e3, provenance = writeProvenance({
      place,
      plan,
      base: bases.base,
      images: bases.used,
      access,
      commit,
      scan,
      startedAt,
      seconds,
      id: image.id,
      engine: options.engine.version
    });
    return {
      image: `${name}:latest`,
      tag: `${name}:${plan.tag}`,
      id: image.id,
      inputs: plan.inputs.hash,
      unchanged: isUnchanged,
      base: describeBase(bases.base),
      scan,
      sharer: sharer.name,
      provenance,
      warnings: warnings.lines,
      seconds
    };
  } finally {
    await Promise.allSettled([kept]);
    let names3 = [temporary, sharer.temporary];
    await docker.try(["rmi", "--force", ...names3], { signal: new AbortController().signal });
  }
}
var Warnings = class {
  constructor(note) {
    this.note = note;
  }
  note;
  lines = [];
  add = (lines) => {
    for (let line of lines.filter((one) => !this.lines.includes(one)))
      this.note(`  ! ${line}`), this.lines.push(line);
  };
};
async function scanImages(options) {
  let { docker, place, env, name, image, bases, access, plan, sharer, progress, warnings } = options, { base } = bases, theirs = [...base.image.layers, ...base.askedLayers], scanning = { docker, pulled: base.reference, access, place, env, warn: warnings.add }, scanned = progress.step(
    "Scan for credentials",
    () => scanBuilt({ ...scanning, theirs: new Set(theirs), image, name: `${name}:${plan.tag}` })
  ), sharerBuilt = buildSharer(options);
  await Promise.allSettled([scanned, sharerBuilt]);
  let summary = await scanned;
  await sharerBuilt;
  let beside = await sharer.image();
  return beside !== void 0 && await scanBuilt({
    ...scanning,
    theirs: /* @__PURE__ */ new Set([...theirs, ...image.layers]),
    image: beside,
    name: sharer.name ?? ""
  }), summary;
}
async function buildSharer({ bases, sharer, warnings }) {
  if (bases.node !== void 0)
    try {
      await sharer.build(bases.node);
    } catch (error) {
      if (bases.node !== "installed" || !(error instanceof AdpError)) throw error;
      warnings.add([
        `The ticket sharer's image was not built: no Node.js could be installed (${error.message}). \`adp platform start\` needs it: set IMAGE_NODE.`
      ]);
    }
}
async function nameImages(docker, { name, plan, temporary, sharer }) {
  await Promise.all([
    ...[plan.tag, "latest"].map((tag) => docker.call(["tag", temporary, `${name}:${tag}`])),
    sharer.tag()
  ]);
}

// packages/adp/src/layer1/check-inputs.ts
import { X509Certificate } from "node:crypto";
import { existsSync as existsSync7, readdirSync as readdirSync4, readFileSync as readFileSync9 } from "node:fs";
import { join as join13 } from "node:path";
async function checkInputs({
  place,
  access,
  settings,
  tools = ["apt", "pip", "uv"]
}) {
  let { folder } = place;
  for (let name of ["Dockerfile", "VERSION", "packages.txt", "requirements.txt"])
    if (!existsSync7(join13(folder, name)))
      throw new AdpError(errors.INPUT_MISSING, {
        what: `${fromHere(place, name)} is missing.`,
        next: [run(shell`git checkout ${fromHere(place, name)}`), again]
      });
  return checkCertificates(place), await refuseSecrets(place), refuseExposedLogins(
    tools.flatMap((tool) => access[tool]),
    place
  ), checkLoginHosts(access, settings), checkLogins(access, settings, tools), hasKrb5Conf(place) ? [] : [
    `${fromHere(place, "config", "krb5.conf")} is missing: the image will not know your realm. Copy krb5.conf.example there, and edit it.`
  ];
}
function checkCertificates(place) {
  let folder = join13(place.folder, "config", "certificates");
  for (let name of existsSync7(folder) ? readdirSync4(folder).sort() : []) {
    if (!/\.(crt|pem|cer|der)$/.test(name)) continue;
    let path = fromHere(place, "config", "certificates", name), renamed = path.replace(/\.\w+$/, ".crt"), wrong = (why, next) => new AdpError(errors.CERTIFICATE, { what: `${path} cannot be used.`, why, next: [next, again] }), blocks = readFileSync9(join13(folder, name)).toString("latin1").match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g);
    if (blocks === null)
      throw wrong(
        "It contains no PEM certificate (-----BEGIN CERTIFICATE-----).",
        run(shell`openssl x509 -inform der -in ${path} -out ${renamed}`, "converts it from DER")
      );
    if (!/\.(crt|pem)$/.test(name))
      throw wrong("Its name must end in .crt or .pem.", run(shell`mv ${path} ${renamed}`));
    let last = blocks.map((block) => {
      try {
        return new Date(new X509Certificate(block).validTo);
      } catch (error) {
        throw wrong(
          `It is damaged: ${reasonOf(error)}.`,
          run(shell`openssl x509 -noout -text -in ${path}`, "shows it")
        );
      }
    }).sort((x2, y) => y.getTime() - x2.getTime())[0];
    if (last !== void 0 && last < /* @__PURE__ */ new Date())
      throw wrong(
        `It expired on ${last.toISOString().slice(0, 10)}.`,
        act("ask your IT for the CA that is in use now")
      );
  }
}
async function refuseSecrets({ folder, envFile }) {
  let texts2 = [
    envFile,
    join13(folder, "config", "krb5.conf"),
    ...filesIn(join13(folder, "config", "apt")),
    ...filesIn(join13(folder, "config", "certificates")),
    ...["packages.txt", "requirements.txt"].map((name) => join13(folder, name))
  ].filter((path) => existsSync7(path)).map((path) => ({
    path: shownPath(path),
    content: readFileSync9(path, "utf8")
  })), found = [...await scanTexts(texts2), ...texts2.flatMap(namedSecrets)];
  if (isFound(found))
    throw foundError(errors.SECRET_IN_INPUT, found, {
      why: `${found[0].what}. This file goes into git and into the image.`,
      next: [again]
    });
}
var namedSecret2 = /\b\w*(?:password|passwd|pwd|secret|token|api_?key)["']?[ \t]*[=:][ \t]*["']?(?<value>[^\s"'#]{4,})["']?[ \t]*(?:#.*)?$/gim;
function namedSecrets({ path, content }) {
  return [...content.matchAll(namedSecret2)].filter(({ groups }) => !isPlaceholder(groups?.value ?? "")).map(({ index }) => ({
    path,
    line: content.slice(0, index).split(`
`).length,
    rule: "named-secret",
    what: "a password by its name"
  }));
}
function filesIn(folder) {
  return existsSync7(folder) ? readdirSync4(folder).map((name) => join13(folder, name)) : [];
}
function refuseExposedLogins(asked, place) {
  let exposed = asked.find((one) => one.isLoginExposed);
  if (exposed === void 0) return;
  let { host, login, setting } = exposed;
  throw new AdpError(errors.LOGIN_IN_CLEAR, {
    what: `The login of ${login?.user} would go to ${host} over plain HTTP.`,
    why: `Everyone on the way can read it. The login is from ${login?.place}; ${setting} names the address.`,
    next: [
      either(
        act(`write https:// into ${setting}`),
        act(`remove the login from ${login?.place}`, "if the host needs none"),
        act(
          `write INSECURE_LOGIN_HOSTS=${host} into ${fromHere(place, ".env")}`,
          "if everyone on this network may know the login"
        )
      ),
      again
    ]
  });
}
function checkLoginHosts(access, settings) {
  let asked = [
    ...[...access.apt, ...access.pip, ...access.uv, ...access.maven].map((one) => one.host),
    ...[settings.runtime, settings.node, settings.python ?? settings.runtime].map(registryOf)
  ], unknown = settings.loginHosts.find((host) => !asked.includes(host));
  if (unknown === void 0) return;
  let place = settings.origin.get("LOGIN_HOSTS");
  throw new AdpError(errors.SETTINGS, {
    what: `LOGIN_HOSTS in ${place} names ${unknown}, and no step of the build asks that host.`,
    why: `The build asks ${[...new Set(asked)].join(", ")}.`,
    next: [act(`correct LOGIN_HOSTS in ${place}`, `nearest: ${nearest(unknown, asked) ?? asked[0]}`), again]
  });
}
function checkLogins(access, settings, all) {
  let missing = all.flatMap((tool) => access[tool]).find((one) => one.required && one.login === void 0);
  if (missing === void 0) return;
  let tools = all.filter(
    (tool) => access[tool].some((one) => one.host === missing.host && one.login === void 0)
  ), { next } = remedy("login-missing", { tool: tools.join(" and "), url: missing.url });
  throw new AdpError(errors.LOGIN_MISSING, {
    what: `There is no login for ${missing.host}, which ${tools.join(" and ")} will ask.`,
    why: `LOGIN_HOSTS in ${settings.origin.get("LOGIN_HOSTS")} says that it requires one. ${missing.setting} names the host.`,
    next: [...next, run(adp`layer1 explain`, "lists every host, setting and login"), again]
  });
}

// packages/adp/src/layer1/contents.ts
import { readFileSync as readFileSync10 } from "node:fs";
import { join as join14 } from "node:path";
var names = record(string(), string()), schema3 = object({ python: names, debian: array(string()), kept: names });
async function imageContents(docker, image, place = layer1Folder()) {
  let path = join14(place.state, "contents", `${image.id.replace(/^sha256:/, "").slice(0, 32)}.json`), found = tryJson(readIfPresent(path) ?? "", schema3);
  if (found === void 0) {
    let answer = await askInside({ docker, image, program: "contents.py", schema: schema3 });
    if (answer instanceof ProcessFailure) throw docker.explain(answer);
    makeFolder(join14(place.state, "contents")), writeAtomic(path, JSON.stringify(answer)), found = answer;
  }
  return {
    python: new Map(Object.entries(found.python)),
    debian: new Set(found.debian),
    kept: new Map(Object.entries(found.kept))
  };
}
function promisedContents({ folder } = layer1Folder()) {
  let lines = (file2) => readFileSync10(join14(folder, file2), "utf8").split(`
`).map((line) => line.replace(/#.*/, "").trim()).filter((line) => line !== ""), python = [
    ...lines("requirements.txt").map((line) => line.replace(/[^\w.-].*/, "")),
    "apache-airflow"
  ];
  return {
    python: new Map([...python, "sqlmodel-framework", "adp-runners"].map((name) => [name, null])),
    debian: new Set(lines("packages.txt")),
    kept: /* @__PURE__ */ new Map()
  };
}

// packages/adp/src/layer1/explain/explain.ts
import { readFileSync as readFileSync11 } from "node:fs";

// packages/adp/src/layer1/settings.ts
var defaultRuntime = "quay.io/astronomer/astro-runtime:11.10.0", defaultNode = "docker.io/library/node:22-bookworm-slim", anImage = "registry.company.com:5000/team/image:tag", drivers = ["wheel", "apt", "none"], names2 = [
  "IMAGE_ASTRONOMER",
  "IMAGE_PYTHON",
  "IMAGE_NODE",
  "APT_MIRROR",
  "APT_SECURITY_MIRROR",
  "MAVEN_MIRROR",
  "LOGIN_HOSTS",
  "INSECURE_LOGIN_HOSTS",
  "ODBC_DRIVER"
], known = [...names2, "IMAGE_STAND_IN"];
function readLayer1Settings(place, env = process.env) {
  let file2 = shownPath(place.envFile), values = /* @__PURE__ */ new Map(), origin = /* @__PURE__ */ new Map(), own = fromFile(place, file2);
  refuseUnknown(Object.keys(own), file2);
  for (let name of names2) {
    let value = env[name] || own[name];
    value === void 0 || value === "" || (values.set(name, value), origin.set(name, env[name] ? "the environment" : file2));
  }
  let mistake = (name, why, example) => new AdpError(errors.SETTINGS, {
    what: `${name} in ${origin.get(name)} has a mistake.`,
    why,
    next: [act(`correct ${name} in ${origin.get(name)}`, `for example ${name}=${example}`), again]
  }), image = (name) => {
    let value = values.get(name);
    if (value !== void 0 && /^[a-z]+:\/\//i.test(value))
      throw mistake(name, "An image has no https:// in front of its name.", anImage);
    if (value?.replace(/@[a-z0-9]+:[0-9a-f]+$/, "").includes("@"))
      throw mistake(name, "An @ stands only before a digest. Logins belong into `docker login`.", anImage);
    if (value !== void 0 && /[A-Z]/.test(value.replace(/(?::[^/]*|@[^/]*)$/, "").replace(/^[^/]*[.:][^/]*\//, "")))
      throw mistake(name, "The name of an image has no capital letters, except in its tag.", anImage);
    if (value !== void 0 && !/^[a-zA-Z0-9][\w.:/@-]*$/.test(value))
      throw mistake(
        name,
        "Its value is not the name of an image. It is not repeated here: a login in it would be printed.",
        anImage
      );
    return value;
  }, mirror = (name, example = "https://artifactory.company.com/artifactory/debian-remote") => {
    let value = values.get(name);
    if (value !== void 0) {
      if (!/^https?:\/\/[^\s|\\&]+$/.test(value) || !URL.canParse(value))
        throw mistake(name, "It is not an http or https address.", example);
      if (value.includes("@"))
        throw mistake(
          name,
          "It contains a login, and .env goes into git. Logins belong into ~/.netrc.",
          example
        );
      return value.replace(/\/$/, "");
    }
  }, hosts = (name) => (values.get(name) ?? "").toLowerCase().split(/[\s,]+/).filter(Boolean), driver = values.get("ODBC_DRIVER") ?? "wheel";
  if (!drivers.includes(driver)) throw mistake("ODBC_DRIVER", `It takes ${drivers.join(", ")}.`, "wheel");
  let python = image("IMAGE_PYTHON"), sibling = /^(.*\/)library\/python[:@]/.exec(python ?? "")?.[1], aptMirror = mirror("APT_MIRROR");
  return {
    runtime: image("IMAGE_ASTRONOMER") ?? defaultRuntime,
    python,
    node: image("IMAGE_NODE") ?? (sibling === void 0 ? defaultNode : `${sibling}library/node:22-bookworm-slim`),
    nodeFrom: values.has("IMAGE_NODE") ? "IMAGE_NODE" : sibling === void 0 ? "the default" : "IMAGE_PYTHON",
    aptMirror,
    aptSecurityMirror: mirror("APT_SECURITY_MIRROR") ?? (aptMirror === void 0 ? void 0 : `${aptMirror}-security`),
    mavenMirror: mirror("MAVEN_MIRROR", "https://artifactory.company.com/artifactory/maven-remote"),
    loginHosts: hosts("LOGIN_HOSTS"),
    insecureLoginHosts: hosts("INSECURE_LOGIN_HOSTS"),
    odbcDriver: driver,
    origin
  };
}
function refuseUnknown(found, file2) {
  let name = found.find((one) => !known.includes(one));
  if (name === void 0) return;
  let meant = nearest(name, known), isSecret = /PASS|PWD|SECRET|TOKEN|KEY|CREDENTIAL|LOGIN$|USER/i.test(name) && meant === void 0;
  throw new AdpError(errors.SETTINGS, {
    what: `${name} in ${file2} is not a setting of Layer 1.`,
    why: isSecret ? "This file goes into git. Logins belong into ~/.netrc, UV_INDEX_* variables or docker login." : `The settings are ${known.join(", ")}.`,
    next: [
      act(meant === void 0 ? `remove ${name} from ${file2}` : `write ${meant} instead of ${name}`),
      again
    ]
  });
}
function fromFile({ envFile }, shown) {
  try {
    return parseEnvFile(readIfPresent(envFile) ?? "");
  } catch (error) {
    throw error instanceof EnvFileMistake ? new AdpError(errors.SETTINGS, {
      what: `Line ${error.line} of ${shown} is not a setting.`,
      why: "A line is NAME=value, or a comment that begins with #.",
      next: [act(`correct line ${error.line} of ${shown}`), again],
      cause: error
    }) : error;
  }
}

// packages/adp/src/layer1/explain/explain.ts
var secretOf = {
  apt: "apt-auth",
  pip: "pip-conf",
  uv: "uv-toml",
  maven: "maven-netrc"
}, anywhere = "(any host that the engine reaches)";
async function explainLayer1(place, env = process.env) {
  let settings = readLayer1Settings(place, env), images = {
    IMAGE_ASTRONOMER: settings.runtime,
    IMAGE_NODE: settings.node,
    ...settings.python === void 0 ? {} : { IMAGE_PYTHON: settings.python },
    SHARER_BASE: "packages"
  }, targets = ["layer1", "ticket-sharer"];
  return explainSteps({ place, dockerfile: place.dockerfile, targets, images, env });
}
async function explainSteps(options) {
  let { place, images, env } = options, settings = readLayer1Settings(place, env), access = planAccess(place, settings, env), docker = readDockerConfig(env), variableOf = (image) => Object.keys(images).find((name) => images[name] === image) ?? "IMAGE_PYTHON", { readSteps } = await import("./layer1-explain-dockerfile.mjs"), steps = [];
  for (let step of readSteps(readFileSync11(options.dockerfile, "utf8"), options.targets, images)) {
    let reaches = step.kind === "FROM" ? [
      await pullReach(
        step.text,
        `${variableOf(step.text)} (${settings.origin.get(variableOf(step.text)) ?? "the default"})`
      )
    ] : runReaches(step, access);
    steps.push({ line: step.line, stage: step.stage, kind: step.kind, runs: step.text, reaches });
  }
  async function pullReach(image, setting) {
    let registry = registryOf(image), login = await dockerLogin(docker, registry, env), isRequired = settings.loginHosts.includes(registry) && login === void 0;
    return {
      host: registry,
      by: "docker",
      setting,
      login: login === void 0 ? null : { user: login.user, place: login.place },
      wire: "https, the Docker Engine's CAs",
      missing: isRequired ? `docker login ${registry}` : null
    };
  }
  let all = steps.flatMap((step) => step.reaches);
  return {
    steps,
    hosts: [...new Set(all.map((reach) => reach.host))].sort(),
    missing: [...new Set(all.flatMap((reach) => reach.missing ?? []))],
    warnings: access.warnings
  };
}
function runReaches(step, access) {
  if (step.isOffline) return [];
  let tools = toolsOf(step.text), named2 = [...step.text.matchAll(/\b(?:https?|ftp|git):\/\/[^\s"'\\)]+/g)].map((match) => match[0]).map(
    (url) => ({
      host: URL.canParse(url) ? new URL(url).host : url,
      by: "unknown",
      setting: "the Dockerfile",
      login: null,
      wire: url.replace(/:.*$/, ""),
      missing: null
    })
  ), known2 = tools.flatMap((tool) => access[tool].map((one) => reachOf(one, tool, step)));
  return known2.length + named2.length > 0 ? unique2([...known2, ...named2]) : reachesNothing(step.text) ? [] : [
    {
      host: anywhere,
      by: "unknown",
      setting: "no tool that adp knows",
      login: null,
      wire: "unknown",
      missing: null
    }
  ];
}
function reachOf({ host, setting, login, required, wire, isLoginExposed }, tool, step) {
  let secret = secretOf[tool], isGiven = step.kind === "ONBUILD RUN" || step.secrets.includes(secret);
  return {
    host,
    by: tool,
    setting,
    login: login === void 0 ? null : { user: login.user, place: login.place },
    wire,
    missing: isLoginExposed ? `the login of ${login?.user} would go to ${host} over plain HTTP: use https, or name the host in INSECURE_LOGIN_HOSTS` : login === void 0 ? required ? `machine ${host.replace(/:\d+$/, "")} login YOU password TOKEN   in ~/.netrc` : null : isGiven ? null : `line ${step.line} of the Dockerfile does not mount the secret ${secret}`
  };
}
function toolsOf(command) {
  let found = [];
  return /\bapt-install\.sh|\bapt-get\b|\bapt install\b|install-system-packages/.test(command) && found.push("apt"), /\b(?:bindings|uv|venv)\.sh\b|(?<!uv )\bpip3? |-m pip\b|install-python-dependencies/.test(command) && found.push("pip"), /python-packages\.sh|\buv (?:pip|sync|tool|add)\b/.test(command) && found.push("uv"), /\bdrivers\.py\b/.test(command) && found.push("maven"), found;
}
function reachesNothing(command) {
  return command.split(/&&|\|\||;|\|/).map((part2) => part2.trim().split(/\s+/)[0] ?? "").every(
    (word) => /^(?:mkdir|chmod|chown|touch|cp|mv|rm|ln|echo|printf|true|test|\[|set|sed|find|install|useradd|groupadd|node|sh)?$/.test(
      word
    )
  );
}
function unique2(reaches) {
  return [
    ...new Map(reaches.map((reach) => [`${reach.host}\0${reach.by}\0${reach.setting}`, reach])).values()
  ];
}

// packages/adp/src/layer1/explain/print.ts
function explanationLines({ steps, hosts, missing, warnings }, columns = Number.POSITIVE_INFINITY) {
  let wide = stepTable(steps);
  return [
    ...wide.some((line) => line.length > columns) ? steps.flatMap(stepLines2) : wide,
    "",
    `A build asks ${hosts.length === 1 ? "1 host" : `${hosts.length} hosts`}: ${hosts.join(", ")}`,
    "Images that are here already are not pulled. ONBUILD steps run in a datakit's build, with its logins.",
    ...warnings.map((line) => `! ${line}`),
    ...missing.map((line) => `MISSING  ${line}`)
  ];
}
function stepTable(steps) {
  let rows = steps.flatMap((step) => {
    let head = [`${step.line}`, step.stage, whatRuns(step)];
    return step.reaches.length === 0 ? [[...head, "nothing", "", "", "", ""]] : step.reaches.map((reach, index) => [
      ...index === 0 ? head : ["", "", ""],
      `${reach.host} (${reach.by})`,
      reach.wire,
      reach.setting,
      asWhom(reach),
      reach.missing === null ? "" : "MISSING"
    ]);
  });
  return table(["line", "stage", "step", "reaches", "wire", "setting", "as whom", ""], rows);
}
function stepLines2(step) {
  let reaches = step.reaches.flatMap((reach) => [
    `reaches  ${reach.host} (${reach.by}): ${reach.wire}`,
    `setting  ${reach.setting}`,
    `as whom  ${asWhom(reach)}${reach.missing === null ? "" : "   MISSING"}`
  ]);
  return [
    `line ${step.line}, ${step.stage}: ${whatRuns(step)}`,
    ...(reaches.length === 0 ? ["reaches  nothing"] : reaches).map((line) => `  ${line}`)
  ];
}
function whatRuns(step) {
  return step.kind === "FROM" ? `FROM ${step.runs}` : `${step.kind} ${short(step.runs)}`;
}
function asWhom({ login }) {
  return login === null ? "none" : `${login.user}, ${login.place}`;
}
function short(command) {
  let text = command.replaceAll("/run/layer1/", "").replace(/^sh /, "");
  return text.length > 46 ? `${text.slice(0, 43)}...` : text;
}

// packages/adp/src/layer1/registry.ts
var part = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*", address = new RegExp(
  `^(?<repository>[a-zA-Z0-9.-]+(?::\\d+)?(?:/${part})+)(?::(?<tag>\\w[\\w.-]{0,127}))?(?:@(?<digest>sha256:[0-9a-f]{64}))?$`
);
async function pushLayer1(repository, options) {
  let { docker, name } = options, to = addressOf(repository);
  if (to.tag !== void 0 || to.digest !== void 0)
    throw notAnAddress(repository, "The tag comes from the build: leave it out.", to.repository);
  let image = await docker.image(`${name}:latest`);
  if (image === void 0)
    throw new AdpError(errors.NO_IMAGE, {
      what: `There is no image ${name}:latest here.`,
      next: [run(adp`layer1 build --name ${name}`)]
    });
  let tag = tagOf(image, `${name}:latest`), sent = await pushImage(`${to.repository}:${tag}`, image, options);
  return inRegistry(to.repository, sent, `${name}:${tag}`);
}
async function pushImage(remote, image, options) {
  let { docker, note } = options;
  note(`Pushing ${remote}`), await docker.call(["tag", image.id, remote]);
  try {
    let pushed = await docker.try(["push", "--quiet", remote]);
    if (pushed instanceof ProcessFailure) throw await explained(remote, pushed, options);
    return await docker.image(remote) ?? image;
  } finally {
    await docker.try(["rmi", remote]);
  }
}
function repositoryOf(text) {
  let { repository, tag, digest: digest2 } = addressOf(text);
  if (tag === void 0 && digest2 === void 0) return repository;
  throw notAnAddress(text, "The tag comes from the commit: leave it out.", repository);
}
function referenceOf(repository, image) {
  let reference = image.digests.find((text) => text.startsWith(`${repository}@sha256:`));
  if (reference === void 0) throw new Error(`docker knows no digest of ${repository}`);
  return reference;
}
async function pullLayer1(reference, options) {
  let { docker, name, note } = options, from = addressOf(reference);
  if (from.tag === void 0 && from.digest === void 0)
    throw notAnAddress(reference, "It names neither a digest nor a tag.", `${from.repository}@sha256:DIGEST`);
  let asked = from.digest === void 0 ? reference : `${from.repository}@${from.digest}`, here = from.digest === void 0 ? void 0 : await docker.image(asked);
  if (here === void 0) {
    note(`Pulling ${asked}`);
    let pulled = await docker.try(["pull", "--quiet", asked]);
    if (pulled instanceof ProcessFailure) throw await explained(asked, pulled, options);
  }
  let image = here ?? await docker.image(asked);
  if (image === void 0) throw new Error(`docker pulled ${asked}, and does not have it`);
  let tag = tagOf(image, asked), result = inRegistry(from.repository, image, `${name}:${tag}`);
  for (let local of [tag, "latest"]) await docker.call(["tag", image.id, `${name}:${local}`]);
  return result;
}
function addressOf(text) {
  let groups = address.exec(text)?.groups;
  if (groups?.repository === void 0)
    throw notAnAddress(text, "It is not REGISTRY/PATH.", "registry.corp.example/airflow/layer1-airflow");
  let { repository, tag, digest: digest2 } = groups;
  if (registryOf(repository) === "docker.io")
    throw notAnAddress(text, "It names no registry.", `registry.corp.example/${repository}`);
  return { repository, tag, digest: digest2 };
}
function notAnAddress(text, why, example) {
  return new AdpError(errors.ADDRESS, {
    what: `"${text}" is not the address of an image here.`,
    why,
    next: [act(`write it like ${example}`)]
  });
}
function tagOf(image, name) {
  let inputs = image.labels[labels.inputs], version2 = image.labels[labels.version];
  if (inputs === void 0 || version2 === void 0)
    throw new AdpError(errors.NOT_LAYER1, {
      what: `${name} was not built by adp layer1 build: it lacks the label ${labels.inputs}.`,
      next: [
        either(
          act("name the image that `adp layer1 push` printed"),
          run(adp`layer1 build`, "builds one here")
        )
      ]
    });
  return `${version2}-${inputs.slice(0, 12)}`;
}
function inRegistry(repository, image, local) {
  return {
    reference: referenceOf(repository, image),
    image: local,
    runtime: image.labels[runtimeLabel] ?? "",
    airflow: image.labels[airflowLabel] ?? ""
  };
}
async function explained(name, failure, { docker, env }) {
  let registry = registryOf(name), { kind } = diagnosePull(failure), change = act("correct the address"), details = { evidence: failure.tail(3), cause: failure, next: registryRemedy(kind, registry, change) };
  switch (kind) {
    case "login-refused": {
      let login = await dockerLogin(readDockerConfig(env), registry, env);
      return new AdpError(errors.REGISTRY_LOGIN, {
        ...details,
        what: `${registry} refused the login for ${name}.`,
        why: login === void 0 ? `There is no login for ${registry}, and it requires one.` : `docker used the login of ${login.user}, from ${login.place}. It is wrong, has expired, or has no right to this image.`
      });
    }
    case "tls-untrusted":
      return new AdpError(errors.BASE_TLS, {
        ...details,
        what: `The Docker Engine does not trust the certificate of ${registry}.`,
        why: "The engine talks to registries, and has a list of certificates of its own."
      });
    case "not-found":
      return new AdpError(errors.REGISTRY_MISSING, {
        ...details,
        what: `${registry} does not have ${name}.`
      });
    case "unreachable":
    case "proxy":
      return new AdpError(errors.BASE_UNREACHABLE, { ...details, what: `${registry} does not answer.` });
    default:
      return docker.explain(failure);
  }
}

// packages/adp/src/layer1/sbom.ts
import { createHash as createHash3 } from "node:crypto";
var componentsSchema = array(
  object({
    kind: _enum(["deb", "pypi"]),
    name: string(),
    version: string(),
    licence: optional(string())
  })
);
async function imageSbom(docker, name, time) {
  let image = await docker.image(name);
  if (image === void 0) throw new Error(`${name} was built and is not there`);
  let found = await askInside({ docker, image, program: "packages.py", schema: componentsSchema });
  if (found instanceof ProcessFailure) throw docker.explain(found);
  let components = found.sort((a, b) => a.kind.localeCompare(b.kind) || a.name.localeCompare(b.name)), serial = createHash3("sha256").update(image.id).digest("hex"), document = {
    bomFormat: "CycloneDX",
    specVersion: "1.5",
    serialNumber: `urn:uuid:${serial.slice(0, 8)}-${serial.slice(8, 12)}-5${serial.slice(13, 16)}-8${serial.slice(17, 20)}-${serial.slice(20, 32)}`,
    version: 1,
    metadata: {
      timestamp: time,
      tools: { components: [{ type: "application", name: "adp", version: version() }] },
      component: { type: "container", name, version: image.id }
    },
    components: components.map(({ kind, name: name2, version: number, licence }) => ({
      type: "library",
      name: name2,
      version: number,
      purl: kind === "deb" ? `pkg:deb/debian/${name2}@${encodeURIComponent(number)}` : `pkg:pypi/${name2.toLowerCase().replaceAll("_", "-")}@${encodeURIComponent(number)}`,
      ...licence ? { licenses: [{ license: { name: licence } }] } : {}
    }))
  };
  return `${JSON.stringify(document, null, 2)}
`;
}

// packages/adp/src/layer1/tags.ts
async function listLayer1(docker, name) {
  let { stdout } = await docker.call(["image", "ls", "--format", "{{.Tag}}", name]), latest = await docker.image(`${name}:latest`), found = [];
  for (let tag of stdout.split(`
`).filter((text) => text !== "" && text !== "<none>")) {
    let image = await docker.image(`${name}:${tag}`);
    image === void 0 || tag === "latest" || !(labels.inputs in image.labels) || found.push({
      tag,
      id: image.id,
      inputs: image.labels[labels.inputs] ?? "",
      runtime: image.labels[runtimeLabel] ?? "",
      airflow: image.labels[airflowLabel] ?? "",
      framework: image.labels[labels.framework] ?? "",
      inUse: image.id === latest?.id,
      megabytes: Math.round(image.size / 1e6)
    });
  }
  return found.sort((a, b) => Number(b.inUse) - Number(a.inUse) || a.tag.localeCompare(b.tag));
}
async function useLayer1(docker, name, tag) {
  let known2 = await listLayer1(docker, name), chosen = known2.find((image) => image.tag === tag);
  if (chosen === void 0) {
    let there = /^[\w][\w.-]{0,127}$/.test(tag) ? await docker.image(`${name}:${tag}`) : void 0;
    throw new AdpError(there === void 0 ? errors.NO_IMAGE : errors.NOT_LAYER1, {
      what: there === void 0 ? `There is no image ${name}:${tag} here.` : `${name}:${tag} was not built by adp layer1 build: it lacks the label ${labels.inputs}.`,
      why: known2.length === 0 ? "No Layer 1 image has been built here." : `Here are: ${known2.map((image) => image.tag).join(", ")}.`,
      next: [
        either(
          run(adp`layer1 list --name ${name}`, "lists the images that are here"),
          run(adp`layer1 build --name ${name}`, "builds one")
        )
      ]
    });
  }
  await docker.call(["tag", `${name}:${tag}`, `${name}:latest`]);
  let sharer = sharerName(name);
  return await docker.image(`${sharer}:${tag}`) !== void 0 && await docker.call(["tag", `${sharer}:${tag}`, `${sharer}:latest`]), { ...chosen, inUse: !0 };
}

// packages/adp/src/kernel/wrap.ts
import { stripVTControlCharacters } from "node:util";
function wrapped(line, { columns, indent = 0 }) {
  let [begin = ""] = /^ */.exec(line) ?? [], lines = [], last = begin, isEmpty = !0;
  for (let [, gap = "", word = ""] of line.slice(begin.length).matchAll(/( *)(\S+)/g)) {
    let longer = `${last}${gap}${word}`;
    !isEmpty && stripVTControlCharacters(longer).length > columns ? (lines.push(last), last = `${" ".repeat(indent)}${word}`) : last = longer, isEmpty = !1;
  }
  return [...lines, last];
}

// packages/adp/src/layer1/verify/print.ts
function verifiedLines({ image, ok, checks: checks2 }, columns = process.stdout.columns ?? Number.POSITIVE_INFINITY) {
  let state = (check) => check.ok ? "ok" : check.isWarning ? "warning" : "FAILED", [header = "", rule = "", ...rows] = table(
    ["check", "", "what"],
    checks2.map((check) => [check.name, state(check), check.what])
  ), indent = header.indexOf("what");
  return [
    header,
    rule.slice(0, columns),
    ...rows.flatMap((row) => wrapped(row, { columns, indent })),
    "",
    ...checks2.filter((check) => !check.ok).flatMap(({ code, name, what, next }) => [
      ...wrapped(`${code}  ${name}: ${what}`, { columns, indent: 2 }),
      ...stepLines(next)
    ]),
    ok ? `${image} keeps what Layer 1 promises.` : `${image} does not keep what Layer 1 promises.`
  ];
}
function verifiedDocument({ checks: checks2, ...rest }) {
  return {
    ...rest,
    checks: checks2.map((check) => ({ ...check, next: fillNext(check.next, commandLine()) }))
  };
}

// packages/adp/src/layer1/verify/verify.ts
async function verifyLayer1(options) {
  let { docker, place, env = process.env } = options, image = await docker.image(options.image);
  if (image === void 0)
    throw new AdpError(errors.NO_IMAGE, {
      what: `There is no image ${options.image} here.`,
      next: [
        either(
          makeStep(place, "build", "builds it"),
          run(adp`layer1 list`, "lists the images that are here")
        )
      ]
    });
  let asked, context = {
    docker,
    place,
    image,
    env,
    ticket: options.ticket,
    name: options.image,
    settings: readLayer1Settings(place, env),
    inside: () => (asked ??= askInside({ docker, image, program: "verify.py", schema: insideSchema }), asked)
  }, done = [];
  for (let { name, definition, isWarning = !1, look, next } of checks) {
    let seen = await look(context);
    if (seen === void 0) continue;
    let failed = seen.ok ? { code: null, next: [] } : { code: definition.code, next: next(context) };
    done.push({ name, ...seen, ...failed, isWarning });
  }
  let ok = done.every((check) => check.ok || check.isWarning);
  return { image: options.image, id: image.id, ok, checks: done };
}

export {
  layer1Folder,
  fromHere,
  planAccess,
  obtain,
  digestOf,
  require_tar_stream,
  runtimeLabel,
  airflowLabel,
  lastCommit,
  hashInputs,
  committedInputs,
  labels,
  mirrorArgs,
  loginArgs,
  mavenArgs,
  supportTable,
  runtimeLine,
  supportFindings,
  buildImage,
  writeFrameworkWheel,
  scanImage,
  scanBuilt,
  brokenPromise,
  brokenConfiguration,
  buildLayer1,
  checkInputs,
  imageContents,
  promisedContents,
  readLayer1Settings,
  verifyLayer1,
  wrapped,
  verifiedLines,
  verifiedDocument,
  listLayer1,
  useLayer1,
  imageSbom,
  pushLayer1,
  pushImage,
  repositoryOf,
  referenceOf,
  pullLayer1,
  explanationLines,
  explainLayer1,
  explainSteps
};
