/** The public surface of the contract: the only file of `src` that adapters may import. */
export * from "./adapter.ts";
export * from "./errors.ts";
export * from "./identifier.ts";
export * from "./record.ts";
export * from "./sniff.ts";
export * from "./text.ts";
