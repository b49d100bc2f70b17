/**
 * What the page with all that is known about a person calls things: which members of a record it shows, in which order and
 * under which words, and what stands for a code of ours. What is not named here is shown all the same, after the rest; only
 * `left` is not: it means nothing outside the engine. The JSON form has everything. Long, because every table stands in it.
 */

export interface SectionWords {
  /** Members that together are the heading of a record. */
  readonly head: readonly string[];
  /** Of the members below it, in this order, their words. */
  readonly labels: Readonly<Record<string, string>>;
  readonly left?: readonly string[];
}

const recorded = 'Recorded by';

export const sectionWords: Readonly<Record<string, SectionWords>> = {
  lead: {
    head: [],
    labels: {
      ...{
        email: 'E-mail address',
        firstName: 'First name',
        lastName: 'Last name',
        title: 'Position',
        company: 'Company',
      },
      ...{ country: 'Country', language: 'Language', timeZone: 'Time zone', source: 'How we came to know you' },
      ...{
        phone: 'Telephone',
        kind: 'Found for us alone or for others too',
        consentRule: 'What you must agree to first',
      },
      ...{ registration: 'Whether your address is real', registrationReasons: 'How we know that it is' },
      ...{ fields: 'Other facts', tags: 'Keywords', mailFrequency: 'How many mails you want' },
      ...{ mailPauseUntil: 'You asked for no mails until', awayUntil: 'You are away until' },
      ...{ stage: 'How far you are with us', temperature: 'How interested you seem', score: 'Points for what you did' },
      ...{ engagement: 'Points by what you did', fitPoints: 'Points for how well our offer suits you' },
      ...{ grade: 'How well our offer suits you (A: best)', createdAt: 'Known since', updatedAt: 'Last changed' },
    },
    left: ['scoreBound', 'reviewAt'],
  },
  company: {
    head: ['name'],
    labels: { domain: 'Domain of its addresses', createdAt: 'Known since', owner: 'Who looks after it' },
  },
  origins: {
    head: ['source', 'at'],
    labels: { way: 'How you came', detail: 'More', actor: recorded },
  },
  forms: {
    head: ['form', 'at'],
    labels: {
      ...{
        status: 'What became of it',
        reasons: 'Why',
        note: 'Note',
        origin: 'How you came',
        content: 'What you typed',
      },
      ...{ handledAt: 'Worked on', releasedBy: 'Let in by' },
    },
  },
  aliases: { head: ['email', 'at'], labels: {} },
  merges: {
    head: ['at'],
    labels: {
      ...{ reason: 'How we saw it', actor: 'By', undoUntil: 'Can be undone until', undoneAt: 'Undone' },
      ...{ undoneBy: 'Undone by', copyKept: 'Is the copy kept?', note: 'Note' },
    },
  },
  duplicates: {
    head: ['foundAt'],
    labels: { reason: 'By the same', status: 'What was decided', decidedAt: 'Decided', decidedBy: 'By' },
  },
  segments: { head: ['segment', 'since'], labels: {} },
  told: {
    head: ['type', 'createdAt'],
    labels: { endpoint: 'To', data: 'What', deliveredAt: 'Taken', deadAt: 'Given up' },
    left: ['attempts', 'availableAt', 'triedSince', 'lastStatus', 'lastError'],
  },
  consents: {
    head: ['purpose', 'basis'],
    labels: {
      ...{ at: 'Given', source: 'Where', wording: 'What you agreed to', proof: 'How we know', actor: recorded },
      ...{ expiresAt: 'Ends', withdrawnAt: 'Withdrawn', withdrawnBy: 'Withdrawn by' },
    },
  },
  consentRequests: {
    head: ['requestedAt'],
    labels: {
      ...{ purposes: 'For', wording: 'What you were asked to agree to', wordingVersion: 'Version of the wording' },
      ...{
        source: 'Where',
        actor: 'Asked for by',
        confirmedAt: 'You confirmed it',
        expiresAt: 'Could be confirmed until',
        enroll: 'Series that began by it',
      },
    },
    left: ['enrollRefused'],
  },
  visitors: {
    head: ['firstAt'],
    labels: {
      ...{ site: 'Site', landing: 'How you came there', views: 'Pages you looked at', lastAt: 'Seen last' },
      identifiedAt: 'When you said who you are',
    },
  },
  visitorViews: { head: ['at'], labels: { path: 'Page' } },
  suppressions: {
    head: ['reason', 'at'],
    labels: {
      ...{ scope: 'Which mails it stops', detail: 'What is noted', actor: recorded, liftedAt: 'Lifted' },
      ...{ liftedBy: 'Lifted by', liftedFor: 'Lifted because of' },
    },
  },
  suppressed: { head: ['reason', 'at'], labels: { detail: 'What is noted' } },
  enrollments: {
    head: ['sequence', 'createdAt'],
    labels: {
      ...{ status: 'How it stands', reason: 'Why it ended', stopReason: 'Why it stops', endedAt: 'Ended' },
      ...{ stepId: 'The step you are at', waitUntil: 'Goes on at the latest', number: 'How often you were in it' },
      ...{ version: 'Version of the series', origin: 'Who put you into it' },
    },
    left: ['waitFor', 'waitSince'],
  },
  steps: {
    head: ['stepId', 'at'],
    labels: { kind: 'What it is', arm: 'The way it went', answer: 'What the other system said', visit: 'How often' },
    left: ['design'],
  },
  moves: { head: ['kind', 'at'], labels: { detail: 'Why' } },
  pauses: { head: ['since'], labels: { kind: 'Of what', reason: 'Why', actor: 'By' }, left: ['target'] },
  interventions: {
    head: ['kind', 'at'],
    labels: {
      ...{ sequence: 'Series', reason: 'Why', actor: 'By', fromStep: 'From the step', toStep: 'To the step' },
      ...{ fromVersion: 'From version', toVersion: 'To version' },
    },
  },
  received: {
    head: ['kind', 'receivedAt'],
    labels: {
      ...{ fromAddress: 'From', subject: 'Subject', text: 'What it says', intent: 'What we took it to mean' },
      ...{
        headers: 'Its head, as it was sent',
        envelopeFrom: 'Sender',
        envelopeTo: 'Receiver',
        note: 'What became of it',
      },
      ...{
        status: 'How it stands',
        handledAt: 'Dealt with',
        handledBy: 'By',
        wholeMailKept: 'Is the whole mail kept?',
      },
      ...{ size: 'Size in bytes', way: 'How it came', matchedBy: 'How we know that it is about you', format: 'Form' },
    },
  },
  letters: {
    head: ['subject', 'createdAt'],
    labels: { kind: 'What it is', text: 'What it says', recipient: 'To', actor: 'Written by' },
    left: ['inReplyTo', 'references'],
  },
  tasks: {
    head: ['title', 'createdAt'],
    labels: {
      ...{
        kind: 'What it is',
        detail: 'More',
        assignee: 'For',
        dueAt: 'To be done by',
        doneAt: 'Done',
        doneBy: 'Done by',
      },
    },
  },
  events: {
    head: ['kind', 'occurredAt'],
    labels: {
      ...{ name: 'Which', link: 'Link', stepId: 'Step of the series', verdict: 'Who did it, as far as we can tell' },
      ...{ payload: 'What was told', recordedAt: 'Recorded', judgeAt: 'Will be judged', visit: 'How often' },
    },
  },
  scores: {
    head: ['reason', 'at'],
    labels: { points: 'Points', scoreAfter: 'Points after it', group: 'Kind', change: 'What it changed' },
    left: ['kind'],
  },
  stages: {
    head: ['to', 'at'],
    labels: { from: 'Before', reason: 'Why', actor: 'By', score: 'Points', grade: 'How well our offer suited you' },
    left: ['workspace', 'snapshot'],
  },
  handoffs: {
    head: ['status', 'createdAt'],
    labels: {
      ...{ reason: 'Why', note: 'Note of sales', decidedAt: 'Decided', decidedBy: 'By', score: 'Points' },
      ...{ grade: 'How well our offer suited you', number: 'How often', recycledAs: 'Series that followed' },
      ...{
        product: 'What it was about',
        acceptedAt: 'Accepted',
        contactedAt: 'First contact',
        meetingAt: 'First meeting',
      },
      ...{
        amount: 'Amount',
        currency: 'Currency',
        againOn: 'Not before',
        queuedAt: 'Waits since',
        plannedAt: 'Next contact',
        plans: 'Times planned',
      },
    },
    left: ['follow'],
  },
  crmRecords: {
    head: ['of', 'toldAt'],
    labels: {
      synced: 'What it knows',
      refusal: 'What it did not take',
      field: 'Which field',
      words: 'What it said',
      waitingSince: 'Waits since',
      because: 'Why',
    },
  },
  crmChanges: {
    head: ['kind', 'at'],
    labels: { data: 'What it says', state: 'What became of it', words: 'More', doneAt: 'Done', takenAt: 'Told to us' },
    left: ['of'],
  },
  handoffSteps: {
    head: ['kind', 'at'],
    labels: { actor: 'By', note: 'Note of sales' },
  },
  offers: {
    head: ['salesperson', 'offeredAt'],
    labels: {
      deadline: 'To be answered by',
      remindAt: 'To be reminded',
      lapsedAt: 'Not answered by',
      number: 'How often',
      because: 'Why this person',
      givenBy: 'Given by',
    },
    left: ['managerAt', 'remindAgainAt', 'temperature'],
  },
  mails: {
    head: ['subject', 'createdAt'],
    labels: {
      ...{ state: 'What became of it', sentAt: 'Sent', recipient: 'To', internal: 'Is it a mail among us about you?' },
      ...{
        links: 'Its links',
        template: 'Made from',
        stepId: 'Step of the series',
        detail: 'What the mail servers said',
      },
      ...{ fromDomain: 'Sent from', firstTriedAt: 'First tried', attempts: 'How often it was tried' },
      ...{ updatedAt: 'Last changed', resolvedBy: 'Who said what became of it', visit: 'How often' },
    },
    left: ['relay', 'relayMessageId', 'verdict', 'verdictCount', 'priority'],
  },
};

