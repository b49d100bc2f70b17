-- Several leads of a company: one hand-off leads, the others are attached to it. Those of before stay apart.
ALTER TABLE "handoff" ADD COLUMN "attached_to" UUID,
  -- Since when it waits for somebody to be there.
  ADD COLUMN "queued_at" TIMESTAMPTZ(3);
ALTER TABLE "handoff" ADD CONSTRAINT "handoff_attached_to_fkey" FOREIGN KEY ("attached_to") REFERENCES "handoff"("id")
  ON DELETE SET NULL ON UPDATE CASCADE;
CREATE INDEX "handoff_attached_to_idx" ON "handoff"("attached_to");
CREATE INDEX "handoff_queued_idx" ON "handoff"("queued_at") WHERE (queued_at IS NOT NULL);
