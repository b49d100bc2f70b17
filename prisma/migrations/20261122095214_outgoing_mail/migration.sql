-- AlterTable
ALTER TABLE "consent" ADD COLUMN     "expires_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "message" ADD COLUMN     "broadcast_id" UUID,
ADD COLUMN     "from_domain" TEXT,
ADD COLUMN     "relay" TEXT,
ADD COLUMN     "resolved_by" TEXT,
ADD COLUMN     "verdict" TEXT;

-- CreateTable
CREATE TABLE "broadcast" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "template_version_id" UUID NOT NULL,
    "filter" JSONB NOT NULL,
    "sender" TEXT,
    "settings" JSONB NOT NULL,
    "pace" DOUBLE PRECISION NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'scheduled',
    "reason" TEXT,
    "start_at" TIMESTAMPTZ(3) NOT NULL,
    "total" INTEGER NOT NULL,
    "looked" INTEGER NOT NULL DEFAULT 0,
    "cursor" UUID,
    "last" UUID,
    "actor" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "broadcast_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sender_domain" (
    "domain" TEXT NOT NULL,
    "activated_at" TIMESTAMPTZ(3),
    "activated_by" TEXT,
    "checks" JSONB NOT NULL DEFAULT '[]',
    "warm_up_since" TIMESTAMPTZ(3),

    CONSTRAINT "sender_domain_pkey" PRIMARY KEY ("domain")
);

-- CreateTable
CREATE TABLE "pace_bucket" (
    "key" TEXT NOT NULL,
    "used_to" TIMESTAMPTZ(3) NOT NULL,
    "day" DATE NOT NULL,
    "day_used" INTEGER NOT NULL DEFAULT 0,
    "back_off_until" TIMESTAMPTZ(3),
    "share" DOUBLE PRECISION NOT NULL DEFAULT 1,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "pace_bucket_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE UNIQUE INDEX "broadcast_name_key" ON "broadcast"("name");

-- CreateIndex
CREATE INDEX "broadcast_status_idx" ON "broadcast"("status");

-- CreateIndex
CREATE INDEX "message_broadcast_id_state_idx" ON "message"("broadcast_id", "state");

-- AddForeignKey
ALTER TABLE "message" ADD CONSTRAINT "message_broadcast_id_fkey" FOREIGN KEY ("broadcast_id") REFERENCES "broadcast"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "broadcast" ADD CONSTRAINT "broadcast_template_version_id_fkey" FOREIGN KEY ("template_version_id") REFERENCES "template_version"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
