-- AlterTable
ALTER TABLE "consent" ADD COLUMN     "actor" TEXT,
ADD COLUMN     "proof" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN     "withdrawn_by" TEXT;

-- AlterTable
ALTER TABLE "event" ADD COLUMN     "judge_at" TIMESTAMPTZ(3),
ADD COLUMN     "verdict" TEXT;

-- AlterTable
ALTER TABLE "lead" ADD COLUMN     "away_until" TIMESTAMPTZ(3),
ADD COLUMN     "erased_at" TIMESTAMPTZ(3),
ADD COLUMN     "mail_frequency" TEXT NOT NULL DEFAULT 'all',
ADD COLUMN     "mail_pause_until" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "message" ADD COLUMN     "letter_id" UUID,
ADD COLUMN     "relay_message_id" TEXT;

-- CreateTable
CREATE TABLE "consent_request" (
    "id" UUID NOT NULL,
    "lead_id" UUID NOT NULL,
    "purposes" TEXT[],
    "source" TEXT NOT NULL,
    "wording" TEXT NOT NULL,
    "wording_version" TEXT,
    "actor" TEXT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "confirmed_at" TIMESTAMPTZ(3),

    CONSTRAINT "consent_request_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "suppression_entry" (
    "id" UUID NOT NULL,
    "address_hash" TEXT NOT NULL,
    "scope" TEXT NOT NULL DEFAULT 'all',
    "reason" TEXT NOT NULL,
    "detail" TEXT,
    "actor" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "lifted_at" TIMESTAMPTZ(3),
    "lifted_by" TEXT,
    "lifted_for" TEXT,

    CONSTRAINT "suppression_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "inbound_item" (
    "id" UUID NOT NULL,
    "way" TEXT NOT NULL,
    "way_key" TEXT,
    "content_key" TEXT NOT NULL,
    "format" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "envelope_from" TEXT,
    "envelope_to" TEXT[],
    "size" INTEGER NOT NULL,
    "raw" BYTEA,
    "kind" TEXT NOT NULL,
    "reading" JSONB NOT NULL,
    "message_id" UUID,
    "lead_id" UUID,
    "matched_by" TEXT,
    "status" TEXT NOT NULL,
    "note" TEXT NOT NULL,
    "subject" TEXT,
    "from_address" TEXT,
    "text" TEXT,
    "intent" TEXT,
    "handled_at" TIMESTAMPTZ(3),
    "handled_by" TEXT,

    CONSTRAINT "inbound_item_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "mailbox_cursor" (
    "mailbox" TEXT NOT NULL,
    "uid_validity" TEXT,
    "last_uid" BIGINT NOT NULL DEFAULT 0,
    "read_at" TIMESTAMPTZ(3),
    "last_error" TEXT,
    "lease_by" TEXT,
    "lease_until" TIMESTAMPTZ(3),

    CONSTRAINT "mailbox_cursor_pkey" PRIMARY KEY ("mailbox")
);

-- CreateTable
CREATE TABLE "letter" (
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "lead_id" UUID NOT NULL,
    "inbound_item_id" UUID,
    "recipient" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "in_reply_to" TEXT,
    "references" TEXT[],
    "actor" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "letter_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "task" (
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "lead_id" UUID,
    "inbound_item_id" UUID,
    "title" TEXT NOT NULL,
    "detail" TEXT,
    "assignee" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3),
    "done_at" TIMESTAMPTZ(3),
    "done_by" TEXT,

    CONSTRAINT "task_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "erasure" (
    "id" UUID NOT NULL,
    "lead_id" UUID NOT NULL,
    "address_hash" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "reason" TEXT,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "done_at" TIMESTAMPTZ(3),
    "counts" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "erasure_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "consent_request_lead_id_idx" ON "consent_request"("lead_id");

-- CreateIndex
CREATE INDEX "suppression_entry_address_hash_idx" ON "suppression_entry"("address_hash");

-- CreateIndex
CREATE INDEX "suppression_entry_at_idx" ON "suppression_entry"("at");

-- CreateIndex
CREATE UNIQUE INDEX "suppression_entry_in_force" ON "suppression_entry"("address_hash", "scope", "reason") WHERE (lifted_at IS NULL);

-- CreateIndex
CREATE UNIQUE INDEX "inbound_item_way_key_key" ON "inbound_item"("way_key");

-- CreateIndex
CREATE UNIQUE INDEX "inbound_item_content_key_key" ON "inbound_item"("content_key");

-- CreateIndex
CREATE INDEX "inbound_item_status_id_idx" ON "inbound_item"("status", "id");

-- CreateIndex
CREATE INDEX "inbound_item_lead_id_received_at_idx" ON "inbound_item"("lead_id", "received_at");

-- CreateIndex
CREATE INDEX "inbound_item_received_at_idx" ON "inbound_item"("received_at");

-- CreateIndex
CREATE INDEX "inbound_item_message_id_idx" ON "inbound_item"("message_id");

-- CreateIndex
CREATE UNIQUE INDEX "letter_key_key" ON "letter"("key");

-- CreateIndex
CREATE INDEX "letter_lead_id_created_at_idx" ON "letter"("lead_id", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "task_key_key" ON "task"("key");

-- CreateIndex
CREATE INDEX "task_done_at_created_at_idx" ON "task"("done_at", "created_at");

-- CreateIndex
CREATE INDEX "task_lead_id_idx" ON "task"("lead_id");

-- CreateIndex
CREATE UNIQUE INDEX "erasure_lead_id_key" ON "erasure"("lead_id");

-- CreateIndex
CREATE INDEX "event_message_id_idx" ON "event"("message_id");

-- CreateIndex
CREATE INDEX "message_relay_message_id_idx" ON "message"("relay_message_id") WHERE (relay_message_id IS NOT NULL);

-- AddForeignKey
ALTER TABLE "consent_request" ADD CONSTRAINT "consent_request_lead_id_fkey" FOREIGN KEY ("lead_id") REFERENCES "lead"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "message" ADD CONSTRAINT "message_letter_id_fkey" FOREIGN KEY ("letter_id") REFERENCES "letter"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "inbound_item" ADD CONSTRAINT "inbound_item_lead_id_fkey" FOREIGN KEY ("lead_id") REFERENCES "lead"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "inbound_item" ADD CONSTRAINT "inbound_item_message_id_fkey" FOREIGN KEY ("message_id") REFERENCES "message"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "letter" ADD CONSTRAINT "letter_lead_id_fkey" FOREIGN KEY ("lead_id") REFERENCES "lead"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "letter" ADD CONSTRAINT "letter_inbound_item_id_fkey" FOREIGN KEY ("inbound_item_id") REFERENCES "inbound_item"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "task" ADD CONSTRAINT "task_lead_id_fkey" FOREIGN KEY ("lead_id") REFERENCES "lead"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "task" ADD CONSTRAINT "task_inbound_item_id_fkey" FOREIGN KEY ("inbound_item_id") REFERENCES "inbound_item"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- What was suppressed before is in force for all mail.
INSERT INTO "suppression_entry" ("id", "address_hash", "scope", "reason", "detail", "actor", "at")
SELECT gen_random_uuid(), "address_hash", 'all', "reason", "detail", 'engine', "at" FROM "suppression";
