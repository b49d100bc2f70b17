-- What retention looks for: whole mails, what was seen of requests, and answers kept for requests that come twice. Each
-- index holds only what is still there, so that a sweep never passes what it took away before.
CREATE INDEX "inbound_item_raw_idx" ON "inbound_item"("received_at") WHERE (raw IS NOT NULL);
CREATE INDEX "event_hit_idx" ON "event"("recorded_at") WHERE (payload ? 'hit'::text);
CREATE INDEX "idempotent_request_created_at_idx" ON "idempotent_request"("created_at");

-- When each period was last kept, and how many rows that took away.
CREATE TABLE "retention_sweep" (
    "kind" TEXT NOT NULL,
    "before" TIMESTAMPTZ(3) NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "rows" INTEGER NOT NULL,

    CONSTRAINT "retention_sweep_pkey" PRIMARY KEY ("kind")
);
