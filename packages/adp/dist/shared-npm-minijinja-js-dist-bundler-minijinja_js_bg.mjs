import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  KIT_BASE,
  KIT_CHANGED,
  KIT_CONFLICTS,
  KIT_GIT,
  KIT_LINK,
  KIT_NO_UPDATE,
  KIT_TEMPLATE,
  KIT_UNFINISHED,
  demandClean,
  factsOf,
  lockOf,
  lockPath,
  lockText,
  readLock,
  readTreeFile,
  readWorktree,
  sha256,
  templateState,
  templateVersion
} from "./shared-datakit-errors.mjs";
import {
  Docker,
  baseImageOf,
  parseJson,
  tryJson
} from "./shared-npm-zod-v4-locales-en.mjs";
import {
  ask
} from "./shared-kernel-ask.mjs";
import {
  ProcessFailure,
  attempt,
  makeFolder,
  openStream,
  privateFolder,
  readIfPresent,
  writeAtomic
} from "./shared-kernel-files.mjs";
import {
  _default,
  _enum,
  array,
  catchall,
  nullable,
  nullish,
  number2 as number,
  object,
  optional,
  string,
  unknown
} from "./shared-npm-zod-v4-core-api.mjs";
import {
  AdpError,
  reasonOf
} from "./shared-kernel-command-line.mjs";
import {
  compareVersions
} from "./shared-kernel-version.mjs";
import {
  platformRoot
} from "./shared-kernel-home.mjs";
import {
  act,
  adp,
  again,
  either,
  run,
  shell,
  stagedName
} from "./shared-cli-kit-src-bounded-log.mjs";
import {
  __export
} from "./shared-helpers.mjs";

// packages/adp/src/datakit/major.ts
var majors = ["3", "2"], majorAnswer = "_airflow_major", layer1 = "layer1-airflow:latest", airflowLabel = "io.astronomer.docker.airflow.version";
async function localMajor(image = layer1, docker = new Docker()) {
  let format = `{{index .Config.Labels "${airflowLabel}"}}`, done = await docker.try(["image", "inspect", "--format", format, image], { timeoutMs: 5e3 });
  if (!(done instanceof ProcessFailure))
    return majors.find((major) => done.stdout.startsWith(`${major}.`));
}

// packages/adp/src/datakit/names.ts
var rule = object({
  pattern: optional(string()),
  names: optional(array(string())),
  why: string()
}), nameRules = array(rule);
function nameMeant(name, rules) {
  let words = name.toLowerCase().replaceAll(/[ _-]+/g, "-").replaceAll(/^-|-$/g, "").replace(/(-datakit)+$/, "");
  return nameTrouble(words, rules) === void 0 ? words : void 0;
}
function nameTrouble(name, rules) {
  return rules.find(({ pattern = ".*", names = [] }) => !new RegExp(`^(?:${pattern})$`, "s").test(name) || names.join(" ").split(" ").includes(name))?.why;
}

// packages/adp/src/datakit/template.ts
import { lstatSync, readdirSync, readFileSync as readFileSync2, statSync } from "node:fs";
import { join as join2, posix } from "node:path";

// packages/adp/src/datakit/jinja.ts
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

