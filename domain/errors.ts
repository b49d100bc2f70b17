/**
 * The one registry of errors: every failure a person or a program can meet has a code here, and the code decides
 * how it is retried, which HTTP status and which exit code it has, and what to do about it.
 * Compare errors by `code`, never with `instanceof`: the workflow sandbox and the wire lose the class.
 *
 * Long, because all codes stand in one table.
 */

/** `never`: the same call fails again. `backoff`: it may pass soon. `later`: wait for an outage to end. */
export type Retry = 'never' | 'backoff' | 'later';

export interface ErrorKind {
  readonly retry: Retry;
  readonly http: number;
  /** Process exit code: 2 wrong usage or input, 3 not found, 4 conflict or refused, 5 environment, 1 everything else. */
  readonly exit: number;
  readonly summary: string;
  readonly remedy: string;
}

const input = (summary: string, remedy: string): ErrorKind => ({ retry: 'never', http: 422, exit: 2, summary, remedy });
const missing = (summary: string, remedy: string): ErrorKind => ({
  retry: 'never',
  http: 404,
  exit: 3,
  summary,
  remedy,
});
const refused = (summary: string, remedy: string): ErrorKind => ({
  retry: 'never',
  http: 409,
  exit: 4,
  summary,
  remedy,
});
const outage = (summary: string, remedy: string): ErrorKind => ({
  retry: 'later',
  http: 503,
  exit: 5,
  summary,
  remedy,
});

