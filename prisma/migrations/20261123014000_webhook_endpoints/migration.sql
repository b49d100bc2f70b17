-- AlterTable
ALTER TABLE "webhook_delivery" ADD COLUMN "tried_since" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "webhook_endpoint" (
    "name" TEXT NOT NULL,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "failing_since" TIMESTAMPTZ(3),
    "rest_until" TIMESTAMPTZ(3),
    "last_at" TIMESTAMPTZ(3),
    "last_status" INTEGER,
    "last_error" TEXT,
    "gone_url" TEXT,

    CONSTRAINT "webhook_endpoint_pkey" PRIMARY KEY ("name")
);
