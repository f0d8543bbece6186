/** Making a thing once per key. */

/** What both kinds of map share. */
interface Memory<Key, Value> {
  get(key: Key): Value | undefined;
  set(key: Key, value: Value): unknown;
}

/** The value that the memory holds for the key, made when it holds none. */
export function remembered<Key, Value extends NonNullable<unknown>>(
  memory: Memory<Key, Value>,
  key: Key,
  make: () => Value,
): Value {
  const known = memory.get(key);
  if (known !== undefined) return known;
  const made = make();
  memory.set(key, made);
  return made;
}
