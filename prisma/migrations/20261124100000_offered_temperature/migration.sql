-- How warm the lead was when it was offered: the promises of service are kept by that. Null of those of before.
ALTER TABLE "handoff_offer" ADD COLUMN "temperature" TEXT;
