export type { Advice } from "./advice.ts";
export {
  type ClockOffset,
  type ConfigEntry,
  clockOffset,
  clockOffsetField,
  configEntries,
  isConfigEntry,
  isRemoved,
  tickets,
} from "./ccache/entries.ts";
export { CcacheError, type CcacheErrorKind, CcacheWriteError } from "./ccache/errors.ts";
export {
  type ByteOrder,
  type CcacheVersion,
  type Credential,
  type CredentialCache,
  type HeaderField,
  hasFlag,
  type SessionKey,
  startOf,
  TicketFlag,
  type TicketFlagName,
  type TicketTimes,
  type TypedData,
} from "./ccache/model.ts";
export { nativeByteOrder, type ParseOptions, parseCcache } from "./ccache/parse.ts";
export { type SerializeOptions, serializeCcache } from "./ccache/serialize.ts";
export { Krb5Error } from "./errors.ts";
export { type Judgement, type JudgeOptions, judge } from "./judge/judge.ts";
export type { TicketFacts } from "./judge/ticket-facts.ts";
export type { Unusable, UnusableKind } from "./judge/unusable.ts";
export { KcmClient } from "./kcm/client.ts";
export type { ConnectionOptions } from "./kcm/connection.ts";
export { KcmError, type KcmErrorKind } from "./kcm/errors.ts";
export { type CacheName, type CacheType, formatCacheName, parseCacheName } from "./locate/cache-name.ts";
export type { DirectoryCache } from "./locate/directory.ts";
export {
  CacheAccessError,
  type CacheAccessErrorKind,
  CacheNameError,
  type CacheNameErrorKind,
} from "./locate/errors.ts";
export { hostFiles, hostSurroundings } from "./locate/host.ts";
export { keyringExport } from "./locate/keyring.ts";
export { type LocatedName, locateCache } from "./locate/locate.ts";
export { type CacheSource, cacheSource, defaultKcmSocket } from "./locate/source.ts";
export { expandTokens } from "./locate/tokens.ts";
export {
  NameType,
  Principal,
  PrincipalError,
  type PrincipalErrorKind,
  parsePrincipal,
  ticketGrantingService,
} from "./principal.ts";
export { ProfileError, type ProfileErrorKind } from "./profile/errors.ts";
export { printProfile } from "./profile/print.ts";
export { defaultProfilePath, readProfile } from "./profile/read.ts";
export { Profile, type Relation, Section } from "./profile/tree.ts";
export { equalBytes, SecretBytes } from "./secret-bytes.ts";
export type { Files, Surroundings } from "./surroundings.ts";
