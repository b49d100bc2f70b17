-- The bridge to the CRM that sales works in: what of ours it is to know, how far it has been told, and what it has told us.

-- How the CRM answers: one row for telling and one for reading. While there is none for telling, nothing below is written.
CREATE TABLE "crm_bridge" (
    "name" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "cursor" TEXT,
    "tells" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "failures" INTEGER NOT NULL DEFAULT 0,
    "failing_since" TIMESTAMPTZ(3),
    "rest_until" TIMESTAMPTZ(3),
    "last_at" TIMESTAMPTZ(3),
    "last_ok_at" TIMESTAMPTZ(3),
    "last_error" TEXT,

    CONSTRAINT "crm_bridge_pkey" PRIMARY KEY ("name")
);

-- A lead or a hand-off, as the CRM is to know it. A change counts `wanted` up; `told` is the count that the CRM knows.
CREATE TABLE "crm_record" (
    "id" UUID NOT NULL,
    "of" TEXT NOT NULL,
    "own_id" UUID NOT NULL,
    "lead_id" UUID NOT NULL,
    "wanted" INTEGER NOT NULL DEFAULT 1,
    "told" INTEGER NOT NULL DEFAULT 0,
    "remote_id" TEXT,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "waiting_since" TIMESTAMPTZ(3),
    "because" TEXT,
    "refusal" TEXT,
    "field" TEXT,
    "words" TEXT,
    "synced" JSONB NOT NULL DEFAULT '{}',
    "told_at" TIMESTAMPTZ(3),

    CONSTRAINT "crm_record_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "crm_record_of_own_id_key" ON "crm_record"("of", "own_id");
CREATE INDEX "crm_record_of_remote_id_idx" ON "crm_record"("of", "remote_id");
CREATE INDEX "crm_record_lead_id_idx" ON "crm_record"("lead_id");
CREATE INDEX "crm_record_due_idx" ON "crm_record"("due_at") WHERE (told < wanted);
CREATE INDEX "crm_record_refused_idx" ON "crm_record"("id") WHERE (refusal IS NOT NULL);
ALTER TABLE "crm_record" ADD CONSTRAINT "crm_record_lead_id_fkey"
  FOREIGN KEY ("lead_id") REFERENCES "lead"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What somebody changed in the CRM, once by its key.
CREATE TABLE "crm_change" (
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "of" TEXT NOT NULL,
    "own_id" UUID,
    "lead_id" UUID,
    "remote_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "taken_at" TIMESTAMPTZ(3) NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "words" TEXT,
    "done_at" TIMESTAMPTZ(3),

    CONSTRAINT "crm_change_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "crm_change_key_key" ON "crm_change"("key");
CREATE INDEX "crm_change_waiting_idx" ON "crm_change"("id") WHERE (state = 'waiting'::text);
CREATE INDEX "crm_change_lead_id_idx" ON "crm_change"("lead_id");
CREATE INDEX "crm_change_taken_at_idx" ON "crm_change"("taken_at");
ALTER TABLE "crm_change" ADD CONSTRAINT "crm_change_lead_id_fkey"
  FOREIGN KEY ("lead_id") REFERENCES "lead"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A UUIDv7 (RFC 9562, 5.7) for rows that triggers write: 48 bits of milliseconds, the version, and random bits. Ids sort by time.
CREATE FUNCTION crm_new_id() RETURNS uuid LANGUAGE sql VOLATILE AS $$
  SELECT encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
    PLACING substring(int8send(floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6), 52, 1), 53, 1),
    'hex')::uuid
$$;

