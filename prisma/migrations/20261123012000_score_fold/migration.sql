-- What an event turned out to have given too much or too little belongs to its points; it is no loss of its own.
UPDATE "score_entry" SET "kind" = 'correction' WHERE "key" LIKE 'rejudge/%';

-- What a row changed the score by where that is not what it says: of a return its share, of another service its value.
ALTER TABLE "score_entry" ADD COLUMN "change" DOUBLE PRECISION;

-- It was looked up for each event that scores, and without an index of its own all rows were searched for each event that is
-- deleted. An entry is known by its key; the id of an event that is gone says nothing.
ALTER TABLE "score_entry" DROP CONSTRAINT "score_entry_event_id_fkey";

-- Most gains change no column that is indexed: the row is written beside the old one, and no index is touched. The stage
-- alone finds as much, for lists are sorted by the exact score, which is worked out as it fades.
DROP INDEX "lead_stage_score_idx";
CREATE INDEX "lead_stage_idx" ON "lead" ("stage");
ALTER TABLE "lead" SET (fillfactor = 80);

-- The moment of a sum in milliseconds since 1970; states of older versions have a text.
CREATE FUNCTION moment_ms(at jsonb) RETURNS double precision
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
BEGIN
  IF jsonb_typeof(at) = 'number' THEN RETURN at::double precision; END IF;
  RETURN round(date_part('epoch', (at #>> '{}')::timestamptz) * 1000);
END $$;

-- What a group counts at a moment; less than 0 when more was taken away than it has.
CREATE FUNCTION group_at(own jsonb, name text, terms jsonb, ms double precision, half_life double precision)
RETURNS double precision LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  part jsonb := own -> 'at';
  worth double precision;
BEGIN
  worth := (own -> 'points')::double precision * power(2, greatest(-1000, least(0, (CASE
    WHEN jsonb_typeof(part) = 'number' THEN part::double precision ELSE moment_ms(part) END - ms) / half_life)));
  IF own ? 'day' THEN
    part := own -> 'day';
    worth := worth + least((part -> 'points')::double precision, (terms -> 'perDay' -> name)::double precision)
      * power(2, greatest(-1000, least(0, ((part -> 'at')::double precision - ms) / half_life)));
  END IF;
  worth := least(worth, (terms -> 'caps' -> name)::double precision);
  IF own ? 'debt' THEN
    part := own -> 'debt';
    worth := worth - (part -> 'points')::double precision
      * power(2, greatest(-1000, least(0, ((part -> 'at')::double precision - ms) / half_life)));
  END IF;
  RETURN worth;
END $$;

-- The engagement points of a lead at a moment, in hundredths: exactly what domain/scoring.ts (engagementAt) gives.
-- "terms" is the JSON of termsOf(model): durations in milliseconds, limits by name. A state that was added up by the same
-- terms has no groups but theirs, and is read without a query of its own; others by all that they have.
CREATE FUNCTION engagement_at(engagement jsonb, terms jsonb, now timestamptz) RETURNS double precision
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE
  ms CONSTANT double precision := date_part('epoch', now) * 1000;
  half_life CONSTANT double precision := (terms -> 'halfLife')::double precision;
  groups CONSTANT jsonb := engagement -> 'groups';
  total double precision := 0;
  age double precision;
  recency double precision := 0;
  name text;
  own jsonb;
  rule jsonb;
BEGIN
  IF engagement -> 'fold' = terms -> 'fold' THEN
    FOR i IN 0 .. (terms -> 'count')::int - 1 LOOP
      name := terms -> 'names' ->> i;
      own := groups -> name;
      IF own IS NULL THEN
      ELSIF own ?| '{day,debt}' THEN total := total + group_at(own, name, terms, ms, half_life);
      ELSE
        total := total + least((terms -> 'caps' -> name)::double precision, (own -> 'points')::double precision
          * power(2, greatest(-1000, least(0, ((own -> 'at')::double precision - ms) / half_life))));
      END IF;
    END LOOP;
  ELSIF groups <> '{}' THEN
    FOR name, own IN SELECT key, value FROM jsonb_each(groups) LOOP
      total := total + group_at(own, name, terms, ms, half_life);
    END LOOP;
  END IF;
  IF engagement ? 'last' AND terms ? 'recency' THEN
    age := ms - (engagement -> 'last')::double precision;
    FOR i IN 0 .. jsonb_array_length(terms -> 'within') - 1 LOOP
      rule := terms -> 'within' -> i;
      IF age <= (rule -> 0)::double precision THEN
        recency := recency + (rule -> 1)::double precision;
        EXIT;
      END IF;
    END LOOP;
    FOR i IN 0 .. jsonb_array_length(terms -> 'after') - 1 LOOP
      rule := terms -> 'after' -> i;
      IF age >= (rule -> 0)::double precision THEN
        recency := recency + (rule -> 1)::double precision;
        EXIT;
      END IF;
    END LOOP;
    -- Silence takes away no more than was earned.
    total := total + greatest(recency, least(0, -total));
  END IF;
  IF engagement ? 'external' THEN
    FOR name, own IN SELECT key, value FROM jsonb_each(engagement -> 'external') LOOP
      rule := terms -> 'external' -> name;
      IF ms < (own -> 'at')::double precision + (rule -> 3)::double precision THEN
        total := total + (rule -> 0)::double precision * least((rule -> 2)::double precision,
          greatest((rule -> 1)::double precision, (own -> 'value')::double precision));
      END IF;
    END LOOP;
  END IF;
  RETURN greatest(0, floor(total * 100 + 0.500001) / 100);
END $$;
