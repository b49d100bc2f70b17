-- AlterTable
ALTER TABLE "retention_sweep" ADD COLUMN     "failure" TEXT;

-- CreateIndex
CREATE INDEX "lead_address_hash_idx" ON "lead"("address_hash");

-- CreateIndex
CREATE INDEX "task_inbound_item_id_idx" ON "task"("inbound_item_id");
