/** Keys: every identifier has a UUIDv5, so that workers, rebuilds and mirrors agree without anybody handing out numbers. */
import { createHash } from "node:crypto";
import type { Identifier, SubjectType } from "../contract/index.ts";

/** papergraph's namespace for UUIDv5 (RFC 9562 §5.5); changing it would change every key. */
const NAMESPACE = Buffer.from("6f0d1c1a0c3b5f0e9f5a7a1f2c4d8e60", "hex");

/** UUIDv5 over the parts, which are joined unambiguously. */
export function derivedUuid(...parts: readonly string[]): string {
  const hash = createHash("sha1").update(NAMESPACE).update(JSON.stringify(parts)).digest();
  hash[6] = ((hash[6] as number) & 0x0f) | 0x50;
  hash[8] = ((hash[8] as number) & 0x3f) | 0x80;
  const hex = hash.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

/** The key of a subject named by this identifier. */
export function identifierKey(type: SubjectType, identifier: Identifier): string {
  return derivedUuid(type, identifier.scheme, identifier.value);
}
