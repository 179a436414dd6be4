import { createRequire as __adpRequire } from "node:module";
const require = __adpRequire(import.meta.url);
import {
  require_dist
} from "./shared-npm-yaml-dist-compose-compose-collection.mjs";
import "./shared-npm-zod-v4-mini-checks.mjs";
import {
  runtimeLine,
  supportTable
} from "./shared-npm-b4a-index.mjs";
import "./shared-credentials-apt-login.mjs";
import "./shared-kernel-env-file.mjs";
import "./shared-docker-base-image.mjs";
import "./shared-secretscan-allow-list.mjs";
import "./shared-krb5-src-advice.mjs";
import {
  $ZodISODate,
  $ZodISODateTime,
  $ZodISODuration,
  $ZodISOTime,
  ZodMiniStringFormat,
  _enum,
  _gte,
  _isoDate,
  _isoDateTime,
  _isoDuration,
  _isoTime,
  _lte,
  _maxLength,
  _regex,
  array,
  base64,
  base64Charset,
  base64url,
  base64urlCharset,
  boolean,
  globalRegistry,
  int,
  integer,
  looseObject,
  number,
  number2,
  object,
  optional,
  record,
  strictObject,
  string,
  unknown
} from "./shared-npm-zod-v4-core-api.mjs";
import {
  nearest
} from "./shared-npm-fastest-levenshtein-mod.mjs";
import {
  $constructor,
  AdpCommand,
  BIGINT_FORMAT_RANGES,
  NUMBER_FORMAT_RANGES,
  ProcessFailure,
  assignProp,
  attempt,
  en_default,
  getEnumValues,
  json,
  makeFolder,
  parseJson,
  readIfPresent,
  run as run2,
  tryJson,
  writeAtomic
} from "./shared-npm-commander-esm.mjs";
import {
  compareVersions
} from "./shared-kernel-version.mjs";
import {
  AdpError,
  Exit,
  act,
  adp,
  again,
  commandList,
  defineErrors,
  either,
  interruptible,
  openOutput,
  platformRoot,
  run,
  shell,
  shownPath,
  stepLines,
  table
} from "./shared-commands-list.mjs";
import "./shared-npm-smol-toml-dist-date.mjs";
import {
  __export,
  __toESM
} from "./shared-helpers.mjs";

// packages/adp/src/commands/layer3.ts
import { basename, dirname as dirname2 } from "node:path";

// packages/adp/src/layer3/diff.ts
import { existsSync as existsSync3, mkdtempSync as mkdtempSync2, rmSync as rmSync2 } from "node:fs";
import { tmpdir as tmpdir2 } from "node:os";
import { join as join5 } from "node:path";

// packages/adp/src/layer3/errors.ts
var errors = defineErrors({
  PLATFORM_FILE: ["ADP-L3-001", Exit.usage, "platform.yaml has a mistake."],
  NO_PLATFORM_FILE: ["ADP-L3-002", Exit.usage, "There is no platform.yaml here."],
  NO_ENVIRONMENT: ["ADP-L3-003", Exit.usage, "platform.yaml has no such environment."],
  NO_HELM: ["ADP-L3-004", Exit.platform, "Helm is missing."],
  NO_CHART: ["ADP-L3-005", Exit.platform, "The Airflow chart cannot be had."],
  CHART_DIFFERS: [
    "ADP-L3-006",
    Exit.platform,
    "The chart's archive is not the one that platform.yaml names."
  ],
  RELEASE: ["ADP-L3-007", Exit.usage, "release.yaml is missing or has a mistake."],
  REFUSED: ["ADP-L3-008", Exit.job, "The promotion is refused."],
  HELM_FAILED: ["ADP-L3-009", Exit.platform, "Helm cannot render the chart."],
  EXISTS: ["ADP-L3-010", Exit.usage, "There is a platform.yaml already."],
  RECORD: ["ADP-L3-011", Exit.usage, "The record of the push cannot be used."],
  CLUSTER: ["ADP-L3-012", Exit.platform, "The cluster cannot be asked."],
  COMMIT: ["ADP-L3-013", Exit.platform, "git could not commit the promotion."]
}), findings = defineErrors({
  DIFFERS: ["ADP-L3-101", Exit.job, "A file is not what `adp layer3 render` writes."],
  UNKNOWN_VALUE: ["ADP-L3-102", Exit.job, "The chart has no such value, and ignores it in silence."],
  SECRET_OBJECT: ["ADP-L3-103", Exit.job, "The output holds a Secret."],
  LITERAL: ["ADP-L3-104", Exit.job, "The output holds a credential."],
  TAG: ["ADP-L3-105", Exit.job, "An image is not named by its digest."],
  AIRFLOW_VERSION: ["ADP-L3-106", Exit.job, "The values and the image disagree about Airflow's version."],
  PROVIDER: ["ADP-L3-107", Exit.job, "The image lacks a provider that the environment needs."],
  SUPPORT: ["ADP-L3-108", Exit.job, "The Runtime of the image is out of support."],
  CHART: ["ADP-L3-109", Exit.job, "This version of the chart does not take the image's Airflow."],
  SERVER: ["ADP-L3-110", Exit.job, "The cluster refuses an object."],
  WAY_BACK: ["ADP-L3-111", Exit.job, "The release goes back over a change that only a backup undoes."]
});

// packages/adp/src/layer3/render.ts
var import_yaml4 = __toESM(require_dist(), 1);
import { join as join4 } from "node:path";

// packages/adp/src/layer3/helm.ts
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync as readFileSync2, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join as join2 } from "node:path";
var import_yaml = __toESM(require_dist(), 1);

// packages/adp/src/layer3/charts.ts
import { readFileSync } from "node:fs";
import { join } from "node:path";

