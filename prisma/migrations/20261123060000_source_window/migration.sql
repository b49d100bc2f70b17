-- Sources are judged every hour by what they brought of late and what became of it: none of this may read all that ever was.
-- Origins are written in the order of their times, so a summary of each block says enough and costs an import nothing.
CREATE INDEX "lead_origin_at_idx" ON "lead_origin" USING BRIN ("at");
CREATE INDEX "handoff_bad_data_idx" ON "handoff"("decided_at") WHERE (reason = 'bad_data'::text);
CREATE INDEX "consent_request_requested_at_idx" ON "consent_request"("requested_at");
