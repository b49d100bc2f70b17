-- AlterTable
ALTER TABLE "lead_import" ADD COLUMN     "error_file" TEXT;
