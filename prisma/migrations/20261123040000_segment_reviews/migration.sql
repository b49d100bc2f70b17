-- Watched segments: filled_at is null while the members are being written; needs are what the condition asks about beside
-- the lead (of what it does, each kind of event, and its name where one is asked for: 'events.click', 'events.click pricing'),
-- and model the scoring model by which it was filled (null when it asks for no score).
ALTER TABLE segment_watch ALTER COLUMN filled_at DROP NOT NULL;
ALTER TABLE segment_watch ADD COLUMN needs TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[];
ALTER TABLE segment_watch ADD COLUMN model TEXT;

-- Every change of a lead that a watched segment may ask about makes the lead due for review, in the statement that changes
-- it. Triggers, so that no writer can forget it; while nothing is watched they cost one look at an empty table.
-- The lead is due since its last change: a reviewer sees by the time whether it changed while it was being judged.

CREATE FUNCTION review_changed_lead() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.erased_at IS NOT NULL OR NOT EXISTS (SELECT 1 FROM segment_watch) THEN RETURN NEW; END IF;
  NEW.review_at := NEW.updated_at;
  PERFORM pg_notify('tendril_review', '');
  -- Colleagues whom it leaves behind; those whom it joins are found by who reviews it.
  IF TG_OP = 'UPDATE' AND OLD.account_id IS DISTINCT FROM NEW.account_id
    AND EXISTS (SELECT 1 FROM segment_watch WHERE 'account' = ANY (needs)) THEN
    UPDATE lead SET review_at = 'epoch'
    WHERE account_id = OLD.account_id AND id <> NEW.id AND (review_at IS NULL OR review_at > NEW.updated_at);
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER lead_review_new BEFORE INSERT ON lead FOR EACH ROW EXECUTE FUNCTION review_changed_lead();

CREATE TRIGGER lead_review_changed
BEFORE UPDATE OF email, first_name, last_name, title, country, language, time_zone, source, phone, kind, fields, tags,
  stage, grade, account_id ON lead
FOR EACH ROW WHEN (
  (OLD.email, OLD.first_name, OLD.last_name, OLD.title, OLD.country, OLD.language, OLD.time_zone, OLD.source, OLD.phone,
    OLD.kind, OLD.fields, OLD.tags, OLD.stage, OLD.grade, OLD.account_id)
  IS DISTINCT FROM
  (NEW.email, NEW.first_name, NEW.last_name, NEW.title, NEW.country, NEW.language, NEW.time_zone, NEW.source, NEW.phone,
    NEW.kind, NEW.fields, NEW.tags, NEW.stage, NEW.grade, NEW.account_id))
EXECUTE FUNCTION review_changed_lead();

-- Points, which change with most events. Where no watched segment asks for a score nobody looks; and a lead that is due already
-- stays due since then, for nobody has judged it: both rows are written without touching an index. Only colleagues must be
-- told of every change.
CREATE FUNCTION review_scored_lead() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  asked boolean;
  grouped boolean;
BEGIN
  SELECT bool_or(model IS NOT NULL), bool_or('account' = ANY (needs)) INTO asked, grouped FROM segment_watch;
  IF NEW.erased_at IS NOT NULL OR asked IS NULL THEN RETURN NEW; END IF;
  IF asked AND (grouped OR OLD.review_at IS NULL OR OLD.review_at > NEW.updated_at) THEN
    NEW.review_at := NEW.updated_at;
    PERFORM pg_notify('tendril_review', '');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER lead_review_by_points BEFORE UPDATE OF engagement ON lead
FOR EACH ROW WHEN (OLD.engagement IS DISTINCT FROM NEW.engagement) EXECUTE FUNCTION review_scored_lead();

-- What a lead does, where a watched segment counts it. The hot path of ingest: nothing else of the rows is read, and of leads
-- that are due already no index is touched.
CREATE FUNCTION review_leads_of_events() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  asked text[] := (
    SELECT array_agg(substr(need, 8)) FROM (SELECT unnest(needs) AS need FROM segment_watch) wanted WHERE need LIKE 'events.%');
