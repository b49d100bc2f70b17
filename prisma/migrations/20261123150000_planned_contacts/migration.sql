-- What tells of a step twice, such as a mail that is read again, tells of one.
ALTER TABLE "handoff_step" ADD COLUMN "key" TEXT;
CREATE UNIQUE INDEX "handoff_step_key_key" ON "handoff_step"("key");
-- The next contact that whoever has the lead has planned, and how often it was planned anew.
ALTER TABLE "handoff" ADD COLUMN "planned_at" TIMESTAMPTZ(3), ADD COLUMN "plans" INTEGER NOT NULL DEFAULT 0;