-- Wakes the workflow that tells and takes. One that is about to be woken anyway is not woken twice: its entry is locked until
-- this transaction has ended, so that no relay takes it before what was written here can be seen.
CREATE FUNCTION crm_wake(at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  soon timestamptz := least(at, clock_timestamp());
BEGIN
  PERFORM 1 FROM outbox WHERE workflow_id = 'crm' AND dead_at IS NULL AND available_at > soon FOR KEY SHARE SKIP LOCKED;
  IF FOUND THEN RETURN; END IF;
  INSERT INTO outbox (kind, workflow_id, payload, available_at, created_at)
  VALUES ('wake_crm', 'crm', '{}', soon + interval '500 milliseconds', soon);
END $$;

-- The CRM is to know what this is now. Without a bridge nothing is written.
CREATE FUNCTION crm_want(what text, own uuid, whose uuid, at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  count integer;
  known integer;
BEGIN
  IF NOT EXISTS (SELECT 1 FROM crm_bridge WHERE name = 'tell') THEN RETURN; END IF;
  INSERT INTO crm_record AS r (id, of, own_id, lead_id, due_at, waiting_since)
  VALUES (crm_new_id(), what, own, whose, 'epoch', at)
  ON CONFLICT (of, own_id) DO UPDATE SET wanted = r.wanted + 1, lead_id = excluded.lead_id,
    waiting_since = coalesce(r.waiting_since, excluded.waiting_since),
    -- What waits for its next try goes on waiting; what was told, or refused as it was, is due now.
    due_at = CASE WHEN r.told = r.wanted OR r.refusal IS NOT NULL THEN 'epoch' ELSE r.due_at END,
    attempts = CASE WHEN r.told = r.wanted OR r.refusal IS NOT NULL THEN 0 ELSE r.attempts END
  RETURNING r.wanted, r.told INTO count, known;
  -- Of one that waited already, somebody was woken.
  IF count = known + 1 THEN PERFORM crm_wake(at); END IF;
END $$;

CREATE FUNCTION crm_handoff_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  at timestamptz := greatest(NEW.created_at, NEW.queued_at, NEW.accepted_at, NEW.contacted_at, NEW.meeting_at, NEW.decided_at);
BEGIN
  IF NOT EXISTS (SELECT 1 FROM crm_bridge WHERE name = 'tell') THEN RETURN NULL; END IF;
  IF NOT EXISTS (SELECT 1 FROM crm_record WHERE of = 'contact' AND own_id = NEW.lead_id) THEN
    PERFORM crm_want('contact', NEW.lead_id, NEW.lead_id, at);
  END IF;
  PERFORM crm_want('deal', NEW.id, NEW.lead_id, at);
  RETURN NULL;
END $$;
CREATE TRIGGER handoff_crm_new AFTER INSERT ON handoff FOR EACH ROW EXECUTE FUNCTION crm_handoff_changed();
CREATE TRIGGER handoff_crm_changed
AFTER UPDATE OF lead_id, status, reason, product, accepted_at, contacted_at, meeting_at, amount, currency, attached_to, queued_at
ON handoff FOR EACH ROW WHEN (
  (OLD.lead_id, OLD.status, OLD.reason, OLD.product, OLD.accepted_at, OLD.contacted_at, OLD.meeting_at, OLD.amount, OLD.currency,
    OLD.attached_to, OLD.queued_at)
  IS DISTINCT FROM
  (NEW.lead_id, NEW.status, NEW.reason, NEW.product, NEW.accepted_at, NEW.contacted_at, NEW.meeting_at, NEW.amount, NEW.currency,
    NEW.attached_to, NEW.queued_at))
EXECUTE FUNCTION crm_handoff_changed();

-- Who has the hand-off has the contact too.
CREATE FUNCTION crm_offer_made() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  whose uuid := (SELECT lead_id FROM handoff WHERE id = NEW.handoff_id);
BEGIN
  PERFORM crm_want('contact', whose, whose, NEW.offered_at);
  PERFORM crm_want('deal', NEW.handoff_id, whose, NEW.offered_at);
  RETURN NULL;
END $$;
CREATE TRIGGER handoff_offer_crm_new AFTER INSERT ON handoff_offer FOR EACH ROW EXECUTE FUNCTION crm_offer_made();

-- A lead that the CRM knows; of the others nothing is looked up but that.
CREATE FUNCTION crm_lead_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM crm_bridge WHERE name = 'tell')
    AND EXISTS (SELECT 1 FROM crm_record WHERE of = 'contact' AND own_id = NEW.id) THEN
    PERFORM crm_want('contact', NEW.id, NEW.id, NEW.updated_at);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER lead_crm_changed
AFTER UPDATE OF email, first_name, last_name, title, country, language, time_zone, source, phone, kind, fields, tags,
  stage, account_id, erased_at ON lead
FOR EACH ROW WHEN (
  (OLD.email, OLD.first_name, OLD.last_name, OLD.title, OLD.country, OLD.language, OLD.time_zone, OLD.source, OLD.phone,
    OLD.kind, OLD.fields, OLD.tags, OLD.stage, OLD.account_id, OLD.erased_at)
  IS DISTINCT FROM
  (NEW.email, NEW.first_name, NEW.last_name, NEW.title, NEW.country, NEW.language, NEW.time_zone, NEW.source, NEW.phone,
    NEW.kind, NEW.fields, NEW.tags, NEW.stage, NEW.account_id, NEW.erased_at))
EXECUTE FUNCTION crm_lead_changed();

-- Points change with most events: only where a mapping tells them.
CREATE FUNCTION crm_points_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM crm_bridge WHERE name = 'tell' AND (
      ('score' = ANY (tells) AND OLD.score IS DISTINCT FROM NEW.score)
      OR ('temperature' = ANY (tells) AND OLD.temperature IS DISTINCT FROM NEW.temperature)
      OR ('grade' = ANY (tells) AND OLD.grade IS DISTINCT FROM NEW.grade)))
    AND EXISTS (SELECT 1 FROM crm_record WHERE of = 'contact' AND own_id = NEW.id) THEN
    PERFORM crm_want('contact', NEW.id, NEW.id, NEW.updated_at);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER lead_crm_points AFTER UPDATE OF score, temperature, grade ON lead
FOR EACH ROW WHEN ((OLD.score, OLD.temperature, OLD.grade) IS DISTINCT FROM (NEW.score, NEW.temperature, NEW.grade))
EXECUTE FUNCTION crm_points_changed();

CREATE FUNCTION crm_account_renamed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM crm_want('contact', c.own_id, c.lead_id, clock_timestamp()) FROM (
    SELECT r.own_id, r.lead_id FROM lead l JOIN crm_record r ON r.of = 'contact' AND r.own_id = l.id
    WHERE l.account_id = NEW.id ORDER BY l.id) c;
  RETURN NULL;
END $$;
CREATE TRIGGER account_crm_renamed AFTER UPDATE OF name ON account
FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION crm_account_renamed();
