-- The mailbox behind an alias, as of the lead itself: another spelling of it is the same person.
ALTER TABLE "lead_alias" ADD COLUMN "mailbox" TEXT;

CREATE INDEX "lead_alias_mailbox_idx" ON "lead_alias"("mailbox") WHERE (mailbox IS NOT NULL);

UPDATE "lead_alias" SET "mailbox" = known."mailbox"
FROM (
  SELECT "canonical_email", CASE
    WHEN "host" IN ('gmail.com', 'googlemail.com') THEN replace(split_part("local", '+', 1), '.', '') || '@gmail.com'
    WHEN "host" IN ('outlook.com', 'hotmail.com', 'live.com', 'msn.com', 'icloud.com', 'me.com', 'mac.com', 'fastmail.com',
      'fastmail.fm', 'proton.me', 'protonmail.com', 'pm.me') THEN split_part("local", '+', 1) || '@' || "host"
  END AS "mailbox"
  FROM (
    SELECT "canonical_email", split_part("canonical_email", '@', 1) AS "local", split_part("canonical_email", '@', 2) AS "host"
    FROM "lead_alias"
  ) parts
) known
WHERE known."canonical_email" = "lead_alias"."canonical_email" AND known."mailbox" <> "lead_alias"."canonical_email" AND known."mailbox" NOT LIKE '@%';
