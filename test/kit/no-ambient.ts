/** Takes the clock, chance, timers, the network and the environment away while a function runs, and tells what was reached for. */

const CLOCK_AND_CHANCE = ["the clock", "chance"] as const;
const OUTSIDE = ["global fetch", "a timer", "process.env"] as const;

/** What code under test may be kept from. */
export type Ambient = (typeof CLOCK_AND_CHANCE)[number] | (typeof OUTSIDE)[number];

/** What `normalize` may not touch. */
export const PURE: readonly Ambient[] = [...CLOCK_AND_CHANCE, "global fetch", "a timer"];
/** What `discover` may not touch either: the network but through its client, timers and settings that nobody declared. */
export const OUTWARD: readonly Ambient[] = OUTSIDE;

/**
 * Runs `work` while every use of the named things throws; `touched` lists them, also where the code swallowed the error.
 * Not for work that waits for real input or output: the things are away for everything in the process.
 */
export async function withoutAmbient<T>(
  forbidden: readonly Ambient[],
  work: () => T | Promise<T>,
): Promise<{ touched: Ambient[]; outcome: { value: T } | { error: unknown } }> {
  const touched = new Set<Ambient>();
  const undo: (() => void)[] = [];
  const deny = (what: Ambient): never => {
    touched.add(what);
    throw new Error(`${what} is out of reach here`);
  };
  const replace = (owner: object, name: string, value: unknown) => {
    const before = Object.getOwnPropertyDescriptor(owner, name);
    Object.defineProperty(owner, name, { configurable: true, writable: true, enumerable: true, value });
    // `performance.now` and `crypto.randomUUID` are inherited: taking our own property away shows them again.
    undo.push(() => (before ? Object.defineProperty(owner, name, before) : Reflect.deleteProperty(owner, name)));
  };
  for (const what of forbidden) {
    if (what === "the clock") {
      replace(
        globalThis,
        "Date",
        clocklessDate(() => deny(what)),
      );
      replace(performance, "now", () => deny(what));
    }
    if (what === "chance") {
      replace(Math, "random", () => deny(what));
      replace(crypto, "randomUUID", () => deny(what));
    }
    if (what === "global fetch") replace(globalThis, "fetch", () => deny(what));
    if (what === "a timer")
      for (const name of ["setTimeout", "setInterval", "setImmediate"]) replace(globalThis, name, () => deny(what));
    if (what === "process.env") replace(process, "env", new Proxy({}, { get: () => deny(what), has: () => deny(what) }));
  }
  try {
    return { outcome: { value: await work() }, touched: [...touched] };
  } catch (error) {
    return { outcome: { error }, touched: [...touched] };
  } finally {
    for (const restore of undo.reverse()) restore();
  }
}

/** `Date` that reads given instants, but does not know the present one. */
function clocklessDate(deny: () => never): DateConstructor {
  return new Proxy(Date, {
    construct: (target, given) => (given.length === 0 ? deny() : Reflect.construct(target, given)),
    apply: () => deny(),
    get: (target, name) => (name === "now" ? deny : Reflect.get(target, name)),
  });
}
