/**
 * Every table with personal data of a lead: what an export shows of it, and what an erasure leaves. A test walks the schema:
 * a table or a column with text that is not named here, or on its list with a reason, fails it. Long, because every table
 * stands in it.
 */
import { namesAddress, type PersonalSubject, type PersonalTable } from './personal-data.ts';
import { type Sql, sql } from './sql.ts';

const authored = 'authored by the organisation';
const state = 'one of a few names';
const ids = 'ids only';
const staff = "who of the organisation's own people did it";

const nothing = sql`NULL`;
const blank = sql`''`;
const noObject = sql`'{}'::jsonb`;
const noList = sql`'[]'::jsonb`;
const noTexts = sql`'{}'::text[]`;

const ofLead = ({ leadId }: PersonalSubject): Sql => sql`t.lead_id = ${leadId}`;
const itsEnrollments = ({ leadId }: PersonalSubject): Sql => sql`(SELECT id FROM enrollment WHERE lead_id = ${leadId})`;
const itsHandoffs = ({ leadId }: PersonalSubject): Sql => sql`(SELECT id FROM handoff WHERE lead_id = ${leadId})`;

/** Those that answer its mails, and those that nobody was found for and that came from it. */
const itsItems = ({ leadId, addresses }: PersonalSubject): Sql => sql`(
  t.lead_id = ${leadId} OR t.message_id IN (SELECT id FROM message WHERE lead_id = ${leadId})
  OR (t.lead_id IS NULL AND (lower(t.from_address) = ANY (${addresses}) OR lower(t.envelope_from) = ANY (${addresses}))))`;

