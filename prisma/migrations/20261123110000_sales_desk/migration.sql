-- Who gets a lead is decided by what it is about, by whose company it is, and by shares over the last 30 days.
ALTER TABLE "handoff" ADD COLUMN "product" TEXT;
ALTER TABLE "salesperson" ADD COLUMN "joined_at" TIMESTAMPTZ(3);
ALTER TABLE "handoff_offer" ADD COLUMN "because" TEXT, ADD COLUMN "given_by" TEXT, ADD COLUMN "manager_at" TIMESTAMPTZ(3);
CREATE INDEX "handoff_offer_offered_at_idx" ON "handoff_offer"("offered_at");