/** Of what lies within a record. */
export const nestedLabels: Readonly<Record<string, string>> = {
  ...{ at: 'As of', points: 'Points', groups: 'By kind', method: 'By', ip: 'Internet address', userAgent: 'Program' },
  ...{ wordingVersion: 'Version of the wording', reference: 'Found again by', hit: 'The request', network: 'Network' },
  ...{ networkKind: 'Kind of network', status: 'Answer', body: 'What it said', url: 'Address', name: 'Name' },
  ...{ text: 'Text', topics: 'Topics', frequency: 'How many mails', pausedUntil: 'No mails until', actor: 'By' },
  ...{ form: 'Form', campaign: 'Campaign', medium: 'By', term: 'Word searched for', content: 'Which advertisement' },
  ...{ referrer: 'The page that led to ours', landingPage: 'The first page of ours', clickId: 'Number of the click' },
  ...{ partner: 'Partner', kind: 'Kind', value: 'Number', source: 'Source' },
  ...{ via: 'By way of', returnDate: 'Back on', diagnostic: 'What the mail server said', reasons: 'Why' },
};

/** Within a record, what says nothing to anybody but the engine. */
export const nestedLeft: ReadonlySet<string> = new Set([
  ...['armed', 'honeypot', 'prefetch', 'link', 'reasons', 'rules'],
]);