export const errorKinds = {
  // Authored files: reported with file:line:col.
  YAML_SYNTAX: input('The file is not valid YAML.', 'Correct the syntax at the position shown.'),
  AUTHORING_SHAPE: input(
    'A value in the file is missing, unknown or of the wrong kind.',
    'Write it as the message says; docs/sequences.md, docs/workspace.md, docs/scoring.md and docs/forms.md have every key with an example.',
  ),
  STEP_UNKNOWN: input('The step kind is unknown.', 'docs/sequences.md has every kind of step with an example.'),
  STEP_DUPLICATE: input('Two steps of one sequence have the same id.', 'Give one of them another id.'),
  STEP_REFERENCE: input(
    'A step refers to a step that does not exist or cannot have run before it.',
    'Name a step that is there, and where a mail or an answer is meant, one that comes before.',
  ),
  STEP_UNREACHABLE: input('A step can never be reached.', 'Remove it, or move it before the exit.'),
  DURATION_INVALID: input(
    'The duration cannot be read.',
    'Write a number and a unit, such as "3 days", "2 hours" or "45 minutes".',
  ),
  CONDITION_INVALID: input(
    'The condition is not a valid expression over the declared fields.',
    'Correct the expression; declare custom fields under "fields" in workspace/organisation.yaml.',
  ),
  EVENT_UNSUPPORTED: input(
    'The event cannot decide anything.',
    'Wait for a click, a reply or another event that a person causes: machines open mail, so an open proves nothing.',
  ),
  EVENT_IMPOSSIBLE: input(
    'A wait is for an event that can never count there.',
    'Wait for something else, or change what ends the sequence before it: "goals", or "mql" under "stop".',
  ),
  TEMPLATE_MISSING: input('The template does not exist.', 'Create templates/NAME.mjml, or correct the name.'),
  TEMPLATE_INVALID: input('The template cannot be compiled.', 'Correct the template at the position shown.'),
  TEMPLATE_VARIABLE: input(
    'A template variable has no value and no fallback.',
    'Use {{field "name" "fallback"}}, or give the lead the field.',
  ),
  TEMPLATE_DOUBTFUL: input(
    'A template can be sent as it is, but does not serve every reader well.',
    'Correct it as the message says, or leave it if it is meant so.',
  ),
  FIXTURE_INVALID: input(
    'A fixture is not a sample lead, or its template cannot be filled with it.',
    'Correct the fixture at the position shown; docs/templates.md has an example.',
  ),
  LINK_UNKNOWN: input(
    'The template has no link of that name.',
    'Name the link in the template: <mj-button name="…"> or <a name="…">.',
  ),
  WAIT_INVALID: input(
    'The text of a wait cannot be read.',
    'Write it as one of: "3 days", "3 days at 09:00", "5 business days", "until 2026-12-24", "until tuesday at 09:00", "30 days before lead.fields.NAME".',
  ),
  WAIT_ENDLESS: input('A wait for events might never end.', 'Give it a "timeout": how long it waits at most.'),
  WAIT_PAST: input(
    'A wait is until a date that is over.',
    'Give a date that is to come, or leave the wait out: it leads on at once, or into its "else".',
  ),
  CALL_REFUSED: input(
    'A call goes where calls are not allowed to go by default.',
    'Use https and a public address, or have the operator set TENDRIL_CALLS_ALLOW_HTTP or TENDRIL_CALLS_ALLOW_PRIVATE.',
  ),
  LOOP_ENDLESS: input(
    'A loop has no cap, or a way round it on which nothing waits or sends.',
    'Give the goto an "atMost" of 1 to 100, and put a wait or a send on every way round the loop.',
  ),
  WINDOW_CLOSED: input(
    'The send window never opens.',
    'Leave a time on at least one day that "hours" allow and neither "quiet" nor the holidays forbid.',
  ),
  EVENT_UNKNOWN: input(
    'The custom event is not declared.',
    'Declare it under "events" in workspace/organisation.yaml, or correct the name.',
  ),
  SENDER_UNKNOWN: input(
    'There is no sender of that name.',
    'Declare it under "senders" in workspace/organisation.yaml, or correct the name.',
  ),
  PART_UNKNOWN: input(
    'There is no such part of the sequence, or the part has no such parameter.',
    'Declare it under "parts" at the top of the file, or correct the name.',
  ),
  LIVE_STRANDED: input(
    'Live enrollments stand at a step that is gone.',
    'Keep the step, or name its former id under "formerly" at the step that takes its place.',
  ),
  LIVE_CHANGED: input(
    'Live enrollments stand at a step that is of another kind now.',
    'Give the new step an id of its own; or leave it so, if it is meant for them: migrate --dry-run shows what it does.',
  ),
  CODE_INVALID: input(
    'A sequence in TypeScript cannot be run, or exports no sequence.',
    'Correct the code at the place shown; docs/sequences.md has an example.',
  ),
  CSV_SYNTAX: input('The CSV row cannot be read.', 'Check the quotes and the number of columns in that row.'),
  COLUMNS_UNKNOWN: input(
    'The header of a file does not say what its columns hold.',
    'Say what a column holds, --map "Betrieb=company", or leave it out, --map "Notes=-" or --ignore-unknown; fields of your own are declared under "fields" in workspace/organisation.yaml.',
  ),
  FIELD_INVALID: input(
    'A field has a value of the wrong type or is not declared.',
    'Correct the field or its value; fields of your own are declared under "fields" in workspace/organisation.yaml.',
  ),
  ANSWERS_INVALID: input(
    'An answer to a form is missing or cannot be taken.',
    'Correct the answers that the message names; docs/forms.md has what each kind of question takes.',
  ),
  ADDRESS_INVALID: input('The e-mail address is not valid.', 'Give one address of the form name@example.com.'),
  ADDRESS_MULTIPLE: input(
    'The field holds more than one e-mail address.',
    'Give one address; add further people as leads of their own.',
  ),
  LEAD_DUPLICATE: input('The file has this e-mail address in more than one row.', 'Keep one row for each address.'),
  REQUEST_INVALID: {
    ...input('The request does not match its schema.', 'Compare it with GET /v1/openapi.json.'),
    http: 400,
  },
  BODY_TOO_LARGE: {
    ...input('The request body is too large.', 'Send less at a time: 1 MB at most, 2 MB in a batch of events.'),
    http: 413,
  },
  BODY_TYPE: { ...input('The request body is not JSON.', 'Send it with Content-Type: application/json.'), http: 415 },
  USAGE: input('The command line is wrong.', 'See the command with --help.'),
  CONFIG_INVALID: {
    ...input('A setting is unknown or has a wrong value.', 'Correct it; docs/operator.md has the table of settings.'),
    exit: 5,
  },

  // Things looked up.
  LEAD_UNKNOWN: missing('There is no such lead.', 'Import or add the lead first, or correct the address or id.'),
  MERGE_UNKNOWN: missing(
    'There is no such merge of leads.',
    'See those of a lead, with their ids: tendril leads show LEAD.',
  ),
  MODEL_UNKNOWN: missing(
    'There is no scoring model.',
    'Publish a workspace that has a scoring.yaml: tendril workspace publish FOLDER.',
  ),
  SEQUENCE_UNKNOWN: missing(
    'There is no published sequence of that name.',
    'Publish it: tendril sequences publish FILE.',
  ),
  ENROLLMENT_UNKNOWN: missing(
    'There is no such enrollment.',
    'See those of a lead, with their ids: tendril enrollments list --lead LEAD.',
  ),
  STEP_MISSING: missing('The version of the sequence has no such step.', 'See its steps: tendril sequences show NAME.'),
  SEGMENT_UNKNOWN: missing(
    'There is no segment of that name.',
    'Declare it under "segments" in workspace/organisation.yaml.',
  ),
  SEGMENT_SLOW: refused(
    'The leads of a segment were not found within the time for it.',
    'Ask for less at once: a field, a tag or a stage beside what it counts, or a part of the condition alone.',
  ),
  ACCOUNT_UNKNOWN: missing('There is no such company.', 'List them: tendril accounts list.'),
  SOURCE_UNKNOWN: missing(
    'No file declares the source, and no lead has it.',
    'List them: tendril sources list; declare it in workspace/sources.yaml.',
  ),
  COST_UNKNOWN: missing('There is no such cost.', 'List them: tendril sources show SOURCE.'),
  COST_INVALID: input(
    'A cost has no period, amount or currency that can be.',
    'Give two days, an amount such as 1200.50 and the ISO 4217 code of a currency.',
  ),
  RECOMPUTE_UNKNOWN: missing('There is no such recompute of scores.', 'List them: tendril score recomputes.'),
  BATCH_UNKNOWN: missing('There is no such mass enrollment.', 'List them: tendril enroll --list.'),
  BROADCAST_UNKNOWN: missing('There is no such broadcast.', 'List them: tendril broadcast list.'),
  MIGRATION_UNKNOWN: missing('There is no such migration.', 'List them: tendril sequences migrations.'),
  MESSAGE_UNKNOWN: missing('There is no such mail.', 'See what was sent: tendril leads show LEAD.'),
  INBOUND_UNKNOWN: missing('There is no such incoming mail.', 'List them: tendril inbound list.'),
  ERASURE_UNKNOWN: missing('There is no such erasure.', 'List them: tendril leads erasures.'),
  TASK_UNKNOWN: missing('There is no such task.', 'List them: tendril tasks list.'),
  FORM_UNKNOWN: missing('There is no published form of that name.', 'See which there are: tendril forms list.'),
  SUBMISSION_UNKNOWN: missing(
    'Nothing of that id came in by a form.',
    'List what did: tendril forms submissions NAME.',
  ),
  LETTER_UNKNOWN: missing('There is no such letter.', 'See what was written: tendril inbound thread LEAD.'),
  WEBHOOK_UNKNOWN: missing('There is no such webhook.', 'List them: tendril hooks list ENDPOINT.'),
  ENDPOINT_UNKNOWN: missing(
    'There is no endpoint of that name to send webhooks to.',
    'Declare it in the file of TENDRIL_HOOKS, or correct the name: tendril hooks list.',
  ),
  KEY_UNKNOWN: missing('There is no such API key.', 'List them: tendril keys list.'),
  DKIM_KEY_UNKNOWN: missing(
    'There is no such DKIM key.',
    'List those of the domain: tendril senders keys list DOMAIN.',
  ),
  SENDER_DOMAIN_UNKNOWN: missing(
    'No published sender has an address of that domain.',
    'See the senders: tendril senders list; declare one in workspace/organisation.yaml and publish the workspace.',
  ),
  HANDOFF_UNKNOWN: missing('There is no such hand-off.', 'List the open ones: tendril handoffs list.'),
  TEMPLATE_UNKNOWN: missing(
    'There is no published template of that name.',
    'Publish the workspace: tendril workspace publish.',
  ),
  FILE_UNKNOWN: { ...missing('The file cannot be read.', 'Check the path and its permissions.'), exit: 2 },
  ROUTE_UNKNOWN: missing('There is nothing at this address.', 'See GET /v1/openapi.json.'),
  TOKEN_INVALID: missing('The link is not valid.', 'Use the link as it is in the mail.'),

  // Rights.
  KEY_MISSING: {
    retry: 'never',
    http: 401,
    exit: 4,
    summary: 'The request carries no valid API key.',
    remedy: 'Send "Authorization: Bearer KEY"; make a key with tendril keys create.',
  },
  KEY_SCOPE: {
    retry: 'never',
    http: 403,
    exit: 4,
    summary: 'The API key lacks the scope for this.',
    remedy: 'Use a key that has the scope named in the message.',
  },

  RATE_LIMITED: {
    retry: 'backoff',
    http: 429,
    exit: 4,
    summary: 'The API key asks for more than it may in a minute.',
    remedy: 'Wait as long as Retry-After says; send events in batches of a steady pace, or raise TENDRIL_API_LIMIT.',
  },

  // Conflicts and rules.
  ALREADY_ENROLLED: refused('The lead is in this sequence already.', 'Wait for it to end, or stop it first.'),
  LEAD_SUPPRESSED: refused(
    'The address is suppressed: no mail may be sent to it.',
    'See why: tendril suppressions show ADDRESS.',
  ),
  ENTRY_REFUSED: refused(
    'The lead does not meet the entry rule of the sequence.',
    'See "enter" in the sequence, tendril sequences explain NAME, and what holds the lead back, tendril leads show LEAD.',
  ),
  REENTRY_REFUSED: refused(
    'The lead was in this sequence before and may not enter again yet.',
    'See "again" under "enter" in the sequence.',
  ),
  LEAD_TAKEN: refused(
    'Another exclusive sequence of the same or a higher priority holds the lead.',
    'Wait for it to end, stop it, or give this sequence a higher priority.',
  ),
  COLLEAGUE_WITH_SALES: refused(
    'Sales has another lead of the same company, and the sequence leaves its colleagues alone.',
    'Wait until sales is done with it, or take "stop: { colleague: true }" out of the sequence.',
  ),
  ENROLLMENT_ENDED: refused('The enrollment has ended.', 'Enroll the lead again.'),
  VERSION_CHANGED: refused(
    'The enrollment goes by another version of its sequence than was thought.',
    'Look where it stands and ask again; a migration does so by itself.',
  ),
  MIGRATION_RUNNING: refused(
    'The sequence is being migrated already.',
    'Wait for it to end: tendril sequences migrations.',
  ),
  IMPORT_RUNNING: refused(
    'The file is being imported at this moment.',
    'Wait for it to end: tendril leads imports; then run it again, which goes on or tells that all is in.',
  ),
  BROADCAST_EXISTS: refused(
    'There is a broadcast of that name already.',
    'Look at it: tendril broadcast show NAME. Give a new one a name of its own.',
  ),
  BROADCAST_ENDED: refused(
    'The broadcast has ended.',
    'See what came of it: tendril broadcast show NAME. To mail the rest, begin another one.',
  ),
  STAGE_ILLEGAL: refused(
    'The lifecycle stage cannot change that way.',
    'See the stages and their moves in docs/lifecycle.md.',
  ),
  INBOUND_GONE: refused(
    'The incoming mail is not kept any more.',
    'See what it said: tendril inbound show ID. How long mails are kept is "retention" in workspace/organisation.yaml.',
  ),
  INBOUND_UNANSWERABLE: refused(
    'The incoming mail cannot be answered from here.',
    'If it is a reply, say whom it is about: tendril inbound assign ID --lead LEAD. Then answer it.',
  ),
  SUPPRESSION_LASTING: refused(
    'That reason cannot be lifted this way.',
    'See why: tendril suppressions show ADDRESS. An opt-out ends by the lead itself, on its preference page, or by a consent ' +
      'of later with proof: tendril leads consents record LEAD marketing --source WHERE --reference WHAT. An administrator ' +
      'lifts bounce_hard, manual and legal: tendril suppressions lift ADDRESS --reason REASON --why TEXT. Nothing lifts a ' +
      'complaint.',
  ),
  MESSAGE_SETTLED: refused(
    'What became of the mail is known.',
    'Look at it: tendril messages show ID. Only mails that are UNKNOWN can be resolved.',
  ),
  LEADS_SAME: refused(
    'The two are one lead already.',
    'Look at it, with the merges that made it: tendril leads show LEAD.',
  ),
  MERGE_UNDONE: refused('The merge was undone already.', 'Look at the leads: tendril leads show LEAD.'),
  MERGE_EXPIRED: refused(
    'The time in which a merge can be undone is over.',
    'Add the other lead again: its address is free once it is no alias any more.',
  ),
  MERGE_BURIED: refused(
    'The merge cannot be undone, because of what came after it.',
    'Undo the later merge first, or merge the lead that has the address now.',
  ),
  SUBMISSION_SETTLED: refused(
    'The submission of a form cannot be let in any more.',
    'What was typed is kept for 30 days; look at it: tendril forms submissions NAME.',
  ),
  HANDOFF_DECIDED: refused(
    'The hand-off has been decided already.',
    'Look at it: tendril handoffs list --all. One that sales has accepted is given back with --accepted (API: "accepted": true).',
  ),
  SALESPERSON_UNKNOWN: missing(
    'There is no salesperson of that key.',
    'They are listed in workspace/sales.yaml, and sell once that is published.',
  ),
  HANDOFF_REASSIGNED: refused(
    'The hand-off has been given to another salesperson.',
    'Ask for it back, or look at your open ones: tendril handoffs list.',
  ),
  HANDOFF_ATTACHED: refused(
    'The hand-off is attached to one of a colleague at the same company.',
    'Decide that one: it holds for both. This one alone can be returned or lost.',
  ),
  CRM_RATE_LIMITED: {
    retry: 'later',
    http: 503,
    exit: 5,
    summary: 'The CRM takes no more requests for now.',
    remedy: 'Nothing: what waits is told when the limit ends. If it lasts for days, look at the limits of the account.',
  },
  CRM_UNAUTHORISED: {
    retry: 'later',
    http: 503,
    exit: 5,
    summary: 'The CRM refuses the credentials, or they lack a scope.',
    remedy: 'Correct the token or the scopes that the message names, then: tendril crm check.',
  },
  CRM_UNREACHABLE: outage(
    'The CRM cannot be reached, or does not answer as it should.',
    'Nothing: what changes waits, and is told when it is back; see: tendril crm status.',
  ),
  IDEMPOTENCY_MISMATCH: {
    ...refused('The Idempotency-Key was used for a different request.', 'Use a new key for a new request.'),
    http: 422,
  },
  TRACKING_WITHHELD: refused(
    'The lead has not agreed to being tracked, so opens and clicks are not recorded.',
    'Nothing: that is what the lead wants; docs/workspace.md explains "tracking".',
  ),
  EVENT_UNSTORABLE: input(
    'The event cannot be stored.',
    'Send what the message names in the form or size that it says; the others of the batch are not touched.',
  ),
  EVENT_ID_REUSED: refused('The id was used for another event of the lead.', 'Give every event an id of its own.'),
  SENDER_NOT_READY: refused(
    'The sending domain is not set up for what was asked.',
    'Publish the DNS records shown and try again; docs/deliverability.md explains each of them.',
  ),
  DKIM_KEY_IN_USE: refused(
    'Mails are signed with this DKIM key.',
    'Activate another key of the domain first: tendril senders keys new DOMAIN.',
  ),
  WORKSPACE_EMPTY: refused('No workspace is published yet.', 'Publish one: tendril workspace publish.'),
  ENGINE_RUNNING: refused('The engine runs already.', 'Use the one that runs, or stop it first (Ctrl-C, or SIGTERM).'),
  NOT_ALL_DONE: {
    retry: 'never',
    http: 207,
    exit: 1,
    summary: 'Some of it was done and some of it was not.',
    remedy: 'Correct what is listed and run the command again; what is done stays done.',
  },

  // Sending.
  CLAIM_LOST: {
    retry: 'never',
    http: 409,
    exit: 1,
    summary: 'Another worker holds this message.',
    remedy: 'Nothing: the other worker finishes it.',
  },

  MAIL_NOT_ACCEPTED: refused(
    'The relay has not accepted the mail.',
    'See what it answered in the message; docs/deliverability.md tells what the answers mean.',
  ),

  // Environment.
  DATABASE_UNAVAILABLE: outage(
    'The database cannot be reached.',
    'Check DATABASE_URL, or start the engine with npm start.',
  ),
  TEMPORAL_UNAVAILABLE: outage(
    'The Temporal server cannot be reached.',
    'Check TEMPORAL_ADDRESS, or start the engine with npm start.',
  ),
  ENGINE_UNAVAILABLE: outage('The engine does not answer.', 'Start it with npm start, then try again.'),
  DISK_FULL: outage('There is no space left on the disk.', 'Free some space, or set TENDRIL_HOME to another disk.'),
  INBOUND_BUSY: outage(
    'More mails are coming in than can be read.',
    'Nothing is lost: whoever brought the mail brings it again. If it lasts, see in the log who sends so many.',
  ),
  MAILBOX_UNREADABLE: outage(
    'A mailbox cannot be read.',
    'The reason is with the mailbox: correct the file of TENDRIL_MAILBOXES, or wait for its server.',
  ),
  PORT_TAKEN: outage('The port is in use.', 'Stop the other program, or choose another port.'),
  PART_MISSING: outage('A part that the engine needs is not there.', 'See the ways to provide it in the message.'),
  CHILD_DIED: { ...outage('A part of the engine ended by itself.', 'See its log under .tendril/logs.'), exit: 1 },
  SCHEMA_OUTDATED: outage(
    'The database has not been migrated to this version.',
    'Start the engine once with npm start, or run tendril migrate.',
  ),
  FORMAT_UNKNOWN: outage(
    'Something that is stored was written by a newer version of Tendril.',
    'Run that version, or a newer one, everywhere; leads wait until then.',
  ),
  INTERNAL: {
    retry: 'backoff',
    http: 500,
    exit: 1,
    summary: 'Something went wrong inside.',
    remedy: 'See the log; report it with the steps that led here.',
  },
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof errorKinds;

/** Where an authored file is wrong; line and column count from 1. */
export interface SourcePosition {
  readonly file: string;
  readonly line: number;
  readonly col: number;
}

export type ErrorDetails = Readonly<Record<string, unknown>>;

/** Thrown for every failure that has a code. `message` says what was wrong with this one; the remedy is in the registry. */
export class TendrilError extends Error {
  override readonly name = 'TendrilError';
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.details = details;
  }
}

