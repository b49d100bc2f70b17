-- AlterTable
ALTER TABLE "account" ADD COLUMN     "domain" TEXT;

-- AlterTable
ALTER TABLE "lead" ADD COLUMN     "consent_rule" TEXT,
ADD COLUMN     "kind" TEXT,
ADD COLUMN     "phone" TEXT,
ADD COLUMN     "registration" TEXT NOT NULL DEFAULT 'unchecked',
ADD COLUMN     "registration_reasons" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "review_at" TIMESTAMPTZ(3),
ADD COLUMN     "score_bound" DOUBLE PRECISION;

-- AlterTable
ALTER TABLE "score_entry" ADD COLUMN     "kind" TEXT NOT NULL DEFAULT 'points';

-- AlterTable
ALTER TABLE "stage_move" ADD COLUMN     "snapshot" JSONB,
ADD COLUMN     "workspace" INTEGER;

-- CreateTable
CREATE TABLE "lead_origin" (
    "id" UUID NOT NULL,
    "lead_id" UUID NOT NULL,
    "source" TEXT,
    "way" TEXT NOT NULL,
    "detail" JSONB NOT NULL DEFAULT '{}',
    "actor" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "lead_origin_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "lead_alias" (
    "canonical_email" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "lead_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "lead_alias_pkey" PRIMARY KEY ("canonical_email")
);

-- CreateTable
CREATE TABLE "lead_merge" (
    "id" UUID NOT NULL,
    "lead_id" UUID NOT NULL,
    "merged_id" UUID NOT NULL,
    "reason" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "snapshot" JSONB,
    "undo_until" TIMESTAMPTZ(3) NOT NULL,
    "undone_at" TIMESTAMPTZ(3),
    "undone_by" TEXT,

    CONSTRAINT "lead_merge_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "lead_duplicate" (
    "lead_id" UUID NOT NULL,
    "other_id" UUID NOT NULL,
    "reason" TEXT NOT NULL,
    "found_at" TIMESTAMPTZ(3) NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'open',
    "decided_at" TIMESTAMPTZ(3),
    "decided_by" TEXT,

    CONSTRAINT "lead_duplicate_pkey" PRIMARY KEY ("lead_id","other_id")
);

-- CreateTable
CREATE TABLE "source_cost" (
    "id" UUID NOT NULL,
    "source" TEXT NOT NULL,
    "from" DATE NOT NULL,
    "to" DATE NOT NULL,
    "amount" DECIMAL(14,2) NOT NULL,
    "currency" TEXT NOT NULL,
    "note" TEXT,
    "actor" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "voided_at" TIMESTAMPTZ(3),
    "voided_by" TEXT,

    CONSTRAINT "source_cost_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "lead_import" (
    "id" UUID NOT NULL,
    "file_name" TEXT NOT NULL,
    "content_hash" TEXT NOT NULL,
    "plan" JSONB NOT NULL,
    "source" TEXT,
    "actor" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'running',
    "done_bytes" BIGINT NOT NULL DEFAULT 0,
    "next_line" INTEGER NOT NULL DEFAULT 1,
    "created" INTEGER NOT NULL DEFAULT 0,
    "updated" INTEGER NOT NULL DEFAULT 0,
    "unchanged" INTEGER NOT NULL DEFAULT 0,
    "refused" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "lead_import_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "import_mapping" (
    "header_hash" TEXT NOT NULL,
    "header" TEXT[],
    "columns" JSONB NOT NULL,
    "actor" TEXT NOT NULL,
    "used_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "import_mapping_pkey" PRIMARY KEY ("header_hash")
);

-- CreateTable
CREATE TABLE "segment_member" (
    "segment" TEXT NOT NULL,
    "lead_id" UUID NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "segment_member_pkey" PRIMARY KEY ("segment","lead_id")
);

-- CreateTable
CREATE TABLE "segment_watch" (
    "segment" TEXT NOT NULL,
    "condition" TEXT NOT NULL,
    "filled_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "segment_watch_pkey" PRIMARY KEY ("segment")
);

