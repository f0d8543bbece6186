/** Global ids, and how each `Node` type is found again by its own. */
import type { GraphQLContext } from "./context.ts";
import { badUserInput, shortened } from "./errors.ts";

/** How one type's nodes are found. `key`: the part of the global id that is the type's own. */
export interface NodeType {
  /** Whether the text can be a key of this type at all. */
  isKey(key: string): boolean;
  /** The node, under its present id even when the key is an older one; null: nothing has this key. */
  load(key: string, context: GraphQLContext): Promise<object | null>;
}

/** A global id taken apart. */
export interface GlobalId {
  readonly type: string;
  readonly key: string;
}

const nodeTypes = new Map<string, NodeType>();
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Makes a type answer to `node` and `nodes`; each `Node` type's file calls it once. */
export function registerNode(type: string, nodeType: NodeType): void {
  nodeTypes.set(type, nodeType);
}

/** The types that answer to `node`. */
export function registeredNodes(): string[] {
  return [...nodeTypes.keys()].sort();
}

/** Whether a key is a UUID, as the keys of all entities are. */
export function isUuid(key: string): boolean {
  return UUID.test(key);
}

/** The global id of a type's key: base64 of `Type:key`. */
export function encodeGlobalId(type: string, key: string): string {
  return Buffer.from(`${type}:${key}`).toString("base64");
}

/** @throws {GraphQLError} BAD_USER_INPUT when the text is no global id of a known type */
export function decodeGlobalId(text: string): GlobalId {
  const malformed = () => badUserInput(`"${shortened(text)}" is not an id.`);
  if (text.length > 200) throw malformed();
  const decoded = Buffer.from(text, "base64").toString("utf8");
  const colon = decoded.indexOf(":");
  const [type, key] = [decoded.slice(0, colon), decoded.slice(colon + 1)];
  if (colon < 1 || encodeGlobalId(type, key) !== text || !nodeTypes.get(type)?.isKey(key)) throw malformed();
  return { type, key };
}

/** The key of a global id that must be of this type. @throws {GraphQLError} BAD_USER_INPUT when it is not */
export function keyOf(type: string, text: string): string {
  const id = decodeGlobalId(text);
  if (id.type !== type) throw badUserInput(`"${shortened(text)}" is the id of a ${id.type}, not of a ${type}.`);
  return id.key;
}

/** The node that a global id names; null: nothing has this id. */
export async function loadNode({ type, key }: GlobalId, context: GraphQLContext): Promise<object | null> {
  return (await nodeTypes.get(type)?.load(key, context)) ?? null;
}
