-- How often in a row a mail was refused for the same reason: the pauses between its tries grow by that.
ALTER TABLE "message" ADD COLUMN     "verdict_count" INTEGER NOT NULL DEFAULT 0;

-- The bounces of the last hour, which tell of a block that came back by mail.
CREATE INDEX "event_kind_recorded_at_idx" ON "event"("kind", "recorded_at");
