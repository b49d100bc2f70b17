-- The reminders of an offer after the first.
ALTER TABLE "handoff_offer" ADD COLUMN "remind_again_at" TIMESTAMPTZ(3)[] NOT NULL DEFAULT '{}';
