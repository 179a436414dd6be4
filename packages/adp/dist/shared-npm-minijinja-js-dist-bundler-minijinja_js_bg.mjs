import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  KIT_TEMPLATE,
  majorAnswer
} from "./shared-datakit-check.mjs";
import {
  _default,
  array,
  catchall,
  object,
  optional,
  string,
  unknown
} from "./shared-npm-zod-v4-core-api.mjs";
import {
  parseJson,
  readIfPresent
} from "./shared-npm-commander-esm.mjs";
import {
  AdpError,
  act,
  again,
  platformRoot,
  reasonOf,
  run,
  shell
} from "./shared-commands-list.mjs";
import {
  __export
} from "./shared-helpers.mjs";

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
function renderFolder(environment, from, below, context, files) {
  for (let entry of readdirSync(from)) {
    let source = join2(from, entry), path = posix.join(below, renderText(environment, entry, context, source));
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

export {
  nameMeant,
  nameTrouble,
  renderTemplate,
  readVariables
};