// node_modules/minijinja-js/dist/bundler/minijinja_js_bg.js
var minijinja_js_bg_exports = {};
__export(minijinja_js_bg_exports, {
  Environment: () => Environment,
  __wbg_String_8f0eb39a4a4c2f66: () => __wbg_String_8f0eb39a4a4c2f66,
  __wbg_apply_36be6a55257c99bf: () => __wbg_apply_36be6a55257c99bf,
  __wbg_buffer_609cc3eee51ed158: () => __wbg_buffer_609cc3eee51ed158,
  __wbg_call_672a4d21634d4a24: () => __wbg_call_672a4d21634d4a24,
  __wbg_done_769e5ede4b31c67b: () => __wbg_done_769e5ede4b31c67b,
  __wbg_entries_3265d4158b33e5dc: () => __wbg_entries_3265d4158b33e5dc,
  __wbg_error_7534b8e9a36f1ab4: () => __wbg_error_7534b8e9a36f1ab4,
  __wbg_from_2a5d3e218e67aa85: () => __wbg_from_2a5d3e218e67aa85,
  __wbg_get_67b2ba62fc30de12: () => __wbg_get_67b2ba62fc30de12,
  __wbg_get_b9b93047fe3cf45b: () => __wbg_get_b9b93047fe3cf45b,
  __wbg_instanceof_ArrayBuffer_e14585432e3737fc: () => __wbg_instanceof_ArrayBuffer_e14585432e3737fc,
  __wbg_instanceof_Map_f3469ce2244d2430: () => __wbg_instanceof_Map_f3469ce2244d2430,
  __wbg_instanceof_Uint8Array_17156bcf118086a9: () => __wbg_instanceof_Uint8Array_17156bcf118086a9,
  __wbg_isArray_a1eab7e0d067391b: () => __wbg_isArray_a1eab7e0d067391b,
  __wbg_isSafeInteger_343e2beeeece1bb0: () => __wbg_isSafeInteger_343e2beeeece1bb0,
  __wbg_iterator_9a24c88df860dc65: () => __wbg_iterator_9a24c88df860dc65,
  __wbg_length_a446193dc22c12f8: () => __wbg_length_a446193dc22c12f8,
  __wbg_length_e2d2a49132c1b256: () => __wbg_length_e2d2a49132c1b256,
  __wbg_new_405e22f390576ce2: () => __wbg_new_405e22f390576ce2,
  __wbg_new_5e0be73521bc8c17: () => __wbg_new_5e0be73521bc8c17,
  __wbg_new_78feb108b6472713: () => __wbg_new_78feb108b6472713,
  __wbg_new_8a6f238a6ece86ea: () => __wbg_new_8a6f238a6ece86ea,
  __wbg_new_a12002a7f91c75be: () => __wbg_new_a12002a7f91c75be,
  __wbg_newwithbyteoffsetandlength_d97e637ebe145a9a: () => __wbg_newwithbyteoffsetandlength_d97e637ebe145a9a,
  __wbg_next_25feadfc0913fea9: () => __wbg_next_25feadfc0913fea9,
  __wbg_next_6574e1a8a62d1055: () => __wbg_next_6574e1a8a62d1055,
  __wbg_push_737cfc8c1432c2c6: () => __wbg_push_737cfc8c1432c2c6,
  __wbg_set_37837023f3d740e8: () => __wbg_set_37837023f3d740e8,
  __wbg_set_3f1d0b984ed272ed: () => __wbg_set_3f1d0b984ed272ed,
  __wbg_set_65595bdd868b3009: () => __wbg_set_65595bdd868b3009,
  __wbg_set_8fc6bf8a5b1071d1: () => __wbg_set_8fc6bf8a5b1071d1,
  __wbg_set_wasm: () => __wbg_set_wasm,
  __wbg_stack_0ed75d68575b0f3c: () => __wbg_stack_0ed75d68575b0f3c,
  __wbg_value_cd1ffa7b1ab794f1: () => __wbg_value_cd1ffa7b1ab794f1,
  __wbindgen_bigint_from_i128: () => __wbindgen_bigint_from_i128,
  __wbindgen_bigint_from_i64: () => __wbindgen_bigint_from_i64,
  __wbindgen_bigint_from_u128: () => __wbindgen_bigint_from_u128,
  __wbindgen_bigint_from_u64: () => __wbindgen_bigint_from_u64,
  __wbindgen_bigint_get_as_i64: () => __wbindgen_bigint_get_as_i64,
  __wbindgen_boolean_get: () => __wbindgen_boolean_get,
  __wbindgen_debug_string: () => __wbindgen_debug_string,
  __wbindgen_error_new: () => __wbindgen_error_new,
  __wbindgen_in: () => __wbindgen_in,
  __wbindgen_is_array: () => __wbindgen_is_array,
  __wbindgen_is_bigint: () => __wbindgen_is_bigint,
  __wbindgen_is_function: () => __wbindgen_is_function,
  __wbindgen_is_object: () => __wbindgen_is_object,
  __wbindgen_is_string: () => __wbindgen_is_string,
  __wbindgen_jsval_eq: () => __wbindgen_jsval_eq,
  __wbindgen_jsval_loose_eq: () => __wbindgen_jsval_loose_eq,
  __wbindgen_memory: () => __wbindgen_memory,
  __wbindgen_number_get: () => __wbindgen_number_get,
  __wbindgen_number_new: () => __wbindgen_number_new,
  __wbindgen_object_drop_ref: () => __wbindgen_object_drop_ref,
  __wbindgen_string_get: () => __wbindgen_string_get,
  __wbindgen_string_new: () => __wbindgen_string_new,
  __wbindgen_throw: () => __wbindgen_throw
});
var wasm;
function __wbg_set_wasm(val) {
  wasm = val;
}
var heap = new Array(128).fill(void 0);
heap.push(void 0, null, !0, !1);
function getObject(idx) {
  return heap[idx];
}
var WASM_VECTOR_LEN = 0, cachedUint8ArrayMemory0 = null;
function getUint8ArrayMemory0() {
  return (cachedUint8ArrayMemory0 === null || cachedUint8ArrayMemory0.byteLength === 0) && (cachedUint8ArrayMemory0 = new Uint8Array(wasm.memory.buffer)), cachedUint8ArrayMemory0;
}
var lTextEncoder = typeof TextEncoder > "u" ? (0, module.require)("util").TextEncoder : TextEncoder, cachedTextEncoder = new lTextEncoder("utf-8"), encodeString = typeof cachedTextEncoder.encodeInto == "function" ? function(arg, view) {
  return cachedTextEncoder.encodeInto(arg, view);
} : function(arg, view) {
  let buf = cachedTextEncoder.encode(arg);
  return view.set(buf), {
    read: arg.length,
    written: buf.length
  };
};
function passStringToWasm0(arg, malloc, realloc) {
  if (realloc === void 0) {
    let buf = cachedTextEncoder.encode(arg), ptr2 = malloc(buf.length, 1) >>> 0;
    return getUint8ArrayMemory0().subarray(ptr2, ptr2 + buf.length).set(buf), WASM_VECTOR_LEN = buf.length, ptr2;
  }
  let len = arg.length, ptr = malloc(len, 1) >>> 0, mem = getUint8ArrayMemory0(), offset = 0;
  for (; offset < len; offset++) {
    let code = arg.charCodeAt(offset);
    if (code > 127) break;
    mem[ptr + offset] = code;
  }
  if (offset !== len) {
    offset !== 0 && (arg = arg.slice(offset)), ptr = realloc(ptr, len, len = offset + arg.length * 3, 1) >>> 0;
    let view = getUint8ArrayMemory0().subarray(ptr + offset, ptr + len), ret = encodeString(arg, view);
    offset += ret.written, ptr = realloc(ptr, len, offset, 1) >>> 0;
  }
  return WASM_VECTOR_LEN = offset, ptr;
}
var cachedDataViewMemory0 = null;
function getDataViewMemory0() {
  return (cachedDataViewMemory0 === null || cachedDataViewMemory0.buffer.detached === !0 || cachedDataViewMemory0.buffer.detached === void 0 && cachedDataViewMemory0.buffer !== wasm.memory.buffer) && (cachedDataViewMemory0 = new DataView(wasm.memory.buffer)), cachedDataViewMemory0;
}
var heap_next = heap.length;
function addHeapObject(obj) {
  heap_next === heap.length && heap.push(heap.length + 1);
  let idx = heap_next;
  return heap_next = heap[idx], heap[idx] = obj, idx;
}
function handleError(f, args) {
  try {
    return f.apply(this, args);
  } catch (e) {
    wasm.__wbindgen_export_2(addHeapObject(e));
  }
}
var lTextDecoder = typeof TextDecoder > "u" ? (0, module.require)("util").TextDecoder : TextDecoder, cachedTextDecoder = new lTextDecoder("utf-8", { ignoreBOM: !0, fatal: !0 });
cachedTextDecoder.decode();
function getStringFromWasm0(ptr, len) {
  return ptr = ptr >>> 0, cachedTextDecoder.decode(getUint8ArrayMemory0().subarray(ptr, ptr + len));
}
function dropObject(idx) {
  idx < 132 || (heap[idx] = heap_next, heap_next = idx);
}
function takeObject(idx) {
  let ret = getObject(idx);
  return dropObject(idx), ret;
}
function isLikeNone(x) {
  return x == null;
}
function debugString(val) {
  let type = typeof val;
  if (type == "number" || type == "boolean" || val == null)
    return `${val}`;
  if (type == "string")
    return `"${val}"`;
  if (type == "symbol") {
    let description = val.description;
    return description == null ? "Symbol" : `Symbol(${description})`;
  }
  if (type == "function") {
    let name = val.name;
    return typeof name == "string" && name.length > 0 ? `Function(${name})` : "Function";
  }
  if (Array.isArray(val)) {
    let length = val.length, debug = "[";
    length > 0 && (debug += debugString(val[0]));
    for (let i = 1; i < length; i++)
      debug += ", " + debugString(val[i]);
    return debug += "]", debug;
  }
  let builtInMatches = /\[object ([^\]]+)\]/.exec(toString.call(val)), className;
  if (builtInMatches && builtInMatches.length > 1)
    className = builtInMatches[1];
  else
    return toString.call(val);
  if (className == "Object")
    try {
      return "Object(" + JSON.stringify(val) + ")";
    } catch {
      return "Object";
    }
  return val instanceof Error ? `${val.name}: ${val.message}
${val.stack}` : className;
}
var __wbindgen_enum_UndefinedBehavior = ["strict", "chainable", "lenient", "semi_strct"], EnvironmentFinalization = typeof FinalizationRegistry > "u" ? { register: () => {
}, unregister: () => {
} } : new FinalizationRegistry((ptr) => wasm.__wbg_environment_free(ptr >>> 0, 1)), Environment = class {
  __destroy_into_raw() {
    let ptr = this.__wbg_ptr;
    return this.__wbg_ptr = 0, EnvironmentFinalization.unregister(this), ptr;
  }
  free() {
    let ptr = this.__destroy_into_raw();
    wasm.__wbg_environment_free(ptr, 0);
  }
  constructor() {
    let ret = wasm.environment_new();
    return this.__wbg_ptr = ret >>> 0, EnvironmentFinalization.register(this, this.__wbg_ptr, this), this;
  }
  /**
   * Registers a new template by name and source.
   * @param {string} name
   * @param {string} source
   */
  addTemplate(name, source) {
    try {
      let retptr = wasm.__wbindgen_add_to_stack_pointer(-16), ptr0 = passStringToWasm0(name, wasm.__wbindgen_export_0, wasm.__wbindgen_export_1), len0 = WASM_VECTOR_LEN, ptr1 = passStringToWasm0(source, wasm.__wbindgen_export_0, wasm.__wbindgen_export_1), len1 = WASM_VECTOR_LEN;
      wasm.environment_addTemplate(retptr, this.__wbg_ptr, ptr0, len0, ptr1, len1);
      var r0 = getDataViewMemory0().getInt32(retptr + 0, !0), r1 = getDataViewMemory0().getInt32(retptr + 4, !0);
      if (r1)
        throw takeObject(r0);
    } finally {
      wasm.__wbindgen_add_to_stack_pointer(16);
    }
  }
  /**
   * Removes a template by name.
   * @param {string} name
   */
  removeTemplate(name) {
    let ptr0 = passStringToWasm0(name, wasm.__wbindgen_export_0, wasm.__wbindgen_export_1), len0 = WASM_VECTOR_LEN;
    wasm.environment_removeTemplate(this.__wbg_ptr, ptr0, len0);
  }
  /**
   * Clears all templates from the environment.
   */
  clearTemplates() {
    wasm.environment_clearTemplates(this.__wbg_ptr);
  }
  /**
   * Renders a registered template by name with the given context.
   * @param {string} name
   * @param {any} ctx
   * @returns {string}
   */
  renderTemplate(name, ctx) {
    let deferred3_0, deferred3_1;
    try {
      let retptr = wasm.__wbindgen_add_to_stack_pointer(-16), ptr0 = passStringToWasm0(name, wasm.__wbindgen_export_0, wasm.__wbindgen_export_1), len0 = WASM_VECTOR_LEN;
      wasm.environment_renderTemplate(retptr, this.__wbg_ptr, ptr0, len0, addHeapObject(ctx));
      var r0 = getDataViewMemory0().getInt32(retptr + 0, !0), r1 = getDataViewMemory0().getInt32(retptr + 4, !0), r2 = getDataViewMemory0().getInt32(retptr + 8, !0), r3 = getDataViewMemory0().getInt32(retptr + 12, !0), ptr2 = r0, len2 = r1;
      if (r3)
        throw ptr2 = 0, len2 = 0, takeObject(r2);
      return deferred3_0 = ptr2, deferred3_1 = len2, getStringFromWasm0(ptr2, len2);
    } finally {
      wasm.__wbindgen_add_to_stack_pointer(16), wasm.__wbindgen_export_3(deferred3_0, deferred3_1, 1);
    }
  }
  /**
   * Renders a string template with the given context.
   *
   * This is useful for one-off template rendering without registering the template.  The
   * template is parsed and rendered immediately.
   * @param {string} source
   * @param {any} ctx
   * @returns {string}
   */
  renderStr(source, ctx) {
    let deferred3_0, deferred3_1;
    try {
      let retptr = wasm.__wbindgen_add_to_stack_pointer(-16), ptr0 = passStringToWasm0(source, wasm.__wbindgen_export_0, wasm.__wbindgen_export_1), len0 = WASM_VECTOR_LEN;
      wasm.environment_renderStr(retptr, this.__wbg_ptr, ptr0, len0, addHeapObject(ctx));
      var r0 = getDataViewMemory0().getInt32(retptr + 0, !0), r1 = getDataViewMemory0().getInt32(retptr + 4, !0), r2 = getDataViewMemory0().getInt32(retptr + 8, !0), r3 = getDataViewMemory0().getInt32(retptr + 12, !0), ptr2 = r0, len2 = r1;
      if (r3)
        throw ptr2 = 0, len2 = 0, takeObject(r2);
      return deferred3_0 = ptr2, deferred3_1 = len2, getStringFromWasm0(ptr2, len2);
    } finally {
      wasm.__wbindgen_add_to_stack_pointer(16), wasm.__wbindgen_export_3(deferred3_0, deferred3_1, 1);
    }
  }
  /**
   * Like `renderStr` but with a named template for auto escape detection.
   * @param {string} name
   * @param {string} source
   * @param {any} ctx
   * @returns {string}
   */
  renderNamedStr(name, source, ctx) {
    let deferred4_0, deferred4_1;
    try {
      let retptr = wasm.__wbindgen_add_to_stack_pointer(-16), ptr0 = passStringToWasm0(name, wasm.__wbindgen_export_0, wasm.__wbindgen_export_1), len0 = WASM_VECTOR_LEN, ptr1 = passStringToWasm0(source, wasm.__wbindgen_export_0, wasm.__wbindgen_export_1), len1 = WASM_VECTOR_LEN;
      wasm.environment_renderNamedStr(retptr, this.__wbg_ptr, ptr0, len0, ptr1, len1, addHeapObject(ctx));
      var r0 = getDataViewMemory0().getInt32(retptr + 0, !0), r1 = getDataViewMemory0().getInt32(retptr + 4, !0), r2 = getDataViewMemory0().getInt32(retptr + 8, !0), r3 = getDataViewMemory0().getInt32(retptr + 12, !0), ptr3 = r0, len3 = r1;
      if (r3)
        throw ptr3 = 0, len3 = 0, takeObject(r2);
      return deferred4_0 = ptr3, deferred4_1 = len3, getStringFromWasm0(ptr3, len3);
    } finally {
      wasm.__wbindgen_add_to_stack_pointer(16), wasm.__wbindgen_export_3(deferred4_0, deferred4_1, 1);
    }
  }
  /**
   * Evaluates an expression with the given context.
   *
   * This is useful for evaluating expressions outside of templates.  The expression is
   * parsed and evaluated immediately.
   * @param {string} expr
   * @param {any} ctx
   * @returns {any}
   */
  evalExpr(expr, ctx) {
    try {
      let retptr = wasm.__wbindgen_add_to_stack_pointer(-16), ptr0 = passStringToWasm0(expr, wasm.__wbindgen_export_0, wasm.__wbindgen_export_1), len0 = WASM_VECTOR_LEN;
      wasm.environment_evalExpr(retptr, this.__wbg_ptr, ptr0, len0, addHeapObject(ctx));
      var r0 = getDataViewMemory0().getInt32(retptr + 0, !0), r1 = getDataViewMemory0().getInt32(retptr + 4, !0), r2 = getDataViewMemory0().getInt32(retptr + 8, !0);
      if (r2)
        throw takeObject(r1);
      return takeObject(r0);
    } finally {
      wasm.__wbindgen_add_to_stack_pointer(16);
    }
  }
  /**
   * Registers a filter function.
   * @param {string} name
   * @param {Function} func
   */
  addFilter(name, func) {
    let ptr0 = passStringToWasm0(name, wasm.__wbindgen_export_0, wasm.__wbindgen_export_1), len0 = WASM_VECTOR_LEN;
    wasm.environment_addFilter(this.__wbg_ptr, ptr0, len0, addHeapObject(func));
  }
  /**
   * Registers a test function.
   * @param {string} name
   * @param {Function} func
   */
  addTest(name, func) {
    let ptr0 = passStringToWasm0(name, wasm.__wbindgen_export_0, wasm.__wbindgen_export_1), len0 = WASM_VECTOR_LEN;
    wasm.environment_addTest(this.__wbg_ptr, ptr0, len0, addHeapObject(func));
  }
  /**
   * Enables python compatibility.
   */
  enablePyCompat() {
    wasm.environment_enablePyCompat(this.__wbg_ptr);
  }
  /**
   * Enables or disables debug mode.
   * @returns {boolean}
   */
  get debug() {
    return wasm.environment_debug(this.__wbg_ptr) !== 0;
  }
  /**
   * @param {boolean} yes
   */
  set debug(yes) {
    wasm.environment_set_debug(this.__wbg_ptr, yes);
  }
  /**
   * Enables or disables block trimming.
   * @returns {boolean}
   */
  get trimBlocks() {
    return wasm.environment_trimBlocks(this.__wbg_ptr) !== 0;
  }
  /**
   * @param {boolean} yes
   */
  set trimBlocks(yes) {
    wasm.environment_set_trimBlocks(this.__wbg_ptr, yes);
  }
  /**
   * Enables or disables the lstrip blocks feature.
   * @returns {boolean}
   */
  get lstripBlocks() {
    return wasm.environment_lstripBlocks(this.__wbg_ptr) !== 0;
  }
  /**
   * @param {boolean} yes
   */
  set lstripBlocks(yes) {
    wasm.environment_set_lstripBlocks(this.__wbg_ptr, yes);
  }
  /**
   * Enables or disables keeping of the final newline.
   * @returns {boolean}
   */
  get keepTrailingNewline() {
    return wasm.environment_keepTrailingNewline(this.__wbg_ptr) !== 0;
  }
  /**
   * @param {boolean} yes
   */
  set keepTrailingNewline(yes) {
    wasm.environment_set_keepTrailingNewline(this.__wbg_ptr, yes);
  }
  /**
   * Reconfigures the behavior of undefined variables.
   * @returns {UndefinedBehavior}
   */
  get undefinedBehavior() {
    let ret = wasm.environment_undefinedBehavior(this.__wbg_ptr);
    return __wbindgen_enum_UndefinedBehavior[ret];
  }
  /**
   * @param {UndefinedBehavior} value
   */
  set undefinedBehavior(value) {
    try {
      let retptr = wasm.__wbindgen_add_to_stack_pointer(-16);
      wasm.environment_set_undefinedBehavior(retptr, this.__wbg_ptr, (__wbindgen_enum_UndefinedBehavior.indexOf(value) + 1 || 5) - 1);
      var r0 = getDataViewMemory0().getInt32(retptr + 0, !0), r1 = getDataViewMemory0().getInt32(retptr + 4, !0);
      if (r1)
        throw takeObject(r0);
    } finally {
      wasm.__wbindgen_add_to_stack_pointer(16);
    }
  }
  /**
   * Configures the max-fuel for template evaluation.
   * @returns {number | undefined}
   */
  get fuel() {
    let ret = wasm.environment_fuel(this.__wbg_ptr);
    return ret === 4294967297 ? void 0 : ret;
  }
  /**
   * @param {number | null} [value]
   */
  set fuel(value) {
    wasm.environment_set_fuel(this.__wbg_ptr, isLikeNone(value) ? 4294967297 : value >>> 0);
  }
  /**
   * Registers a value as global.
   * @param {string} name
   * @param {any} value
   */
  addGlobal(name, value) {
    try {
      let retptr = wasm.__wbindgen_add_to_stack_pointer(-16), ptr0 = passStringToWasm0(name, wasm.__wbindgen_export_0, wasm.__wbindgen_export_1), len0 = WASM_VECTOR_LEN;
      wasm.environment_addGlobal(retptr, this.__wbg_ptr, ptr0, len0, addHeapObject(value));
      var r0 = getDataViewMemory0().getInt32(retptr + 0, !0), r1 = getDataViewMemory0().getInt32(retptr + 4, !0);
      if (r1)
        throw takeObject(r0);
    } finally {
      wasm.__wbindgen_add_to_stack_pointer(16);
    }
  }
  /**
   * Removes a global again.
   * @param {string} name
   */
  removeGlobal(name) {
    let ptr0 = passStringToWasm0(name, wasm.__wbindgen_export_0, wasm.__wbindgen_export_1), len0 = WASM_VECTOR_LEN;
    wasm.environment_removeGlobal(this.__wbg_ptr, ptr0, len0);
  }
};
function __wbg_String_8f0eb39a4a4c2f66(arg0, arg1) {
  let ret = String(getObject(arg1)), ptr1 = passStringToWasm0(ret, wasm.__wbindgen_export_0, wasm.__wbindgen_export_1), len1 = WASM_VECTOR_LEN;
  getDataViewMemory0().setInt32(arg0 + 4, len1, !0), getDataViewMemory0().setInt32(arg0 + 0, ptr1, !0);
}
function __wbg_apply_36be6a55257c99bf() {
  return handleError(function(arg0, arg1, arg2) {
    let ret = getObject(arg0).apply(getObject(arg1), getObject(arg2));
    return addHeapObject(ret);
  }, arguments);
}
function __wbg_buffer_609cc3eee51ed158(arg0) {
  let ret = getObject(arg0).buffer;
  return addHeapObject(ret);
}
function __wbg_call_672a4d21634d4a24() {
  return handleError(function(arg0, arg1) {
    let ret = getObject(arg0).call(getObject(arg1));
    return addHeapObject(ret);
  }, arguments);
}
function __wbg_done_769e5ede4b31c67b(arg0) {
  return getObject(arg0).done;
}
function __wbg_entries_3265d4158b33e5dc(arg0) {
  let ret = Object.entries(getObject(arg0));
  return addHeapObject(ret);
}
function __wbg_error_7534b8e9a36f1ab4(arg0, arg1) {
  let deferred0_0, deferred0_1;
  try {
    deferred0_0 = arg0, deferred0_1 = arg1, console.error(getStringFromWasm0(arg0, arg1));
  } finally {
    wasm.__wbindgen_export_3(deferred0_0, deferred0_1, 1);
  }
}
function __wbg_from_2a5d3e218e67aa85(arg0) {
  let ret = Array.from(getObject(arg0));
  return addHeapObject(ret);
}
function __wbg_get_67b2ba62fc30de12() {
  return handleError(function(arg0, arg1) {
    let ret = Reflect.get(getObject(arg0), getObject(arg1));
    return addHeapObject(ret);
  }, arguments);
}
function __wbg_get_b9b93047fe3cf45b(arg0, arg1) {
  let ret = getObject(arg0)[arg1 >>> 0];
  return addHeapObject(ret);
}
function __wbg_instanceof_ArrayBuffer_e14585432e3737fc(arg0) {
  let result;
  try {
    result = getObject(arg0) instanceof ArrayBuffer;
  } catch {
    result = !1;
  }
  return result;
}
function __wbg_instanceof_Map_f3469ce2244d2430(arg0) {
  let result;
  try {
    result = getObject(arg0) instanceof Map;
  } catch {
    result = !1;
  }
  return result;
}
function __wbg_instanceof_Uint8Array_17156bcf118086a9(arg0) {
  let result;
  try {
    result = getObject(arg0) instanceof Uint8Array;
  } catch {
    result = !1;
  }
  return result;
}
function __wbg_isArray_a1eab7e0d067391b(arg0) {
  return Array.isArray(getObject(arg0));
}
function __wbg_isSafeInteger_343e2beeeece1bb0(arg0) {
  return Number.isSafeInteger(getObject(arg0));
}
function __wbg_iterator_9a24c88df860dc65() {
  return addHeapObject(Symbol.iterator);
}
function __wbg_length_a446193dc22c12f8(arg0) {
  return getObject(arg0).length;
}
function __wbg_length_e2d2a49132c1b256(arg0) {
  return getObject(arg0).length;
}
function __wbg_new_405e22f390576ce2() {
  let ret = new Object();
  return addHeapObject(ret);
}
function __wbg_new_5e0be73521bc8c17() {
  return addHeapObject(/* @__PURE__ */ new Map());
}
function __wbg_new_78feb108b6472713() {
  let ret = new Array();
  return addHeapObject(ret);
}
function __wbg_new_8a6f238a6ece86ea() {
  let ret = new Error();
  return addHeapObject(ret);
}
function __wbg_new_a12002a7f91c75be(arg0) {
  let ret = new Uint8Array(getObject(arg0));
  return addHeapObject(ret);
}
function __wbg_newwithbyteoffsetandlength_d97e637ebe145a9a(arg0, arg1, arg2) {
  let ret = new Uint8Array(getObject(arg0), arg1 >>> 0, arg2 >>> 0);
  return addHeapObject(ret);
}
function __wbg_next_25feadfc0913fea9(arg0) {
  let ret = getObject(arg0).next;
  return addHeapObject(ret);
}
function __wbg_next_6574e1a8a62d1055() {
  return handleError(function(arg0) {
    let ret = getObject(arg0).next();
    return addHeapObject(ret);
  }, arguments);
}
function __wbg_push_737cfc8c1432c2c6(arg0, arg1) {
  return getObject(arg0).push(getObject(arg1));
}
function __wbg_set_37837023f3d740e8(arg0, arg1, arg2) {
  getObject(arg0)[arg1 >>> 0] = takeObject(arg2);
}
function __wbg_set_3f1d0b984ed272ed(arg0, arg1, arg2) {
  getObject(arg0)[takeObject(arg1)] = takeObject(arg2);
}
function __wbg_set_65595bdd868b3009(arg0, arg1, arg2) {
  getObject(arg0).set(getObject(arg1), arg2 >>> 0);
}
function __wbg_set_8fc6bf8a5b1071d1(arg0, arg1, arg2) {
  let ret = getObject(arg0).set(getObject(arg1), getObject(arg2));
  return addHeapObject(ret);
}
function __wbg_stack_0ed75d68575b0f3c(arg0, arg1) {
  let ret = getObject(arg1).stack, ptr1 = passStringToWasm0(ret, wasm.__wbindgen_export_0, wasm.__wbindgen_export_1), len1 = WASM_VECTOR_LEN;
  getDataViewMemory0().setInt32(arg0 + 4, len1, !0), getDataViewMemory0().setInt32(arg0 + 0, ptr1, !0);
}
function __wbg_value_cd1ffa7b1ab794f1(arg0) {
  let ret = getObject(arg0).value;
  return addHeapObject(ret);
}
function __wbindgen_bigint_from_i128(arg0, arg1) {
  let ret = arg0 << BigInt(64) | BigInt.asUintN(64, arg1);
  return addHeapObject(ret);
}
function __wbindgen_bigint_from_i64(arg0) {
  return addHeapObject(arg0);
}
function __wbindgen_bigint_from_u128(arg0, arg1) {
  let ret = BigInt.asUintN(64, arg0) << BigInt(64) | BigInt.asUintN(64, arg1);
  return addHeapObject(ret);
}
function __wbindgen_bigint_from_u64(arg0) {
  let ret = BigInt.asUintN(64, arg0);
  return addHeapObject(ret);
}
function __wbindgen_bigint_get_as_i64(arg0, arg1) {
  let v = getObject(arg1), ret = typeof v == "bigint" ? v : void 0;
  getDataViewMemory0().setBigInt64(arg0 + 8, isLikeNone(ret) ? BigInt(0) : ret, !0), getDataViewMemory0().setInt32(arg0 + 0, !isLikeNone(ret), !0);
}
function __wbindgen_boolean_get(arg0) {
  let v = getObject(arg0);
  return typeof v == "boolean" ? v ? 1 : 0 : 2;
}
function __wbindgen_debug_string(arg0, arg1) {
  let ret = debugString(getObject(arg1)), ptr1 = passStringToWasm0(ret, wasm.__wbindgen_export_0, wasm.__wbindgen_export_1), len1 = WASM_VECTOR_LEN;
  getDataViewMemory0().setInt32(arg0 + 4, len1, !0), getDataViewMemory0().setInt32(arg0 + 0, ptr1, !0);
}
function __wbindgen_error_new(arg0, arg1) {
  let ret = new Error(getStringFromWasm0(arg0, arg1));
  return addHeapObject(ret);
}
function __wbindgen_in(arg0, arg1) {
  return getObject(arg0) in getObject(arg1);
}
function __wbindgen_is_array(arg0) {
  return Array.isArray(getObject(arg0));
}
function __wbindgen_is_bigint(arg0) {
  return typeof getObject(arg0) == "bigint";
}
function __wbindgen_is_function(arg0) {
  return typeof getObject(arg0) == "function";
}
function __wbindgen_is_object(arg0) {
  let val = getObject(arg0);
  return typeof val == "object" && val !== null;
}
function __wbindgen_is_string(arg0) {
  return typeof getObject(arg0) == "string";
}
function __wbindgen_jsval_eq(arg0, arg1) {
  return getObject(arg0) === getObject(arg1);
}
function __wbindgen_jsval_loose_eq(arg0, arg1) {
  return getObject(arg0) == getObject(arg1);
}
function __wbindgen_memory() {
  let ret = wasm.memory;
  return addHeapObject(ret);
}
function __wbindgen_number_get(arg0, arg1) {
  let obj = getObject(arg1), ret = typeof obj == "number" ? obj : void 0;
  getDataViewMemory0().setFloat64(arg0 + 8, isLikeNone(ret) ? 0 : ret, !0), getDataViewMemory0().setInt32(arg0 + 0, !isLikeNone(ret), !0);
}
function __wbindgen_number_new(arg0) {
  return addHeapObject(arg0);
}
function __wbindgen_object_drop_ref(arg0) {
  takeObject(arg0);
}
function __wbindgen_string_get(arg0, arg1) {
  let obj = getObject(arg1), ret = typeof obj == "string" ? obj : void 0;
  var ptr1 = isLikeNone(ret) ? 0 : passStringToWasm0(ret, wasm.__wbindgen_export_0, wasm.__wbindgen_export_1), len1 = WASM_VECTOR_LEN;
  getDataViewMemory0().setInt32(arg0 + 4, len1, !0), getDataViewMemory0().setInt32(arg0 + 0, ptr1, !0);
}
function __wbindgen_string_new(arg0, arg1) {
  let ret = getStringFromWasm0(arg0, arg1);
  return addHeapObject(ret);
}
function __wbindgen_throw(arg0, arg1) {
  throw new Error(getStringFromWasm0(arg0, arg1));
}

