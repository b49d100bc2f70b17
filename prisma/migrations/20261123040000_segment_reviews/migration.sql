-- Watched segments: filled_at is null while the members are being written; needs are what the condition asks about beside
-- the lead, and model the scoring model by which it was filled (null when it asks for no score).
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
  stage, grade, engagement, account_id ON lead
FOR EACH ROW WHEN (
  (OLD.email, OLD.first_name, OLD.last_name, OLD.title, OLD.country, OLD.language, OLD.time_zone, OLD.source, OLD.phone,
    OLD.kind, OLD.fields, OLD.tags, OLD.stage, OLD.grade, OLD.engagement, OLD.account_id)
  IS DISTINCT FROM
  (NEW.email, NEW.first_name, NEW.last_name, NEW.title, NEW.country, NEW.language, NEW.time_zone, NEW.source, NEW.phone,
    NEW.kind, NEW.fields, NEW.tags, NEW.stage, NEW.grade, NEW.engagement, NEW.account_id))
EXECUTE FUNCTION review_changed_lead();

-- What lies beside a lead: the first argument is what a watched segment must ask about.
CREATE FUNCTION review_leads_of_rows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM segment_watch WHERE TG_ARGV[0] = ANY (needs)) THEN RETURN NULL; END IF;
  UPDATE lead l SET review_at = greatest(l.updated_at, changed.at)
  FROM (SELECT lead_id, max(review_time) AS at FROM (
      SELECT lead_id, (to_jsonb(r) ->> TG_ARGV[1])::timestamptz AS review_time, to_jsonb(r) ->> 'kind' AS kind FROM changed_rows r
    ) timed WHERE TG_ARGV[0] <> 'events' OR kind = ANY ('{click,reply,form,page_view,custom,touch}') GROUP BY lead_id) changed
  WHERE l.id = changed.lead_id AND l.erased_at IS NULL;
  PERFORM pg_notify('tendril_review', '');
  RETURN NULL;
END $$;

CREATE TRIGGER event_review_new AFTER INSERT ON event REFERENCING NEW TABLE AS changed_rows
FOR EACH STATEMENT EXECUTE FUNCTION review_leads_of_rows('events', 'recorded_at');
CREATE TRIGGER event_review_changed AFTER UPDATE ON event REFERENCING NEW TABLE AS changed_rows
FOR EACH STATEMENT EXECUTE FUNCTION review_leads_of_rows('events', 'recorded_at');
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
