-- Mails that ask for a confirmation are counted by mailbox: what may be one has the same letters before its tag and its domain.
DROP INDEX "letter_confirmation_idx";
CREATE INDEX "letter_confirmation_idx" ON "letter"(translate(regexp_replace(lower(recipient), '[+@].*$', ''), '.', ''), "created_at")
  WHERE (kind = 'confirmation');