/** The code of any thrown value: its own if it has a registered one, else `INTERNAL`. */
export function errorCode(thrown: unknown): ErrorCode {
  const code = (thrown as { code?: unknown } | null)?.code;
  return typeof code === 'string' && Object.hasOwn(errorKinds, code) ? (code as ErrorCode) : 'INTERNAL';
}

export const hasCode = (thrown: unknown, code: ErrorCode): boolean => errorCode(thrown) === code;

export const errorKind = (code: ErrorCode): ErrorKind => errorKinds[code];

/** Whether it says that something is away for now, and nothing about what was asked. */
export function isOutage(thrown: unknown): boolean {
  const code = errorCode(thrown);
  return code !== 'INTERNAL' && errorKind(code).retry !== 'never';
}

/** One finding of a lint: an error with its place in an authored file. */
export interface Finding extends SourcePosition {
  readonly code: ErrorCode;
  readonly message: string;
  readonly remedy: string;
  /** It stands against nothing, but a person should know. Absent: it must be corrected. */
  readonly severity?: 'warning';
  /** What is wrong kept some checks of the file from being made: more may be found once it is corrected. */
  readonly moreMayFollow?: true;
}

/** Ends an exhaustive `switch`: a new member of the union is then a type error here. */
export function assertNever(value: never): never {
  throw new TendrilError('INTERNAL', `Unexpected value ${JSON.stringify(value)}`);
}
