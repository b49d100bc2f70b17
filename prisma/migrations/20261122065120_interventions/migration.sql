-- CreateTable
CREATE TABLE "intervention" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "sequence" TEXT,
    "lead_id" UUID,
    "enrollment_id" UUID,
    "actor" TEXT NOT NULL,
    "reason" TEXT,
    "from_step" TEXT,
    "to_step" TEXT,
    "from_version" INTEGER,
    "to_version" INTEGER,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "intervention_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "intervention_sequence_at_idx" ON "intervention"("sequence", "at");

-- CreateIndex
CREATE INDEX "intervention_lead_id_idx" ON "intervention"("lead_id");

-- CreateIndex
CREATE INDEX "intervention_enrollment_id_idx" ON "intervention"("enrollment_id");

-- AddForeignKey
ALTER TABLE "intervention" ADD CONSTRAINT "intervention_lead_id_fkey" FOREIGN KEY ("lead_id") REFERENCES "lead"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "intervention" ADD CONSTRAINT "intervention_enrollment_id_fkey" FOREIGN KEY ("enrollment_id") REFERENCES "enrollment"("id") ON DELETE CASCADE ON UPDATE CASCADE;