// packages/adp/src/datakit/jinja.ts
var WASM = "minijinja_js_bg.wasm", started = !1;
function jinja() {
  if (!started) {
    let module2 = new WebAssembly.Module(readFileSync(wasmPath())), instance = new WebAssembly.Instance(module2, { [`./${glueName}`]: minijinja_js_bg_exports });
    __wbg_set_wasm(instance.exports), started = !0;
  }
  let environment = new Environment();
  return environment.enablePyCompat(), environment.keepTrailingNewline = !0, environment.undefinedBehavior = "strict", environment;
}
var glueName = "minijinja_js_bg.js";
function wasmPath() {
  let beside = join(dirname(fileURLToPath(import.meta.url)), WASM);
  return existsSync(beside) ? beside : createRequire(import.meta.url).resolve(`minijinja-js/dist/bundler/${WASM}`);
}

// packages/adp/src/datakit/template.ts
function platformTemplate() {
  return join2(platformRoot(), "cookiecutter-layer2-datakit");
}
function renderTemplate(template, given) {
  let environment = jinja(), context = readContext(environment, template, readVariables(template), given), source = readdirSync(template).find(
    (entry) => entry.includes("{{") && entry.includes("cookiecutter")
  );
  if (source === void 0)
    throw new AdpError(KIT_TEMPLATE, {
      what: `${template} has no folder whose name is a template variable.`,
      next: [run(shell`git -C ${platformRoot()} status`, "shows what is missing in the clone")]
    });
  let files = /* @__PURE__ */ new Map();
  renderFolder(environment, join2(template, source), "", context, files);
  let answers = Object.entries(context).filter(([key]) => !key.startsWith("_") || key === majorAnswer);
  return {
    name: renderText(environment, source, context, source),
    answers: Object.fromEntries(answers),
    files: new Map([...files].sort(([a], [b]) => a < b ? -1 : 1))
  };
}
var variablesSchema = catchall(object({ _name_rules: _default(nameRules, []) }), unknown());
function readVariables(template) {
  let file = join2(template, "cookiecutter.json");
  return parseJson(readIfPresent(file) ?? "", variablesSchema, {
    from: file,
    next: [run(shell`git -C ${template} status`, "shows what was changed")]
  });
}
function readContext(environment, template, defaults, answers) {
  let file = join2(template, "cookiecutter.json"), context = {};
  for (let [key, value] of Object.entries(defaults)) {
    let answer = answers[key], choice = Array.isArray(value) ? value[0] : value;
    answer !== void 0 ? context[key] = answer : typeof choice == "string" && (context[key] = /^_(?!_)/.test(key) ? choice : renderText(environment, choice, context, file));
  }
  return context;
}
function renderFolder(environment, from2, below, context, files) {
  for (let entry of readdirSync(from2)) {
    let source = join2(from2, entry), path = posix.join(below, renderText(environment, entry, context, source));
    if (lstatSync(source).isSymbolicLink()) continue;
    if (statSync(source).isDirectory()) {
      renderFolder(environment, source, path, context, files);
      continue;
    }
    let content = readFileSync2(source), text = content.includes(0) ? content : Buffer.from(renderText(environment, content.toString("utf8"), context, source));
    files.set(path, { content: text, mode: statSync(source).mode & 511 });
  }
}
function renderText(environment, text, context, file) {
  try {
    return environment.renderStr(text, { cookiecutter: context });
  } catch (error) {
    throw new AdpError(KIT_TEMPLATE, {
      what: `${file} cannot be rendered.`,
      why: reasonOf(error),
      next: [act("correct the template: docs/architecture.md, decision 8, says what it may use"), again],
      cause: error
    });
  }
}

