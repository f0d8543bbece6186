CREATE TABLE "body" (
	"sha256" text PRIMARY KEY NOT NULL,
	"size_bytes" integer NOT NULL,
	"content" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "checkpoint" (
	"source" text NOT NULL,
	"stream" text NOT NULL,
	"value" jsonb NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "checkpoint_source_stream_pk" PRIMARY KEY("source","stream")
);
--> statement-breakpoint
CREATE TABLE "exchange" (
	"id" uuid PRIMARY KEY NOT NULL,
	"page_id" uuid NOT NULL,
	"place" integer NOT NULL,
	"source" text NOT NULL,
	"stream" text NOT NULL,
	"method" text NOT NULL,
	"url" text NOT NULL,
	"request_body" text,
	"status" integer NOT NULL,
	"is_not_modified" boolean NOT NULL,
	"headers" jsonb NOT NULL,
	"body_sha256" text NOT NULL,
	"fetched_at" timestamp (3) with time zone NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"normalizer_version" integer NOT NULL,
	CONSTRAINT "exchange_page_place" UNIQUE("page_id","place"),
	CONSTRAINT "exchange_method" CHECK (method in ('GET', 'POST'))
);
--> statement-breakpoint
CREATE TABLE "quarantine" (
	"id" uuid PRIMARY KEY NOT NULL,
	"source" text NOT NULL,
	"stream" text NOT NULL,
	"exchange_id" uuid NOT NULL,
	"path" text NOT NULL,
	"code" text NOT NULL,
	"reason" text NOT NULL,
	"normalizer_version" integer NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "quarantine_code" CHECK (code like 'ERR_RECORD_%')
);
--> statement-breakpoint
CREATE TABLE "source_budget" (
	"source" text PRIMARY KEY NOT NULL,
	"limit" integer NOT NULL,
	"remaining" integer NOT NULL,
	"resets_at" timestamp (3) with time zone NOT NULL,
	"observed_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sync_run" (
	"id" uuid PRIMARY KEY NOT NULL,
	"source" text NOT NULL,
	"stream" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone,
	"outcome" text,
	"pages" integer NOT NULL,
	"records" integer NOT NULL,
	"rejected" integer NOT NULL,
	"error_code" text,
	"error_message" text,
	"error_status" integer,
	CONSTRAINT "sync_run_outcome" CHECK (outcome in ('SUCCESS', 'PARTIAL', 'FAILED'))
);
--> statement-breakpoint
CREATE TABLE "author_identifier" (
	"id" uuid PRIMARY KEY NOT NULL,
	"scheme" text NOT NULL,
	"value" text NOT NULL,
	"author_id" uuid NOT NULL,
	"observed_at" timestamp (3) with time zone,
	CONSTRAINT "author_identifier_value" UNIQUE("scheme","value")
);
--> statement-breakpoint
CREATE TABLE "author" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"normalized_name" text NOT NULL,
	"confidence" text NOT NULL,
	"avatar" text,
	CONSTRAINT "author_confidence" CHECK (confidence in ('IDENTIFIER', 'ASSERTED', 'NAME_ONLY'))
);
--> statement-breakpoint
CREATE TABLE "change" (
	"transaction_id" "xid8" DEFAULT pg_current_xact_id() NOT NULL,
	"place" integer NOT NULL,
	"kind" text NOT NULL,
	"entity_id" uuid NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "change_transaction_id_place_pk" PRIMARY KEY("transaction_id","place")
);
--> statement-breakpoint
CREATE TABLE "decision" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"subject" uuid NOT NULL,
	"detail" jsonb NOT NULL,
	"decided_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "decision_kind" CHECK (kind in ('SUPPRESS', 'SPLIT', 'MERGE'))
);
--> statement-breakpoint
CREATE TABLE "claim" (
	"subject" uuid NOT NULL,
	"facet" text NOT NULL,
	"source" text NOT NULL,
	"stream" text NOT NULL,
	"observed_at" timestamp (3) with time zone NOT NULL,
	"digest" text NOT NULL,
	"normalised" jsonb NOT NULL,
	"exchange_id" uuid NOT NULL,
	CONSTRAINT "claim_subject_facet_source_stream_observed_at_pk" PRIMARY KEY("subject","facet","source","stream","observed_at")
);
--> statement-breakpoint
CREATE TABLE "observation" (
	"subject" uuid NOT NULL,
	"facet" text NOT NULL,
	"source" text NOT NULL,
	"stream" text NOT NULL,
	"observed_at" timestamp (3) with time zone NOT NULL,
	"precedence" text NOT NULL,
	"digest" text NOT NULL,
	"value" integer,
	"exchange_id" uuid NOT NULL,
	CONSTRAINT "observation_subject_facet_source_stream_observed_at_precedence_pk" PRIMARY KEY("subject","facet","source","stream","observed_at","precedence")
);
--> statement-breakpoint
CREATE TABLE "listing_content" (
	"id" uuid PRIMARY KEY NOT NULL,
	"source" text NOT NULL,
	"day" date NOT NULL,
	"line_count" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "listing_line" (
	"content_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"subject" uuid NOT NULL,
	"upvotes" integer,
	"comment_count" integer,
	"submitted_by" text,
	"organization_identifier_id" uuid,
	CONSTRAINT "listing_line_content_id_position_pk" PRIMARY KEY("content_id","position"),
	CONSTRAINT "listing_line_subject" UNIQUE("content_id","subject")
);
--> statement-breakpoint
CREATE TABLE "listing_reading" (
	"source" text NOT NULL,
	"day" date NOT NULL,
	"observed_at" timestamp (3) with time zone NOT NULL,
	"content_id" uuid,
	"is_refused" boolean NOT NULL,
	"exchange_id" uuid NOT NULL,
	CONSTRAINT "listing_reading_source_day_observed_at_pk" PRIMARY KEY("source","day","observed_at"),
	CONSTRAINT "listing_reading_refused" CHECK (is_refused = (content_id is null))
);
--> statement-breakpoint
CREATE TABLE "listing" (
	"source" text NOT NULL,
	"day" date NOT NULL,
	"paper_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"upvotes" integer,
	"comment_count" integer,
	"submitted_by" text,
	"organization_identifier_id" uuid,
	"first_seen_at" timestamp (3) with time zone NOT NULL,
	"last_seen_at" timestamp (3) with time zone NOT NULL,
	"is_current" boolean NOT NULL,
	CONSTRAINT "listing_source_day_paper_id_pk" PRIMARY KEY("source","day","paper_id")
);
--> statement-breakpoint
CREATE TABLE "metric" (
	"subject" uuid NOT NULL,
	"subject_type" text NOT NULL,
	"kind" text NOT NULL,
	"source" text NOT NULL,
	"observed_at" timestamp (3) with time zone NOT NULL,
	"value" integer NOT NULL,
	"exchange_id" uuid NOT NULL,
	CONSTRAINT "metric_subject_kind_source_observed_at_pk" PRIMARY KEY("subject","kind","source","observed_at"),
	CONSTRAINT "metric_kind" CHECK (kind in ('UPVOTES', 'COMMENTS', 'STARS', 'FORKS', 'CITATIONS', 'LINKED_MODELS'))
);
--> statement-breakpoint
CREATE TABLE "organization_identifier" (
	"id" uuid PRIMARY KEY NOT NULL,
	"scheme" text NOT NULL,
	"value" text NOT NULL,
	"organization_id" uuid NOT NULL,
	"observed_at" timestamp (3) with time zone,
	CONSTRAINT "organization_identifier_value" UNIQUE("scheme","value")
);
--> statement-breakpoint
CREATE TABLE "organization" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"slug" text,
	"avatar" text
);
--> statement-breakpoint
CREATE TABLE "announcement" (
	"subject" uuid NOT NULL,
	"version" integer NOT NULL,
	"category" text NOT NULL,
	"type" text NOT NULL,
	"source" text NOT NULL,
	"day" date NOT NULL,
	"is_day_inferred" boolean NOT NULL,
	"observed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "announcement_subject_version_category_type_source_pk" PRIMARY KEY("subject","version","category","type","source"),
	CONSTRAINT "announcement_type" CHECK (type in ('NEW', 'CROSS', 'REPLACE', 'REPLACE_CROSS'))
);
--> statement-breakpoint
CREATE TABLE "generated_text" (
	"paper_id" uuid NOT NULL,
	"source" text NOT NULL,
	"text" text NOT NULL,
	"model" text,
	"observed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "generated_text_paper_id_source_pk" PRIMARY KEY("paper_id","source")
);
--> statement-breakpoint
CREATE TABLE "media" (
	"paper_id" uuid NOT NULL,
	"source" text NOT NULL,
	"position" integer NOT NULL,
	"url" text NOT NULL,
	"kind" text NOT NULL,
	CONSTRAINT "media_paper_id_source_position_pk" PRIMARY KEY("paper_id","source","position"),
	CONSTRAINT "media_kind" CHECK (kind in ('IMAGE', 'VIDEO', 'OTHER'))
);
--> statement-breakpoint
CREATE TABLE "paper_identifier" (
	"id" uuid NOT NULL,
	"scheme" text NOT NULL,
	"value" text NOT NULL,
	"paper_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"is_identifying" boolean NOT NULL,
	CONSTRAINT "paper_identifier_id_paper_id_pk" PRIMARY KEY("id","paper_id")
);
--> statement-breakpoint
CREATE TABLE "paper_search" (
	"paper_id" uuid PRIMARY KEY NOT NULL,
	"document" "tsvector" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "paper_version" (
	"paper_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"submitted_at" timestamp (3) with time zone NOT NULL,
	"size_bytes" integer,
	"source_type" text,
	CONSTRAINT "paper_version_paper_id_version_pk" PRIMARY KEY("paper_id","version"),
	CONSTRAINT "paper_version_number" CHECK (version >= 1)
);
--> statement-breakpoint
CREATE TABLE "paper" (
	"id" uuid PRIMARY KEY NOT NULL,
	"title" text NOT NULL,
	"abstract" text,
	"arxiv_id" text,
	"doi" text,
	"entered_by" text NOT NULL,
	"entered_at" timestamp (3) with time zone NOT NULL,
	"submitted_at" timestamp (3) with time zone,
	"updated_at" timestamp (3) with time zone,
	"latest_version" integer,
	"is_withdrawn" boolean NOT NULL,
	"primary_category" text,
	"license" text,
	"comment" text,
	"journal_ref" text,
	"report_number" text,
	"project_page" text,
	"thumbnail" text,
	"submitted_by" text,
	"repository_id" uuid,
	"author_count" integer NOT NULL,
	"upvotes" integer,
	"comment_count" integer,
	"citation_count" integer,
	"stars" integer,
	"listed_on" date,
	"first_listed_on" date,
	CONSTRAINT "paper_entered_by" CHECK (entered_by in ('LISTED', 'ANNOUNCED', 'IMPORTED'))
);
--> statement-breakpoint
CREATE TABLE "ranking_entry" (
	"snapshot_id" uuid NOT NULL,
	"rank" integer NOT NULL,
	"position" integer,
	"subject" uuid NOT NULL,
	"score" numeric NOT NULL,
	"components" jsonb NOT NULL,
	CONSTRAINT "ranking_entry_snapshot_id_rank_pk" PRIMARY KEY("snapshot_id","rank"),
	CONSTRAINT "ranking_entry_subject" UNIQUE("snapshot_id","subject")
);
--> statement-breakpoint
CREATE TABLE "ranking_snapshot" (
	"id" uuid PRIMARY KEY NOT NULL,
	"subject_kind" text NOT NULL,
	"kind" text NOT NULL,
	"source" text,
	"period_from" timestamp (3) with time zone,
	"period_to" timestamp (3) with time zone,
	"scope" jsonb NOT NULL,
	"formula_name" text NOT NULL,
	"formula_version" integer NOT NULL,
	"as_of" timestamp (3) with time zone NOT NULL,
	"taken_at" timestamp (3) with time zone NOT NULL,
	"revision" text NOT NULL,
	"checksum" text NOT NULL,
	"replaces" uuid
);
--> statement-breakpoint
CREATE TABLE "authorship" (
	"paper_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"valid_from" timestamp (3) with time zone NOT NULL,
	"valid_to" timestamp (3) with time zone,
	"source" text NOT NULL,
	"name_as_printed" text NOT NULL,
	"author_id" uuid NOT NULL,
	"author_identifier_id" uuid NOT NULL,
	"affiliations" text[] NOT NULL,
	"status" text,
	"is_hidden" boolean NOT NULL,
	CONSTRAINT "authorship_paper_id_position_valid_from_pk" PRIMARY KEY("paper_id","position","valid_from"),
	CONSTRAINT "authorship_interval" CHECK (valid_to is null or valid_to > valid_from)
);
--> statement-breakpoint
CREATE TABLE "category" (
	"code" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "keyword" (
	"name" text PRIMARY KEY NOT NULL
);
--> statement-breakpoint
CREATE TABLE "paper_category" (
	"paper_id" uuid NOT NULL,
	"category_code" text NOT NULL,
	"valid_from" timestamp (3) with time zone NOT NULL,
	"valid_to" timestamp (3) with time zone,
	"position" integer NOT NULL,
	"source" text NOT NULL,
	CONSTRAINT "paper_category_paper_id_category_code_valid_from_pk" PRIMARY KEY("paper_id","category_code","valid_from"),
	CONSTRAINT "paper_category_interval" CHECK (valid_to is null or valid_to > valid_from)
);
--> statement-breakpoint
CREATE TABLE "paper_keyword" (
	"paper_id" uuid NOT NULL,
	"keyword_name" text NOT NULL,
	"source" text NOT NULL,
	"valid_from" timestamp (3) with time zone NOT NULL,
	"valid_to" timestamp (3) with time zone,
	"position" integer NOT NULL,
	CONSTRAINT "paper_keyword_paper_id_source_keyword_name_valid_from_pk" PRIMARY KEY("paper_id","source","keyword_name","valid_from"),
	CONSTRAINT "paper_keyword_interval" CHECK (valid_to is null or valid_to > valid_from)
);
--> statement-breakpoint
CREATE TABLE "paper_organization" (
	"paper_id" uuid NOT NULL,
	"organization_identifier_id" uuid NOT NULL,
	"source" text NOT NULL,
	"valid_from" timestamp (3) with time zone NOT NULL,
	"valid_to" timestamp (3) with time zone,
	"organization_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"confidence" text NOT NULL,
	CONSTRAINT "paper_organization_paper_id_organization_identifier_id_source_valid_from_pk" PRIMARY KEY("paper_id","organization_identifier_id","source","valid_from"),
	CONSTRAINT "paper_organization_interval" CHECK (valid_to is null or valid_to > valid_from)
);
--> statement-breakpoint
CREATE TABLE "paper_repository" (
	"paper_id" uuid NOT NULL,
	"source" text NOT NULL,
	"as_written" text NOT NULL,
	"valid_from" timestamp (3) with time zone NOT NULL,
	"valid_to" timestamp (3) with time zone,
	"position" integer NOT NULL,
	"asserted_by" text,
	"repository_identifier_id" uuid,
	"repository_id" uuid,
	CONSTRAINT "paper_repository_paper_id_source_as_written_valid_from_pk" PRIMARY KEY("paper_id","source","as_written","valid_from"),
	CONSTRAINT "paper_repository_interval" CHECK (valid_to is null or valid_to > valid_from),
	CONSTRAINT "paper_repository_named" CHECK ((repository_id is null) = (repository_identifier_id is null))
);
--> statement-breakpoint
CREATE TABLE "repository" (
	"id" uuid PRIMARY KEY NOT NULL,
	"host" text NOT NULL,
	"host_id" text,
	"name_with_owner" text NOT NULL,
	"state" text NOT NULL,
	"description" text,
	"homepage" text,
	"license" text,
	"language" text,
	"topics" text[] NOT NULL,
	"created_at" timestamp (3) with time zone,
	"pushed_at" timestamp (3) with time zone,
	"is_archived" boolean,
	"is_fork" boolean,
	"stars" integer,
	"forks" integer,
	"observed_at" timestamp (3) with time zone,
	CONSTRAINT "repository_host_id" UNIQUE("host","host_id"),
	CONSTRAINT "repository_state" CHECK (state in ('FOUND', 'GONE', 'BLOCKED', 'NOT_CHECKED'))
);
--> statement-breakpoint
CREATE TABLE "repository_identifier" (
	"id" uuid PRIMARY KEY NOT NULL,
	"scheme" text NOT NULL,
	"value" text NOT NULL,
	"repository_id" uuid NOT NULL,
	"state" text NOT NULL,
	"observed_at" timestamp (3) with time zone,
	CONSTRAINT "repository_identifier_value" UNIQUE("scheme","value"),
	CONSTRAINT "repository_identifier_state" CHECK (state in ('FOUND', 'MOVED', 'GONE', 'BLOCKED', 'NOT_CHECKED'))
);
--> statement-breakpoint
ALTER TABLE "exchange" ADD CONSTRAINT "exchange_body" FOREIGN KEY ("body_sha256") REFERENCES "public"."body"("sha256") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quarantine" ADD CONSTRAINT "quarantine_exchange" FOREIGN KEY ("exchange_id") REFERENCES "public"."exchange"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "author_identifier" ADD CONSTRAINT "author_identifier_author" FOREIGN KEY ("author_id") REFERENCES "public"."author"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "claim" ADD CONSTRAINT "claim_exchange" FOREIGN KEY ("exchange_id") REFERENCES "public"."exchange"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "observation" ADD CONSTRAINT "observation_exchange" FOREIGN KEY ("exchange_id") REFERENCES "public"."exchange"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "listing_line" ADD CONSTRAINT "listing_line_content" FOREIGN KEY ("content_id") REFERENCES "public"."listing_content"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "listing_reading" ADD CONSTRAINT "listing_reading_content" FOREIGN KEY ("content_id") REFERENCES "public"."listing_content"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "listing_reading" ADD CONSTRAINT "listing_reading_exchange" FOREIGN KEY ("exchange_id") REFERENCES "public"."exchange"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "listing" ADD CONSTRAINT "listing_paper" FOREIGN KEY ("paper_id") REFERENCES "public"."paper"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "metric" ADD CONSTRAINT "metric_exchange" FOREIGN KEY ("exchange_id") REFERENCES "public"."exchange"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "organization_identifier" ADD CONSTRAINT "organization_identifier_organization" FOREIGN KEY ("organization_id") REFERENCES "public"."organization"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "generated_text" ADD CONSTRAINT "generated_text_paper" FOREIGN KEY ("paper_id") REFERENCES "public"."paper"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "media" ADD CONSTRAINT "media_paper" FOREIGN KEY ("paper_id") REFERENCES "public"."paper"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "paper_identifier" ADD CONSTRAINT "paper_identifier_paper" FOREIGN KEY ("paper_id") REFERENCES "public"."paper"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "paper_search" ADD CONSTRAINT "paper_search_paper" FOREIGN KEY ("paper_id") REFERENCES "public"."paper"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "paper_version" ADD CONSTRAINT "paper_version_paper" FOREIGN KEY ("paper_id") REFERENCES "public"."paper"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "paper" ADD CONSTRAINT "paper_repository_id" FOREIGN KEY ("repository_id") REFERENCES "public"."repository"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ranking_entry" ADD CONSTRAINT "ranking_entry_snapshot" FOREIGN KEY ("snapshot_id") REFERENCES "public"."ranking_snapshot"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ranking_snapshot" ADD CONSTRAINT "ranking_snapshot_replaces" FOREIGN KEY ("replaces") REFERENCES "public"."ranking_snapshot"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "authorship" ADD CONSTRAINT "authorship_paper" FOREIGN KEY ("paper_id") REFERENCES "public"."paper"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "authorship" ADD CONSTRAINT "authorship_author" FOREIGN KEY ("author_id") REFERENCES "public"."author"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "paper_category" ADD CONSTRAINT "paper_category_paper" FOREIGN KEY ("paper_id") REFERENCES "public"."paper"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "paper_category" ADD CONSTRAINT "paper_category_category" FOREIGN KEY ("category_code") REFERENCES "public"."category"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "paper_keyword" ADD CONSTRAINT "paper_keyword_paper" FOREIGN KEY ("paper_id") REFERENCES "public"."paper"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "paper_keyword" ADD CONSTRAINT "paper_keyword_keyword" FOREIGN KEY ("keyword_name") REFERENCES "public"."keyword"("name") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "paper_organization" ADD CONSTRAINT "paper_organization_paper" FOREIGN KEY ("paper_id") REFERENCES "public"."paper"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "paper_organization" ADD CONSTRAINT "paper_organization_organization" FOREIGN KEY ("organization_id") REFERENCES "public"."organization"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "paper_repository" ADD CONSTRAINT "paper_repository_paper" FOREIGN KEY ("paper_id") REFERENCES "public"."paper"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "paper_repository" ADD CONSTRAINT "paper_repository_repository" FOREIGN KEY ("repository_id") REFERENCES "public"."repository"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "repository_identifier" ADD CONSTRAINT "repository_identifier_repository" FOREIGN KEY ("repository_id") REFERENCES "public"."repository"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "exchange_by_source" ON "exchange" USING btree ("source","stream","fetched_at");--> statement-breakpoint
CREATE INDEX "exchange_by_url" ON "exchange" USING btree ("source","url","fetched_at");--> statement-breakpoint
CREATE INDEX "quarantine_by_source" ON "quarantine" USING btree ("source","stream");--> statement-breakpoint
CREATE INDEX "sync_run_by_stream" ON "sync_run" USING btree ("source","stream","started_at");--> statement-breakpoint
CREATE INDEX "author_identifier_by_author" ON "author_identifier" USING btree ("author_id");--> statement-breakpoint
CREATE INDEX "author_by_normalized_name" ON "author" USING btree ("normalized_name","id");--> statement-breakpoint
CREATE INDEX "author_by_name" ON "author" USING btree ("name","id");--> statement-breakpoint
CREATE INDEX "change_by_entity" ON "change" USING btree ("entity_id");--> statement-breakpoint
CREATE INDEX "decision_by_subject" ON "decision" USING btree ("subject");--> statement-breakpoint
CREATE INDEX "claim_by_identifier" ON "claim" USING gin (jsonb_path_query_array(normalised -> 'identifiers', '$[*].value')) WITH (fastupdate=false) WHERE facet in ('author', 'organization');--> statement-breakpoint
CREATE INDEX "claim_by_answered_name" ON "claim" USING btree (lower(normalised ->> 'nameWithOwner')) WHERE facet = 'repository';--> statement-breakpoint
CREATE INDEX "claim_by_host_identifier" ON "claim" USING btree ((normalised -> 'hostIdentifier' ->> 'value')) WHERE facet = 'repository';--> statement-breakpoint
CREATE INDEX "observation_by_stream" ON "observation" USING btree ("source","stream","facet","subject","observed_at");--> statement-breakpoint
CREATE INDEX "listing_line_by_subject" ON "listing_line" USING btree ("subject");--> statement-breakpoint
CREATE INDEX "listing_by_paper" ON "listing" USING btree ("paper_id","day");--> statement-breakpoint
CREATE INDEX "listing_by_day" ON "listing" USING btree ("day","source");--> statement-breakpoint
CREATE INDEX "metric_by_time" ON "metric" USING btree ("kind","observed_at");--> statement-breakpoint
CREATE INDEX "organization_identifier_by_organization" ON "organization_identifier" USING btree ("organization_id");--> statement-breakpoint
CREATE INDEX "organization_by_name" ON "organization" USING btree ("name","id");--> statement-breakpoint
CREATE INDEX "announcement_by_day" ON "announcement" USING btree ("day","category");--> statement-breakpoint
CREATE UNIQUE INDEX "paper_identifier_identifies" ON "paper_identifier" USING btree ("scheme","value") WHERE is_identifying;--> statement-breakpoint
CREATE INDEX "paper_identifier_by_value" ON "paper_identifier" USING btree ("scheme","value");--> statement-breakpoint
CREATE INDEX "paper_identifier_by_paper" ON "paper_identifier" USING btree ("paper_id");--> statement-breakpoint
CREATE INDEX "paper_search_document" ON "paper_search" USING gin ("document");--> statement-breakpoint
CREATE UNIQUE INDEX "paper_arxiv_id" ON "paper" USING btree ("arxiv_id") WHERE arxiv_id is not null;--> statement-breakpoint
CREATE INDEX "paper_by_listed_on" ON "paper" USING btree ("listed_on","id");--> statement-breakpoint
CREATE INDEX "paper_by_submitted_at" ON "paper" USING btree ("submitted_at","id");--> statement-breakpoint
CREATE INDEX "paper_by_updated_at" ON "paper" USING btree ("updated_at","id");--> statement-breakpoint
CREATE INDEX "paper_by_upvotes" ON "paper" USING btree ("upvotes","id");--> statement-breakpoint
CREATE INDEX "paper_by_stars" ON "paper" USING btree ("stars","id");--> statement-breakpoint
CREATE INDEX "paper_by_repository" ON "paper" USING btree ("repository_id");--> statement-breakpoint
CREATE UNIQUE INDEX "authorship_current_position" ON "authorship" USING btree ("paper_id","position") WHERE valid_to is null;--> statement-breakpoint
CREATE INDEX "authorship_by_author" ON "authorship" USING btree ("author_id","valid_from","name_as_printed");--> statement-breakpoint
CREATE INDEX "authorship_by_identifier" ON "authorship" USING btree ("author_identifier_id");--> statement-breakpoint
CREATE UNIQUE INDEX "paper_category_current_position" ON "paper_category" USING btree ("paper_id","position") WHERE valid_to is null;--> statement-breakpoint
CREATE INDEX "paper_category_by_category" ON "paper_category" USING btree ("category_code","paper_id") WHERE valid_to is null;--> statement-breakpoint
CREATE UNIQUE INDEX "paper_keyword_current_position" ON "paper_keyword" USING btree ("paper_id","source","position") WHERE valid_to is null;--> statement-breakpoint
CREATE INDEX "paper_keyword_by_keyword" ON "paper_keyword" USING btree ("keyword_name","paper_id") WHERE valid_to is null;--> statement-breakpoint
CREATE UNIQUE INDEX "paper_organization_current" ON "paper_organization" USING btree ("paper_id","source","position") WHERE valid_to is null;--> statement-breakpoint
CREATE INDEX "paper_organization_by_organization" ON "paper_organization" USING btree ("organization_id","paper_id");--> statement-breakpoint
CREATE UNIQUE INDEX "paper_repository_current_position" ON "paper_repository" USING btree ("paper_id","source","position") WHERE valid_to is null;--> statement-breakpoint
CREATE INDEX "paper_repository_by_repository" ON "paper_repository" USING btree ("repository_id","paper_id");--> statement-breakpoint
CREATE INDEX "paper_repository_by_identifier" ON "paper_repository" USING btree ("repository_identifier_id");--> statement-breakpoint
CREATE INDEX "repository_by_name" ON "repository" USING btree ("name_with_owner");--> statement-breakpoint
CREATE INDEX "repository_identifier_by_repository" ON "repository_identifier" USING btree ("repository_id");