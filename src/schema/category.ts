/** arXiv's categories. */
import { builder } from "./builder.ts";
import { paperConnection, paperListArguments } from "./paper-connection.ts";
import { PaperConnectionRef } from "./paper-connection-type.ts";
import { CategoryRef } from "./ref.ts";

builder.objectType(CategoryRef, {
  description: "A subject area of arXiv's taxonomy, as far as papers here were filed under it.",
  fields: (t) => ({
    code: t.exposeString("code", {
      nullable: false,
      description: "arXiv's code, such as `cs.CL` or `stat.ML`; old papers carry codes that arXiv no longer gives.",
    }),
    name: t.exposeString("name", {
      nullable: false,
      description: "arXiv's English name, such as `Computation and Language`; the code itself where none is known.",
    }),
    papers: t.field({
      type: PaperConnectionRef,
      nullable: false,
      description: "Papers filed under this area, as primary category or cross-listed.",
      args: paperListArguments(t),
      resolve: ({ code }, args, context) => paperConnection(context, args, { owner: "category", parent: code }),
    }),
  }),
});
