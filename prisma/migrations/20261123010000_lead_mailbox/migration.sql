-- The mailbox behind an address, where its provider takes other spellings for the same one (domain/mailbox-aliases.ts).
ALTER TABLE "lead" ADD COLUMN "mailbox" TEXT;

CREATE INDEX "lead_mailbox_idx" ON "lead"("mailbox") WHERE (mailbox IS NOT NULL);

-- Of leads of older versions, by the rules of that table as they are now; where it is the address itself, nothing is noted.
UPDATE "lead" SET "mailbox" = known."mailbox"
FROM (
  SELECT "id", CASE
    WHEN "host" IN ('gmail.com', 'googlemail.com') THEN replace(split_part("local", '+', 1), '.', '') || '@gmail.com'
    WHEN "host" IN ('outlook.com', 'hotmail.com', 'live.com', 'msn.com', 'icloud.com', 'me.com', 'mac.com', 'fastmail.com',
      'fastmail.fm', 'proton.me', 'protonmail.com', 'pm.me') THEN split_part("local", '+', 1) || '@' || "host"
  END AS "mailbox"
  FROM (
    SELECT "id", split_part("canonical_email", '@', 1) AS "local", split_part("canonical_email", '@', 2) AS "host"
    FROM "lead" WHERE "erased_at" IS NULL
  ) parts
) known
WHERE known."id" = "lead"."id" AND known."mailbox" <> "lead"."canonical_email" AND known."mailbox" NOT LIKE '@%';
