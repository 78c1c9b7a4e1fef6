export { accepts, names } from './accept.ts'
export {
  type Algorithm,
  algorithmOf,
  type Digest,
  digestOf,
  Hasher,
  hexOf,
  parseDigest,
} from './digest.ts'
export { OciError } from './error.ts'
export { type Descriptor, type Manifest, parseManifest, storedType } from './manifest.ts'
export {
  checkRules,
  type ManifestRules,
  needsChild,
} from './manifestRules.ts'
export {
  isForeignLayer,
  isIndexType,
  isSchema1Type,
  MANIFEST_TYPES,
  SCHEMA1_TYPES,
  type StoredType,
} from './mediaType.ts'
export { type Page, pageOf, parsePage } from './page.ts'
export { type ByteRange, parseContentRange, parseRange } from './range.ts'
export {
  needDigest,
  parseReference,
  parseRepository,
  parseTag,
  projectOf,
  type Reference,
  type Repository,
  type Tag,
} from './reference.ts'
export {
  type Convertible,
  convertToSchema1,
  EMPTY_LAYER,
  EMPTY_LAYER_DIGEST,
  isSchema1Push,
  type ManifestKey,
  newManifestKey,
  parseManifestKey,
  parseSignature,
  putTogether,
  readSchema1,
  type Signature,
  signManifest,
} from './schema1/index.ts'