// packages/adp/src/datakit/base.ts
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join as join3 } from "node:path";
async function findBase(folder, template, lock) {
  let missing = new Map(Object.entries(lock.files)), base = /* @__PURE__ */ new Map(), take = (path, file) => {
    file === void 0 || sha256(file.content) !== missing.get(path) || (base.set(path, file), missing.delete(path));
  }, now = treeOf(renderTemplate(template, lock.answers)), own = (tree) => new Map([...tree].map(([path, file]) => [path, { ...file, mode: now.get(path)?.mode ?? file.mode }])), sources = [
    () => fromCommit(template, lock),
    () => now,
    () => own(fromWorktree(folder, [...missing.keys()])),
    async () => own(await fromHistory(folder, [...missing.keys()], lock))
  ];
  for (let source of sources) {
    if (missing.size === 0) break;
    for (let [path, file] of await source() ?? []) take(path, file);
  }
  if (missing.size > 0) throw noBase(folder, template, lock, [...missing.keys()]);
  return base;
}
function fromWorktree(folder, paths) {
  return new Map(
    paths.flatMap((path) => {
      let file = readTreeFile(folder, path);
      return file === void 0 ? [] : [[path, file]];
    })
  );
}
function treeOf({ files }) {
  return new Map(
    [...files].map(([path, { content, mode }]) => [
      path,
      { content, mode: (mode & 64) !== 0 ? "100755" : "100644" }
    ])
  );
}
async function fromCommit(template, { template: { commit }, answers }) {
  if (commit === void 0 || !/^[0-9a-f]{40}$/.test(commit)) return;
  let found = await templateAt(template, commit, answers);
  return found === void 0 ? void 0 : treeOf(found.rendered);
}
async function templateAt(template, commit, answers) {
  if (commit === void 0)
    return { version: templateVersion(template), rendered: renderTemplate(template, answers) };
  let scratch = mkdtempSync(join3(tmpdir(), "adp-template-"));
  try {
    let archive = join3(scratch, "template.tar");
    return await attempt(["git", "-C", template, "archive", "--output", archive, commit, "."]) instanceof ProcessFailure || await attempt(["tar", "-xf", archive, "-C", scratch]) instanceof ProcessFailure ? void 0 : { version: templateVersion(scratch), rendered: renderTemplate(scratch, answers) };
  } finally {
    rmSync(scratch, { recursive: !0, force: !0 });
  }
}
async function fromHistory(folder, paths, lock) {
  let found = /* @__PURE__ */ new Map();
  for (let path of paths) {
    let log = await attempt(["git", "log", "--all", "--format=%H", "--", path], { cwd: folder });
    for (let commit of log instanceof ProcessFailure ? [] : log.stdout.split(`
`).filter(Boolean)) {
      let content = await blobAt(folder, commit, path);
      if (!(content === void 0 || sha256(content) !== lock.files[path])) {
        found.set(path, { content, mode: "100644" });
        break;
      }
    }
  }
  return found;
}
async function blobAt(folder, commit, path) {
  let { stdout, done } = await openStream(["git", "cat-file", "blob", `${commit}:./${path}`], {
    cwd: folder
  }), chunks = [];
  for await (let chunk of stdout) chunks.push(Buffer.from(chunk));
  return await done instanceof ProcessFailure ? void 0 : Buffer.concat(chunks);
}
function noBase(folder, template, { template: from2 }, paths) {
  let { version, commit, repository } = from2;
  return new AdpError(KIT_BASE, {
    what: `The template's version ${version} cannot be found, from which this datakit was made.`,
    why: "Without it, your changes cannot be told from the template's. These files are as that version gave them neither here, nor in the history of the datakit, nor in the clone of the platform:",
    evidence: paths.slice(0, 8),
    next: [
      either(
        ...commit === void 0 ? [] : [
          run(
            repository === void 0 ? shell`git -C ${template} fetch origin ${commit}` : shell`git -C ${template} fetch ${repository} ${commit}`,
            "fetches that version"
          )
        ],
        act(`bring back the commit of ${folder} in which ${lockPath} has this version`)
      ),
      again
    ]
  });
}