/** The lead's own row is last: what the others are found by stands in it. Its tombstone is made by `erasure.ts`. */
export const personalTables: readonly PersonalTable[] = [
  {
    table: 'consent',
    section: 'consents',
    about:
      'What you agreed to or objected to, and how we know. Nothing is deleted here when you withdraw: it is dated.',
    of: ofLead,
    erasure: {
      kind: 'columns',
      set: { source: sql`'erased'`, wording: nothing, proof: noObject },
      kept: { purpose: authored, basis: state, actor: staff, withdrawn_by: staff },
    },
  },
  {
    table: 'consent_request',
    section: 'consentRequests',
    about: 'Consents that we asked you for by a link to confirm.',
    of: ofLead,
    erasure: { kind: 'rows' },
  },
  {
    table: 'visitor_view',
    section: 'visitorViews',
    about: 'Pages that you looked at with them and that are not among the events yet.',
    of: ({ leadId }) => sql`t.visitor_id IN (SELECT id FROM visitor WHERE lead_id = ${leadId})`,
    erasure: { kind: 'rows' },
  },
  {
    table: 'visitor',
    section: 'visitors',
    about: 'Browsers with which you looked at our site after you agreed to be counted there, by a random number.',
    of: ofLead,
    erasure: { kind: 'rows' },
  },
  {
    table: 'suppression_entry',
    section: 'suppressions',
    about:
      'Why your address must not be mailed. It is kept as a keyed hash, so that it can be honoured without the address.',
    of: ({ hashes }) => sql`t.address_hash = ANY (${hashes})`,
    hidden: ['address_hash'],
    erasure: {
      kind: 'columns',
      set: { detail: nothing },
      kept: {
        address_hash: 'a keyed hash: what keeps the address from being mailed again',
        scope: authored,
        reason: state,
        actor: staff,
        lifted_by: staff,
        lifted_for: state,
      },
    },
  },
  {
    table: 'suppression',
    section: 'suppressed',
    about: 'The gravest of these reasons, which is the one that counts.',
    of: ({ hashes }) => sql`t.address_hash = ANY (${hashes})`,
    hidden: ['address_hash'],
    erasure: {
      kind: 'columns',
      set: { detail: nothing },
      kept: { address_hash: 'a keyed hash: what keeps the address from being mailed again', reason: state },
    },
  },
  {
    table: 'enrollment',
    section: 'enrollments',
    about: 'The series of mails that you were or are in, and where you stand in each.',
    of: ofLead,
    hidden: ['workflow_id', 'parked'],
    more: sql`(SELECT v.number FROM sequence_version v WHERE v.id = t.sequence_version_id) AS version`,
    erasure: {
      kind: 'columns',
      set: { wait_for: nothing, wait_since: nothing },
      kept: {
        sequence: authored,
        workflow_id: ids,
        status: state,
        reason: 'which rule, signal or error code ended it',
        stop_reason: state,
        step_id: authored,
        origin: staff,
      },
    },
  },
  {
    table: 'step_mark',
    section: 'steps',
    about: 'What steps of these series decided, and what other systems answered when they were asked about you.',
    of: (subject) => sql`t.enrollment_id IN ${itsEnrollments(subject)}`,
    erasure: {
      kind: 'columns',
      set: { answer: nothing, arm: sql`CASE WHEN t.kind <> 'call' THEN t.arm END` },
      kept: { step_id: authored, kind: state, design: authored },
    },
  },
  {
    table: 'sequence_migration_move',
    section: 'moves',
    about: 'When you went over to a newer version of a series.',
    of: (subject) => sql`t.enrollment_id IN ${itsEnrollments(subject)}`,
    erasure: { kind: 'columns', set: { detail: nothing }, kept: { kind: state } },
  },
  {
    table: 'pause',
    section: 'pauses',
    about: 'Pauses that people of ours have set for you.',
    of: ({ leadId, ...rest }) => sql`((t.kind = 'lead' AND t.target = ${leadId})
      OR (t.kind = 'enrollment' AND t.target IN (SELECT id::text FROM ${itsEnrollments({ leadId, ...rest })} e)))`,
    erasure: { kind: 'rows' },
  },
  {
    table: 'intervention',
    section: 'interventions',
    about: 'What people of ours did by hand to the series you were in.',
    of: (subject) => sql`(t.lead_id = ${subject.leadId} OR t.enrollment_id IN ${itsEnrollments(subject)})`,
    erasure: {
      kind: 'columns',
      set: { reason: nothing },
      kept: { kind: state, sequence: authored, actor: staff, from_step: authored, to_step: authored },
    },
  },
  {
    table: 'inbound_item',
    section: 'received',
    about: 'Mails and reports that came from you or about mails to you. Whole mails are kept for a short time only.',
    of: itsItems,
    hidden: ['raw', 'content_key', 'way_key', 'reading'],
    more: sql`t.raw IS NOT NULL AS whole_mail_kept, CASE WHEN t.format = 'mail' THEN encode(substring(t.raw
      from 1 for least(16384, greatest(position('\\x0d0a0d0a'::bytea in t.raw), 1) - 1)), 'escape') END AS headers`,
    erasure: {
      kind: 'columns',
      set: {
        envelope_from: nothing,
        envelope_to: noTexts,
        raw: nothing,
        reading: sql`'{"kind":"other","reason":"erased"}'::jsonb`,
        note: sql`'the person was erased'`,
        subject: nothing,
        from_address: nothing,
        text: nothing,
        intent: nothing,
        status: sql`CASE WHEN t.status IN ('pending', 'held') THEN 'ignored' ELSE t.status END`,
      },
      kept: {
        way: authored,
        way_key: 'a number of the mailbox or provider: by it a mail that comes twice is known',
        content_key: 'a hash: by it a mail that comes twice is known',
        format: state,
        kind: state,
        matched_by: state,
        handled_by: staff,
      },
    },
  },
  {
    table: 'letter',
    section: 'letters',
    about:
      'Mails that people of ours wrote to you, or to each other about you, and those that asked you to confirm something.',
    of: ofLead,
    hidden: ['key', 'consent_request_id'],
    erasure: {
      kind: 'columns',
      set: {
        key: sql`'erased/' || t.id`,
        recipient: sql`CASE WHEN t.kind IN ('note', 'decision') THEN t.recipient ELSE '' END`,
        subject: blank,
        text: blank,
        in_reply_to: nothing,
        references: noTexts,
      },
      kept: { kind: state, actor: staff },
    },
  },
  {
    table: 'task',
    section: 'tasks',
    about: 'What people of ours were asked to do because of you.',
    of: (subject) => sql`(t.lead_id = ${subject.leadId} OR t.inbound_item_id IN (
      SELECT id FROM inbound_item WHERE lead_id = ${subject.leadId}))`,
    hidden: ['key'],
    erasure: {
      kind: 'columns',
      set: {
        key: sql`'erased/' || t.id`,
        title: sql`'erased'`,
        detail: nothing,
        done_at: sql`coalesce(t.done_at, t.created_at)`,
        done_by: sql`coalesce(t.done_by, 'erasure')`,
      },
      also: (subject) => namesAddress(sql`concat_ws(' ', t.title, t.detail)`, subject),
      kept: { kind: state, assignee: staff },
    },
  },
  {
    table: 'event',
    section: 'events',
    about:
      'What you did and what happened to our mails: opens and clicks with the program and network they came from, replies ' +
      'with their words, forms, page views, bounces.',
    of: ofLead,
    hidden: ['dedupe_key'],
    erasure: {
      kind: 'columns',
      set: {
        dedupe_key: sql`CASE WHEN t.kind = 'sent' THEN t.dedupe_key ELSE 'erased/' || t.id END`,
        // The class of a reply is ours; the others are what sites and CRMs told.
        name: sql`CASE WHEN t.kind = 'reply' THEN t.name END`,
        // A link of the mail itself is known by the name that it has there; what a site told may be any address of a page.
        link: sql`CASE WHEN EXISTS (SELECT 1 FROM message m
          WHERE m.id = t.message_id AND m.links @> jsonb_build_array(jsonb_build_object('name', t.link))) THEN t.link END`,
        payload: noObject,
        judge_at: nothing,
      },
      kept: { kind: state, step_id: authored, verdict: state },
    },
  },
  {
    table: 'score_entry',
    section: 'scores',
    about: 'The points that you were given, and for what.',
    of: ofLead,
    hidden: ['key'],
    erasure: { kind: 'kept', why: 'points and the rules that gave them: for reports' },
  },
  {
    table: 'stage_move',
    section: 'stages',
    about: 'How you moved through the stages from a first contact to a customer.',
    of: ofLead,
    erasure: {
      kind: 'columns',
      // First contacts and interest name their source or what was done, a person's word what was wrong with somebody; other
      // moves go by points and decisions.
      set: {
        reason: sql`CASE WHEN t."to" IN ('awareness', 'name', 'engaged', 'disqualified') THEN 'erased' ELSE t.reason END`,
        snapshot: nothing,
      },
      kept: { from: state, to: state, actor: staff, grade: state },
    },
  },
  {
    table: 'handoff',
    section: 'handoffs',
    about: 'When you were introduced to sales, what was decided, and their notes.',
    of: ofLead,
    // Another person's hand-off.
    hidden: ['workflow_id', 'attached_to'],
    erasure: {
      kind: 'columns',
      set: { note: nothing },
      kept: {
        workflow_id: ids,
        status: state,
        reason: state,
        decided_by: staff,
        grade: state,
        product: state,
        currency: state,
      },
    },
  },
  {
    table: 'handoff_step',
    section: 'handoffSteps',
    about: 'What sales did: contacts, meetings, decisions, with their notes.',
    hidden: ['key'],
    of: (subject) => sql`t.handoff_id IN ${itsHandoffs(subject)}`,
    erasure: { kind: 'columns', set: { note: nothing }, kept: { kind: state, actor: staff, key: ids } },
  },
  {
    table: 'crm_record',
    section: 'crmRecords',
    about: 'What the CRM of our sales people knows of you by us, and what it did not take.',
    of: ofLead,
    hidden: ['wanted', 'told', 'attempts', 'due_at'],
    erasure: {
      kind: 'columns',
      set: { words: nothing, synced: noObject },
      kept: { of: state, remote_id: ids, because: state, refusal: state, field: authored },
    },
  },
  {
    table: 'crm_change',
    section: 'crmChanges',
    about: 'What our sales people changed about you in their CRM.',
    of: ofLead,
    hidden: ['key'],
    erasure: {
      kind: 'columns',
      // What waits to be done is done with.
      set: {
        data: noObject,
        words: nothing,
        state: sql`CASE WHEN t.state = 'waiting' THEN 'ignored' ELSE t.state END`,
      },
      kept: { key: ids, of: state, remote_id: ids, kind: state },
    },
  },
  {
    table: 'handoff_offer',
    section: 'offers',
    about: 'To whom of sales you were introduced, and when.',
    of: (subject) => sql`t.handoff_id IN ${itsHandoffs(subject)}`,
    more: sql`(SELECT s.name FROM salesperson s WHERE s.id = t.salesperson_id) AS salesperson`,
    erasure: { kind: 'kept', why: 'times and ids: for reports on sales' },
  },
  {
    table: 'message',
    section: 'mails',
    about: 'The mails that we sent you or meant to send, with their links, and mails among us about you ("internal").',
    of: ofLead,
    hidden: ['key', 'claim_token', 'lease_until'],
    more: sql`(SELECT v.name FROM template_version v WHERE v.id = t.template_version_id) AS template`,
    erasure: {
      kind: 'columns',
      set: {
        recipient: sql`CASE WHEN t.internal OR t.handoff_id IS NOT NULL THEN t.recipient ELSE '' END`,
        subject: nothing,
        links: noList,
        detail: nothing,
        // Nothing leaves any more; what is leaving at this moment settles by its own claim.
        state: sql`CASE WHEN t.state IN ('PENDING', 'CLAIMED', 'DEFERRED') THEN 'SUPPRESSED' ELSE t.state END`,
        claim_token: sql`CASE WHEN t.state IN ('PENDING', 'CLAIMED', 'DEFERRED') THEN NULL ELSE t.claim_token END`,
        lease_until: sql`CASE WHEN t.state IN ('PENDING', 'CLAIMED', 'DEFERRED') THEN NULL ELSE t.lease_until END`,
      },
      kept: {
        key: ids,
        step_id: authored,
        verdict: state,
        from_domain: authored,
        relay: authored,
        resolved_by: staff,
        relay_message_id: 'what the relay called the mail: by it a late report is known and dropped',
      },
    },
  },
  {
    table: 'lead_origin',
    section: 'origins',
    about: 'How we came to know you, each time: the form, the list or the campaign, and the page that you came from.',
    of: ofLead,
    hidden: ['own'],
    erasure: { kind: 'rows' },
  },
  {
    table: 'form_submission',
    section: 'forms',
    about: 'Forms that you filled in, and what you typed as long as it was not looked at.',
    of: ({ leadId, addresses }) =>
      sql`(t.lead_id = ${leadId} OR lower(t.content->'lead'->>'email') = ANY (${addresses}))`,
    hidden: ['key', 'visit', 'version', 'claimed_at'],
    erasure: { kind: 'rows' },
  },
  {
    table: 'lead_alias',
    section: 'aliases',
    about: 'Other addresses of yours, when we knew you under two and brought them together.',
    of: ofLead,
    hidden: ['canonical_email', 'mailbox'],
    erasure: { kind: 'rows' },
  },
  {
    table: 'lead_merge',
    section: 'merges',
    about: 'When we found that we knew you twice. For a time we can undo that; until then a copy is kept.',
    of: ({ leadId }) => sql`(t.lead_id = ${leadId} OR t.merged_id = ${leadId})`,
    hidden: ['snapshot', 'merged_id'],
    more: sql`t.snapshot IS NOT NULL AS copy_kept`,
    erasure: {
      kind: 'columns',
      set: { snapshot: nothing, note: nothing },
      kept: { reason: state, actor: staff, undone_by: staff },
    },
  },
  {
    table: 'lead_duplicate',
    section: 'duplicates',
    about: 'Others who may be you, by the same telephone number or name, and what a person of ours decided.',
    of: ({ leadId }) => sql`(t.lead_id = ${leadId} OR t.other_id = ${leadId})`,
    erasure: { kind: 'rows' },
  },
  {
    table: 'segment_member',
    section: 'segments',
    about: 'The groups of people that you belong to by what is known of you.',
    of: ofLead,
    erasure: { kind: 'rows' },
  },
  {
    table: 'webhook_delivery',
    section: 'told',
    about: 'What we told other systems of ours about you: ids, names and numbers.',
    of: ofLead,
    erasure: { kind: 'rows' },
  },
  {
    table: 'lead',
    section: 'lead',
    about: 'Who you are to us: your address, name, company and other facts, your stage and points.',
    of: ({ leadId }) => sql`t.id = ${leadId}`,
    hidden: ['canonical_email', 'mailbox', 'address_hash', 'erased_at', 'account_id'],
    more: sql`(SELECT a.name FROM account a WHERE a.id = t.account_id) AS company`,
    erasure: {
      kind: 'columns',
      set: {
        email: sql`'erased-' || t.id || '@erased.invalid'`,
        canonical_email: sql`'erased-' || t.id || '@erased.invalid'`,
        address_hash: nothing,
        first_name: nothing,
        last_name: nothing,
        title: nothing,
        country: nothing,
        language: nothing,
        time_zone: nothing,
        source: nothing,
        mailbox: nothing,
        phone: nothing,
        kind: nothing,
        registration_reasons: noTexts,
        review_at: nothing,
        fields: noObject,
        tags: noTexts,
        stage: sql`'disqualified'`,
        account_id: nothing,
        away_until: nothing,
        mail_pause_until: nothing,
        mail_frequency: sql`'all'`,
      },
      kept: {
        grade: state,
        engagement: 'points of groups',
        temperature: state,
        consent_rule: state,
        registration: state,
      },
    },
  },
  {
    table: 'account',
    section: 'company',
    about: 'The company that you belong to.',
    of: ({ accountId }) => sql`t.id = ${accountId}`,
    hidden: ['key'],
    // Left while others belong to it; `erasure.ts` takes it away when nobody does.
    erasure: { kind: 'kept', why: 'removed with its last lead' },
  },
];
