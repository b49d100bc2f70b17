-- What came in by forms, and how often each was seen
CREATE TABLE "form_submission" (
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "visit" TEXT NOT NULL,
    "form" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "lead_id" UUID,
    "status" TEXT NOT NULL,
    "reasons" TEXT[] NOT NULL DEFAULT '{}',
    "origin" JSONB NOT NULL DEFAULT '{}',
    "content" JSONB,
    "consent_request_id" UUID,
    "note" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "claimed_at" TIMESTAMPTZ(3),
    "handled_at" TIMESTAMPTZ(3),
    "released_by" TEXT,
    CONSTRAINT "form_submission_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "form_submission_key_key" ON "form_submission"("key");
CREATE INDEX "form_submission_visit_idx" ON "form_submission"("visit");
CREATE INDEX "form_submission_form_id_idx" ON "form_submission"("form", "id");
CREATE INDEX "form_submission_lead_id_idx" ON "form_submission"("lead_id") WHERE (lead_id IS NOT NULL);
CREATE INDEX "form_submission_consent_request_id_idx" ON "form_submission"("consent_request_id") WHERE (consent_request_id IS NOT NULL);
CREATE INDEX "form_submission_open_idx" ON "form_submission"("at") WHERE (content IS NOT NULL);
ALTER TABLE "form_submission" ADD CONSTRAINT "form_submission_lead_id_fkey"
  FOREIGN KEY ("lead_id") REFERENCES "lead"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "form_submission" ADD CONSTRAINT "form_submission_consent_request_id_fkey"
  FOREIGN KEY ("consent_request_id") REFERENCES "consent_request"("id") ON DELETE SET NULL ON UPDATE CASCADE;

CREATE TABLE "form_day" (
    "form" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "what" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    CONSTRAINT "form_day_pkey" PRIMARY KEY ("form", "day", "what")
);
