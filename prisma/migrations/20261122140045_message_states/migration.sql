-- DropIndex
DROP INDEX "message_state_lease_until_idx";

-- CreateIndex
CREATE INDEX "message_ended_idx" ON "message"("state", "id") WHERE (state = ANY (ARRAY['DEFERRED'::text, 'FAILED'::text, 'SUPPRESSED'::text, 'SKIPPED'::text, 'UNKNOWN'::text]));
