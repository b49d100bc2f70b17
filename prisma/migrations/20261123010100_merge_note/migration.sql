-- Why a person merged two leads, in its own words.
ALTER TABLE "lead_merge" ADD COLUMN "note" TEXT;
