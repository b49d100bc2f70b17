-- What is due among the mails of a broadcast, the longest waiting first.
DROP INDEX "message_broadcast_id_state_idx";

-- CreateIndex
CREATE INDEX "message_broadcast_id_state_lease_until_idx" ON "message"("broadcast_id", "state", "lease_until");
