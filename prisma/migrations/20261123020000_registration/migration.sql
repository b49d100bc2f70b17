-- A confirmation that enrolls, and the mail that asks for it
ALTER TABLE "consent_request" ADD COLUMN "enroll" TEXT, ADD COLUMN "enroll_refused" TEXT,
  ADD COLUMN "visitor_id" UUID;
CREATE INDEX "consent_request_open_idx" ON "consent_request"("requested_at") WHERE (confirmed_at IS NULL);

ALTER TABLE "letter" ADD COLUMN "consent_request_id" UUID;
ALTER TABLE "letter" ADD CONSTRAINT "letter_consent_request_id_fkey"
  FOREIGN KEY ("consent_request_id") REFERENCES "consent_request"("id") ON DELETE SET NULL ON UPDATE CASCADE;
CREATE INDEX "letter_consent_request_id_idx" ON "letter"("consent_request_id") WHERE (consent_request_id IS NOT NULL);
-- How often a mailbox was asked of late, whatever stands behind the + of its address
CREATE INDEX "letter_confirmation_idx" ON "letter"(regexp_replace(lower(recipient), '\+[^@]*@', '@'), "created_at")
  WHERE (kind = 'confirmation');

-- Sources that have turned bad
CREATE TABLE "source_alert" (
    "id" UUID NOT NULL,
    "source" TEXT NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "score" INTEGER NOT NULL,
    "figures" JSONB NOT NULL,
    "why" TEXT NOT NULL,
    "closed_at" TIMESTAMPTZ(3),
    CONSTRAINT "source_alert_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "source_alert_open_key" ON "source_alert"("source") WHERE (closed_at IS NULL);
CREATE INDEX "source_alert_source_opened_at_idx" ON "source_alert"("source", "opened_at");

-- Browsers that agreed to be counted, and what they looked at until it is known who they are
CREATE TABLE "visitor" (
    "id" UUID NOT NULL,
    "lead_id" UUID,
    "site" TEXT NOT NULL,
    "landing" JSONB NOT NULL DEFAULT '{}',
    "views" INTEGER NOT NULL DEFAULT 0,
    "first_at" TIMESTAMPTZ(3) NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,
    "identified_at" TIMESTAMPTZ(3),
    CONSTRAINT "visitor_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "visitor_lead_id_idx" ON "visitor"("lead_id") WHERE (lead_id IS NOT NULL);
CREATE INDEX "visitor_last_at_idx" ON "visitor"("last_at");
ALTER TABLE "visitor" ADD CONSTRAINT "visitor_lead_id_fkey"
  FOREIGN KEY ("lead_id") REFERENCES "lead"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TABLE "visitor_view" (
    "id" UUID NOT NULL,
    "visitor_id" UUID NOT NULL,
    "path" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "visitor_view_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "visitor_view_visitor_id_at_idx" ON "visitor_view"("visitor_id", "at");
CREATE INDEX "visitor_view_at_idx" ON "visitor_view"("at");
ALTER TABLE "visitor_view" ADD CONSTRAINT "visitor_view_visitor_id_fkey"
  FOREIGN KEY ("visitor_id") REFERENCES "visitor"("id") ON DELETE CASCADE ON UPDATE CASCADE;
