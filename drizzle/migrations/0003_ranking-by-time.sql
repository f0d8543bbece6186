CREATE INDEX "paper_repository_by_time" ON "paper_repository" USING btree ("valid_from");--> statement-breakpoint
CREATE INDEX "paper_repository_by_end" ON "paper_repository" USING btree ("valid_to") WHERE valid_to is not null;--> statement-breakpoint
CREATE INDEX "paper_submission_by_end" ON "paper_submission" USING btree ("valid_to") WHERE valid_to is not null;