-- Whether people of the organisation brought it themselves. Of what is there, only what surely was: what came through the API
-- says there who it was, and a source counts as it is declared now.
ALTER TABLE "lead_origin" ADD COLUMN "own" BOOLEAN NOT NULL DEFAULT false;
UPDATE "lead_origin" o SET "own" = true
WHERE o."way" IN ('file', 'hand') AND o."actor" NOT LIKE 'api/%' AND NOT o."detail" ? 'partner' AND (
  o."source" IS NULL OR EXISTS (
    SELECT 1 FROM "workspace_version" v WHERE v."number" = (SELECT max("number") FROM "workspace_version")
      AND v."content" -> 'sources' ? o."source" AND v."content" -> 'sources' -> o."source" ->> 'partner' IS NULL
      AND v."content" -> 'sources' -> o."source" ->> 'consent' IS NULL));
