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
ALTER TABLE "upstream_slot" ADD CONSTRAINT "upstream_slot_gate" FOREIGN KEY ("source") REFERENCES "public"."upstream_gate"("source") ON DELETE no action ON UPDATE no action;