CREATE TABLE "history_event" (
	"id" uuid PRIMARY KEY NOT NULL,
	"observed_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "paper_heat" (
	"paper_id" uuid PRIMARY KEY NOT NULL,
	"heat" numeric(20, 9) NOT NULL
);
--> statement-breakpoint
CREATE TABLE "paper_submission" (
	"paper_id" uuid NOT NULL,
	"submitted_at" timestamp (3) with time zone NOT NULL,
	"source" text NOT NULL,
	"valid_from" timestamp (3) with time zone NOT NULL,
	"valid_to" timestamp (3) with time zone,
	CONSTRAINT "paper_submission_paper_id_valid_from_pk" PRIMARY KEY("paper_id","valid_from"),
	CONSTRAINT "paper_submission_interval" CHECK (valid_to is null or valid_to > valid_from)
);
--> statement-breakpoint
ALTER TABLE "ranking_snapshot" ALTER COLUMN "kind" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "ranking_entry" ADD COLUMN "previous_rank" integer;--> statement-breakpoint
ALTER TABLE "ranking_entry" ADD COLUMN "is_new" boolean NOT NULL;--> statement-breakpoint
ALTER TABLE "ranking_snapshot" ADD COLUMN "formula" jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "paper_heat" ADD CONSTRAINT "paper_heat_paper" FOREIGN KEY ("paper_id") REFERENCES "public"."paper"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "paper_submission" ADD CONSTRAINT "paper_submission_paper" FOREIGN KEY ("paper_id") REFERENCES "public"."paper"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "history_event_by_time" ON "history_event" USING btree ("observed_at");--> statement-breakpoint
CREATE INDEX "paper_heat_by_heat" ON "paper_heat" USING btree ("heat" DESC NULLS LAST,"paper_id");--> statement-breakpoint
CREATE UNIQUE INDEX "paper_submission_current" ON "paper_submission" USING btree ("paper_id") WHERE valid_to is null;--> statement-breakpoint
CREATE INDEX "paper_submission_by_time" ON "paper_submission" USING btree ("valid_from");--> statement-breakpoint
CREATE INDEX "ranking_snapshot_by_period" ON "ranking_snapshot" USING btree ("kind","source","period_from","taken_at");