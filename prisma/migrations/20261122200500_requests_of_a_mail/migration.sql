-- The requests of one mail around a moment, the newest first, and those of its clicks that are held: a judgement reads so
-- many of them and no more, whatever has been fetched of the mail.
-- CreateIndex
CREATE INDEX "event_message_id_occurred_at_idx" ON "event"("message_id", "occurred_at");

-- CreateIndex
CREATE INDEX "event_held_idx" ON "event"("message_id", "occurred_at") WHERE (kind = 'click_held'::text);

-- DropIndex
DROP INDEX "event_message_id_idx";
