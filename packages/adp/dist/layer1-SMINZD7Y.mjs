import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  version
} from "./chunk-YW4DP7U7.mjs";
import {
  Docker,
  EnvFileMistake,
  parseEnvFile
} from "./chunk-FIHTPOLE.mjs";
import {
  foundError,
  hasHook,
  isFound,
  scanOwn,
  scanTexts
} from "./chunk-K3P4EBGI.mjs";
import {
  PYPI,
  Progress,
  Secret,
  aptAuth,
  dockerLogin,
  interruptible,
  netrcLogin,
  parse,
  pipConfText,
  pipIndexes,
  readDockerConfig,
  readNetrc,
  readPipConf,
  readUvSettings,
  redact,
  registryOf,
  uvIndexes,
  uvTomlText
} from "./chunk-UQ3XOWHQ.mjs";
import {
  thisMachine
} from "./chunk-BDWPJV5M.mjs";
import {
  ProcessFailure,
  attempt
} from "./chunk-RXQROTSY.mjs";
import {
  privateFolder,
  readIfPresent,
  writeAtomic,
  writeBytes
} from "./chunk-NQUNY6ZP.mjs";
import {
  newCommand,
  runCommand
} from "./chunk-OBHWWKRF.mjs";
import {
  openOutput,
  table
} from "./chunk-JKCRZFC4.mjs";
import {
  AdpError,
  Exit,
  defineError,
  reasonOf
} from "./chunk-NWQJSMLS.mjs";
import {
  platformRoot,
  typed
} from "./chunk-HANEP7QR.mjs";
import {
  __commonJS,
  __esm,
  __export,
  __require,
  __toCommonJS,
  __toESM
} from "./chunk-MBESXINF.mjs";

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
    function byteLength(string, encoding) {
      return Buffer.byteLength(string, encoding);
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
    function write(buffer, string, offset, length, encoding) {
      return toBuffer(buffer).write(string, offset, length, encoding);
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
        for (let i = end; i < data.byteLength; i++) {
          let byte = data[i];
          if (this.bytesNeeded === 0) {
            byte <= 127 ? (this.bytesSeen = 0, result += String.fromCharCode(byte)) : byte >= 194 && byte <= 223 ? (this.bytesNeeded = 2, this.bytesSeen = 1, this.codePoint = byte & 31) : byte >= 224 && byte <= 239 ? (byte === 224 ? this.lowerBoundary = 160 : byte === 237 && (this.upperBoundary = 159), this.bytesNeeded = 3, this.bytesSeen = 1, this.codePoint = byte & 15) : byte >= 240 && byte <= 244 ? (byte === 240 ? this.lowerBoundary = 144 : byte === 244 && (this.upperBoundary = 143), this.bytesNeeded = 4, this.bytesSeen = 1, this.codePoint = byte & 7) : (this.bytesSeen = 1, result += "\uFFFD");
            continue;
          }
          if (byte < this.lowerBoundary || byte > this.upperBoundary) {
            result += "\uFFFD", i--, this._reset();
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
      let limit = Math.max(start, len - 4), i = len - 1;
      for (; i > limit && (data[i] & 192) === 128; ) i--;
      if (i < start) return 0;
      let byte = data[i], needed;
      if (byte <= 127) return 0;
      if (byte >= 194 && byte <= 223) needed = 2;
      else if (byte >= 224 && byte <= 239) needed = 3;
      else if (byte >= 240 && byte <= 244) needed = 4;
      else return 0;
      let available = len - i;
      return available < needed ? available : 0;
    }
    function trailingBytesSeen(data) {
      let len = data.byteLength;
      if (len === 0) return 0;
      let last = data[len - 1];
      if (last <= 127) return 0;
      if ((last & 192) !== 128) return 1;
      let limit = Math.max(0, len - 4), i = len - 2;
      for (; i >= limit && (data[i] & 192) === 128; ) i--;
      if (i < 0) return 1;
      let first = data[i], needed;
      if (first >= 194 && first <= 223) needed = 2;
      else if (first >= 224 && first <= 239) needed = 3;
      else if (first >= 240 && first <= 244) needed = 4;
      else return 1;
      if (len - i !== needed) return 1;
      if (needed >= 3) {
        let second = data[i + 1];
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
      static isStreamDestroyed(err) {
        return err && err.code === "STREAM_DESTROYED";
      }
      static isPrematureClose(err) {
        return err && err.code === "PREMATURE_CLOSE";
      }
      static isAborted(err) {
        return err && err.code === "ABORTED";
      }
      static isBadArgument(err) {
        return err && err.code === "BAD_ARGUMENT";
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
    var { EventEmitter } = require_default(), FIFO = require_fast_fifo(), TextDecoder = require_text_decoder(), StreamError = require_errors(), qmt = typeof queueMicrotask > "u" ? (fn) => global.process.nextTick(fn) : queueMicrotask, MAX = (1 << 29) - 1, OPENING = 1, PREDESTROYING = 2, DESTROYING = 4, DESTROYED = 8, NOT_OPENING = MAX ^ OPENING, NOT_PREDESTROYING = MAX ^ PREDESTROYING, READ_ACTIVE = 16, READ_UPDATING = 32, READ_PRIMARY = 64, READ_QUEUED = 128, READ_RESUMED = 256, READ_PIPE_DRAINED = 512, READ_ENDING = 1024, READ_EMIT_DATA = 2048, READ_EMIT_READABLE = 4096, READ_EMITTED_READABLE = 8192, READ_DONE = 16384, READ_NEXT_TICK = 32768, READ_NEEDS_PUSH = 65536, READ_READ_AHEAD = 131072, READ_FLOWING = READ_RESUMED | READ_PIPE_DRAINED, READ_ACTIVE_AND_NEEDS_PUSH = READ_ACTIVE | READ_NEEDS_PUSH, READ_PRIMARY_AND_ACTIVE = READ_PRIMARY | READ_ACTIVE, READ_EMIT_READABLE_AND_QUEUED = READ_EMIT_READABLE | READ_QUEUED, READ_RESUMED_READ_AHEAD = READ_RESUMED | READ_READ_AHEAD, READ_NOT_ACTIVE = MAX ^ READ_ACTIVE, READ_NON_PRIMARY = MAX ^ READ_PRIMARY, READ_NON_PRIMARY_AND_PUSHED = MAX ^ (READ_PRIMARY | READ_NEEDS_PUSH), READ_PUSHED = MAX ^ READ_NEEDS_PUSH, READ_PAUSED = MAX ^ READ_RESUMED, READ_NOT_QUEUED = MAX ^ (READ_QUEUED | READ_EMITTED_READABLE), READ_NOT_ENDING = MAX ^ READ_ENDING, READ_PIPE_NOT_DRAINED = MAX ^ READ_FLOWING, READ_NOT_NEXT_TICK = MAX ^ READ_NEXT_TICK, READ_NOT_UPDATING = MAX ^ READ_UPDATING, READ_NO_READ_AHEAD = MAX ^ READ_READ_AHEAD, READ_PAUSED_NO_READ_AHEAD = MAX ^ READ_RESUMED_READ_AHEAD, WRITE_ACTIVE = 1 << 18, WRITE_UPDATING = 2 << 18, WRITE_PRIMARY = 4 << 18, WRITE_QUEUED = 8 << 18, WRITE_UNDRAINED = 16 << 18, WRITE_DONE = 32 << 18, WRITE_EMIT_DRAIN = 64 << 18, WRITE_NEXT_TICK = 128 << 18, WRITE_WRITING = 256 << 18, WRITE_FINISHING = 512 << 18, WRITE_CORKED = 1024 << 18, WRITE_NOT_ACTIVE = MAX ^ (WRITE_ACTIVE | WRITE_WRITING), WRITE_NON_PRIMARY = MAX ^ WRITE_PRIMARY, WRITE_NOT_FINISHING = MAX ^ (WRITE_ACTIVE | WRITE_FINISHING), WRITE_DRAINED = MAX ^ WRITE_UNDRAINED, WRITE_NOT_QUEUED = MAX ^ WRITE_QUEUED, WRITE_NOT_NEXT_TICK = MAX ^ WRITE_NEXT_TICK, WRITE_NOT_UPDATING = MAX ^ WRITE_UPDATING, WRITE_NOT_CORKED = MAX ^ WRITE_CORKED, ACTIVE = READ_ACTIVE | WRITE_ACTIVE, NOT_ACTIVE = MAX ^ ACTIVE, DONE = READ_DONE | WRITE_DONE, DESTROY_STATUS = DESTROYING | DESTROYED | PREDESTROYING, OPEN_STATUS = DESTROY_STATUS | OPENING, AUTO_DESTROY = DESTROY_STATUS | DONE, NON_PRIMARY = WRITE_NON_PRIMARY & READ_NON_PRIMARY, ACTIVE_OR_TICKING = WRITE_NEXT_TICK | READ_NEXT_TICK, TICKING = ACTIVE_OR_TICKING & NOT_ACTIVE, IS_OPENING = OPEN_STATUS | TICKING, READ_PRIMARY_STATUS = OPEN_STATUS | READ_ENDING | READ_DONE, READ_STATUS = OPEN_STATUS | READ_DONE | READ_QUEUED, READ_ENDING_STATUS = OPEN_STATUS | READ_ENDING | READ_QUEUED, READ_READABLE_STATUS = OPEN_STATUS | READ_EMIT_READABLE | READ_QUEUED | READ_EMITTED_READABLE, SHOULD_NOT_READ = OPEN_STATUS | READ_ACTIVE | READ_ENDING | READ_DONE | READ_NEEDS_PUSH | READ_READ_AHEAD, READ_BACKPRESSURE_STATUS = DESTROY_STATUS | READ_ENDING | READ_DONE, READ_UPDATE_SYNC_STATUS = READ_UPDATING | OPEN_STATUS | READ_NEXT_TICK | READ_PRIMARY, READ_NEXT_TICK_OR_OPENING = READ_NEXT_TICK | OPENING, WRITE_PRIMARY_STATUS = OPEN_STATUS | WRITE_FINISHING | WRITE_DONE, WRITE_QUEUED_AND_UNDRAINED = WRITE_QUEUED | WRITE_UNDRAINED, WRITE_QUEUED_AND_ACTIVE = WRITE_QUEUED | WRITE_ACTIVE, WRITE_DRAIN_STATUS = WRITE_QUEUED | WRITE_UNDRAINED | OPEN_STATUS | WRITE_ACTIVE, WRITE_STATUS = OPEN_STATUS | WRITE_ACTIVE | WRITE_QUEUED | WRITE_CORKED, WRITE_PRIMARY_AND_ACTIVE = WRITE_PRIMARY | WRITE_ACTIVE, WRITE_ACTIVE_AND_WRITING = WRITE_ACTIVE | WRITE_WRITING, WRITE_FINISHING_STATUS = OPEN_STATUS | WRITE_FINISHING | WRITE_QUEUED_AND_ACTIVE | WRITE_DONE, WRITE_BACKPRESSURE_STATUS = WRITE_UNDRAINED | DESTROY_STATUS | WRITE_FINISHING | WRITE_DONE, WRITE_UPDATE_SYNC_STATUS = WRITE_UPDATING | OPEN_STATUS | WRITE_NEXT_TICK | WRITE_PRIMARY, WRITE_DROP_DATA = WRITE_FINISHING | WRITE_DONE | DESTROY_STATUS, asyncIterator = Symbol.asyncIterator || /* @__PURE__ */ Symbol("asyncIterator"), WritableState = class {
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
        for (let i = 0; i < pending.length - 1; i++) {
          let data2 = pending[i];
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
      done(stream, err) {
        if (err && (this.error = err), stream === this.to && (this.to = null, this.from !== null)) {
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
    function afterFinal(err) {
      let stream = this.stream;
      err && stream.destroy(err), (stream._duplexState & DESTROY_STATUS) === 0 && (stream._duplexState |= WRITE_DONE, stream.emit("finish")), (stream._duplexState & AUTO_DESTROY) === DONE && (stream._duplexState |= DESTROYING), stream._duplexState &= WRITE_NOT_FINISHING, (stream._duplexState & WRITE_UPDATING) === 0 ? this.update() : this.updateNextTick();
    }
    function afterDestroy(err) {
      let stream = this.stream;
      !err && !StreamError.isStreamDestroyed(this.error) && (err = this.error), err && stream.emit("error", err), stream._duplexState |= DESTROYED, stream.emit("close");
      let rs = stream._readableState, ws = stream._writableState;
      if (rs !== null && rs.pipeline !== null && rs.pipeline.done(stream, err), ws !== null) {
        for (; ws.drains !== null && ws.drains.length > 0; )
          ws.drains.shift().resolve(!1);
        ws.pipeline !== null && ws.pipeline.done(stream, err);
      }
    }
    function afterWrite(err) {
      let stream = this.stream;
      err && stream.destroy(err), stream._duplexState &= WRITE_NOT_ACTIVE, this.drains !== null && tickDrains(this.drains), (stream._duplexState & WRITE_DRAIN_STATUS) === WRITE_UNDRAINED && (stream._duplexState &= WRITE_DRAINED, (stream._duplexState & WRITE_EMIT_DRAIN) === WRITE_EMIT_DRAIN && stream.emit("drain")), this.updateCallback();
    }
    function afterRead(err) {
      err && this.stream.destroy(err), this.stream._duplexState &= READ_NOT_ACTIVE, this.readAhead === !1 && (this.stream._duplexState & READ_RESUMED) === 0 && (this.stream._duplexState &= READ_NO_READ_AHEAD), this.updateCallback();
    }
    function updateReadNT() {
      (this.stream._duplexState & READ_UPDATING) === 0 && (this.stream._duplexState &= READ_NOT_NEXT_TICK, this.update());
    }
    function updateWriteNT() {
      (this.stream._duplexState & WRITE_UPDATING) === 0 && (this.stream._duplexState &= WRITE_NOT_NEXT_TICK, this.update());
    }
    function tickDrains(drains) {
      for (let i = 0; i < drains.length; i++)
        --drains[i].writes === 0 && (drains.shift().resolve(!0), i--);
    }
    function afterOpen(err) {
      let stream = this.stream;
      err && stream.destroy(err), (stream._duplexState & DESTROYING) === 0 && ((stream._duplexState & READ_PRIMARY_STATUS) === 0 && (stream._duplexState |= READ_PRIMARY), (stream._duplexState & WRITE_PRIMARY_STATUS) === 0 && (stream._duplexState |= WRITE_PRIMARY), stream.emit("open")), stream._duplexState &= NOT_ACTIVE, stream._writableState !== null && stream._writableState.updateCallback(), stream._readableState !== null && stream._readableState.updateCallback();
    }
    function afterTransform(err, data) {
      data != null && this.push(data), this._writableState.afterWrite(err);
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
      destroy(err) {
        (this._duplexState & DESTROY_STATUS) === 0 && (err || (err = StreamError.STREAM_DESTROYED()), this._duplexState = (this._duplexState | DESTROYING) & NON_PRIMARY, this._readableState !== null && (this._readableState.highWaterMark = 0, this._readableState.error = err), this._writableState !== null && (this._writableState.highWaterMark = 0, this._writableState.error = err), this._duplexState |= PREDESTROYING, this._predestroy(), this._duplexState &= NOT_PREDESTROYING, this._readableState !== null && this._readableState.updateNextTick(), this._writableState !== null && this._writableState.updateNextTick());
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
        }).catch((err) => out.destroy(err)), out;
      }
      setEncoding(encoding) {
        let dec = new TextDecoder(encoding), map = this._readableState.map || echo;
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
        let i = 0;
        return new _Readable({
          ...opts,
          read(cb) {
            this.push(i === data.length ? null : data[i++]), cb(null);
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
        return this.on("error", (err) => {
          error = err;
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
          throw(err) {
            return destroy(err);
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
        function destroy(err) {
          return stream.destroy(err), new Promise((resolve, reject) => {
            if (stream._duplexState & DESTROYED) return resolve({ value: void 0, done: !0 });
            stream.once("close", function() {
              err ? reject(err) : resolve({ value: void 0, done: !0 });
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
      destroy(err) {
        super.destroy(err), this._transformState.data !== null && (this._transformState.data = null, this._transformState.afterTransform());
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
    function transformAfterFlush(err, data) {
      let cb = this._transformState.afterFinal;
      if (err) return cb(err);
      data != null && this.push(data), this.push(null), cb(null);
    }
    function pipelinePromise(...streams) {
      return new Promise((resolve, reject) => pipeline(...streams, (err) => {
        if (err) return reject(err);
        resolve();
      }));
    }
    function pipeline(stream, ...streams) {
      let all = Array.isArray(stream) ? [...stream, ...streams] : [stream, ...streams], done = all.length && typeof all[all.length - 1] == "function" ? all.pop() : null;
      if (all.length < 2) throw StreamError.BAD_ARGUMENT("Pipeline requires at least 2 streams");
      let src = all[0], dest = null, error = null;
      for (let i = 1; i < all.length; i++)
        dest = all[i], isStreamx(src) ? src.pipe(dest, onerror) : (errorHandle(src, !0, i > 1, onerror), src.pipe(dest)), src = dest;
      if (done) {
        let fin = !1, autoDestroy = isStreamx(dest) || !!(dest._writableState && dest._writableState.autoDestroy);
        dest.on("error", (err) => {
          error === null && (error = err);
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
      function onerror(err) {
        if (!(!err || error)) {
          error = err;
          for (let s of all)
            s.destroy(err);
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
      let err = stream._readableState && stream._readableState.error || stream._writableState && stream._writableState.error;
      return !opts.all && StreamError.isStreamDestroyed(err) ? null : err;
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
        let i = 0;
        for (; i < buf.length && buf[i] !== 32; ) i++;
        let len = parseInt(b4a.toString(buf.subarray(0, i)), 10);
        if (!len) return result;
        let b = b4a.toString(buf.subarray(i + 1, len - 1)), keyIndex = b.indexOf("=");
        if (keyIndex === -1) return result;
        result[b.slice(0, keyIndex)] = b.slice(keyIndex + 1), buf = buf.subarray(len);
      }
      return result;
    };
    exports.encode = function(opts) {
      let buf = b4a.alloc(512), name = opts.name, prefix = "";
      if (opts.typeflag === 5 && name[name.length - 1] !== "/" && (name += "/"), b4a.byteLength(name) !== name.length) return null;
      for (; b4a.byteLength(name) > 100; ) {
        let i = name.indexOf("/");
        if (i === -1) return null;
        prefix += prefix ? "/" + name.slice(0, i) : name.slice(0, i), name = name.slice(i + 1);
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
      for (let i = 0; i < 148; i++) sum += block[i];
      for (let j = 156; j < 512; j++) sum += block[j];
      return sum;
    }
    function encodeOct(val, n) {
      return val = val.toString(8), val.length > n ? SEVENS.slice(0, n) + " " : ZEROS.slice(0, n - val.length) + val + " ";
    }
    function encodeSizeBin(num, buf, off) {
      buf[off] = 128;
      for (let i = 11; i > 0; i--)
        buf[off + i] = num & 255, num = Math.floor(num / 256);
    }
    function encodeSize(num, buf, off) {
      num.toString(8).length > 11 ? encodeSizeBin(num, buf, off) : b4a.write(buf, encodeOct(num, 11), off);
    }
    function parse256(buf) {
      let positive;
      if (buf[0] === 128) positive = !0;
      else if (buf[0] === 255) positive = !1;
      else return null;
      let tuple = [], i;
      for (i = buf.length - 1; i > 0; i--) {
        let byte = buf[i];
        positive ? tuple.push(byte) : tuple.push(255 - byte);
      }
      let sum = 0, l = tuple.length;
      for (i = 0; i < l; i++)
        sum += tuple[i] * Math.pow(256, i);
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
      _unlock(err) {
        if (this._locked = !1, err) {
          this.destroy(err), this._continueWrite(err);
          return;
        }
        this._update();
      }
      _consumeHeader() {
        if (this._locked) return !1;
        this._offset = this._buffer.shifted;
        try {
          this._header = headers.decode(this._buffer.shift(512), this._filenameEncoding, this._allowUnknownFormat);
        } catch (err) {
          return this._continueWrite(err), !1;
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
        } catch (err) {
          return this._continueWrite(err), !1;
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
      _continueWrite(err) {
        let cb = this._callback;
        this._callback = noop, cb(err);
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
        let error = null, promiseResolve = null, promiseReject = null, entryStream = null, entryCallback = null, extract3 = this;
        return this.on("entry", onentry), this.on("error", (err) => {
          error = err;
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
          throw(err) {
            return destroy(err);
          }
        };
        function consumeCallback(err) {
          if (!entryCallback) return;
          let cb = entryCallback;
          entryCallback = null, cb(err);
        }
        function onnext(resolve, reject) {
          if (error)
            return reject(error);
          if (entryStream) {
            resolve({ value: entryStream, done: !1 }), entryStream = null;
            return;
          }
          promiseResolve = resolve, promiseReject = reject, consumeCallback(null), extract3._finished && promiseResolve && (promiseResolve({ value: void 0, done: !0 }), promiseResolve = promiseReject = null);
        }
        function onentry(header, stream, callback) {
          entryCallback = callback, stream.on("error", noop), promiseResolve ? (promiseResolve({ value: stream, done: !1 }), promiseResolve = promiseReject = null) : entryStream = stream;
        }
        function onclose() {
          consumeCallback(error), promiseResolve && (error ? promiseReject(error) : promiseResolve({ value: void 0, done: !0 }), promiseResolve = promiseReject = null);
        }
        function destroy(err) {
          return extract3.destroy(err), consumeCallback(err), new Promise((resolve, reject) => {
            if (extract3.destroyed) return resolve({ value: void 0, done: !0 });
            extract3.once("close", function() {
              err ? reject(err) : resolve({ value: void 0, done: !0 });
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
      constructor(pack, header, callback) {
        super({ mapWritable, eagerOpen: !0 }), this.written = 0, this.header = header, this._callback = callback, this._linkname = null, this._isLinkname = header.type === "symlink" && !header.linkname, this._isVoid = header.type !== "file" && header.type !== "contiguous-file", this._finished = !1, this._pack = pack, this._openCallback = null, this._pack._stream === null ? this._pack._stream = this : this._pack._pending.push(this);
      }
      _open(cb) {
        this._openCallback = cb, this._pack._stream === this && this._continueOpen();
      }
      _continuePack(err) {
        if (this._callback === null) return;
        let callback = this._callback;
        this._callback = null, callback(err);
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
        let err = getStreamError(this);
        for (this._stream && this._stream.destroy(err); this._pending.length; ) {
          let stream = this._pending.shift();
          stream.destroy(err), stream._continueOpen();
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

// node_modules/dockerfile-ast/lib/argument.js
var require_argument = __commonJS({
  "node_modules/dockerfile-ast/lib/argument.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: !0 });
    exports.Argument = void 0;
    var Argument = class {
      constructor(value, range) {
        this.value = value, this.range = range;
      }
      toString() {
        return this.value;
      }
      getRange() {
        return this.range;
      }
      getValue() {
        return this.value;
      }
      isAfter(position) {
        return this.range.end.line < position.line ? !1 : this.range.start.line > position.line ? !0 : this.range.start.character > position.character;
      }
      isBefore(position) {
        return this.range.start.line < position.line ? !0 : this.range.end.line > position.line ? !1 : this.range.end.character < position.character;
      }
    };
    exports.Argument = Argument;
  }
});

// node_modules/dockerfile-ast/lib/jsonArgument.js
var require_jsonArgument = __commonJS({
  "node_modules/dockerfile-ast/lib/jsonArgument.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: !0 });
    exports.JSONArgument = void 0;
    var argument_1 = require_argument(), JSONArgument = class extends argument_1.Argument {
      constructor(value, range, jsonRange) {
        super(value, range), this.jsonRange = jsonRange;
      }
      getJSONRange() {
        return this.jsonRange;
      }
      getJSONValue() {
        let value = super.getValue();
        return value = value.substring(1, value.length - 1), value;
      }
    };
    exports.JSONArgument = JSONArgument;
  }
});

// node_modules/vscode-languageserver-types/lib/esm/main.js
var main_exports = {};
__export(main_exports, {
  AnnotatedTextEdit: () => AnnotatedTextEdit,
  ApplyKind: () => ApplyKind,
  ChangeAnnotation: () => ChangeAnnotation,
  ChangeAnnotationIdentifier: () => ChangeAnnotationIdentifier,
  CodeAction: () => CodeAction,
  CodeActionContext: () => CodeActionContext,
  CodeActionKind: () => CodeActionKind,
  CodeActionTag: () => CodeActionTag,
  CodeActionTriggerKind: () => CodeActionTriggerKind,
  CodeDescription: () => CodeDescription,
  CodeLens: () => CodeLens,
  Color: () => Color,
  ColorInformation: () => ColorInformation,
  ColorPresentation: () => ColorPresentation,
  Command: () => Command,
  CompletionItem: () => CompletionItem,
  CompletionItemKind: () => CompletionItemKind,
  CompletionItemLabelDetails: () => CompletionItemLabelDetails,
  CompletionItemTag: () => CompletionItemTag,
  CompletionList: () => CompletionList,
  CreateFile: () => CreateFile,
  DeleteFile: () => DeleteFile,
  Diagnostic: () => Diagnostic,
  DiagnosticRelatedInformation: () => DiagnosticRelatedInformation,
  DiagnosticSeverity: () => DiagnosticSeverity,
  DiagnosticTag: () => DiagnosticTag,
  DocumentHighlight: () => DocumentHighlight,
  DocumentHighlightKind: () => DocumentHighlightKind,
  DocumentLink: () => DocumentLink,
  DocumentSymbol: () => DocumentSymbol,
  DocumentUri: () => DocumentUri,
  EOL: () => EOL,
  FoldingRange: () => FoldingRange,
  FoldingRangeKind: () => FoldingRangeKind,
  FormattingOptions: () => FormattingOptions,
  Hover: () => Hover,
  InlayHint: () => InlayHint,
  InlayHintKind: () => InlayHintKind,
  InlayHintLabelPart: () => InlayHintLabelPart,
  InlineCompletionContext: () => InlineCompletionContext,
  InlineCompletionItem: () => InlineCompletionItem,
  InlineCompletionList: () => InlineCompletionList,
  InlineCompletionTriggerKind: () => InlineCompletionTriggerKind,
  InlineValueContext: () => InlineValueContext,
  InlineValueEvaluatableExpression: () => InlineValueEvaluatableExpression,
  InlineValueText: () => InlineValueText,
  InlineValueVariableLookup: () => InlineValueVariableLookup,
  InsertReplaceEdit: () => InsertReplaceEdit,
  InsertTextFormat: () => InsertTextFormat,
  InsertTextMode: () => InsertTextMode,
  LanguageKind: () => LanguageKind,
  Location: () => Location,
  LocationLink: () => LocationLink,
  MarkedString: () => MarkedString,
  MarkupContent: () => MarkupContent,
  MarkupKind: () => MarkupKind,
  OptionalVersionedTextDocumentIdentifier: () => OptionalVersionedTextDocumentIdentifier,
  ParameterInformation: () => ParameterInformation,
  Position: () => Position,
  Range: () => Range,
  RenameFile: () => RenameFile,
  SelectedCompletionInfo: () => SelectedCompletionInfo,
  SelectionRange: () => SelectionRange,
  SemanticTokenModifiers: () => SemanticTokenModifiers,
  SemanticTokenTypes: () => SemanticTokenTypes,
  SemanticTokens: () => SemanticTokens,
  SignatureInformation: () => SignatureInformation,
  SnippetTextEdit: () => SnippetTextEdit,
  StringValue: () => StringValue,
  SymbolInformation: () => SymbolInformation,
  SymbolKind: () => SymbolKind,
  SymbolTag: () => SymbolTag,
  TextDocument: () => TextDocument,
  TextDocumentEdit: () => TextDocumentEdit,
  TextDocumentIdentifier: () => TextDocumentIdentifier,
  TextDocumentItem: () => TextDocumentItem,
  TextEdit: () => TextEdit,
  URI: () => URI,
  VersionedTextDocumentIdentifier: () => VersionedTextDocumentIdentifier,
  WorkspaceChange: () => WorkspaceChange,
  WorkspaceEdit: () => WorkspaceEdit,
  WorkspaceFolder: () => WorkspaceFolder,
  WorkspaceSymbol: () => WorkspaceSymbol,
  integer: () => integer,
  uinteger: () => uinteger
});
var DocumentUri, URI, integer, uinteger, Position, Range, Location, LocationLink, Color, ColorInformation, ColorPresentation, FoldingRangeKind, FoldingRange, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag, CodeDescription, Diagnostic, Command, TextEdit, ChangeAnnotation, ChangeAnnotationIdentifier, AnnotatedTextEdit, TextDocumentEdit, CreateFile, RenameFile, DeleteFile, WorkspaceEdit, TextEditChangeImpl, SnippetTextEdit, ChangeAnnotations, WorkspaceChange, TextDocumentIdentifier, VersionedTextDocumentIdentifier, OptionalVersionedTextDocumentIdentifier, LanguageKind, TextDocumentItem, MarkupKind, MarkupContent, CompletionItemKind, InsertTextFormat, CompletionItemTag, InsertReplaceEdit, InsertTextMode, ApplyKind, CompletionItemLabelDetails, CompletionItem, CompletionList, MarkedString, Hover, ParameterInformation, SignatureInformation, DocumentHighlightKind, DocumentHighlight, SymbolKind, SymbolTag, SymbolInformation, WorkspaceSymbol, DocumentSymbol, CodeActionKind, CodeActionTriggerKind, CodeActionContext, CodeActionTag, CodeAction, CodeLens, FormattingOptions, DocumentLink, SelectionRange, SemanticTokenTypes, SemanticTokenModifiers, SemanticTokens, InlineValueText, InlineValueVariableLookup, InlineValueEvaluatableExpression, InlineValueContext, InlayHintKind, InlayHintLabelPart, InlayHint, StringValue, InlineCompletionItem, InlineCompletionList, InlineCompletionTriggerKind, SelectedCompletionInfo, InlineCompletionContext, WorkspaceFolder, EOL, TextDocument, FullTextDocument, Is, init_main = __esm({
  "node_modules/vscode-languageserver-types/lib/esm/main.js"() {
    "use strict";
    (function(DocumentUri2) {
      function is(value) {
        return typeof value == "string";
      }
      DocumentUri2.is = is;
    })(DocumentUri || (DocumentUri = {}));
    (function(URI2) {
      function is(value) {
        return typeof value == "string";
      }
      URI2.is = is;
    })(URI || (URI = {}));
    (function(integer2) {
      integer2.MIN_VALUE = -2147483648, integer2.MAX_VALUE = 2147483647;
      function is(value) {
        return typeof value == "number" && integer2.MIN_VALUE <= value && value <= integer2.MAX_VALUE;
      }
      integer2.is = is;
    })(integer || (integer = {}));
    (function(uinteger2) {
      uinteger2.MIN_VALUE = 0, uinteger2.MAX_VALUE = 2147483647;
      function is(value) {
        return typeof value == "number" && uinteger2.MIN_VALUE <= value && value <= uinteger2.MAX_VALUE;
      }
      uinteger2.is = is;
    })(uinteger || (uinteger = {}));
    (function(Position2) {
      function create(line, character) {
        return line === Number.MAX_VALUE && (line = uinteger.MAX_VALUE), character === Number.MAX_VALUE && (character = uinteger.MAX_VALUE), { line, character };
      }
      Position2.create = create;
      function is(value) {
        let candidate = value;
        return Is.objectLiteral(candidate) && Is.uinteger(candidate.line) && Is.uinteger(candidate.character);
      }
      Position2.is = is;
    })(Position || (Position = {}));
    (function(Range2) {
      function create(one, two, three, four) {
        if (Is.uinteger(one) && Is.uinteger(two) && Is.uinteger(three) && Is.uinteger(four))
          return { start: Position.create(one, two), end: Position.create(three, four) };
        if (Position.is(one) && Position.is(two))
          return { start: one, end: two };
        throw new Error(`Range#create called with invalid arguments[${one}, ${two}, ${three}, ${four}]`);
      }
      Range2.create = create;
      function is(value) {
        let candidate = value;
        return Is.objectLiteral(candidate) && Position.is(candidate.start) && Position.is(candidate.end);
      }
      Range2.is = is;
    })(Range || (Range = {}));
    (function(Location2) {
      function create(uri, range) {
        return { uri, range };
      }
      Location2.create = create;
      function is(value) {
        let candidate = value;
        return Is.objectLiteral(candidate) && Range.is(candidate.range) && (Is.string(candidate.uri) || Is.undefined(candidate.uri));
      }
      Location2.is = is;
    })(Location || (Location = {}));
    (function(LocationLink2) {
      function create(targetUri, targetRange, targetSelectionRange, originSelectionRange) {
        return { targetUri, targetRange, targetSelectionRange, originSelectionRange };
      }
      LocationLink2.create = create;
      function is(value) {
        let candidate = value;
        return Is.objectLiteral(candidate) && Range.is(candidate.targetRange) && Is.string(candidate.targetUri) && Range.is(candidate.targetSelectionRange) && (Range.is(candidate.originSelectionRange) || Is.undefined(candidate.originSelectionRange));
      }
      LocationLink2.is = is;
    })(LocationLink || (LocationLink = {}));
    (function(Color2) {
      function create(red, green, blue, alpha) {
        return {
          red,
          green,
          blue,
          alpha
        };
      }
      Color2.create = create;
      function is(value) {
        let candidate = value;
        return Is.objectLiteral(candidate) && Is.numberRange(candidate.red, 0, 1) && Is.numberRange(candidate.green, 0, 1) && Is.numberRange(candidate.blue, 0, 1) && Is.numberRange(candidate.alpha, 0, 1);
      }
      Color2.is = is;
    })(Color || (Color = {}));
    (function(ColorInformation2) {
      function create(range, color) {
        return {
          range,
          color
        };
      }
      ColorInformation2.create = create;
      function is(value) {
        let candidate = value;
        return Is.objectLiteral(candidate) && Range.is(candidate.range) && Color.is(candidate.color);
      }
      ColorInformation2.is = is;
    })(ColorInformation || (ColorInformation = {}));
    (function(ColorPresentation2) {
      function create(label, textEdit, additionalTextEdits) {
        return {
          label,
          textEdit,
          additionalTextEdits
        };
      }
      ColorPresentation2.create = create;
      function is(value) {
        let candidate = value;
        return Is.objectLiteral(candidate) && Is.string(candidate.label) && (Is.undefined(candidate.textEdit) || TextEdit.is(candidate.textEdit)) && (Is.undefined(candidate.additionalTextEdits) || Is.typedArray(candidate.additionalTextEdits, TextEdit.is));
      }
      ColorPresentation2.is = is;
    })(ColorPresentation || (ColorPresentation = {}));
    (function(FoldingRangeKind2) {
      FoldingRangeKind2.Comment = "comment", FoldingRangeKind2.Imports = "imports", FoldingRangeKind2.Region = "region";
    })(FoldingRangeKind || (FoldingRangeKind = {}));
    (function(FoldingRange2) {
      function create(startLine, endLine, startCharacter, endCharacter, kind, collapsedText) {
        let result = {
          startLine,
          endLine
        };
        return Is.defined(startCharacter) && (result.startCharacter = startCharacter), Is.defined(endCharacter) && (result.endCharacter = endCharacter), Is.defined(kind) && (result.kind = kind), Is.defined(collapsedText) && (result.collapsedText = collapsedText), result;
      }
      FoldingRange2.create = create;
      function is(value) {
        let candidate = value;
        return Is.objectLiteral(candidate) && Is.uinteger(candidate.startLine) && Is.uinteger(candidate.endLine) && (Is.undefined(candidate.startCharacter) || Is.uinteger(candidate.startCharacter)) && (Is.undefined(candidate.endCharacter) || Is.uinteger(candidate.endCharacter)) && (Is.undefined(candidate.kind) || Is.string(candidate.kind));
      }
      FoldingRange2.is = is;
    })(FoldingRange || (FoldingRange = {}));
    (function(DiagnosticRelatedInformation2) {
      function create(location, message) {
        return {
          location,
          message
        };
      }
      DiagnosticRelatedInformation2.create = create;
      function is(value) {
        let candidate = value;
        return Is.defined(candidate) && Location.is(candidate.location) && Is.string(candidate.message);
      }
      DiagnosticRelatedInformation2.is = is;
    })(DiagnosticRelatedInformation || (DiagnosticRelatedInformation = {}));
    (function(DiagnosticSeverity2) {
      DiagnosticSeverity2.Error = 1, DiagnosticSeverity2.Warning = 2, DiagnosticSeverity2.Information = 3, DiagnosticSeverity2.Hint = 4;
    })(DiagnosticSeverity || (DiagnosticSeverity = {}));
    (function(DiagnosticTag2) {
      DiagnosticTag2.Unnecessary = 1, DiagnosticTag2.Deprecated = 2;
    })(DiagnosticTag || (DiagnosticTag = {}));
    (function(CodeDescription2) {
      function is(value) {
        let candidate = value;
        return Is.objectLiteral(candidate) && Is.string(candidate.href);
      }
      CodeDescription2.is = is;
    })(CodeDescription || (CodeDescription = {}));
    (function(Diagnostic2) {
      function create(range, message, severity, code, source, relatedInformation) {
        let result = { range, message };
        return Is.defined(severity) && (result.severity = severity), Is.defined(code) && (result.code = code), Is.defined(source) && (result.source = source), Is.defined(relatedInformation) && (result.relatedInformation = relatedInformation), result;
      }
      Diagnostic2.create = create;
      function is(value) {
        var _a;
        let candidate = value;
        return Is.defined(candidate) && Range.is(candidate.range) && (Is.string(candidate.message) || MarkupContent.is(candidate.message)) && (Is.number(candidate.severity) || Is.undefined(candidate.severity)) && (Is.integer(candidate.code) || Is.string(candidate.code) || Is.undefined(candidate.code)) && (Is.undefined(candidate.codeDescription) || Is.string((_a = candidate.codeDescription) === null || _a === void 0 ? void 0 : _a.href)) && (Is.string(candidate.source) || Is.undefined(candidate.source)) && (Is.undefined(candidate.relatedInformation) || Is.typedArray(candidate.relatedInformation, DiagnosticRelatedInformation.is));
      }
      Diagnostic2.is = is;
      function is3_17(value) {
        return Is.string(value.message);
      }
      Diagnostic2.is3_17 = is3_17;
      function getMessageString(diagnostic) {
        if (Is.string(diagnostic.message))
          return diagnostic.message;
        if (MarkupContent.is(diagnostic.message))
          return diagnostic.message.value;
        throw new Error(`Unknown message type ${typeof diagnostic.message}`);
      }
      Diagnostic2.getMessageString = getMessageString;
    })(Diagnostic || (Diagnostic = {}));
    (function(Command2) {
      function create(title, command, ...args) {
        let result = { title, command };
        return Is.defined(args) && args.length > 0 && (result.arguments = args), result;
      }
      Command2.create = create;
      function is(value) {
        let candidate = value;
        return Is.defined(candidate) && Is.string(candidate.title) && (candidate.tooltip === void 0 || Is.string(candidate.tooltip)) && Is.string(candidate.command);
      }
      Command2.is = is;
    })(Command || (Command = {}));
    (function(TextEdit2) {
      function replace(range, newText) {
        return { range, newText };
      }
      TextEdit2.replace = replace;
      function insert(position, newText) {
        return { range: { start: position, end: position }, newText };
      }
      TextEdit2.insert = insert;
      function del(range) {
        return { range, newText: "" };
      }
      TextEdit2.del = del;
      function is(value) {
        let candidate = value;
        return Is.objectLiteral(candidate) && Is.string(candidate.newText) && Range.is(candidate.range);
      }
      TextEdit2.is = is;
    })(TextEdit || (TextEdit = {}));
    (function(ChangeAnnotation2) {
      function create(label, needsConfirmation, description) {
        let result = { label };
        return needsConfirmation !== void 0 && (result.needsConfirmation = needsConfirmation), description !== void 0 && (result.description = description), result;
      }
      ChangeAnnotation2.create = create;
      function is(value) {
        let candidate = value;
        return Is.objectLiteral(candidate) && Is.string(candidate.label) && (Is.boolean(candidate.needsConfirmation) || candidate.needsConfirmation === void 0) && (Is.string(candidate.description) || candidate.description === void 0);
      }
      ChangeAnnotation2.is = is;
    })(ChangeAnnotation || (ChangeAnnotation = {}));
    (function(ChangeAnnotationIdentifier2) {
      function is(value) {
        let candidate = value;
        return Is.string(candidate);
      }
      ChangeAnnotationIdentifier2.is = is;
    })(ChangeAnnotationIdentifier || (ChangeAnnotationIdentifier = {}));
    (function(AnnotatedTextEdit2) {
      function replace(range, newText, annotation) {
        return { range, newText, annotationId: annotation };
      }
      AnnotatedTextEdit2.replace = replace;
      function insert(position, newText, annotation) {
        return { range: { start: position, end: position }, newText, annotationId: annotation };
      }
      AnnotatedTextEdit2.insert = insert;
      function del(range, annotation) {
        return { range, newText: "", annotationId: annotation };
      }
      AnnotatedTextEdit2.del = del;
      function is(value) {
        let candidate = value;
        return TextEdit.is(candidate) && (ChangeAnnotation.is(candidate.annotationId) || ChangeAnnotationIdentifier.is(candidate.annotationId));
      }
      AnnotatedTextEdit2.is = is;
    })(AnnotatedTextEdit || (AnnotatedTextEdit = {}));
    (function(TextDocumentEdit2) {
      function create(textDocument, edits) {
        return { textDocument, edits };
      }
      TextDocumentEdit2.create = create;
      function is(value) {
        let candidate = value;
        return Is.defined(candidate) && OptionalVersionedTextDocumentIdentifier.is(candidate.textDocument) && Array.isArray(candidate.edits);
      }
      TextDocumentEdit2.is = is;
    })(TextDocumentEdit || (TextDocumentEdit = {}));
    (function(CreateFile2) {
      function create(uri, options, annotation) {
        let result = {
          kind: "create",
          uri
        };
        return options !== void 0 && (options.overwrite !== void 0 || options.ignoreIfExists !== void 0) && (result.options = options), annotation !== void 0 && (result.annotationId = annotation), result;
      }
      CreateFile2.create = create;
      function is(value) {
        let candidate = value;
        return candidate && candidate.kind === "create" && Is.string(candidate.uri) && (candidate.options === void 0 || (candidate.options.overwrite === void 0 || Is.boolean(candidate.options.overwrite)) && (candidate.options.ignoreIfExists === void 0 || Is.boolean(candidate.options.ignoreIfExists))) && (candidate.annotationId === void 0 || ChangeAnnotationIdentifier.is(candidate.annotationId));
      }
      CreateFile2.is = is;
    })(CreateFile || (CreateFile = {}));
    (function(RenameFile2) {
      function create(oldUri, newUri, options, annotation) {
        let result = {
          kind: "rename",
          oldUri,
          newUri
        };
        return options !== void 0 && (options.overwrite !== void 0 || options.ignoreIfExists !== void 0) && (result.options = options), annotation !== void 0 && (result.annotationId = annotation), result;
      }
      RenameFile2.create = create;
      function is(value) {
        let candidate = value;
        return candidate && candidate.kind === "rename" && Is.string(candidate.oldUri) && Is.string(candidate.newUri) && (candidate.options === void 0 || (candidate.options.overwrite === void 0 || Is.boolean(candidate.options.overwrite)) && (candidate.options.ignoreIfExists === void 0 || Is.boolean(candidate.options.ignoreIfExists))) && (candidate.annotationId === void 0 || ChangeAnnotationIdentifier.is(candidate.annotationId));
      }
      RenameFile2.is = is;
    })(RenameFile || (RenameFile = {}));
    (function(DeleteFile2) {
      function create(uri, options, annotation) {
        let result = {
          kind: "delete",
          uri
        };
        return options !== void 0 && (options.recursive !== void 0 || options.ignoreIfNotExists !== void 0) && (result.options = options), annotation !== void 0 && (result.annotationId = annotation), result;
      }
      DeleteFile2.create = create;
      function is(value) {
        let candidate = value;
        return candidate && candidate.kind === "delete" && Is.string(candidate.uri) && (candidate.options === void 0 || (candidate.options.recursive === void 0 || Is.boolean(candidate.options.recursive)) && (candidate.options.ignoreIfNotExists === void 0 || Is.boolean(candidate.options.ignoreIfNotExists))) && (candidate.annotationId === void 0 || ChangeAnnotationIdentifier.is(candidate.annotationId));
      }
      DeleteFile2.is = is;
    })(DeleteFile || (DeleteFile = {}));
    (function(WorkspaceEdit2) {
      function is(value) {
        let candidate = value;
        return candidate && (candidate.changes !== void 0 || candidate.documentChanges !== void 0) && (candidate.documentChanges === void 0 || candidate.documentChanges.every((change) => Is.string(change.kind) ? CreateFile.is(change) || RenameFile.is(change) || DeleteFile.is(change) : TextDocumentEdit.is(change)));
      }
      WorkspaceEdit2.is = is;
    })(WorkspaceEdit || (WorkspaceEdit = {}));
    TextEditChangeImpl = class {
      constructor(edits, changeAnnotations) {
        this.edits = edits, this.changeAnnotations = changeAnnotations;
      }
      insert(position, newText, annotation) {
        let edit, id;
        if (annotation === void 0 ? edit = TextEdit.insert(position, newText) : ChangeAnnotationIdentifier.is(annotation) ? (id = annotation, edit = AnnotatedTextEdit.insert(position, newText, annotation)) : (this.assertChangeAnnotations(this.changeAnnotations), id = this.changeAnnotations.manage(annotation), edit = AnnotatedTextEdit.insert(position, newText, id)), this.edits.push(edit), id !== void 0)
          return id;
      }
      replace(range, newText, annotation) {
        let edit, id;
        if (annotation === void 0 ? edit = TextEdit.replace(range, newText) : ChangeAnnotationIdentifier.is(annotation) ? (id = annotation, edit = AnnotatedTextEdit.replace(range, newText, annotation)) : (this.assertChangeAnnotations(this.changeAnnotations), id = this.changeAnnotations.manage(annotation), edit = AnnotatedTextEdit.replace(range, newText, id)), this.edits.push(edit), id !== void 0)
          return id;
      }
      delete(range, annotation) {
        let edit, id;
        if (annotation === void 0 ? edit = TextEdit.del(range) : ChangeAnnotationIdentifier.is(annotation) ? (id = annotation, edit = AnnotatedTextEdit.del(range, annotation)) : (this.assertChangeAnnotations(this.changeAnnotations), id = this.changeAnnotations.manage(annotation), edit = AnnotatedTextEdit.del(range, id)), this.edits.push(edit), id !== void 0)
          return id;
      }
      add(edit) {
        this.edits.push(edit);
      }
      all() {
        return this.edits;
      }
      clear() {
        this.edits.splice(0, this.edits.length);
      }
      assertChangeAnnotations(value) {
        if (value === void 0)
          throw new Error("Text edit change is not configured to manage change annotations.");
      }
    };
    (function(SnippetTextEdit2) {
      function is(value) {
        let candidate = value;
        return Is.objectLiteral(candidate) && Range.is(candidate.range) && StringValue.isSnippet(candidate.snippet) && (candidate.annotationId === void 0 || ChangeAnnotation.is(candidate.annotationId) || ChangeAnnotationIdentifier.is(candidate.annotationId));
      }
      SnippetTextEdit2.is = is;
    })(SnippetTextEdit || (SnippetTextEdit = {}));
    ChangeAnnotations = class {
      constructor(annotations) {
        this._annotations = annotations === void 0 ? /* @__PURE__ */ Object.create(null) : annotations, this._counter = 0, this._size = 0;
      }
      all() {
        return this._annotations;
      }
      get size() {
        return this._size;
      }
      manage(idOrAnnotation, annotation) {
        let id;
        if (ChangeAnnotationIdentifier.is(idOrAnnotation) ? id = idOrAnnotation : (id = this.nextId(), annotation = idOrAnnotation), this._annotations[id] !== void 0)
          throw new Error(`Id ${id} is already in use.`);
        if (annotation === void 0)
          throw new Error(`No annotation provided for id ${id}`);
        return this._annotations[id] = annotation, this._size++, id;
      }
      nextId() {
        return this._counter++, this._counter.toString();
      }
    }, WorkspaceChange = class {
      constructor(workspaceEdit) {
        this._textEditChanges = /* @__PURE__ */ Object.create(null), workspaceEdit !== void 0 ? (this._workspaceEdit = workspaceEdit, workspaceEdit.documentChanges ? (this._changeAnnotations = new ChangeAnnotations(workspaceEdit.changeAnnotations), workspaceEdit.changeAnnotations = this._changeAnnotations.all(), workspaceEdit.documentChanges.forEach((change) => {
          if (TextDocumentEdit.is(change)) {
            let textEditChange = new TextEditChangeImpl(change.edits, this._changeAnnotations);
            this._textEditChanges[change.textDocument.uri] = textEditChange;
          }
        })) : workspaceEdit.changes && Object.keys(workspaceEdit.changes).forEach((key) => {
          let textEditChange = new TextEditChangeImpl(workspaceEdit.changes[key]);
          this._textEditChanges[key] = textEditChange;
        })) : this._workspaceEdit = {};
      }
      /**
       * Returns the underlying {@link WorkspaceEdit} literal
       * use to be returned from a workspace edit operation like rename.
       */
      get edit() {
        return this.initDocumentChanges(), this._changeAnnotations !== void 0 && (this._changeAnnotations.size === 0 ? this._workspaceEdit.changeAnnotations = void 0 : this._workspaceEdit.changeAnnotations = this._changeAnnotations.all()), this._workspaceEdit;
      }
      getTextEditChange(key) {
        if (OptionalVersionedTextDocumentIdentifier.is(key)) {
          if (this.initDocumentChanges(), this._workspaceEdit.documentChanges === void 0)
            throw new Error("Workspace edit is not configured for document changes.");
          let textDocument = { uri: key.uri, version: key.version }, result = this._textEditChanges[textDocument.uri];
          if (!result) {
            let edits = [], textDocumentEdit = {
              textDocument,
              edits
            };
            this._workspaceEdit.documentChanges.push(textDocumentEdit), result = new TextEditChangeImpl(edits, this._changeAnnotations), this._textEditChanges[textDocument.uri] = result;
          }
          return result;
        } else {
          if (this.initChanges(), this._workspaceEdit.changes === void 0)
            throw new Error("Workspace edit is not configured for normal text edit changes.");
          let result = this._textEditChanges[key];
          if (!result) {
            let edits = [];
            this._workspaceEdit.changes[key] = edits, result = new TextEditChangeImpl(edits), this._textEditChanges[key] = result;
          }
          return result;
        }
      }
      initDocumentChanges() {
        this._workspaceEdit.documentChanges === void 0 && this._workspaceEdit.changes === void 0 && (this._changeAnnotations = new ChangeAnnotations(), this._workspaceEdit.documentChanges = [], this._workspaceEdit.changeAnnotations = this._changeAnnotations.all());
      }
      initChanges() {
        this._workspaceEdit.documentChanges === void 0 && this._workspaceEdit.changes === void 0 && (this._workspaceEdit.changes = /* @__PURE__ */ Object.create(null));
      }
      createFile(uri, optionsOrAnnotation, options) {
        if (this.initDocumentChanges(), this._workspaceEdit.documentChanges === void 0)
          throw new Error("Workspace edit is not configured for document changes.");
        let annotation;
        ChangeAnnotation.is(optionsOrAnnotation) || ChangeAnnotationIdentifier.is(optionsOrAnnotation) ? annotation = optionsOrAnnotation : options = optionsOrAnnotation;
        let operation, id;
        if (annotation === void 0 ? operation = CreateFile.create(uri, options) : (id = ChangeAnnotationIdentifier.is(annotation) ? annotation : this._changeAnnotations.manage(annotation), operation = CreateFile.create(uri, options, id)), this._workspaceEdit.documentChanges.push(operation), id !== void 0)
          return id;
      }
      renameFile(oldUri, newUri, optionsOrAnnotation, options) {
        if (this.initDocumentChanges(), this._workspaceEdit.documentChanges === void 0)
          throw new Error("Workspace edit is not configured for document changes.");
        let annotation;
        ChangeAnnotation.is(optionsOrAnnotation) || ChangeAnnotationIdentifier.is(optionsOrAnnotation) ? annotation = optionsOrAnnotation : options = optionsOrAnnotation;
        let operation, id;
        if (annotation === void 0 ? operation = RenameFile.create(oldUri, newUri, options) : (id = ChangeAnnotationIdentifier.is(annotation) ? annotation : this._changeAnnotations.manage(annotation), operation = RenameFile.create(oldUri, newUri, options, id)), this._workspaceEdit.documentChanges.push(operation), id !== void 0)
          return id;
      }
      deleteFile(uri, optionsOrAnnotation, options) {
        if (this.initDocumentChanges(), this._workspaceEdit.documentChanges === void 0)
          throw new Error("Workspace edit is not configured for document changes.");
        let annotation;
        ChangeAnnotation.is(optionsOrAnnotation) || ChangeAnnotationIdentifier.is(optionsOrAnnotation) ? annotation = optionsOrAnnotation : options = optionsOrAnnotation;
        let operation, id;
        if (annotation === void 0 ? operation = DeleteFile.create(uri, options) : (id = ChangeAnnotationIdentifier.is(annotation) ? annotation : this._changeAnnotations.manage(annotation), operation = DeleteFile.create(uri, options, id)), this._workspaceEdit.documentChanges.push(operation), id !== void 0)
          return id;
      }
    };
    (function(TextDocumentIdentifier2) {
      function create(uri) {
        return { uri };
      }
      TextDocumentIdentifier2.create = create;
      function is(value) {
        let candidate = value;
        return Is.defined(candidate) && Is.string(candidate.uri);
      }
      TextDocumentIdentifier2.is = is;
    })(TextDocumentIdentifier || (TextDocumentIdentifier = {}));
    (function(VersionedTextDocumentIdentifier2) {
      function create(uri, version2) {
        return { uri, version: version2 };
      }
      VersionedTextDocumentIdentifier2.create = create;
      function is(value) {
        let candidate = value;
        return Is.defined(candidate) && Is.string(candidate.uri) && Is.integer(candidate.version);
      }
      VersionedTextDocumentIdentifier2.is = is;
    })(VersionedTextDocumentIdentifier || (VersionedTextDocumentIdentifier = {}));
    (function(OptionalVersionedTextDocumentIdentifier2) {
      function create(uri, version2) {
        return { uri, version: version2 };
      }
      OptionalVersionedTextDocumentIdentifier2.create = create;
      function is(value) {
        let candidate = value;
        return Is.defined(candidate) && Is.string(candidate.uri) && (candidate.version === null || Is.integer(candidate.version));
      }
      OptionalVersionedTextDocumentIdentifier2.is = is;
    })(OptionalVersionedTextDocumentIdentifier || (OptionalVersionedTextDocumentIdentifier = {}));
    (function(LanguageKind2) {
      LanguageKind2.ABAP = "abap", LanguageKind2.WindowsBat = "bat", LanguageKind2.BibTeX = "bibtex", LanguageKind2.Clojure = "clojure", LanguageKind2.Coffeescript = "coffeescript", LanguageKind2.C = "c", LanguageKind2.CPP = "cpp", LanguageKind2.CSharp = "csharp", LanguageKind2.CSS = "css", LanguageKind2.D = "d", LanguageKind2.Delphi = "pascal", LanguageKind2.Diff = "diff", LanguageKind2.Dart = "dart", LanguageKind2.Dockerfile = "dockerfile", LanguageKind2.Elixir = "elixir", LanguageKind2.Erlang = "erlang", LanguageKind2.FSharp = "fsharp", LanguageKind2.GitCommit = "git-commit", LanguageKind2.GitRebase = "git-rebase", LanguageKind2.Go = "go", LanguageKind2.Groovy = "groovy", LanguageKind2.Handlebars = "handlebars", LanguageKind2.Haskell = "haskell", LanguageKind2.HTML = "html", LanguageKind2.Ini = "ini", LanguageKind2.Java = "java", LanguageKind2.JavaScript = "javascript", LanguageKind2.JavaScriptReact = "javascriptreact", LanguageKind2.JSON = "json", LanguageKind2.LaTeX = "latex", LanguageKind2.Less = "less", LanguageKind2.Lua = "lua", LanguageKind2.Makefile = "makefile", LanguageKind2.Markdown = "markdown", LanguageKind2.ObjectiveC = "objective-c", LanguageKind2.ObjectiveCPP = "objective-cpp", LanguageKind2.Pascal = "pascal", LanguageKind2.Perl = "perl", LanguageKind2.Perl6 = "perl6", LanguageKind2.PHP = "php", LanguageKind2.Plaintext = "plaintext", LanguageKind2.Powershell = "powershell", LanguageKind2.Pug = "jade", LanguageKind2.Python = "python", LanguageKind2.R = "r", LanguageKind2.Razor = "razor", LanguageKind2.Ruby = "ruby", LanguageKind2.Rust = "rust", LanguageKind2.SCSS = "scss", LanguageKind2.SASS = "sass", LanguageKind2.Scala = "scala", LanguageKind2.ShaderLab = "shaderlab", LanguageKind2.ShellScript = "shellscript", LanguageKind2.SQL = "sql", LanguageKind2.Swift = "swift", LanguageKind2.TypeScript = "typescript", LanguageKind2.TypeScriptReact = "typescriptreact", LanguageKind2.TeX = "tex", LanguageKind2.VisualBasic = "vb", LanguageKind2.XML = "xml", LanguageKind2.XSL = "xsl", LanguageKind2.YAML = "yaml";
    })(LanguageKind || (LanguageKind = {}));
    (function(TextDocumentItem2) {
      function create(uri, languageId, version2, text) {
        return { uri, languageId, version: version2, text };
      }
      TextDocumentItem2.create = create;
      function is(value) {
        let candidate = value;
        return Is.defined(candidate) && Is.string(candidate.uri) && Is.string(candidate.languageId) && Is.integer(candidate.version) && Is.string(candidate.text);
      }
      TextDocumentItem2.is = is;
    })(TextDocumentItem || (TextDocumentItem = {}));
    (function(MarkupKind2) {
      MarkupKind2.PlainText = "plaintext", MarkupKind2.Markdown = "markdown";
      function is(value) {
        let candidate = value;
        return candidate === MarkupKind2.PlainText || candidate === MarkupKind2.Markdown;
      }
      MarkupKind2.is = is;
    })(MarkupKind || (MarkupKind = {}));
    (function(MarkupContent2) {
      function is(value) {
        let candidate = value;
        return Is.objectLiteral(value) && MarkupKind.is(candidate.kind) && Is.string(candidate.value);
      }
      MarkupContent2.is = is;
    })(MarkupContent || (MarkupContent = {}));
    (function(CompletionItemKind2) {
      CompletionItemKind2.Text = 1, CompletionItemKind2.Method = 2, CompletionItemKind2.Function = 3, CompletionItemKind2.Constructor = 4, CompletionItemKind2.Field = 5, CompletionItemKind2.Variable = 6, CompletionItemKind2.Class = 7, CompletionItemKind2.Interface = 8, CompletionItemKind2.Module = 9, CompletionItemKind2.Property = 10, CompletionItemKind2.Unit = 11, CompletionItemKind2.Value = 12, CompletionItemKind2.Enum = 13, CompletionItemKind2.Keyword = 14, CompletionItemKind2.Snippet = 15, CompletionItemKind2.Color = 16, CompletionItemKind2.File = 17, CompletionItemKind2.Reference = 18, CompletionItemKind2.Folder = 19, CompletionItemKind2.EnumMember = 20, CompletionItemKind2.Constant = 21, CompletionItemKind2.Struct = 22, CompletionItemKind2.Event = 23, CompletionItemKind2.Operator = 24, CompletionItemKind2.TypeParameter = 25;
    })(CompletionItemKind || (CompletionItemKind = {}));
    (function(InsertTextFormat2) {
      InsertTextFormat2.PlainText = 1, InsertTextFormat2.Snippet = 2;
    })(InsertTextFormat || (InsertTextFormat = {}));
    (function(CompletionItemTag2) {
      CompletionItemTag2.Deprecated = 1;
    })(CompletionItemTag || (CompletionItemTag = {}));
    (function(InsertReplaceEdit2) {
      function create(newText, insert, replace) {
        return { newText, insert, replace };
      }
      InsertReplaceEdit2.create = create;
      function is(value) {
        let candidate = value;
        return candidate && Is.string(candidate.newText) && Range.is(candidate.insert) && Range.is(candidate.replace);
      }
      InsertReplaceEdit2.is = is;
    })(InsertReplaceEdit || (InsertReplaceEdit = {}));
    (function(InsertTextMode2) {
      InsertTextMode2.asIs = 1, InsertTextMode2.adjustIndentation = 2;
    })(InsertTextMode || (InsertTextMode = {}));
    (function(ApplyKind2) {
      ApplyKind2.Replace = 1, ApplyKind2.Merge = 2;
    })(ApplyKind || (ApplyKind = {}));
    (function(CompletionItemLabelDetails2) {
      function is(value) {
        let candidate = value;
        return candidate && (Is.string(candidate.detail) || candidate.detail === void 0) && (Is.string(candidate.description) || candidate.description === void 0);
      }
      CompletionItemLabelDetails2.is = is;
    })(CompletionItemLabelDetails || (CompletionItemLabelDetails = {}));
    (function(CompletionItem2) {
      function create(label) {
        return { label };
      }
      CompletionItem2.create = create;
    })(CompletionItem || (CompletionItem = {}));
    (function(CompletionList2) {
      function create(items, isIncomplete) {
        return { items: items || [], isIncomplete: !!isIncomplete };
      }
      CompletionList2.create = create;
    })(CompletionList || (CompletionList = {}));
    (function(MarkedString2) {
      function fromPlainText(plainText) {
        return plainText.replace(/[\\`*_{}[\]()#+\-.!]/g, "\\$&");
      }
      MarkedString2.fromPlainText = fromPlainText;
      function is(value) {
        let candidate = value;
        return Is.string(candidate) || Is.objectLiteral(candidate) && Is.string(candidate.language) && Is.string(candidate.value);
      }
      MarkedString2.is = is;
    })(MarkedString || (MarkedString = {}));
    (function(Hover2) {
      function is(value) {
        let candidate = value;
        return !!candidate && Is.objectLiteral(candidate) && (MarkupContent.is(candidate.contents) || MarkedString.is(candidate.contents) || Is.typedArray(candidate.contents, MarkedString.is)) && (value.range === void 0 || Range.is(value.range));
      }
      Hover2.is = is;
    })(Hover || (Hover = {}));
    (function(ParameterInformation2) {
      function create(label, documentation) {
        return documentation ? { label, documentation } : { label };
      }
      ParameterInformation2.create = create;
    })(ParameterInformation || (ParameterInformation = {}));
    (function(SignatureInformation2) {
      function create(label, documentation, ...parameters) {
        let result = { label };
        return Is.defined(documentation) && (result.documentation = documentation), Is.defined(parameters) ? result.parameters = parameters : result.parameters = [], result;
      }
      SignatureInformation2.create = create;
    })(SignatureInformation || (SignatureInformation = {}));
    (function(DocumentHighlightKind2) {
      DocumentHighlightKind2.Text = 1, DocumentHighlightKind2.Read = 2, DocumentHighlightKind2.Write = 3;
    })(DocumentHighlightKind || (DocumentHighlightKind = {}));
    (function(DocumentHighlight2) {
      function create(range, kind) {
        let result = { range };
        return Is.number(kind) && (result.kind = kind), result;
      }
      DocumentHighlight2.create = create;
    })(DocumentHighlight || (DocumentHighlight = {}));
    (function(SymbolKind2) {
      SymbolKind2.File = 1, SymbolKind2.Module = 2, SymbolKind2.Namespace = 3, SymbolKind2.Package = 4, SymbolKind2.Class = 5, SymbolKind2.Method = 6, SymbolKind2.Property = 7, SymbolKind2.Field = 8, SymbolKind2.Constructor = 9, SymbolKind2.Enum = 10, SymbolKind2.Interface = 11, SymbolKind2.Function = 12, SymbolKind2.Variable = 13, SymbolKind2.Constant = 14, SymbolKind2.String = 15, SymbolKind2.Number = 16, SymbolKind2.Boolean = 17, SymbolKind2.Array = 18, SymbolKind2.Object = 19, SymbolKind2.Key = 20, SymbolKind2.Null = 21, SymbolKind2.EnumMember = 22, SymbolKind2.Struct = 23, SymbolKind2.Event = 24, SymbolKind2.Operator = 25, SymbolKind2.TypeParameter = 26;
    })(SymbolKind || (SymbolKind = {}));
    (function(SymbolTag2) {
      SymbolTag2.Deprecated = 1;
    })(SymbolTag || (SymbolTag = {}));
    (function(SymbolInformation2) {
      function create(name, kind, range, uri, containerName) {
        let result = {
          name,
          kind,
          location: { uri, range }
        };
        return containerName && (result.containerName = containerName), result;
      }
      SymbolInformation2.create = create;
    })(SymbolInformation || (SymbolInformation = {}));
    (function(WorkspaceSymbol2) {
      function create(name, kind, uri, range) {
        return range !== void 0 ? { name, kind, location: { uri, range } } : { name, kind, location: { uri } };
      }
      WorkspaceSymbol2.create = create;
    })(WorkspaceSymbol || (WorkspaceSymbol = {}));
    (function(DocumentSymbol2) {
      function create(name, detail, kind, range, selectionRange, children) {
        let result = {
          name,
          detail,
          kind,
          range,
          selectionRange
        };
        return children !== void 0 && (result.children = children), result;
      }
      DocumentSymbol2.create = create;
      function is(value) {
        let candidate = value;
        return candidate && Is.string(candidate.name) && Is.number(candidate.kind) && Range.is(candidate.range) && Range.is(candidate.selectionRange) && (candidate.detail === void 0 || Is.string(candidate.detail)) && (candidate.deprecated === void 0 || Is.boolean(candidate.deprecated)) && (candidate.children === void 0 || Array.isArray(candidate.children)) && (candidate.tags === void 0 || Array.isArray(candidate.tags));
      }
      DocumentSymbol2.is = is;
    })(DocumentSymbol || (DocumentSymbol = {}));
    (function(CodeActionKind2) {
      CodeActionKind2.Empty = "", CodeActionKind2.QuickFix = "quickfix", CodeActionKind2.Refactor = "refactor", CodeActionKind2.RefactorExtract = "refactor.extract", CodeActionKind2.RefactorInline = "refactor.inline", CodeActionKind2.RefactorMove = "refactor.move", CodeActionKind2.RefactorRewrite = "refactor.rewrite", CodeActionKind2.Source = "source", CodeActionKind2.SourceOrganizeImports = "source.organizeImports", CodeActionKind2.SourceFixAll = "source.fixAll", CodeActionKind2.Notebook = "notebook";
    })(CodeActionKind || (CodeActionKind = {}));
    (function(CodeActionTriggerKind2) {
      CodeActionTriggerKind2.Invoked = 1, CodeActionTriggerKind2.Automatic = 2;
    })(CodeActionTriggerKind || (CodeActionTriggerKind = {}));
    (function(CodeActionContext2) {
      function create(diagnostics, only, triggerKind) {
        let result = { diagnostics };
        return only != null && (result.only = only), triggerKind != null && (result.triggerKind = triggerKind), result;
      }
      CodeActionContext2.create = create;
      function is(value) {
        let candidate = value;
        return Is.defined(candidate) && Is.typedArray(candidate.diagnostics, Diagnostic.is) && (candidate.only === void 0 || Is.typedArray(candidate.only, Is.string)) && (candidate.triggerKind === void 0 || candidate.triggerKind === CodeActionTriggerKind.Invoked || candidate.triggerKind === CodeActionTriggerKind.Automatic);
      }
      CodeActionContext2.is = is;
    })(CodeActionContext || (CodeActionContext = {}));
    (function(CodeActionTag2) {
      CodeActionTag2.LLMGenerated = 1;
      function is(value) {
        return Is.defined(value) && value === CodeActionTag2.LLMGenerated;
      }
      CodeActionTag2.is = is;
    })(CodeActionTag || (CodeActionTag = {}));
    (function(CodeAction2) {
      function create(title, kindOrCommandOrEdit, kind) {
        let result = { title }, checkKind = !0;
        return typeof kindOrCommandOrEdit == "string" ? (checkKind = !1, result.kind = kindOrCommandOrEdit) : Command.is(kindOrCommandOrEdit) ? result.command = kindOrCommandOrEdit : result.edit = kindOrCommandOrEdit, checkKind && kind !== void 0 && (result.kind = kind), result;
      }
      CodeAction2.create = create;
      function is(value) {
        let candidate = value;
        return candidate && Is.string(candidate.title) && (candidate.diagnostics === void 0 || Is.typedArray(candidate.diagnostics, Diagnostic.is)) && (candidate.kind === void 0 || Is.string(candidate.kind)) && (candidate.edit !== void 0 || candidate.command !== void 0) && (candidate.command === void 0 || Command.is(candidate.command)) && (candidate.isPreferred === void 0 || Is.boolean(candidate.isPreferred)) && (candidate.edit === void 0 || WorkspaceEdit.is(candidate.edit)) && (candidate.tags === void 0 || Is.typedArray(candidate.tags, CodeActionTag.is));
      }
      CodeAction2.is = is;
    })(CodeAction || (CodeAction = {}));
    (function(CodeLens2) {
      function create(range, data) {
        let result = { range };
        return Is.defined(data) && (result.data = data), result;
      }
      CodeLens2.create = create;
      function is(value) {
        let candidate = value;
        return Is.defined(candidate) && Range.is(candidate.range) && (Is.undefined(candidate.command) || Command.is(candidate.command));
      }
      CodeLens2.is = is;
    })(CodeLens || (CodeLens = {}));
    (function(FormattingOptions2) {
      function create(tabSize, insertSpaces) {
        return { tabSize, insertSpaces };
      }
      FormattingOptions2.create = create;
      function is(value) {
        let candidate = value;
        return Is.defined(candidate) && Is.uinteger(candidate.tabSize) && Is.boolean(candidate.insertSpaces);
      }
      FormattingOptions2.is = is;
    })(FormattingOptions || (FormattingOptions = {}));
    (function(DocumentLink2) {
      function create(range, target, data) {
        return { range, target, data };
      }
      DocumentLink2.create = create;
      function is(value) {
        let candidate = value;
        return Is.defined(candidate) && Range.is(candidate.range) && (Is.undefined(candidate.target) || Is.string(candidate.target));
      }
      DocumentLink2.is = is;
    })(DocumentLink || (DocumentLink = {}));
    (function(SelectionRange2) {
      function create(range, parent) {
        return { range, parent };
      }
      SelectionRange2.create = create;
      function is(value) {
        let candidate = value;
        return Is.objectLiteral(candidate) && Range.is(candidate.range) && (candidate.parent === void 0 || SelectionRange2.is(candidate.parent));
      }
      SelectionRange2.is = is;
    })(SelectionRange || (SelectionRange = {}));
    (function(SemanticTokenTypes2) {
      SemanticTokenTypes2.namespace = "namespace", SemanticTokenTypes2.type = "type", SemanticTokenTypes2.class = "class", SemanticTokenTypes2.enum = "enum", SemanticTokenTypes2.interface = "interface", SemanticTokenTypes2.struct = "struct", SemanticTokenTypes2.typeParameter = "typeParameter", SemanticTokenTypes2.parameter = "parameter", SemanticTokenTypes2.variable = "variable", SemanticTokenTypes2.property = "property", SemanticTokenTypes2.enumMember = "enumMember", SemanticTokenTypes2.event = "event", SemanticTokenTypes2.function = "function", SemanticTokenTypes2.method = "method", SemanticTokenTypes2.macro = "macro", SemanticTokenTypes2.keyword = "keyword", SemanticTokenTypes2.modifier = "modifier", SemanticTokenTypes2.comment = "comment", SemanticTokenTypes2.string = "string", SemanticTokenTypes2.number = "number", SemanticTokenTypes2.regexp = "regexp", SemanticTokenTypes2.operator = "operator", SemanticTokenTypes2.decorator = "decorator", SemanticTokenTypes2.label = "label";
    })(SemanticTokenTypes || (SemanticTokenTypes = {}));
    (function(SemanticTokenModifiers2) {
      SemanticTokenModifiers2.declaration = "declaration", SemanticTokenModifiers2.definition = "definition", SemanticTokenModifiers2.readonly = "readonly", SemanticTokenModifiers2.static = "static", SemanticTokenModifiers2.deprecated = "deprecated", SemanticTokenModifiers2.abstract = "abstract", SemanticTokenModifiers2.async = "async", SemanticTokenModifiers2.modification = "modification", SemanticTokenModifiers2.documentation = "documentation", SemanticTokenModifiers2.defaultLibrary = "defaultLibrary";
    })(SemanticTokenModifiers || (SemanticTokenModifiers = {}));
    (function(SemanticTokens2) {
      function is(value) {
        let candidate = value;
        return Is.objectLiteral(candidate) && (candidate.resultId === void 0 || typeof candidate.resultId == "string") && Array.isArray(candidate.data) && (candidate.data.length === 0 || typeof candidate.data[0] == "number");
      }
      SemanticTokens2.is = is;
    })(SemanticTokens || (SemanticTokens = {}));
    (function(InlineValueText2) {
      function create(range, text) {
        return { range, text };
      }
      InlineValueText2.create = create;
      function is(value) {
        let candidate = value;
        return candidate != null && Range.is(candidate.range) && Is.string(candidate.text);
      }
      InlineValueText2.is = is;
    })(InlineValueText || (InlineValueText = {}));
    (function(InlineValueVariableLookup2) {
      function create(range, variableName, caseSensitiveLookup) {
        return { range, variableName, caseSensitiveLookup };
      }
      InlineValueVariableLookup2.create = create;
      function is(value) {
        let candidate = value;
        return candidate != null && Range.is(candidate.range) && Is.boolean(candidate.caseSensitiveLookup) && (Is.string(candidate.variableName) || candidate.variableName === void 0);
      }
      InlineValueVariableLookup2.is = is;
    })(InlineValueVariableLookup || (InlineValueVariableLookup = {}));
    (function(InlineValueEvaluatableExpression2) {
      function create(range, expression) {
        return { range, expression };
      }
      InlineValueEvaluatableExpression2.create = create;
      function is(value) {
        let candidate = value;
        return candidate != null && Range.is(candidate.range) && (Is.string(candidate.expression) || candidate.expression === void 0);
      }
      InlineValueEvaluatableExpression2.is = is;
    })(InlineValueEvaluatableExpression || (InlineValueEvaluatableExpression = {}));
    (function(InlineValueContext2) {
      function create(frameId, stoppedLocation) {
        return { frameId, stoppedLocation };
      }
      InlineValueContext2.create = create;
      function is(value) {
        let candidate = value;
        return Is.defined(candidate) && Range.is(value.stoppedLocation);
      }
      InlineValueContext2.is = is;
    })(InlineValueContext || (InlineValueContext = {}));
    (function(InlayHintKind2) {
      InlayHintKind2.Type = 1, InlayHintKind2.Parameter = 2;
      function is(value) {
        return value === 1 || value === 2;
      }
      InlayHintKind2.is = is;
    })(InlayHintKind || (InlayHintKind = {}));
    (function(InlayHintLabelPart2) {
      function create(value) {
        return { value };
      }
      InlayHintLabelPart2.create = create;
      function is(value) {
        let candidate = value;
        return Is.objectLiteral(candidate) && (candidate.tooltip === void 0 || Is.string(candidate.tooltip) || MarkupContent.is(candidate.tooltip)) && (candidate.location === void 0 || Location.is(candidate.location)) && (candidate.command === void 0 || Command.is(candidate.command));
      }
      InlayHintLabelPart2.is = is;
    })(InlayHintLabelPart || (InlayHintLabelPart = {}));
    (function(InlayHint2) {
      function create(position, label, kind) {
        let result = { position, label };
        return kind !== void 0 && (result.kind = kind), result;
      }
      InlayHint2.create = create;
      function is(value) {
        let candidate = value;
        return Is.objectLiteral(candidate) && Position.is(candidate.position) && (Is.string(candidate.label) || Is.typedArray(candidate.label, InlayHintLabelPart.is)) && (candidate.kind === void 0 || InlayHintKind.is(candidate.kind)) && candidate.textEdits === void 0 || Is.typedArray(candidate.textEdits, TextEdit.is) && (candidate.tooltip === void 0 || Is.string(candidate.tooltip) || MarkupContent.is(candidate.tooltip)) && (candidate.paddingLeft === void 0 || Is.boolean(candidate.paddingLeft)) && (candidate.paddingRight === void 0 || Is.boolean(candidate.paddingRight));
      }
      InlayHint2.is = is;
    })(InlayHint || (InlayHint = {}));
    (function(StringValue2) {
      function createSnippet(value) {
        return { kind: "snippet", value };
      }
      StringValue2.createSnippet = createSnippet;
      function isSnippet(value) {
        let candidate = value;
        return Is.objectLiteral(candidate) && candidate.kind === "snippet" && Is.string(candidate.value);
      }
      StringValue2.isSnippet = isSnippet;
    })(StringValue || (StringValue = {}));
    (function(InlineCompletionItem2) {
      function create(insertText, filterText, range, command) {
        return { insertText, filterText, range, command };
      }
      InlineCompletionItem2.create = create;
    })(InlineCompletionItem || (InlineCompletionItem = {}));
    (function(InlineCompletionList2) {
      function create(items) {
        return { items };
      }
      InlineCompletionList2.create = create;
    })(InlineCompletionList || (InlineCompletionList = {}));
    (function(InlineCompletionTriggerKind2) {
      InlineCompletionTriggerKind2.Invoked = 1, InlineCompletionTriggerKind2.Automatic = 2;
    })(InlineCompletionTriggerKind || (InlineCompletionTriggerKind = {}));
    (function(SelectedCompletionInfo2) {
      function create(range, text) {
        return { range, text };
      }
      SelectedCompletionInfo2.create = create;
    })(SelectedCompletionInfo || (SelectedCompletionInfo = {}));
    (function(InlineCompletionContext2) {
      function create(triggerKind, selectedCompletionInfo) {
        return { triggerKind, selectedCompletionInfo };
      }
      InlineCompletionContext2.create = create;
    })(InlineCompletionContext || (InlineCompletionContext = {}));
    (function(WorkspaceFolder2) {
      function is(value) {
        let candidate = value;
        return Is.objectLiteral(candidate) && URI.is(candidate.uri) && Is.string(candidate.name);
      }
      WorkspaceFolder2.is = is;
    })(WorkspaceFolder || (WorkspaceFolder = {}));
    EOL = [`
`, `\r
`, "\r"];
    (function(TextDocument3) {
      function create(uri, languageId, version2, content) {
        return new FullTextDocument(uri, languageId, version2, content);
      }
      TextDocument3.create = create;
      function is(value) {
        let candidate = value;
        return !!(Is.defined(candidate) && Is.string(candidate.uri) && (Is.undefined(candidate.languageId) || Is.string(candidate.languageId)) && Is.uinteger(candidate.lineCount) && Is.func(candidate.getText) && Is.func(candidate.positionAt) && Is.func(candidate.offsetAt));
      }
      TextDocument3.is = is;
      function applyEdits(document, edits) {
        let text = document.getText(), sortedEdits = mergeSort2(edits, (a, b) => {
          let diff = a.range.start.line - b.range.start.line;
          return diff === 0 ? a.range.start.character - b.range.start.character : diff;
        }), lastModifiedOffset = text.length;
        for (let i = sortedEdits.length - 1; i >= 0; i--) {
          let e = sortedEdits[i], startOffset = document.offsetAt(e.range.start), endOffset = document.offsetAt(e.range.end);
          if (endOffset <= lastModifiedOffset)
            text = text.substring(0, startOffset) + e.newText + text.substring(endOffset, text.length);
          else
            throw new Error("Overlapping edit");
          lastModifiedOffset = startOffset;
        }
        return text;
      }
      TextDocument3.applyEdits = applyEdits;
      function mergeSort2(data, compare) {
        if (data.length <= 1)
          return data;
        let p = data.length / 2 | 0, left = data.slice(0, p), right = data.slice(p);
        mergeSort2(left, compare), mergeSort2(right, compare);
        let leftIdx = 0, rightIdx = 0, i = 0;
        for (; leftIdx < left.length && rightIdx < right.length; )
          compare(left[leftIdx], right[rightIdx]) <= 0 ? data[i++] = left[leftIdx++] : data[i++] = right[rightIdx++];
        for (; leftIdx < left.length; )
          data[i++] = left[leftIdx++];
        for (; rightIdx < right.length; )
          data[i++] = right[rightIdx++];
        return data;
      }
    })(TextDocument || (TextDocument = {}));
    FullTextDocument = class {
      constructor(uri, languageId, version2, content) {
        this._uri = uri, this._languageId = languageId, this._version = version2, this._content = content, this._lineOffsets = void 0;
      }
      get uri() {
        return this._uri;
      }
      get languageId() {
        return this._languageId;
      }
      get version() {
        return this._version;
      }
      getText(range) {
        if (range) {
          let start = this.offsetAt(range.start), end = this.offsetAt(range.end);
          return this._content.substring(start, end);
        }
        return this._content;
      }
      update(event, version2) {
        this._content = event.text, this._version = version2, this._lineOffsets = void 0;
      }
      getLineOffsets() {
        if (this._lineOffsets === void 0) {
          let lineOffsets = [], text = this._content, isLineStart = !0;
          for (let i = 0; i < text.length; i++) {
            isLineStart && (lineOffsets.push(i), isLineStart = !1);
            let ch = text.charAt(i);
            isLineStart = ch === "\r" || ch === `
`, ch === "\r" && i + 1 < text.length && text.charAt(i + 1) === `
` && i++;
          }
          isLineStart && text.length > 0 && lineOffsets.push(text.length), this._lineOffsets = lineOffsets;
        }
        return this._lineOffsets;
      }
      positionAt(offset) {
        offset = Math.max(Math.min(offset, this._content.length), 0);
        let lineOffsets = this.getLineOffsets(), low = 0, high = lineOffsets.length;
        if (high === 0)
          return Position.create(0, offset);
        for (; low < high; ) {
          let mid = Math.floor((low + high) / 2);
          lineOffsets[mid] > offset ? high = mid : low = mid + 1;
        }
        let line = low - 1;
        return Position.create(line, offset - lineOffsets[line]);
      }
      offsetAt(position) {
        let lineOffsets = this.getLineOffsets();
        if (position.line >= lineOffsets.length)
          return this._content.length;
        if (position.line < 0)
          return 0;
        let lineOffset = lineOffsets[position.line], nextLineOffset = position.line + 1 < lineOffsets.length ? lineOffsets[position.line + 1] : this._content.length;
        return Math.max(Math.min(lineOffset + position.character, nextLineOffset), lineOffset);
      }
      get lineCount() {
        return this.getLineOffsets().length;
      }
    };
    (function(Is2) {
      let toString = Object.prototype.toString;
      function defined(value) {
        return typeof value < "u";
      }
      Is2.defined = defined;
      function undefined2(value) {
        return typeof value > "u";
      }
      Is2.undefined = undefined2;
      function boolean(value) {
        return value === !0 || value === !1;
      }
      Is2.boolean = boolean;
      function string(value) {
        return toString.call(value) === "[object String]";
      }
      Is2.string = string;
      function number(value) {
        return toString.call(value) === "[object Number]";
      }
      Is2.number = number;
      function numberRange(value, min, max) {
        return toString.call(value) === "[object Number]" && min <= value && value <= max;
      }
      Is2.numberRange = numberRange;
      function integer2(value) {
        return toString.call(value) === "[object Number]" && -2147483648 <= value && value <= 2147483647;
      }
      Is2.integer = integer2;
      function uinteger2(value) {
        return toString.call(value) === "[object Number]" && 0 <= value && value <= 2147483647;
      }
      Is2.uinteger = uinteger2;
      function func(value) {
        return toString.call(value) === "[object Function]";
      }
      Is2.func = func;
      function objectLiteral(value) {
        return value !== null && typeof value == "object";
      }
      Is2.objectLiteral = objectLiteral;
      function typedArray(value, check) {
        return Array.isArray(value) && value.every(check);
      }
      Is2.typedArray = typedArray;
    })(Is || (Is = {}));
  }
});

// node_modules/dockerfile-ast/lib/line.js
var require_line = __commonJS({
  "node_modules/dockerfile-ast/lib/line.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: !0 });
    exports.Line = void 0;
    var Line = class {
      constructor(document, range) {
        this.document = document, this.range = range;
      }
      getRange() {
        return this.range;
      }
      getTextContent() {
        return this.document.getText().substring(this.document.offsetAt(this.range.start), this.document.offsetAt(this.range.end));
      }
      isAfter(line) {
        return this.range.start.line > line.range.start.line;
      }
      isBefore(line) {
        return this.range.start.line < line;
      }
    };
    exports.Line = Line;
  }
});

// node_modules/dockerfile-ast/lib/util.js
var require_util = __commonJS({
  "node_modules/dockerfile-ast/lib/util.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: !0 });
    exports.Util = void 0;
    var Util = class _Util {
      static isUTF8BOM(char) {
        let uintArray = Uint8Array.from(Buffer.from(char, "UTF-8"));
        return uintArray[0] === 239 && uintArray[1] == 187 && uintArray[2] == 191;
      }
      static isWhitespace(char) {
        return char === " " || char === "	" || _Util.isNewline(char);
      }
      static isNewline(char) {
        return char === "\r" || char === `
`;
      }
      static findLeadingNonWhitespace(content, escapeChar) {
        whitespaceCheck: for (let i = 0; i < content.length; i++)
          switch (content.charAt(i)) {
            case " ":
            case "	":
              continue;
            case escapeChar:
              escapeCheck: for (let j = i + 1; j < content.length; j++)
                switch (content.charAt(j)) {
                  case " ":
                  case "	":
                    continue;
                  case "\r":
                    i = j + 1;
                    continue whitespaceCheck;
                  case `
`:
                    i = j;
                    continue whitespaceCheck;
                  default:
                    break escapeCheck;
                }
              return -1;
            default:
              return i;
          }
        return -1;
      }
      /**
       * Determines if the given position is contained within the given range.
       *
       * @param position the position to check
       * @param range the range to see if the position is inside of
       */
      static isInsideRange(position, range) {
        return range.start.line === range.end.line ? range.start.line === position.line && range.start.character <= position.character && position.character <= range.end.character : range.start.line === position.line ? range.start.character <= position.character : range.end.line === position.line ? position.character <= range.end.character : range.start.line < position.line && position.line < range.end.line;
      }
      static parseHeredocName(value) {
        if (value = value.substring(2), value.charAt(0) === "-" && (value = value.substring(1)), value.charAt(0) === '"') {
          if (value.charAt(value.length - 1) !== '"')
            return null;
          value = value.substring(1, value.length - 1);
        }
        if (value.charAt(0) === "'") {
          if (value.charAt(value.length - 1) !== "'")
            return null;
          value = value.substring(1, value.length - 1);
        }
        return value.charAt(0) === "<" ? null : value;
      }
    };
    exports.Util = Util;
  }
});

// node_modules/dockerfile-ast/lib/comment.js
var require_comment = __commonJS({
  "node_modules/dockerfile-ast/lib/comment.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: !0 });
    exports.Comment = void 0;
    var vscode_languageserver_types_1 = (init_main(), __toCommonJS(main_exports)), line_1 = require_line(), util_1 = require_util(), Comment = class extends line_1.Line {
      constructor(document, range) {
        super(document, range);
      }
      toString() {
        let content = this.getContent();
        return content ? "# " + content : "#";
      }
      /**
       * Returns the content of this comment. This excludes leading and
       * trailing whitespace as well as the # symbol. If the comment only
       * consists of whitespace, the empty string will be returned.
       */
      getContent() {
        let range = this.getContentRange();
        return range === null ? "" : this.document.getText().substring(this.document.offsetAt(range.start), this.document.offsetAt(range.end));
      }
      /**
       * Returns a range that includes the content of the comment
       * excluding any leading and trailing whitespace as well as the #
       * symbol. May return null if the comment only consists of whitespace
       * characters.
       */
      getContentRange() {
        let range = this.getRange(), startOffset = this.document.offsetAt(range.start), raw = this.document.getText().substring(startOffset, this.document.offsetAt(range.end)), start = -1, end = -1;
        for (let i = 1; i < raw.length; i++)
          if (!util_1.Util.isWhitespace(raw.charAt(i))) {
            start = i;
            break;
          }
        if (start === -1)
          return null;
        for (let i = raw.length - 1; i >= 1; i--)
          if (!util_1.Util.isWhitespace(raw.charAt(i))) {
            end = i + 1;
            break;
          }
        return vscode_languageserver_types_1.Range.create(this.document.positionAt(startOffset + start), this.document.positionAt(startOffset + end));
      }
    };
    exports.Comment = Comment;
  }
});

// node_modules/vscode-languageserver-textdocument/lib/esm/main.js
var main_exports2 = {};
__export(main_exports2, {
  TextDocument: () => TextDocument2
});
function mergeSort(data, compare) {
  if (data.length <= 1)
    return data;
  let p = data.length / 2 | 0, left = data.slice(0, p), right = data.slice(p);
  mergeSort(left, compare), mergeSort(right, compare);
  let leftIdx = 0, rightIdx = 0, i = 0;
  for (; leftIdx < left.length && rightIdx < right.length; )
    compare(left[leftIdx], right[rightIdx]) <= 0 ? data[i++] = left[leftIdx++] : data[i++] = right[rightIdx++];
  for (; leftIdx < left.length; )
    data[i++] = left[leftIdx++];
  for (; rightIdx < right.length; )
    data[i++] = right[rightIdx++];
  return data;
}
function computeLineOffsets(text, isAtLineStart, textOffset = 0) {
  let result = isAtLineStart ? [textOffset] : [];
  for (let i = 0; i < text.length; i++) {
    let ch = text.charCodeAt(i);
    isEOL(ch) && (ch === 13 && i + 1 < text.length && text.charCodeAt(i + 1) === 10 && i++, result.push(textOffset + i + 1));
  }
  return result;
}
function isEOL(char) {
  return char === 13 || char === 10;
}
function getWellformedRange(range) {
  let start = range.start, end = range.end;
  return start.line > end.line || start.line === end.line && start.character > end.character ? { start: end, end: start } : range;
}
function getWellformedEdit(textEdit) {
  let range = getWellformedRange(textEdit.range);
  return range !== textEdit.range ? { newText: textEdit.newText, range } : textEdit;
}
var FullTextDocument2, TextDocument2, init_main2 = __esm({
  "node_modules/vscode-languageserver-textdocument/lib/esm/main.js"() {
    "use strict";
    FullTextDocument2 = class _FullTextDocument {
      constructor(uri, languageId, version2, content) {
        this._uri = uri, this._languageId = languageId, this._version = version2, this._content = content, this._lineOffsets = void 0;
      }
      get uri() {
        return this._uri;
      }
      get languageId() {
        return this._languageId;
      }
      get version() {
        return this._version;
      }
      getText(range) {
        if (range) {
          let start = this.offsetAt(range.start), end = this.offsetAt(range.end);
          return this._content.substring(start, end);
        }
        return this._content;
      }
      update(changes, version2) {
        for (let change of changes)
          if (_FullTextDocument.isIncremental(change)) {
            let range = getWellformedRange(change.range), startOffset = this.offsetAt(range.start), endOffset = this.offsetAt(range.end);
            this._content = this._content.substring(0, startOffset) + change.text + this._content.substring(endOffset, this._content.length);
            let insertedEndOffset = startOffset + change.text.length, crlfAtStart = this._content.charCodeAt(startOffset - 1) === 13 && this._content.charCodeAt(startOffset) === 10, crlfAtEnd = this._content.charCodeAt(insertedEndOffset - 1) === 13 && this._content.charCodeAt(insertedEndOffset) === 10;
            if (crlfAtStart || crlfAtEnd) {
              this._lineOffsets = void 0;
              continue;
            }
            let startLine = Math.max(range.start.line, 0), endLine = Math.max(range.end.line, 0), lineOffsets = this._lineOffsets, addedLineOffsets = computeLineOffsets(change.text, !1, startOffset);
            if (endLine - startLine === addedLineOffsets.length)
              for (let i = 0, len = addedLineOffsets.length; i < len; i++)
                lineOffsets[i + startLine + 1] = addedLineOffsets[i];
            else
              addedLineOffsets.length < 1e4 ? lineOffsets.splice(startLine + 1, endLine - startLine, ...addedLineOffsets) : this._lineOffsets = lineOffsets = lineOffsets.slice(0, startLine + 1).concat(addedLineOffsets, lineOffsets.slice(endLine + 1));
            let diff = change.text.length - (endOffset - startOffset);
            if (diff !== 0)
              for (let i = startLine + 1 + addedLineOffsets.length, len = lineOffsets.length; i < len; i++)
                lineOffsets[i] = lineOffsets[i] + diff;
          } else if (_FullTextDocument.isFull(change))
            this._content = change.text, this._lineOffsets = void 0;
          else
            throw new Error("Unknown change event received");
        this._version = version2;
      }
      getLineOffsets() {
        return this._lineOffsets === void 0 && (this._lineOffsets = computeLineOffsets(this._content, !0)), this._lineOffsets;
      }
      positionAt(offset) {
        offset = Math.max(Math.min(offset, this._content.length), 0);
        let lineOffsets = this.getLineOffsets(), low = 0, high = lineOffsets.length;
        if (high === 0)
          return { line: 0, character: offset };
        for (; low < high; ) {
          let mid = Math.floor((low + high) / 2);
          lineOffsets[mid] > offset ? high = mid : low = mid + 1;
        }
        let line = low - 1;
        return offset = this.ensureBeforeEOL(offset, lineOffsets[line]), { line, character: offset - lineOffsets[line] };
      }
      offsetAt(position) {
        let lineOffsets = this.getLineOffsets();
        if (position.line >= lineOffsets.length)
          return this._content.length;
        if (position.line < 0)
          return 0;
        let lineOffset = lineOffsets[position.line];
        if (position.character <= 0)
          return lineOffset;
        let nextLineOffset = position.line + 1 < lineOffsets.length ? lineOffsets[position.line + 1] : this._content.length, offset = Math.min(lineOffset + position.character, nextLineOffset);
        return this.ensureBeforeEOL(offset, lineOffset);
      }
      getLineRange(line) {
        let lineOffsets = this.getLineOffsets();
        if (line >= lineOffsets.length) {
          let lastLine2 = lineOffsets.length - 1;
          return { start: { line: lastLine2, character: 0 }, end: { line: lastLine2, character: this._content.length - lineOffsets[lastLine2] } };
        } else if (line < 0)
          return { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
        let startOffset = lineOffsets[line], nextLineOffset = line + 1 < lineOffsets.length ? lineOffsets[line + 1] : this._content.length, endOffset = this.ensureBeforeEOL(nextLineOffset, startOffset);
        return { start: { line, character: 0 }, end: { line, character: endOffset - startOffset } };
      }
      getEOLCharacters(line) {
        let lineOffsets = this.getLineOffsets();
        if (line >= lineOffsets.length)
          return "";
        if (line < 0)
          return "";
        let nextLineOffset = line + 1 < lineOffsets.length ? lineOffsets[line + 1] : this._content.length, eolOffset = this.ensureBeforeEOL(nextLineOffset, lineOffsets[line]);
        return this._content.substring(eolOffset, nextLineOffset);
      }
      ensureBeforeEOL(offset, lineOffset) {
        for (; offset > lineOffset && isEOL(this._content.charCodeAt(offset - 1)); )
          offset--;
        return offset;
      }
      get lineCount() {
        return this.getLineOffsets().length;
      }
      static isIncremental(event) {
        let candidate = event;
        return candidate != null && typeof candidate.text == "string" && candidate.range !== void 0 && (candidate.rangeLength === void 0 || typeof candidate.rangeLength == "number");
      }
      static isFull(event) {
        let candidate = event;
        return candidate != null && typeof candidate.text == "string" && candidate.range === void 0 && candidate.rangeLength === void 0;
      }
    };
    (function(TextDocument3) {
      function create(uri, languageId, version2, content) {
        return new FullTextDocument2(uri, languageId, version2, content);
      }
      TextDocument3.create = create;
      function update(document, changes, version2) {
        if (document instanceof FullTextDocument2)
          return document.update(changes, version2), document;
        throw new Error("TextDocument.update: document must be created by TextDocument.create");
      }
      TextDocument3.update = update;
      function applyEdits(document, edits) {
        let text = document.getText(), sortedEdits = mergeSort(edits.map(getWellformedEdit), (a, b) => {
          let diff = a.range.start.line - b.range.start.line;
          return diff === 0 ? a.range.start.character - b.range.start.character : diff;
        }), lastModifiedOffset = 0, spans = [];
        for (let e of sortedEdits) {
          let startOffset = document.offsetAt(e.range.start);
          if (startOffset < lastModifiedOffset)
            throw new Error("Overlapping edit");
          startOffset > lastModifiedOffset && spans.push(text.substring(lastModifiedOffset, startOffset)), e.newText.length && spans.push(e.newText), lastModifiedOffset = document.offsetAt(e.range.end);
        }
        return spans.push(text.substr(lastModifiedOffset)), spans.join("");
      }
      TextDocument3.applyEdits = applyEdits;
    })(TextDocument2 || (TextDocument2 = {}));
  }
});

// node_modules/dockerfile-ast/lib/parserDirective.js
var require_parserDirective = __commonJS({
  "node_modules/dockerfile-ast/lib/parserDirective.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: !0 });
    exports.ParserDirective = void 0;
    var main_1 = require_main(), line_1 = require_line(), ParserDirective = class extends line_1.Line {
      constructor(document, range, nameRange, valueRange) {
        super(document, range), this.nameRange = nameRange, this.valueRange = valueRange;
      }
      toString() {
        return "# " + this.getName() + "=" + this.getValue();
      }
      getNameRange() {
        return this.nameRange;
      }
      getValueRange() {
        return this.valueRange;
      }
      getName() {
        return this.document.getText().substring(this.document.offsetAt(this.nameRange.start), this.document.offsetAt(this.nameRange.end));
      }
      getValue() {
        return this.document.getText().substring(this.document.offsetAt(this.valueRange.start), this.document.offsetAt(this.valueRange.end));
      }
      getDirective() {
        let directive = main_1.Directive[this.getName().toLowerCase()];
        return directive === void 0 ? null : directive;
      }
    };
    exports.ParserDirective = ParserDirective;
  }
});

// node_modules/dockerfile-ast/lib/heredoc.js
var require_heredoc = __commonJS({
  "node_modules/dockerfile-ast/lib/heredoc.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: !0 });
    exports.Heredoc = void 0;
    var Heredoc = class {
      constructor(startRange, name, nameRange, contentRange, endRange) {
        this.startRange = startRange, this.name = name, this.nameRange = nameRange, this.contentRange = contentRange, this.endRange = endRange;
      }
      /**
       * Returns the name of the here-document.
       *
       * This API is experimental and subject to change.
       */
      getName() {
        return this.name;
      }
      /**
       * Returns the range of the start operator and the name. If the
       * here-document is initialized with <<EOT then the start range would
       * encompass all five characters.
       *
       * This API is experimental and subject to change.
       */
      getStartRange() {
        return this.startRange;
      }
      /**
       * Returns the range of this here-document's name that is declared at
       * the beginning of the here-document with the operator. If the
       * here-document is initialized with <<EOT then the name range would
       * encompass the latter three "EOT" characters.
       *
       * This API is experimental and subject to change.
       */
      getNameRange() {
        return this.nameRange;
      }
      /**
       * Returns the range of the content of this here-document. This may
       * be null if the here-document has no content because:
       * - the start range is the only thing that was declared
       * - the end range was declared immediately and there is no content
       *
       * This API is experimental and subject to change.
       */
      getContentRange() {
        return this.contentRange;
      }
      /**
       * Returns the range of the here-document's name on a line that
       * represents the end of the here-document.
       *
       * This API is experimental and subject to change.
       */
      getDelimiterRange() {
        return this.endRange;
      }
    };
    exports.Heredoc = Heredoc;
  }
});

// node_modules/dockerfile-ast/lib/variable.js
var require_variable = __commonJS({
  "node_modules/dockerfile-ast/lib/variable.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: !0 });
    exports.Variable = void 0;
    var Variable = class {
      constructor(name, nameRange, range, modifier, modifierRange, substitutionParameter, substitutionRange, defined, buildVariable, stringValue) {
        this.name = name, this.nameRange = nameRange, this.range = range, this.modifier = modifier, this.modifierRange = modifierRange, this.substitutionParameter = substitutionParameter, this.substitutionRange = substitutionRange, this.defined = defined, this.buildVariable = buildVariable, this.stringValue = stringValue;
      }
      toString() {
        return this.stringValue;
      }
      getName() {
        return this.name;
      }
      getNameRange() {
        return this.nameRange;
      }
      /**
       * Returns the range of the entire variable. This includes the symbols for
       * the declaration of the variable such as the $, {, and } symbols.
       *
       * @return the range in the document that this variable encompasses in its
       *         entirety
       */
      getRange() {
        return this.range;
      }
      /**
       * Returns the modifier character that has been set for
       * specifying how this variable should be expanded and resolved.
       * If this variable is ${variable:+value} then the modifier
       * character is '+'. Will be the empty string if the variable is
       * declared as ${variable:}. Otherwise, will be null if this
       * variable will not use variable substitution at all (such as
       * ${variable} or $variable).
       *
       * @return this variable's modifier character, or the empty
       *         string if it does not have one, or null if this
       *         variable will not use variable substitution
       */
      getModifier() {
        return this.modifier;
      }
      getModifierRange() {
        return this.modifierRange;
      }
      /**
       * Returns the parameter that will be used for substitution if
       * this variable uses modifiers to define how its value should be
       * resolved. If this variable is ${variable:+value} then the
       * substitution value will be 'value'. Will be the empty string
       * if the variable is declared as ${variable:+} or some other
       * variant where the only thing that follows the modifier
       * character (excluding considerations of escape characters and
       * so on) is the variable's closing bracket. May be null if this
       * variable does not have a modifier character defined (such as
       * ${variable} or $variable).
       *
       * @return this variable's substitution parameter, or the empty
       *         string if it does not have one, or null if there is
       *         not one defined
       */
      getSubstitutionParameter() {
        return this.substitutionParameter;
      }
      getSubstitutionRange() {
        return this.substitutionRange;
      }
      /**
       * Returns whether this variable has been defined or not.
       *
       * @return true if this variable has been defined, false otherwise
       */
      isDefined() {
        return this.defined;
      }
      isBuildVariable() {
        return this.buildVariable === !0;
      }
      isEnvironmentVariable() {
        return this.buildVariable === !1;
      }
    };
    exports.Variable = Variable;
  }
});

// node_modules/dockerfile-ast/lib/instruction.js
var require_instruction = __commonJS({
  "node_modules/dockerfile-ast/lib/instruction.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: !0 });
    exports.Instruction = void 0;
    var vscode_languageserver_types_1 = (init_main(), __toCommonJS(main_exports)), util_1 = require_util(), line_1 = require_line(), argument_1 = require_argument(), heredoc_1 = require_heredoc(), variable_1 = require_variable(), main_1 = require_main(), Instruction = class extends line_1.Line {
      constructor(document, range, dockerfile, escapeChar, instruction, instructionRange) {
        super(document, range), this.dockerfile = dockerfile, this.escapeChar = escapeChar, this.instruction = instruction, this.instructionRange = instructionRange;
      }
      toString() {
        let value = this.getKeyword();
        for (let arg of this.getRawArguments())
          value += " ", value += arg.getValue();
        return value;
      }
      getRangeContent(range) {
        return range === null ? null : this.document.getText().substring(this.document.offsetAt(range.start), this.document.offsetAt(range.end));
      }
      getInstructionRange() {
        return this.instructionRange;
      }
      getInstruction() {
        return this.instruction;
      }
      getKeyword() {
        return this.getInstruction().toUpperCase();
      }
      getArgumentsRange() {
        let args = this.getArguments();
        return args.length === 0 ? null : vscode_languageserver_types_1.Range.create(args[0].getRange().start, args[args.length - 1].getRange().end);
      }
      getArgumentsRanges() {
        let args = this.getArguments();
        if (args.length === 0)
          return [];
        if (args[0].getRange().start.line === args[args.length - 1].getRange().end.line)
          return [vscode_languageserver_types_1.Range.create(args[0].getRange().start, args[args.length - 1].getRange().end)];
        let ranges = [], end = -1, startPosition = args[0].getRange().start, range = this.getInstructionRange(), extra = this.document.offsetAt(startPosition) - this.document.offsetAt(range.start), fullArgs = this.getTextContent().substring(extra, this.document.offsetAt(args[args.length - 1].getRange().end) - this.document.offsetAt(range.start)), offset = this.document.offsetAt(range.start) + extra, start = !1, comment = !1;
        for (let i = 0; i < fullArgs.length; i++) {
          let char = fullArgs.charAt(i);
          if (char === this.escapeChar) {
            let next = fullArgs.charAt(i + 1);
            if (next === " " || next === "	")
              whitespaceCheck: for (let j = i + 2; j < fullArgs.length; j++)
                switch (fullArgs.charAt(j)) {
                  case " ":
                  case "	":
                    continue;
                  case "\r":
                    j++;
                  case `
`:
                    startPosition !== null && ranges.push(vscode_languageserver_types_1.Range.create(startPosition, this.document.positionAt(offset + end + 1))), startPosition = null, start = !0, comment = !1, i = j;
                    break whitespaceCheck;
                  default:
                    break whitespaceCheck;
                }
            else next === "\r" ? (startPosition !== null && (ranges.push(vscode_languageserver_types_1.Range.create(startPosition, this.document.positionAt(offset + end + 1))), startPosition = null), start = !0, comment = !1, i += 2) : (next === `
` && (startPosition !== null && ranges.push(vscode_languageserver_types_1.Range.create(startPosition, this.document.positionAt(offset + end + 1))), startPosition = null, start = !0, comment = !1), i++);
          } else if (util_1.Util.isNewline(char))
            comment && (startPosition = null, start = !0, comment = !1);
          else if (!comment) {
            if (startPosition === null) {
              if (char === "#") {
                comment = !0;
                continue;
              }
              let position = this.document.positionAt(offset + i);
              position.character !== 0 && (startPosition = vscode_languageserver_types_1.Position.create(position.line, 0));
            }
            end = i;
          }
        }
        return startPosition === null ? ranges.push(vscode_languageserver_types_1.Range.create(this.document.positionAt(offset + end), this.document.positionAt(offset + end + 1))) : ranges.push(vscode_languageserver_types_1.Range.create(startPosition, this.document.positionAt(offset + end + 1))), ranges;
      }
      getRawArgumentsContent() {
        let args = this.getArguments();
        return args.length === 0 ? null : this.getRangeContent(vscode_languageserver_types_1.Range.create(args[0].getRange().start, args[args.length - 1].getRange().end));
      }
      getArgumentsContent() {
        if (this.getArguments().length === 0)
          return null;
        let content = "", ranges = this.getArgumentsRanges(), documentText = this.document.getText();
        for (let range of ranges)
          content += documentText.substring(this.document.offsetAt(range.start), this.document.offsetAt(range.end));
        return content;
      }
      getArguments() {
        return this.getRawArguments();
      }
      getRawArguments() {
        let args = [], range = this.getInstructionRange(), extra = this.document.offsetAt(range.end) - this.document.offsetAt(range.start), fullArgs = this.getTextContent().substring(extra), offset = this.document.offsetAt(range.start) + extra, start = !1, comment = !1, found = -1, escapedWhitespaceDetected = !1, escaping = !1, escapeMarker = -1, escapedArg = "";
        for (let i = 0; i < fullArgs.length; i++) {
          let char = fullArgs.charAt(i);
          if (util_1.Util.isWhitespace(char))
            if (escaping) {
              escapedWhitespaceDetected = !0, util_1.Util.isNewline(char) && (escapedWhitespaceDetected = !1, comment && (comment = !1, start = !0));
              continue;
            } else found !== -1 && (escapeMarker === -1 ? args.push(new argument_1.Argument(escapedArg, vscode_languageserver_types_1.Range.create(this.document.positionAt(offset + found), this.document.positionAt(offset + i)))) : args.push(new argument_1.Argument(escapedArg, vscode_languageserver_types_1.Range.create(this.document.positionAt(offset + found), this.document.positionAt(offset + escapeMarker)))), escapeMarker = -1, escapedArg = "", found = -1);
          else if (char === this.escapeChar) {
            let next = fullArgs.charAt(i + 1);
            if (next === " " || next === "	")
              whitespaceCheck: for (let j = i + 2; j < fullArgs.length; j++)
                switch (fullArgs.charAt(j)) {
                  case " ":
                  case "	":
                    continue;
                  case "\r":
                    j++;
                  case `
`:
                    comment = !1, escaping = !0, start = !0, found !== -1 && (escapeMarker = i), i = j;
                    break whitespaceCheck;
                  default:
                    escapeMarker = i, found === -1 && (i = j - 1);
                    break whitespaceCheck;
                }
            else if (next === "\r")
              comment = !1, escaping = !0, start = !0, found !== -1 && escapeMarker === -1 && (escapeMarker = i), i += 2;
            else if (next === `
`)
              comment = !1, escaping = !0, start = !0, found !== -1 && escapeMarker === -1 && (escapeMarker = i), i++;
            else {
              if (escapedWhitespaceDetected && escapeMarker !== -1 && (args.push(new argument_1.Argument(escapedArg, vscode_languageserver_types_1.Range.create(this.document.positionAt(offset + found), this.document.positionAt(offset + escapeMarker)))), escapedArg = "", found = -1), escapeMarker = -1, escapedWhitespaceDetected = !1, escaping = !1, next === "$")
                escapedArg = escapedArg + char + next;
              else {
                if (next === "")
                  break;
                escapedArg = escapedArg + next;
              }
              found === -1 && (found = i), i++;
            }
          } else comment || (start && char === "#" ? comment = !0 : (escapedWhitespaceDetected && escapeMarker !== -1 && (args.push(new argument_1.Argument(escapedArg, vscode_languageserver_types_1.Range.create(this.document.positionAt(offset + found), this.document.positionAt(offset + escapeMarker)))), escapedArg = "", found = -1), escapedWhitespaceDetected = !1, escaping = !1, escapeMarker = -1, escapedArg = escapedArg + char, found === -1 && (found = i)), start = !1);
        }
        return found !== -1 && (escapeMarker === -1 ? args.push(new argument_1.Argument(escapedArg, vscode_languageserver_types_1.Range.create(this.document.positionAt(offset + found), this.document.positionAt(offset + fullArgs.length)))) : args.push(new argument_1.Argument(escapedArg, vscode_languageserver_types_1.Range.create(this.document.positionAt(offset + found), this.document.positionAt(offset + escapeMarker))))), args;
      }
      getExpandedArguments() {
        let args = this.getArguments();
        for (let i = 0; i < args.length; i++) {
          let argRange = args[i].getRange(), offset = this.document.offsetAt(argRange.start), variables = this.parseVariables(offset, args[i].getValue()), swaps = [], requiresExpansion = !1;
          for (let variable of variables) {
            let value = this.dockerfile.resolveVariable(variable.getName(), variable.getNameRange().start.line);
            swaps.push(value), requiresExpansion = requiresExpansion || value !== void 0;
          }
          if (requiresExpansion) {
            let expanded = "";
            for (let j = 0; j < swaps.length; j++) {
              let variableRange = variables[j].getRange(), start = this.document.offsetAt(variableRange.start), end = this.document.offsetAt(variableRange.end);
              swaps[j] ? (expanded += this.document.getText().substring(offset, start), expanded += swaps[j], offset = end) : (expanded += this.document.getText().substring(offset, end), offset = end);
            }
            let argEnd = this.document.offsetAt(argRange.end);
            argEnd !== offset && (expanded += this.document.getText().substring(offset, argEnd)), args[i] = new argument_1.Argument(expanded, argRange);
          }
        }
        return args;
      }
      getVariables() {
        let variables = [], args = this.getRawArguments();
        for (let arg of args) {
          let range = arg.getRange(), rawValue = this.document.getText().substring(this.document.offsetAt(range.start), this.document.offsetAt(range.end)), parsedVariables = this.parseVariables(this.document.offsetAt(arg.getRange().start), rawValue);
          for (let parsedVariable of parsedVariables)
            variables.push(parsedVariable);
        }
        return variables;
      }
      parseVariables(offset, arg) {
        let variables = [];
        variableLoop: for (let i = 0; i < arg.length; i++)
          switch (arg.charAt(i)) {
            case this.escapeChar:
              arg.charAt(i + 1) === "$" && i++;
              break;
            case "$":
              if (arg.charAt(i + 1) === "{") {
                let escapedString = "${", escapedName = "", nameEnd = -1, escapedSubstitutionParameter = "", substitutionStart = -1, substitutionEnd = -1, modifierRead = -1;
                nameLoop: for (let j = i + 2; j < arg.length; j++) {
                  let char = arg.charAt(j);
                  switch (char) {
                    case this.escapeChar:
                      for (let k = j + 1; k < arg.length; k++)
                        switch (arg.charAt(k)) {
                          case " ":
                          case "	":
                          case "\r":
                            continue;
                          case `
`:
                            j = k;
                            continue nameLoop;
                        }
                      break;
                    case "}":
                      escapedString += "}";
                      let modifier = null, modifierRange = null, substitutionParameter = modifierRead !== -1 ? escapedSubstitutionParameter : null, substitutionRange = null;
                      nameEnd === -1 ? nameEnd = j : nameEnd + 1 === j ? (modifier = "", modifierRange = vscode_languageserver_types_1.Range.create(this.document.positionAt(offset + nameEnd + 1), this.document.positionAt(offset + nameEnd + 1))) : (substitutionStart === -1 ? (substitutionStart = modifierRead + 1, substitutionEnd = modifierRead + 1) : substitutionEnd = substitutionEnd + 1, modifier = arg.substring(modifierRead, modifierRead + 1), modifierRange = vscode_languageserver_types_1.Range.create(this.document.positionAt(offset + modifierRead), this.document.positionAt(offset + modifierRead + 1)), substitutionRange = vscode_languageserver_types_1.Range.create(this.document.positionAt(offset + substitutionStart), this.document.positionAt(offset + substitutionEnd)));
                      let start = this.document.positionAt(offset + i);
                      variables.push(new variable_1.Variable(escapedName, vscode_languageserver_types_1.Range.create(this.document.positionAt(offset + i + 2), this.document.positionAt(offset + nameEnd)), vscode_languageserver_types_1.Range.create(start, this.document.positionAt(offset + j + 1)), modifier, modifierRange, substitutionParameter, substitutionRange, this.dockerfile.resolveVariable(escapedName, start.line) !== void 0, this.isBuildVariable(escapedName, start.line), escapedString)), i = j;
                      continue variableLoop;
                    case ":":
                      nameEnd === -1 ? nameEnd = j : modifierRead !== -1 ? (substitutionStart === -1 && (substitutionStart = j), substitutionEnd = j, escapedSubstitutionParameter += ":") : modifierRead = j, escapedString += ":";
                      break;
                    case `
`:
                    case "\r":
                    case " ":
                    case "	":
                      break;
                    default:
                      nameEnd === -1 ? escapedName += char : modifierRead !== -1 ? (substitutionStart === -1 && (substitutionStart = j), substitutionEnd = j, escapedSubstitutionParameter += char) : modifierRead = j, escapedString += char;
                      break;
                  }
                }
                break variableLoop;
              } else {
                if (util_1.Util.isWhitespace(arg.charAt(i + 1)) || i === arg.length - 1)
                  continue;
                {
                  let escapedName = "";
                  nameLoop: for (let j = i + 1; j < arg.length; j++) {
                    let char = arg.charAt(j);
                    switch (char) {
                      case "\r":
                      case `
`:
                      case " ":
                      case "	":
                        continue;
                      case "$":
                      case "'":
                      case '"':
                        let varStart = this.document.positionAt(offset + i);
                        variables.push(new variable_1.Variable(escapedName, vscode_languageserver_types_1.Range.create(this.document.positionAt(offset + i + 1), this.document.positionAt(offset + j)), vscode_languageserver_types_1.Range.create(varStart, this.document.positionAt(offset + j)), null, null, null, null, this.dockerfile.resolveVariable(escapedName, varStart.line) !== void 0, this.isBuildVariable(escapedName, varStart.line), "$" + escapedName)), i = j - 1;
                        continue variableLoop;
                      case this.escapeChar:
                        for (let k = j + 1; k < arg.length; k++)
                          switch (arg.charAt(k)) {
                            case " ":
                            case "	":
                            case "\r":
                              continue;
                            case `
`:
                              j = k;
                              continue nameLoop;
                          }
                        let start2 = this.document.positionAt(offset + i);
                        variables.push(new variable_1.Variable(escapedName, vscode_languageserver_types_1.Range.create(this.document.positionAt(offset + i + 1), this.document.positionAt(offset + j)), vscode_languageserver_types_1.Range.create(start2, this.document.positionAt(offset + j)), null, null, null, null, this.dockerfile.resolveVariable(escapedName, start2.line) !== void 0, this.isBuildVariable(escapedName, start2.line), "$" + escapedName));
                        break variableLoop;
                    }
                    if (char.match(/^[a-z0-9_]+$/i) === null) {
                      let varStart = this.document.positionAt(offset + i);
                      variables.push(new variable_1.Variable(escapedName, vscode_languageserver_types_1.Range.create(this.document.positionAt(offset + i + 1), this.document.positionAt(offset + j)), vscode_languageserver_types_1.Range.create(varStart, this.document.positionAt(offset + j)), null, null, null, null, this.dockerfile.resolveVariable(escapedName, varStart.line) !== void 0, this.isBuildVariable(escapedName, varStart.line), "$" + escapedName)), i = j - 1;
                      continue variableLoop;
                    }
                    escapedName += char;
                  }
                  let start = this.document.positionAt(offset + i);
                  variables.push(new variable_1.Variable(escapedName, vscode_languageserver_types_1.Range.create(this.document.positionAt(offset + i + 1), this.document.positionAt(offset + arg.length)), vscode_languageserver_types_1.Range.create(start, this.document.positionAt(offset + arg.length)), null, null, null, null, this.dockerfile.resolveVariable(escapedName, start.line) !== void 0, this.isBuildVariable(escapedName, start.line), "$" + escapedName));
                }
              }
              break variableLoop;
          }
        return variables;
      }
      isBuildVariable(variable, line) {
        if (this.getKeyword() === main_1.Keyword.FROM) {
          for (let initialArg of this.dockerfile.getInitialARGs()) {
            let property = initialArg.getProperty();
            if (property && variable === property.getName())
              return !0;
          }
          return;
        }
        let image = this.dockerfile.getContainingImage(vscode_languageserver_types_1.Position.create(line, 0)), envs = image.getENVs();
        for (let i = envs.length - 1; i >= 0; i--)
          if (envs[i].isBefore(line)) {
            for (let property of envs[i].getProperties())
              if (property.getName() === variable)
                return !1;
          }
        let args = image.getARGs();
        for (let i = args.length - 1; i >= 0; i--)
          if (args[i].isBefore(line)) {
            let property = args[i].getProperty();
            if (property && property.getName() === variable)
              return !0;
          }
      }
      createSingleLineHeredocs(args) {
        let heredocs = [];
        for (let arg of args) {
          let value = arg.getValue();
          if (value.startsWith("<<") && util_1.Util.parseHeredocName(value) !== null) {
            let startRange = arg.getRange(), nameRange = this.getNameRange(startRange), name = this.getName(nameRange);
            heredocs.push(new heredoc_1.Heredoc(startRange, name, nameRange, null, null));
          }
        }
        return heredocs;
      }
      getName(nameRange) {
        let content = this.document.getText(nameRange), escaping = !1, name = "";
        nameLoop: for (let i = 0; i < content.length; i++) {
          let ch = content.charAt(i);
          switch (ch) {
            case this.escapeChar:
              escaping = !0;
              for (let j = i + 1; j < content.length; j++)
                switch (content.charAt(j)) {
                  case " ":
                  case "	":
                    break;
                  case "\r":
                    i = j + 1;
                    continue nameLoop;
                  case `
`:
                    i = j;
                    continue nameLoop;
                  default:
                    name += content.charAt(j), i = j;
                    continue nameLoop;
                }
              break;
            case "#":
              if (escaping) {
                for (let j = i + 1; j < content.length; j++)
                  if (content.charAt(j) === `
`) {
                    i = j;
                    continue nameLoop;
                  }
              }
            case " ":
            case "	":
            case "\r":
            case `
`:
              if (escaping)
                break;
            default:
              name += ch;
              break;
          }
        }
        return name;
      }
      getNameRange(startRange) {
        let content = this.document.getText(startRange), endFound = !1, searchHyphen = !1, start = -1, end = -1, escaping = !1, quote = null;
        contentLoop: for (let i = 0; i < content.length; i++) {
          let ch = content.charAt(i);
          switch (ch) {
            case '"':
            case "'":
              if (quote === ch)
                break contentLoop;
              quote = ch;
              continue;
            case this.escapeChar:
              for (let j = i + 1; j < content.length; j++)
                if (content.charAt(j) === `
`) {
                  escaping = !0, j = i;
                  continue contentLoop;
                }
              break;
            case " ":
            case "	":
            case "\r":
            case `
`:
              break;
            case "<":
              endFound ? searchHyphen = !0 : endFound = !0;
              break;
            case "-":
              if (searchHyphen) {
                searchHyphen = !1;
                break;
              }
            case "#":
              if (escaping) {
                for (let j = i + 1; j < content.length; j++)
                  if (content.charAt(j) === `
`) {
                    i = j;
                    continue contentLoop;
                  }
              }
            default:
              if (start === -1 && (start = i), quote !== null) {
                end = i + 1;
                break;
              }
              break contentLoop;
          }
        }
        if (start === -1)
          return vscode_languageserver_types_1.Range.create(startRange.end, startRange.end);
        let nameStart = this.document.positionAt(this.document.offsetAt(startRange.start) + start), nameEnd = quote !== null ? this.document.positionAt(this.document.offsetAt(startRange.start) + end) : startRange.end;
        return vscode_languageserver_types_1.Range.create(nameStart, nameEnd);
      }
      getHeredocs() {
        let args = this.getArguments();
        if (args.length === 0)
          return [];
        let heredocs = [], range = this.getRange();
        if (range.start.line === range.end.line)
          return this.createSingleLineHeredocs(args);
        let heredocDefinitions = [], heredocsProcessed = !1, escaping = !1, contentStart = -1, contentEnd = -1, lineStart = -1, currentHeredoc = 0, startOffset = this.document.offsetAt(args[0].getRange().start), content = this.getRangeContent(vscode_languageserver_types_1.Range.create(args[0].getRange().start, this.getRange().end));
        contentLoop: for (let i = 0; i < content.length; i++)
          switch (content.charAt(i)) {
            case this.escapeChar:
              escaping = !0;
              for (let j = i + 1; j < content.length; j++)
                switch (content.charAt(j)) {
                  case " ":
                  case "	":
                    break;
                  case "\r":
                    j++;
                  case `
`:
                    i = j;
                    continue contentLoop;
                  default:
                    i = j;
                    continue contentLoop;
                }
              break;
            case "\r":
              break;
            case `
`:
              if (escaping)
                break;
              if (heredocsProcessed) {
                contentStart === -1 && (contentStart = i), contentEnd = i;
                let arg = heredocDefinitions[currentHeredoc], startRange = arg.getRange(), nameRange = this.getNameRange(startRange), name = this.getName(nameRange), delimiterRange = this.getDelimiterRange(arg, name, vscode_languageserver_types_1.Range.create(this.document.positionAt(startOffset + lineStart), this.document.positionAt(startOffset + i)));
                if (delimiterRange !== null) {
                  let contentRange = vscode_languageserver_types_1.Range.create(this.document.positionAt(startOffset + contentStart), this.document.positionAt(startOffset + lineStart - 1));
                  heredocs.push(new heredoc_1.Heredoc(startRange, name, nameRange, contentRange, delimiterRange)), contentStart = -1, currentHeredoc++;
                }
                lineStart = -1;
              } else {
                let offsetLimit = startOffset + i;
                for (let arg of args)
                  if (this.document.offsetAt(arg.getRange().start) < offsetLimit)
                    arg.getValue().startsWith("<<") && heredocDefinitions.push(arg);
                  else
                    break;
                heredocsProcessed = !0, lineStart = -1;
                continue contentLoop;
              }
              break;
            case " ":
            case "	":
              if (escaping)
                break;
            case "#":
              if (escaping) {
                for (let j = i + 1; j < content.length; j++)
                  if (content.charAt(j) === `
`) {
                    i = j;
                    continue contentLoop;
                  }
              }
            default:
              escaping && (escaping = !1), heredocsProcessed && (contentStart === -1 && (contentStart = i), lineStart === -1 && (lineStart = i));
              break;
          }
        if (heredocsProcessed) {
          let arg = heredocDefinitions[currentHeredoc], startRange = arg.getRange(), nameRange = this.getNameRange(startRange), name = this.getName(nameRange), contentRange = null, delimiterRange = this.getDelimiterRange(arg, name, vscode_languageserver_types_1.Range.create(this.document.positionAt(startOffset + lineStart), range.end));
          delimiterRange === null ? contentRange = vscode_languageserver_types_1.Range.create(this.document.positionAt(startOffset + contentStart), range.end) : contentEnd !== -1 && (contentRange = vscode_languageserver_types_1.Range.create(this.document.positionAt(startOffset + contentStart), this.document.positionAt(startOffset + contentEnd))), heredocs.push(new heredoc_1.Heredoc(startRange, name, nameRange, contentRange, delimiterRange)), currentHeredoc++;
          for (let i = currentHeredoc; i < heredocDefinitions.length; i++) {
            let startRange2 = heredocDefinitions[currentHeredoc].getRange(), nameRange2 = this.getNameRange(startRange2), name2 = this.getName(nameRange2);
            heredocs.push(new heredoc_1.Heredoc(startRange2, name2, nameRange2, null, null)), currentHeredoc++;
          }
        } else
          return this.createSingleLineHeredocs(args);
        return heredocs;
      }
      getDelimiterRange(startArg, name, candidateRange) {
        let text = this.document.getText(candidateRange);
        if (startArg.getValue().startsWith("<<-")) {
          let index = 0;
          for (; text.charAt(index) === "	"; )
            index++;
          return text.substring(index) === name ? vscode_languageserver_types_1.Range.create(vscode_languageserver_types_1.Position.create(candidateRange.start.line, index), candidateRange.end) : null;
        }
        return text === name ? candidateRange : null;
      }
    };
    exports.Instruction = Instruction;
  }
});

// node_modules/dockerfile-ast/lib/flagOption.js
var require_flagOption = __commonJS({
  "node_modules/dockerfile-ast/lib/flagOption.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: !0 });
    exports.FlagOption = void 0;
    var FlagOption = class {
      constructor(range, name, nameRange, value, valueRange) {
        this.range = range, this.name = name, this.nameRange = nameRange, this.value = value, this.valueRange = valueRange;
      }
      toString() {
        return this.valueRange !== null ? this.name + "=" + this.value : this.name;
      }
      getRange() {
        return this.range;
      }
      getName() {
        return this.name;
      }
      getNameRange() {
        return this.nameRange;
      }
      getValue() {
        return this.value;
      }
      getValueRange() {
        return this.valueRange;
      }
    };
    exports.FlagOption = FlagOption;
  }
});

// node_modules/dockerfile-ast/lib/flag.js
var require_flag = __commonJS({
  "node_modules/dockerfile-ast/lib/flag.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: !0 });
    exports.Flag = void 0;
    var vscode_languageserver_types_1 = (init_main(), __toCommonJS(main_exports)), flagOption_1 = require_flagOption(), Flag = class {
      constructor(document, range, name, nameRange, value, valueRange) {
        if (this.options = [], this.range = range, this.name = name, this.nameRange = nameRange, this.value = value, this.valueRange = valueRange, this.value !== null) {
          let offset = document.offsetAt(valueRange.start), nameStart = -1, valueStart = -1, hasOptions = !1;
          for (let i = 0; i < value.length; i++)
            switch (value.charAt(i)) {
              case "=":
                if (hasOptions = !0, valueStart === -1) {
                  valueStart = i + 1;
                  break;
                }
                break;
              case ",":
                this.options.push(this.createFlagOption(document, value, offset, nameStart, valueStart, i)), nameStart = -1, valueStart = -1;
                break;
              default:
                nameStart === -1 && (nameStart = i);
                break;
            }
          hasOptions && nameStart !== -1 && this.options.push(this.createFlagOption(document, value, offset, nameStart, valueStart, value.length));
        }
      }
      createFlagOption(document, content, documentOffset, nameStart, valueStart, valueEnd) {
        let optionRange = vscode_languageserver_types_1.Range.create(document.positionAt(documentOffset + nameStart), document.positionAt(documentOffset + valueEnd));
        return valueStart === -1 ? new flagOption_1.FlagOption(optionRange, content.substring(nameStart, valueEnd), optionRange, null, null) : new flagOption_1.FlagOption(optionRange, content.substring(nameStart, valueStart - 1), vscode_languageserver_types_1.Range.create(document.positionAt(documentOffset + nameStart), document.positionAt(documentOffset + valueStart - 1)), content.substring(valueStart, valueEnd), vscode_languageserver_types_1.Range.create(document.positionAt(documentOffset + valueStart), document.positionAt(documentOffset + valueEnd)));
      }
      toString() {
        return this.valueRange ? "--" + this.name + "=" + this.value : "--" + this.name;
      }
      /**
       * Returns the range that encompasses this entire flag. This includes the
       * -- prefix in the beginning to the last character of the flag's value (if
       * it has been defined).
       *
       * @return the entire range of this flag
       */
      getRange() {
        return this.range;
      }
      /**
       * Returns the name of this flag. The name does not include the -- prefix.
       * Thus, for HEALTHCHECK's --interval flag, interval is the flag's name and
       * not --interval.
       *
       * @return this flag's name
       */
      getName() {
        return this.name;
      }
      /**
       * Returns the range that encompasses the flag's name
       *
       * @return the range containing the flag's name
       */
      getNameRange() {
        return this.nameRange;
      }
      /**
       * Returns the value that has been set to this flag. May be null if the
       * flag is invalid and has no value set like a --start-period. If the flag
       * is instead a --start-period= with an equals sign then the flag's value
       * is the empty string.
       *
       * @return this flag's value if it has been defined, null otherwise
       */
      getValue() {
        return this.value;
      }
      /**
       * Returns the range that encompasses this flag's value. If no value has
       * been set then null will be returned.
       *
       * @return the range containing this flag's value, or null if the flag
       *         has no value defined
       */
      getValueRange() {
        return this.valueRange;
      }
      getOption(name) {
        for (let option of this.options)
          if (option.getName() === name)
            return option;
        return null;
      }
      getOptions() {
        return this.options;
      }
      hasOptions() {
        return this.options.length > 0;
      }
    };
    exports.Flag = Flag;
  }
});

// node_modules/dockerfile-ast/lib/modifiableInstruction.js
var require_modifiableInstruction = __commonJS({
  "node_modules/dockerfile-ast/lib/modifiableInstruction.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: !0 });
    exports.ModifiableInstruction = void 0;
    var vscode_languageserver_types_1 = (init_main(), __toCommonJS(main_exports)), flag_1 = require_flag(), instruction_1 = require_instruction(), ModifiableInstruction = class extends instruction_1.Instruction {
      constructor(document, range, dockerfile, escapeChar, instruction, instructionRange) {
        super(document, range, dockerfile, escapeChar, instruction, instructionRange);
      }
      getFlags() {
        if (!this.flags) {
          this.flags = [];
          for (let arg of this.getArguments()) {
            let value = arg.getValue();
            if (this.stopSearchingForFlags(value))
              return this.flags;
            if (value.indexOf("--") === 0) {
              let range = arg.getRange(), rawValue = this.document.getText().substring(this.document.offsetAt(range.start), this.document.offsetAt(range.end)), nameIndex = value.indexOf("="), index = rawValue.indexOf("="), firstMatch = !1, secondMatch = !1, startIndex = -1;
              nameSearchLoop: for (let i = 0; i < rawValue.length; i++)
                switch (rawValue.charAt(i)) {
                  case "\\":
                  case " ":
                  case "	":
                  case "\r":
                  case `
`:
                    break;
                  case "-":
                    if (secondMatch) {
                      startIndex = i;
                      break nameSearchLoop;
                    } else firstMatch ? secondMatch = !0 : firstMatch = !0;
                    break;
                  default:
                    startIndex = i;
                    break nameSearchLoop;
                }
              let nameStart = this.document.positionAt(this.document.offsetAt(range.start) + startIndex);
              if (index === -1)
                this.flags.push(new flag_1.Flag(this.document, range, value.substring(2), vscode_languageserver_types_1.Range.create(nameStart, range.end), null, null));
              else if (index === value.length - 1) {
                let nameEnd = this.document.positionAt(this.document.offsetAt(range.start) + index);
                this.flags.push(new flag_1.Flag(this.document, range, value.substring(2, index), vscode_languageserver_types_1.Range.create(nameStart, nameEnd), "", vscode_languageserver_types_1.Range.create(range.end, range.end)));
              } else {
                let nameEnd = this.document.positionAt(this.document.offsetAt(range.start) + index);
                this.flags.push(new flag_1.Flag(this.document, range, value.substring(2, nameIndex), vscode_languageserver_types_1.Range.create(nameStart, nameEnd), value.substring(nameIndex + 1), vscode_languageserver_types_1.Range.create(this.document.positionAt(this.document.offsetAt(range.start) + index + 1), range.end)));
              }
            }
          }
        }
        return this.flags;
      }
      getArguments() {
        let args = super.getArguments(), flags = this.getFlags();
        if (flags.length === 0)
          return args;
        for (let i = 0; i < flags.length; i++)
          args.shift();
        return args;
      }
    };
    exports.ModifiableInstruction = ModifiableInstruction;
  }
});

// node_modules/dockerfile-ast/lib/jsonInstruction.js
var require_jsonInstruction = __commonJS({
  "node_modules/dockerfile-ast/lib/jsonInstruction.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: !0 });
    exports.JSONInstruction = void 0;
    var vscode_languageserver_types_1 = (init_main(), __toCommonJS(main_exports)), argument_1 = require_argument(), jsonArgument_1 = require_jsonArgument(), modifiableInstruction_1 = require_modifiableInstruction(), JSONInstruction = class extends modifiableInstruction_1.ModifiableInstruction {
      constructor(document, range, dockerfile, escapeChar, instruction, instructionRange) {
        super(document, range, dockerfile, escapeChar, instruction, instructionRange), this.openingBracket = null, this.closingBracket = null, this.jsonStrings = [];
        let argsContent = this.getRawArgumentsContent();
        if (argsContent === null)
          return;
        let args = this.getArguments();
        if (args.length === 1 && args[0].getValue() === "[]") {
          let argRange = args[0].getRange();
          this.openingBracket = new argument_1.Argument("[", vscode_languageserver_types_1.Range.create(argRange.start.line, argRange.start.character, argRange.start.line, argRange.start.character + 1)), this.closingBracket = new argument_1.Argument("]", vscode_languageserver_types_1.Range.create(argRange.start.line, argRange.start.character + 1, argRange.end.line, argRange.end.character));
          return;
        } else if (args.length === 2 && args[0].getValue() === "[" && args[1].getValue() === "]") {
          this.openingBracket = args[0], this.closingBracket = args[1];
          return;
        }
        let argsOffset = document.offsetAt(this.getArgumentsRange().start), start = -1, last = "", quoted = !1, escapedArg = "";
        argsCheck: for (let i = 0; i < argsContent.length; i++) {
          let char = argsContent.charAt(i);
          switch (char) {
            case "[":
              if (last === "")
                this.openingBracket = new argument_1.Argument("[", vscode_languageserver_types_1.Range.create(document.positionAt(argsOffset + i), document.positionAt(argsOffset + i + 1))), last = "[";
              else if (quoted)
                escapedArg = escapedArg + char;
              else
                break argsCheck;
              break;
            case '"':
              if (last === "[" || last === ",") {
                start = i, quoted = !0, last = '"', escapedArg = escapedArg + char;
                continue;
              } else if (last === '"')
                if (quoted)
                  escapedArg = escapedArg + char, quoted = !1, this.jsonStrings.push(new jsonArgument_1.JSONArgument(escapedArg, vscode_languageserver_types_1.Range.create(document.positionAt(argsOffset + start), document.positionAt(argsOffset + i + 1)), vscode_languageserver_types_1.Range.create(document.positionAt(argsOffset + start + 1), document.positionAt(argsOffset + i)))), escapedArg = "";
                else
                  break argsCheck;
              else
                break argsCheck;
              break;
            case ",":
              if (quoted)
                escapedArg = escapedArg + char;
              else if (last === '"')
                last = ",";
              else
                break argsCheck;
              break;
            case "]":
              if (quoted)
                escapedArg = escapedArg + char;
              else if (last !== "") {
                this.closingBracket = new argument_1.Argument("]", vscode_languageserver_types_1.Range.create(document.positionAt(argsOffset + i), document.positionAt(argsOffset + i + 1)));
                break argsCheck;
              }
              break;
            case " ":
            case "	":
              break;
            case "\\":
              if (quoted)
                switch (argsContent.charAt(i + 1)) {
                  case '"':
                  case "\\":
                    escapedArg = escapedArg + argsContent.charAt(i + 1), i++;
                    continue;
                  case " ":
                  case "	":
                    escapeCheck: for (let j = i + 2; j < argsContent.length; j++)
                      switch (argsContent.charAt(j)) {
                        case "\r":
                          j++;
                        case `
`:
                          i = j;
                          continue argsCheck;
                        case " ":
                        case "	":
                          break;
                        default:
                          break escapeCheck;
                      }
                    break;
                  case "\r":
                    i++;
                  default:
                    i++;
                    continue;
                }
              else
                escapeCheck: for (let j = i + 1; j < argsContent.length; j++)
                  switch (argsContent.charAt(j)) {
                    case "\r":
                      j++;
                    case `
`:
                      i = j;
                      continue argsCheck;
                    case " ":
                    case "	":
                      break;
                    default:
                      break escapeCheck;
                  }
              break argsCheck;
            default:
              if (!quoted)
                break argsCheck;
              escapedArg = escapedArg + char;
              break;
          }
        }
      }
      stopSearchingForFlags(_value) {
        return !0;
      }
      getOpeningBracket() {
        return this.openingBracket;
      }
      getJSONStrings() {
        return this.jsonStrings;
      }
      getClosingBracket() {
        return this.closingBracket;
      }
    };
    exports.JSONInstruction = JSONInstruction;
  }
});

// node_modules/dockerfile-ast/lib/instructions/add.js
var require_add = __commonJS({
  "node_modules/dockerfile-ast/lib/instructions/add.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: !0 });
    exports.Add = void 0;
    var jsonInstruction_1 = require_jsonInstruction(), Add = class extends jsonInstruction_1.JSONInstruction {
      constructor(document, range, dockerfile, escapeChar, instruction, instructionRange) {
        super(document, range, dockerfile, escapeChar, instruction, instructionRange);
      }
      stopSearchingForFlags(argument) {
        return argument.indexOf("--") === -1;
      }
    };
    exports.Add = Add;
  }
});

// node_modules/dockerfile-ast/lib/property.js
var require_property = __commonJS({
  "node_modules/dockerfile-ast/lib/property.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: !0 });
    exports.Property = void 0;
    var vscode_languageserver_types_1 = (init_main(), __toCommonJS(main_exports)), util_1 = require_util(), Property = class _Property {
      constructor(document, escapeChar, arg, arg2) {
        this.assignmentOperatorRange = null, this.assignmentOperator = null, this.valueRange = null, this.value = null, this.document = document, this.escapeChar = escapeChar, this.nameRange = _Property.getNameRange(document, arg);
        let value = document.getText().substring(document.offsetAt(this.nameRange.start), document.offsetAt(this.nameRange.end));
        if (this.name = _Property.getValue(value, escapeChar), arg2)
          this.valueRange = arg2.getRange(), value = document.getText().substring(document.offsetAt(this.valueRange.start), document.offsetAt(this.valueRange.end)), this.value = _Property.getValue(value, escapeChar), this.range = vscode_languageserver_types_1.Range.create(this.nameRange.start, this.valueRange.end);
        else {
          let argRange = arg.getRange();
          this.nameRange.start.line === argRange.start.line && this.nameRange.start.character === argRange.start.character && this.nameRange.end.line === argRange.end.line && this.nameRange.end.character === argRange.end.character || (this.valueRange = _Property.getValueRange(document, arg), value = document.getText().substring(document.offsetAt(this.valueRange.start), document.offsetAt(this.valueRange.end)), this.value = _Property.getValue(value, escapeChar), this.assignmentOperatorRange = vscode_languageserver_types_1.Range.create(this.nameRange.end, this.valueRange.start), this.assignmentOperator = "="), this.range = argRange;
        }
      }
      getRange() {
        return this.range;
      }
      getName() {
        return this.name;
      }
      getNameRange() {
        return this.nameRange;
      }
      getValue() {
        return this.value;
      }
      getValueRange() {
        return this.valueRange;
      }
      /**
       * Retrieves the operator used for delimiting between the name and
       * value of this property. This will either be the "=" character
       * or null if a character was not used or if this property has no
       * value defined.
       */
      getAssignmentOperator() {
        return this.assignmentOperator;
      }
      getAssignmentOperatorRange() {
        return this.assignmentOperatorRange;
      }
      /**
       * Returns the value of this property including any enclosing
       * single or double quotes and relevant escape characters.
       * Escaped newlines and its associated contiguous whitespace
       * characters however will not be returned as they are deemed to
       * be uninteresting to clients trying to return a Dockerfile.
       *
       * @return the unescaped value of this property or null if this
       *         property has no associated value
       */
      getUnescapedValue() {
        if (this.valueRange === null)
          return null;
        let escaped = !1, rawValue = "", value = this.document.getText().substring(this.document.offsetAt(this.valueRange.start), this.document.offsetAt(this.valueRange.end));
        rawLoop: for (let i = 0; i < value.length; i++) {
          let char = value.charAt(i);
          switch (char) {
            case this.escapeChar:
              for (let j = i + 1; j < value.length; j++)
                switch (value.charAt(j)) {
                  case "\r":
                    j++;
                  case `
`:
                    escaped = !0, i = j;
                    continue rawLoop;
                  case " ":
                  case "	":
                    break;
                  default:
                    rawValue = rawValue + char;
                    continue rawLoop;
                }
              rawValue = rawValue + char;
              break;
            case "\r":
            case `
`:
              break;
            case " ":
            case "	":
              escaped || (rawValue = rawValue + char);
              break;
            case "#":
              if (escaped)
                for (let j = i + 1; j < value.length; j++)
                  switch (value.charAt(j)) {
                    case "\r":
                      j++;
                    case `
`:
                      i = j;
                      continue rawLoop;
                  }
              else
                rawValue = rawValue + char;
              break;
            default:
              rawValue = rawValue + char, escaped = !1;
              break;
          }
        }
        return rawValue;
      }
      static getNameRange(document, arg) {
        let value = arg.getValue(), index = value.indexOf("=");
        if (index !== -1) {
          let initial = value.charAt(0), before = value.charAt(index - 1);
          if (initial === '"' && before === '"' || initial === "'" && before === "'" || initial !== '"' && initial !== "'")
            return vscode_languageserver_types_1.Range.create(arg.getRange().start, document.positionAt(document.offsetAt(arg.getRange().start) + index));
        }
        return arg.getRange();
      }
      static getValueRange(document, arg) {
        return vscode_languageserver_types_1.Range.create(document.positionAt(document.offsetAt(arg.getRange().start) + arg.getValue().indexOf("=") + 1), document.positionAt(document.offsetAt(arg.getRange().end)));
      }
      /**
       * Returns the actual value of this key-value pair. The value will
       * have its escape characters removed if applicable. If the value
       * spans multiple lines and there are comments nested within the
       * lines, they too will be removed.
       *
       * @return the value that this key-value pair will actually be, may
       *         be null if no value is defined, may be the empty string
       *         if the value only consists of whitespace
       */
      static getValue(value, escapeChar) {
        let escaped = !1, skip = util_1.Util.findLeadingNonWhitespace(value, escapeChar);
        skip !== 0 && value.charAt(skip) === "#" && (escaped = !0), value = value.substring(skip);
        let first = value.charAt(0), last = value.charAt(value.length - 1), literal = first === "'" || first === '"', inSingle = first === "'" && last === "'", inDouble = !1;
        if (first === '"')
          for (let i = 1; i < value.length; i++)
            value.charAt(i) === escapeChar ? i++ : value.charAt(i) === '"' && i === value.length - 1 && (inDouble = !0);
        (inSingle || inDouble) && (value = value.substring(1, value.length - 1));
        let commentCheck = -1, escapedValue = "", start = 0;
        parseValue: for (let i = 0; i < value.length; i++) {
          let char = value.charAt(i);
          switch (char) {
            case escapeChar:
              if (i + 1 === value.length) {
                escapedValue = escapedValue + escapeChar;
                break parseValue;
              }
              if (char = value.charAt(i + 1), char === " " || char === "	")
                whitespaceCheck: for (let j = i + 2; j < value.length; j++) {
                  let char2 = value.charAt(j);
                  switch (char2) {
                    case " ":
                    case "	":
                      break;
                    case "\r":
                      j++;
                    case `
`:
                      escaped = !0, i = j;
                      continue parseValue;
                    default:
                      if (!inDouble && !inSingle && !literal) {
                        char2 === escapeChar ? (escapedValue = escapedValue + char, i = i + 1) : (escapedValue = escapedValue + char + char2, i = j);
                        continue parseValue;
                      }
                      break whitespaceCheck;
                  }
                }
              if (inDouble) {
                char === "\r" ? (escaped = !0, i = i + 2) : char === `
` ? (escaped = !0, i++) : char !== '"' && (char === escapeChar && i++, escapedValue = escapedValue + escapeChar);
                continue parseValue;
              } else if (inSingle || literal) {
                char === "\r" ? (escaped = !0, i = i + 2) : char === `
` ? (escaped = !0, i++) : escapedValue = escapedValue + escapeChar;
                continue parseValue;
              } else char === escapeChar ? (escapedValue = escapedValue + escapeChar, i++) : char === "\r" ? (escaped = !0, i = i + 2) : char === `
` ? (escaped = !0, i++, start = i) : (escapedValue = escapedValue + char, i++);
              break;
            case " ":
            case "	":
              escaped && commentCheck === -1 && (commentCheck = i), escapedValue = escapedValue + char;
              break;
            case "\r":
              i++;
            case `
`:
              escaped && commentCheck !== -1 && (escapedValue = escapedValue.substring(0, escapedValue.length - (i - commentCheck - 1)), commentCheck = -1);
              break;
            case "#":
              if (escaped) {
                commentCheck !== -1 && (escapedValue = escapedValue.substring(0, escapedValue.length - (i - commentCheck)), commentCheck = -1);
                newlineCheck: for (let j = i + 1; j < value.length; j++)
                  switch (value.charAt(j)) {
                    case "\r":
                      j++;
                    case `
`:
                      i = j;
                      break newlineCheck;
                  }
                continue parseValue;
              }
            default:
              escaped && (escaped = !1, commentCheck = -1), escapedValue = escapedValue + char;
              break;
          }
        }
        return escapedValue;
      }
    };
    exports.Property = Property;
  }
});

// node_modules/dockerfile-ast/lib/propertyInstruction.js
var require_propertyInstruction = __commonJS({
  "node_modules/dockerfile-ast/lib/propertyInstruction.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: !0 });
    exports.PropertyInstruction = void 0;
    var vscode_languageserver_types_1 = (init_main(), __toCommonJS(main_exports)), instruction_1 = require_instruction(), property_1 = require_property(), argument_1 = require_argument(), util_1 = require_util(), PropertyInstruction = class extends instruction_1.Instruction {
      constructor(document, range, dockerfile, escapeChar, instruction, instructionRange) {
        super(document, range, dockerfile, escapeChar, instruction, instructionRange), this.properties = void 0;
      }
      getProperties() {
        if (this.properties === void 0) {
          let args = this.getPropertyArguments();
          if (args.length === 0)
            this.properties = [];
          else if (args.length === 1)
            this.properties = [new property_1.Property(this.document, this.escapeChar, args[0])];
          else if (args.length === 2)
            args[0].getValue().indexOf("=") === -1 ? this.properties = [new property_1.Property(this.document, this.escapeChar, args[0], args[1])] : this.properties = [
              new property_1.Property(this.document, this.escapeChar, args[0]),
              new property_1.Property(this.document, this.escapeChar, args[1])
            ];
          else if (args[0].getValue().indexOf("=") === -1) {
            let text = this.document.getText(), start = args[1].getRange().start, end = args[args.length - 1].getRange().end;
            text = text.substring(this.document.offsetAt(start), this.document.offsetAt(end)), this.properties = [new property_1.Property(this.document, this.escapeChar, args[0], new argument_1.Argument(text, vscode_languageserver_types_1.Range.create(args[1].getRange().start, args[args.length - 1].getRange().end)))];
          } else {
            this.properties = [];
            for (let i = 0; i < args.length; i++)
              this.properties.push(new property_1.Property(this.document, this.escapeChar, args[i]));
          }
        }
        return this.properties;
      }
      /**
       * Goes from the back of the string and returns the first
       * non-whitespace character that is found. If an escape character
       * is found with newline characters, the escape character will
       * not be considered a non-whitespace character and its index in
       * the string will not be returned.
       *
       * @param content the string to search through
       * @return the index in the string for the first non-whitespace
       *         character when searching from the end of the string
       */
      findTrailingNonWhitespace(content) {
        let index = content.length;
        whitespaceCheck: for (let i = content.length - 1; i >= 0; i--)
          switch (content.charAt(i)) {
            case " ":
            case "	":
              continue;
            case `
`:
              content.charAt(i - 1) === "\r" && (i = i - 1);
            case "\r":
              newlineCheck: for (let j = i - 1; j >= 0; j--)
                switch (content.charAt(j)) {
                  case " ":
                  case "	":
                  case "\r":
                  case `
`:
                  case this.escapeChar:
                    continue;
                  default:
                    index = j;
                    break newlineCheck;
                }
              break whitespaceCheck;
            default:
              index = i;
              break whitespaceCheck;
          }
        return index;
      }
      getPropertyArguments() {
        let args = [], range = this.getInstructionRange(), instructionNameEndOffset = this.document.offsetAt(range.end), extra = instructionNameEndOffset - this.document.offsetAt(range.start), content = this.getTextContent(), fullArgs = content.substring(extra), start = util_1.Util.findLeadingNonWhitespace(fullArgs, this.escapeChar);
        if (start === -1)
          return [];
        let startPosition = this.document.positionAt(instructionNameEndOffset + start), escaped = range.start.line !== startPosition.line, endingEscape = !1, mark = -1, end = this.findTrailingNonWhitespace(fullArgs);
        content = fullArgs.substring(start, end + 1);
        let argStart = escaped ? -1 : 0, spaced = !1;
        argumentLoop: for (let i = 0; i < content.length; i++) {
          let char = content.charAt(i);
          switch (char) {
            case this.escapeChar:
              if (i + 1 === content.length) {
                endingEscape = !0;
                break argumentLoop;
              }
              switch (escaped || (mark = i), content.charAt(i + 1)) {
                case " ":
                case "	":
                  if (!util_1.Util.isWhitespace(content.charAt(i + 2))) {
                    i = i + 1;
                    continue argumentLoop;
                  }
                  whitespaceCheck: for (let j = i + 2; j < content.length; j++)
                    switch (content.charAt(j)) {
                      case "\r":
                        j++;
                      case `
`:
                        escaped = !0, i = j;
                        continue argumentLoop;
                      case " ":
                      case "	":
                        break;
                      default:
                        args.push(new argument_1.Argument(content.substring(argStart, i), vscode_languageserver_types_1.Range.create(this.document.positionAt(instructionNameEndOffset + start + argStart), this.document.positionAt(instructionNameEndOffset + start + i + 2)))), argStart = j;
                        break whitespaceCheck;
                    }
                  i = argStart - 1;
                  continue argumentLoop;
                case "\r":
                  i++;
                case `
`:
                  escaped = !0, i = i + 1;
                  continue argumentLoop;
                case this.escapeChar:
                  argStart === -1 && (argStart = i), i = i + 1;
                  continue argumentLoop;
                default:
                  argStart === -1 && (argStart = i);
                  continue argumentLoop;
              }
            case "'":
            case '"':
              spaced && (this.createSpacedArgument(argStart, args, content, mark, instructionNameEndOffset, start), argStart = i, spaced = !1), argStart === -1 && (argStart = i);
              for (let j = i + 1; j < content.length; j++)
                switch (content.charAt(j)) {
                  case char:
                    if (content.charAt(j + 1) !== " " && content.charAt(j + 1) !== "") {
                      i = j;
                      continue argumentLoop;
                    }
                    args.push(new argument_1.Argument(content.substring(argStart, j + 1), vscode_languageserver_types_1.Range.create(this.document.positionAt(instructionNameEndOffset + start + argStart), this.document.positionAt(instructionNameEndOffset + start + j + 1)))), i = j, argStart = -1;
                    continue argumentLoop;
                  case this.escapeChar:
                    j++;
                    break;
                }
              break argumentLoop;
            case " ":
            case "	":
              escaped ? argStart !== -1 && (spaced = !0) : argStart !== -1 && (args.push(new argument_1.Argument(content.substring(argStart, i), vscode_languageserver_types_1.Range.create(this.document.positionAt(instructionNameEndOffset + start + argStart), this.document.positionAt(instructionNameEndOffset + start + i)))), argStart = -1);
              break;
            case "\r":
              i++;
            case `
`:
              spaced = !1;
              break;
            case "#":
              if (escaped) {
                for (let j = i + 1; j < content.length; j++)
                  switch (content.charAt(j)) {
                    case "\r":
                      j++;
                    case `
`:
                      i = j, spaced = !1;
                      continue argumentLoop;
                  }
                if (argStart !== -1) {
                  let value = content.substring(argStart, mark);
                  args.push(new argument_1.Argument(value, vscode_languageserver_types_1.Range.create(this.document.positionAt(instructionNameEndOffset + start + argStart), this.document.positionAt(instructionNameEndOffset + start + mark)))), argStart = -1;
                }
                break argumentLoop;
              } else argStart === -1 && (argStart = i);
              break;
            default:
              if (spaced && (this.createSpacedArgument(argStart, args, content, mark, instructionNameEndOffset, start), argStart = i, spaced = !1), escaped = !1, argStart === -1 && (argStart = i), char === "$" && content.charAt(i + 1) === "{") {
                let singleQuotes = !1, doubleQuotes = !1, escaped2 = !1;
                for (let j = i + 1; j < content.length; j++)
                  switch (content.charAt(j)) {
                    case this.escapeChar:
                      escaped2 = !0;
                      break;
                    case "\r":
                    case `
`:
                      break;
                    case "'":
                      singleQuotes = !singleQuotes, escaped2 = !1;
                      break;
                    case '"':
                      doubleQuotes = !doubleQuotes, escaped2 = !1;
                      break;
                    case " ":
                    case "	":
                      if (escaped2 || singleQuotes || doubleQuotes)
                        break;
                      i = j - 1;
                      continue argumentLoop;
                    case "}":
                      i = j;
                      continue argumentLoop;
                    default:
                      escaped2 = !1;
                      break;
                  }
                break argumentLoop;
              }
              break;
          }
        }
        if (argStart !== -1 && argStart !== content.length) {
          let end2 = endingEscape ? content.length - 1 : content.length, value = content.substring(argStart, end2);
          args.push(new argument_1.Argument(value, vscode_languageserver_types_1.Range.create(this.document.positionAt(instructionNameEndOffset + start + argStart), this.document.positionAt(instructionNameEndOffset + start + end2))));
        }
        return args;
      }
      createSpacedArgument(argStart, args, content, mark, instructionNameEndOffset, start) {
        argStart !== -1 && args.push(new argument_1.Argument(content.substring(argStart, mark), vscode_languageserver_types_1.Range.create(this.document.positionAt(instructionNameEndOffset + start + argStart), this.document.positionAt(instructionNameEndOffset + start + mark))));
      }
    };
    exports.PropertyInstruction = PropertyInstruction;
  }
});

// node_modules/dockerfile-ast/lib/instructions/arg.js
var require_arg = __commonJS({
  "node_modules/dockerfile-ast/lib/instructions/arg.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: !0 });
    exports.Arg = void 0;
    var property_1 = require_property(), propertyInstruction_1 = require_propertyInstruction(), Arg = class extends propertyInstruction_1.PropertyInstruction {
      constructor(document, range, dockerfile, escapeChar, instruction, instructionRange) {
        super(document, range, dockerfile, escapeChar, instruction, instructionRange), this.property = null;
        let args = this.getPropertyArguments();
        args.length === 1 ? this.property = new property_1.Property(this.document, this.escapeChar, args[0]) : this.property = null;
      }
      /**
       * Returns the variable defined by this ARG. This may be null if
       * this ARG instruction is malformed and has no variable
       * declaration.
       */
      getProperty() {
        return this.property;
      }
    };
    exports.Arg = Arg;
  }
});

// node_modules/dockerfile-ast/lib/instructions/cmd.js
var require_cmd = __commonJS({
  "node_modules/dockerfile-ast/lib/instructions/cmd.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: !0 });
    exports.Cmd = void 0;
    var jsonInstruction_1 = require_jsonInstruction(), Cmd = class extends jsonInstruction_1.JSONInstruction {
      constructor(document, range, dockerfile, escapeChar, instruction, instructionRange) {
        super(document, range, dockerfile, escapeChar, instruction, instructionRange);
      }
    };
    exports.Cmd = Cmd;
  }
});

// node_modules/dockerfile-ast/lib/instructions/copy.js
var require_copy = __commonJS({
  "node_modules/dockerfile-ast/lib/instructions/copy.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: !0 });
    exports.Copy = void 0;
    var jsonInstruction_1 = require_jsonInstruction(), Copy = class extends jsonInstruction_1.JSONInstruction {
      constructor(document, range, dockerfile, escapeChar, instruction, instructionRange) {
        super(document, range, dockerfile, escapeChar, instruction, instructionRange);
      }
      stopSearchingForFlags(argument) {
        return argument.indexOf("--") === -1;
      }
      getFromFlag() {
        let flags = super.getFlags();
        return flags.length === 1 && flags[0].getName() === "from" ? flags[0] : null;
      }
      /**
       * Returns there here-documents that are defined in this RUN
       * instruction.
       *
       * This API is experimental and subject to change.
       */
      getHeredocs() {
        return super.getHeredocs();
      }
    };
    exports.Copy = Copy;
  }
});

// node_modules/dockerfile-ast/lib/instructions/env.js
var require_env = __commonJS({
  "node_modules/dockerfile-ast/lib/instructions/env.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: !0 });
    exports.Env = void 0;
    var propertyInstruction_1 = require_propertyInstruction(), Env = class extends propertyInstruction_1.PropertyInstruction {
      constructor(document, range, dockerfile, escapeChar, instruction, instructionRange) {
        super(document, range, dockerfile, escapeChar, instruction, instructionRange);
      }
      getProperties() {
        return super.getProperties();
      }
    };
    exports.Env = Env;
  }
});

// node_modules/dockerfile-ast/lib/instructions/entrypoint.js
var require_entrypoint = __commonJS({
  "node_modules/dockerfile-ast/lib/instructions/entrypoint.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: !0 });
    exports.Entrypoint = void 0;
    var jsonInstruction_1 = require_jsonInstruction(), Entrypoint = class extends jsonInstruction_1.JSONInstruction {
      constructor(document, range, dockerfile, escapeChar, instruction, instructionRange) {
        super(document, range, dockerfile, escapeChar, instruction, instructionRange);
      }
    };
    exports.Entrypoint = Entrypoint;
  }
});

// node_modules/dockerfile-ast/lib/instructions/from.js
var require_from = __commonJS({
  "node_modules/dockerfile-ast/lib/instructions/from.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: !0 });
    exports.From = void 0;
    var vscode_languageserver_types_1 = (init_main(), __toCommonJS(main_exports)), modifiableInstruction_1 = require_modifiableInstruction(), From = class extends modifiableInstruction_1.ModifiableInstruction {
      constructor(document, range, dockerfile, escapeChar, instruction, instructionRange) {
        super(document, range, dockerfile, escapeChar, instruction, instructionRange);
      }
      stopSearchingForFlags(argument) {
        return argument.indexOf("--") === -1;
      }
      getImage() {
        let args = this.getArguments();
        return args.length > 0 ? args[0].getValue() : null;
      }
      /**
       * Returns the name of the image that will be used as the base image.
       *
       * @return the base image's name, or null if unspecified
       */
      getImageName() {
        let imageName = this.getRangeContent(this.getImageNameRange());
        if (imageName === null)
          return null;
        let commented = !1, escaped = !1, name = "";
        for (let i = 0; i < imageName.length; i++) {
          let ch = imageName.charAt(i);
          switch (ch) {
            case this.escapeChar:
              escaped = !0;
              break;
            case "\r":
              continue;
            case `
`:
              commented = !1;
              break;
            case " ":
            case "	":
              break;
            case "#":
              escaped ? commented = !0 : (name = name + ch, escaped = !1);
              break;
            default:
              commented || (name = name + ch, escaped = !1);
              break;
          }
        }
        return name;
      }
      /**
       * Returns the range that covers the name of the image used by
       * this instruction.
       *
       * @return the range of the name of this instruction's argument,
       *         or null if no image has been specified
       */
      getImageNameRange() {
        let range = this.getImageRange();
        if (range) {
          let registryRange = this.getRegistryRange();
          registryRange && (range.start = this.document.positionAt(this.document.offsetAt(registryRange.end) + 1));
          let tagRange = this.getImageTagRange(), digestRange = this.getImageDigestRange();
          return tagRange === null ? digestRange !== null && (range.end = this.document.positionAt(this.document.offsetAt(digestRange.start) - 1)) : range.end = this.document.positionAt(this.document.offsetAt(tagRange.start) - 1), range;
        }
        return null;
      }
      /**
       * Returns the range that covers the image argument of this
       * instruction. This includes the tag or digest of the image if
       * it has been specified by the instruction.
       *
       * @return the range of the image argument, or null if no image
       *         has been specified
       */
      getImageRange() {
        let args = this.getArguments();
        return args.length !== 0 ? args[0].getRange() : null;
      }
      getImageTag() {
        return this.getRangeContent(this.getImageTagRange());
      }
      /**
       * Returns the range in the document that the tag of the base
       * image encompasses.
       *
       * @return the base image's tag's range in the document, or null
       *         if no tag has been specified
       */
      getImageTagRange() {
        let range = this.getImageRange();
        if (range) {
          let rangeStartOffset = this.document.offsetAt(range.start), content = this.getRangeContent(range), atIndex = this.indexOf(rangeStartOffset, content, "@"), slashIndex = content.indexOf("/");
          if (atIndex === -1) {
            let colonIndex = this.lastIndexOf(rangeStartOffset, content, ":");
            if (colonIndex > slashIndex)
              return vscode_languageserver_types_1.Range.create(this.document.positionAt(rangeStartOffset + colonIndex + 1), range.end);
          }
          let subcontent = content.substring(0, atIndex), subcolonIndex = subcontent.indexOf(":");
          return subcolonIndex === -1 ? null : slashIndex === -1 ? vscode_languageserver_types_1.Range.create(this.document.positionAt(rangeStartOffset + subcolonIndex + 1), this.document.positionAt(rangeStartOffset + atIndex)) : subcolonIndex < slashIndex ? null : vscode_languageserver_types_1.Range.create(this.document.positionAt(rangeStartOffset + subcolonIndex + 1), this.document.positionAt(rangeStartOffset + subcontent.length));
        }
        return null;
      }
      getImageDigest() {
        return this.getRangeContent(this.getImageDigestRange());
      }
      /**
       * Returns the range in the document that the digest of the base
       * image encompasses.
       *
       * @return the base image's digest's range in the document, or null
       *         if no digest has been specified
       */
      getImageDigestRange() {
        let range = this.getImageRange();
        if (range) {
          let content = this.getRangeContent(range), index = this.lastIndexOf(this.document.offsetAt(range.start), content, "@");
          if (index !== -1)
            return vscode_languageserver_types_1.Range.create(range.start.line, range.start.character + index + 1, range.end.line, range.end.character);
        }
        return null;
      }
      indexOf(documentOffset, content, searchString) {
        let index = content.indexOf(searchString), variables = this.getVariables();
        for (let i = 0; i < variables.length; i++) {
          let position = documentOffset + index, variableRange = variables[i].getRange();
          if (this.document.offsetAt(variableRange.start) < position && position < this.document.offsetAt(variableRange.end)) {
            let offset = this.document.offsetAt(variableRange.end) - documentOffset, subIndex = content.substring(offset).indexOf(searchString);
            if (subIndex === -1)
              return -1;
            index = subIndex + offset, i = -1;
            continue;
          }
        }
        return index;
      }
      lastIndexOf(documentOffset, content, searchString) {
        let index = content.lastIndexOf(searchString), variables = this.getVariables();
        for (let i = 0; i < variables.length; i++) {
          let position = documentOffset + index, variableRange = variables[i].getRange();
          if (this.document.offsetAt(variableRange.start) < position && position < this.document.offsetAt(variableRange.end)) {
            if (index = content.substring(0, index).lastIndexOf(searchString), index === -1)
              return -1;
            i = -1;
            continue;
          }
        }
        return index;
      }
      getRegistry() {
        return this.getRangeContent(this.getRegistryRange());
      }
      getRegistryRange() {
        let range = this.getImageRange();
        if (range) {
          let tagRange = this.getImageTagRange(), digestRange = this.getImageDigestRange();
          tagRange === null ? digestRange !== null && (range.end = this.document.positionAt(this.document.offsetAt(digestRange.start) - 1)) : range.end = this.document.positionAt(this.document.offsetAt(tagRange.start) - 1);
          let content = this.getRangeContent(range), rangeStart = this.document.offsetAt(range.start), startingSlashIndex = this.indexOf(rangeStart, content, "/");
          if (startingSlashIndex === -1)
            return null;
          let portIndex = this.indexOf(rangeStart, content, ":"), dotIndex = this.indexOf(rangeStart, content, ".");
          if (portIndex !== -1 || dotIndex !== -1)
            return vscode_languageserver_types_1.Range.create(range.start, this.document.positionAt(rangeStart + startingSlashIndex));
          if (content.substring(0, startingSlashIndex) === "localhost")
            return vscode_languageserver_types_1.Range.create(range.start, this.document.positionAt(rangeStart + startingSlashIndex));
        }
        return null;
      }
      getBuildStage() {
        let range = this.getBuildStageRange();
        return range === null ? null : this.getRangeContent(range);
      }
      getBuildStageRange() {
        let args = this.getArguments();
        return args.length > 2 && args[1].getValue().toUpperCase() === "AS" ? args[2].getRange() : null;
      }
      getPlatformFlag() {
        let flags = super.getFlags();
        return flags.length === 1 && flags[0].getName() === "platform" ? flags[0] : null;
      }
    };
    exports.From = From;
  }
});

// node_modules/dockerfile-ast/lib/instructions/healthcheck.js
var require_healthcheck = __commonJS({
  "node_modules/dockerfile-ast/lib/instructions/healthcheck.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: !0 });
    exports.Healthcheck = void 0;
    var modifiableInstruction_1 = require_modifiableInstruction(), Healthcheck = class extends modifiableInstruction_1.ModifiableInstruction {
      constructor(document, range, dockerfile, escapeChar, instruction, instructionRange) {
        super(document, range, dockerfile, escapeChar, instruction, instructionRange);
      }
      stopSearchingForFlags(argument) {
        return argument = argument.toUpperCase(), argument === "CMD" || argument === "NONE";
      }
      getSubcommand() {
        let args = this.getArguments();
        return args.length !== 0 ? args[0] : null;
      }
    };
    exports.Healthcheck = Healthcheck;
  }
});

// node_modules/dockerfile-ast/lib/instructions/label.js
var require_label = __commonJS({
  "node_modules/dockerfile-ast/lib/instructions/label.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: !0 });
    exports.Label = void 0;
    var propertyInstruction_1 = require_propertyInstruction(), util_1 = require_util(), Label = class extends propertyInstruction_1.PropertyInstruction {
      constructor(document, range, dockerfile, escapeChar, instruction, instructionRange) {
        super(document, range, dockerfile, escapeChar, instruction, instructionRange);
      }
      getVariables() {
        let variables = super.getVariables(), properties = this.getProperties();
        for (let property of properties) {
          let value = property.getUnescapedValue();
          if (value !== null && value.length > 2 && value.charAt(0) === "'" && value.charAt(value.length - 1) === "'") {
            let range = property.getValueRange();
            for (let i = 0; i < variables.length; i++)
              util_1.Util.isInsideRange(variables[i].getRange().start, range) && (variables.splice(i, 1), i--);
          }
        }
        return variables;
      }
      getProperties() {
        return super.getProperties();
      }
    };
    exports.Label = Label;
  }
});

// node_modules/dockerfile-ast/lib/instructions/onbuild.js
var require_onbuild = __commonJS({
  "node_modules/dockerfile-ast/lib/instructions/onbuild.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: !0 });
    exports.Onbuild = void 0;
    var vscode_languageserver_types_1 = (init_main(), __toCommonJS(main_exports)), parser_1 = require_parser(), instruction_1 = require_instruction(), Onbuild = class extends instruction_1.Instruction {
      constructor(document, range, dockerfile, escapeChar, instruction, instructionRange) {
        super(document, range, dockerfile, escapeChar, instruction, instructionRange);
      }
      getTrigger() {
        let trigger = this.getTriggerWord();
        return trigger === null ? null : trigger.toUpperCase();
      }
      getTriggerWord() {
        return this.getRangeContent(this.getTriggerRange());
      }
      getTriggerRange() {
        let args = this.getArguments();
        return args.length > 0 ? args[0].getRange() : null;
      }
      getTriggerInstruction() {
        let triggerRange = this.getTriggerRange();
        if (triggerRange === null)
          return null;
        let args = this.getArguments();
        return parser_1.Parser.createInstruction(this.document, this.dockerfile, this.escapeChar, vscode_languageserver_types_1.Range.create(args[0].getRange().start, this.getRange().end), this.getTriggerWord(), triggerRange);
      }
    };
    exports.Onbuild = Onbuild;
  }
});

// node_modules/dockerfile-ast/lib/instructions/run.js
var require_run = __commonJS({
  "node_modules/dockerfile-ast/lib/instructions/run.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: !0 });
    exports.Run = void 0;
    var jsonInstruction_1 = require_jsonInstruction(), Run = class extends jsonInstruction_1.JSONInstruction {
      constructor(document, range, dockerfile, escapeChar, instruction, instructionRange) {
        super(document, range, dockerfile, escapeChar, instruction, instructionRange);
      }
      stopSearchingForFlags(argument) {
        return argument.indexOf("--") === -1;
      }
      /**
       * Returns there here-documents that are defined in this RUN
       * instruction.
       *
       * This API is experimental and subject to change.
       */
      getHeredocs() {
        return super.getHeredocs();
      }
    };
    exports.Run = Run;
  }
});

// node_modules/dockerfile-ast/lib/instructions/shell.js
var require_shell = __commonJS({
  "node_modules/dockerfile-ast/lib/instructions/shell.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: !0 });
    exports.Shell = void 0;
    var jsonInstruction_1 = require_jsonInstruction(), Shell = class extends jsonInstruction_1.JSONInstruction {
      constructor(document, range, dockerfile, escapeChar, instruction, instructionRange) {
        super(document, range, dockerfile, escapeChar, instruction, instructionRange);
      }
    };
    exports.Shell = Shell;
  }
});

// node_modules/dockerfile-ast/lib/instructions/stopsignal.js
var require_stopsignal = __commonJS({
  "node_modules/dockerfile-ast/lib/instructions/stopsignal.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: !0 });
    exports.Stopsignal = void 0;
    var instruction_1 = require_instruction(), Stopsignal = class extends instruction_1.Instruction {
      constructor(document, range, dockerfile, escapeChar, instruction, instructionRange) {
        super(document, range, dockerfile, escapeChar, instruction, instructionRange);
      }
    };
    exports.Stopsignal = Stopsignal;
  }
});

// node_modules/dockerfile-ast/lib/instructions/workdir.js
var require_workdir = __commonJS({
  "node_modules/dockerfile-ast/lib/instructions/workdir.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: !0 });
    exports.Workdir = void 0;
    var instruction_1 = require_instruction(), Workdir = class extends instruction_1.Instruction {
      constructor(document, range, dockerfile, escapeChar, instruction, instructionRange) {
        super(document, range, dockerfile, escapeChar, instruction, instructionRange);
      }
      /**
       * Returns the path that has been defined. Note that this path may
       * be absolute or relative depending on what was written in the
       * instruction.
       *
       * @return the working directory's path, or null if this
       *         instruction has no arguments
       */
      getPath() {
        return this.getArgumentsContent();
      }
      /**
       * Returns the absolute path that this instruction resolves to. The
       * function will inspect prior WORKDIR instructions in the current
       * image or another build stage in the Dockerfile to try to
       * determine this.
       *
       * @return the absolute path of the working directory, or null if
       *         this instruction has no arguments, or undefined if it
       *         cannot be determined because only relative paths could be
       *         found
       */
      getAbsolutePath() {
        let path = this.getPath();
        if (path === null || path.startsWith("/"))
          return path;
        let startLine = this.getRange().start.line, hierarchy = this.dockerfile.getStageHierarchy(startLine);
        for (let i = hierarchy.length - 1; i >= 0; i--) {
          let workdirs = hierarchy[i].getWORKDIRs();
          for (let j = workdirs.length - 1; j >= 0; j--)
            if (workdirs[j].getRange().start.line < startLine) {
              let parent = workdirs[j].getAbsolutePath();
              return parent == null ? void 0 : parent.endsWith("/") ? parent + path : parent + "/" + path;
            }
        }
      }
    };
    exports.Workdir = Workdir;
  }
});

// node_modules/dockerfile-ast/lib/instructions/user.js
var require_user = __commonJS({
  "node_modules/dockerfile-ast/lib/instructions/user.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: !0 });
    exports.User = void 0;
    var instruction_1 = require_instruction(), User = class extends instruction_1.Instruction {
      constructor(document, range, dockerfile, escapeChar, instruction, instructionRange) {
        super(document, range, dockerfile, escapeChar, instruction, instructionRange);
      }
    };
    exports.User = User;
  }
});

// node_modules/dockerfile-ast/lib/instructions/volume.js
var require_volume = __commonJS({
  "node_modules/dockerfile-ast/lib/instructions/volume.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: !0 });
    exports.Volume = void 0;
    var jsonInstruction_1 = require_jsonInstruction(), Volume = class extends jsonInstruction_1.JSONInstruction {
      constructor(document, range, dockerfile, escapeChar, instruction, instructionRange) {
        super(document, range, dockerfile, escapeChar, instruction, instructionRange);
      }
    };
    exports.Volume = Volume;
  }
});

// node_modules/dockerfile-ast/lib/imageTemplate.js
var require_imageTemplate = __commonJS({
  "node_modules/dockerfile-ast/lib/imageTemplate.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: !0 });
    exports.ImageTemplate = void 0;
    var vscode_languageserver_types_1 = (init_main(), __toCommonJS(main_exports)), arg_1 = require_arg(), cmd_1 = require_cmd(), copy_1 = require_copy(), env_1 = require_env(), entrypoint_1 = require_entrypoint(), from_1 = require_from(), healthcheck_1 = require_healthcheck(), onbuild_1 = require_onbuild(), util_1 = require_util(), workdir_1 = require_workdir(), ImageTemplate = class {
      constructor() {
        this.comments = [], this.instructions = [];
      }
      addComment(comment) {
        this.comments.push(comment);
      }
      getComments() {
        return this.comments;
      }
      addInstruction(instruction) {
        this.instructions.push(instruction);
      }
      getInstructions() {
        return this.instructions;
      }
      getInstructionAt(line) {
        for (let instruction of this.instructions)
          if (util_1.Util.isInsideRange(vscode_languageserver_types_1.Position.create(line, 0), instruction.getRange()))
            return instruction;
        return null;
      }
      /**
       * Gets all the ARG instructions that are defined in this image.
       */
      getARGs() {
        let args = [];
        for (let instruction of this.instructions)
          instruction instanceof arg_1.Arg && args.push(instruction);
        return args;
      }
      /**
       * Gets all the CMD instructions that are defined in this image.
       */
      getCMDs() {
        let cmds = [];
        for (let instruction of this.instructions)
          instruction instanceof cmd_1.Cmd && cmds.push(instruction);
        return cmds;
      }
      /**
       * Gets all the COPY instructions that are defined in this image.
       */
      getCOPYs() {
        let copies = [];
        for (let instruction of this.instructions)
          instruction instanceof copy_1.Copy && copies.push(instruction);
        return copies;
      }
      /**
       * Gets all the ENTRYPOINT instructions that are defined in this image.
       */
      getENTRYPOINTs() {
        let froms = [];
        for (let instruction of this.instructions)
          instruction instanceof entrypoint_1.Entrypoint && froms.push(instruction);
        return froms;
      }
      /**
       * Gets all the ENV instructions that are defined in this image.
       */
      getENVs() {
        let args = [];
        for (let instruction of this.instructions)
          instruction instanceof env_1.Env && args.push(instruction);
        return args;
      }
      getFROM() {
        for (let instruction of this.instructions)
          if (instruction instanceof from_1.From)
            return instruction;
        return null;
      }
      /**
       * Gets all the FROM instructions that are defined in this image.
       */
      getFROMs() {
        let froms = [];
        for (let instruction of this.instructions)
          instruction instanceof from_1.From && froms.push(instruction);
        return froms;
      }
      /**
       * Gets all the HEALTHCHECK instructions that are defined in this image.
       */
      getHEALTHCHECKs() {
        let froms = [];
        for (let instruction of this.instructions)
          instruction instanceof healthcheck_1.Healthcheck && froms.push(instruction);
        return froms;
      }
      getWORKDIRs() {
        let workdirs = [];
        for (let instruction of this.instructions)
          instruction instanceof workdir_1.Workdir && workdirs.push(instruction);
        return workdirs;
      }
      getOnbuildTriggers() {
        let triggers = [];
        for (let instruction of this.instructions)
          if (instruction instanceof onbuild_1.Onbuild) {
            let trigger = instruction.getTriggerInstruction();
            trigger && triggers.push(trigger);
          }
        return triggers;
      }
      getAvailableVariables(currentLine) {
        let variables = [];
        for (let arg of this.getARGs())
          if (arg.isBefore(currentLine)) {
            let property = arg.getProperty();
            if (property) {
              let variable = property.getName();
              variables.indexOf(variable) === -1 && variables.push(variable);
            }
          }
        for (let env of this.getENVs())
          if (env.isBefore(currentLine))
            for (let property of env.getProperties()) {
              let variable = property.getName();
              variables.indexOf(variable) === -1 && variables.push(variable);
            }
        return variables;
      }
      /**
       * Resolves a variable with the given name at the specified line
       * to its value. If null is returned, then the variable has been
       * defined but no value was given. If undefined is returned, then
       * a variable with the given name has not been defined yet as of
       * the given line.
       *
       * @param variable the name of the variable to resolve
       * @param line the line number that the variable is on, zero-based
       * @return the value of the variable as defined by an ARG or ENV
       *         instruction, or null if no value has been specified, or
       *         undefined if a variable with the given name has not
       *         been defined
       */
      resolveVariable(variable, line) {
        let envs = this.getENVs();
        for (let i = envs.length - 1; i >= 0; i--)
          if (envs[i].isBefore(line)) {
            for (let property of envs[i].getProperties())
              if (property.getName() === variable)
                return property.getValue();
          }
        let args = this.getARGs();
        for (let i = args.length - 1; i >= 0; i--)
          if (args[i].isBefore(line)) {
            let property = args[i].getProperty();
            if (property && property.getName() === variable)
              return property.getValue();
          }
      }
      getRange() {
        let instructions = this.getInstructions();
        if (instructions.length === 0)
          return vscode_languageserver_types_1.Range.create(0, 0, 0, 0);
        let instructionStart = instructions[0].getRange().start, instructionEnd = instructions[instructions.length - 1].getRange().end;
        return vscode_languageserver_types_1.Range.create(instructionStart, instructionEnd);
      }
      contains(position) {
        let range = this.getRange();
        return range === null ? !1 : util_1.Util.isInsideRange(position, range);
      }
    };
    exports.ImageTemplate = ImageTemplate;
  }
});

// node_modules/dockerfile-ast/lib/dockerfile.js
var require_dockerfile = __commonJS({
  "node_modules/dockerfile-ast/lib/dockerfile.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: !0 });
    exports.Dockerfile = void 0;
    var vscode_languageserver_types_1 = (init_main(), __toCommonJS(main_exports)), ast = require_main(), imageTemplate_1 = require_imageTemplate(), from_1 = require_from(), util_1 = require_util(), main_1 = require_main(), Dockerfile = class extends imageTemplate_1.ImageTemplate {
      constructor(document) {
        super(), this.initialInstructions = new imageTemplate_1.ImageTemplate(), this.buildStages = [], this.directives = [], this.foundFrom = !1, this.document = document;
      }
      getEscapeCharacter() {
        for (let directive of this.directives)
          if (directive.getDirective() === ast.Directive.escape) {
            let value = directive.getValue();
            if (value === "\\" || value === "`")
              return value;
          }
        return "\\";
      }
      getInitialARGs() {
        return this.initialInstructions.getARGs();
      }
      getContainingImage(position) {
        let range = vscode_languageserver_types_1.Range.create(vscode_languageserver_types_1.Position.create(0, 0), this.document.positionAt(this.document.getText().length));
        if (!util_1.Util.isInsideRange(position, range))
          return null;
        if ((this.initialInstructions.getComments().length > 0 || this.initialInstructions.getInstructions().length > 0) && util_1.Util.isInsideRange(position, this.initialInstructions.getRange()))
          return this.initialInstructions;
        for (let buildStage of this.buildStages)
          if (util_1.Util.isInsideRange(position, buildStage.getRange()))
            return buildStage;
        return this;
      }
      addInstruction(instruction) {
        instruction.getKeyword() === main_1.Keyword.FROM ? (this.currentBuildStage = new imageTemplate_1.ImageTemplate(), this.buildStages.push(this.currentBuildStage), this.foundFrom = !0) : this.foundFrom || this.initialInstructions.addInstruction(instruction), this.foundFrom && this.currentBuildStage.addInstruction(instruction), super.addInstruction(instruction);
      }
      setDirectives(directives) {
        this.directives = directives;
      }
      getDirective() {
        return this.directives.length === 0 ? null : this.directives[0];
      }
      getDirectives() {
        return this.directives;
      }
      resolveVariable(variable, line) {
        for (let from of this.getFROMs()) {
          let range = from.getRange();
          if (range.start.line <= line && line <= range.end.line) {
            let initialARGs = new imageTemplate_1.ImageTemplate();
            for (let instruction of this.initialInstructions.getARGs())
              initialARGs.addInstruction(instruction);
            return initialARGs.resolveVariable(variable, line);
          }
        }
        let image = this.getContainingImage(vscode_languageserver_types_1.Position.create(line, 0));
        if (image === null)
          return;
        let resolvedVariable = image.resolveVariable(variable, line);
        if (resolvedVariable === null) {
          let initialARGs = new imageTemplate_1.ImageTemplate();
          for (let instruction of this.initialInstructions.getARGs())
            initialARGs.addInstruction(instruction);
          return initialARGs.resolveVariable(variable, line);
        }
        return resolvedVariable;
      }
      getAvailableVariables(currentLine) {
        if (this.getInstructionAt(currentLine) instanceof from_1.From) {
          let variables = [];
          for (let arg of this.getInitialARGs()) {
            let property = arg.getProperty();
            property && variables.push(property.getName());
          }
          return variables;
        }
        let image = this.getContainingImage(vscode_languageserver_types_1.Position.create(currentLine, 0));
        return image ? image.getAvailableVariables(currentLine) : [];
      }
      getParentStage(image) {
        let templateFrom = image.getFROM(), imageName = templateFrom === null ? null : templateFrom.getImageName();
        if (imageName === null)
          return null;
        for (let from of this.getFROMs())
          if (from.getBuildStage() === imageName) {
            let range = from.getRange();
            return range.start.line === templateFrom.getRange().start.line ? null : this.getContainingImage(range.start);
          }
        return null;
      }
      getStageHierarchy(line) {
        let image = this.getContainingImage(vscode_languageserver_types_1.Position.create(line, 0));
        if (image === null)
          return [];
        let stages = [image], stage = this.getParentStage(image);
        for (; stage !== null; )
          stages.splice(0, 0, stage), stage = this.getParentStage(stage);
        return stages;
      }
      getAvailableWorkingDirectories(line) {
        let availableDirectories = /* @__PURE__ */ new Set();
        for (let image of this.getStageHierarchy(line))
          for (let workdir of image.getWORKDIRs())
            if (workdir.getRange().end.line < line) {
              let directory = workdir.getAbsolutePath();
              directory != null && (directory.endsWith("/") || (directory += "/"), availableDirectories.add(directory));
            }
        return Array.from(availableDirectories);
      }
      /**
       * Internally reorganize the comments in the Dockerfile and allocate
       * them to the relevant build stages that they belong to.
       */
      organizeComments() {
        let comments = this.getComments();
        for (let i = 0; i < comments.length; i++)
          if (util_1.Util.isInsideRange(comments[i].getRange().end, this.initialInstructions.getRange()))
            this.initialInstructions.addComment(comments[i]);
          else
            for (let buildStage of this.buildStages)
              util_1.Util.isInsideRange(comments[i].getRange().start, buildStage.getRange()) && buildStage.addComment(comments[i]);
      }
      getRange() {
        let comments = this.getComments(), instructions = this.getInstructions(), range = null;
        if (comments.length === 0)
          instructions.length > 0 && (range = vscode_languageserver_types_1.Range.create(instructions[0].getRange().start, instructions[instructions.length - 1].getRange().end));
        else if (instructions.length === 0)
          range = vscode_languageserver_types_1.Range.create(comments[0].getRange().start, comments[comments.length - 1].getRange().end);
        else {
          let commentStart = comments[0].getRange().start, commentEnd = comments[comments.length - 1].getRange().end, instructionStart = instructions[0].getRange().start, instructionEnd = instructions[instructions.length - 1].getRange().end;
          commentStart.line < instructionStart.line ? (commentEnd.line < instructionEnd.line && (range = vscode_languageserver_types_1.Range.create(commentStart, instructionEnd)), range = vscode_languageserver_types_1.Range.create(commentStart, commentEnd)) : commentEnd.line < instructionEnd.line ? range = vscode_languageserver_types_1.Range.create(instructionStart, instructionEnd) : range = vscode_languageserver_types_1.Range.create(instructionStart, commentEnd);
        }
        return range === null ? this.directives.length === 0 ? null : this.directives[0].getRange() : this.directives.length === 0 ? range : vscode_languageserver_types_1.Range.create(this.directives[0].getRange().start, range.end);
      }
    };
    exports.Dockerfile = Dockerfile;
  }
});

// node_modules/dockerfile-ast/lib/parser.js
var require_parser = __commonJS({
  "node_modules/dockerfile-ast/lib/parser.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: !0 });
    exports.Parser = void 0;
    var vscode_languageserver_textdocument_1 = (init_main2(), __toCommonJS(main_exports2)), vscode_languageserver_types_1 = (init_main(), __toCommonJS(main_exports)), comment_1 = require_comment(), parserDirective_1 = require_parserDirective(), instruction_1 = require_instruction(), add_1 = require_add(), arg_1 = require_arg(), cmd_1 = require_cmd(), copy_1 = require_copy(), env_1 = require_env(), entrypoint_1 = require_entrypoint(), from_1 = require_from(), healthcheck_1 = require_healthcheck(), label_1 = require_label(), onbuild_1 = require_onbuild(), run_1 = require_run(), shell_1 = require_shell(), stopsignal_1 = require_stopsignal(), workdir_1 = require_workdir(), user_1 = require_user(), volume_1 = require_volume(), dockerfile_1 = require_dockerfile(), util_1 = require_util(), main_1 = require_main(), Parser = class _Parser {
      constructor() {
        this.escapeChar = null;
      }
      static createInstruction(document, dockerfile, escapeChar, lineRange, instruction, instructionRange) {
        switch (instruction.toUpperCase()) {
          case "ADD":
            return new add_1.Add(document, lineRange, dockerfile, escapeChar, instruction, instructionRange);
          case "ARG":
            return new arg_1.Arg(document, lineRange, dockerfile, escapeChar, instruction, instructionRange);
          case "CMD":
            return new cmd_1.Cmd(document, lineRange, dockerfile, escapeChar, instruction, instructionRange);
          case "COPY":
            return new copy_1.Copy(document, lineRange, dockerfile, escapeChar, instruction, instructionRange);
          case "ENTRYPOINT":
            return new entrypoint_1.Entrypoint(document, lineRange, dockerfile, escapeChar, instruction, instructionRange);
          case "ENV":
            return new env_1.Env(document, lineRange, dockerfile, escapeChar, instruction, instructionRange);
          case "FROM":
            return new from_1.From(document, lineRange, dockerfile, escapeChar, instruction, instructionRange);
          case "HEALTHCHECK":
            return new healthcheck_1.Healthcheck(document, lineRange, dockerfile, escapeChar, instruction, instructionRange);
          case "LABEL":
            return new label_1.Label(document, lineRange, dockerfile, escapeChar, instruction, instructionRange);
          case "ONBUILD":
            return new onbuild_1.Onbuild(document, lineRange, dockerfile, escapeChar, instruction, instructionRange);
          case "RUN":
            return new run_1.Run(document, lineRange, dockerfile, escapeChar, instruction, instructionRange);
          case "SHELL":
            return new shell_1.Shell(document, lineRange, dockerfile, escapeChar, instruction, instructionRange);
          case "STOPSIGNAL":
            return new stopsignal_1.Stopsignal(document, lineRange, dockerfile, escapeChar, instruction, instructionRange);
          case "WORKDIR":
            return new workdir_1.Workdir(document, lineRange, dockerfile, escapeChar, instruction, instructionRange);
          case "USER":
            return new user_1.User(document, lineRange, dockerfile, escapeChar, instruction, instructionRange);
          case "VOLUME":
            return new volume_1.Volume(document, lineRange, dockerfile, escapeChar, instruction, instructionRange);
        }
        return new instruction_1.Instruction(document, lineRange, dockerfile, escapeChar, instruction, instructionRange);
      }
      getParserDirectives(document, buffer) {
        let directives = [];
        this.escapeChar = "";
        let offset = util_1.Util.isUTF8BOM(buffer.substring(0, 1)) ? 1 : 0;
        directiveCheck: for (let i = offset; i < buffer.length; i++)
          switch (buffer.charAt(i)) {
            case " ":
            case "	":
              break;
            case "\r":
            case `
`:
              break directiveCheck;
            case "#":
              let directiveStart = -1, directiveEnd = -1;
              for (let j = i + 1; j < buffer.length; j++) {
                let char = buffer.charAt(j);
                switch (char) {
                  case " ":
                  case "	":
                    directiveStart !== -1 && directiveEnd === -1 && (directiveEnd = j);
                    break;
                  case "\r":
                  case `
`:
                    break directiveCheck;
                  case "=":
                    let valueStart = -1, valueEnd = -1;
                    directiveEnd === -1 && (directiveEnd = j);
                    let lineEnd = buffer.length;
                    directiveValue: for (let k = j + 1; k < buffer.length; k++)
                      switch (char = buffer.charAt(k), char) {
                        case "\r":
                        case `
`:
                          valueStart !== -1 && valueEnd === -1 && (valueEnd = k), lineEnd = k;
                          break directiveValue;
                        case "	":
                        case " ":
                          valueStart !== -1 && valueEnd === -1 && (valueEnd = k);
                          continue;
                        default:
                          valueStart === -1 && (valueStart = k);
                          break;
                      }
                    if (directiveStart === -1)
                      break directiveCheck;
                    valueStart === -1 ? (valueStart = j + 1, valueEnd = lineEnd) : valueEnd === -1 && (valueEnd = buffer.length);
                    let lineRange = vscode_languageserver_types_1.Range.create(document.positionAt(i), document.positionAt(lineEnd)), nameRange = vscode_languageserver_types_1.Range.create(document.positionAt(directiveStart), document.positionAt(directiveEnd)), valueRange = vscode_languageserver_types_1.Range.create(document.positionAt(valueStart), document.positionAt(valueEnd));
                    directives.push(new parserDirective_1.ParserDirective(document, lineRange, nameRange, valueRange)), directiveStart = -1, buffer.charAt(valueEnd) === "\r" ? i = valueEnd + 1 : i = valueEnd;
                    continue directiveCheck;
                  default:
                    directiveStart === -1 && (directiveStart = j);
                    break;
                }
              }
              break;
            default:
              break directiveCheck;
          }
        return directives;
      }
      parse(buffer) {
        this.document = vscode_languageserver_textdocument_1.TextDocument.create("", "", 0, buffer), this.buffer = buffer;
        let dockerfile = new dockerfile_1.Dockerfile(this.document), directives = this.getParserDirectives(this.document, this.buffer), offset = 0;
        this.escapeChar = "\\", directives.length > 0 ? (dockerfile.setDirectives(directives), this.escapeChar = dockerfile.getEscapeCharacter(), offset = this.document.offsetAt(vscode_languageserver_types_1.Position.create(directives.length, 0))) : util_1.Util.isUTF8BOM(buffer.substring(0, 1)) && (offset = 1);
        for (let i = offset; i < this.buffer.length; i++) {
          let char = this.buffer.charAt(i);
          switch (char) {
            case " ":
            case "	":
            case "\r":
            case `
`:
              break;
            case "#":
              i = this.processComment(dockerfile, i);
              break;
            default:
              i = this.processInstruction(dockerfile, char, i);
              break;
          }
        }
        return dockerfile.organizeComments(), dockerfile;
      }
      processInstruction(dockerfile, char, start) {
        let instruction = char, instructionEnd = -1, escapedInstruction = !1;
        instructionCheck: for (let i = start + 1; i < this.buffer.length; i++)
          switch (char = this.buffer.charAt(i), char) {
            case this.escapeChar:
              if (escapedInstruction = !0, char = this.buffer.charAt(i + 1), char === "\r" || char === `
`)
                instructionEnd === -1 && (instructionEnd = i), i++;
              else if (char === " " || char === "	") {
                for (let j = i + 2; j < this.buffer.length; j++)
                  switch (this.buffer.charAt(j)) {
                    case " ":
                    case "	":
                      break;
                    case "\r":
                    case `
`:
                      i = j;
                      continue instructionCheck;
                    default:
                      instructionEnd = i + 1, instruction = instruction + this.escapeChar, i = j - 2;
                      continue instructionCheck;
                  }
                instructionEnd = i + 1, instruction = instruction + this.escapeChar;
                break instructionCheck;
              } else
                instructionEnd = i + 1, instruction = instruction + this.escapeChar, escapedInstruction = !1;
              break;
            case " ":
            case "	":
              if (escapedInstruction) {
                escapeCheck: for (let j = i + 1; j < this.buffer.length; j++)
                  switch (this.buffer.charAt(j)) {
                    case " ":
                    case "	":
                      break;
                    case "\r":
                    case `
`:
                      i = j;
                      continue instructionCheck;
                    default:
                      break escapeCheck;
                  }
                escapedInstruction = !1;
              }
              return instructionEnd === -1 && (instructionEnd = i), i = this.processArguments(dockerfile, instruction, instructionEnd, start, i), dockerfile.addInstruction(this.createInstruction(dockerfile, instruction, start, instructionEnd, i)), i;
            case "\r":
            case `
`:
              if (escapedInstruction)
                continue;
              return instructionEnd === -1 && (instructionEnd = i), dockerfile.addInstruction(this.createInstruction(dockerfile, instruction, start, i, i)), i;
            case "#":
              if (escapedInstruction)
                continue;
            default:
              instructionEnd = i + 1, instruction = instruction + char, escapedInstruction = !1;
              break;
          }
        return instructionEnd === -1 && (instructionEnd = this.buffer.length), dockerfile.addInstruction(this.createInstruction(dockerfile, instruction, start, instructionEnd, this.buffer.length)), this.buffer.length;
      }
      processHeredocs(instruction, offset) {
        let keyword = instruction.getKeyword();
        if (keyword === main_1.Keyword.ONBUILD) {
          if (instruction = instruction.getTriggerInstruction(), instruction === null)
            return offset;
          keyword = instruction.getKeyword();
        }
        if (keyword !== main_1.Keyword.ADD && keyword !== main_1.Keyword.COPY && keyword !== main_1.Keyword.RUN)
          return offset;
        let heredocs = [], tabbed = !1;
        for (let arg of instruction.getArguments()) {
          let value = arg.getValue();
          if (value.startsWith("<<") && value.length > 2) {
            value.startsWith("<<-") && (tabbed = !0);
            let name = util_1.Util.parseHeredocName(value);
            name !== null && heredocs.push(name);
          }
        }
        if (heredocs.length > 0)
          for (let heredoc of heredocs)
            offset = this.parseHeredoc(heredoc, offset, tabbed);
        return offset;
      }
      processArguments(dockerfile, instruction, instructionEnd, start, offset) {
        let escaped = !1;
        argumentsCheck: for (let i = offset + 1; i < this.buffer.length; i++)
          switch (this.buffer.charAt(i)) {
            case "\r":
            case `
`:
              if (escaped)
                continue;
              return this.processHeredocs(this.createInstruction(dockerfile, instruction, start, instructionEnd, i), i);
            case this.escapeChar:
              let next = this.buffer.charAt(i + 1);
              if (next === `
` || next === "\r")
                escaped = !0, i++;
              else if (next === " " || next === "	") {
                for (let j = i + 2; j < this.buffer.length; j++)
                  switch (this.buffer.charAt(j)) {
                    case " ":
                    case "	":
                      break;
                    case "\r":
                    case `
`:
                      escaped = !0;
                    default:
                      i = j;
                      continue argumentsCheck;
                  }
                return this.buffer.length;
              }
              continue;
            case "#":
              if (escaped) {
                i = this.processComment(dockerfile, i);
                continue argumentsCheck;
              }
              break;
            case " ":
            case "	":
              break;
            default:
              escaped && (escaped = !1);
              break;
          }
        return this.buffer.length;
      }
      processComment(dockerfile, start) {
        let end = this.buffer.length;
        commentLoop: for (let i = start + 1; i < this.buffer.length; i++)
          switch (this.buffer.charAt(i)) {
            case "\r":
            case `
`:
              end = i;
              break commentLoop;
          }
        let range = vscode_languageserver_types_1.Range.create(this.document.positionAt(start), this.document.positionAt(end));
        return dockerfile.addComment(new comment_1.Comment(this.document, range)), end;
      }
      parseHeredoc(heredocName, offset, tabbed) {
        let startWord = -1, lineStart = !0;
        for (let i = offset; i < this.buffer.length; i++)
          switch (this.buffer.charAt(i)) {
            case " ":
              lineStart = !1;
              break;
            case "	":
              tabbed || (lineStart = !1);
              break;
            case "\r":
            case `
`:
              if (startWord !== -1 && heredocName === this.buffer.substring(startWord, i))
                return i;
              startWord = -1, lineStart = !0;
              break;
            default:
              lineStart && (startWord = i, lineStart = !1);
              break;
          }
        return this.buffer.length;
      }
      createInstruction(dockerfile, instruction, start, instructionEnd, end) {
        let startPosition = this.document.positionAt(start), instructionRange = vscode_languageserver_types_1.Range.create(startPosition, this.document.positionAt(instructionEnd)), lineRange = vscode_languageserver_types_1.Range.create(startPosition, this.document.positionAt(end));
        return _Parser.createInstruction(this.document, dockerfile, this.escapeChar, lineRange, instruction, instructionRange);
      }
    };
    exports.Parser = Parser;
  }
});

// node_modules/dockerfile-ast/lib/main.js
var require_main = __commonJS({
  "node_modules/dockerfile-ast/lib/main.js"(exports) {
    "use strict";
    Object.defineProperty(exports, "__esModule", { value: !0 });
    exports.DockerfileParser = exports.DefaultVariables = exports.Directive = exports.Keyword = exports.Workdir = exports.Volume = exports.User = exports.Stopsignal = exports.Shell = exports.Run = exports.PropertyInstruction = exports.Onbuild = exports.ModifiableInstruction = exports.Label = exports.JSONInstruction = exports.Heredoc = exports.Healthcheck = exports.From = exports.Env = exports.Entrypoint = exports.Copy = exports.Cmd = exports.Arg = exports.Add = exports.Variable = exports.Property = exports.ParserDirective = exports.Line = exports.Instruction = exports.Flag = exports.Comment = exports.JSONArgument = exports.Argument = void 0;
    var argument_1 = require_argument();
    Object.defineProperty(exports, "Argument", { enumerable: !0, get: function() {
      return argument_1.Argument;
    } });
    var jsonArgument_1 = require_jsonArgument();
    Object.defineProperty(exports, "JSONArgument", { enumerable: !0, get: function() {
      return jsonArgument_1.JSONArgument;
    } });
    var comment_1 = require_comment();
    Object.defineProperty(exports, "Comment", { enumerable: !0, get: function() {
      return comment_1.Comment;
    } });
    var parser_1 = require_parser(), flag_1 = require_flag();
    Object.defineProperty(exports, "Flag", { enumerable: !0, get: function() {
      return flag_1.Flag;
    } });
    var instruction_1 = require_instruction();
    Object.defineProperty(exports, "Instruction", { enumerable: !0, get: function() {
      return instruction_1.Instruction;
    } });
    var line_1 = require_line();
    Object.defineProperty(exports, "Line", { enumerable: !0, get: function() {
      return line_1.Line;
    } });
    var parserDirective_1 = require_parserDirective();
    Object.defineProperty(exports, "ParserDirective", { enumerable: !0, get: function() {
      return parserDirective_1.ParserDirective;
    } });
    var property_1 = require_property();
    Object.defineProperty(exports, "Property", { enumerable: !0, get: function() {
      return property_1.Property;
    } });
    var variable_1 = require_variable();
    Object.defineProperty(exports, "Variable", { enumerable: !0, get: function() {
      return variable_1.Variable;
    } });
    var add_1 = require_add();
    Object.defineProperty(exports, "Add", { enumerable: !0, get: function() {
      return add_1.Add;
    } });
    var arg_1 = require_arg();
    Object.defineProperty(exports, "Arg", { enumerable: !0, get: function() {
      return arg_1.Arg;
    } });
    var cmd_1 = require_cmd();
    Object.defineProperty(exports, "Cmd", { enumerable: !0, get: function() {
      return cmd_1.Cmd;
    } });
    var copy_1 = require_copy();
    Object.defineProperty(exports, "Copy", { enumerable: !0, get: function() {
      return copy_1.Copy;
    } });
    var entrypoint_1 = require_entrypoint();
    Object.defineProperty(exports, "Entrypoint", { enumerable: !0, get: function() {
      return entrypoint_1.Entrypoint;
    } });
    var env_1 = require_env();
    Object.defineProperty(exports, "Env", { enumerable: !0, get: function() {
      return env_1.Env;
    } });
    var from_1 = require_from();
    Object.defineProperty(exports, "From", { enumerable: !0, get: function() {
      return from_1.From;
    } });
    var healthcheck_1 = require_healthcheck();
    Object.defineProperty(exports, "Healthcheck", { enumerable: !0, get: function() {
      return healthcheck_1.Healthcheck;
    } });
    var heredoc_1 = require_heredoc();
    Object.defineProperty(exports, "Heredoc", { enumerable: !0, get: function() {
      return heredoc_1.Heredoc;
    } });
    var jsonInstruction_1 = require_jsonInstruction();
    Object.defineProperty(exports, "JSONInstruction", { enumerable: !0, get: function() {
      return jsonInstruction_1.JSONInstruction;
    } });
    var label_1 = require_label();
    Object.defineProperty(exports, "Label", { enumerable: !0, get: function() {
      return label_1.Label;
    } });
    var modifiableInstruction_1 = require_modifiableInstruction();
    Object.defineProperty(exports, "ModifiableInstruction", { enumerable: !0, get: function() {
      return modifiableInstruction_1.ModifiableInstruction;
    } });
    var onbuild_1 = require_onbuild();
    Object.defineProperty(exports, "Onbuild", { enumerable: !0, get: function() {
      return onbuild_1.Onbuild;
    } });
    var propertyInstruction_1 = require_propertyInstruction();
    Object.defineProperty(exports, "PropertyInstruction", { enumerable: !0, get: function() {
      return propertyInstruction_1.PropertyInstruction;
    } });
    var run_1 = require_run();
    Object.defineProperty(exports, "Run", { enumerable: !0, get: function() {
      return run_1.Run;
    } });
    var shell_1 = require_shell();
    Object.defineProperty(exports, "Shell", { enumerable: !0, get: function() {
      return shell_1.Shell;
    } });
    var stopsignal_1 = require_stopsignal();
    Object.defineProperty(exports, "Stopsignal", { enumerable: !0, get: function() {
      return stopsignal_1.Stopsignal;
    } });
    var user_1 = require_user();
    Object.defineProperty(exports, "User", { enumerable: !0, get: function() {
      return user_1.User;
    } });
    var volume_1 = require_volume();
    Object.defineProperty(exports, "Volume", { enumerable: !0, get: function() {
      return volume_1.Volume;
    } });
    var workdir_1 = require_workdir();
    Object.defineProperty(exports, "Workdir", { enumerable: !0, get: function() {
      return workdir_1.Workdir;
    } });
    var Keyword;
    (function(Keyword2) {
      Keyword2.ADD = "ADD", Keyword2.ARG = "ARG", Keyword2.CMD = "CMD", Keyword2.COPY = "COPY", Keyword2.ENTRYPOINT = "ENTRYPOINT", Keyword2.ENV = "ENV", Keyword2.EXPOSE = "EXPOSE", Keyword2.FROM = "FROM", Keyword2.HEALTHCHECK = "HEALTHCHECK", Keyword2.LABEL = "LABEL", Keyword2.MAINTAINER = "MAINTAINER", Keyword2.ONBUILD = "ONBUILD", Keyword2.RUN = "RUN", Keyword2.SHELL = "SHELL", Keyword2.STOPSIGNAL = "STOPSIGNAL", Keyword2.USER = "USER", Keyword2.VOLUME = "VOLUME", Keyword2.WORKDIR = "WORKDIR";
    })(Keyword || (exports.Keyword = Keyword = {}));
    var Directive;
    (function(Directive2) {
      Directive2.escape = "escape", Directive2.syntax = "syntax";
    })(Directive || (exports.Directive = Directive = {}));
    exports.DefaultVariables = [
      "ALL_PROXY",
      "all_proxy",
      "FTP_PROXY",
      "ftp_proxy",
      "HTTP_PROXY",
      "http_proxy",
      "HTTPS_PROXY",
      "https_proxy",
      "NO_PROXY",
      "no_proxy"
    ];
    var DockerfileParser2;
    (function(DockerfileParser3) {
      function parse2(content) {
        return new parser_1.Parser().parse(content);
      }
      DockerfileParser3.parse = parse2;
    })(DockerfileParser2 || (exports.DockerfileParser = DockerfileParser2 = {}));
  }
});

// packages/adp/src/commands/layer1.ts
import { relative as relative5 } from "node:path";

// packages/adp/src/layer1/access.ts
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
function planAccess(place, settings, env = process.env) {
  let netrc = readNetrc(env), pip = readPipConf(env), uv = readUvSettings(env), from = { pip, uv, netrc, uvPlace: shortened(uv.origin, env) }, [forPip, forUv] = [pipIndexes(from), uvIndexes(from)], required = (host) => settings.loginHosts.some((wanted) => wanted.toLowerCase() === host), ofIndex = (index) => ({
    url: index.url,
    host: hostOf(index.url),
    setting: index.setting,
    login: index.login,
    required: required(hostOf(index.url))
  }), apt2 = aptSources(place, settings).map(
    ({ url, setting }) => ({
      url,
      host: hostOf(url),
      setting,
      login: netrcLogin(netrc, new URL(url).hostname, new URL(url).port),
      required: required(hostOf(url))
    })
  ), all = [...apt2, ...forPip.map(ofIndex), ...forUv.map(ofIndex)], proxies = ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY"].flatMap((name) => [name, name.toLowerCase()]).filter((name) => !!env[name]);
  return {
    apt: apt2,
    pip: forPip.map(ofIndex),
    uv: forUv.map(ofIndex),
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
    { url: "http://deb.debian.org/debian", setting: "the base image's own sources" },
    { url: "http://deb.debian.org/debian-security", setting: "the base image's own sources" }
  ] : [
    { url: aptMirror, setting: named2("APT_MIRROR") },
    { url: aptSecurityMirror ?? `${aptMirror}-security`, setting: named2("APT_SECURITY_MIRROR") }
  ], folder = join(place.folder, "config", "apt"), extra = (existsSync(folder) ? readdirSync(folder) : []).filter((name) => name.endsWith(".sources")).sort().flatMap(
    (name) => [...readFileSync(join(folder, name), "utf8").matchAll(/^URIs:\s*(.+)$/gim)].flatMap((line) => (line[1] ?? "").trim().split(/\s+/)).filter((url) => URL.canParse(url)).map((url) => ({ url, setting: `config/apt/${name}` }))
  );
  return [...debian, ...extra];
}
function hostOf(url) {
  return URL.canParse(url) ? new URL(url).host.toLowerCase() : url;
}
function proxyLogin(name, value) {
  if (!URL.canParse(value)) return [];
  let { username, password } = new URL(value);
  return username === "" ? [] : [{ user: username, password: new Secret(decodeURIComponent(password || username)), place: name }];
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

// packages/adp/src/layer1/errors.ts
var SETTINGS = defineError("ADP-L1-001", Exit.usage, "A setting of Layer 1 has a mistake."), SECRET_IN_INPUT = defineError(
  "ADP-L1-002",
  Exit.credential,
  "A file that goes into the image, or into git, holds a credential."
), INPUT_MISSING = defineError("ADP-L1-003", Exit.usage, "A file of Layer 1 is missing."), FRAMEWORK = defineError("ADP-L1-004", Exit.platform, "The framework's wheel cannot be made."), LOGIN_MISSING = defineError(
  "ADP-L1-005",
  Exit.credential,
  "A login that the configuration asks for is missing."
), CERTIFICATE = defineError(
  "ADP-L1-006",
  Exit.usage,
  "A file in config/certificates is no PEM certificate, or has expired."
), BASE_LOGIN = defineError(
  "ADP-L1-010",
  Exit.credential,
  "The registry of a base image refuses the login."
), BASE_MISSING = defineError("ADP-L1-011", Exit.platform, "A base image does not exist."), BASE_TLS = defineError(
  "ADP-L1-012",
  Exit.platform,
  "The Docker Engine does not trust the registry's certificate."
), BASE_UNREACHABLE = defineError("ADP-L1-013", Exit.platform, "A registry does not answer."), BASE_ONBUILD = defineError(
  "ADP-L1-014",
  Exit.usage,
  "The base image carries ONBUILD steps of its own."
), BASE_NO_RUNTIME = defineError(
  "ADP-L1-015",
  Exit.usage,
  "The base image is no Astronomer Runtime."
), BASE_UNSUPPORTED = defineError(
  "ADP-L1-016",
  Exit.usage,
  "The framework cannot be installed on this Runtime's Airflow."
), APT_LOGIN = defineError("ADP-L1-020", Exit.credential, "The apt mirror refuses the login."), APT_TLS = defineError(
  "ADP-L1-021",
  Exit.platform,
  "apt does not trust the mirror's certificate."
), APT_UNREACHABLE = defineError("ADP-L1-022", Exit.platform, "The apt mirror does not answer."), APT_PACKAGE = defineError(
  "ADP-L1-023",
  Exit.usage,
  "A Debian package does not exist on the mirror."
), APT_SIGNATURE = defineError(
  "ADP-L1-024",
  Exit.platform,
  "The apt mirror's index is not signed by a key that the image knows, or has expired."
), APT_MIXED = defineError(
  "ADP-L1-025",
  Exit.platform,
  "The apt mirror gives files that do not fit its own index."
), PYTHON_LOGIN = defineError("ADP-L1-030", Exit.credential, "The Python index refuses the login."), PYTHON_TLS = defineError(
  "ADP-L1-031",
  Exit.platform,
  "pip or uv does not trust the index's certificate."
), PYTHON_UNREACHABLE = defineError(
  "ADP-L1-032",
  Exit.platform,
  "The Python index does not answer."
), PYTHON_PACKAGE = defineError(
  "ADP-L1-033",
  Exit.usage,
  "A Python package is not on the index, or not for this Python."
), PYTHON_CONFLICT = defineError(
  "ADP-L1-034",
  Exit.job,
  "The Python packages do not fit the Runtime's."
), BINDINGS = defineError("ADP-L1-035", Exit.platform, "The Kerberos bindings do not compile."), SECRET_REQUIRED = defineError(
  "ADP-L1-036",
  Exit.credential,
  "A build step was not given the login that it requires."
), BUILD_FAILED = defineError("ADP-L1-037", Exit.job, "A step of the build failed."), ODBC = defineError("ADP-L1-038", Exit.usage, "Microsoft's ODBC driver could not be set up."), LEAK = defineError("ADP-L1-040", Exit.credential, "The image holds a credential."), SCAN_INCOMPLETE = defineError("ADP-L1-041", Exit.platform, "The image could not be scanned."), NO_IMAGE = defineError("ADP-L1-050", Exit.usage, "There is no such Layer 1 image."), NOT_LAYER1 = defineError("ADP-L1-051", Exit.usage, "The image is no Layer 1."), V_LABELS = defineError("ADP-L1-060", Exit.job, "The image lacks labels of Layer 1."), V_ONBUILD = defineError(
  "ADP-L1-061",
  Exit.job,
  "The image does not end with the Runtime's ONBUILD steps."
), V_USER = defineError("ADP-L1-062", Exit.job, "The image does not run as astro (50000:0)."), V_ODBC = defineError("ADP-L1-063", Exit.job, "An ODBC driver cannot be loaded in the image."), V_KERBEROS = defineError("ADP-L1-064", Exit.job, "Kerberos cannot be used in the image."), V_FRAMEWORK = defineError(
  "ADP-L1-065",
  Exit.job,
  "The framework cannot be imported in the image."
), V_PIP_CHECK = defineError(
  "ADP-L1-066",
  Exit.job,
  "The image's Python packages do not fit together."
), V_AIRFLOW = defineError(
  "ADP-L1-067",
  Exit.job,
  "The image's Airflow is not the one that its label names."
), V_COMPILER = defineError("ADP-L1-068", Exit.job, "The image holds a compiler."), V_WRITABLE = defineError(
  "ADP-L1-069",
  Exit.job,
  "A path in the image can be written by everybody."
), V_LEAK = defineError(
  "ADP-L1-070",
  Exit.job,
  "The image holds a credential, or what looks like one."
), V_SUPPORT = defineError("ADP-L1-071", Exit.job, "The image's Runtime is out of support."), V_TICKET = defineError(
  "ADP-L1-072",
  Exit.job,
  "Microsoft's driver does not get a Kerberos ticket for the SQL Server."
), V_STARTS = defineError("ADP-L1-073", Exit.job, "The image's Python does not start.");

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
function isElsewhere(failure) {
  return /pull access denied|does not exist|not found/i.test(failure.stderr);
}
async function explainPull(name, failure, options, machine = thisMachine()) {
  let said = failure.stderr, registry = registryOf(name), details = { evidence: failure.tail(3), cause: failure }, { again } = options;
  return /unauthorized|access denied|denied:|no basic auth|authentication required|incorrect username|forbidden/i.test(
    said
  ) ? new AdpError(BASE_LOGIN, {
    ...details,
    what: `${registry} refuses to give ${name}.`,
    why: await loginSentence(registry, options.env),
    next: [`docker login ${registry === "docker.io" ? "" : registry}`.trim(), again]
  }) : /x509|certificate/i.test(said) ? new AdpError(BASE_TLS, {
    ...details,
    what: `The Docker Engine does not trust the certificate of ${registry}.`,
    why: "Images are pulled by the engine, which has a list of certificates of its own.",
    next: [...engineTrust(registry, machine), again]
  }) : /manifest unknown|not found|does not exist|name unknown|invalid reference/i.test(said) ? new AdpError(BASE_MISSING, {
    ...details,
    what: `${registry} has no image ${name}.`,
    why: `${options.variable} names it.`,
    next: [`correct ${options.variable} in layer1-base-image/.env`, again]
  }) : /no such host|lookup|connection refused|timeout|timed out|dial tcp|network is unreachable|EOF|no route/i.test(
    said
  ) ? new AdpError(BASE_UNREACHABLE, {
    ...details,
    what: `${registry} does not answer.`,
    why: `${name} is not on this machine, and ${options.variable} names that registry.`,
    next: [
      `${options.variable}=YOUR-REGISTRY/...   in layer1-base-image/.env, where the company has a mirror`,
      `curl -sSI https://${registry}/v2/   asks it without Docker`,
      again
    ]
  }) : options.docker.explain(failure);
}
async function loginSentence(registry, env) {
  let login = await dockerLogin(readDockerConfig(env), registry, env);
  return login === void 0 ? `There is no login for ${registry}, and it wants one.` : `The login is ${login.user}'s, from ${login.place}. It is wrong, has expired, or may not read this image.`;
}
function engineTrust(registry, machine) {
  switch (machine) {
    case "macos":
      return [
        "add the company's CA to the keychain (System, always trust), and restart Docker Desktop",
        `mkdir -p ~/.docker/certs.d/${registry} && cp company-ca.crt ~/.docker/certs.d/${registry}/ca.crt`
      ];
    case "wsl":
      return [
        "Docker Desktop: add the company's CA to Windows' trusted roots, and restart Docker Desktop",
        `an engine in WSL: sudo mkdir -p /etc/docker/certs.d/${registry} && sudo cp company-ca.crt /etc/docker/certs.d/${registry}/ca.crt`
      ];
    default:
      return [
        `sudo mkdir -p /etc/docker/certs.d/${registry} && sudo cp company-ca.crt /etc/docker/certs.d/${registry}/ca.crt`
      ];
  }
}

// packages/adp/src/layer1/support.ts
import { readFileSync as readFileSync2 } from "node:fs";
import { join as join2 } from "node:path";
function supportTable(root = platformRoot()) {
  return JSON.parse(
    readFileSync2(join2(root, "packages", "adp", "data", "runtimes.json"), "utf8")
  );
}
function runtimeLine(version2, table2 = supportTable()) {
  let key = version2.includes("-") ? version2.replace(/-.*$/, "") : version2.replace(/\..*$/, "");
  return table2.lines.find((line) => line.runtime === key);
}
function supportWarnings(version2, today, table2 = supportTable()) {
  if (version2 === void 0) return [];
  let line = runtimeLine(version2, table2), instead = `Supported: ${table2.recommended.join("; ")}.`, day = today.toISOString().slice(0, 10);
  return [
    ...line === void 0 ? [`Runtime ${version2} is not in this platform's support table.`] : [],
    ...line !== void 0 && line.ends < day ? [`Runtime ${version2} (Airflow ${line.airflow}) is out of support since ${line.ends}. ${instead}`] : [],
    ...table2.yanked.includes(version2) ? [`Runtime ${version2} was withdrawn by its makers. ${instead}`] : []
  ];
}

// packages/adp/src/layer1/tar.ts
function tar(files) {
  let parts2 = [];
  for (let { name, content } of files) {
    let header = Buffer.alloc(512);
    header.write(name, 0, 100, "utf8"), header.write("0000644\0", 100, "latin1"), header.write("0000000\0", 108, "latin1"), header.write("0000000\0", 116, "latin1"), header.write(`${content.length.toString(8).padStart(11, "0")}\0`, 124, "latin1"), header.write("00000000000\0", 136, "latin1"), header.write("        0", 148, "latin1"), header.write("ustar\x0000", 257, "latin1");
    let sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1"), parts2.push(header, content, Buffer.alloc((512 - content.length % 512) % 512));
  }
  return Buffer.concat([...parts2, Buffer.alloc(1024)]);
}

// packages/adp/src/layer1/without-onbuild.ts
var plainLabel = "io.airflow-data-platform.without-onbuild";
async function withoutOnBuild(asked2, image, docker) {
  let name = `layer1-plain-base:${image.id.replace(/^sha256:/, "").slice(0, 12)}`, here = await docker.image(name);
  if (here !== void 0) return { name, image: here };
  let { OnBuild: _, ...config } = image.config, configuration = JSON.stringify({
    architecture: image.architecture,
    os: image.os,
    created: image.created,
    config: { ...config, Labels: { ...image.labels, [plainLabel]: asked2 } },
    rootfs: { type: "layers", diff_ids: image.layers },
    history: image.layers.map(() => ({ created: image.created, created_by: `a layer of ${asked2}` }))
  }), manifest = [
    { Config: "config.json", RepoTags: [name], Layers: image.layers.map((_2, index) => `${index}/layer.tar`) }
  ], archive = tar([
    { name: "config.json", content: Buffer.from(configuration) },
    { name: "manifest.json", content: Buffer.from(JSON.stringify(manifest)) }
  ]);
  await docker.try(["load", "--quiet"], { input: archive }) instanceof ProcessFailure && await copied(asked2, name, image, docker);
  let found = await docker.image(name);
  if (found === void 0) throw new Error(`${name} was made and is not there`);
  return { name, image: found };
}
async function copied(asked2, name, image, docker) {
  let { config } = image, json = (value) => JSON.stringify(value), list = (value) => Array.isArray(value) && value.length > 0 ? value : void 0, lines = [
    "FROM scratch",
    `COPY --from=${asked2} / /`,
    ...image.env.map((entry) => {
      let at = entry.indexOf("=");
      return `ENV ${entry.slice(0, at)}=${json(entry.slice(at + 1)).replaceAll("$", "\\$")}`;
    }),
    ...Object.entries(image.labels).map(
      ([key, value]) => `LABEL ${json(key)}=${json(value).replaceAll("$", "\\$")}`
    ),
    `LABEL "${plainLabel}"=${json(asked2)}`,
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
function describeBase({ asked: asked2, reference, digest: digest2, runtime, airflow }) {
  return { asked: asked2, taken: reference, digest: digest2, runtime, airflow };
}
async function resolveBase(asked2, options) {
  let image = await obtain(asked2, options);
  if (image.onBuild.length === 0) return described(asked2, asked2, image, image, []);
  if (options.exactBase)
    throw new AdpError(BASE_ONBUILD, {
      what: `${asked2} carries ${image.onBuild.length} ONBUILD steps of its own, and --exact-base forbids another image.`,
      why: "They would run in Layer 1's build, and a datakit FROM layer1-airflow would install and copy nothing.",
      evidence: image.onBuild.slice(0, 8),
      next: [
        `IMAGE_ASTRONOMER=${baseSibling(asked2) ?? `${asked2}-base`}   in layer1-base-image/.env`,
        "without --exact-base, adp finds a base and says which"
      ]
    });
  let sibling = baseSibling(asked2), why = sibling === void 0 ? "a digest names no -base sibling" : await usable(sibling, image, options);
  if (sibling !== void 0 && typeof why != "string")
    return described(asked2, sibling, why, image, [
      `${asked2} carries ONBUILD steps of its own; its -base sibling ${sibling} is taken. (--exact-base forbids it.)`
    ]);
  let plain = await withoutOnBuild(asked2, image, options.docker);
  return described(asked2, plain.name, plain.image, image, [
    `${asked2} carries ONBUILD steps of its own, and ${typeof why == "string" ? why : "there is no sibling"}: the same image without these steps is taken, as ${plain.name}. (--exact-base forbids it.)`
  ]);
}
function baseSibling(name) {
  return name.includes("@") ? void 0 : /:([\w][\w.-]*)$/.exec(name)?.[1] === void 0 ? `${name}:latest-base` : `${name}-base`;
}
async function usable(sibling, image, options) {
  try {
    let found = await obtain(sibling, { ...options, always: !1 });
    return found.onBuild.length > 0 ? `${sibling} carries some, too` : found.labels[runtimeLabel] !== image.labels[runtimeLabel] ? `${sibling} is Runtime ${found.labels[runtimeLabel]}, not ${image.labels[runtimeLabel]}` : found;
  } catch (error) {
    if (!(error instanceof AdpError)) throw error;
    return `${sibling} cannot be had (${error.code})`;
  }
}
function described(asked2, reference, image, original, announced) {
  let runtime = image.labels[runtimeLabel], airflow = image.labels[airflowLabel];
  if (runtime === void 0 || airflow === void 0)
    throw new AdpError(BASE_NO_RUNTIME, {
      what: `${asked2} is no Astronomer Runtime: it lacks the label ${runtime === void 0 ? runtimeLabel : airflowLabel}.`,
      why: "The Astro CLI reads this label, and without it `astro dev start` refuses a datakit's image.",
      next: ["IMAGE_ASTRONOMER=.../astronomer/astro-runtime:13.11.0-base   in layer1-base-image/.env"]
    });
  if (runtimeLine(runtime)?.framework === !1)
    throw new AdpError(BASE_UNSUPPORTED, {
      what: `The framework cannot be installed on Runtime ${runtime} (Airflow ${airflow}).`,
      why: "This Airflow keeps SQLAlchemy 1.4 together with pydantic 2, and no SQLModel works with that pair.",
      next: supportTable().recommended.map((text) => `IMAGE_ASTRONOMER=.../astro-runtime: ${text}`)
    });
  let digest2 = image.digests.map((text) => /@(sha256:[0-9a-f]{64})$/.exec(text)?.[1]).find(Boolean);
  return {
    asked: asked2,
    reference,
    isPlain: plainLabel in image.labels,
    digest: digest2 ?? image.id,
    runtime,
    airflow,
    image,
    askedLayers: original.layers,
    announced
  };
}

// packages/adp/src/layer1/check-inputs.ts
import { X509Certificate } from "node:crypto";
import { existsSync as existsSync4, readdirSync as readdirSync3, readFileSync as readFileSync5 } from "node:fs";
import { join as join5, relative as relative2 } from "node:path";

// packages/adp/src/layer1/plan.ts
import { existsSync as existsSync3, readFileSync as readFileSync4 } from "node:fs";
import { join as join4 } from "node:path";

// packages/adp/src/layer1/git.ts
var noTime = 315532800;
async function lastCommit(root, paths) {
  let result = await attempt(["git", "log", "-1", "--format=%H %ct", "--", ...paths], { cwd: root });
  if (result instanceof ProcessFailure) return;
  let [hash, time2] = result.stdout.trim().split(" ");
  return hash && time2 ? { hash, time: Number(time2) } : void 0;
}

// packages/adp/src/layer1/inputs.ts
import { createHash } from "node:crypto";
import { existsSync as existsSync2, readdirSync as readdirSync2, readFileSync as readFileSync3 } from "node:fs";
import { join as join3, relative, sep } from "node:path";
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
  let files = parts.flatMap((part) => filesOf(join3(place.folder, part))).filter((path) => !path.endsWith(".gitkeep")).map((path) => ({
    path: relative(place.root, path).split(sep).join("/"),
    sha256: createHash("sha256").update(readFileSync3(path)).digest("hex")
  })), hash = createHash("sha256");
  for (let file of files) hash.update(`${file.path}\0${file.sha256}
`);
  for (let name of Object.keys(values).sort()) hash.update(`${name}=${values[name]}
`);
  return { files, values, hash: hash.digest("hex") };
}
function filesOf(path) {
  if (!existsSync2(path)) return [];
  try {
    return readdirSync2(path, { withFileTypes: !0 }).flatMap((entry) => filesOf(join3(path, entry.name))).sort();
  } catch (error) {
    if (error.code === "ENOTDIR") return [path];
    throw error;
  }
}
var committedInputs = ["layer1-base-image", "sqlmodel-framework/src", "sqlmodel-framework/VERSION"];

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
  let { place, settings, access, base, python: python2, framework, commit } = options, version2 = readFileSync4(join4(place.folder, "VERSION"), "utf8").trim(), index = access.pipIndexes.find((entry) => entry.isDefault)?.url ?? PYPI, extra = access.pipIndexes.filter((entry) => !entry.isDefault).map((entry) => entry.url), decided = {
    APT_MIRROR: settings.aptMirror ?? "",
    APT_SECURITY_MIRROR: settings.aptSecurityMirror ?? "",
    ODBC_DRIVER: settings.odbcDriver,
    INDEX_URL: index === PYPI && extra.length === 0 ? "" : index,
    EXTRA_INDEX_URLS: extra.join(" ")
  }, inputs = collectInputs(place, {
    ...decided,
    base: base.digest,
    python: python2.digest,
    platform: version()
  }), time2 = new Date((commit?.time ?? noTime) * 1e3).toISOString().replace(".000Z", "Z");
  return {
    version: version2,
    tag: `${version2}-${inputs.hash.slice(0, 12)}`,
    inputs,
    args: {
      ...decided,
      IMAGE_ASTRONOMER: base.reference,
      IMAGE_PYTHON: python2.reference,
      APT_LOGIN: String(hasLogin(access, "apt")),
      PIP_LOGIN: String(hasLogin(access, "pip")),
      UV_LOGIN: String(hasLogin(access, "uv")),
      SOURCE_DATE_EPOCH: String(commit?.time ?? noTime)
    },
    labels: {
      "org.opencontainers.image.title": "layer1-airflow",
      "org.opencontainers.image.description": "The organisation's Airflow: Astronomer Runtime, Kerberos, ODBC, sqlmodel-framework",
      "org.opencontainers.image.version": version2,
      "org.opencontainers.image.created": time2,
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
function hasLogin(access, tool) {
  return access[tool].some((one) => one.required);
}
function hasKrb5Conf(place) {
  return existsSync3(join4(place.folder, "config", "krb5.conf"));
}

// packages/adp/src/layer1/check-inputs.ts
async function checkInputs({ place, access, settings, again }) {
  let { folder } = place;
  for (let name of ["Dockerfile", "VERSION", "packages.txt", "requirements.txt"])
    if (!existsSync4(join5(folder, name)))
      throw new AdpError(INPUT_MISSING, {
        what: `layer1-base-image/${name} is missing.`,
        next: [`git checkout layer1-base-image/${name}`, again]
      });
  return checkCertificates(join5(folder, "config", "certificates"), again), await refuseSecrets(place, again), checkLogins(access, settings, again), hasKrb5Conf(place) ? [] : [
    "layer1-base-image/config/krb5.conf is missing: the image will not know your realm. cp config/krb5.conf.example config/krb5.conf, and edit it."
  ];
}
function checkCertificates(folder, again) {
  for (let name of existsSync4(folder) ? readdirSync3(folder).sort() : []) {
    if (!/\.(crt|pem|cer|der)$/.test(name)) continue;
    let path = `layer1-base-image/config/certificates/${name}`, wrong = (why, next) => new AdpError(CERTIFICATE, { what: `${path} cannot be used.`, why, next: [next, again] }), blocks = readFileSync5(join5(folder, name)).toString("latin1").match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g);
    if (blocks === null)
      throw wrong(
        "It holds no PEM certificate (-----BEGIN CERTIFICATE-----).",
        `openssl x509 -inform der -in ${path} -out ${path.replace(/\.\w+$/, ".crt")}   where it is in DER form`
      );
    if (!/\.(crt|pem)$/.test(name))
      throw wrong("Its name must end in .crt or .pem.", `mv ${path} ${path.replace(/\.\w+$/, ".crt")}`);
    let last = blocks.map((block) => {
      try {
        return new Date(new X509Certificate(block).validTo);
      } catch (error) {
        throw wrong(`It is damaged: ${reasonOf(error)}.`, `openssl x509 -noout -text -in ${path}   shows it`);
      }
    }).sort((x, y) => y.getTime() - x.getTime())[0];
    if (last !== void 0 && last < /* @__PURE__ */ new Date())
      throw wrong(
        `It expired on ${last.toISOString().slice(0, 10)}.`,
        "ask your IT for the CA that is in use now"
      );
  }
}
async function refuseSecrets({ folder, root, envFile }, again) {
  let paths = [
    envFile,
    join5(folder, "config", "krb5.conf"),
    ...filesIn(join5(folder, "config", "apt")),
    ...filesIn(join5(folder, "config", "certificates")),
    ...["packages.txt", "requirements.txt"].map((name) => join5(folder, name))
  ].filter((path) => existsSync4(path)), found = await scanTexts(
    paths.map((path) => ({ path: relative2(root, path), content: readFileSync5(path, "utf8") }))
  );
  if (isFound(found))
    throw foundError(SECRET_IN_INPUT, found, {
      why: `${found[0].what}. This file goes into git and into the image.`,
      next: [again]
    });
}
function filesIn(folder) {
  return existsSync4(folder) ? readdirSync3(folder).map((name) => join5(folder, name)) : [];
}
function checkLogins(access, settings, again) {
  let missing = [...access.apt, ...access.pip, ...access.uv].find(
    (one) => one.required && one.login === void 0
  );
  if (missing === void 0) return;
  let tools = ["apt", "pip", "uv"].filter(
    (tool) => access[tool].some((one) => one.host === missing.host && one.login === void 0)
  );
  throw new AdpError(LOGIN_MISSING, {
    what: `There is no login for ${missing.host}, which ${tools.join(" and ")} will ask.`,
    why: `LOGIN_HOSTS in ${settings.origin.get("LOGIN_HOSTS")} says that it wants one; ${missing.setting} names the host.`,
    next: [
      `in ~/.netrc (chmod 600): machine ${missing.host.replace(/:\d+$/, "")} login YOU password TOKEN`,
      `${typed("layer1 explain")}   shows every host, setting and login`,
      again
    ]
  });
}

// packages/adp/src/layer1/failure-rules.ts
var nothing = () => {
}, sentence = (match) => `${match[1]?.trim().replace(/^./, (first) => first.toUpperCase())}.`, own = [
  {
    pattern: /^layer1: (\w+ must log in, and this build was given no login)\./m,
    definition: SECRET_REQUIRED,
    what: sentence
  },
  {
    pattern: /^layer1: (the framework's wheel is missing)\./m,
    definition: INPUT_MISSING,
    what: sentence
  },
  {
    pattern: /^layer1: (IMAGE_ASTRONOMER carries ONBUILD steps of its own)\./m,
    definition: BASE_ONBUILD,
    what: sentence
  },
  {
    pattern: /^layer1: (IMAGE_ASTRONOMER has no Airflow.*)$/m,
    definition: BASE_NO_RUNTIME,
    what: sentence
  },
  {
    pattern: /^layer1: (the packages above are the Runtime's.*)$/m,
    definition: PYTHON_CONFLICT,
    what: sentence
  },
  { pattern: /^layer1: (pip check fails.*)$/m, definition: PYTHON_CONFLICT, what: sentence },
  {
    pattern: /^layer1: ((?:Microsoft's ODBC driver|mssql-python-odbc).*?)\. /m,
    definition: ODBC,
    what: sentence
  }
], apt = [
  {
    pattern: /\b(?:401|403)\s+(?:Unauthorized|Forbidden)|\b401\b.*\[IP/i,
    definition: APT_LOGIN,
    what: nothing
  },
  {
    pattern: /certificate verif|certificate is NOT trusted|SSL (?:connection|certificate)|Could not handshake|No system certificates/i,
    definition: APT_TLS,
    what: nothing
  },
  {
    pattern: /NO_PUBKEY|is not signed|Release file .*(?:expired|not valid yet)|invalid signature|couldn't be verified/i,
    definition: APT_SIGNATURE,
    what: nothing
  },
  {
    pattern: /Hash Sum mismatch|File has unexpected size|Mirror sync in progress/i,
    definition: APT_MIXED,
    what: nothing
  },
  {
    pattern: /Could not resolve|Could not connect|Connection (?:refused|timed out|failed)|Temporary failure resolving|Unable to connect|Network is unreachable|\b407\b|\b50[234]\b/i,
    definition: APT_UNREACHABLE,
    what: nothing
  },
  {
    pattern: /E: Unable to locate package (\S+)|E: Package '([^']+)' has no installation candidate/,
    definition: APT_PACKAGE,
    what: (m) => `The mirror has no Debian package ${m[1] ?? m[2]}.`
  },
  {
    pattern: /\b404\s+Not Found/i,
    definition: APT_UNREACHABLE,
    what: () => "The apt mirror has no such folder."
  }
], python = [
  {
    pattern: /\b40[13]\b.{0,40}(?:Unauthorized|Forbidden|Error|Credentials|permissions)|(?:Unauthorized|Forbidden).{0,20}\b40[13]\b|HTTP error 40[13]|lack of valid authentication|Missing credentials|Credentials not correct/i,
    definition: PYTHON_LOGIN,
    what: nothing
  },
  {
    pattern: /CERTIFICATE_VERIFY_FAILED|SSLError|invalid peer certificate|UnknownIssuer|self.signed certificate|certificate verify failed/i,
    definition: PYTHON_TLS,
    what: nothing
  },
  {
    pattern: /NewConnectionError|Connection refused|Name or service not known|Temporary failure in name resolution|dns error|failed to lookup|Max retries exceeded|timed out|error sending request|tcp connect error|Network is unreachable|\b50[234]\b (?:Bad|Service|Gateway)/i,
    definition: PYTHON_UNREACHABLE,
    what: nothing
  },
  {
    pattern: /No matching distribution found for (\S+)|Because (\S+) was not found in the package registry|Because there (?:is|are) no versions? of (\S+)|Because (\S+) has no (?:usable )?wheels/,
    definition: PYTHON_PACKAGE,
    what: (m) => `The index has no ${m[1] ?? m[2] ?? m[3] ?? m[4]} that fits.`
  },
  {
    pattern: /No solution found when resolving/,
    definition: PYTHON_CONFLICT,
    what: () => "No versions of the Python packages fit the Runtime's."
  },
  {
    pattern: /Failed building wheel|error: command .*(?:gcc|cc).* failed|Python\.h: No such file|krb5-config/i,
    definition: BINDINGS,
    what: nothing
  }
];

// packages/adp/src/layer1/steps.ts
function readBuildLog(lines) {
  let names2 = /* @__PURE__ */ new Map(), output = /* @__PURE__ */ new Map(), failed;
  for (let line of lines) {
    let match = /^#(\d+) (.*)$/.exec(line);
    if (match === null) continue;
    let [, id = "", text = ""] = match;
    if (/^\[/.test(text)) names2.set(id, names2.get(id) ?? text);
    else if (text.startsWith("ERROR:"))
      failed ??= id, output.set(id, [...output.get(id) ?? [], text]);
    else {
      let said = /^\d+\.\d+ (.*)$/.exec(text)?.[1];
      said !== void 0 && output.set(id, [...output.get(id) ?? [], said]);
    }
  }
  return {
    failed: failed === void 0 ? void 0 : { name: names2.get(failed) ?? "", lines: output.get(failed) ?? [] },
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
  let log = readBuildLog(lines), said = log.failed?.lines ?? [], text = said.join(`
`), evidence = redact(
    notable(said).join(`
`),
    context.access.logins.map((login) => login.password)
  ).split(`
`), tool = toolOf(log.failed?.name ?? ""), whole2 = lines.join(`
`);
  for (let rule of [...own, ...tool === "apt" ? apt : tool === void 0 ? [] : python]) {
    let match = rule.pattern.exec(text) ?? (own.includes(rule) ? rule.pattern.exec(whole2) : null);
    if (match !== null)
      return new AdpError(rule.definition, {
        what: rule.what(match) ?? whatOf(rule.definition, tool, context.access, text),
        ...remedy(rule.definition, tool, text, context),
        evidence,
        cause: failure
      });
  }
  return log.failed === void 0 ? context.docker.explain(failure) : new AdpError(BUILD_FAILED, {
    what: `The step "${log.failed.name.slice(0, 120)}" failed.`,
    evidence,
    next: [context.again, `${typed("layer1 build --no-cache")}   begins anew`],
    cause: failure
  });
}
function toolOf(step) {
  let command = step.replaceAll(/--mount=\S+/g, "");
  return /apt-install|apt-get/.test(command) ? "apt" : /python-packages|\buv pip/.test(command) ? "uv" : /bindings\.sh|uv\.sh|pip/.test(command) ? "pip" : void 0;
}
function notable(lines) {
  let telling = lines.filter(
    (line) => /^(E:|Err:|W: .*(certificate|401|403)|ERROR|error|layer1:|\s*[×╰├]|\s+cause:|WARNING: 40)|Error|failed/i.test(
      line.trim()
    )
  ), chosen = (telling.length > 0 ? telling : lines).filter((line) => line.trim() !== "");
  return [...new Set(chosen)].slice(-6).map((line) => line.length > 300 ? `${line.slice(0, 300)} ...` : line);
}
function asked(tool, access, text) {
  let all = tool === void 0 ? [] : access[tool];
  return all.find(({ host }) => text.includes(host)) ?? all[0];
}
function whatOf(definition, tool, access, text) {
  let host = asked(tool, access, text)?.host ?? "the server";
  switch (definition) {
    case APT_LOGIN:
    case PYTHON_LOGIN:
      return `${host} refuses the login of ${tool}.`;
    case APT_TLS:
    case PYTHON_TLS:
      return `${tool} does not trust the certificate of ${host}.`;
    case APT_UNREACHABLE:
    case PYTHON_UNREACHABLE:
      return `${host} does not answer ${tool}.`;
    case APT_SIGNATURE:
      return `apt cannot verify what ${host} gives.`;
    case APT_MIXED:
      return `${host} gives files that do not fit its own index.`;
    default:
      return definition.title;
  }
}
function remedy(definition, tool, text, { access, again }) {
  let found = asked(tool, access, text), host = found?.host ?? "HOST", setting = found?.setting ?? "the configuration", who = found?.login === void 0 ? `${host} was asked without a login; ${setting} names it.` : `${host} was asked as ${found.login.user}, by ${found.login.place}; ${setting} names it.`, then = again, explain = `${typed("layer1 explain")}   shows every host, setting and login`;
  switch (definition) {
    case APT_LOGIN:
      return {
        why: `${who} ${found?.login === void 0 ? "" : "It is wrong, or has expired."}`.trim(),
        next: [`in ~/.netrc (chmod 600): machine ${host} login YOU password TOKEN`, explain, then]
      };
    case PYTHON_LOGIN:
      return {
        why: `${who} ${found?.login === void 0 ? "" : "It is wrong, or has expired."}`.trim(),
        next: [loginRemedy(found, host), explain, then]
      };
    case APT_TLS:
    case PYTHON_TLS:
      return {
        why: "Its issuer is unknown in the image: the company's own CA, most likely.",
        next: [
          "cp YOUR-COMPANY-CA.crt layer1-base-image/config/certificates/   (PEM; it may be committed)",
          ...access.hostCertificates.slice(0, 1).map((path) => `this machine's tools trust ${path}: it is in there`),
          then
        ]
      };
    case APT_UNREACHABLE:
      return {
        why: who,
        next: [
          found?.setting.startsWith("APT_") ? `correct ${found.setting}` : "APT_MIRROR=https://YOUR-MIRROR/debian   in layer1-base-image/.env",
          `docker run --rm debian getent hosts ${host}   asks whether containers can find it`,
          then
        ]
      };
    case PYTHON_UNREACHABLE:
      return {
        why: who,
        next: [
          host === "pypi.org" ? "index-url = https://YOUR-MIRROR/simple   in ~/.config/pip/pip.conf, or an index in ~/.config/uv/uv.toml" : `correct ${setting}`,
          then
        ]
      };
    case APT_SIGNATURE:
      return { why: who, next: ["config/apt/NAME.sources can carry the mirror's own key (Signed-By)", then] };
    case APT_MIXED:
      return {
        why: `It is being updated, or what it keeps is of different ages; ${setting} names it.`,
        next: [
          `${then}   once more, in some minutes`,
          `ask who runs ${host} to clear what it keeps of that suite, if it stays`
        ]
      };
    case APT_PACKAGE:
      return {
        why: `It was looked for on ${access.apt.map((one) => one.url).join(", ")}.`,
        next: ["correct layer1-base-image/packages.txt", then]
      };
    case PYTHON_PACKAGE:
      return { why: who, next: ["correct layer1-base-image/requirements.txt or constraints/", then] };
    case PYTHON_CONFLICT:
      return {
        why: "What the Runtime brings must not change: Airflow was tested with it.",
        next: ["correct layer1-base-image/requirements.txt, so that it asks for what the Runtime has", then]
      };
    case BINDINGS:
      return {
        next: ["IMAGE_PYTHON=   (empty) in layer1-base-image/.env compiles on the Runtime itself", then]
      };
    case SECRET_REQUIRED:
      return { next: [explain, "make build   gives the build its logins; a plain docker build has none"] };
    case INPUT_MISSING:
      return { next: ["make framework", then] };
    case BASE_ONBUILD:
    case BASE_NO_RUNTIME:
      return { next: ["correct IMAGE_ASTRONOMER in layer1-base-image/.env", then] };
    case ODBC:
      return { next: ["correct ODBC_DRIVER in layer1-base-image/.env, or packages.txt", then] };
    default:
      return { next: [then] };
  }
}
function loginRemedy(found, host) {
  let place = found?.login?.place ?? "";
  if (place.startsWith("UV_INDEX_"))
    return `export ${place.replace(/ and _PASSWORD$/, "=YOU")} ${place.replace(/_USERNAME.*$/, "_PASSWORD=TOKEN")}`;
  let inAddress = /^the URL in (.*)$/.exec(place)?.[1];
  return inAddress !== void 0 ? `correct the login in the address in ${inAddress}, or take it out there and write it into ~/.netrc` : `in ~/.netrc (chmod 600): machine ${host.replace(/:\d+$/, "")} login YOU password TOKEN`;
}

// packages/adp/src/layer1/framework-wheel.ts
import { createHash as createHash2 } from "node:crypto";
import { existsSync as existsSync5, readdirSync as readdirSync4, readFileSync as readFileSync6, rmSync } from "node:fs";
import { join as join6, relative as relative3, sep as sep2 } from "node:path";

// packages/adp/src/layer1/zip.ts
import { crc32, deflateRawSync } from "node:zlib";
var date = 33, time = 0, utf8Names = 2048, deflated = 8;
function zip(entries) {
  let bodies = [], directory = [], offset = 0;
  for (let { name, content } of entries) {
    let path = Buffer.from(name, "utf8"), body = deflateRawSync(content, { level: 9 }), shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0), shared.writeUInt16LE(utf8Names, 2), shared.writeUInt16LE(deflated, 4), shared.writeUInt16LE(time, 6), shared.writeUInt16LE(date, 8), shared.writeUInt32LE(crc32(content), 10), shared.writeUInt32LE(body.length, 14), shared.writeUInt32LE(content.length, 18), shared.writeUInt16LE(path.length, 22);
    let local = Buffer.concat([Buffer.from("PK"), shared, path]), central = Buffer.alloc(46);
    central.write("PK", 0, "latin1"), central.writeUInt16LE(788, 4), shared.copy(central, 6), central.writeUInt32LE(33188 << 16 >>> 0, 38), central.writeUInt32LE(offset, 42), directory.push(central, path), bodies.push(local, body), offset += local.length + body.length;
  }
  let listing = Buffer.concat(directory), end = Buffer.alloc(22);
  return end.write("PK", 0, "latin1"), end.writeUInt16LE(entries.length, 8), end.writeUInt16LE(entries.length, 10), end.writeUInt32LE(listing.length, 12), end.writeUInt32LE(offset, 16), Buffer.concat([...bodies, listing, end]);
}

// packages/adp/src/layer1/framework-wheel.ts
function writeFrameworkWheel({ root, wheels }) {
  let { name, version: version2, bytes } = frameworkWheel(join6(root, "sqlmodel-framework")), file = `${name}-${version2}-py3-none-any.whl`, path = join6(wheels, file), changed = !existsSync5(path) || !readFileSync6(path).equals(bytes);
  for (let other of existsSync5(wheels) ? readdirSync4(wheels) : [])
    other.endsWith(".whl") && other !== file && rmSync(join6(wheels, other));
  return changed && writeBytes(path, bytes, 420), { path, version: version2, changed };
}
function frameworkWheel(folder) {
  try {
    let project = readProject(folder), version2 = readFileSync6(join6(folder, "VERSION"), "utf8").trim(), name = project.name.replaceAll(/[-.]+/g, "_"), info = `${name}-${version2}.dist-info`, source = join6(folder, "src"), code = filesBelow(join6(source, name)).map((path) => ({
      name: relative3(source, path).split(sep2).join("/"),
      content: readFileSync6(path)
    }));
    if (code.length === 0) throw new Error(`${source} holds no ${name}`);
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
      }
    ], record = [
      ...entries.map((entry) => `${entry.name},sha256=${digest(entry.content)},${entry.content.length}`),
      `${info}/RECORD,,`,
      ""
    ].join(`
`);
    return {
      name,
      version: version2,
      bytes: zip([...entries, { name: `${info}/RECORD`, content: Buffer.from(record) }])
    };
  } catch (error) {
    throw new AdpError(FRAMEWORK, {
      what: `No wheel can be made of ${folder}.`,
      why: reasonOf(error),
      next: ["git status sqlmodel-framework   shows what changed there", "git checkout sqlmodel-framework"],
      cause: error
    });
  }
}
function readProject(folder) {
  let { project } = parse(readFileSync6(join6(folder, "pyproject.toml"), "utf8"));
  if (project === void 0) throw new Error("pyproject.toml has no [project]");
  let text = (key) => {
    let value = project[key];
    if (typeof value != "string") throw new Error(`pyproject.toml: project.${key} is no text`);
    return value;
  }, list = (value) => Array.isArray(value) ? value.filter((entry) => typeof entry == "string") : [], extras = project["optional-dependencies"] ?? {};
  return {
    name: text("name"),
    description: text("description"),
    readme: text("readme"),
    license: String(project.license?.text ?? project.license ?? ""),
    requiresPython: text("requires-python"),
    dependencies: list(project.dependencies),
    extras: Object.fromEntries(Object.entries(extras).map(([key, value]) => [key, list(value)])),
    classifiers: list(project.classifiers)
  };
}
function metadata(project, version2, folder) {
  return [
    "Metadata-Version: 2.1",
    `Name: ${project.name}`,
    `Version: ${version2}`,
    `Summary: ${project.description}`,
    `License: ${project.license}`,
    ...project.classifiers.map((classifier) => `Classifier: ${classifier}`),
    `Requires-Python: ${project.requiresPython}`,
    ...project.dependencies.map((requirement) => `Requires-Dist: ${requirement}`),
    ...Object.entries(project.extras).flatMap(([extra, requirements]) => [
      `Provides-Extra: ${extra}`,
      ...requirements.map((requirement) => `Requires-Dist: ${requirement} ; extra == "${extra}"`)
    ]),
    "Description-Content-Type: text/markdown",
    "",
    readFileSync6(join6(folder, project.readme), "utf8")
  ].join(`
`);
}
function filesBelow(folder) {
  return existsSync5(folder) ? readdirSync4(folder, { withFileTypes: !0, recursive: !0 }).filter((entry) => entry.isFile() && !entry.name.endsWith(".pyc")).map((entry) => join6(entry.parentPath, entry.name)).filter((path) => !path.includes("__pycache__")).sort() : [];
}
function digest(content) {
  return createHash2("sha256").update(content).digest("base64url");
}

// packages/adp/src/layer1/provenance.ts
import { join as join7 } from "node:path";
function writeProvenance(made) {
  let { place, plan, base, access, commit } = made, path = join7(place.provenance, `${plan.tag}.json`), who = (list) => list.map(({ url, setting, login }) => ({
    url,
    setting,
    login: login === void 0 ? null : { user: login.user, place: login.place }
  })), document = {
    image: made.id,
    tag: plan.tag,
    version: plan.version,
    inputs: plan.inputs,
    base: describeBase(base),
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

// packages/adp/src/layer1/python-fit.ts
import { join as join8 } from "node:path";
var question = [
  "import json, platform, sys",
  "print(json.dumps({'python': '%d.%d' % sys.version_info[:2], 'libc': platform.libc_ver()[1], 'machine': platform.machine()}))"
].join(`
`);
async function pythonFacts(docker, image, stateFolder) {
  let path = join8(stateFolder, "pythons.json"), known = JSON.parse(readIfPresent(path) ?? "{}"), remembered = known[image.id];
  if (remembered !== void 0) return remembered;
  let result = await docker.try([
    "run",
    "--rm",
    "--network",
    "none",
    "--entrypoint",
    "python3",
    image.id,
    "-c",
    question
  ]);
  if (result instanceof ProcessFailure) return;
  let facts = JSON.parse(result.stdout);
  return writeAtomic(path, JSON.stringify({ ...known, [image.id]: facts })), facts;
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

// packages/adp/src/layer1/scan-built.ts
import { createHmac, randomBytes } from "node:crypto";
import { join as join9 } from "node:path";

// packages/adp/src/layer1/scan/matcher.ts
var Matcher = class {
  constructor(needles) {
    this.needles = needles;
    if (needles.some((needle) => needle.length < 2)) throw new Error("a needle has at least two bytes");
    let lengths = needles.map((needle) => needle.length);
    this.longest = Math.max(1, ...lengths), this.#window = needles.length === 0 ? 2 : Math.min(255, ...lengths), this.#shift = new Uint8Array(65536).fill(this.#window - 1);
    for (let [index, needle] of needles.entries())
      for (let end = 1; end < this.#window; end++) {
        let block = (needle[end - 1] ?? 0) << 8 | (needle[end] ?? 0);
        this.#shift[block] = Math.min(this.#shift[block] ?? 0, this.#window - 1 - end), end === this.#window - 1 && this.#buckets.set(block, [...this.#buckets.get(block) ?? [], index]);
      }
  }
  needles;
  longest;
  #window;
  #shift;
  #buckets = /* @__PURE__ */ new Map();
  /** The needles that occur, each once, with where they were first seen. */
  find(text) {
    let found = /* @__PURE__ */ new Map();
    if (this.needles.length === 0) return found;
    let shift = this.#shift, last = text.length - 1, at = this.#window - 1;
    for (; at <= last; ) {
      let block = text[at - 1] << 8 | text[at], step = shift[block];
      if (step > 0) {
        at += step;
        continue;
      }
      let start = at - this.#window + 1;
      for (let index of this.#buckets.get(block) ?? [])
        !found.has(index) && matches(text, start, this.needles[index]) && found.set(index, start);
      at++;
    }
    return found;
  }
};
function matches(text, start, needle) {
  if (start + needle.length > text.length) return !1;
  for (let at = 0; at < needle.length; at++) if (text[start + at] !== needle[at]) return !1;
  return !0;
}

// packages/adp/src/layer1/scan/unpack.ts
import { gunzipSync, inflateRawSync } from "node:zlib";
var most = 512 * 1024 * 1024;
function unpack(content, name) {
  try {
    if (startsWith(content, [80, 75, 3, 4])) return unzip(content);
    if (startsWith(content, [31, 139]))
      return [{ name: name.replace(/\.t?gz$/, ""), content: gunzipSync(content, { maxOutputLength: most }) }];
    if (content.length > 512 && content.toString("latin1", 257, 262) === "ustar") return untar(content);
  } catch (error) {
    return { why: error instanceof Error ? error.message : String(error) };
  }
  if (startsWith(content, [40, 181, 47, 253])) return { why: "zstd" };
  if (startsWith(content, [253, 55, 122, 88, 90, 0])) return { why: "xz" };
  if (startsWith(content, [66, 90, 104]) && content.length > 10) return { why: "bzip2" };
}
function startsWith(content, magic) {
  return content.length > magic.length && magic.every((byte, at) => content[at] === byte);
}
function unzip(content) {
  let found = [], budget = most, end = content.lastIndexOf(Buffer.from("PK", "latin1"));
  if (end < 0) throw new Error("a zip file without its directory");
  let at = content.readUInt32LE(end + 16), count = content.readUInt16LE(end + 10);
  for (let entry = 0; entry < count; entry++) {
    if (content.toString("latin1", at, at + 4) !== "PK")
      throw new Error("a zip file with a damaged directory");
    let method = content.readUInt16LE(at + 10), isEncrypted = (content.readUInt16LE(at + 8) & 1) === 1, packed = content.readUInt32LE(at + 20), [nameLength, extraLength, noteLength] = [28, 30, 32].map(
      (offset) => content.readUInt16LE(at + offset)
    ), local = content.readUInt32LE(at + 42), name = content.toString("utf8", at + 46, at + 46 + (nameLength ?? 0));
    if (at += 46 + (nameLength ?? 0) + (extraLength ?? 0) + (noteLength ?? 0), isEncrypted) throw new Error("an encrypted zip file");
    let start = local + 30 + content.readUInt16LE(local + 26) + content.readUInt16LE(local + 28), body = content.subarray(start, start + packed);
    if (method !== 0 && method !== 8) throw new Error(`a zip file with method ${method}`);
    let plain = method === 0 ? body : inflateRawSync(body, { maxOutputLength: Math.max(1, budget) });
    if (budget -= plain.length, budget <= 0) throw new Error("larger than 512 MB");
    found.push({ name, content: plain });
  }
  return found;
}
function untar(content) {
  let found = [];
  for (let at = 0; at + 512 <= content.length; ) {
    let size = Number.parseInt(
      content.toString("latin1", at + 124, at + 136).replace(/[^0-7]/g, "") || "0",
      8
    ), name = content.toString("utf8", at, at + 100).replace(/\0.*$/s, "");
    size > 0 && found.push({ name, content: content.subarray(at + 512, at + 512 + size) }), at += 512 + Math.ceil(size / 512) * 512;
  }
  return found;
}

// packages/adp/src/layer1/scan/file.ts
var deepest = 6, largestText = 2 * 1024 * 1024, FileScanner = class {
  constructor(needles, patterns2) {
    this.needles = needles;
    this.patterns = patterns2;
    this.#matcher = new Matcher(needles.map((needle) => needle.bytes));
  }
  needles;
  patterns;
  #matcher;
  async scan(path, content, depth = 0) {
    let leaks = this.#values(path, content), closed = [];
    this.patterns && leaks.push(...await patterns(path, content));
    let inside = depth < deepest ? unpack(content, path) : void 0;
    if (inside !== void 0 && "why" in inside) closed.push(`${path} (${inside.why})`);
    else
      for (let entry of inside ?? []) {
        let found = await this.scan(`${path}!${entry.name}`, entry.content, depth + 1);
        leaks.push(...found.leaks), closed.push(...found.closed);
      }
    return { leaks, closed };
  }
  /** One finding for each credential, in the first form in which it is there. */
  #values(path, content) {
    let byOwner = /* @__PURE__ */ new Map();
    for (let text of [content, Buffer.from(path)])
      for (let [index, at] of this.#matcher.find(text)) {
        let needle = this.needles[index];
        needle === void 0 || byOwner.has(needle.whose) || byOwner.set(needle.whose, {
          path,
          line: isText(content) ? lineOf(content, at) : 0,
          what: `the password of ${needle.whose}, ${needle.form}`,
          rule: "value"
        });
      }
    return [...byOwner.values()];
  }
};
async function patterns(path, content) {
  if (content.length >= 2 && content[0] === 5 && content[1] === 2 && content.length < 65536 && /keytab|\.kt$/i.test(path))
    return [{ path, line: 0, what: "a Kerberos keytab", rule: "keytab" }];
  if (content.length >= 4 && content[0] === 5 && content[1] === 4 && /krb5cc|ccache|\.cc$/i.test(path))
    return [{ path, line: 0, what: "a Kerberos ticket cache", rule: "ccache" }];
  if (content.length > largestText || !isText(content)) return [];
  let text = { path, content: content.toString("utf8") };
  return (mayInterest(text.content) ? await scanTexts([text]) : scanOwn(text)).map(({ line, what, rule }) => ({ path, line, what, rule }));
}
var words = /AKIA|ASIA|aws_?secret|gh[pousr]_|github_pat_|glpat-|gldt-|xox[abeprs]-|npm_|_authToken|PRIVATE KEY|:\/\/[^\s/]*:[^\s/]*@|SG\.|shp(?:at|ca|pa|ss)_|sk-|lin_api|ops_|hf_|ntn_|secret_|private_key|hv[sbr]\.|glsa_|glc_|dckr_|dapi|figd_|gsk_|AGE-SECRET|eyJ|hooks\.slack/i;
function mayInterest(text) {
  return words.test(text);
}
function isText(content) {
  return !content.subarray(0, 8192).includes(0);
}
function lineOf(content, at) {
  let line = 1;
  for (let index = content.indexOf(10); index >= 0 && index < at; index = content.indexOf(10, index + 1))
    line++;
  return line;
}

// packages/adp/src/layer1/scan/folders.ts
import { randomUUID } from "node:crypto";

// packages/adp/src/layer1/scan/layer.ts
var import_tar_stream = __toESM(require_tar_stream(), 1);
import { createGunzip } from "node:zlib";
var largest = 256 * 1024 * 1024;
async function scanLayer(archive, scanner, above = "") {
  let leaks = [], closed = [], files = 0, bytes = 0, inner = (0, import_tar_stream.extract)(), feeding = feed(archive, inner).catch((error) => inner.destroy(error));
  for await (let file of inner) {
    let { linkname, size = 0 } = file.header, name = file.header.name.slice(above.length);
    if (files++, bytes += size, size > largest) {
      closed.push(`${name} (larger than 256 MB)`);
      for await (let piece of pieces(file)) {
        let found2 = await scanner.scan(name, piece, Number.POSITIVE_INFINITY);
        leaks.push(...found2.leaks);
      }
      continue;
    }
    let content = await whole(file), found = await scanner.scan(linkname ? `${name} -> ${linkname}` : name, content);
    leaks.push(...found.leaks), closed.push(...found.closed);
  }
  return await feeding, { leaks, closed, files, bytes };
}
async function feed(archive, inner) {
  let gunzip, isFirst = !0, write = (to, part) => to.write(part) ? void 0 : new Promise((then) => to.once("drain", then));
  for await (let part of archive) {
    if (isFirst && part[0] === 31 && part[1] === 139)
      gunzip = createGunzip(), gunzip.on("error", (error) => inner.destroy(error)), gunzip.pipe(inner);
    else if (isFirst && part[0] === 40 && part[1] === 181) {
      inner.destroy(new Error("the engine keeps its layers in zstd, which cannot be read here"));
      return;
    }
    isFirst = !1, await write(gunzip ?? inner, part);
  }
  (gunzip ?? inner).end();
}
async function* pieces(file) {
  let kept = Buffer.alloc(0);
  for await (let part of file)
    kept = Buffer.concat([kept, part]), !(kept.length < 8 * 1024 * 1024) && (yield kept, kept = Buffer.from(kept.subarray(-4096)));
  yield kept;
}
async function whole(stream) {
  let parts2 = [];
  for await (let part of stream) parts2.push(part);
  return parts2.length === 1 ? parts2[0] : Buffer.concat(parts2);
}

// packages/adp/src/layer1/scan/folders.ts
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
        let copied2 = await docker.stream(["cp", `${container}:/layers/${index}`, "-"]), scan = await scanLayer(copied2.stdout, scanner, `${index}/`).catch(() => {
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
var import_tar_stream2 = __toESM(require_tar_stream(), 1);
async function scanSaved(options) {
  let { docker, image, layers, again } = options, found = /* @__PURE__ */ new Map(), incomplete = (why) => new AdpError(SCAN_INCOMPLETE, {
    why,
    next: [again, `docker save ${image.id.slice(0, 19)} | tar -t   shows what the engine gives`]
  }), wanted = new Map([...layers].map((layer) => [layer.replace("sha256:", ""), layer]));
  for (let attempt2 of [1, 2]) {
    let manifest, saved = await docker.stream(["save", image.id]), outer = (0, import_tar_stream2.extract)();
    saved.stdout.on("error", (error) => outer.destroy(error)), saved.stdout.pipe(outer);
    let broken;
    try {
      for await (let entry of outer) {
        let layer = wanted.get(blobOf(entry));
        layer !== void 0 && entry.header.type === "file" && !found.has(layer) ? found.set(layer, await scanLayer(entry, options.scanner)) : entry.header.name === "manifest.json" ? manifest = layerNames(await whole(entry)) : entry.resume();
      }
    } catch (error) {
      broken = error;
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
function layerNames(text) {
  let [first] = JSON.parse(text.toString("utf8"));
  return first?.Layers ?? [];
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
    let value = password.reveal(), whose = `${user}'s, from ${place}`, add = (form, text) => {
      let bytes = Buffer.isBuffer(text) ? text : Buffer.from(text, "utf8"), key = bytes.toString("latin1");
      bytes.length >= 4 && !found.has(key) && found.set(key, { bytes, form, whose });
    }, pair = `${user}:${value}`;
    if (value.length >= 6) {
      add("as it is", value), add("URL-encoded", encodeURIComponent(value)), add(
        "URL-encoded",
        encodeURIComponent(value).replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())
      ), add("URL-encoded", strictlyEncoded(value)), add("in JSON", JSON.stringify(value).slice(1, -1)), add("in UTF-16", Buffer.from(value, "utf16le")), add("in hexadecimal", Buffer.from(value).toString("hex"));
      for (let text of inBase64(Buffer.from(value))) add("in base64", text);
    }
    if (value.length > 0) {
      add("as user:password", pair);
      for (let text of inBase64(Buffer.from(pair))) add("in base64 as user:password", text);
    }
  }
  return [...found.values()];
}
function strictlyEncoded(value) {
  return encodeURIComponent(value).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`
  );
}
function inBase64(value) {
  let found = [0, 1, 2].map((shift) => {
    let text = Buffer.concat([Buffer.alloc(shift), value]).toString("base64").replace(/=+$/, ""), first = Math.ceil(shift * 8 / 6), whole2 = Math.floor((shift + value.length) * 8 / 6);
    return text.slice(first, whole2);
  });
  return [...found, ...found.map((text) => text.replaceAll("+", "-").replaceAll("/", "_"))].filter(
    (text) => text.length >= 6
  );
}
function tooShort(logins) {
  return logins.filter(({ password }) => password.reveal().length < 6);
}

// packages/adp/src/layer1/scan-built.ts
async function scanImage(options) {
  let { docker, image, theirs, access, place, warn } = options, logins = [...access.logins, ...await pullLogins(options)], short2 = tooShort(logins);
  short2.length > 0 && warn([
    `The password of ${short2.map(({ user, place: where }) => `${user} (${where})`).join(", ")} is too short to be looked for by itself.`
  ]);
  let needles = needlesOf(logins), scanner = new FileScanner(needles, !0), own2 = image.layers.filter((layer) => !theirs.has(layer)), memory = new ScanMemory(
    place.state,
    needles.map((needle) => needle.bytes)
  ), fresh = new Set(own2.filter((layer) => !memory.isClean(layer))), history = readHistory(docker, image), [configuration, scans] = await Promise.all([
    history.then(({ text }) => scanConfiguration(text, image, scanner)),
    scanLayers({ docker, image, layers: fresh, scanner, history, again: options.again })
  ]), leaks = [...configuration], closed = [], [files, bytes] = [0, 0];
  for (let [layer, scan] of scans)
    leaks.push(...scan.leaks), closed.push(...scan.closed), files += scan.files, bytes += scan.bytes, scan.leaks.length === 0 && scan.closed.length === 0 && memory.remember(layer);
  return memory.save(), closed.length > 0 && warn([
    `${closed.length} files of the image could not be opened by the scan: ${closed.slice(0, 3).join(", ")}`
  ]), {
    leaks,
    summary: {
      layers: own2.length,
      known: own2.length - fresh.size,
      files,
      bytes,
      credentials: logins.length,
      closed
    }
  };
}
async function scanBuilt(options) {
  let { base, scanned = [] } = options, { leaks, summary } = await scanImage({
    ...options,
    theirs: /* @__PURE__ */ new Set([...base.image.layers, ...base.askedLayers, ...scanned]),
    pulled: base.reference
  });
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
async function scanConfiguration(history, image, scanner) {
  let texts = [
    ["the image's history", history],
    ["the image's configuration", JSON.stringify(image.config, null, 1)],
    ["the image's environment", image.env.join(`
`)]
  ], found = [];
  for (let [path, text] of texts) found.push(...(await scanner.scan(path, Buffer.from(text))).leaks);
  return found;
}
function leakError(leaks, { name, again }) {
  let [first] = leaks, places = leaks.map(({ path, line, what }) => `${path}${line > 0 ? `:${line}` : ""}  ${what}`);
  return new AdpError(LEAK, {
    what: `${name} holds ${leaks.length === 1 ? "a credential" : `${leaks.length} credentials`}: ${first?.what} in ${first?.path}.`,
    why: "Whoever gets the image can read it, also where a later step removed the file. The image was removed; `latest` is what it was.",
    evidence: [...new Set(places)].slice(0, 12),
    next: [
      "change the step that writes it: a login belongs into a build secret (RUN --mount=type=secret)",
      "docker builder prune   removes the step's copy from the build cache",
      again
    ]
  });
}
var ScanMemory = class {
  #path;
  #mark;
  #known;
  constructor(folder, values) {
    privateFolder(folder), this.#path = join9(folder, "scanned.json");
    let key = this.#key(join9(folder, "scan-key")), hash = createHmac("sha256", key).update(version());
    for (let value of [...values].sort(Buffer.compare)) hash.update(`${value.length}\0`).update(value);
    this.#mark = hash.digest("hex"), this.#known = JSON.parse(readIfPresent(this.#path) ?? "{}");
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
    let known = readIfPresent(path);
    if (known !== void 0) return known;
    let made = randomBytes(32).toString("hex");
    return writeAtomic(path, made), made;
  }
};

// packages/adp/src/layer1/secret-files.ts
import { mkdtempSync, rmSync as rmSync2, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join as join10 } from "node:path";
function writeSecretFiles(plan) {
  let folder = mkdtempSync(join10(memoryFolder(), "adp-layer1-")), files = {}, write = (id, text) => {
    text !== "" && (files[id] = join10(folder, id), writeFileSync(files[id], text, { mode: 384, flag: "wx" }));
  }, close = () => rmSync2(folder, { recursive: !0, force: !0 });
  try {
    return write(
      "apt-auth",
      aptAuth(plan.apt.flatMap(({ url, login }) => login === void 0 ? [] : [{ url, login }]))
    ), (named(plan.pipIndexes) || plan.trustedHosts.pip.length > 0) && write("pip-conf", pipConfText(plan.pipIndexes, plan.trustedHosts.pip)), (named(plan.uvIndexes) || plan.trustedHosts.uv.length > 0) && write("uv-toml", uvTomlText(plan.uvIndexes, plan.trustedHosts.uv)), { files, close };
  } catch (error) {
    throw close(), error;
  }
}
function named(indexes) {
  return indexes.some((index) => index.url !== PYPI);
}
function memoryFolder() {
  try {
    return statSync("/dev/shm").isDirectory() ? "/dev/shm" : tmpdir();
  } catch {
    return tmpdir();
  }
}

// packages/adp/src/layer1/settings.ts
import { relative as relative4 } from "node:path";
var defaultRuntime = "quay.io/astronomer/astro-runtime:11.10.0", defaultNode = "docker.io/library/node:22-bookworm-slim", drivers = ["wheel", "apt", "none"], names = [
  "IMAGE_ASTRONOMER",
  "IMAGE_PYTHON",
  "IMAGE_NODE",
  "APT_MIRROR",
  "APT_SECURITY_MIRROR",
  "LOGIN_HOSTS",
  "ODBC_DRIVER"
];
function readLayer1Settings(place, env = process.env) {
  let file = relative4(process.cwd(), place.envFile) || place.envFile, values = /* @__PURE__ */ new Map(), origin = /* @__PURE__ */ new Map(), own2 = fromFile(place, file);
  for (let name of names) {
    let value = env[name] || own2[name];
    value === void 0 || value === "" || (values.set(name, value), origin.set(name, env[name] ? "the environment" : file));
  }
  let mistake = (name, why, example) => new AdpError(SETTINGS, {
    what: `${name} in ${origin.get(name)} has a mistake.`,
    why,
    next: [`correct ${name} in ${origin.get(name)}; an example: ${name}=${example}`]
  }), image = (name) => {
    let value = values.get(name);
    if (value !== void 0 && !/^[a-zA-Z0-9][\w.:/@-]*$/.test(value))
      throw mistake(name, `"${value}" is no name of an image.`, "registry.company.com:5000/team/image:tag");
    return value;
  }, mirror = (name) => {
    let value = values.get(name);
    if (value !== void 0) {
      if (!/^https?:\/\/[^\s|\\&]+$/.test(value) || !URL.canParse(value))
        throw mistake(
          name,
          "It is no http or https address.",
          "https://artifactory.company.com/artifactory/debian-remote"
        );
      if (new URL(value).username !== "" || new URL(value).password !== "")
        throw mistake(
          name,
          "It holds a login, and .env goes into git. A login belongs into ~/.netrc.",
          "https://artifactory.company.com/artifactory/debian-remote"
        );
      return value.replace(/\/$/, "");
    }
  }, driver = values.get("ODBC_DRIVER") ?? "wheel";
  if (!drivers.includes(driver)) throw mistake("ODBC_DRIVER", `It takes ${drivers.join(", ")}.`, "wheel");
  let python2 = image("IMAGE_PYTHON"), sibling = /^(.*\/)library\/python[:@]/.exec(python2 ?? "")?.[1], aptMirror = mirror("APT_MIRROR");
  return {
    runtime: image("IMAGE_ASTRONOMER") ?? defaultRuntime,
    python: python2,
    node: image("IMAGE_NODE") ?? (sibling === void 0 ? defaultNode : `${sibling}library/node:22-bookworm-slim`),
    nodeFrom: values.has("IMAGE_NODE") ? "IMAGE_NODE" : sibling === void 0 ? "the default" : "IMAGE_PYTHON",
    aptMirror,
    aptSecurityMirror: mirror("APT_SECURITY_MIRROR") ?? (aptMirror === void 0 ? void 0 : `${aptMirror}-security`),
    loginHosts: (values.get("LOGIN_HOSTS") ?? "").split(/[\s,]+/).filter(Boolean),
    odbcDriver: driver,
    origin
  };
}
function fromFile({ envFile }, shown) {
  try {
    return parseEnvFile(readIfPresent(envFile) ?? "");
  } catch (error) {
    throw error instanceof EnvFileMistake ? new AdpError(SETTINGS, {
      what: `Line ${error.line} of ${shown} is no setting.`,
      why: "A line is NAME=value, or a comment that begins with #.",
      next: [`correct line ${error.line} of ${shown}`],
      cause: error
    }) : error;
  }
}

// packages/adp/src/layer1/sharer.ts
import { existsSync as existsSync6 } from "node:fs";
import { join as join11 } from "node:path";
function sharerName(name) {
  return name === "layer1-airflow" ? "layer1-ticket-sharer" : `${name}-ticket-sharer`;
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
  /** NAME:latest; undefined where it could not be built, which was told. */
  get name() {
    return this.#isBuilt ? `${this.#name}:latest` : void 0;
  }
  /** As it was built; undefined where it could not be. */
  async image() {
    return this.#isBuilt ? await this.options.docker.image(this.temporary) : void 0;
  }
  async build(pulls) {
    let { docker, place, settings, plan, warn } = this.options, program = join11(place.root, "packages", "ticket-sharer", "dist");
    if (existsSync6(program)) {
      try {
        await obtain(settings.node, { ...pulls, always: !1 });
      } catch (error) {
        if (!(error instanceof AdpError) || settings.nodeFrom === "IMAGE_NODE") throw error;
        warn([
          `The ticket sharer's image was not built: ${settings.node} cannot be had (${error.code}). Set IMAGE_NODE in layer1-base-image/.env; \`adp platform start\` needs it.`
        ]);
        return;
      }
      await docker.build({
        folder: place.folder,
        target: "ticket-sharer",
        tag: this.temporary,
        args: { ...plan.args, IMAGE_NODE: settings.node, SHARER_BASE: "packages" },
        contexts: { "ticket-sharer-program": program },
        labels: {
          ...plan.labels,
          "org.opencontainers.image.title": "layer1-ticket-sharer",
          [labels.inputs]: plan.inputs.hash
        }
      }), this.#isBuilt = !0;
    }
  }
  async tag() {
    if (!this.#isBuilt) return;
    let { docker, plan } = this.options;
    await Promise.all(
      [plan.tag, "latest"].map((tag) => docker.call(["tag", this.temporary, `${this.#name}:${tag}`]))
    );
  }
};

// packages/adp/src/layer1/build.ts
async function buildLayer1(options) {
  let { docker, place, name, progress, note, env = process.env } = options, startedAt = /* @__PURE__ */ new Date(), started = performance.now(), warnings = [], warn = (lines) => {
    for (let line of lines.filter((one) => !warnings.includes(one)))
      note(`  ! ${line}`), warnings.push(line);
  }, settings = readLayer1Settings(place, env), access = planAccess(place, settings, env), asked2 = Promise.allSettled([docker.engine(), docker.builder()]), [missing, commit] = await Promise.all([
    checkInputs({ place, settings, access, again: options.again }),
    lastCommit(place.root, committedInputs)
  ]);
  warn([...access.warnings, ...missing]);
  let pulls = { docker, again: options.again, env, note, always: options.pull }, { base, python: python2 } = await progress.step("Base images", async () => {
    let found = await resolveBase(settings.runtime, {
      ...pulls,
      variable: "IMAGE_ASTRONOMER",
      exactBase: options.exactBase
    });
    return warn([...found.announced, ...supportWarnings(found.runtime, startedAt)]), { base: found, python: await choosePython(settings, found, pulls, place, warn) };
  }), wheel = writeFrameworkWheel(place), plan = planBuild({ place, settings, access, base, python: python2, framework: wheel.version, commit }), temporary = `${name}:unscanned-${plan.inputs.hash.slice(0, 12)}`, sharer = new SharerImage({ docker, place, name, settings, plan, warn });
  try {
    let [before] = await Promise.all([
      docker.image(`${name}:${plan.tag}`),
      progress.step("Layer 1", () => buildImage({ ...options, plan, access, tag: temporary }))
    ]), image = await docker.image(temporary);
    if (image === void 0) throw new Error(`${temporary} was built and is not there`);
    let scanning = { docker, base, access, place, env, again: options.again, warn }, [scan] = await together(
      progress.step(
        "Scan for credentials",
        () => scanBuilt({ ...scanning, image, name: `${name}:${plan.tag}` })
      ),
      sharer.build({ ...pulls, variable: "IMAGE_NODE" })
    ), beside = await sharer.image();
    beside !== void 0 && await scanBuilt({ ...scanning, image: beside, name: sharer.name ?? "", scanned: image.layers }), await Promise.all([
      ...[plan.tag, "latest"].map((tag) => docker.call(["tag", temporary, `${name}:${tag}`])),
      sharer.tag()
    ]);
    let [engine] = await asked2, seconds = (performance.now() - started) / 1e3, provenance = writeProvenance({
      place,
      plan,
      base,
      access,
      commit,
      scan,
      startedAt,
      seconds,
      id: image.id,
      engine: engine.status === "fulfilled" ? engine.value.version : void 0
    });
    return {
      image: `${name}:latest`,
      tag: `${name}:${plan.tag}`,
      id: image.id,
      inputs: plan.inputs.hash,
      unchanged: before?.id === image.id,
      base: describeBase(base),
      scan,
      sharer: sharer.name,
      provenance,
      warnings,
      seconds
    };
  } finally {
    let names2 = [temporary, sharer.temporary];
    await docker.try(["rmi", "--force", ...names2], { signal: new AbortController().signal });
  }
}
async function together(first, second) {
  return await Promise.allSettled([first, second]), [await first, await second];
}
async function choosePython(settings, base, pulls, place, warn) {
  let own2 = { reference: base.reference, digest: base.digest };
  if (settings.python === void 0) return own2;
  let image = await obtain(settings.python, { ...pulls, variable: "IMAGE_PYTHON" }), why = misfit(
    await pythonFacts(pulls.docker, image, place.state),
    await pythonFacts(pulls.docker, base.image, place.state)
  );
  return why === void 0 ? { reference: settings.python, digest: image.id } : (warn([`IMAGE_PYTHON cannot compile the Kerberos bindings (${why}); the Runtime itself does.`]), own2);
}
async function buildImage(options) {
  let { docker, place, plan, access, progress } = options, secrets = writeSecretFiles(access), lines = [];
  try {
    let result = await docker.tryBuild({
      folder: place.folder,
      target: "layer1",
      tag: options.tag,
      args: plan.args,
      contexts: {},
      labels: plan.labels,
      secrets: secrets.files,
      noCache: options.noCache,
      fromEnvironment: access.proxies,
      onLine: (line) => {
        lines.push(line);
        let words2 = stepWords(line);
        words2 !== void 0 && progress.detail(words2);
      }
    });
    if (result instanceof ProcessFailure)
      throw explainBuild(result, lines, { docker, access, again: options.again });
  } finally {
    secrets.close();
  }
}

// packages/adp/src/layer1/explain/explain.ts
import { readFileSync as readFileSync7 } from "node:fs";

// packages/adp/src/layer1/explain/dockerfile.ts
var import_dockerfile_ast = __toESM(require_main(), 1);
function readSteps(text, targets, args) {
  let known = {}, stages = [];
  for (let instruction of import_dockerfile_ast.DockerfileParser.parse(text).getInstructions()) {
    let keyword = instruction.getKeyword(), content = instruction.getArgumentsContent() ?? "";
    if (keyword === "ARG" && stages.length === 0) {
      let [name = "", fallback = ""] = split(content);
      known[name] = args[name] ?? expand(fallback, known);
    } else keyword === "FROM" ? stages.push(stageOf(instruction, content, stages, known)) : stages.at(-1)?.steps.push(...stepsOf(instruction, keyword, content, stages.at(-1)));
  }
  let needed = /* @__PURE__ */ new Set(), need = (name) => {
    let stage = stages.find((candidate) => candidate.name === name);
    if (!(stage === void 0 || needed.has(name))) {
      needed.add(name);
      for (let other of stage.uses) need(other);
    }
  };
  for (let target of targets) need(target);
  return stages.filter((stage) => needed.has(stage.name)).flatMap((stage) => stage.steps);
}
function stageOf(instruction, content, stages, known) {
  let [, image = "", alias] = /^(?:--\S+\s+)*(\S+)(?:\s+as\s+(\S+))?/i.exec(content) ?? [], base = expand(image, known), name = alias ?? String(stages.length), isStage = stages.some((stage) => stage.name === base), steps = isStage || base === "scratch" ? [] : [{ line: lineOf2(instruction), stage: name, kind: "FROM", text: base, secrets: [], isOffline: !1 }];
  return { name, uses: new Set(isStage ? [base] : []), steps };
}
function stepsOf(instruction, keyword, content, stage) {
  if (stage === void 0) return [];
  let flags = instruction.getFlags?.() ?? [], value = (name) => flags.find((flag) => flag.getName() === name)?.getValue() ?? void 0;
  if (keyword === "COPY" || keyword === "ADD") {
    let from = value("from");
    return from !== void 0 && stage.uses.add(from), [];
  }
  if (keyword === "RUN") {
    let mounts = flags.filter((flag) => flag.getName() === "mount").map((flag) => flag.getValue() ?? "");
    for (let mount of mounts) {
      let from = /(?:^|,)from=([^,]+)/.exec(mount)?.[1];
      from !== void 0 && stage.uses.add(from);
    }
    return [
      {
        line: lineOf2(instruction),
        stage: stage.name,
        kind: "RUN",
        text: oneLine(content),
        secrets: mounts.filter((mount) => /(?:^|,)type=secret/.test(mount)).map(secretId),
        isOffline: value("network") === "none"
      }
    ];
  }
  return keyword === "ONBUILD" && /^RUN\b/i.test(content) ? [
    {
      line: lineOf2(instruction),
      stage: stage.name,
      kind: "ONBUILD RUN",
      text: oneLine(content.replace(/^RUN\s+/i, "")),
      secrets: [...content.matchAll(/--mount=(\S*type=secret\S*)/g)].map(
        (match) => secretId(match[1] ?? "")
      ),
      isOffline: /--network=none/.test(content)
    }
  ] : [];
}
function secretId(mount) {
  return /(?:^|,)id=([^,]+)/.exec(mount)?.[1] ?? "";
}
function lineOf2(instruction) {
  return instruction.getRange().start.line + 1;
}
function split(text) {
  let at = text.indexOf("=");
  return at < 0 ? [text.trim(), ""] : [
    text.slice(0, at).trim(),
    text.slice(at + 1).trim().replace(/^"|"$/g, "")
  ];
}
function expand(text, known) {
  return text.replace(
    /\$\{(\w+)(?::-([^}]*))?\}|\$(\w+)/g,
    (_, braced, fallback = "", plain) => known[braced ?? plain] || fallback
  );
}
function oneLine(text) {
  return text.replace(/--(?:mount|network|security)=\S+/g, "").replace(/\\\r?\n/g, " ").replace(/\s+/g, " ").trim();
}

// packages/adp/src/layer1/explain/explain.ts
var secretOf = { apt: "apt-auth", pip: "pip-conf", uv: "uv-toml" }, anywhere = "(any host that the engine reaches)";
async function explainLayer1(place, env = process.env) {
  let settings = readLayer1Settings(place, env), access = planAccess(place, settings, env), docker = readDockerConfig(env), images = {
    IMAGE_ASTRONOMER: settings.runtime,
    IMAGE_NODE: settings.node,
    ...settings.python === void 0 ? {} : { IMAGE_PYTHON: settings.python },
    SHARER_BASE: "packages"
  }, variableOf = (image) => image === settings.runtime ? "IMAGE_ASTRONOMER" : image === settings.node ? "IMAGE_NODE" : "IMAGE_PYTHON", steps = [];
  for (let step of readSteps(readFileSync7(place.dockerfile, "utf8"), ["layer1", "ticket-sharer"], images)) {
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
      missing: null
    })
  ), known = tools.flatMap((tool) => access[tool].map((one) => reachOf(one, tool, step)));
  return known.length + named2.length > 0 ? unique2([...known, ...named2]) : reachesNothing(step.text) ? [] : [{ host: anywhere, by: "unknown", setting: "no tool that adp knows", login: null, missing: null }];
}
function reachOf({ host, setting, login, required }, tool, step) {
  let secret = secretOf[tool], isGiven = step.kind === "ONBUILD RUN" || step.secrets.includes(secret);
  return {
    host,
    by: tool,
    setting,
    login: login === void 0 ? null : { user: login.user, place: login.place },
    missing: login === void 0 ? required ? `machine ${host.replace(/:\d+$/, "")} login YOU password TOKEN   in ~/.netrc` : null : isGiven ? null : `line ${step.line} of the Dockerfile does not mount the secret ${secret}`
  };
}
function toolsOf(command) {
  let found = [];
  return /\bapt-install\.sh|\bapt-get\b|\bapt install\b|install-system-packages/.test(command) && found.push("apt"), /\b(?:bindings|uv)\.sh\b|(?<!uv )\bpip3? |-m pip\b|install-python-dependencies/.test(command) && found.push("pip"), /python-packages\.sh|\buv (?:pip|sync|tool|add)\b/.test(command) && found.push("uv"), found;
}
function reachesNothing(command) {
  return command.split(/&&|\|\||;|\|/).map((part) => part.trim().split(/\s+/)[0] ?? "").every(
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
function explanationLines({ steps, hosts, missing, warnings }) {
  let rows = steps.flatMap((step) => {
    let what = step.kind === "FROM" ? `FROM ${step.runs}` : `${step.kind} ${short(step.runs)}`, head = [`${step.line}`, step.stage, what];
    return step.reaches.length === 0 ? [[...head, "nothing", "", "", ""]] : step.reaches.map((reach, index) => [
      ...index === 0 ? head : ["", "", ""],
      `${reach.host} (${reach.by})`,
      reach.setting,
      reach.login === null ? "none" : `${reach.login.user}, ${reach.login.place}`,
      reach.missing === null ? "" : "MISSING"
    ]);
  });
  return [
    ...table(["line", "stage", "step", "reaches", "by which setting", "as whom", ""], rows),
    "",
    `A build touches ${hosts.length} hosts: ${hosts.join(", ")}`,
    "An image that is here already is not pulled. ONBUILD steps run in a datakit's build, with its logins.",
    ...warnings.map((line) => `! ${line}`),
    ...missing.map((line) => `MISSING  ${line}`)
  ];
}
function short(command) {
  let text = command.replaceAll("/run/layer1/", "").replace(/^sh /, "");
  return text.length > 46 ? `${text.slice(0, 43)}...` : text;
}

// packages/adp/src/layer1/folder.ts
import { join as join12 } from "node:path";
function layer1Folder(root = platformRoot()) {
  let folder = join12(root, "layer1-base-image");
  return {
    root,
    folder,
    dockerfile: join12(folder, "Dockerfile"),
    envFile: join12(folder, ".env"),
    wheels: join12(folder, "framework"),
    provenance: join12(folder, ".provenance"),
    state: join12(root, ".adp", "run", "layer1")
  };
}

// packages/adp/src/layer1/sbom.ts
import { createHash as createHash3 } from "node:crypto";
var question2 = String.raw`
import importlib.metadata, json, subprocess
found = []
for line in subprocess.run(["dpkg-query", "-W", "-f", "$" + "{Package}\t$" + "{Version}\n"], capture_output=True, text=True).stdout.splitlines():
    name, version = line.split("\t")
    found.append({"kind": "deb", "name": name, "version": version})
for package in importlib.metadata.distributions():
    licence = package.metadata.get("License-Expression") or package.metadata.get("License") or ""
    found.append({"kind": "pypi", "name": package.metadata["Name"], "version": package.version, "licence": licence.splitlines()[0][:100] if licence else ""})
print(json.dumps(found))
`;
async function imageSbom(docker, image, time2) {
  let { stdout } = await docker.call([
    "run",
    "--rm",
    "--network",
    "none",
    "--entrypoint",
    "python3",
    image.id,
    "-c",
    question2
  ]), components = JSON.parse(stdout.trim().split(`
`).at(-1) ?? "[]").sort(
    (a, b) => a.kind.localeCompare(b.kind) || a.name.localeCompare(b.name)
  ), serial = createHash3("sha256").update(image.id).digest("hex"), document = {
    bomFormat: "CycloneDX",
    specVersion: "1.5",
    serialNumber: `urn:uuid:${serial.slice(0, 8)}-${serial.slice(8, 12)}-5${serial.slice(13, 16)}-8${serial.slice(17, 20)}-${serial.slice(20, 32)}`,
    version: 1,
    metadata: {
      timestamp: time2,
      tools: { components: [{ type: "application", name: "adp", version: version() }] },
      component: { type: "container", name: image.name, version: image.id }
    },
    components: components.map(({ kind, name, version: number, licence }) => ({
      type: "library",
      name,
      version: number,
      purl: kind === "deb" ? `pkg:deb/debian/${name}@${encodeURIComponent(number)}` : `pkg:pypi/${name.toLowerCase().replaceAll("_", "-")}@${encodeURIComponent(number)}`,
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
  let known = await listLayer1(docker, name), chosen = known.find((image) => image.tag === tag);
  if (chosen === void 0) {
    let there = /^[\w][\w.-]{0,127}$/.test(tag) ? await docker.image(`${name}:${tag}`) : void 0;
    throw new AdpError(there === void 0 ? NO_IMAGE : NOT_LAYER1, {
      what: there === void 0 ? `There is no image ${name}:${tag} here.` : `${name}:${tag} was not built by adp layer1 build: it lacks the label ${labels.inputs}.`,
      why: known.length === 0 ? "No Layer 1 was built here yet." : `There are: ${known.map((image) => image.tag).join(", ")}.`,
      next: [`${typed("layer1 list")}   shows them`, "make build   in layer1-base-image builds one"]
    });
  }
  await docker.call(["tag", `${name}:${tag}`, `${name}:latest`]);
  let sharer = sharerName(name);
  return await docker.image(`${sharer}:${tag}`) !== void 0 && await docker.call(["tag", `${sharer}:${tag}`, `${sharer}:latest`]), { ...chosen, inUse: !0 };
}

// packages/adp/src/layer1/verify/print.ts
function verifiedLines({ image, ok, checks }) {
  let state = (check) => check.ok ? "ok" : check.isWarning ? "warning" : "FAILED";
  return [
    ...table(
      ["check", "", "what"],
      checks.map((check) => [check.name, state(check), check.what])
    ),
    "",
    ...checks.flatMap(
      (check) => check.ok ? [] : [
        `${check.code}  ${check.name}: ${check.what}`,
        ...check.next.map((next, index) => `  ${index === 0 ? "next:" : "  or:"} ${next}`)
      ]
    ),
    ok ? `${image} is what Layer 1 promises.` : `${image} is not what Layer 1 promises.`
  ];
}

// packages/adp/src/layer1/verify/verify.ts
import { readFileSync as readFileSync8 } from "node:fs";

// packages/adp/src/layer1/verify/inside.ts
var insideProgram = `
import json, os, shutil, subprocess, sys
results = {}

def check(name):
    def decorate(work):
        try:
            results[name] = {"ok": True, "what": work()}
        except BaseException as error:
            results[name] = {"ok": False, "what": "%s: %s" % (type(error).__name__, str(error).strip()[:500])}
    return decorate

def must(condition, what):
    if not condition:
        raise AssertionError(what)
    return what

@check("user")
def _():
    import pwd
    uid, gid = os.getuid(), os.getgid()
    must((uid, gid) == (50000, 0), "it runs as %d:%d" % (uid, gid))
    return must(pwd.getpwuid(uid).pw_name == "astro", "user 50000 is " + pwd.getpwuid(uid).pw_name) and "astro, 50000:0"

@check("airflow")
def _():
    import importlib.metadata as metadata
    return metadata.version("apache-airflow")

@check("framework")
def _():
    import importlib.metadata as metadata
    import sqlmodel_framework
    from sqlmodel_framework import ReferenceTable, TransactionalTable
    return metadata.version("sqlmodel-framework")

@check("kerberos")
def _():
    import ctypes
    import importlib.metadata as metadata
    import gssapi
    ctypes.CDLL("libgssapi_krb5.so.2")
    must(shutil.which("kinit") and shutil.which("klist"), "kinit and klist are not on PATH")
    configuration = open("/etc/krb5.conf").read() if os.path.exists("/etc/krb5.conf") else ""
    realm = next((line.split("=")[1].strip() for line in configuration.splitlines() if line.strip().startswith("default_realm")), None)
    return "gssapi %s, realm %s" % (metadata.version("gssapi"), realm)

@check("odbc")
def _():
    import pyodbc
    wanted = ["ODBC Driver 18 for SQL Server", "FreeTDS"]
    drivers = pyodbc.drivers()
    for name in wanted:
        must(name in drivers, "%s is not registered (there are: %s)" % (name, ", ".join(drivers) or "none"))
        server = "127.0.0.1,1" if name != "FreeTDS" else "127.0.0.1;Port=1"
        try:
            pyodbc.connect("Driver={%s};Server=%s;UID=nobody;PWD=none;Encrypt=no" % (name, server), timeout=2)
        except pyodbc.Error as error:
            # Nobody listens there: what matters is that the driver itself was loaded and tried.
            must("open lib" not in str(error) and "IM002" not in str(error), "%s: %s" % (name, error))
    return "%s load through pyodbc %s" % (" and ".join(wanted), pyodbc.version)

@check("pip")
def _():
    done = subprocess.run([sys.executable, "-m", "pip", "check"], capture_output=True, text=True)
    must(done.returncode == 0, done.stdout.strip() or done.stderr.strip())
    return "no broken requirements"

@check("compiler")
def _():
    found = [name for name in ("gcc", "cc", "g++", "c++", "clang", "tcc", "cpp") if shutil.which(name)]
    must(not found, ", ".join(found) + " on PATH")
    return "none"

print(json.dumps(results))
`, writableProgram = `
import json, os, stat
found = []
for folder, folders, files in os.walk("/"):
    if folder == "/":
        folders[:] = [name for name in folders if name not in ("proc", "sys", "dev")]
    for name in folders + files:
        path = os.path.join(folder, name)
        mode = os.lstat(path).st_mode
        if stat.S_ISLNK(mode) or not mode & stat.S_IWOTH:
            continue
        if stat.S_ISDIR(mode) and mode & stat.S_ISVTX:
            continue
        found.append(path)
print(json.dumps(found[:50]))
`, ticketProgram = String.raw`
import json, os, socket, subprocess, sys, threading
spn = sys.argv[1]
cache = "/dev/shm/adp-ccache"
with open(os.open(cache, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
    file.write(sys.stdin.buffer.read())
os.environ["KRB5CCNAME"] = "FILE:" + cache
import pyodbc
seen = []
listener = socket.create_server(("127.0.0.1", 0))

def serve():
    connection, _ = listener.accept()
    while True:
        header = connection.recv(8)
        if len(header) < 8:
            return
        length = int.from_bytes(header[2:4], "big") - 8
        body = b""
        while len(body) < length:
            part = connection.recv(length - len(body))
            if not part:
                return
            body += part
        seen.append(header[0])
        if header[0] != 0x12:
            connection.close()
            return
        # PRELOGIN: version 16, and encryption is not supported (MS-TDS 2.2.6.5).
        options = b"\x00\x00\x0b\x00\x06\x01\x00\x11\x00\x01\xff" + b"\x10\x00\x0f\xa0\x00\x00" + b"\x02"
        connection.sendall(bytes([4, 1]) + (8 + len(options)).to_bytes(2, "big") + b"\x00\x00\x01\x00" + options)

threading.Thread(target=serve, daemon=True).start()
said = ""
try:
    pyodbc.connect("Driver={ODBC Driver 18 for SQL Server};Server=127.0.0.1,%d;Trusted_Connection=yes;Encrypt=no;ServerSPN=%s"
        % (listener.getsockname()[1], spn), timeout=15)
except pyodbc.Error as error:
    said = str(error)
tickets = subprocess.run(["klist"], capture_output=True, text=True)
has = spn.lower() in tickets.stdout.lower()
print(json.dumps({"ok": has and 0x10 in seen, "what": "the driver got a ticket for " + spn if has else (said or tickets.stderr)[:500]}))
`;

// packages/adp/src/layer1/verify/verify.ts
var onBuild = [
  /^COPY packages\.txt/,
  /^RUN .*install-system-packages|^RUN install-system-packages/,
  /install-python-dependencies/,
  /^COPY .*\. \.$/
];
async function verifyLayer1(options) {
  let { docker, place, again, env = process.env } = options, image = await docker.image(options.image);
  if (image === void 0)
    throw new AdpError(NO_IMAGE, {
      what: `There is no image ${options.image} here.`,
      next: ["make build   in layer1-base-image", `${typed("layer1 list")}   shows those that are here`]
    });
  let checks = [], add = (name, definition, ok, what, next, isWarning = !1) => checks.push({
    name,
    ok,
    code: ok ? null : definition.code,
    isWarning,
    what,
    next: ok ? [] : [next, again]
  }), rebuild = "make build   in layer1-base-image builds it anew", lacking = [...Object.values(labels), runtimeLabel, airflowLabel].filter(
    (label) => !(label in image.labels)
  );
  add(
    "labels",
    V_LABELS,
    lacking.length === 0,
    lacking.length === 0 ? `Layer 1 ${image.labels[labels.version]}, inputs ${image.labels[labels.inputs]?.slice(0, 12)}` : `missing: ${lacking.join(", ")}`,
    rebuild
  );
  let steps = onBuild.filter((step) => !image.onBuild.some((line) => step.test(line)));
  add(
    "onbuild",
    V_ONBUILD,
    steps.length === 0,
    steps.length === 0 ? `${image.onBuild.length} steps, as the Runtime's` : `${image.onBuild.length} steps; a datakit would install or copy nothing`,
    rebuild
  );
  let inside = await run(docker, image, ["--entrypoint", "python3", image.id, "-c", insideProgram]);
  if (inside instanceof ProcessFailure)
    add("python", V_STARTS, !1, `${inside.message} ${inside.tail(2).join(" ")}`.trim(), rebuild);
  else {
    let said = JSON.parse(lastLine(inside.stdout)), take = (name, definition, next) => {
      let result = said[name] ?? { ok: !1, what: "was not checked" };
      add(name, definition, result.ok, result.what, next);
    };
    take("user", V_USER, "end the Dockerfile with USER astro");
    let airflow = said.airflow?.what;
    add(
      "airflow",
      V_AIRFLOW,
      airflow === image.labels[airflowLabel],
      `${airflow} (label: ${image.labels[airflowLabel]})`,
      rebuild
    ), take("framework", V_FRAMEWORK, rebuild), take("kerberos", V_KERBEROS, "packages.txt names krb5-user; requirements.txt names gssapi"), readLayer1Settings(place, env).odbcDriver !== "none" && take(
      "odbc",
      V_ODBC,
      "packages.txt names unixodbc and tdsodbc; ODBC_DRIVER in .env chooses Microsoft's driver"
    ), take("pip", V_PIP_CHECK, "correct requirements.txt"), take("compiler", V_COMPILER, "compile in a stage of its own, and copy what comes out");
  }
  let writable = await run(docker, image, [
    "--user",
    "0",
    "--entrypoint",
    "python3",
    image.id,
    "-c",
    writableProgram
  ]);
  if (writable instanceof ProcessFailure)
    add("writable", V_WRITABLE, !1, `not checked: ${writable.message}`, rebuild);
  else {
    let paths = JSON.parse(lastLine(writable.stdout));
    add(
      "writable",
      V_WRITABLE,
      paths.length === 0,
      paths.length === 0 ? "nothing but sticky folders" : paths.slice(0, 5).join(", "),
      "chmod o-w in the step that makes it"
    );
  }
  options.ticket !== void 0 && await ticketCheck(options, image, add);
  let notes = [], { leaks, summary } = await scanImage({
    docker,
    image,
    theirs: new Set(image.layers.slice(0, Number(image.labels[labels.baseLayers] ?? 0))),
    pulled: image.labels["org.opencontainers.image.base.name"] ?? options.image,
    access: planAccess(place, readLayer1Settings(place, env), env),
    place,
    env,
    again,
    warn: (lines) => notes.push(...lines)
  }), [leak] = leaks;
  add(
    "credentials",
    V_LEAK,
    leak === void 0,
    leak === void 0 ? `none in ${summary.layers} layers, the history and the configuration${notes.length > 0 ? `; ${notes.join("; ")}` : ""}` : `${leak.what} in ${leak.path}${leaks.length > 1 ? `, and ${leaks.length - 1} more` : ""}`,
    "build it anew without that step's file, and replace the credential at its source"
  );
  let support = supportWarnings(image.labels[runtimeLabel], /* @__PURE__ */ new Date());
  return add(
    "support",
    V_SUPPORT,
    support.length === 0,
    support.join(" ") || `Runtime ${image.labels[runtimeLabel]} is supported`,
    "IMAGE_ASTRONOMER in layer1-base-image/.env names another Runtime",
    !0
  ), {
    image: options.image,
    id: image.id,
    ok: checks.every((check) => check.ok || check.isWarning),
    checks
  };
}
async function ticketCheck({ docker, ticket }, image, add) {
  if (ticket === void 0) return;
  let result = await docker.try(
    [
      "run",
      "--rm",
      "--interactive",
      "--network",
      ticket.network,
      "--entrypoint",
      "python3",
      image.id,
      "-c",
      ticketProgram,
      ticket.spn
    ],
    { input: readFileSync8(ticket.ccache), timeoutMs: 6e4 }
  ), answer = result instanceof ProcessFailure ? { ok: !1, what: `${result.message} ${result.tail(2).join(" ")}`.trim() } : JSON.parse(lastLine(result.stdout));
  add(
    "ticket",
    V_TICKET,
    answer.ok,
    answer.what,
    `kvno ${ticket.spn}   asks the KDC without the driver`
  );
}
function run(docker, _, args) {
  return docker.try(["run", "--rm", "--network", "none", ...args], { timeoutMs: 12e4 });
}
function lastLine(text) {
  return text.trim().split(`
`).at(-1) ?? "";
}

// packages/adp/src/commands/layer1.ts
function run2(args) {
  let again = typed(`layer1 ${args.filter((word) => word !== "--json").join(" ")}`), layer1 = newCommand("adp layer1", "The organisation's image, built safely behind a corporate wall.", [
    "adp layer1 explain              who is asked, as whom, before anything runs",
    "adp layer1 build                layer1-airflow:latest, scanned for credentials",
    "adp layer1 verify               is the image what Layer 1 promises?",
    "adp layer1 list                 the Layer 1 images that are here",
    "adp layer1 use 0.1.0-1a2b3c4d5e6f   an earlier one becomes latest"
  ]), json = ["--json", "one JSON document on stdout, nothing else"], name = [
    "--name <name>",
    "the image's name without a tag",
    process.env.LAYER1_IMAGE || "layer1-airflow"
  ];
  return layer1.command("framework").description("make the framework's wheel for a plain docker build").option(...json).action((options) => {
    let output = openOutput(options), wheel = writeFrameworkWheel(layer1Folder());
    output.document(wheel), output.print(`${wheel.changed ? "Made" : "Unchanged:"} ${relative5(process.cwd(), wheel.path)}`);
  }), layer1.command("build").description("build Layer 1, and scan it for credentials").option("--exact-base", "take IMAGE_ASTRONOMER as it is, or fail").option("--no-cache", "run every step again").option("--pull", "ask the registries for newer base images").option("--sbom <file>", "write the image's packages as CycloneDX").option(...name).option(...json).action(async (options) => {
    await interruptible(
      async (signal) => {
        let output = openOutput(options), docker = new Docker({ again, signal }), place = layer1Folder(), hooked = hasHook(place.root), built = await buildLayer1({
          docker,
          place,
          name: options.name,
          exactBase: options.exactBase === !0,
          noCache: !options.cache,
          pull: options.pull === !0,
          again,
          progress: new Progress(output, signal),
          note: output.note
        });
        options.sbom !== void 0 && writeAtomic(
          options.sbom,
          await imageSbom(docker, { name: built.image, id: built.id }, (/* @__PURE__ */ new Date()).toISOString()),
          420
        );
        let hook = await hooked;
        output.document({ ...built, hook: hook ?? null }), output.print(`${built.image} is ready${built.unchanged ? ", unchanged" : ""}: ${built.tag}`), output.print(
          `  base       Runtime ${built.base.runtime}, Airflow ${built.base.airflow} (${built.base.taken})`
        ), output.print(
          `  scan       no credential in ${built.scan.layers} layers, the history and the configuration (${built.scan.credentials} logins took part)`
        ), built.sharer !== void 0 && output.print(`  ticket     ${built.sharer}`), output.print(`  record     ${relative5(process.cwd(), built.provenance)}`), hook === !1 && output.print(
          "  commits    are not looked at for credentials in this clone: make hook   has git do it"
        );
      },
      async () => {
      }
    );
  }), layer1.command("explain").description("every step: which hosts it will reach, by which setting, as whom, and what is missing").option(...json).action(async (options, command) => {
    let output = openOutput(options), explanation = await explainLayer1(layer1Folder());
    output.document(explanation);
    for (let line of explanationLines(explanation)) output.print(line);
    command.setOptionValue("exit", explanation.missing.length === 0 ? Exit.ok : Exit.credential);
  }), layer1.command("verify").argument("[image]", "the image (default: latest)").description("check an image against what Layer 1 promises, without building").option("--mssql-spn <spn>", "Microsoft's driver must get a ticket for it: MSSQLSvc/host:1433").option("--ccache <file>", "the ticket cache for that (default: KRB5CCNAME)").option("--network <name>", "the container's network for that", "host").option(...name).option(...json).action(async (image, options, command) => {
    let output = openOutput(options), found = await verifyLayer1({
      docker: new Docker({ again }),
      place: layer1Folder(),
      image: image ?? `${options.name}:latest`,
      again,
      ticket: ticketOf(options)
    });
    output.document(found);
    for (let line of verifiedLines(found)) output.print(line);
    command.setOptionValue("exit", found.ok ? Exit.ok : Exit.job);
  }), layer1.command("list").description("the Layer 1 images that are here").option(...name).option(...json).action(async (options) => {
    let output = openOutput(options), images = await listLayer1(new Docker({ again }), options.name);
    if (output.document(images), images.length === 0)
      output.print("No Layer 1 is here. make build   in layer1-base-image builds one");
    else
      for (let line of table(
        ["", "tag", "Runtime", "Airflow", "framework", "MB"],
        images.map((one) => [
          one.inUse ? "*" : "",
          one.tag,
          one.runtime,
          one.airflow,
          one.framework,
          one.megabytes
        ])
      ))
        output.print(line);
  }), layer1.command("use").argument("<tag>", "a tag that `adp layer1 list` shows").description("make an earlier Layer 1 the one that datakits are built on").option(...name).option(...json).action(async (tag, options) => {
    let output = openOutput(options), image = await useLayer1(new Docker({ again }), options.name, tag);
    output.document(image), output.print(`${options.name}:latest is ${tag} now. A datakit takes it with its next build.`);
  }), runCommand(layer1, args);
}
function ticketOf({ mssqlSpn, ccache, network }) {
  if (mssqlSpn === void 0) return;
  let cache = ccache ?? process.env.KRB5CCNAME ?? "";
  return { spn: mssqlSpn, ccache: cache.replace(/^FILE:/, ""), network };
}
export {
  run2 as run
};
