-- Mail of a domain that nobody has activated waits like that of a paused one: the first such mail makes the pause, in the
-- transaction that claims it. Activating the domain lifts that pause (db/sender-domains.ts); whichever comes second sees
-- what the first one did, because both take the turn of pauses. It is taken only when there is no pause yet, so that
-- claims do not wait for one another.
CREATE FUNCTION hold_unactivated(sender text, asked_at timestamptz) RETURNS void LANGUAGE plpgsql AS $function$
BEGIN
  IF EXISTS (SELECT 1 FROM sender_domain d WHERE d.domain = sender AND d.activated_at IS NOT NULL)
    OR EXISTS (SELECT 1 FROM pause p WHERE p.kind = 'domain' AND p.target = sender) THEN
    RETURN;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('pauses', 0));
  INSERT INTO pause (kind, target, reason, actor, since)
  SELECT 'domain', sender, sender || ' is not activated: tendril senders preflight ' || sender, 'preflight', asked_at
  WHERE NOT EXISTS (SELECT 1 FROM sender_domain d WHERE d.domain = sender AND d.activated_at IS NOT NULL)
  ON CONFLICT DO NOTHING;
END
$function$;