-- CreateTable
CREATE TABLE "webhook_delivery" (
    "id" UUID NOT NULL,
    "endpoint" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "lead_id" UUID,
    "data" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "available_at" TIMESTAMPTZ(3) NOT NULL,
    "last_status" INTEGER,
    "last_error" TEXT,
    "delivered_at" TIMESTAMPTZ(3),
    "dead_at" TIMESTAMPTZ(3),

    CONSTRAINT "webhook_delivery_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "score_recompute" (
    "id" UUID NOT NULL,
    "workspace" INTEGER NOT NULL,
    "scope" TEXT NOT NULL DEFAULT 'all',
    "promote" BOOLEAN NOT NULL DEFAULT false,
    "pace" DOUBLE PRECISION NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'running',
    "total" INTEGER NOT NULL,
    "looked" INTEGER NOT NULL DEFAULT 0,
    "changed" INTEGER NOT NULL DEFAULT 0,
    "promoted" INTEGER NOT NULL DEFAULT 0,
    "cursor" UUID,
    "last" UUID,
    "actor" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "score_recompute_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "lead_origin_lead_id_at_idx" ON "lead_origin"("lead_id", "at");

-- CreateIndex
CREATE INDEX "lead_origin_source_at_idx" ON "lead_origin"("source", "at");

-- CreateIndex
CREATE INDEX "lead_alias_lead_id_idx" ON "lead_alias"("lead_id");

-- CreateIndex
CREATE INDEX "lead_merge_lead_id_idx" ON "lead_merge"("lead_id");

-- CreateIndex
CREATE INDEX "lead_merge_merged_id_idx" ON "lead_merge"("merged_id");

-- CreateIndex
CREATE INDEX "lead_merge_undo_until_idx" ON "lead_merge"("undo_until") WHERE (snapshot IS NOT NULL);

-- CreateIndex
CREATE INDEX "lead_duplicate_status_found_at_idx" ON "lead_duplicate"("status", "found_at");

-- CreateIndex
CREATE INDEX "source_cost_source_from_idx" ON "source_cost"("source", "from");

-- CreateIndex
CREATE INDEX "lead_import_content_hash_idx" ON "lead_import"("content_hash");

-- CreateIndex
CREATE INDEX "segment_member_lead_id_idx" ON "segment_member"("lead_id");

-- CreateIndex
CREATE INDEX "webhook_delivery_due_idx" ON "webhook_delivery"("endpoint", "available_at") WHERE (delivered_at IS NULL AND dead_at IS NULL);

-- CreateIndex
CREATE INDEX "webhook_delivery_lead_id_idx" ON "webhook_delivery"("lead_id");

-- CreateIndex
CREATE INDEX "webhook_delivery_created_at_idx" ON "webhook_delivery"("created_at");

-- CreateIndex
CREATE INDEX "account_domain_idx" ON "account"("domain");

-- CreateIndex
CREATE INDEX "lead_phone_idx" ON "lead"("phone") WHERE (phone IS NOT NULL);

-- CreateIndex
CREATE INDEX "lead_account_id_idx" ON "lead"("account_id") WHERE (account_id IS NOT NULL);

-- CreateIndex
CREATE INDEX "lead_score_bound_idx" ON "lead"("score_bound");

-- CreateIndex
CREATE INDEX "lead_review_at_idx" ON "lead"("review_at") WHERE (review_at IS NOT NULL);

-- CreateIndex
CREATE INDEX "stage_move_at_idx" ON "stage_move"("at");

-- AddForeignKey
ALTER TABLE "lead_origin" ADD CONSTRAINT "lead_origin_lead_id_fkey" FOREIGN KEY ("lead_id") REFERENCES "lead"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "lead_alias" ADD CONSTRAINT "lead_alias_lead_id_fkey" FOREIGN KEY ("lead_id") REFERENCES "lead"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "lead_merge" ADD CONSTRAINT "lead_merge_lead_id_fkey" FOREIGN KEY ("lead_id") REFERENCES "lead"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "segment_member" ADD CONSTRAINT "segment_member_lead_id_fkey" FOREIGN KEY ("lead_id") REFERENCES "lead"("id") ON DELETE CASCADE ON UPDATE CASCADE;