const reasons = {
  manual: 'a person of ours said so',
  bounce_hard: 'mails came back: there is nobody at the address',
  unsubscribe: 'you want no more mails',
  complaint: 'you called a mail spam',
  legal: 'for legal reasons',
} as const;

const stages = {
  ...{
    awareness: 'not known yet',
    name: 'known by name',
    engaged: 'has shown interest',
    prospect: 'may become a customer',
  },
  ...{ mql: 'ready for sales', sql: 'accepted by sales', opportunity: 'in talks with sales', customer: 'customer' },
  ...{ recycled: 'given back by sales', disqualified: 'not pursued' },
} as const;

type Codes = Readonly<Record<string, string>>;

/** What codes stand for, by `section.member`, else by the member alone. */
export const codeWords: Readonly<Record<string, Codes>> = {
  stage: stages,
  'stages.to': stages,
  'stages.from': stages,
  mailFrequency: { all: 'as many as there are', weekly: 'one a week at most', monthly: 'one a month at most' },
  frequency: { all: 'as many as there are', weekly: 'one a week at most', monthly: 'one a month at most' },
  basis: {
    express: 'you said yes',
    implied: 'implied by what you did',
    legitimate_interest: 'our legitimate interest',
  },
  method: {
    ...{
      form: 'a form',
      'double-opt-in': 'a link that you confirmed',
      import: 'a list',
      api: 'another system of ours',
    },
    ...{
      person: 'a person of ours',
      page: 'your own page',
      mail: 'a mail of yours',
      GET: 'opening it',
      POST: 'sending it',
    },
    HEAD: 'looking at it',
  },
  purpose: { marketing: 'Mails of any kind', tracking: 'Seeing opens and clicks', profiling: 'Giving points' },
  'suppressions.reason': reasons,
  'suppressed.reason': reasons,
  scope: { all: 'all mails' },
  liftedFor: {
    ...{ consent: 'a new consent of yours', address: 'an address that was put right', manual: 'a person of ours' },
    legal: 'legal reasons',
  },
  'lead.kind': { consumer: 'for others too', target: 'for us alone' },
  consentRule: { express: 'that you say yes', confirmed: 'that you confirm by a link' },
  'origins.way': {
    ...{ form: 'a form', api: 'another system of ours', file: 'a list', hand: 'a person of ours', call: 'a call' },
    ...{ chat: 'a chat', sms: 'a text message', mail: 'a mail', partner: 'a partner', step: 'a series of mails' },
  },
  'merges.reason': {
    address: 'the same mailbox',
    phone: 'the same telephone number',
    person: 'a person of ours said so',
  },
  'duplicates.status': { open: 'not decided yet', merged: 'it is you', distinct: 'it is somebody else' },
  'enrollments.status': {
    ...{ active: 'goes on', completed: 'went through to its end', converted: 'reached its goal', exited: 'left early' },
    ...{ stopped: 'was stopped', failed: 'failed' },
  },
  'enrollments.reason': { ...reasons, mql: 'you were introduced to sales', merged: 'we knew you twice' },
  stopReason: { ...reasons, mql: 'you were introduced to sales', merged: 'we knew you twice' },
  'steps.kind': { call: 'another system was asked', split: 'a choice by chance', act: 'something was done' },
  'moves.kind': { moved: 'Went over', stayed: 'Stayed in the old one', failed: 'Could not go over' },
  'pauses.kind': { lead: 'all your mails', enrollment: 'one series' },
  'interventions.kind': {
    ...{ paused: 'Paused', resumed: 'Went on', stopped: 'Stopped', moved: 'Put to another step' },
    migrated: 'Put into a newer version',
  },
  'received.kind': {
    ...{
      bounce: 'A mail that came back',
      complaint: 'A report of spam',
      reply: 'Your answer',
      other: 'Something else',
    },
    ...{ 'auto-reply': 'An automatic answer', unsubscribe: 'Your wish for no more mails' },
  },
  'received.status': {
    ...{ pending: 'not read yet', applied: 'taken into account', ignored: 'not about you', held: 'waits for a person' },
    dismissed: 'set aside by a person',
  },
  matchedBy: {
    ...{ token: 'by the address that it was sent to', 'in-reply-to': 'by the mail that it answers' },
    ...{
      references: 'by the mails that it names',
      'provider-id': 'by the number of the mail',
      person: 'a person said so',
    },
  },
  format: { mail: 'a mail', event: 'a report of a mail service' },
  way: {
    ...{
      smtp: 'sent to us',
      imap: 'from our mailbox',
      webhook: 'from our mail service',
      api: 'by another system of ours',
    },
  },
  'tasks.kind': {
    ...{ reply: 'to answer you', match: 'to find out whom a mail is about', referral: 'to look at a name you gave' },
    ...{ 'wrong-person': 'to find out whom to write to', call: 'to call you', template: 'to look at a mail of ours' },
    ...{ 'left-company': 'you have left the company', challenge: 'to answer a question of your mailbox' },
  },
  'letters.kind': { answer: 'an answer to you', note: 'a note among us' },
  'events.kind': {
    ...{ sent: 'A mail was sent to you', open: 'A mail was opened', click: 'A link was followed' },
    ...{ click_held: 'A link was followed: not judged yet', click_machine: 'A link was followed by a machine' },
    ...{
      reply: 'You answered',
      auto_reply: 'Your mailbox answered by itself',
      bounce_hard: 'A mail came back for good',
    },
    ...{ bounce_soft: 'A mail could not be delivered then', complaint: 'You called a mail spam' },
    ...{
      unsubscribe: 'You want no more mails',
      preferences: 'You chose which mails you want',
      form: 'You filled in a form',
    },
    ...{ page_view: 'You looked at a page', custom: 'Another system told us something' },
    touch: 'We were in touch by another way than mail',
  },
  verdict: {
    ...{ human: 'you, as it seems', machine: 'a machine', scanner: 'a machine that checks links', unsure: 'not clear' },
    ...{ prefetch: 'a program that loads pages ahead', proxy: 'the mail program, for you' },
  },
  'handoffs.status': {
    ...{ open: 'Not decided yet', accepted: 'Accepted by sales', returned: 'Given back by sales' },
    ...{ won: 'You became a customer', lost: 'You did not buy' },
  },
  'handoffs.reason': {
    ...{ no_fit: 'our offer does not suit', no_budget: 'no budget', no_authority: 'not the one who decides' },
    ...{ timing: 'not now', bad_data: 'wrong data', duplicate: 'known already', competitor: 'a competitor' },
    ...{ unreachable: 'nobody could be reached', silent: 'nothing happened for a long time', price: 'the price' },
    ...{ no_need: 'no need', no_decision: 'no decision', other: 'another reason' },
  },
  state: {
    ...{ PENDING: 'is to be sent', CLAIMED: 'is to be sent', IN_FLIGHT: 'is being sent', SENT: 'sent' },
    ...{
      DEFERRED: 'put off',
      FAILED: 'could not be delivered',
      SUPPRESSED: 'not sent, because you must not be mailed',
    },
    ...{ SKIPPED: 'not sent: its time had passed', UNKNOWN: 'nobody knows whether it arrived' },
  },
  actor: {
    ...{ engine: 'the system', cli: 'a person of ours', lead: 'you', retention: 'the system', erasure: 'the system' },
  },
};

/** Members that say who did something: their codes are those of `actor`. */
export const actorMembers: ReadonlySet<string> = new Set([
  ...['actor', 'origin', 'withdrawnBy', 'liftedBy', 'handledBy', 'doneBy', 'decidedBy', 'resolvedBy'],
]);

/** Members whose values are codes, which are put into words even where no table has them. */
export const codedMembers: ReadonlySet<string> = new Set([
  ...[
    'kind',
    'status',
    'state',
    'stage',
    'verdict',
    'intent',
    'basis',
    'method',
    'reason',
    'stopReason',
    'group',
    'way',
  ],
  ...[
    'mailFrequency',
    'frequency',
    'temperature',
    'matchedBy',
    'format',
    'liftedFor',
    'networkKind',
    'via',
    'events.name',
  ],
]);
