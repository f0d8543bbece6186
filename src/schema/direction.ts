/** Which way a list is sorted. */
import { builder } from "./builder.ts";

export const DirectionEnum = builder.enumType("Direction", {
  description: "Which way a list runs. Items without a value in the sorted field come last either way.",
  values: {
    ASC: { description: "Smallest, earliest or alphabetically first at the front." },
    DESC: { description: "Largest, latest or alphabetically last at the front." },
  } as const,
});
