-- Looked up for each event that scores, though the transaction that writes the entry holds its lead locked. Leads are not deleted,
-- but when they are merged: their entries have gone over before.
ALTER TABLE "score_entry" DROP CONSTRAINT "score_entry_lead_id_fkey";
