/** How fast a repository gains stars. */
import { LEAST_HOURS, type StarVelocityRow, VELOCITY_METHODS, type VelocityMethod } from "../loaders/star-velocity.ts";
import { builder } from "./builder.ts";
import { badUserInput } from "./errors.ts";
import { RepositoryRef } from "./ref.ts";

/** Window in days at most. */
const MAX_DAYS = 365;

const METHOD_TEXT: Readonly<Record<VelocityMethod, string>> = {
  OWN_SERIES:
    "From the counts that were read here: the last one less the one that held when the window began, over the time between. Stars taken back count against it, so it may be negative.",
  STAR_HISTORY:
    "From the host's history, which tells on which day the stars that are still held were given: their number on the window's whole days, over these days. Stars that were taken back since are not in it; where the host's days begin it does not promise.",
};

const VelocityMethodEnum = builder.enumType("VelocityMethod", {
  description: "How stars a day were measured. The ways differ by stars taken back and are never mixed.",
  values: Object.fromEntries(
    VELOCITY_METHODS.map((method) => [method, { value: method, description: METHOD_TEXT[method] }]),
  ) as Record<VelocityMethod, { value: VelocityMethod; description: string }>,
});

const StarVelocityRef = builder.objectRef<StarVelocityRow>("StarVelocity").implement({
  description: "Stars a day between two instants, with how that was measured.",
  fields: (t) => ({
    starsPerDay: t.exposeFloat("starsPerDay", {
      nullable: false,
      description:
        "Stars gained, over the days from `from` to `to`: more of them than asked for where nobody counted when those began.",
    }),
    from: t.expose("from", {
      type: "DateTime",
      nullable: false,
      description: "Where the measured time begins: later than the window where nobody had counted before.",
    }),
    to: t.expose("to", {
      type: "DateTime",
      nullable: false,
      description: "Where it ends: when the stars were last counted, or with the last whole day of the history.",
    }),
    method: t.expose("method", { type: VelocityMethodEnum, nullable: false, description: "How it was measured." }),
  }),
});

builder.objectField(RepositoryRef, "starVelocity", (t) =>
  t.field({
    type: StarVelocityRef,
    description: `How fast it gained stars lately; null where the counts do not reach back ${LEAST_HOURS} hours and there is no history.`,
    args: {
      days: t.arg.int({ required: true, description: `Length of the window up to the last count, from 1 to ${MAX_DAYS} days.` }),
      method: t.arg({
        type: VelocityMethodEnum,
        description:
          "How it is to be measured; without it `OWN_SERIES` where that reaches over the whole window, else `STAR_HISTORY`, else what part there is.",
      }),
    },
    resolve: ({ id }, { days, method }, { loaders }) => {
      if (days < 1 || days > MAX_DAYS) throw badUserInput(`\`days\` must be from 1 to ${MAX_DAYS}, not ${days}.`);
      return loaders.starVelocity({ days, method: method ?? null }).load(id);
    },
  }),
);