// node_modules/zod/v4/core/to-json-schema.js
function assignProps(target, ...sources) {
  for (let source of sources)
    for (let key of Reflect.ownKeys(source))
      Object.prototype.propertyIsEnumerable.call(source, key) && assignProp(target, key, source[key]);
  return target;
}
function initializeContext(params) {
  let target = params?.target ?? "draft-2020-12";
  return target === "draft-4" && (target = "draft-04"), target === "draft-7" && (target = "draft-07"), {
    processors: params.processors ?? {},
    metadataRegistry: params?.metadata ?? globalRegistry,
    target,
    unrepresentable: params?.unrepresentable ?? "throw",
    override: params?.override ?? (() => {
    }),
    io: params?.io ?? "output",
    counter: 0,
    seen: /* @__PURE__ */ new Map(),
    sharedDefsExtractedFor: void 0,
    sharedEmitDoneFor: void 0,
    cycles: params?.cycles ?? "ref",
    reused: params?.reused ?? "inline",
    intersections: [],
    deferred: [],
    external: params?.external ?? void 0
  };
}
function handleUnrepresentable(schema2, ctx, json2, params, message) {
  let result = typeof ctx.unrepresentable == "function" ? ctx.unrepresentable({ zodSchema: schema2, path: params.path, message }) : ctx.unrepresentable;
  if (result === "any")
    return !1;
  if (result === void 0 || result === "throw")
    throw new Error(message);
  return Object.assign(json2, result), !0;
}
function processSchema(schema2, ctx, _params = { path: [], schemaPath: [] }) {
  var _a;
  let def = schema2._zod.def, seen = ctx.seen.get(schema2);
  if (seen)
    return seen.count++, _params.schemaPath.includes(schema2) && (seen.cycle = _params.path), seen.schema;
  let result = { schema: {}, count: 1, cycle: void 0, path: _params.path };
  ctx.seen.set(schema2, result), ctx.sharedDefsExtractedFor = void 0, ctx.sharedEmitDoneFor = void 0;
  let overrideSchema = schema2._zod.toJSONSchema?.();
  if (overrideSchema)
    result.schema = overrideSchema;
  else {
    let params = {
      ..._params,
      schemaPath: [..._params.schemaPath, schema2],
      path: _params.path
    };
    if (schema2._zod.processJSONSchema)
      schema2._zod.processJSONSchema(ctx, result.schema, params);
    else {
      let _json = result.schema, processor = ctx.processors[def.type];
      if (!processor)
        throw new Error(`[toJSONSchema]: Non-representable type encountered: ${def.type}`);
      processor(schema2, ctx, _json, params);
    }
    let parent = schema2._zod.parent;
    parent && (result.ref || (result.ref = parent), processSchema(parent, ctx, params), ctx.seen.get(parent).isParent = !0);
  }
  let meta = ctx.metadataRegistry.get(schema2);
  return meta && assignProps(result.schema, meta), ctx.io === "input" && isTransforming(schema2) && (delete result.schema.examples, delete result.schema.default), ctx.io === "input" && "_prefault" in result.schema && ((_a = result.schema).default ?? (_a.default = result.schema._prefault)), delete result.schema._prefault, ctx.seen.get(schema2).schema;
}
function encodeJSONPointerSegment(segment) {
  return segment.replace(/~/g, "~0").replace(/\//g, "~1");
}
function extractDefs(ctx, schema2) {
  let root = ctx.seen.get(schema2);
  if (!root)
    throw new Error("Unprocessed schema. This is a bug in Zod.");
  if (ctx.external && ctx.sharedDefsExtractedFor === ctx.external)
    return;
  let idToSchema = /* @__PURE__ */ new Map();
  for (let entry of ctx.seen.entries()) {
    let id = ctx.metadataRegistry.get(entry[0])?.id;
    if (id) {
      let existing = idToSchema.get(id);
      if (existing && existing !== entry[0])
        throw new Error(`Duplicate schema id "${id}" detected during JSON Schema conversion. Two different schemas cannot share the same id when converted together.`);
      idToSchema.set(id, entry[0]);
    }
  }
  let makeURI = (entry) => {
    let defsSegment = ctx.target === "draft-2020-12" ? "$defs" : "definitions";
    if (ctx.external) {
      let externalId = ctx.external.registry.get(entry[0])?.id, uriGenerator = ctx.external.uri ?? ((id2) => id2);
      if (externalId)
        return { ref: uriGenerator(externalId) };
      let id = entry[1].defId ?? entry[1].schema.id ?? `schema${ctx.counter++}`;
      return entry[1].defId = id, { defId: id, ref: `${uriGenerator("__shared")}#/${defsSegment}/${encodeJSONPointerSegment(id)}` };
    }
    let uriPrefix = "#", defUriPrefix = `${uriPrefix}/${defsSegment}/`;
    if (entry[1] === root && !entry[1].schema.id)
      return { ref: uriPrefix };
    let defId = entry[1].schema.id ?? `__schema${ctx.counter++}`;
    return { defId, ref: defUriPrefix + encodeJSONPointerSegment(defId) };
  }, extractToDef = (entry) => {
    if (entry[1].schema.$ref)
      return;
    let seen = entry[1], { ref, defId } = makeURI(entry);
    seen.def = { ...seen.schema }, defId && (seen.defId = defId);
    let schema3 = seen.schema;
    for (let key in schema3)
      delete schema3[key];
    schema3.$ref = ref;
  };
  if (ctx.cycles === "throw")
    for (let entry of ctx.seen.entries()) {
      let seen = entry[1];
      if (seen.cycle)
        throw new Error(`Cycle detected: #/${seen.cycle?.join("/")}/<root>

Set the \`cycles\` parameter to \`"ref"\` to resolve cyclical schemas with defs.`);
    }
  for (let entry of ctx.seen.entries()) {
    let seen = entry[1];
    if (schema2 === entry[0]) {
      extractToDef(entry);
      continue;
    }
    if (ctx.external) {
      let ext = ctx.external.registry.get(entry[0])?.id;
      if (schema2 !== entry[0] && ext) {
        extractToDef(entry);
        continue;
      }
    }
    if (ctx.metadataRegistry.get(entry[0])?.id) {
      extractToDef(entry);
      continue;
    }
    if (seen.cycle) {
      extractToDef(entry);
      continue;
    }
    seen.count > 1 && ctx.reused === "ref" && extractToDef(entry);
  }
  ctx.external && (ctx.sharedDefsExtractedFor = ctx.external);
}
function compactTypeUnion(schema2) {
  let options = schema2.anyOf;
  if (!Array.isArray(options) || options.length === 0 || schema2.type !== void 0)
    return;
  let types = [];
  for (let option of options) {
    if (!option || typeof option != "object")
      return;
    compactTypeUnion(option);
    let keys = Object.keys(option);
    if (keys.length !== 1 || keys[0] !== "type")
      return;
    let type = option.type;
    for (let member of Array.isArray(type) ? type : [type]) {
      if (typeof member != "string")
        return;
      types.includes(member) || types.push(member);
    }
  }
  delete schema2.anyOf, schema2.type = types.length === 1 ? types[0] : types;
}
var FOLDABLE_KEYS = /* @__PURE__ */ new Set(["type", "properties", "required", "additionalProperties"]), UNION_KEYS = ["oneOf", "anyOf"];
function undeclaredConstraint(member) {
  let extra = member.additionalProperties;
  return extra === void 0 || extra === !1 || typeof extra != "object" || extra === null ? null : Object.keys(extra).length ? extra : null;
}
function foldObjects(members) {
  let objects = [];
  for (let member of members) {
    if (typeof member != "object" || member.type !== "object")
      return null;
    for (let key in member)
      if (!FOLDABLE_KEYS.has(key))
        return null;
    objects.push(member);
  }
  let properties = {}, required = /* @__PURE__ */ new Set();
  for (let object2 of objects) {
    for (let key in object2.properties) {
      if (Object.prototype.hasOwnProperty.call(properties, key))
        continue;
      let parts = [];
      for (let other of objects) {
        let part = other.properties?.[key] ?? undeclaredConstraint(other);
        part != null && (parts.some((seen) => JSON.stringify(seen) === JSON.stringify(part)) || parts.push(part));
      }
      let merged = parts.length === 1 ? parts[0] : foldObjects(parts) ?? { allOf: parts };
      assignProp(properties, key, merged);
    }
    for (let key of object2.required ?? [])
      required.add(key);
  }
  let folded = { type: "object", properties };
  if (required.size && (folded.required = [...required]), objects.every((object2) => object2.additionalProperties === !1))
    folded.additionalProperties = !1;
  else {
    let constraints = [];
    for (let object2 of objects) {
      let constraint = undeclaredConstraint(object2);
      constraint && !constraints.some((seen) => JSON.stringify(seen) === JSON.stringify(constraint)) && constraints.push(constraint);
    }
    constraints.length === 1 ? folded.additionalProperties = constraints[0] : constraints.length > 1 && (folded.additionalProperties = { allOf: constraints });
  }
  return folded;
}
function foldIntersection(json2) {
  let allOf = json2.allOf;
  if (!Array.isArray(allOf) || allOf.length < 2)
    return;
  for (let key of FOLDABLE_KEYS)
    if (key in json2)
      return;
  let unions = allOf.filter((m) => UNION_KEYS.some((k) => Array.isArray(m[k]))), folded = null;
  if (!unions.length)
    folded = foldObjects(allOf);
  else {
    let union = unions[0], keyword = UNION_KEYS.find((k) => Array.isArray(union[k]));
    if (Object.keys(union).length !== 1)
      return;
    let rest = allOf.filter((m) => m !== union), branches = union[keyword].map((branch) => foldObjects([...rest, branch]));
    if (branches.some((b) => !b))
      return;
    folded = { [keyword]: branches };
  }
  folded && (delete json2.allOf, assignProps(json2, folded));
}
function finalize(ctx, schema2) {
  let root = ctx.seen.get(schema2);
  if (!root)
    throw new Error("Unprocessed schema. This is a bug in Zod.");
  let flattenRef = (zodSchema) => {
    let seen = ctx.seen.get(zodSchema);
    if (seen.ref === null)
      return;
    let schema3 = seen.def ?? seen.schema, _cached = { ...schema3 }, ref = seen.ref;
    if (seen.ref = null, ref) {
      flattenRef(ref);
      let refSeen = ctx.seen.get(ref), refSchema = refSeen.schema;
      if (refSchema.$ref && (ctx.target === "draft-07" || ctx.target === "draft-04" || ctx.target === "openapi-3.0") ? (schema3.allOf = schema3.allOf ?? [], schema3.allOf.push(refSchema)) : assignProps(schema3, refSchema), assignProps(schema3, _cached), zodSchema._zod.parent === ref)
        for (let key in schema3)
          key === "$ref" || key === "allOf" || key in _cached || delete schema3[key];
      if (refSchema.$ref && refSeen.def)
        for (let key in schema3)
          key === "$ref" || key === "allOf" || key in refSeen.def && JSON.stringify(schema3[key]) === JSON.stringify(refSeen.def[key]) && delete schema3[key];
    }
    let parent = zodSchema._zod.parent;
    if (parent && parent !== ref) {
      flattenRef(parent);
      let parentSeen = ctx.seen.get(parent);
      if (parentSeen?.schema.$ref && (schema3.$ref = parentSeen.schema.$ref, parentSeen.def))
        for (let key in schema3)
          key === "$ref" || key === "allOf" || key in parentSeen.def && JSON.stringify(schema3[key]) === JSON.stringify(parentSeen.def[key]) && delete schema3[key];
    }
    ctx.override({
      zodSchema,
      jsonSchema: schema3,
      path: seen.path ?? []
    });
  };
  if (!ctx.external || ctx.sharedEmitDoneFor !== ctx.external) {
    for (let entry of [...ctx.seen.entries()].reverse())
      flattenRef(entry[0]);
    if (ctx.target !== "openapi-3.0")
      for (let entry of ctx.seen.entries())
        compactTypeUnion(entry[1].def ?? entry[1].schema);
    for (let rewrite of ctx.deferred)
      rewrite();
    if (ctx.intersections.length) {
      let carriers = /* @__PURE__ */ new Map();
      for (let seen of ctx.seen.values())
        for (let json2 of [seen.schema, seen.def]) {
          let allOf = json2?.allOf;
          if (!Array.isArray(allOf))
            continue;
          let existing = carriers.get(allOf);
          existing ? existing.push(json2) : carriers.set(allOf, [json2]);
        }
      for (let allOf of ctx.intersections)
        for (let json2 of carriers.get(allOf) ?? [])
          foldIntersection(json2);
    }
  }
  let result = {};
  if (ctx.target === "draft-2020-12" ? result.$schema = "https://json-schema.org/draft/2020-12/schema" : ctx.target === "draft-07" ? result.$schema = "http://json-schema.org/draft-07/schema#" : ctx.target === "draft-04" ? result.$schema = "http://json-schema.org/draft-04/schema#" : ctx.target, ctx.external?.uri) {
    let id = ctx.external.registry.get(schema2)?.id;
    if (!id)
      throw new Error("Schema is missing an `id` property");
    result.$id = ctx.external.uri(id);
  }
  assignProps(result, root.defId ? root.schema : root.def ?? root.schema);
  let rootMetaId = ctx.metadataRegistry.get(schema2)?.id;
  rootMetaId !== void 0 && result.id === rootMetaId && delete result.id;
  let defs = ctx.external?.defs ?? {};
  if (!ctx.external || ctx.sharedEmitDoneFor !== ctx.external)
    for (let entry of ctx.seen.entries()) {
      let seen = entry[1];
      seen.def && seen.defId && (seen.def.id === seen.defId && delete seen.def.id, assignProp(defs, seen.defId, seen.def));
    }
  ctx.external && (ctx.sharedEmitDoneFor = ctx.external), ctx.external || Object.keys(defs).length > 0 && (ctx.target === "draft-2020-12" ? result.$defs = defs : result.definitions = defs);
  try {
    let finalized = JSON.parse(JSON.stringify(result));
    return Object.defineProperty(finalized, "~standard", {
      value: {
        ...schema2["~standard"],
        jsonSchema: {
          input: createStandardJSONSchemaMethod(schema2, "input", ctx.processors),
          output: createStandardJSONSchemaMethod(schema2, "output", ctx.processors)
        }
      },
      enumerable: !1,
      writable: !1
    }), finalized;
  } catch {
    throw new Error("Error converting schema to JSON.");
  }
}
function isTransforming(_schema, _ctx) {
  let ctx = _ctx ?? { seen: /* @__PURE__ */ new Set() };
  if (ctx.seen.has(_schema))
    return !1;
  ctx.seen.add(_schema);
  let def = _schema._zod.def;
  if (def.type === "transform")
    return !0;
  if (def.type === "array")
    return isTransforming(def.element, ctx);
  if (def.type === "set")
    return isTransforming(def.valueType, ctx);
  if (def.type === "lazy")
    return isTransforming(def.getter(), ctx);
  if (def.type === "promise" || def.type === "optional" || def.type === "nonoptional" || def.type === "nullable" || def.type === "readonly" || def.type === "default" || def.type === "prefault" || def.type === "catch")
    return isTransforming(def.innerType, ctx);
  if (def.type === "intersection")
    return isTransforming(def.left, ctx) || isTransforming(def.right, ctx);
  if (def.type === "record" || def.type === "map")
    return isTransforming(def.keyType, ctx) || isTransforming(def.valueType, ctx);
  if (def.type === "pipe")
    return _schema._zod.traits.has("$ZodCodec") ? !0 : isTransforming(def.in, ctx) || isTransforming(def.out, ctx);
  if (def.type === "object") {
    for (let key in def.shape)
      if (isTransforming(def.shape[key], ctx))
        return !0;
    return !1;
  }
  if (def.type === "union") {
    for (let option of def.options)
      if (isTransforming(option, ctx))
        return !0;
    return !1;
  }
  if (def.type === "tuple") {
    for (let item of def.items)
      if (isTransforming(item, ctx))
        return !0;
    return !!(def.rest && isTransforming(def.rest, ctx));
  }
  return !1;
}
var createStandardJSONSchemaMethod = (schema2, io, processors = {}) => (params) => {
  let { libraryOptions, target } = params ?? {}, ctx = initializeContext({ ...libraryOptions ?? {}, target, io, processors });
  return processSchema(schema2, ctx), extractDefs(ctx, schema2), finalize(ctx, schema2);
};

// node_modules/zod/v4/core/json-schema-processors.js
var narrowMin = (agg, key, value) => {
  (agg[key] === void 0 || value > agg[key]) && (agg[key] = value);
}, narrowMax = (agg, key, value) => {
  (agg[key] === void 0 || value < agg[key]) && (agg[key] = value);
}, narrowBoth = (agg, value) => {
  narrowMin(agg, "minimum", value), narrowMax(agg, "maximum", value);
}, addDivisor = (agg, value) => {
  agg.multipleOf ?? (agg.multipleOf = []), agg.multipleOf.includes(value) || agg.multipleOf.push(value);
}, addPattern = (agg, pattern) => {
  agg.patterns ?? (agg.patterns = /* @__PURE__ */ new Set()), agg.patterns.add(pattern);
}, intersectMime = (agg, mime) => {
  agg.mime = agg.mime ? agg.mime.filter((m) => mime.includes(m)) : [...mime];
}, setFormat = (agg, format) => {
  agg.format = format, format.includes("int") && (agg.isInt = !0);
}, minContributor = (agg, def) => narrowMin(agg, "minimum", def.minimum), maxContributor = (agg, def) => narrowMax(agg, "maximum", def.maximum), formatContributor = (ranges) => (agg, def) => {
  setFormat(agg, def.format);
  let [minimum, maximum] = ranges[def.format];
  narrowMin(agg, "minimum", minimum), narrowMax(agg, "maximum", maximum);
}, contributors = {
  greater_than: (agg, def) => narrowMin(agg, def.inclusive ? "minimum" : "exclusiveMinimum", def.value),
  less_than: (agg, def) => narrowMax(agg, def.inclusive ? "maximum" : "exclusiveMaximum", def.value),
  multiple_of: (agg, def) => addDivisor(agg, def.value),
  number_format: formatContributor(NUMBER_FORMAT_RANGES),
  bigint_format: formatContributor(BIGINT_FORMAT_RANGES),
  min_length: minContributor,
  max_length: maxContributor,
  length_equals: (agg, def) => narrowBoth(agg, def.length),
  min_size: minContributor,
  max_size: maxContributor,
  size_equals: (agg, def) => narrowBoth(agg, def.size),
  string_format: (agg, def) => {
    setFormat(agg, def.format), def.pattern && addPattern(agg, def.pattern), (def.format === "base64" || def.format === "base64url") && (agg.contentEncoding = def.format), (def.local || def.precision === -1) && (agg.laxFormat = !0);
  },
  mime_type: (agg, def) => intersectMime(agg, def.mime)
};
function aggregateChecks(schema2) {
  let agg = {}, def = schema2._zod.def, list = schema2._zod.traits.has("$ZodCheck") ? [schema2, ...def.checks ?? []] : def.checks ?? [];
  for (let ch of list)
    contributors[ch._zod.def.check]?.(agg, ch._zod.def);
  let bag = schema2._zod.bag;
  bag.minimum !== void 0 && narrowMin(agg, "minimum", bag.minimum), bag.exclusiveMinimum !== void 0 && narrowMin(agg, "exclusiveMinimum", bag.exclusiveMinimum), bag.maximum !== void 0 && narrowMax(agg, "maximum", bag.maximum), bag.exclusiveMaximum !== void 0 && narrowMax(agg, "exclusiveMaximum", bag.exclusiveMaximum), bag.multipleOf !== void 0 && addDivisor(agg, bag.multipleOf), bag.format !== void 0 && (agg.format ?? (agg.format = bag.format), bag.format.includes("int") && (agg.isInt = !0)), bag.mime && intersectMime(agg, bag.mime);
  for (let pattern of bag.patterns ?? [])
    addPattern(agg, pattern);
  return agg;
}
var formatMap = {
  guid: "uuid",
  url: "uri",
  datetime: "date-time",
  json_string: "json-string",
  regex: ""
  // do not set
}, exactPatterns = /* @__PURE__ */ new Map([
  [base64Charset, base64],
  [base64urlCharset, base64url]
]), exactPattern = (p) => exactPatterns.get(p) ?? p, stringProcessor = (schema2, ctx, _json, _params) => {
  let json2 = _json;
  json2.type = "string";
  let { minimum, maximum, format, patterns, contentEncoding, laxFormat } = aggregateChecks(schema2);
  if (typeof minimum == "number" && (json2.minLength = minimum), typeof maximum == "number" && (json2.maxLength = maximum), format && (json2.format = formatMap[format] ?? format, json2.format === "" && delete json2.format, (format === "time" || laxFormat) && delete json2.format), contentEncoding && (json2.contentEncoding = contentEncoding), patterns && patterns.size > 0) {
    let patternList = [...patterns].map(exactPattern);
    patternList.length === 1 ? json2.pattern = patternList[0].source : patternList.length > 1 && (json2.allOf = [
      ...patternList.map((regex) => ({
        ...ctx.target === "draft-07" || ctx.target === "draft-04" || ctx.target === "openapi-3.0" ? { type: "string" } : {},
        pattern: regex.source
      }))
    ]);
  }
}, numberProcessor = (schema2, ctx, _json, params) => {
  let json2 = _json, { minimum, maximum, multipleOf, exclusiveMaximum, exclusiveMinimum, isInt } = aggregateChecks(schema2);
  json2.type = isInt ? "integer" : "number";
  let exMin = typeof exclusiveMinimum == "number" && exclusiveMinimum >= (minimum ?? Number.NEGATIVE_INFINITY), exMax = typeof exclusiveMaximum == "number" && exclusiveMaximum <= (maximum ?? Number.POSITIVE_INFINITY), legacy = ctx.target === "draft-04" || ctx.target === "openapi-3.0";
  if (exMin ? legacy ? (json2.minimum = exclusiveMinimum, json2.exclusiveMinimum = !0) : json2.exclusiveMinimum = exclusiveMinimum : typeof minimum == "number" && (json2.minimum = minimum), exMax ? legacy ? (json2.maximum = exclusiveMaximum, json2.exclusiveMaximum = !0) : json2.exclusiveMaximum = exclusiveMaximum : typeof maximum == "number" && (json2.maximum = maximum), multipleOf) {
    let divisors = /* @__PURE__ */ new Set();
    for (let divisor of multipleOf)
      Number.isFinite(divisor) && divisor !== 0 ? divisors.add(Math.abs(divisor)) : handleUnrepresentable(schema2, ctx, json2, params, `A multipleOf divisor of ${divisor} cannot be represented in JSON Schema`);
    let [first, ...rest] = divisors;
    first !== void 0 && (json2.multipleOf = first), rest.length && (json2.allOf = [...json2.allOf ?? [], ...rest.map((m) => ({ multipleOf: m }))]);
  }
}, booleanProcessor = (_schema, _ctx, json2, _params) => {
  json2.type = "boolean";
}, bigintProcessor = (schema2, ctx, json2, params) => {
  handleUnrepresentable(schema2, ctx, json2, params, "BigInt cannot be represented in JSON Schema");
}, symbolProcessor = (schema2, ctx, json2, params) => {
  handleUnrepresentable(schema2, ctx, json2, params, "Symbols cannot be represented in JSON Schema");
}, nullProcessor = (_schema, ctx, json2, _params) => {
  ctx.target === "openapi-3.0" ? (json2.type = "string", json2.nullable = !0, json2.enum = [null]) : json2.type = "null";
}, undefinedProcessor = (schema2, ctx, json2, params) => {
  handleUnrepresentable(schema2, ctx, json2, params, "Undefined cannot be represented in JSON Schema");
}, voidProcessor = (schema2, ctx, json2, params) => {
  handleUnrepresentable(schema2, ctx, json2, params, "Void cannot be represented in JSON Schema");
}, neverProcessor = (_schema, _ctx, json2, _params) => {
  json2.not = {};
}, anyProcessor = (_schema, _ctx, _json, _params) => {
}, unknownProcessor = (_schema, _ctx, _json, _params) => {
}, dateProcessor = (schema2, ctx, json2, params) => {
  handleUnrepresentable(schema2, ctx, json2, params, "Date cannot be represented in JSON Schema");
}, enumProcessor = (schema2, _ctx, json2, _params) => {
  let def = schema2._zod.def, values = getEnumValues(def.entries);
  if (values.length === 0) {
    json2.not = {};
    return;
  }
  values.every((v) => typeof v == "number") && (json2.type = "number"), values.every((v) => typeof v == "string") && (json2.type = "string"), json2.enum = values;
}, literalProcessor = (schema2, ctx, json2, params) => {
  let def = schema2._zod.def;
  if (def.values.length === 0) {
    json2.not = {};
    return;
  }
  let vals = [];
  for (let val of def.values)
    if (val === void 0) {
      if (handleUnrepresentable(schema2, ctx, json2, params, "Literal `undefined` cannot be represented in JSON Schema"))
        return;
    } else if (typeof val == "bigint") {
      if (handleUnrepresentable(schema2, ctx, json2, params, "BigInt literals cannot be represented in JSON Schema"))
        return;
      vals.push(Number(val));
    } else
      vals.push(val);
  if (vals.length !== 0)
    if (vals.length === 1) {
      let val = vals[0];
      json2.type = val === null ? "null" : typeof val, ctx.target === "draft-04" || ctx.target === "openapi-3.0" ? json2.enum = [val] : json2.const = val;
    } else
      vals.every((v) => typeof v == "number") && (json2.type = "number"), vals.every((v) => typeof v == "string") && (json2.type = "string"), vals.every((v) => typeof v == "boolean") && (json2.type = "boolean"), vals.every((v) => v === null) && (json2.type = "null"), json2.enum = vals;
}, nanProcessor = (schema2, ctx, json2, params) => {
  handleUnrepresentable(schema2, ctx, json2, params, "NaN cannot be represented in JSON Schema");
}, templateLiteralProcessor = (schema2, _ctx, json2, _params) => {
  let _json = json2, pattern = schema2._zod.pattern;
  if (!pattern)
    throw new Error("Pattern not found in template literal");
  _json.type = "string", _json.pattern = pattern.source;
}, fileProcessor = (schema2, _ctx, json2, _params) => {
  let _json = json2;
  _json.type = "string", _json.format = "binary", _json.contentEncoding = "binary";
  let { minimum, maximum, mime } = aggregateChecks(schema2);
  minimum !== void 0 && (_json.minLength = minimum), maximum !== void 0 && (_json.maxLength = maximum), mime && (mime.length === 0 ? _json.not = {} : mime.length === 1 ? _json.contentMediaType = mime[0] : _json.anyOf = mime.map((m) => ({ contentMediaType: m })));
}, successProcessor = (_schema, _ctx, json2, _params) => {
  json2.type = "boolean";
}, customProcessor = (schema2, ctx, json2, params) => {
  handleUnrepresentable(schema2, ctx, json2, params, "Custom types cannot be represented in JSON Schema");
}, functionProcessor = (schema2, ctx, json2, params) => {
  handleUnrepresentable(schema2, ctx, json2, params, "Function types cannot be represented in JSON Schema");
}, transformProcessor = (schema2, ctx, json2, params) => {
  handleUnrepresentable(schema2, ctx, json2, params, "Transforms cannot be represented in JSON Schema");
}, mapProcessor = (schema2, ctx, json2, params) => {
  handleUnrepresentable(schema2, ctx, json2, params, "Map cannot be represented in JSON Schema");
}, setProcessor = (schema2, ctx, json2, params) => {
  handleUnrepresentable(schema2, ctx, json2, params, "Set cannot be represented in JSON Schema");
}, arrayProcessor = (schema2, ctx, _json, params) => {
  let json2 = _json, def = schema2._zod.def, { minimum, maximum } = aggregateChecks(schema2);
  typeof minimum == "number" && (json2.minItems = minimum), typeof maximum == "number" && (json2.maxItems = maximum), json2.type = "array", json2.items = processSchema(def.element, ctx, {
    ...params,
    path: [...params.path, "items"]
  });
};
function inputOptin(schema2) {
  let def = schema2._zod.def;
  return def.type === "pipe" && def.in._zod.traits.has("$ZodTransform") ? inputOptin(def.out) : def.type === "catch" ? inputOptin(def.innerType) : schema2._zod.optin;
}
var objectProcessor = (schema2, ctx, _json, params) => {
  let json2 = _json, def = schema2._zod.def, shape = def.shape;
  if (Object.getOwnPropertySymbols(shape).length && handleUnrepresentable(schema2, ctx, json2, params, "Symbol keys cannot be represented in JSON Schema"))
    return;
  json2.type = "object", json2.properties = {};
  for (let key in shape)
    assignProp(json2.properties, key, processSchema(shape[key], ctx, {
      ...params,
      path: [...params.path, "properties", key]
    }));
  let requiredKeys = [];
  for (let key of Object.keys(shape)) {
    let field = def.shape[key];
    (ctx.io === "input" ? inputOptin(field) === void 0 : field._zod.optout === void 0) && requiredKeys.push(key);
  }
  requiredKeys.length > 0 && (json2.required = requiredKeys), def.catchall?._zod.def.type === "never" ? json2.additionalProperties = !1 : def.catchall ? def.catchall && (json2.additionalProperties = processSchema(def.catchall, ctx, {
    ...params,
    path: [...params.path, "additionalProperties"]
  })) : ctx.io === "output" && (json2.additionalProperties = !1);
}, unionProcessor = (schema2, ctx, json2, params) => {
  let def = schema2._zod.def, isExclusive = def.inclusive === !1, options = def.options.map((x, i) => processSchema(x, ctx, {
    ...params,
    path: [...params.path, isExclusive ? "oneOf" : "anyOf", i]
  }));
  isExclusive ? json2.oneOf = options : json2.anyOf = options;
}, intersectionProcessor = (schema2, ctx, json2, params) => {
  let def = schema2._zod.def, a = processSchema(def.left, ctx, {
    ...params,
    path: [...params.path, "allOf", 0]
  }), b = processSchema(def.right, ctx, {
    ...params,
    path: [...params.path, "allOf", 1]
  }), isSimpleIntersection = (val) => "allOf" in val && Object.keys(val).length === 1, allOf = [
    ...isSimpleIntersection(a) ? a.allOf : [a],
    ...isSimpleIntersection(b) ? b.allOf : [b]
  ];
  json2.allOf = allOf, ctx.intersections.push(allOf);
}, tupleProcessor = (schema2, ctx, _json, params) => {
  let json2 = _json, def = schema2._zod.def;
  json2.type = "array";
  let prefixPath = ctx.target === "draft-2020-12" ? "prefixItems" : "items", restPath = ctx.target === "draft-2020-12" || ctx.target === "openapi-3.0" ? "items" : "additionalItems", prefixItems = def.items.map((x, i) => processSchema(x, ctx, {
    ...params,
    path: [...params.path, prefixPath, i]
  })), rest = def.rest ? processSchema(def.rest, ctx, {
    ...params,
    path: [...params.path, restPath, ...ctx.target === "openapi-3.0" ? [def.items.length] : []]
  }) : null, minItems = def.items.length;
  for (; minItems > 0; ) {
    let item = def.items[minItems - 1];
    if (!(ctx.io === "input" ? inputOptin(item) !== void 0 : item._zod.optout === "optional"))
      break;
    minItems--;
  }
  let maxItems = def.items.length, isClosed = !def.rest;
  ctx.target === "draft-2020-12" ? (json2.prefixItems = prefixItems, isClosed ? json2.items = !1 : rest && (json2.items = rest), minItems > 0 && (json2.minItems = minItems), isClosed && (json2.maxItems = maxItems)) : ctx.target === "openapi-3.0" ? (json2.items = {
    anyOf: prefixItems
  }, rest && json2.items.anyOf.push(rest), minItems > 0 && (json2.minItems = minItems), isClosed && (json2.maxItems = maxItems)) : (json2.items = prefixItems, isClosed ? json2.additionalItems = !1 : rest && (json2.additionalItems = rest), minItems > 0 && (json2.minItems = minItems), isClosed && (json2.maxItems = maxItems));
  let { minimum, maximum } = aggregateChecks(schema2);
  typeof minimum == "number" && (json2.minItems = minimum), typeof maximum == "number" && (json2.maxItems = maximum);
};
function stringifyKeyNames(bySchema, json2, visited) {
  if (json2.$ref) {
    if (visited.has(json2))
      return json2;
    visited.add(json2);
    let def = bySchema.get(json2)?.def;
    if (!def)
      return json2;
    let inlined = stringifyKeyNames(bySchema, def, visited);
    return inlined === def ? json2 : inlined;
  }
  for (let keyword of ["anyOf", "oneOf"]) {
    let branches = json2[keyword];
    if (!Array.isArray(branches))
      continue;
    let mapped = branches.map((branch) => stringifyKeyNames(bySchema, branch, visited));
    mapped.some((branch, i) => branch !== branches[i]) && (json2 = { ...json2, [keyword]: mapped });
  }
  let types = Array.isArray(json2.type) ? json2.type : [json2.type], numericType = !types.includes("string") && types.some((t) => t === "number" || t === "integer"), values = json2.enum ?? (json2.const !== void 0 ? [json2.const] : void 0);
  if (!numericType && !values?.some((v) => typeof v == "number"))
    return json2;
  let { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf, format, id, ...rest } = json2;
  return rest.enum ? rest.enum = rest.enum.map((v) => typeof v == "number" ? String(v) : v) : typeof rest.const == "number" && (rest.const = String(rest.const)), numericType && (rest.type = "string", values || (rest.pattern = (types.includes("number") ? number : integer).source)), rest;
}
var pendingRecords = /* @__PURE__ */ new WeakMap();
function rewriteKeyNames(ctx) {
  let bySchema = /* @__PURE__ */ new Map();
  for (let entry of ctx.seen.values())
    entry.def && !bySchema.has(entry.schema) && bySchema.set(entry.schema, entry);
  let rewrites = /* @__PURE__ */ new Map();
  for (let record2 of pendingRecords.get(ctx) ?? []) {
    let seen = ctx.seen.get(record2), names2 = (seen?.def ?? seen?.schema)?.propertyNames;
    if (!names2 || names2 === !0 || rewrites.has(names2))
      continue;
    let rewritten = stringifyKeyNames(bySchema, names2, /* @__PURE__ */ new Set());
    rewritten !== names2 && rewrites.set(names2, rewritten);
  }
  if (rewrites.size)
    for (let entry of ctx.seen.values())
      for (let carrier of [entry.schema, entry.def]) {
        let rewritten = carrier && rewrites.get(carrier.propertyNames);
        rewritten && (carrier.propertyNames = rewritten);
      }
}
var recordProcessor = (schema2, ctx, _json, params) => {
  let json2 = _json, def = schema2._zod.def;
  json2.type = "object";
  let keyType = def.keyType, patterns = aggregateChecks(keyType).patterns;
  if (def.mode === "loose" && patterns && patterns.size > 0) {
    let valueSchema = processSchema(def.valueType, ctx, {
      ...params,
      path: [...params.path, "patternProperties", "*"]
    });
    json2.patternProperties = {};
    for (let pattern of patterns)
      assignProp(json2.patternProperties, exactPattern(pattern).source, valueSchema);
  } else {
    if (ctx.target === "draft-07" || ctx.target === "draft-2020-12") {
      json2.propertyNames = processSchema(def.keyType, ctx, {
        ...params,
        path: [...params.path, "propertyNames"]
      });
      let pending = pendingRecords.get(ctx);
      pending || (pending = [], pendingRecords.set(ctx, pending), ctx.deferred.push(() => rewriteKeyNames(ctx))), pending.push(schema2);
    }
    json2.additionalProperties = processSchema(def.valueType, ctx, {
      ...params,
      path: [...params.path, "additionalProperties"]
    });
  }
  let keyValues = keyType._zod.values, omittableOnInput = ctx.io === "input" && inputOptin(def.valueType) !== void 0;
  if (keyValues && !def.partial && !omittableOnInput) {
    let validKeyValues = [...keyValues].filter((v) => typeof v == "string" || typeof v == "number");
    validKeyValues.length > 0 && (json2.required = validKeyValues.map(String));
  }
}, nullableProcessor = (schema2, ctx, json2, params) => {
  let def = schema2._zod.def, inner = processSchema(def.innerType, ctx, params), seen = ctx.seen.get(schema2);
  ctx.target === "openapi-3.0" ? (seen.ref = def.innerType, json2.nullable = !0) : json2.anyOf = [inner, { type: "null" }];
}, nonoptionalProcessor = (schema2, ctx, _json, params) => {
  let def = schema2._zod.def;
  processSchema(def.innerType, ctx, params);
  let seen = ctx.seen.get(schema2);
  seen.ref = def.innerType;
}, UNREPRESENTABLE_DEFAULT = /* @__PURE__ */ Symbol();
function serializeDefaultValue(value, schema2, ctx, json2, params) {
  let unrepresentable = !1, serialized = JSON.stringify(value, (_, val) => typeof val != "bigint" ? val : (unrepresentable = !0, null));
  return unrepresentable ? (handleUnrepresentable(schema2, ctx, json2, params, "BigInt defaults cannot be represented in JSON Schema"), UNREPRESENTABLE_DEFAULT) : JSON.parse(serialized);
}
var defaultProcessor = (schema2, ctx, json2, params) => {
  let def = schema2._zod.def;
  processSchema(def.innerType, ctx, params);
  let seen = ctx.seen.get(schema2);
  seen.ref = def.innerType;
  let value = serializeDefaultValue(def.defaultValue, schema2, ctx, json2, params);
  value !== UNREPRESENTABLE_DEFAULT && (json2.default = value);
}, prefaultProcessor = (schema2, ctx, json2, params) => {
  let def = schema2._zod.def;
  processSchema(def.innerType, ctx, params);
  let seen = ctx.seen.get(schema2);
  if (seen.ref = def.innerType, ctx.io !== "input")
    return;
  let value = serializeDefaultValue(def.defaultValue, schema2, ctx, json2, params);
  value !== UNREPRESENTABLE_DEFAULT && (json2._prefault = value);
}, catchProcessor = (schema2, ctx, json2, params) => {
  let def = schema2._zod.def;
  processSchema(def.innerType, ctx, params);
  let seen = ctx.seen.get(schema2);
  seen.ref = def.innerType;
  let catchValue;
  try {
    catchValue = def.catchValue(void 0);
  } catch {
    handleUnrepresentable(schema2, ctx, json2, params, "Dynamic catch values are not supported in JSON Schema");
    return;
  }
  json2.default = catchValue;
}, pipeProcessor = (schema2, ctx, _json, params) => {
  let def = schema2._zod.def, inIsTransform = def.in._zod.traits.has("$ZodTransform"), innerType = ctx.io === "input" ? inIsTransform ? def.out : def.in : def.out;
  processSchema(innerType, ctx, params);
  let seen = ctx.seen.get(schema2);
  seen.ref = innerType;
}, readonlyProcessor = (schema2, ctx, json2, params) => {
  let def = schema2._zod.def;
  processSchema(def.innerType, ctx, params);
  let seen = ctx.seen.get(schema2);
  seen.ref = def.innerType, json2.readOnly = !0;
}, promiseProcessor = (schema2, ctx, _json, params) => {
  let def = schema2._zod.def;
  processSchema(def.innerType, ctx, params);
  let seen = ctx.seen.get(schema2);
  seen.ref = def.innerType;
}, optionalProcessor = (schema2, ctx, _json, params) => {
  let def = schema2._zod.def;
  processSchema(def.innerType, ctx, params);
  let seen = ctx.seen.get(schema2);
  seen.ref = def.innerType;
}, lazyProcessor = (schema2, ctx, _json, params) => {
  let innerType = schema2._zod.innerType;
  processSchema(innerType, ctx, params);
  let seen = ctx.seen.get(schema2);
  seen.ref = innerType;
}, allProcessors = {
  string: stringProcessor,
  number: numberProcessor,
  boolean: booleanProcessor,
  bigint: bigintProcessor,
  symbol: symbolProcessor,
  null: nullProcessor,
  undefined: undefinedProcessor,
  void: voidProcessor,
  never: neverProcessor,
  any: anyProcessor,
  unknown: unknownProcessor,
  date: dateProcessor,
  enum: enumProcessor,
  literal: literalProcessor,
  nan: nanProcessor,
  template_literal: templateLiteralProcessor,
  file: fileProcessor,
  success: successProcessor,
  custom: customProcessor,
  function: functionProcessor,
  transform: transformProcessor,
  map: mapProcessor,
  set: setProcessor,
  array: arrayProcessor,
  object: objectProcessor,
  union: unionProcessor,
  intersection: intersectionProcessor,
  tuple: tupleProcessor,
  record: recordProcessor,
  nullable: nullableProcessor,
  nonoptional: nonoptionalProcessor,
  default: defaultProcessor,
  prefault: prefaultProcessor,
  catch: catchProcessor,
  pipe: pipeProcessor,
  readonly: readonlyProcessor,
  promise: promiseProcessor,
  optional: optionalProcessor,
  lazy: lazyProcessor
};
function toJSONSchema(input, params) {
  if ("_idmap" in input) {
    let registry = input, ctx2 = initializeContext({ ...params, processors: allProcessors }), defs = {};
    for (let entry of registry._idmap.entries()) {
      let [_, schema2] = entry;
      processSchema(schema2, ctx2);
    }
    let schemas = {}, external = {
      registry,
      uri: params?.uri,
      defs
    };
    ctx2.external = external;
    for (let entry of registry._idmap.entries()) {
      let [key, schema2] = entry;
      extractDefs(ctx2, schema2), assignProp(schemas, key, finalize(ctx2, schema2));
    }
    if (Object.keys(defs).length > 0) {
      let defsSegment = ctx2.target === "draft-2020-12" ? "$defs" : "definitions";
      schemas.__shared = {
        [defsSegment]: defs
      };
    }
    return { schemas };
  }
  let ctx = initializeContext({ ...params, processors: allProcessors });
  return processSchema(input, ctx), extractDefs(ctx, input), finalize(ctx, input);
}

// node_modules/zod/v4/mini/iso.js
var iso_exports = {};
__export(iso_exports, {
  ZodMiniISODate: () => ZodMiniISODate,
  ZodMiniISODateTime: () => ZodMiniISODateTime,
  ZodMiniISODuration: () => ZodMiniISODuration,
  ZodMiniISOTime: () => ZodMiniISOTime,
  date: () => date,
  datetime: () => datetime,
  duration: () => duration,
  time: () => time
});
var ZodMiniISODateTime = /* @__PURE__ */ $constructor("ZodMiniISODateTime", (inst, def) => {
  $ZodISODateTime.init(inst, def), ZodMiniStringFormat.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function datetime(params) {
  return _isoDateTime(ZodMiniISODateTime, params);
}
var ZodMiniISODate = /* @__PURE__ */ $constructor("ZodMiniISODate", (inst, def) => {
  $ZodISODate.init(inst, def), ZodMiniStringFormat.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function date(params) {
  return _isoDate(ZodMiniISODate, params);
}
var ZodMiniISOTime = /* @__PURE__ */ $constructor("ZodMiniISOTime", (inst, def) => {
  $ZodISOTime.init(inst, def), ZodMiniStringFormat.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function time(params) {
  return _isoTime(ZodMiniISOTime, params);
}
var ZodMiniISODuration = /* @__PURE__ */ $constructor("ZodMiniISODuration", (inst, def) => {
  $ZodISODuration.init(inst, def), ZodMiniStringFormat.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function duration(params) {
  return _isoDuration(ZodMiniISODuration, params);
}

// packages/adp/src/layer3/charts.ts
var schema = object({
  repository: string(),
  charts: array(
    object({
      version: string(),
      /** Of the published archive, where it has been seen. */
      sha256: optional(string()),
      airflow: array(string()),
      /** The oldest Helm that renders it. */
      helm: string()
    })
  )
});
function chartTable(root = platformRoot()) {
  let path = join(root, "packages", "adp", "data", "layer3", "charts.json");
  return parseJson(readFileSync(path, "utf8"), schema, {
    from: path,
    next: [run(shell`git checkout ${path}`, "restores it"), again]
  });
}
function chartFor(airflow, table2 = chartTable()) {
  return table2.charts.find((chart) => chart.airflow.includes(line(airflow)));
}
function takesAirflow(version, airflow, table2 = chartTable()) {
  return table2.charts.find((chart) => chart.version === version)?.airflow.includes(line(airflow));
}
function line(airflow) {
  return airflow.split(".").slice(0, 2).join(".");
}

// packages/adp/src/layer3/helm.ts
async function renderChart(environment, values, chart, signal) {
  let scratch = mkdtempSync(join2(tmpdir(), "adp-layer3-"));
  try {
    let file = join2(scratch, "values.yaml");
    writeAtomic(file, (0, import_yaml.stringify)(values));
    let words = ["template", environment.datakit, chart, "--namespace", environment.namespace], done = await attempt(["helm", ...words, "--values", file], {
      ...signal === void 0 ? {} : { signal }
    });
    if (!(done instanceof ProcessFailure)) return done.stdout;
    throw done.kind === "spawn-failed" ? noHelm() : new AdpError(errors.HELM_FAILED, {
      what: `Helm cannot render the chart for ${environment.name}.`,
      evidence: done.tail(),
      next: [act(`correct values of ${environment.name} in platform.yaml`), again]
    });
  } finally {
    rmSync(scratch, { recursive: !0, force: !0 });
  }
}
function noHelm() {
  return new AdpError(errors.NO_HELM, {
    what: "The program helm is not on PATH.",
    why: "adp renders the official Airflow chart with it.",
    next: [
      either(
        run(shell`brew install helm`, "macOS, or Linux with Homebrew"),
        run(shell`sudo snap install helm --classic`, "Ubuntu"),
        act("take the archive from https://github.com/helm/helm/releases or your company's mirror of it")
      ),
      again
    ]
  });
}
async function chartArchive({ chart, name }, folder, env2 = process.env) {
  let repository = env2.CHART_REPOSITORY || chartTable().repository, fileName2 = `airflow-${chart.version}.tgz`;
  if (repository.endsWith(".tgz")) return checked(repository, chart.sha256);
  if (!/^https?:\/\//.test(repository)) return checked(join2(repository, fileName2), chart.sha256);
  let kept = join2(folder, fileName2);
  if (existsSync(kept)) return checked(kept, chart.sha256);
  let done = await attempt([
    "helm",
    "pull",
    "airflow",
    "--repo",
    repository,
    "--version",
    chart.version,
    "-d",
    folder
  ]);
  if (!(done instanceof ProcessFailure)) return checked(kept, chart.sha256);
  throw done.kind === "spawn-failed" ? noHelm() : new AdpError(errors.NO_CHART, {
    what: `The Airflow chart ${chart.version} cannot be had from ${repository} (environment ${name}).`,
    evidence: done.tail(5),
    next: [
      either(
        run(shell`export CHART_REPOSITORY=URL`, "the company's mirror of https://airflow.apache.org"),
        run(shell`export CHART_REPOSITORY=${`/path/to/${fileName2}`}`, "a file")
      ),
      again
    ]
  });
}
function checked(path, sha2562) {
  if (!existsSync(path))
    throw new AdpError(errors.NO_CHART, {
      what: `There is no chart at ${path}.`,
      why: "CHART_REPOSITORY names it.",
      next: [run(shell`unset CHART_REPOSITORY`, "takes the chart's own repository"), again]
    });
  let found = createHash("sha256").update(readFileSync2(path)).digest("hex");
  if (found === sha2562) return path;
  throw new AdpError(errors.CHART_DIFFERS, {
    what: `${path} is not the archive that platform.yaml names.`,
    why: `Its sha256 is ${found}; platform.yaml has ${sha2562}.`,
    next: [
      either(
        act("take the archive from where your company publishes it"),
        act("if you checked this archive by other means, write its sha256 into platform.yaml under chart")
      ),
      again
    ]
  });
}

// packages/adp/src/layer3/release.ts
import { existsSync as existsSync2, readFileSync as readFileSync3 } from "node:fs";
import { join as join3 } from "node:path";
var import_yaml3 = __toESM(require_dist(), 1);

// packages/adp/src/layer3/yaml-file.ts
var import_yaml2 = __toESM(require_dist(), 1);

// packages/adp/src/layer3/schema-words.ts
function allowedKeys(schema2, path) {
  let { type, shape, innerType, valueType } = schema2._zod.def;
  if (type === "optional" && innerType !== void 0) return allowedKeys(innerType, path);
  let [key, ...rest] = path;
  if (key === void 0) return Object.keys(shape ?? {});
  let next = shape?.[String(key)] ?? valueType;
  return next === void 0 ? [] : allowedKeys(next, rest);
}

// packages/adp/src/layer3/yaml-file.ts
var messages = en_default().localeError;
function readYaml(text) {
  let lines = new import_yaml2.LineCounter(), document = (0, import_yaml2.parseDocument)(text, { lineCounter: lines, prettyErrors: !1, strict: !0 });
  return document.errors.length > 0 ? {
    mistakes: document.errors.map((error) => ({
      line: lines.linePos(error.pos[0]).line,
      text: `this is not valid YAML (${error.code.toLowerCase().replaceAll("_", " ")})`
    }))
  } : { value: document.toJS({ maxAliasCount: 20 }), lineOf: (path) => lineOf(document, lines, path) };
}
function mistakesOf(file, schema2) {
  let { data, error } = schema2.safeParse(file.value, { error: messages });
  return error === void 0 ? { data } : { mistakes: error.issues.flatMap((issue) => mistakes(issue, file, schema2)) };
}
function mistakes(issue, file, schema2) {
  let place2 = issue.path.map(String).join(".");
  if (issue.code === "unrecognized_keys") {
    let allowed = allowedKeys(schema2, issue.path);
    return issue.keys.map((key) => {
      let meant = nearest(key, allowed), hint = meant === void 0 ? `Allowed here: ${allowed.join(", ")}.` : `Did you mean ${meant}?`;
      return {
        line: file.lineOf([...issue.path, key]),
        text: `${place2 === "" ? "" : `${place2}: `}unknown setting "${key}". ${hint}`
      };
    });
  }
  if (issue.code === "invalid_value") {
    let given = valueAt(file.value, issue.path), allowed = issue.values.map(String), meant = typeof given == "string" ? nearest(given, allowed) : void 0;
    return [
      {
        line: file.lineOf(issue.path),
        text: `${place2}: allowed are ${allowed.join(", ")}.${meant === void 0 ? "" : ` Did you mean ${meant}?`}`
      }
    ];
  }
  let missing = issue.code === "invalid_type" && valueAt(file.value, issue.path) === void 0, said = issue.code === "invalid_format" ? `it must be ${issue.message}` : issue.message;
  return [
    {
      line: file.lineOf(missing ? issue.path.slice(0, -1) : issue.path),
      text: missing ? `${place2} is missing.` : `${place2 === "" ? "the file" : place2}: ${said}.`
    }
  ];
}
function valueAt(value, path) {
  return path.reduce(
    (at, key) => typeof at == "object" && at !== null ? Reflect.get(at, key) : void 0,
    value
  );
}
function lineOf(document, lines, path) {
  let line2 = 1, node = document.contents;
  for (let key of path.map(String)) {
    let pair = (0, import_yaml2.isMap)(node) ? node.items.find((one) => (0, import_yaml2.isScalar)(one.key) && String(one.key.value) === key) : void 0, [place2, below] = (0, import_yaml2.isSeq)(node) ? [node.items[Number(key)], node.items[Number(key)]] : [pair?.key, pair?.value];
    if (!(0, import_yaml2.isNode)(place2)) break;
    place2.range && (line2 = lines.linePos(place2.range[0]).line), node = below;
  }
  return line2;
}

// packages/adp/src/layer3/release.ts
var digest = string().check(_regex(/^sha256:[0-9a-f]{64}$/, "sha256: and 64 hexadecimal digits")), recordSchema = strictObject({
  /** The repository, without tag and digest: registry.example.com/data/customer-360-datakit */
  image: string().check(_regex(/^[\w.-]+(:\d+)?(\/[\w.-]+)+$/, "an image without a tag")),
  digest,
  airflow: string().check(_regex(/^\d+\.\d+\.\d+$/, "a version such as 3.3.2")),
  /** The Runtime's version, such as 3.3-8; "none" for an image without one. */
  runtime: string(),
  /** The commit of the datakit that the image was built from. */
  commit: string().check(_regex(/^[0-9a-f]{40}$/, "40 hexadecimal digits")),
  pushed: iso_exports.datetime(),
  /** The Airflow providers in the image, without the prefix: cncf-kubernetes */
  providers: array(string()),
  scan: strictObject({ found: int(), layers: int() }),
  promise: strictObject({ kept: boolean() }),
  tests: strictObject({ passed: int(), failed: int() })
}), releaseSchema = strictObject({
  ...recordSchema.def.shape,
  chart: string(),
  /** When this release came to this environment. */
  since: iso_exports.datetime()
});
function releasePath(folder, environment) {
  return join3(folder, "environments", environment, "release.yaml");
}
function readRelease(folder, environment) {
  let path = releasePath(folder, environment);
  if (!existsSync2(path)) return;
  let file = readYaml(readFileSync3(path, "utf8")), found = "mistakes" in file ? file : mistakesOf(file, releaseSchema);
  if ("data" in found) return found.data;
  let shown = shownPath(path);
  throw new AdpError(errors.RELEASE, {
    what: `${shown} has a mistake.`,
    why: "Only `adp layer3 promote` writes this file.",
    evidence: found.mistakes.map(({ line: line2, text }) => `${shown}:${line2}: ${text}`),
    next: [either(run(shell`git checkout -- ${shown}`, "restores it"), act("correct it")), again]
  });
}
function needRelease(folder, environment) {
  let release = readRelease(folder, environment);
  if (release !== void 0) return release;
  throw new AdpError(errors.RELEASE, {
    what: `Nothing was promoted to ${environment} yet: environments/${environment}/release.yaml is missing.`,
    next: [
      either(
        run(adp`layer3 promote ${environment} --record pushed.json`, "with the record of a push"),
        run(adp`layer3 promote ${environment} --from OTHER`, "with what runs in another environment")
      )
    ]
  });
}
function releaseText(release) {
  return `# Written by \`adp layer3 promote\`. Undo a promotion with \`git revert\`.
${(0, import_yaml3.stringify)(release)}`;
}
function parsedRelease(text) {
  let file = readYaml(text), found = "mistakes" in file ? file : mistakesOf(file, releaseSchema);
  return "data" in found ? found.data : void 0;
}
function imageOf(release) {
  return `${release.image}@${release.digest}`;
}
function airflowMajor(release) {
  return release.airflow.startsWith("2.") ? 2 : 3;
}

// packages/adp/src/layer3/objects.ts
function ownObjects(environment, release) {
  return [
    namespace(environment),
    ...quota(environment),
    networkPolicy(environment),
    ...krb5Conf(environment),
    ...deployJob(environment, release)
  ];
}
function argoApplication(environment) {
  let { argocd, delivery, datakit, name, namespace: target } = environment;
  if (!(delivery !== "argocd" || argocd === void 0))
    return {
      apiVersion: "argoproj.io/v1alpha1",
      kind: "Application",
      metadata: { name: `${datakit}-${name}`, namespace: "argocd" },
      spec: {
        project: argocd.project ?? "default",
        source: {
          repoURL: argocd.repository,
          targetRevision: argocd.revision,
          path: `${argocd.path.replace(/\/$/, "")}/environments/${name}/rendered`
        },
        destination: { namespace: target, server: "https://kubernetes.default.svc" },
        // The deploy Job runs before the sync, and needs the namespace.
        syncPolicy: { syncOptions: ["CreateNamespace=true"] }
      }
    };
}
function labels({ datakit, name }) {
  return {
    "app.kubernetes.io/name": datakit,
    "app.kubernetes.io/part-of": "airflow-data-platform",
    "adp/environment": name
  };
}
function namespace(environment) {
  return {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: {
      name: environment.namespace,
      labels: {
        ...labels(environment),
        "pod-security.kubernetes.io/enforce": "baseline",
        "pod-security.kubernetes.io/warn": "restricted"
      }
    }
  };
}
function quota(environment) {
  let { quota: limits, namespace: place2, datakit } = environment;
  return limits === void 0 ? [] : [
    {
      apiVersion: "v1",
      kind: "ResourceQuota",
      metadata: { name: datakit, namespace: place2, labels: labels(environment) },
      spec: {
        hard: {
          ...limits.cpu === void 0 ? {} : { "requests.cpu": limits.cpu },
          ...limits.memory === void 0 ? {} : { "requests.memory": limits.memory },
          ...limits.pods === void 0 ? {} : { pods: String(limits.pods) }
        }
      }
    }
  ];
}
function networkPolicy(environment) {
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: {
      name: environment.datakit,
      namespace: environment.namespace,
      labels: labels(environment)
    },
    spec: {
      podSelector: {},
      policyTypes: ["Ingress"],
      ingress: [
        { from: [{ podSelector: {} }] },
        ...environment.ingress === void 0 ? [] : [{ from: [{ namespaceSelector: {} }], ports: [{ protocol: "TCP", port: 8080 }] }]
      ]
    }
  };
}
function krb5Conf(environment) {
  let { kerberos, executor, datakit, namespace: place2 } = environment;
  return kerberos === void 0 || executor !== "LocalExecutor" ? [] : [
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: `${datakit}-krb5`, namespace: place2, labels: labels(environment) },
      data: { "krb5.conf": kerberos.krb5Conf }
    }
  ];
}
function deployJob(environment, release) {
  let { deploy, secrets, datakit, namespace: place2, delivery } = environment;
  return deploy === void 0 ? [] : [
    {
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: {
        // A Job cannot be changed; each image has its own.
        name: `${datakit}-deploy-${release.digest.slice(7, 19)}`,
        namespace: place2,
        labels: labels(environment),
        ...delivery === "argocd" ? { annotations: { "argocd.argoproj.io/hook": "PreSync" } } : {}
      },
      spec: {
        backoffLimit: 2,
        ttlSecondsAfterFinished: 86400,
        template: {
          metadata: { labels: labels(environment) },
          spec: {
            restartPolicy: "Never",
            automountServiceAccountToken: !1,
            imagePullSecrets: [{ name: secrets.registry }],
            securityContext: {
              runAsNonRoot: !0,
              runAsUser: 5e4,
              seccompProfile: { type: "RuntimeDefault" }
            },
            containers: [
              {
                name: "deploy",
                image: imageOf(release),
                command: ["python", "-m", "sqlmodel_framework", "deploy", deploy.models],
                workingDir: "/usr/local/airflow/dags",
                env: [
                  {
                    name: "SQLMODEL_FRAMEWORK_URL",
                    valueFrom: { secretKeyRef: { name: secrets.owner, key: "connection" } }
                  }
                ],
                securityContext: { allowPrivilegeEscalation: !1, capabilities: { drop: ["ALL"] } }
              }
            ]
          }
        }
      }
    }
  ];
}

// packages/adp/src/layer3/environment.ts
function environmentsOf(platform) {
  return Object.keys(platform.environments).map((name) => environmentOf(platform, name));
}
function environmentOf(platform, name) {
  let { organisation, datakit, registry, chart, defaults = {}, environments } = platform, merged = mergeValues(defaults, environments[name] ?? {});
  return {
    ...merged,
    delivery: merged.delivery ?? "helm",
    executor: merged.executor ?? "KubernetesExecutor",
    name,
    organisation,
    datakit,
    registry,
    chart,
    secrets: { ...secretNames(datakit), ...merged.secrets }
  };
}
function secretNames(release) {
  return {
    database: `${release}-database`,
    fernet: `${release}-fernet`,
    web: `${release}-web`,
    jwt: `${release}-jwt`,
    broker: `${release}-broker`,
    warehouse: `${release}-warehouse`,
    owner: `${release}-owner`,
    registry: `${release}-registry`
  };
}
function mergeValues(left, right) {
  let merged = { ...left };
  for (let [key, value] of Object.entries(right)) {
    let before2 = Object.hasOwn(left, key) ? left[key] : void 0;
    merged[key] = isValues(before2) && isValues(value) ? mergeValues(before2, value) : value;
  }
  return merged;
}
function isValues(value) {
  return typeof value == "object" && value !== null && !Array.isArray(value);
}

// packages/adp/src/layer3/kerberos.ts
var place = {
  folder: "/var/kerberos-ccache",
  keytab: "/etc/airflow.keytab",
  conf: "/etc/krb5.conf"
}, env = [
  { name: "KRB5_CONFIG", value: place.conf },
  { name: "KRB5CCNAME", value: `${place.folder}/cache` }
], theirs = { cache: "kerberos-ccache", keytab: "kerberos-keytab", conf: "config" }, ours = { cache: "adp-ccache", keytab: "adp-keytab", conf: "adp-krb5" };
function kerberosValues(environment, release) {
  let { kerberos, executor, datakit } = environment;
  if (kerberos === void 0) return {};
  let common = { kerberos: { enabled: !0, principal: kerberos.principal, config: kerberos.krb5Conf } }, container = (name, args, volumes) => ({
    name,
    image: imageOf(release),
    args,
    env,
    securityContext: { allowPrivilegeEscalation: !1, capabilities: { drop: ["ALL"] } },
    volumeMounts: mounts(volumes)
  }), login = ["-k", "-t", place.keytab, kerberos.principal], first = (volumes = theirs) => ({
    extraInitContainers: [container("kerberos-first", ["kinit", ...login], volumes)]
  }), again2 = 'while :; do if kinit "$@"; then sleep 3600; else sleep 30; fi; done', sidecar = (volumes = theirs) => ({
    extraContainers: [container("kerberos", ["sh", "-c", again2, "sh", ...login], volumes)]
  });
  return executor === "KubernetesExecutor" ? { ...common, workers: { kubernetes: { env, ...first() } } } : executor === "CeleryExecutor" ? { ...common, workers: { celery: { env, ...first(), ...sidecar() } } } : {
    ...common,
    scheduler: {
      env,
      extraVolumes: [
        { name: ours.cache, emptyDir: { medium: "Memory" } },
        { name: ours.keytab, secret: { secretName: keytabSecret(datakit), defaultMode: 288 } },
        { name: ours.conf, configMap: { name: `${datakit}-krb5` } }
      ],
      extraVolumeMounts: mounts(ours),
      ...first(ours),
      ...sidecar(ours)
    }
  };
}
function mounts(volumes) {
  return [
    { name: volumes.cache, mountPath: place.folder },
    { name: volumes.keytab, mountPath: place.keytab, subPath: "kerberos.keytab", readOnly: !0 },
    { name: volumes.conf, mountPath: place.conf, subPath: "krb5.conf", readOnly: !0 }
  ];
}
function keytabSecret(release) {
  return `${fullname(release)}-kerberos-keytab`;
}
function configMap(release) {
  return `${fullname(release)}-config`;
}
function fullname(release) {
  return release.includes("airflow") ? release : `${release}-airflow`;
}

// packages/adp/src/layer3/values.ts
var airflowHome = "/usr/local/airflow", logGroomer = { logGroomerSidecar: { args: ["/usr/local/bin/clean-airflow-logs"] } };
function chartValues(environment, release) {
  let { secrets, values = {} } = environment, major = airflowMajor(release), own = {
    airflowVersion: release.airflow,
    // The default leaves the release's name alone; changing it later would rename everything, volumes too.
    useStandardNaming: !0,
    executor: environment.executor,
    airflowHome,
    images: images(release),
    imagePullSecrets: [{ name: secrets.registry }],
    data: {
      metadataSecretName: secrets.database,
      // Without Redis the chart would render a broken Secret unless a name stands here.
      brokerUrlSecretName: secrets.broker
    },
    fernetKeySecretName: secrets.fernet,
    ...major === 2 ? { webserverSecretKeySecretName: secrets.web } : { apiSecretKeySecretName: secrets.web, jwtSecretName: secrets.jwt },
    // The chart's own database, broker and metrics come from public registries, by tag.
    postgresql: { enabled: !1 },
    redis: { enabled: !1 },
    statsd: { enabled: !1 },
    // By default it makes a user "admin" with the password "admin".
    createUserJob: { enabled: !1, defaultUser: { enabled: !1 } },
    ...major === 2 ? { webserver: { defaultUser: { enabled: !1 } } } : {},
    migrateDatabaseJob: migration(environment),
    // By default `repository:tag` without the digest: task pods would run another image than the scheduler.
    config: {
      kubernetes_executor: { worker_container_repository: "", worker_container_tag: "" },
      adp_runners: runnerNames(environment)
    },
    secret: [{ envName: "AIRFLOW_CONN_WAREHOUSE", secretName: secrets.warehouse, secretKey: "connection" }],
    // The image names its user, and Kubernetes sees only from a number that it is not root.
    securityContexts: {
      pod: {
        runAsNonRoot: !0,
        runAsUser: 5e4,
        fsGroup: 0,
        seccompProfile: { type: "RuntimeDefault" }
      }
    }
  };
  return [
    componentValues(environment, release),
    ingressValues(environment, major),
    kerberosValues(environment, release),
    values
  ].reduce(mergeValues, own);
}
function runnerNames({ secrets, kerberos, datakit }) {
  return {
    warehouse_secret_name: secrets.warehouse,
    registry_secret_name: secrets.registry,
    ...kerberos === void 0 ? {} : {
      kerberos_principal: kerberos.principal,
      keytab_secret_name: keytabSecret(datakit),
      krb5_config_map_name: configMap(datakit)
    }
  };
}
function images({ image, digest: digest2 }) {
  let pullPolicy = "IfNotPresent";
  return {
    airflow: { repository: image, digest: digest2, pullPolicy },
    // The chart's pod template has no digest: `repository@sha256` and the hexadecimal digits print as one.
    pod_template: { repository: `${image}@sha256`, tag: digest2.replace("sha256:", ""), pullPolicy }
  };
}
function migration({ delivery }) {
  return {
    useHelmHooks: !1,
    applyCustomEnv: !1,
    // By default it goes after 5 minutes, and `helm --wait` waits in vain for it where the pods take longer.
    ttlSecondsAfterFinished: 86400,
    ...delivery === "argocd" ? { jobAnnotations: { "argocd.argoproj.io/hook": "Sync" } } : {}
  };
}
function componentValues(environment, release) {
  let { scheduler, web, triggerer, dagProcessor, workers, executor } = environment, major = airflowMajor(release);
  return {
    scheduler: { ...scheduler, ...logGroomer },
    ...web === void 0 ? {} : { [major === 2 ? "webserver" : "apiServer"]: web },
    // Nothing is kept on its volume but the log of a trigger.
    triggerer: { ...triggerer, ...logGroomer, persistence: { enabled: !1 } },
    dagProcessor: { enabled: !0, ...dagProcessor, ...logGroomer },
    ...executor === "CeleryExecutor" ? { workers: { celery: { ...workers, ...logGroomer, persistence: { enabled: !1 } } } } : {},
    ...executor === "KubernetesExecutor" && workers?.resources !== void 0 ? { workers: { kubernetes: { resources: workers.resources } } } : {}
  };
}
function ingressValues({ ingress }, major) {
  if (ingress === void 0) return {};
  let { host, className, tlsSecret } = ingress, one = {
    enabled: !0,
    ...className === void 0 ? {} : { ingressClassName: className },
    hosts: [
      { name: host, ...tlsSecret === void 0 ? {} : { tls: { enabled: !0, secretName: tlsSecret } } }
    ]
  };
  return { ingress: major === 2 ? { web: one } : { apiServer: one } };
}

// packages/adp/src/layer3/render.ts
var head = "# Written by `adp layer3 render` from platform.yaml and release.yaml. Do not change it by hand.\n";
function chartFile(environment) {
  return join4("environments", environment, "rendered", "airflow.yaml");
}
function yaml(value) {
  return (0, import_yaml4.stringify)(value, { aliasDuplicateObjects: !1 });
}
function ownFiles(environment, release) {
  let place2 = join4("environments", environment.name), documents = ownObjects(environment, release).map(yaml), application = argoApplication(environment);
  return new Map([
    [join4(place2, "values.yaml"), head + yaml(chartValues(environment, release))],
    [join4(place2, "rendered", "objects.yaml"), head + documents.join(`---
`)],
    ...application === void 0 ? [] : [[join4(place2, "application.yaml"), head + yaml(application)]]
  ]);
}
async function allFiles(platform, environment, release, signal) {
  let chart = await chartArchive(environment, chartFolder(platform)), text = await renderChart(environment, chartValues(environment, release), chart, signal);
  return new Map([...ownFiles(environment, release), [chartFile(environment.name), head + text]]);
}
function chartFolder({ folder }) {
  return makeFolder(join4(folder, ".charts"));
}
function writeFiles(folder, files) {
  for (let [path, content] of files)
    makeFolder(join4(folder, path, "..")), writeAtomic(join4(folder, path), content, 420);
  return [...files.keys()];
}

// packages/adp/src/layer3/diff.ts
async function diffToGit({ folder }, environment, files) {
  let scratch = mkdtempSync2(join5(tmpdir2(), "adp-layer3-"));
  try {
    let committed = /* @__PURE__ */ new Map();
    for (let path of files.keys()) {
      let shown = await attempt(["git", "show", `HEAD:./${path}`], { cwd: folder });
      shown instanceof ProcessFailure || committed.set(path, shown.stdout);
    }
    writeFiles(join5(scratch, "git"), committed), writeFiles(join5(scratch, "render"), files);
    let place2 = join5("environments", environment.name), words = ["diff", "--no-index", "--no-color", "--no-prefix", "--", ...["git", "render"].map((side) => join5(side, place2))];
    if (committed.size === 0) return [...files.keys()].map((path) => `new: ${path}
`).join("");
    let done = await attempt(["git", ...words], { cwd: scratch });
    return done instanceof ProcessFailure ? done.stdout : "";
  } finally {
    rmSync2(scratch, { recursive: !0, force: !0 });
  }
}
async function diffToCluster({ folder }, environment) {
  let rendered = join5(folder, "environments", environment.name, "rendered");
  if (!existsSync3(rendered))
    throw new AdpError(errors.RELEASE, {
      what: `environments/${environment.name}/rendered is missing.`,
      next: [act("render the environment first"), again]
    });
  let done = await attempt(["kubectl", "--context", environment.context, "diff", "-f", rendered]);
  if (!(done instanceof ProcessFailure)) return "";
  if (done.code === 1) return done.stdout;
  throw clusterTrouble(done, environment);
}
function clusterTrouble(failure, { context, name }) {
  let missing = failure.kind === "spawn-failed";
  return new AdpError(errors.CLUSTER, {
    what: missing ? "The program kubectl is not on PATH." : `The cluster of ${name} does not answer as expected.`,
    why: missing ? "adp asks clusters with it." : `kubectl asked with the context ${context}.`,
    evidence: missing ? [] : failure.tail(5),
    next: missing ? [act("install kubectl as https://kubernetes.io/docs/tasks/tools/ says"), again] : [run(shell`kubectl --context ${context} get pods`, "shows whether this login works"), again]
  });
}

// packages/adp/src/layer3/images.ts
import { join as join6 } from "node:path";

// packages/adp/src/layer3/manifest.ts
var import_yaml5 = __toESM(require_dist(), 1);
function objectsOf(text) {
  return (0, import_yaml5.parseAllDocuments)(text).map((document) => document.toJS()).filter(isValues);
}
function nameOf(object2) {
  let metadata = isValues(object2.metadata) ? object2.metadata : {};
  return `${String(object2.kind)}/${String(metadata.name)}`;
}
function imagesIn(object2) {
  let found = [];
  return walk(object2, (key, value) => {
    key === "image" && typeof value == "string" && found.push(value), object2.kind === "ConfigMap" && typeof value == "string" && found.push(...imagesOfText(value));
  }), found;
}
function imagesOfText(text) {
  let templates = [...text.matchAll(/^\s*(?:- )?image:\s*"?([^\s"]+)"?\s*$/gm)].map(
    (match) => match[1] ?? ""
  ), repository = /^worker_container_repository\s*=\s*(\S+)\s*$/m.exec(text)?.[1], tag = /^worker_container_tag\s*=\s*(\S+)\s*$/m.exec(text)?.[1];
  return [...templates, ...repository === void 0 ? [] : [`${repository}:${tag ?? ""}`]];
}
function walk(value, visit, key = "") {
  if (visit(key, value), !(typeof value != "object" || value === null))
    for (let [name, item] of Object.entries(value)) walk(item, visit, name);
}

// packages/adp/src/layer3/images.ts
function neededImages({ folder, environments }) {
  let needed = /* @__PURE__ */ new Map();
  for (let { name } of environments) {
    let release = readRelease(folder, name), texts2 = [chartFile(name), join6("environments", name, "rendered", "objects.yaml")].map((file) => readIfPresent(join6(folder, file))).filter((text) => text !== void 0), images2 = /* @__PURE__ */ new Set([
      ...release === void 0 ? [] : [imageOf(release)],
      ...texts2.flatMap(objectsOf).flatMap(imagesIn)
    ]);
    for (let image of images2) needed.set(image, [...needed.get(image) ?? [], name]);
  }
  return [...needed].map(([image, names2]) => ({ image, environments: names2 })).sort((a, b) => a.image < b.image ? -1 : 1);
}

// packages/adp/src/layer3/init.ts
import { existsSync as existsSync4 } from "node:fs";
import { join as join7 } from "node:path";

// packages/adp/src/layer3/platform-schema.ts
var label = string().check(_regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, "lower-case words joined by hyphens"), _maxLength(53)), secretName = string().check(
  _regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/, "the name of a Secret: lower-case letters, digits, - and .")
), sha256 = string().check(_regex(/^[0-9a-f]{64}$/, "64 hexadecimal digits")), quantity = string().check(_regex(/^\d+(\.\d+)?(m|[kKMGT]i?)?$/, "a quantity such as 500m, 2 or 4Gi")), amounts = strictObject({ cpu: optional(quantity), memory: optional(quantity) }), resources = strictObject({ requests: optional(amounts), limits: optional(amounts) }), component = strictObject({
  replicas: optional(int().check(_gte(0), _lte(50))),
  resources: optional(resources)
}), deliveries = ["helm", "argocd"], executors = ["LocalExecutor", "KubernetesExecutor", "CeleryExecutor"];
var settings = {
  delivery: optional(_enum(deliveries)),
  executor: optional(_enum(executors)),
  scheduler: optional(component),
  web: optional(component),
  triggerer: optional(component),
  dagProcessor: optional(component),
  workers: optional(component),
  /** Secrets of the namespace by name; none is made here. */
  secrets: optional(
    strictObject({
      database: optional(secretName),
      fernet: optional(secretName),
      web: optional(secretName),
      jwt: optional(secretName),
      broker: optional(secretName),
      warehouse: optional(secretName),
      owner: optional(secretName),
      registry: optional(secretName)
    })
  ),
  kerberos: optional(strictObject({ principal: string(), krb5Conf: string() })),
  /** The module whose tables the framework deploys before the new version starts. */
  deploy: optional(
    strictObject({ models: string().check(_regex(/^[A-Za-z_][\w.]*$/, "a Python module")) })
  ),
  ingress: optional(
    strictObject({ host: string(), className: optional(label), tlsSecret: optional(secretName) })
  ),
  quota: optional(
    strictObject({ cpu: optional(quantity), memory: optional(quantity), pods: optional(int()) })
  ),
  argocd: optional(
    strictObject({
      repository: string(),
      path: string(),
      revision: string(),
      project: optional(string())
    })
  ),
  /** How long a release runs in an environment before it may be promoted from there. */
  soakHours: optional(number2().check(_gte(0))),
  /** More values of the chart, for what has no setting here. */
  values: optional(record(string(), unknown()))
}, environmentSchema = strictObject({
  namespace: label,
  /** The context in kubeconfig. */
  context: string(),
  ...settings
}), platformSchema = strictObject({
  organisation: string(),
  datakit: label,
  /** Where images are pushed, without the image's name: registry.example.com/data */
  registry: string().check(_regex(/^[\w.-]+(:\d+)?(\/[\w./-]+)?$/, "a registry without https:// and without a login")),
  chart: strictObject({ version: string(), sha256 }),
  defaults: optional(strictObject(settings)),
  environments: record(label, environmentSchema)
});
function editorSchema() {
  let schema2 = toJSONSchema(platformSchema, { io: "input" });
  return `${JSON.stringify({ $comment: "Made by `adp layer3 init` from adp's own schema.", ...schema2 }, null, 2)}
`;
}

// packages/adp/src/layer3/init.ts
var names = ["dev", "int", "qa", "prod"];
function initPlatform(folder, answers) {
  if (existsSync4(join7(folder, "platform.yaml")))
    throw new AdpError(errors.EXISTS, {
      what: `${folder} has a platform.yaml already.`,
      next: [
        either(
          run(adp`layer3 verify dev`, "says whether it is right"),
          act("choose another folder with --folder")
        )
      ]
    });
  makeFolder(folder);
  let files = {
    "platform.yaml": platformText(answers),
    "platform.schema.json": editorSchema(),
    "README.md": clusterReadme(answers),
    ".gitignore": `# The chart's archive, as it was downloaded
.charts/
`
  };
  for (let [name, content] of Object.entries(files)) writeAtomic(join7(folder, name), content, 420);
  return Object.keys(files);
}
function platformText({ organisation, datakit, registry }) {
  let chart = chartTable().charts[0], environments = names.map(
    (name, index) => `  ${name}:
    namespace: ${datakit}-${name}
    context: ${name}${index === 0 ? " # the context in kubeconfig" : ""}
`
  );
  return `# yaml-language-server: $schema=./platform.schema.json
organisation: ${JSON.stringify(organisation)}
datakit: ${datakit}
registry: ${registry} # where your CI pushes the image
chart:
  version: ${chart?.version}
  sha256: ${chart?.sha256}

# For every environment; each may set the same again.
defaults:
  delivery: helm # or argocd
  executor: KubernetesExecutor # or LocalExecutor, CeleryExecutor
  scheduler:
    resources: { requests: { cpu: 500m, memory: 1Gi } }

# In the order of promotion.
environments:
${environments.join("")}`;
}
function clusterReadme({ datakit }) {
  let secrets = [
    [
      `${datakit}-database`,
      "connection",
      "Airflow's metadata database: postgresql://USER:PASSWORD@HOST/DATABASE"
    ],
    [
      `${datakit}-fernet`,
      "fernet-key",
      "the Fernet key; keep a copy, without it Airflow's connections are lost"
    ],
    [`${datakit}-web`, "api-secret-key", "Airflow 3; for Airflow 2 the key is webserver-secret-key"],
    [`${datakit}-jwt`, "jwt-secret", "Airflow 3"],
    [
      `${datakit}-broker`,
      "connection",
      "the CeleryExecutor's broker; with other executors the Secret need not exist"
    ],
    [`${datakit}-warehouse`, "connection", "the Airflow connection `warehouse`"],
    [`${datakit}-owner`, "connection", "the owner of the warehouse's tables, for `deploy`"],
    [keytabSecret(datakit), "kerberos.keytab", "the keytab, for `kerberos`; the chart fixes this name"]
  ];
  return `# ${datakit} on Kubernetes

platform.yaml says what runs where. Secrets are made in the cluster, in each namespace, and only their names stand here.

| Secret | key | what |
|---|---|---|
${secrets.map(([name, key, what]) => `| ${name} | ${key} | ${what} |`).join(`
`)}
| ${datakit}-registry | .dockerconfigjson | the login that pulls the image |

Make one from a file, so that no value stands in the shell's history or in the list of processes:

\`\`\`sh
kubectl --namespace ${datakit}-dev create secret generic ${datakit}-warehouse --from-file=connection=FILE
kubectl --namespace ${datakit}-dev create secret generic ${datakit}-registry --type=kubernetes.io/dockerconfigjson --from-file=.dockerconfigjson=FILE
\`\`\`

With External Secrets:

\`\`\`yaml
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: ${datakit}-warehouse, namespace: ${datakit}-dev }
spec:
  secretStoreRef: { name: STORE, kind: ClusterSecretStore }
  target: { name: ${datakit}-warehouse }
  data: [{ secretKey: connection, remoteRef: { key: PATH } }]
\`\`\`

A keytab or a krb5.conf that changes reaches running pods when they start again:
\`kubectl --namespace ${datakit}-dev rollout restart deployment,statefulset\`.
`;
}

// packages/adp/src/layer3/platform-file.ts
import { existsSync as existsSync5, readFileSync as readFileSync4 } from "node:fs";
import { isAbsolute, join as join8, resolve, sep } from "node:path";

// packages/adp/src/layer3/literal.ts
var literalPaths = [
  /^(fernetKey|webserverSecretKey|apiSecretKey|jwtSecret)$/,
  /^kerberos\.keytabBase64Content$/,
  /^data\.(metadataConnection|resultBackendConnection)(\.|$)/,
  /^data\.brokerUrl$/,
  /^(extraSecrets|registry\.connection|postgresql\.auth)(\.|$)/,
  /^(createUserJob|webserver)\.defaultUser\.password$/,
  /^(redis\.password|elasticsearch\.connection|opensearch\.connection|flower\.password)(\.|$)/
], secretKey = /(passw(or)?d|passwd|pwd|secret|token|api_?key|fernet_?key|private_?key|credential|connection)s?$/i, checksum = /^checksum\//, nameKey = /(name|names|ref|refs|path|file|enabled|annotations|existingSecret)$/i, loginInAddress = /[a-z][\w+.-]*:\/\/[^\s/:@]*:[^\s/@]+@/i;
function literals(value, path, under) {
  let inChart = path.slice(under).join("."), key = path.at(-1) ?? "";
  return isEmpty(value) ? [] : inChart !== "" && literalPaths.some((pattern) => pattern.test(inChart)) ? [{ path, why: `${inChart} is a secret in clear text` }] : typeof value == "string" ? literalText(value, key).map((why) => ({ path, why })) : typeof value != "object" || value === null ? [] : Array.isArray(value) ? value.flatMap((item, index) => literals(item, [...path, String(index)], under)) : Object.entries(value).flatMap(([name, item]) => [
    ...namedLiteral(value, name, item).map((why) => ({ path: [...path, name], why })),
    ...literals(item, [...path, name], under)
  ]);
}
function literalText(text, key) {
  return loginInAddress.test(text) ? ["it holds an address with a password"] : text.includes("-----BEGIN") && text.includes("PRIVATE KEY") ? ["it holds a private key"] : secretKey.test(key) && !nameKey.test(key) && !checksum.test(key) ? [`${key} looks like a secret in clear text`] : [];
}
function namedLiteral(entry, key, value) {
  if (key !== "value" || typeof value != "string" || value === "") return [];
  let name = "name" in entry ? String(entry.name) : "";
  return secretKey.test(name) || /^AIRFLOW_CONN_/.test(name) ? [`the variable ${name} has its value in clear text`] : [];
}
function isEmpty(value) {
  return value == null || value === "";
}
function literalsInText(value, path) {
  return typeof value == "string" ? literalText(value, "").map((why) => ({ path, why })) : typeof value != "object" || value === null ? [] : Object.entries(value).flatMap(([key, item]) => literalsInText(item, [...path, key]));
}

// packages/adp/src/layer3/platform-file.ts
var fileName = "platform.yaml";
function readPlatform(folder = process.cwd()) {
  let path = join8(folder, fileName), shown = shownPath(path);
  if (!existsSync5(path))
    throw new AdpError(errors.NO_PLATFORM_FILE, {
      what: `There is no platform.yaml in ${resolve(folder)}.`,
      next: [
        either(
          act("type the command in the folder that holds platform.yaml, or name that with --folder"),
          run(adp`layer3 init DATAKIT --registry REGISTRY`, "writes a first one")
        )
      ]
    });
  let yaml2 = readYaml(readFileSync4(path, "utf8"));
  if ("mistakes" in yaml2) throw mistaken(shown, yaml2.mistakes);
  let found = mistakesOf(yaml2, platformSchema), secrets = literalMistakes(yaml2);
  if ("mistakes" in found) throw mistaken(shown, [...found.mistakes, ...secrets]);
  let file = found.data, environments = environmentsOf(file), more = [...secrets, ...environments.flatMap((one) => mismatches(one, yaml2, folder))];
  if (more.length > 0) throw mistaken(shown, more);
  return { folder, file, environments: environments.map((one) => withKrb5Conf(one, folder)) };
}
function environmentNamed(platform, name) {
  let found = platform.environments.find((one) => one.name === name);
  if (found !== void 0) return found;
  let names2 = platform.environments.map((one) => one.name), meant = nearest(name, names2);
  throw new AdpError(errors.NO_ENVIRONMENT, {
    what: `platform.yaml has no environment ${name}.`,
    why: `It has ${names2.join(", ")}.${meant === void 0 ? "" : ` Did you mean ${meant}?`}`,
    next: [act("type the command with one of these")]
  });
}
function mistaken(shown, mistakes2) {
  let sorted = [...mistakes2].sort((a, b) => a.line - b.line), [first] = sorted;
  return new AdpError(errors.PLATFORM_FILE, {
    what: `${shown} has ${sorted.length === 1 ? "a mistake" : `${sorted.length} mistakes`}.`,
    evidence: sorted.map(({ line: line2, text }) => `${shown}:${line2}: ${text}`),
    next: [act(`correct ${shown}, from line ${first?.line ?? 1} on`), again]
  });
}
function literalMistakes(yaml2) {
  if (!isValues(yaml2.value)) return [];
  let { defaults, environments } = yaml2.value, rooms = [[["defaults"], defaults]];
  if (isValues(environments))
    for (let [name, one] of Object.entries(environments)) rooms.push([["environments", name], one]);
  return rooms.flatMap(([path, room]) => {
    if (!isValues(room)) return [];
    let { values, secrets: _names, ...settings2 } = room;
    return [
      ...literalsInText(settings2, path),
      ...literals(values, [...path, "values"], path.length + 1),
      ...tagged(values, [...path, "values"])
    ].map(({ path: place2, why }) => ({
      line: yaml2.lineOf(place2),
      text: `${place2.join(".")}: ${why}.${why.includes("digest") ? "" : " Put it into a Secret of the cluster, and name that."}`
    }));
  });
}
function tagged(value, path) {
  return typeof value == "string" ? path.at(-1) === "image" && !value.includes("@sha256:") ? [{ path, why: "an image is named by its digest here, not by a tag" }] : [] : typeof value != "object" || value === null ? [] : Object.entries(value).flatMap(([key, item]) => tagged(item, [...path, key]));
}
function mismatches(environment, yaml2, folder) {
  let at = (...path) => yaml2.lineOf(["environments", environment.name, ...path]), { delivery, argocd, executor, workers, kerberos, name } = environment;
  return [
    ...delivery === "argocd" && argocd === void 0 ? [{ line: at("delivery"), text: `environments.${name}: delivery argocd needs argocd.` }] : [],
    ...executor !== "CeleryExecutor" && workers?.replicas !== void 0 ? [
      {
        line: at("workers", "replicas"),
        text: `environments.${name}.workers.replicas: only the CeleryExecutor has workers that wait.`
      }
    ] : [],
    ...kerberos !== void 0 && contentBelow(folder, kerberos.krb5Conf) === void 0 ? [
      {
        line: at("kerberos", "krb5Conf"),
        text: `environments.${name}.kerberos.krb5Conf: there is no file ${kerberos.krb5Conf} below the folder of platform.yaml.`
      }
    ] : []
  ];
}
function contentBelow(folder, name) {
  let path = resolve(folder, name);
  return isAbsolute(name) || !path.startsWith(`${resolve(folder)}${sep}`) ? void 0 : readIfPresent(path);
}
function withKrb5Conf(environment, folder) {
  let { kerberos } = environment;
  if (kerberos === void 0) return environment;
  let krb5Conf2 = contentBelow(folder, kerberos.krb5Conf) ?? "";
  return { ...environment, kerberos: { ...kerberos, krb5Conf: krb5Conf2 } };
}

// packages/adp/src/layer3/promote.ts
import { dirname } from "node:path";

// packages/adp/src/layer3/verify.ts
import { existsSync as existsSync6, readFileSync as readFileSync5 } from "node:fs";
import { join as join9 } from "node:path";
function findingsOf(context) {
  return [differing, unknownValues, outputFindings, imageFindings, releaseFindings].flatMap(
    (check) => check(context)
  );
}
function subjectOf(platform, environment, rendered, schema2, today) {
  let release = needRelease(platform.folder, environment.name);
  return {
    platform,
    environment,
    release,
    wanted: rendered ?? ownFiles(environment, release),
    schema: schema2,
    today
  };
}
function finding(kind, file, text) {
  return { code: kind.code, file, text };
}
function differing({ platform, wanted }) {
  return [...wanted].flatMap(([file, content]) => {
    let path = join9(platform.folder, file);
    if (!existsSync6(path)) return [finding(findings.DIFFERS, file, "it is missing")];
    let found = readFileSync5(path, "utf8");
    if (found === content) return [];
    let line2 = firstDifference(found, content);
    return [finding(findings.DIFFERS, file, `line ${line2} is not what render writes`)];
  });
}
function firstDifference(found, wanted) {
  let [a, b] = [found.split(`
`), wanted.split(`
`)];
  return a.findIndex((line2, index) => line2 !== b[index]) + 1 || a.length;
}
function unknownValues({ environment, release, schema: schema2 }) {
  if (schema2 === void 0) return [];
  let values = chartValues(environment, release), file = join9("environments", environment.name, "values.yaml"), check = (object2, known, place2) => Object.keys(object2).filter((key) => !known.includes(key)).map((key) => {
    let meant = nearest(key, known);
    return finding(
      findings.UNKNOWN_VALUE,
      file,
      `the chart has no value ${place2}${key}${meant === void 0 ? "" : `; did you mean ${meant}?`}`
    );
  }), inner = Object.entries(values).flatMap(([key, value]) => {
    let properties = schema2.properties[key]?.properties;
    return ["kerberos", "ingress", "rbac"].includes(key) && isValues(value) && properties !== void 0 ? check(value, Object.keys(properties), `${key}.`) : [];
  });
  return [...check(values, Object.keys(schema2.properties), ""), ...inner];
}
function texts({ platform, environment, wanted }) {
  return [.../* @__PURE__ */ new Set([...wanted.keys(), chartFile(environment.name)])].filter((file) => file.includes("rendered")).flatMap((file) => {
    let text = readIfPresent(join9(platform.folder, file));
    return text === void 0 ? [] : objectsOf(text).map((object2) => [file, object2]);
  });
}
function outputFindings(context) {
  return texts(context).flatMap(([file, object2]) => [
    ...object2.kind === "Secret" ? [
      finding(
        findings.SECRET_OBJECT,
        file,
        `${nameOf(object2)}: Secrets are made in the cluster, and named here`
      )
    ] : [],
    ...object2.kind === "Secret" ? [] : literals(object2, [], Number.POSITIVE_INFINITY).map(
      ({ path, why }) => finding(findings.LITERAL, file, `${nameOf(object2)}, ${path.join(".")}: ${why}`)
    )
  ]);
}
function imageFindings(context) {
  return texts(context).flatMap(
    ([file, object2]) => imagesIn(object2).filter((image) => !/@sha256:[0-9a-f]{64}$/.test(image)).map((image) => finding(findings.TAG, file, `${nameOf(object2)} runs ${image}, which can change`))
  );
}
var executorProviders = {
  KubernetesExecutor: "cncf-kubernetes",
  CeleryExecutor: "celery",
  LocalExecutor: void 0
};
function releaseFindings({ environment, release, today }) {
  let file = join9("environments", environment.name, "release.yaml"), { values = {}, executor, chart } = environment, version = values.airflowVersion, provider = executorProviders[executor], needed = [
    ...provider === void 0 ? [] : [[provider, `the ${executor}`]],
    ...airflowMajor(release) === 3 && !namesAuthManager(values) ? [["fab", "the default auth manager; another is named in values.config.core.auth_manager"]] : []
  ];
  return [
    ...version !== void 0 && version !== release.airflow ? [
      finding(
        findings.AIRFLOW_VERSION,
        "platform.yaml",
        `values.airflowVersion of ${environment.name} is ${String(version)}; the image has ${release.airflow}`
      )
    ] : [],
    ...needed.filter(([name]) => !release.providers.includes(name)).map(
      ([name, why]) => finding(findings.PROVIDER, file, `the image has no apache-airflow-providers-${name}: needed for ${why}`)
    ),
    ...takesAirflow(chart.version, release.airflow) === !1 ? [
      finding(
        findings.CHART,
        "platform.yaml",
        `chart ${chart.version} does not take Airflow ${release.airflow}`
      )
    ] : [],
    ...supportFinding(release, today).map((text) => finding(findings.SUPPORT, file, text))
  ];
}
function namesAuthManager(values) {
  let { config } = values;
  return isValues(config) && isValues(config.core) && typeof config.core.auth_manager == "string";
}
function supportFinding({ runtime }, today) {
  if (runtime === "none") return [];
  let table2 = supportTable(), line2 = runtimeLine(runtime, table2), day = today.toISOString().slice(0, 10);
  return line2 === void 0 ? [`Runtime ${runtime} is not in the platform's support table`] : [
    ...line2.ends < day ? [`Runtime ${runtime} has been out of support since ${line2.ends}`] : [],
    ...table2.yanked.includes(runtime) ? [`Runtime ${runtime} was withdrawn by its maker`] : []
  ];
}

// packages/adp/src/layer3/promote.ts
function preparePromotion(platform, to, source, now, against = []) {
  let before2 = readRelease(platform.folder, to.name), { record: record2, since } = sourceOf(platform, source), release = { ...record2, chart: to.chart.version, since: now.toISOString() }, reasons = [
    ...against,
    ...gate(record2, to),
    ...supportFinding(release, now),
    ..."from" in source ? soakReasons(source.from, since, now) : [],
    ..."from" in source ? orderReasons(platform, source.from, to) : [],
    ...backward(before2, release)
  ];
  if (reasons.length > 0)
    throw new AdpError(errors.REFUSED, {
      what: `${record2.image}@${record2.digest} is not promoted to ${to.name}.`,
      evidence: reasons,
      next: [act("mend what is named, push the datakit again where its image changes, and promote that")]
    });
  return { release, before: before2, oneWay: oneWay(before2, release, to) };
}
function sourceOf(platform, source) {
  if ("record" in source) {
    let record3 = readRecord(source.record);
    return { record: record3, since: record3.pushed };
  }
  let release = readRelease(platform.folder, source.from.name);
  if (release === void 0)
    throw new AdpError(errors.RELEASE, {
      what: `Nothing was promoted to ${source.from.name} yet.`,
      next: [act(`promote to ${source.from.name} first`)]
    });
  let { chart: _chart, since, ...record2 } = release;
  return { record: record2, since };
}
function readRecord(path) {
  let record2 = tryJson(readIfPresent(path) ?? "", recordSchema);
  if (record2 !== void 0) return record2;
  throw new AdpError(errors.RECORD, {
    what: `${path} is no record of a push.`,
    why: "A record has the image by digest, and what its scan and its tests said: docs/layer3.md has the form.",
    evidence: recordMistakes(path),
    next: [act("correct the record, or name another file"), again]
  });
}
function recordMistakes(path) {
  let file = readYaml(readIfPresent(path) ?? ""), found = "mistakes" in file ? file : mistakesOf(file, recordSchema);
  return "mistakes" in found ? found.mistakes.map(({ line: line2, text }) => `${path}:${line2}: ${text}`) : [];
}
function gate(record2, to) {
  let { scan, promise, tests, image } = record2;
  return [
    ...scan.found > 0 ? [`the leak scan found ${scan.found} credentials in the image`] : [],
    ...scan.layers === 0 ? ["the image's layers were not scanned"] : [],
    ...promise.kept ? [] : ["Layer 1 does not keep its promise in the image"],
    ...tests.failed > 0 ? [`${tests.failed} of the datakit's tests failed`] : [],
    ...tests.passed === 0 ? ["the datakit's tests did not run"] : [],
    ...image.startsWith(`${to.registry}/`) ? [] : [`${image} is not in the registry ${to.registry}`],
    ...chartFor(record2.airflow) === void 0 ? [`no chart is known for Airflow ${record2.airflow}`] : []
  ];
}
function soakReasons(from, since, now) {
  let { soakHours = 0, name } = from, hours = (now.getTime() - Date.parse(since)) / 36e5;
  return hours >= soakHours ? [] : [`it has run in ${name} for ${hours.toFixed(1)} hours; soakHours of ${name} is ${soakHours}`];
}
function orderReasons({ environments }, from, to) {
  let place2 = (one) => environments.findIndex(({ name }) => name === one.name);
  return place2(from) < place2(to) ? [] : [`${from.name} does not come before ${to.name} in platform.yaml, which is the order of promotion`];
}
function backward(before2, release) {
  return before2 === void 0 || compareVersions(release.airflow, before2.airflow) >= 0 ? [] : [
    `it has Airflow ${release.airflow}, older than the ${before2.airflow} that runs there: Airflow's database does not go back. Restore the backup of the metadata database of before ${before2.since}, and set release.yaml to the commit of that day`
  ];
}
function oneWay(before2, release, to) {
  return [
    ...before2 !== void 0 && before2.airflow !== release.airflow ? [
      `Airflow goes from ${before2.airflow} to ${release.airflow} and migrates its database: \`git revert\` will not take that back. Back up the metadata database first.`
    ] : [],
    ...to.deploy === void 0 || before2 === void 0 || before2.digest === release.digest ? [] : [
      `${to.deploy.models} is deployed before the new version starts: a change of tables stays after \`git revert\`. \`sqlmodel-framework plan\` shows what it is.`
    ]
  ];
}
async function uncommitted({ folder, file }) {
  let { defaults, environments } = file, files = ["platform.yaml", ...[defaults, ...Object.values(environments)].flatMap((one) => one?.kerberos?.krb5Conf ?? [])], status = await attempt(["git", "status", "--porcelain", "-z", "--", ...files], { cwd: folder });
  return status instanceof ProcessFailure ? [] : status.stdout.split("\0").filter((line2) => line2 !== "").map(
    (line2) => `${line2.slice(3)} is not committed as it stands, and the environment is rendered from it`
  );
}
function writeRelease({ folder }, to, release) {
  let path = releasePath(folder, to.name);
  makeFolder(dirname(path)), writeAtomic(path, releaseText(release), 420);
}
async function commitPromotion({ folder }, to, { release, before: before2 }) {
  if (await attempt(["git", "rev-parse", "--is-inside-work-tree"], { cwd: folder }) instanceof ProcessFailure) return;
  let place2 = `environments/${to.name}`, was = before2 === void 0 ? "" : `

Before: ${before2.digest}`, message = `Promote ${release.commit.slice(0, 12)} of the datakit to ${to.name}

Image: ${release.image}@${release.digest}${was}
`;
  for (let words of [
    ["add", "--", place2],
    ["commit", "--quiet", "--message", message, "--", place2]
  ]) {
    let done = await attempt(["git", ...words], { cwd: folder });
    if (done instanceof ProcessFailure)
      throw new AdpError(errors.COMMIT, {
        what: `git could not commit the promotion to ${to.name}; its files are written.`,
        evidence: done.tail(5),
        next: [
          either(
            run(shell`git commit --only ${place2}`, "after what git asks for"),
            run(shell`git checkout -- ${place2}`, "takes the promotion back")
          )
        ]
      });
  }
  let head2 = await attempt(["git", "rev-parse", "HEAD"], { cwd: folder });
  return head2 instanceof ProcessFailure ? void 0 : head2.stdout.trim();
}

// packages/adp/src/layer3/status.ts
var pods = object({
  items: array(
    object({
      spec: object({ containers: array(object({ image: string() })) }),
      status: object({ phase: string() })
    })
  )
}), ended = ["Succeeded", "Failed"];
async function statusOf({ folder, environments }, ask) {
  return Promise.all(
    environments.map(async (environment) => {
      let release = readRelease(folder, environment.name), common = {
        environment: environment.name,
        released: release === void 0 ? null : imageOf(release),
        since: release?.since ?? null,
        airflow: release?.airflow ?? null
      };
      return ask ? { ...common, ...await running(environment, release) } : { ...common, running: null, state: release === void 0 ? "not released" : "unknown" };
    })
  );
}
async function running(environment, release) {
  let { context, namespace: namespace2, datakit } = environment, words = ["get", "pods", "--selector", `release=${datakit},tier=airflow`, "--output", "json"], done = await attempt(["kubectl", ...["--context", context, "--namespace", namespace2, "--request-timeout", "5s"], ...words], { timeoutMs: 15e3 });
  if (done instanceof ProcessFailure) {
    let { message, evidence } = clusterTrouble(done, environment);
    return { running: null, state: "unknown", reason: [message, ...evidence.slice(-1)].join(" ") };
  }
  let found = (tryJson(done.stdout, pods)?.items ?? []).filter(({ status }) => !ended.includes(status.phase)), images2 = [...new Set(found.flatMap(({ spec }) => spec.containers.map(({ image }) => image)))].sort();
  if (images2.length === 0)
    return { running: [], state: release === void 0 ? "not released" : "not installed" };
  let wanted = release === void 0 ? void 0 : imageOf(release);
  return { running: images2, state: images2.every((image) => image === wanted) ? "as released" : "behind" };
}

// packages/adp/src/layer3/verify-environment.ts
import { join as join11 } from "node:path";

// packages/adp/src/layer3/way-back.ts
import { join as join10 } from "node:path";
async function wayBack(platform, environment, release) {
  let before2 = await releaseBefore(platform, environment, release);
  if (before2 === void 0 || Date.parse(release.since) >= Date.parse(before2.since))
    return { findings: [], unseen: [] };
  let { deploy, name } = environment;
  return {
    findings: compareVersions(release.airflow, before2.airflow) >= 0 ? [] : [
      finding(
        findings.WAY_BACK,
        join10("environments", name, "release.yaml"),
        `Airflow goes back from ${before2.airflow} to ${release.airflow}, and its database does not: restore the backup of the metadata database of ${name} of before ${before2.since}, and then say so with --restored`
      )
    ],
    unseen: deploy === void 0 || before2.commit === release.commit ? [] : [
      `the tables of ${deploy.models}: this release is older than the one before it, and its deploy refuses to start where a table has changed since; restore the backup of the warehouse of before ${before2.since} in that case`
    ]
  };
}
async function releaseBefore({ folder }, { name }, release) {
  let path = `environments/${name}/release.yaml`, log = await attempt(["git", "log", "-2", "--format=%H", "--", path], { cwd: folder });
  if (!(log instanceof ProcessFailure))
    for (let commit of log.stdout.split(`
`).filter(Boolean)) {
      let shown = await attempt(["git", "show", `${commit}:./${path}`], { cwd: folder });
      if (shown instanceof ProcessFailure) continue;
      let found = parsedRelease(shown.stdout);
      if (found !== void 0 && releaseText(found) !== releaseText(release)) return found;
    }
}

// packages/adp/src/layer3/verify-environment.ts
var schemaOfValues = object({
  properties: record(
    string(),
    looseObject({ properties: optional(record(string(), unknown())) })
  )
});
async function verifyEnvironment(platform, environment, { server, restored = !1, today, signal }) {
  let release = needRelease(platform.folder, environment.name), unseen = [], wanted, schema2;
  try {
    wanted = await allFiles(platform, environment, release, signal), schema2 = await valuesSchema(await chartArchive(environment, chartFolder(platform)));
  } catch (error) {
    if (!(error instanceof AdpError) || ![errors.NO_HELM.code, errors.NO_CHART.code].includes(error.code))
      throw error;
    unseen.push(`the chart's manifests and values (${error.message})`);
  }
  let findings2 = findingsOf(subjectOf(platform, environment, wanted, schema2, today));
  if (!restored) {
    let back = await wayBack(platform, environment, release);
    findings2.push(...back.findings), unseen.push(...back.unseen);
  }
  return server && findings2.push(...await serverFindings(platform, environment)), { environment: environment.name, findings: findings2, unseen };
}
async function valuesSchema(archive) {
  let { stdout } = await run2(["tar", "-xzOf", archive, "airflow/values.schema.json"]);
  return parseJson(stdout, schemaOfValues, { from: `values.schema.json of ${archive}`, next: [again] });
}
async function serverFindings({ folder }, environment) {
  let place2 = join11("environments", environment.name, "rendered"), words = ["apply", "--dry-run=server", "--validate=strict", "-f", join11(folder, place2)], done = await attempt(["kubectl", "--context", environment.context, ...words]);
  return done instanceof ProcessFailure ? done.tail(20).map((text) => ({ code: findings.SERVER.code, file: place2, text })) : [];
}

// packages/adp/src/commands/layer3.ts
function command() {
  let layer3 = new AdpCommand("adp layer3", commandList.layer3), folder = ["--folder <folder>", "the folder of platform.yaml", "."];
  return layer3.command("init").argument("<datakit>", "the datakit's name, such as customer-360").requiredOption("--registry <registry>", "where its image is pushed: registry.example.com/data").option("--organisation <name>", "who runs it", "our organisation").option(...folder).option(...json).does((datakit, options) => {
    let output = openOutput(options), { registry, organisation } = options, files = initPlatform(options.folder, { datakit, registry, organisation });
    output.document({ folder: options.folder, files });
    for (let file of files) output.print(`Wrote ${file}`);
    let at = options.folder === "." ? [] : ["--folder", options.folder];
    for (let line2 of stepLines([
      run(shell`git add ${options.folder}`, "and commit: what is promoted is rendered from it"),
      run(adp`datakit push ${`${registry}/${datakit}-datakit`}`, "in the datakit"),
      run(adp`layer3 promote dev --record PUSHED_JSON ${at}`, "with the record that it wrote")
    ]))
      output.print(line2);
  }), layer3.command("render").argument("[environment]", "one environment (default: every one with a release)").option("--own", "without the chart's manifests: needs neither Helm nor the chart").option(...folder).option(...json).does(async (name, options) => {
    let output = openOutput(options);
    return withSignal(async (signal) => {
      let platform = readPlatform(options.folder), written = [];
      for (let environment of chosen(platform, name)) {
        let release = needRelease(platform.folder, environment.name), files = options.own === !0 ? ownFiles(environment, release) : await allFiles(platform, environment, release, signal);
        written.push(...writeFiles(platform.folder, files));
      }
      output.document({ files: written });
      for (let file of written) output.print(`Wrote ${file}`);
      return Exit.ok;
    });
  }), layer3.command("verify").argument("[environment]", "one environment (default: every one with a release)").option("--server", "the cluster checks the objects, too (a dry run)").option("--restored", "the databases are those of before the promotion that was reverted").option(...folder).option(...json).does(async (name, options) => {
    let output = openOutput(options);
    return withSignal(async (signal) => {
      let platform = readPlatform(options.folder), checks = { server: options.server === !0, restored: options.restored === !0 }, today = /* @__PURE__ */ new Date(), results = [];
      for (let environment of chosen(platform, name))
        results.push(await verifyEnvironment(platform, environment, { ...checks, today, signal }));
      output.document(results);
      for (let { environment, findings: findings2, unseen } of results) {
        output.print(findings2.length === 0 ? `${environment}: nothing found` : `${environment}:`);
        for (let { code, file, text } of findings2) output.print(`  ${code}  ${file}: ${text}`);
        for (let line2 of unseen) output.print(`  not looked at: ${line2}`);
      }
      return results.some(({ findings: findings2 }) => findings2.length > 0) ? Exit.job : Exit.ok;
    });
  }), layer3.command("diff").argument("<environment>", "the environment").option("--cluster", "compare what is rendered with the cluster, and not with git's last commit").option("--own", "without the chart's manifests").option(...folder).option(...json).does(async (name, options) => {
    let output = openOutput(options);
    return withSignal(async (signal) => {
      let platform = readPlatform(options.folder), environment = environmentNamed(platform, name), release = needRelease(platform.folder, name), text = options.cluster === !0 ? await diffToCluster(platform, environment) : await diffToGit(
        platform,
        environment,
        options.own === !0 ? ownFiles(environment, release) : await allFiles(platform, environment, release, signal)
      );
      return output.document({ environment: name, diff: text }), output.print(text === "" ? "No difference." : text), Exit.ok;
    });
  }), layer3.command("promote").argument("<environment>", "where to").option("--from <environment>", "what runs in another environment").option("--record <file>", "the record of a push, as adp datakit push writes it").option("--own", "without the chart's manifests").option(...folder).option(...json).does(async (name, options) => {
    let output = openOutput(options);
    return withSignal(async (signal) => {
      let platform = readPlatform(options.folder), to = environmentNamed(platform, name), source = options.record === void 0 ? { from: environmentNamed(platform, options.from ?? before(platform, name)) } : { record: options.record }, promotion = preparePromotion(platform, to, source, /* @__PURE__ */ new Date(), await uncommitted(platform));
      for (let line2 of promotion.oneWay) output.note(line2);
      let { release } = promotion, files = options.own === !0 ? ownFiles(to, release) : await allFiles(platform, to, release, signal);
      writeRelease(platform, to, release), writeFiles(platform.folder, files);
      let commit = await commitPromotion(platform, to, promotion);
      return output.document({ environment: name, release, commit: commit ?? null, oneWay: promotion.oneWay }), output.print(`${name}: ${release.image}@${release.digest}`), output.print(
        commit === void 0 ? "Not committed: this is no git repository." : `Committed as ${commit.slice(0, 12)}.`
      ), Exit.ok;
    });
  }), layer3.command("status").option("--git", "without asking the clusters").option(...folder).option(...json).does(async (options) => {
    let output = openOutput(options), all = await statusOf(readPlatform(options.folder), options.git !== !0);
    output.document(all);
    for (let line2 of table(
      ["environment", "state", "released", "Airflow", "since"],
      all.map(({ environment, state, released, airflow, since }) => [
        environment,
        state,
        released === null ? "" : shortImage(released),
        airflow ?? "",
        since ?? ""
      ])
    ))
      output.print(line2);
    for (let { environment, reason } of all)
      reason !== void 0 && output.print(`${environment}: ${reason}`);
    return all.some(({ state }) => state === "behind") ? Exit.job : Exit.ok;
  }), layer3.command("images").option(...folder).option(...json).does((options) => {
    let output = openOutput(options), images2 = neededImages(readPlatform(options.folder));
    output.document(images2);
    for (let { image, environments } of images2) output.print(`${image}  ${environments.join(", ")}`);
    images2.length === 0 && output.print("No environment has a release yet.");
  }), layer3;
}
function chosen(platform, name) {
  if (name !== void 0) return [environmentNamed(platform, name)];
  let released = platform.environments.filter((one) => hasRelease(platform, one.name));
  return released.length > 0 ? released : platform.environments.slice(0, 1);
}
function hasRelease(platform, name) {
  return readRelease(platform.folder, name) !== void 0;
}
function before({ environments }, name) {
  let index = environments.findIndex((one) => one.name === name);
  return environments[Math.max(0, index - 1)]?.name ?? name;
}
function shortImage(image) {
  let [repository = "", digest2 = ""] = image.split("@");
  return `${basename(dirname2(repository))}/${basename(repository)}@${digest2.slice(0, 19)}`;
}
function withSignal(action) {
  return interruptible(action, async () => {
  });
}
export {
  command
};
