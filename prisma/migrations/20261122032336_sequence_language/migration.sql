-- AlterTable
ALTER TABLE "enrollment" ADD COLUMN     "parked" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "lead" ADD COLUMN     "tags" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- AlterTable
ALTER TABLE "message" ADD COLUMN     "internal" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "priority" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "step_mark" (
    "enrollment_id" UUID NOT NULL,
    "step_id" TEXT NOT NULL,
    "visit" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "arm" TEXT,
    "design" TEXT,
    "answer" JSONB,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "step_mark_pkey" PRIMARY KEY ("enrollment_id","step_id","visit")
);

-- CreateTable
CREATE TABLE "split_winner" (
    "sequence" TEXT NOT NULL,
    "step_id" TEXT NOT NULL,
    "design" TEXT NOT NULL,
    "arm" TEXT,
    "looks" INTEGER NOT NULL DEFAULT 0,
    "stopped" TEXT[],
    "figures" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "split_winner_pkey" PRIMARY KEY ("sequence","step_id","design")
);

-- CreateTable
CREATE TABLE "pause" (
    "kind" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "reason" TEXT,
    "actor" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "pause_pkey" PRIMARY KEY ("kind","target")
);

-- CreateTable
CREATE TABLE "enrollment_batch" (
    "id" UUID NOT NULL,
    "sequence" TEXT NOT NULL,
    "filter" JSONB NOT NULL,
    "pace" DOUBLE PRECISION NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'running',
    "total" INTEGER NOT NULL,
    "looked" INTEGER NOT NULL DEFAULT 0,
    "enrolled" INTEGER NOT NULL DEFAULT 0,
    "refused" JSONB NOT NULL DEFAULT '{}',
    "cursor" UUID,
    "last" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "enrollment_batch_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sequence_migration" (
    "id" UUID NOT NULL,
    "sequence" TEXT NOT NULL,
    "to_version_id" UUID NOT NULL,
    "places" JSONB NOT NULL DEFAULT '{}',
    "pace" DOUBLE PRECISION NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'running',
    "total" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "sequence_migration_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sequence_migration_move" (
    "migration_id" UUID NOT NULL,
    "enrollment_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "detail" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sequence_migration_move_pkey" PRIMARY KEY ("migration_id","enrollment_id")
);

-- CreateIndex
CREATE INDEX "step_mark_design_arm_idx" ON "step_mark"("design", "arm");

-- CreateIndex
CREATE INDEX "sequence_migration_sequence_status_idx" ON "sequence_migration"("sequence", "status");

-- CreateIndex
CREATE INDEX "enrollment_sequence_version_id_status_idx" ON "enrollment"("sequence_version_id", "status");

-- CreateIndex
CREATE INDEX "message_lead_id_sent_at_idx" ON "message"("lead_id", "sent_at");

-- AddForeignKey
ALTER TABLE "step_mark" ADD CONSTRAINT "step_mark_enrollment_id_fkey" FOREIGN KEY ("enrollment_id") REFERENCES "enrollment"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sequence_migration_move" ADD CONSTRAINT "sequence_migration_move_migration_id_fkey" FOREIGN KEY ("migration_id") REFERENCES "sequence_migration"("id") ON DELETE CASCADE ON UPDATE CASCADE;