BEGIN
  IF asked IS NULL THEN RETURN NULL; END IF;
  IF TG_OP = 'INSERT' THEN
    UPDATE lead l SET review_at = least(l.review_at, greatest(l.updated_at, changed.at))
    FROM (SELECT lead_id, max(recorded_at) AS at FROM changed_rows r
      WHERE kind = ANY (asked) OR concat(kind, ' ', CASE kind WHEN 'click' THEN link ELSE name END) = ANY (asked)
      GROUP BY lead_id) changed
    WHERE l.id = changed.lead_id AND l.erased_at IS NULL;
  ELSE
    -- What it is no more was counted as well: a click that was a machine's.
    UPDATE lead l SET review_at = least(l.review_at, greatest(l.updated_at, changed.at))
    FROM (SELECT lead_id, max(recorded_at) AS at FROM (TABLE changed_rows UNION ALL TABLE former_rows) r
      WHERE kind = ANY (asked) OR concat(kind, ' ', CASE kind WHEN 'click' THEN link ELSE name END) = ANY (asked)
      GROUP BY lead_id) changed
    WHERE l.id = changed.lead_id AND l.erased_at IS NULL;
  END IF;
  IF FOUND THEN PERFORM pg_notify('tendril_review', ''); END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER event_review_new AFTER INSERT ON event REFERENCING NEW TABLE AS changed_rows
FOR EACH STATEMENT EXECUTE FUNCTION review_leads_of_events();
CREATE TRIGGER event_review_changed AFTER UPDATE ON event REFERENCING OLD TABLE AS former_rows NEW TABLE AS changed_rows
FOR EACH STATEMENT EXECUTE FUNCTION review_leads_of_events();

-- What else lies beside a lead: the first argument is what a watched segment must ask about.
CREATE FUNCTION review_leads_of_rows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM segment_watch WHERE TG_ARGV[0] = ANY (needs)) THEN RETURN NULL; END IF;
  UPDATE lead l SET review_at = greatest(l.updated_at, changed.at)
  FROM (
    SELECT lead_id, max((to_jsonb(r) ->> TG_ARGV[1])::timestamptz) AS at FROM changed_rows r GROUP BY lead_id
  ) changed
  WHERE l.id = changed.lead_id AND l.erased_at IS NULL;
  PERFORM pg_notify('tendril_review', '');
  RETURN NULL;
END $$;

CREATE TRIGGER handoff_review_new AFTER INSERT ON handoff REFERENCING NEW TABLE AS changed_rows
FOR EACH STATEMENT EXECUTE FUNCTION review_leads_of_rows('handoff', 'created_at');
CREATE TRIGGER handoff_review_changed AFTER UPDATE ON handoff REFERENCING NEW TABLE AS changed_rows
FOR EACH STATEMENT EXECUTE FUNCTION review_leads_of_rows('handoff', 'decided_at');
-- The time of a consent may lie in the future, and is then none of a change.
CREATE TRIGGER consent_review_new AFTER INSERT ON consent REFERENCING NEW TABLE AS changed_rows
FOR EACH STATEMENT EXECUTE FUNCTION review_leads_of_rows('consent', 'none');
CREATE TRIGGER consent_review_changed AFTER UPDATE ON consent REFERENCING NEW TABLE AS changed_rows
FOR EACH STATEMENT EXECUTE FUNCTION review_leads_of_rows('consent', 'none');

CREATE FUNCTION review_leads_of_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM segment_watch) THEN RETURN NULL; END IF;
  UPDATE lead SET review_at = updated_at WHERE account_id = NEW.id AND erased_at IS NULL;
  PERFORM pg_notify('tendril_review', '');
  RETURN NULL;
END $$;

CREATE TRIGGER account_review_changed AFTER UPDATE OF name ON account
FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION review_leads_of_account();

-- A lead that goes, because it was merged into another, leaves colleagues behind as well. They are locked in the order of their
-- ids, as by everybody who locks several.
CREATE FUNCTION review_colleagues_of_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM segment_watch WHERE 'account' = ANY (needs)) THEN RETURN NULL; END IF;
  WITH colleague AS (
    SELECT id FROM lead WHERE account_id = OLD.account_id AND erased_at IS NULL ORDER BY id FOR NO KEY UPDATE
  )
  UPDATE lead l SET review_at = 'epoch' FROM colleague c WHERE l.id = c.id;
  PERFORM pg_notify('tendril_review', '');
  RETURN NULL;
END $$;

CREATE TRIGGER lead_review_gone AFTER DELETE ON lead
FOR EACH ROW WHEN (OLD.account_id IS NOT NULL) EXECUTE FUNCTION review_colleagues_of_gone();

-- Counts by company read this index alone, and it finds the leads of a company as before.
DROP INDEX "lead_account_id_idx";
CREATE INDEX "lead_account_id_stage_idx" ON "lead" ("account_id", "stage") WHERE (account_id IS NOT NULL);
