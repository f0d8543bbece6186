CREATE TABLE "failed_exchange" (
	"id" uuid PRIMARY KEY NOT NULL,
	"source" text NOT NULL,
	"stream" text NOT NULL,
	"method" text NOT NULL,
	"url" text NOT NULL,
	"status" integer,
	"headers" jsonb NOT NULL,
	"size_bytes" integer NOT NULL,
	"body_sha256" text NOT NULL,
	"excerpt" "bytea",
	"code" text NOT NULL,
	"reason" text NOT NULL,
	"failed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "failed_exchange_code" CHECK (code like 'ERR_SOURCE_%')
);
--> statement-breakpoint
CREATE TABLE "answer_shape" (
	"source" text NOT NULL,
	"stream" text NOT NULL,
	"day" date NOT NULL,
	"path" text NOT NULL,
	"type" text NOT NULL,
	"documents" integer NOT NULL,
	CONSTRAINT "answer_shape_source_stream_day_path_type_pk" PRIMARY KEY("source","stream","day","path","type")
);
--> statement-breakpoint
CREATE TABLE "drift_report" (
	"id" uuid PRIMARY KEY NOT NULL,
	"source" text NOT NULL,
	"stream" text NOT NULL,
	"day" date NOT NULL,
	"kind" text NOT NULL,
	"path" text NOT NULL,
	"detail" text NOT NULL,
	"reported_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "drift_report_kind" CHECK (kind in ('NEW_FIELD', 'MISSING_FIELD', 'RETYPED_FIELD', 'UNUSUAL_COUNT'))
);
--> statement-breakpoint
CREATE TABLE "paper_notice" (
	"paper_id" uuid NOT NULL,
	"source" text NOT NULL,
	"position" integer NOT NULL,
	"is_of_this" boolean NOT NULL,
	"kind" text NOT NULL,
	"published_at" text,
	"scheme" text,
	"value" text,
	CONSTRAINT "paper_notice_paper_id_source_position_pk" PRIMARY KEY("paper_id","source","position"),
	CONSTRAINT "paper_notice_identifier" CHECK ((scheme is null) = (value is null))
);
--> statement-breakpoint
CREATE TABLE "venue" (
	"paper_id" uuid PRIMARY KEY NOT NULL,
	"source" text NOT NULL,
	"name" text NOT NULL,
	"kind" text,
	"publisher" text,
	"volume" text,
	"issue" text,
	"pages" text,
	CONSTRAINT "venue_kind" CHECK (kind is null or kind in ('JOURNAL', 'CONFERENCE', 'BOOK', 'OTHER'))
);
--> statement-breakpoint
CREATE TABLE "suppressed_identifier" (
	"id" uuid PRIMARY KEY NOT NULL,
	"type" text NOT NULL,
	"scheme" text NOT NULL,
	"value" text NOT NULL,
	CONSTRAINT "suppressed_identifier_value" UNIQUE("type","scheme","value"),
	CONSTRAINT "suppressed_identifier_type" CHECK (type in ('paper', 'author'))
);
--> statement-breakpoint
CREATE TABLE "source_normalizer" (
	"source" text PRIMARY KEY NOT NULL,
	"version" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "stream_lease" (
	"source" text NOT NULL,
	"stream" text NOT NULL,
	"token" integer NOT NULL,
	"holder" uuid,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "stream_lease_source_stream_pk" PRIMARY KEY("source","stream")
);
--> statement-breakpoint
CREATE TABLE "upstream_gate" (
	"source" text PRIMARY KEY NOT NULL,
	"earliest_at" timestamp with time zone NOT NULL,
	"held_until" timestamp with time zone,
	"failures" integer NOT NULL,
	"open_until" timestamp with time zone,
	"remaining" integer,
	"resets_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "upstream_slot" (
	"id" uuid PRIMARY KEY NOT NULL,
	"source" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "decision" DROP CONSTRAINT "decision_kind";--> statement-breakpoint
ALTER TABLE "authorship" ALTER COLUMN "author_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "quarantine" ADD COLUMN "payload" text;--> statement-breakpoint
ALTER TABLE "author_identifier" ADD COLUMN "rule" text DEFAULT 'own-record' NOT NULL;--> statement-breakpoint
ALTER TABLE "author_identifier" ADD COLUMN "confidence" text DEFAULT 'IDENTIFIER' NOT NULL;--> statement-breakpoint
ALTER TABLE "author_identifier" ADD COLUMN "decision_id" uuid;--> statement-breakpoint
ALTER TABLE "organization_identifier" ADD COLUMN "rule" text DEFAULT 'own-record' NOT NULL;--> statement-breakpoint
ALTER TABLE "organization_identifier" ADD COLUMN "confidence" text DEFAULT 'IDENTIFIER' NOT NULL;--> statement-breakpoint
ALTER TABLE "organization_identifier" ADD COLUMN "decision_id" uuid;--> statement-breakpoint
ALTER TABLE "paper" ADD COLUMN "published_at" text;--> statement-breakpoint
ALTER TABLE "paper" ADD COLUMN "is_retracted" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "paper_notice" ADD CONSTRAINT "paper_notice_paper" FOREIGN KEY ("paper_id") REFERENCES "public"."paper"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "venue" ADD CONSTRAINT "venue_paper" FOREIGN KEY ("paper_id") REFERENCES "public"."paper"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "upstream_slot" ADD CONSTRAINT "upstream_slot_gate" FOREIGN KEY ("source") REFERENCES "public"."upstream_gate"("source") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "failed_exchange_by_source" ON "failed_exchange" USING btree ("source","failed_at");--> statement-breakpoint
CREATE INDEX "drift_report_by_source" ON "drift_report" USING btree ("source","day");--> statement-breakpoint
CREATE INDEX "exchange_by_body" ON "exchange" USING btree ("body_sha256");--> statement-breakpoint
CREATE INDEX "quarantine_by_exchange" ON "quarantine" USING btree ("exchange_id");--> statement-breakpoint
CREATE INDEX "claim_by_exchange" ON "claim" USING btree ("exchange_id");--> statement-breakpoint
CREATE INDEX "observation_by_exchange" ON "observation" USING btree ("exchange_id");--> statement-breakpoint
CREATE INDEX "listing_reading_by_exchange" ON "listing_reading" USING btree ("exchange_id");--> statement-breakpoint
CREATE INDEX "metric_by_exchange" ON "metric" USING btree ("exchange_id");--> statement-breakpoint
CREATE INDEX "announcement_by_category" ON "announcement" USING btree ("source","category","observed_at");--> statement-breakpoint
ALTER TABLE "decision" ADD CONSTRAINT "decision_kind" CHECK (kind in ('SUPPRESS', 'SPLIT', 'MERGE', 'IMPORT'));