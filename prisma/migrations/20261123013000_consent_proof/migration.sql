-- The gate asks how each consent is known: leads of some sources need one that they confirmed themselves.
CREATE OR REPLACE FUNCTION claim_message(request jsonb) RETURNS jsonb LANGUAGE plpgsql AS $function$
DECLARE
  asked_at CONSTANT timestamptz := (request ->> 'now')::timestamptz;
  mail_key CONSTANT text := request ->> 'key';
  enrolled_as CONSTANT uuid := (request ->> 'enrollmentId')::uuid;
  about CONSTANT uuid := (request ->> 'handoffId')::uuid;
  written_as CONSTANT uuid := (request ->> 'letterId')::uuid;
  is_nurture CONSTANT boolean := (request ->> 'nurture')::boolean;
  count_since timestamptz := (request ->> 'countSince')::timestamptz;
  step CONSTANT text := request ->> 'stepId';
  person lead%ROWTYPE;
  run enrollment%ROWTYPE;
  before message%ROWTYPE;
  hold pause%ROWTYPE;
  addressee text;
  halted boolean;
  mail_id uuid;
  tried int;
  first_try timestamptz;
  traffic jsonb;
BEGIN
  -- Everything that concerns a lead is done in turn, by the lock of its row.
  IF about IS NOT NULL THEN
    SELECT l.* INTO person FROM handoff h JOIN lead l ON l.id = h.lead_id WHERE h.id = about FOR NO KEY UPDATE OF l;
  ELSIF written_as IS NOT NULL THEN
    SELECT l.* INTO person FROM letter t JOIN lead l ON l.id = t.lead_id WHERE t.id = written_as FOR NO KEY UPDATE OF l;
  ELSE
    SELECT l.* INTO person FROM enrollment e JOIN lead l ON l.id = e.lead_id WHERE e.id = enrolled_as FOR NO KEY UPDATE OF l;
    SELECT e.* INTO run FROM enrollment e WHERE e.id = enrolled_as FOR NO KEY UPDATE;
  END IF;
  IF person.id IS NULL THEN
    RETURN NULL;
  END IF;
  addressee := coalesce(request ->> 'recipient', person.email);

  -- A visit that began under a former id of its step has its message already, and it may be leaving or have left: it goes
  -- on under the present id. A message of its own would be a second mail.
  IF jsonb_array_length(request -> 'formerKeys') > 0 THEN
    UPDATE message SET key = mail_key, step_id = step WHERE key = (
      SELECT m.key FROM message m WHERE m.key IN (SELECT jsonb_array_elements_text(request -> 'formerKeys'))
      ORDER BY m.created_at DESC LIMIT 1
    ) AND NOT EXISTS (SELECT 1 FROM message m WHERE m.key = mail_key);
  END IF;

  -- The attempt that holds the message does not wait for the lead: this waits for it.
  SELECT m.* INTO before FROM message m WHERE m.key = mail_key FOR NO KEY UPDATE;
  IF before.state = 'IN_FLIGHT' AND coalesce(before.lease_until <= asked_at, true) THEN
    UPDATE message m SET state = 'UNKNOWN', detail = 'the worker was lost while the mail was leaving', updated_at = asked_at
    WHERE m.id = before.id RETURNING m.* INTO before;
  END IF;
  -- Taken already, or settled: only a mail that surely has not left, and that nobody else is about to send, is to be had.
  IF before.id IS NOT NULL AND before.state NOT IN ('PENDING', 'DEFERRED')
    AND NOT (before.state = 'CLAIMED' AND coalesce(before.lease_until <= asked_at, true)) THEN
    RETURN jsonb_build_object('kind', 'taken', 'message', to_jsonb(before) - 'links');
  END IF;

  IF (request ->> 'mustBeActivated')::boolean THEN
    PERFORM hold_unactivated(request ->> 'fromDomain', asked_at);
  END IF;

  -- A pause that is lifted at this moment either is not found, or waits until its lifting can see who has halted.
  SELECT p.* INTO hold FROM pause p
  WHERE (is_nurture AND run.status = 'active' AND ((p.kind = 'sequence' AND p.target = run.sequence)
      OR (p.kind = 'lead' AND p.target = person.id::text) OR (p.kind = 'enrollment' AND p.target = run.id::text)))
    OR (p.kind = 'domain' AND p.target = request ->> 'fromDomain') OR (p.kind = 'relay' AND p.target = request ->> 'relay')
  ORDER BY p.kind IN ('domain', 'relay') LIMIT 1 FOR SHARE;
  IF is_nurture AND run.status = 'active' AND hold.kind IN ('sequence', 'lead', 'enrollment') THEN
    UPDATE enrollment SET parked = true WHERE id = run.id;
    RETURN jsonb_build_object('kind', 'parked');
  END IF;
  -- One that halts at a paused sender stands at its mail, which says what holds it: by that it is found again.
  halted := is_nurture AND run.status = 'active' AND hold.kind IS NOT NULL;

  -- An enrollment that sends awaits nothing: a wait that timed out must not catch a reply that comes while the mail leaves.
  IF halted OR (is_nurture AND run.status = 'active' AND run.wait_for IS NOT NULL) THEN
    UPDATE enrollment SET parked = parked OR halted, wait_for = NULL, wait_since = NULL, wait_until = NULL, step_id = step
    WHERE id = run.id;
  END IF;

  INSERT INTO message AS m (id, key, lead_id, enrollment_id, step_id, visit, handoff_id, letter_id, internal, priority,
    template_version_id, recipient, from_domain, relay, state, claim_token, lease_until, attempts, first_tried_at, detail,
    created_at, updated_at)
  VALUES (coalesce(before.id, (request ->> 'messageId')::uuid), mail_key, person.id, enrolled_as, step,
    (request ->> 'visit')::int, about, written_as, coalesce((request ->> 'internal')::boolean, NOT is_nurture),
    (request ->> 'priority')::int,
    (request ->> 'templateVersionId')::uuid, addressee, request ->> 'fromDomain', request ->> 'relay',
    CASE WHEN halted THEN 'DEFERRED' ELSE 'CLAIMED' END,
    CASE WHEN NOT halted THEN (request ->> 'claimToken')::uuid END,
    CASE WHEN NOT halted THEN (request ->> 'leaseUntil')::timestamptz END,
    CASE WHEN halted THEN 0 ELSE 1 END, CASE WHEN NOT halted THEN asked_at END,
    CASE WHEN halted THEN 'the ' || CASE hold.kind WHEN 'relay' THEN 'relay ' ELSE 'sending domain ' END || hold.target || ' is paused' END,
    asked_at, asked_at)
  ON CONFLICT (key) DO UPDATE SET state = excluded.state, claim_token = excluded.claim_token,
    lease_until = excluded.lease_until, attempts = m.attempts + excluded.attempts,
    first_tried_at = coalesce(m.first_tried_at, excluded.first_tried_at), detail = excluded.detail,
    priority = excluded.priority, recipient = excluded.recipient, template_version_id = excluded.template_version_id,
    from_domain = excluded.from_domain, relay = excluded.relay, updated_at = excluded.updated_at
  RETURNING m.id, m.attempts, m.first_tried_at INTO mail_id, tried, first_try;
  IF halted THEN
    RETURN jsonb_build_object('kind', 'parked');
  END IF;

  -- What caps count. A claim that ran out before its mail left is taken back, so that it neither leaves nor counts; one
  -- that is still held may come to nothing, so it is told until when. Those that go first are mails of a higher priority
  -- that a cap keeps back, while their enrollment stands there and is not a day behind its time: one that came to nothing
  -- must not keep the others back for good.
  IF is_nurture AND person.mail_frequency <> 'all' THEN
    -- What the lead asked for is a cap of its own.
    count_since := least(coalesce(count_since, asked_at),
      asked_at - CASE person.mail_frequency WHEN 'weekly' THEN interval '7 days' ELSE interval '30 days' END);
  END IF;
  IF count_since IS NOT NULL THEN
    UPDATE message m SET state = 'PENDING', claim_token = NULL, lease_until = NULL
    WHERE m.lead_id = person.id AND m.id <> mail_id AND NOT m.internal AND m.state = 'CLAIMED' AND m.lease_until <= asked_at;
    SELECT jsonb_build_object(
      'left', coalesce(jsonb_agg(coalesce(m.sent_at, m.updated_at)) FILTER (WHERE m.state <> 'CLAIMED'), '[]'),
      'leaving', coalesce(jsonb_agg(jsonb_build_object('at', m.updated_at, 'until', m.lease_until))
        FILTER (WHERE m.state = 'CLAIMED'), '[]'),
      'ahead', (
        SELECT count(DISTINCT e.id) FROM message a JOIN enrollment e ON e.id = a.enrollment_id
        WHERE a.lead_id = person.id AND a.id <> mail_id AND a.priority > (request ->> 'priority')::int
          AND a.state = 'DEFERRED' AND starts_with(a.detail, request ->> 'capMark')
          AND e.status = 'active' AND e.stop_reason IS NULL AND NOT e.parked
          AND e.step_id = a.step_id AND e.wait_until > asked_at - interval '1 day'))
    INTO traffic FROM message m
    WHERE m.lead_id = person.id AND m.id <> mail_id AND NOT (m.internal OR m.handoff_id IS NOT NULL OR m.letter_id IS NOT NULL)
      AND m.state IN ('SENT', 'UNKNOWN', 'IN_FLIGHT', 'CLAIMED') AND coalesce(m.sent_at, m.updated_at) > count_since;
  END IF;

  RETURN jsonb_build_object(
    'kind', 'claimed',
    'messageId', mail_id,
    'attempt', tried,
    'firstTriedAt', first_try,
    'detailBefore', before.detail,
    'recipient', addressee,
    'lead', to_jsonb(person) || jsonb_build_object('company', (SELECT a.name FROM account a WHERE a.id = person.account_id)),
    'status', run.status,
    'stopReason', run.stop_reason,
    'suppressed', (
      SELECT s.reason FROM suppression s
      WHERE s.address_hash = CASE WHEN is_nurture THEN person.address_hash ELSE request ->> 'addressHash' END),
    'optedOut', is_nurture AND EXISTS (
      SELECT 1 FROM suppression_entry s WHERE s.address_hash = person.address_hash
        AND s.scope = 'topic/' || (request ->> 'purpose') AND s.lifted_at IS NULL),
    'heldBy', hold.kind,
    'heldAt', hold.target,
    'consents', CASE WHEN is_nurture THEN (
      SELECT coalesce(jsonb_agg(jsonb_build_object('purpose', c.purpose, 'basis', c.basis, 'at', c.at,
        'expiresAt', c.expires_at, 'withdrawnAt', c.withdrawn_at,
        'proof', jsonb_build_object('method', c.proof ->> 'method')) ORDER BY c.at), '[]')
      FROM consent c WHERE c.lead_id = person.id) END,
    'traffic', traffic);
END
$function$;
