-- What becomes of a lead that sales has accepted: contact, meeting, won or lost, each step on record.
ALTER TABLE "handoff"
  ADD COLUMN "follow" BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN "accepted_at" TIMESTAMPTZ(3),
  ADD COLUMN "contacted_at" TIMESTAMPTZ(3),
  ADD COLUMN "meeting_at" TIMESTAMPTZ(3),
  ADD COLUMN "amount" DECIMAL(14,2),
  ADD COLUMN "currency" TEXT,
  ADD COLUMN "again_on" DATE;
UPDATE "handoff" SET "accepted_at" = "decided_at" WHERE "status" = 'accepted';
ALTER TABLE "account" ADD COLUMN "owner" TEXT;

CREATE TABLE "handoff_step" (
  "id" UUID NOT NULL,
  "handoff_id" UUID NOT NULL,
  "kind" TEXT NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL,
  "actor" TEXT NOT NULL,
  "note" TEXT,
  CONSTRAINT "handoff_step_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "handoff_step_handoff_id_idx" ON "handoff_step"("handoff_id");
CREATE INDEX "handoff_step_kind_at_idx" ON "handoff_step"("kind", "at");
ALTER TABLE "handoff_step" ADD CONSTRAINT "handoff_step_handoff_id_fkey"
  FOREIGN KEY ("handoff_id") REFERENCES "handoff"("id") ON DELETE CASCADE ON UPDATE CASCADE;