// packages/adp/src/datakit/journal.ts
import { chmodSync, readdirSync as readdirSync2, rmdirSync, rmSync as rmSync2, symlinkSync } from "node:fs";
import { basename, dirname as dirname2, join as join4 } from "node:path";
var side = object({ mode: _enum(["100644", "100755", "120000"]), content: string() }), schema = object({
  /** applying: it was cut off, and is taken back. conflicts: a person resolves them. done: it can be undone. */
  state: _enum(["applying", "conflicts", "done"]),
  /** The lock before it, and after it. */
  before: nullable(string()),
  lock: string(),
  conflicts: array(string()),
  changes: array(
    object({
      path: string(),
      before: nullable(side),
      after: nullable(object({ sha256: string() }))
    })
  )
}), Journal = class {
  constructor(folder) {
    this.folder = folder;
    this.#path = join4(folder, ".adp", "run", "update.json");
  }
  folder;
  #path;
  /** Refuses while an update has conflicts. One that was cut off is taken back first. */
  demandNone() {
    if (this.recover(), this.#read()?.state === "conflicts")
      throw new AdpError(KIT_UNFINISHED, {
        what: "The last update has conflicts that are not resolved.",
        next: [
          either(
            [act("resolve them"), run(adp`datakit update --continue`)],
            run(adp`datakit update --undo`, "takes it back")
          )
        ]
      });
  }
  /** Takes back an update that was cut off. Says whether there was one. */
  recover() {
    let entries = this.#read();
    return entries?.state !== "applying" ? !1 : (this.#restore(entries), !0);
  }
  /** Writes the changes: all of them, or, when one cannot be written, none. */
  apply(changes, { lock, conflicts }) {
    for (let { path } of changes) demandBelow(this.folder, path);
    let entries = {
      state: "applying",
      before: readIfPresent(join4(this.folder, lockPath)) ?? null,
      lock,
      conflicts: [...conflicts],
      changes: changes.map(({ path, before, after }) => ({
        path,
        before: before === void 0 ? null : { mode: before.mode, content: before.content.toString("base64") },
        after: after === void 0 ? null : { sha256: sha256(after.content) }
      }))
    };
    this.#write(entries);
    try {
      for (let { path, after } of changes) after === void 0 && remove(this.folder, path);
      for (let { path, after } of changes) after !== void 0 && putFile(this.folder, path, after);
      conflicts.length === 0 && this.#writeLock(lock);
    } catch (error) {
      throw this.#restore(entries), error;
    }
    this.#write({ ...entries, state: conflicts.length === 0 ? "done" : "conflicts" });
  }
  hasConflicts() {
    return this.#read()?.state === "conflicts";
  }
  /** The files that still have marks; undefined where no update has conflicts. */
  unresolved() {
    this.recover();
    let entries = this.#read();
    if (entries?.state === "conflicts")
      return entries.conflicts.filter((path) => {
        let content = readTreeFile(this.folder, path)?.content;
        return content !== void 0 && /^(<{7}|>{7}) /m.test(content.toString("latin1"));
      });
  }
  /** After the conflicts: the lock is written, and the journal stays for an undo. */
  finish() {
    let entries = this.#read();
    entries !== void 0 && (this.#writeLock(entries.lock), this.#write({ ...entries, state: "done" }));
  }
  /** Takes the last update back. A file that was changed since is named, and nothing is touched (ADP-KIT-014). */
  undo() {
    let entries = this.#read();
    if (entries === void 0)
      throw new AdpError(KIT_NO_UPDATE, {
        what: "There is no update to take back.",
        next: [act("use git for what was committed")]
      });
    let changed = entries.state === "done" ? this.#changedSince(entries) : [];
    if (changed.length > 0)
      throw new AdpError(KIT_CHANGED, {
        what: "Files have changed since the update; nothing was taken back.",
        evidence: changed,
        next: [act("take the update back with git, or save your changes elsewhere first")]
      });
    return this.#write({ ...entries, state: "applying" }), this.#restore(entries), entries.changes.map(({ path }) => path);
  }
  #changedSince({ changes, conflicts }) {
    return changes.filter(({ path, after }) => {
      let now = readTreeFile(this.folder, path);
      return conflicts.includes(path) ? !1 : (now === void 0 ? void 0 : sha256(now.content)) !== after?.sha256;
    }).map(({ path }) => path);
  }
  #restore({ changes, before }) {
    for (let { path } of changes) demandBelow(this.folder, path, this.#path);
    for (let path of [...changes.map(({ path: path2 }) => path2), lockPath]) removeStaged(this.folder, path);
    for (let { path, before: was } of changes) was === null && remove(this.folder, path);
    for (let { path, before: was } of changes)
      was !== null && putFile(this.folder, path, { mode: was.mode, content: Buffer.from(was.content, "base64") });
    before !== null ? this.#writeLock(before) : rmSync2(join4(this.folder, lockPath), { force: !0 }), rmSync2(this.#path, { force: !0 });
  }
  #writeLock(text) {
    makeFolder(join4(this.folder, ".adp")), writeAtomic(join4(this.folder, lockPath), text, 420);
  }
  #read() {
    return tryJson(readIfPresent(this.#path) ?? "", schema);
  }
  #write(entries) {
    privateFolder(dirname2(this.#path)), writeAtomic(this.#path, JSON.stringify(entries));
  }
};
function demandBelow(folder, path, journal) {
  let outside = isOutside(path), link = outside ? void 0 : linkAbove(folder, path);
  if (!outside && link === void 0) return;
  let mend = outside ? `correct the answers in ${lockPath}` : "put a folder in the place of the link";
  throw new AdpError(KIT_LINK, {
    what: `The update would write ${path}.`,
    why: outside ? "A template writes below the datakit's folder only." : `${link} is a symbolic link.`,
    next: [act(journal === void 0 ? mend : `remove ${journal}, which no update of adp's wrote`)]
  });
}
function isOutside(path) {
  let parts = path.split("/");
  return parts.includes("..") || parts.includes(".git") || path.startsWith("/");
}
function linkAbove(folder, path) {
  let parts = path.split("/").slice(0, -1);
  return parts.map((_, index) => join4(folder, ...parts.slice(0, index + 1))).find((place) => factsOf(place)?.isSymbolicLink() === !0);
}
function putFile(folder, path, { content, mode }) {
  let place = join4(folder, path);
  if (makeFolder(dirname2(place)), mode === "120000") {
    rmSync2(place, { force: !0 }), symlinkSync(content, place);
    return;
  }
  let before = factsOf(place);
  before?.isSymbolicLink() === !0 && rmSync2(place);
  let bits = (before?.isFile() === !0 ? before.mode : 420) & 438;
  writeAtomic(place, content, bits), chmodSync(place, mode === "100755" ? bits | (bits & 292) >> 2 : bits);
}
function remove(folder, path) {
  factsOf(join4(folder, path)) !== void 0 && rmSync2(join4(folder, path), { force: !0 });
  for (let place = dirname2(path); place !== "."; place = dirname2(place)) {
    let whole = join4(folder, place);
    if (!isFolder(whole) || readdirSync2(whole).length > 0) return;
    rmdirSync(whole);
  }
}
function removeStaged(folder, path) {
  let place = dirname2(join4(folder, path));
  if (isFolder(place))
    for (let name of readdirSync2(place))
      stagedName.test(name) && name.startsWith(`.${basename(path)}.`) && rmSync2(join4(place, name));
}
function isFolder(path) {
  return factsOf(path)?.isDirectory() === !0;
}

// packages/adp/src/datakit/update.ts
import { join as join8 } from "node:path";

// packages/adp/src/datakit/answers.ts
import { join as join5 } from "node:path";
async function answersOf(folder, template, { answers }, docker) {
  if (majorAnswer in answers || !(majorAnswer in readVariables(template))) return answers;
  let major = majors.find((major2) => versionFile(folder).startsWith(major2)) ?? await localMajor(baseImageOf(folder) ?? layer1, docker);
  return major === void 0 ? answers : { ...answers, [majorAnswer]: major };
}
function versionFile(folder) {
  return readIfPresent(join5(folder, ".airflow-version"))?.trim() ?? "";
}

// packages/adp/src/datakit/ruff.ts
import { mkdtempSync as mkdtempSync2, readFileSync as readFileSync3, realpathSync, rmSync as rmSync3 } from "node:fs";
import { tmpdir as tmpdir2 } from "node:os";
import { join as join6, relative } from "node:path";
var position = object({ row: number(), column: number() }), diagnostics = array(
  object({
    code: nullable(string()),
    filename: string(),
    location: position,
    message: string(),
    fix: nullish(
      object({
        edits: array(object({ content: string(), location: position, end_location: position }))
      })
    )
  })
);
async function rewriteForAirflow3(ruff, files) {
  let folder = realpathSync(mkdtempSync2(join6(tmpdir2(), "adp-ruff-")));
  try {
    for (let [path, file] of files) putFile(folder, path, file);
    let check = async (rules, ...words) => {
      let argv = [ruff, "check", ...["--isolated", "--no-cache", "--quiet", "--exit-zero", "--output-format", "json"], "--select", rules, ...words, "--", "."], done = await attempt(argv, { cwd: folder });
      if (done instanceof ProcessFailure) throw done;
      return parseJson(done.stdout, diagnostics, { from: "ruff check", next: [] });
    }, before = new Set((await check("F401")).map(identity)), todo = await check("AIR3", "--fix", "--unsafe-fixes"), unused = (await check("F401")).filter(
      (one) => !before.has(identity(one)) && one.message.startsWith("`airflow.")
    );
    for (let name of new Set(unused.map(({ filename }) => filename))) {
      let text = readFileSync3(name, "utf8"), path = relative(folder, name), edited = applyEdits(
        text,
        unused.filter(({ filename }) => filename === name)
      );
      putFile(folder, path, { mode: files.get(path)?.mode ?? "100644", content: Buffer.from(edited) });
    }
    let left = todo.length === 0 ? [] : await check("AIR3");
    return {
      files: new Map(
        [...files].map(([path, file]) => [path, { ...file, content: readFileSync3(join6(folder, path)) }])
      ),
      todo: left.map(({ filename, location, message, code }) => ({
        path: relative(folder, filename),
        line: location.row,
        what: `${message.replace(/[;.]$/, "")} (${code ?? "not Python"})`
      }))
    };
  } finally {
    rmSync3(folder, { recursive: !0, force: !0 });
  }
}
function identity({ filename, message }) {
  return `${filename}\0${message}`;
}
function applyEdits(text, found) {
  let lines = text.split(/(?<=\n|\r(?!\n))/), starts = [0];
  for (let line of lines) starts.push((starts.at(-1) ?? 0) + line.length);
  let offset = ({ row, column }) => (starts[row - 1] ?? text.length) + [...lines[row - 1] ?? ""].slice(0, column - 1).join("").length;
  return [...new Map(
    found.flatMap(({ fix }) => fix?.edits ?? []).map((edit) => [
      `${edit.location.row}:${edit.location.column}`,
      { from: offset(edit.location), to: offset(edit.end_location), content: edit.content }
    ])
  ).values()].sort((a, b) => b.from - a.from).reduce((now, { from: from2, to, content }) => now.slice(0, from2) + content + now.slice(to), text);
}

// packages/adp/src/datakit/generation.ts
async function moveGeneration(tree, move) {
  let files = new Map(tree), notes = [];
  await moveImage(files, move, notes);
  let pinned = files.get(".airflow-version");
  pinned !== void 0 && !pinned.content.toString().startsWith(`${move.to}.`) && files.set(".airflow-version", { ...pinned, content: Buffer.from(`${move.line}
`) });
  let todo = move.to === "3" ? await movePython(files, move, notes) : listed(files, /\bairflow\.sdk\b/);
  return { tree: files, todo: [...todo, ...goneVariables(files, move.to)].sort(byPlace), notes };
}
var from = /^(FROM\s+(?:--\S+\s+)*)(\S+)/im;
async function moveImage(files, { to, majorOf = localMajor }, notes) {
  let dockerfile = files.get("Dockerfile"), text = dockerfile?.content.toString() ?? "", image = from.exec(text)?.[2];
  if (dockerfile === void 0 || image === void 0) return;
  let [mine, latest] = [await majorOf(image), await majorOf(layer1)];
  if (mine !== to) {
    if (latest === to && image !== layer1 && /(^|\/)layer1-airflow[:@]/.test(image)) {
      let content = Buffer.from(text.replace(from, `$1${layer1}`));
      files.set("Dockerfile", { ...dockerfile, content }), notes.push(`Dockerfile: ${image} has Airflow ${mine ?? "of an unknown version"}; it is ${layer1} now`);
      return;
    }
    notes.push(
      mine === void 0 ? `Dockerfile: ${image} is not here to be looked at; build it on Airflow ${to} before you build this datakit` : `Dockerfile: ${image} has Airflow ${mine} here; build it on Airflow ${to} before you build this datakit`
    );
  }
}
async function movePython(files, move, notes) {
  let python = new Map(
    [...files].filter(
      ([path, { mode }]) => path.endsWith(".py") && mode !== "120000" && !move.conflicts.includes(path)
    )
  ), marked = move.conflicts.filter((path) => path.endsWith(".py"));
  if (marked.length > 0 && notes.push(`not rewritten for Airflow ${move.to}, because of the conflicts: ${marked.join(", ")}`), python.size === 0) return [];
  let ruff;
  try {
    ruff = await move.ruff();
  } catch (error) {
    if (!(error instanceof AdpError)) throw error;
    return notes.push(
      `ruff rewrites imports, and cannot be installed (${error.code}: ${error.message}); they are listed`
    ), listed(python, /\bairflow(?!\.sdk\b|\.providers\b)/);
  }
  let rewritten = await rewriteForAirflow3(ruff, python), todo = [...rewritten.todo];
  for (let [path, file] of rewritten.files) {
    let before = files.get(path)?.content.toString() ?? "";
    for (let { line, provider } of providers(file.content.toString()))
      provider !== "standard" && !before.includes(`airflow.providers.${provider}`) && todo.push({
        path,
        line,
        what: `needs apache-airflow-providers-${provider.replaceAll(".", "-")}: in Layer 1, or in requirements.txt`
      });
    files.set(path, file);
  }
  return todo;
}
function providers(text) {
  return text.split(`
`).flatMap((line, index) => {
    let path = /^\s*from airflow\.providers\.([\w.]+) import/.exec(line)?.[1];
    if (path === void 0) return [];
    let provider = path.replace(
      /\.(hooks|operators|sensors|triggers|transfers|decorators|utils|notifications|executors|secrets|log|version|models|assets|datasets)\b.*$/,
      ""
    );
    return [{ line: index + 1, provider }];
  });
}
function listed(files, module2) {
  return places(
    files,
    (line) => /^\s*(from|import)\s+airflow\b/.test(line) && module2.test(line) ? `may be elsewhere in the other generation: ${line.trim()}` : void 0
  ).filter(({ path }) => path.endsWith(".py"));
}
var gone = /\{\{[^}]*\b(execution_date|next_ds(?:_nodash)?|next_execution_date|prev_ds(?:_nodash)?|prev_execution_date(?:_success)?|tomorrow_ds(?:_nodash)?|yesterday_ds(?:_nodash)?)\b[^}]*\}\}/;
function goneVariables(files, to) {
  return to === "2" ? [] : places(files, (line) => {
    let name = gone.exec(line)?.[1];
    return name === void 0 ? void 0 : `\`${name}\` is no variable of templates any more in Airflow 3`;
  });
}
function places(files, look) {
  return [...files].flatMap(
    ([path, { content, mode }]) => mode === "120000" || content.includes(0) ? [] : content.toString().split(`
`).flatMap((text, index) => {
      let what = look(text);
      return what === void 0 ? [] : [{ path, line: index + 1, what }];
    })
  );
}
function byPlace(a, b) {
  return a.path === b.path ? a.line - b.line : a.path < b.path ? -1 : 1;
}

// packages/adp/src/datakit/merge.ts
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync as mkdtempSync3, rmSync as rmSync4, writeFileSync } from "node:fs";
import { tmpdir as tmpdir3 } from "node:os";
import { join as join7 } from "node:path";
async function mergeTrees(sides, labels) {
  let folder = mkdtempSync3(join7(tmpdir3(), "adp-merge-"));
  try {
    await git(folder, ["init", "--quiet", "--bare", "."]), mkdirSync(join7(folder, "info"), { recursive: !0 }), writeFileSync(
      join7(folder, "info", "attributes"),
      `* !text !eol !ident !filter !working-tree-encoding !merge !diff
`
    );
    let blobs = new Blobs(folder);
    await git(folder, ["fast-import", "--quiet"], { input: blobs.stream(sides, labels) });
    let refs = [labels.ours, labels.theirs], tried = await attempt(
      gitWords(["merge-tree", "--write-tree", "-z", "--no-messages", ...refs]),
      inside(folder)
    );
    if (!(tried instanceof ProcessFailure) || tried.code === 1) {
      let [tree = "", ...entries] = tried.stdout.split("\0");
      return await blobs.merged(tree, entries);
    }
    if (tried.code === 129) return await mergeInWorktree(folder, refs, blobs);
    throw gitTrouble(tried);
  } finally {
    rmSync4(folder, { recursive: !0, force: !0 });
  }
}
async function mergeInWorktree(folder, [ours, theirs], blobs) {
  let place = join7(folder, "worktree");
  await git(folder, ["worktree", "add", "--quiet", place, ours]);
  let done = await attempt(gitWords(["merge", "--quiet", "--no-commit", "--no-ff", "--no-verify", theirs]), inside(place));
  if (done instanceof ProcessFailure && done.code !== 1) throw gitTrouble(done);
  let unmerged = await git(place, ["ls-files", "--unmerged", "-z"]);
  await git(place, ["add", "--all", "--force"]);
  let tree = await git(place, ["write-tree"]);
  return blobs.merged(tree.trim(), unmerged.split("\0"));
}
var Blobs = class {
  constructor(folder) {
    this.folder = folder;
  }
  folder;
  #known = /* @__PURE__ */ new Map();
  /** The three trees as git's fast-import reads them: https://git-scm.com/docs/git-fast-import */
  stream({ base, ours, theirs }, labels) {
    let parts = [], marks = /* @__PURE__ */ new Map();
    for (let { content } of [base, ours, theirs].flatMap((tree) => [...tree.values()])) {
      let oid = oidOf(content);
      marks.has(oid) || (marks.set(oid, marks.size + 1), this.#known.set(oid, content), parts.push(`blob
mark :${marks.size}
data ${content.length}
`, content, `
`));
    }
    let commit = (ref, tree, from2) => {
      let lines = [...tree].map(
        ([path, { content, mode }]) => `M ${mode} :${marks.get(oidOf(content))} ${quotedPath(path)}
`
      ), parent = from2 === void 0 ? "" : `from refs/heads/${from2}
`;
      parts.push(
        `commit refs/heads/${ref}
committer adp <adp> 0 +0000
data 0
${parent}deleteall
${lines.join("")}
`
      );
    };
    return commit("base", base), commit(labels.ours, ours, "base"), commit(labels.theirs, theirs, "base"), Buffer.concat(parts.map((part) => typeof part == "string" ? Buffer.from(part) : part));
  }
  /** The files of a tree, and of each path with stages 1 to 3 (`mode oid stage\tpath`) its sides. */
  async merged(tree, stages) {
    let files = /* @__PURE__ */ new Map();
    for (let entry of (await git(this.folder, ["ls-tree", "-r", "-z", tree])).split("\0")) {
      let [, mode = "", oid = "", path = ""] = /^(\d+) blob (\w+)\t(.*)$/s.exec(entry) ?? [];
      oid !== "" && files.set(path, await this.#file(mode, oid));
    }
    let conflicts = /* @__PURE__ */ new Map();
    for (let entry of stages) {
      let [, mode = "", oid = "", stage = "", path = ""] = /^(\d+) (\w+) ([123])\t(.*)$/s.exec(entry) ?? [];
      if (oid === "") continue;
      let side2 = { 1: "base", 2: "ours", 3: "theirs" }[stage], conflict = conflicts.get(path) ?? {};
      conflict[side2] = await this.#file(mode, oid), conflicts.set(path, conflict);
    }
    return { tree: files, conflicts };
  }
  async #file(mode, oid) {
    if (mode !== "100644" && mode !== "100755" && mode !== "120000")
      throw new Error(`a file of mode ${mode}`);
    let content = this.#known.get(oid) ?? await this.#read(oid);
    return this.#known.set(oid, content), { content, mode };
  }
  async #read(oid) {
    let { stdout, done } = await openStream(gitWords(["cat-file", "blob", oid]), inside(this.folder)), chunks = [];
    for await (let chunk of stdout) chunks.push(Buffer.from(chunk));
    let ended = await done;
    if (ended instanceof ProcessFailure) throw gitTrouble(ended);
    return Buffer.concat(chunks);
  }
};
function oidOf(content) {
  return createHash("sha1").update(`blob ${content.length}\0`).update(content).digest("hex");
}
function quotedPath(path) {
  return `"${path.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll(`
`, "\\n")}"`;
}
async function git(folder, words, options = {}) {
  let done = await attempt(gitWords(words), { ...inside(folder), ...options });
  if (done instanceof ProcessFailure) throw gitTrouble(done);
  return done.stdout;
}
function gitWords(words) {
  return ["git", ...Object.entries({
    "core.autocrlf": "false",
    "core.fileMode": "true",
    "core.symlinks": "true",
    "core.hooksPath": "/dev/null",
    "merge.conflictStyle": "merge",
    "merge.renames": "true",
    "merge.directoryRenames": "true",
    "init.defaultObjectFormat": "sha1",
    "user.name": "adp",
    "user.email": "adp"
  }).flatMap(([key, value]) => ["-c", `${key}=${value}`]), ...words];
}
function inside(folder) {
  return { cwd: folder, env: {
    GIT_DIR: void 0,
    GIT_WORK_TREE: void 0,
    GIT_INDEX_FILE: void 0,
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    LC_ALL: "C"
  } };
}
function gitTrouble(failure) {
  let missing = failure.kind === "spawn-failed";
  return new AdpError(KIT_GIT, {
    what: missing ? "The program git is not on PATH." : "git cannot merge the update.",
    why: missing ? "adp merges the template's changes with it." : `\`git ${failure.argv.at(-1)}\` failed.`,
    evidence: missing ? [] : failure.tail(5),
    next: [act(missing ? "install git" : "see what git says"), again]
  });
}

// packages/adp/src/datakit/update.ts
async function planUpdate(folder, template, { airflow } = {}) {
  let lock = readLock(folder), answers = await answersOf(folder, template, lock), chosen = airflow === void 0 ? {} : { [majorAnswer]: airflow }, rendered = renderTemplate(template, { ...answers, ...chosen }), theirs = new Map([...treeOf(rendered)].filter(([path]) => lock.own?.includes(path) !== !0));
  for (let path of theirs.keys()) isOutside(path) && demandBelow(folder, path);
  let next = await lockOf(template, rendered, lock.own), base = await findBase(folder, template, lock), ours = await readWorktree(folder, [...base.keys(), ...theirs.keys()]), labels = { ours: "yours", theirs: `template-${next.template.version}` }, { tree, conflicts } = await mergeTrees({ base, ours, theirs }, labels), result = new Map(tree), marked = [], notes = [];
  for (let [path, conflict] of conflicts) {
    let { note, beside } = settle(path, conflict, result, labels.theirs);
    note !== void 0 && notes.push(note), beside !== void 0 && result.set(beside.path, beside.file), note === void 0 && marked.push(path);
  }
  let moved = airflow === void 0 ? { tree: result, todo: [], notes: [] } : await moveGeneration(result, await moveTo(airflow, marked)), changes = changesBetween(ours, moved.tree);
  for (let { path } of changes) demandBelow(folder, path);
  return {
    from: lock.template.version,
    to: next.template.version,
    changes,
    conflicts: marked.sort(),
    notes: [...notes, ...moved.notes],
    todo: moved.todo,
    lock: lockText(next)
  };
}
async function moveTo(to, conflicts) {
  let { airflowLines, engineFolder, generationOf, pythonTool } = await import("./engine-index.mjs");
  return {
    to,
    conflicts,
    line: airflowLines().find((line) => String(generationOf(line)) === to) ?? "",
    ruff: () => pythonTool("ruff", { engineFolder: engineFolder() })
  };
}
function settle(path, { ours, theirs }, result, label) {
  if (ours === void 0 && theirs !== void 0)
    return result.delete(path), { note: `${path}: you deleted it and the template changed it; it stays deleted` };
  if (theirs === void 0 && ours !== void 0)
    return result.set(path, ours), { note: `${path}: the template no longer has it and you changed it; it stays` };
  let now = result.get(path), hasMarks = now?.content.includes(`>>>>>>> ${label}`) === !0;
  return theirs === void 0 || hasMarks || now?.content.equals(theirs.content) === !0 ? {} : { beside: { path: `${path}.${label}`, file: theirs } };
}
function changesBetween(before, after) {
  return [.../* @__PURE__ */ new Set([...before.keys(), ...after.keys()])].sort().flatMap((path) => {
    let [was, is] = [before.get(path), after.get(path)];
    return was !== void 0 && is !== void 0 && was.mode === is.mode && was.content.equals(is.content) ? [] : [{ path, before: was, after: is }];
  });
}
async function updateDatakit(folder, template, { allowDirty, airflow }) {
  let journal = new Journal(folder);
  journal.demandNone(), allowDirty || await demandClean(folder);
  let plan = await planUpdate(folder, template, { airflow });
  if (plan.changes.length === 0 && readIfPresent(join8(folder, lockPath)) === plan.lock) return plan;
  if (journal.apply(plan.changes, { lock: plan.lock, conflicts: plan.conflicts }), plan.conflicts.length > 0) throw conflictError(plan.conflicts, plan.todo);
  return plan;
}
function continueUpdate(folder) {
  let journal = new Journal(folder), marked = journal.unresolved();
  if (marked === void 0)
    throw new AdpError(KIT_NO_UPDATE, {
      what: "There is no update with conflicts here.",
      next: [run(adp`datakit check`, "says whether there is one to make")]
    });
  if (marked.length > 0) throw conflictError(marked);
  journal.finish();
}
function undoUpdate(folder) {
  return new Journal(folder).undo();
}
function conflictError(paths, todo = []) {
  return new AdpError(KIT_CONFLICTS, {
    what: `${paths.length === 1 ? "A file has" : `${paths.length} files have`} changes of yours and of the template at the same place.`,
    why: "They are marked as git marks conflicts; of a file that cannot hold marks, the template's version stands beside it.",
    // What a move to another Airflow leaves to do would be told nowhere else.
    evidence: [...paths.slice(0, 20), ...todo.map(({ path, line, what }) => `${path}:${line}: ${what}`)],
    next: [
      either(
        [{ do: "resolve the marks in these files" }, run(adp`datakit update --continue`)],
        run(adp`datakit update --undo`, "takes the update back")
      )
    ]
  });
}
async function checkDatakit(folder, template) {
  let unfinished = new Journal(folder).unresolved() !== void 0, lock = readLock(folder), now = await templateState(template), versions = { datakit: lock.template.version, platform: now.version };
  if (unfinished) return { template: versions, state: "unfinished" };
  let order = compareVersions(versions.datakit, versions.platform);
  if (order > 0) return { template: versions, state: "ahead" };
  let same = order === 0 && (await isUnchanged(template, lock, now) || await givesTheSame(folder, template, lock));
  return { template: versions, state: same ? "current" : "behind" };
}
async function isUnchanged(template, lock, { commit }) {
  let before = lock.template.commit;
  return before === void 0 || commit === void 0 || !/^[0-9a-f]{40}$/.test(before) ? !1 : before === commit ? !0 : !(await ask(["git", "-C", template, "diff", "--quiet", before, commit, "--", "."]) instanceof ProcessFailure);
}
async function givesTheSame(folder, template, lock) {
  let rendered = renderTemplate(template, await answersOf(folder, template, lock));
  return JSON.stringify(lock.files) === JSON.stringify((await lockOf(template, rendered, lock.own)).files);
}

export {
  majors,
  majorAnswer,
  layer1,
  localMajor,
  nameMeant,
  nameTrouble,
  platformTemplate,
  renderTemplate,
  readVariables,
  treeOf,
  templateAt,
  Journal,
  putFile,
  answersOf,
  planUpdate,
  changesBetween,
  updateDatakit,
  continueUpdate,
  undoUpdate,
  checkDatakit
};
