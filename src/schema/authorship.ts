/** An author's place on a paper. */
import { builder } from "./builder.ts";
import { connectionType } from "./connection-type.ts";
import { AuthorRef, AuthorshipRef } from "./ref.ts";

/** Pages of a paper's authors. */
export const AuthorshipConnectionRef = connectionType("Authorship", AuthorshipRef, "authors of a paper in their printed order");

const STATUS_TEXT = {
  ADMIN_ASSIGNED: "The source's staff say so.",
  CLAIMED_VERIFIED: "The person says so, and the source has confirmed it.",
  EXTRACTED_PENDING: "A programme found it; nobody has confirmed it.",
  EXTRACTED_CONFIRMED: "A programme found it, and it was confirmed.",
  EXTRACTED_INFIRMED: "A programme found it, and it was denied.",
  OTHER: "The source uses a word that is not in this list yet; see `statusAsWritten`.",
} as const;
type Status = keyof typeof STATUS_TEXT;

const AuthorshipStatusEnum = builder.enumType("AuthorshipStatus", {
  description: "How sure a source is that the person it names is the printed author.",
  values: Object.fromEntries(
    Object.entries(STATUS_TEXT).map(([status, description]) => [status, { value: status, description }]),
  ) as Record<Status, { value: Status; description: string }>,
});

function statusOf(written: string | null): Status | null {
  if (written === null) return null;
  const status = written.toUpperCase();
  return status in STATUS_TEXT ? (status as Status) : "OTHER";
}

builder.objectType(AuthorshipRef, {
  description: "One entry of a paper's printed list of authors. A name that is printed twice is two entries.",
  fields: (t) => ({
    position: t.exposeInt("position", {
      nullable: false,
      description: "0-based place in the printed order; a place that is missing is that of somebody who is not shown.",
    }),
    nameAsPrinted: t.exposeString("nameAsPrinted", {
      nullable: false,
      description: "The name as the paper's source prints it; may differ from `author.name`.",
    }),
    author: t.field({
      type: AuthorRef,
      nullable: false,
      description:
        "Who this is, as far as known: a person when the entry brought an identifier, else everybody of that printed name.",
      resolve: (row) => row,
    }),
    affiliations: t.exposeStringList("affiliations", {
      nullable: false,
      description: "Institutions printed with this entry, in their order; empty where the source gives none, which is usual.",
    }),
    status: t.field({
      type: AuthorshipStatusEnum,
      description: "How sure the source is of the person; null where it names none.",
      resolve: ({ status }) => statusOf(status),
    }),
    statusAsWritten: t.exposeString("status", { description: "The source's own word behind `status`; null where it has none." }),
    isHidden: t.exposeBoolean("isHidden", {
      nullable: false,
      description: "True: the source asks not to show this person in its list; the place is kept.",
    }),
  }),
});
