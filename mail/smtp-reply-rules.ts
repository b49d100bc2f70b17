/**
 * The rules by which replies of mail servers are put into classes, in order: the first that fits counts. Data only.
 * Codes: RFC 3463 and the registry of RFC 5248 (enhanced), RFC 5321 §4.2.3 (basic), RFC 4954 §6 (log-in), RFC 7372
 * (authentication of mail), RFC 7505 (null MX), RFC 6647 (greylisting); the wordings are those of known servers.
 *
 * What is about us, not about this mail or its recipient, never speaks against the recipient. What is for good and tells
 * nothing is `unclear`; what passes and tells nothing is `passing`. Long, because it is one table.
 */
import type { DeliveryClass } from '../domain/delivery-class.ts';
import { stopRules } from '../domain/sender-stops.ts';

export interface ReplyRule {
  readonly name: string;
  readonly class: DeliveryClass;
  /** What the reply must be about: the mail (RCPT, DATA), the sender (MAIL), or us, the sender included. */
  readonly about?: 'mail' | 'sender' | 'us';
  /** Whether it must say that it passes (4yz, 4.x.x) or that it is for good. */
  readonly passing?: boolean;
  readonly code?: readonly number[];
  readonly enhanced?: RegExp;
  /** The rule holds only without a telling enhanced code (none, x.0.0, x.1.0, x.2.0). */
  readonly vague?: true;
  readonly text?: RegExp;
}

/** Words between two others, in one sentence. */
export const unknownMailbox = new RegExp(
  [
    // "User unknown", "the email account that you tried to reach does not exist", "mailbox is inactive"
    String.raw`\b(?:users?|recipients?|mail ?box|account|address|addressee|alias|e-?mail)\b.{0,70}?\b(?:unknown|not (?:be )?(?:found|known|valid|listed|local|active|registered|recogni[sz]ed)|(?:does(?: not|n['’]?t)|did not|do not) (?:exist|have)|not exist|no longer (?:\w+ ){0,2}(?:exists?|available|valid|active|in use|accepts?)|disabled|inactive|deactivated|discontinued|closed|expired|suspended|terminated|invalid|nonexistent|non-existent)\b`,
    // "No such user", "unknown recipient", "invalid mailbox", "not a valid recipient"
    String.raw`\b(?:no such|no|unknown|invalid|bad|non-?existent|not a (?:valid|known)|not our|isn't a valid|undeliverable) (?:e-?mail |local |virtual |destination |recipient )?(?:user|person|recipients?|mail ?box|(?:e-?mail )?address|account|local part|customer|alias|id)\b(?! (?:accepts|syntax))`,
    String.raw`\bno mailbox (?:here )?by that name\b`,
    String.raw`\bdoes(?:n't| not) have an? \S+ account\b`,
    String.raw`\bis not a (?:known|valid) (?:user|address|mailbox|recipient)\b`,
    String.raw`\b(?:left|no longer (?:works?|employed|with)) (?:the|our|at|this)\b.{0,20}\b(?:company|organi[sz]ation)\b`,
    String.raw`\bno one (?:here|by that name)\b|\brecipnotfound\b|\bnot our customer\b`,
  ].join('|'),
  'i',
);

export const missingDomain =
  /\b(?:host|domain)(?: or domain)?(?: name)?\b.{0,80}?\b(?:not found|does(?: not|n['’]t) exist|unknown|no (?:valid )?(?:MX|mail)|invalid|isn['’]t valid|not reachable|lookup failed)\b|\b(?:unknown|no such|unrecogni[sz]ed|bad) (?:host|domain)\b|\bunrout(?:e)?able (?:address|mail domain)\b|\bcouldn['’]t find any host\b|\bNXDOMAIN\b|\bno (?:MX|route) (?:record|to host|for)\b|\ball relevant MX records point to non-?existent hosts\b|\bhas no (?:valid )?MX\b/i;

export const mailboxFull =
  /\b(?:mail ?box|mail ?file|inbox|quota|storage|disk|account|folder)\b.{0,60}?\b(?:full|exceed(?:s|ed|ing)?|over|out of (?:space|storage)|limit|insufficient)\b|\bover ?-?(?:the )?(?:\w+ )?(?:quota|storage)\b|\b(?:exceed(?:s|ed|ing)?|insufficient|not enough|out of) .{0,30}?(?:quota|storage|disk space|mailbox size|allotted space)\b|\buser is over\b/i;

export const tooMuch =
  /\brate[ -]?limit|\bthrottl|\btoo (?:many|much) (?!hops|errors from this)(?:\w+ )?(?:connections?|messages?|mails?|e-?mails?|sessions?|concurrent|requests?|traffic|sends|recipients this|emails)\b|\btoo (?:fast|frequent)|\b(?:sending|message|hourly|daily|connection|rate|volume) (?:\w+ )?(?:quota|limits?|rate) (?:\w+ )*?(?:exceeded|reached)|\bexceed(?:s|ed|ing)? .{0,40}?\b(?:rate|(?:connection|hourly|daily|sending|message|messages|mail) (?:\w+ )?(?:limit|quota))\b|\bmaximum sending rate\b|\bslow(?:er| down)\b|\bunexpected volume\b|\buser complaints\b|\bunusual rate\b/i;

const blocked =
  /\b(?:spam(?:my|ming|mer)?|junk|blocked|blocking|black-?\s?list(?:ed|ing)?|block-?\s?list(?:ed|ing)?|deny ?list|rbl|dnsbl|spamhaus|spamcop|barracuda(?:central)?|sorbs|cloudmark|reputation|polic(?:y|ies)|poor|unsolicited|bulk mail|prohibited|prohibition|banned|refused by|access denied|not (?:allowed|permitted|authori[sz]ed)|suspicious|abuse|phishing|bl\d\d|(?:SC|DY|OU)-\d{3}|ptr|reverse (?:dns|lookup|host)|rdns|resolve (?:your|hostname)|helo|ehlo|service refused?|mismatch(?:es)? client ip)\b/i;

export const unauthenticated =
  /\b(?:DMARC|SPF|DKIM|sender policy framework)\b.{0,60}?\b(?:fail(?:s|ed|ure|ing)?|reject(?:s|ed)?|not (?:pass(?:ed)?|valid|authenticated|permitted|aligned)|missing|policy|quarantine|unauthenticated|invalid|required|neither)\b|\b(?:fail(?:s|ed|ing)?|violat(?:es|ed|ing)|missing|not (?:pass|meet|authorized)|unauthenticated|due to|neither)\b.{0,60}?\b(?:DMARC|SPF|DKIM|authentication (?:checks?|level|requirements?))\b|\bbad SPF\b|\bunauthenticated e-?mail\b|\bsender is unauthenticated\b/i;

const logInNeeded =
  /\b(?:smtp )?auth(?:entication)? (?:is )?(?:required|needed)\b(?! .{0,40}\b(?:spf|dkim|dmarc))|\bmust (?:first )?(?:authenticate|log ?in)\b(?! .{0,40}\b(?:spf|dkim|dmarc))|\b(?:bad|invalid) (?:user ?name|credentials|login)\b/i;

/**
 * The sender's address is not taken. Said to RCPT by Postfix (`smtpd_delay_reject`) and to RCPT or DATA by Exim's ACLs,
 * with the codes of a recipient (5.1.0, 5.1.1) too. What goes back "to the sender", or names a recipient, is not meant.
 */
export const senderRefused = new RegExp(
  [
    // Postfix smtpd(8): "<us@…>: Sender address rejected: User unknown"; Exim: "Sender verify failed"; chkuser: "sender
    // domain must exist"; GMX, IONOS: "Sender address is not allowed"; "The envelope sender address is not valid"
    String.raw`(?<!\bto (?:the |its |your )?)\bsender(?:['’]s)?(?: e-?mail| mail)?(?: address| domain| mailbox| identity)?(?: ?:? ?(?:<[^>]{0,200}>|[^\s@<>]{1,64}@[^\s@<>]{1,200}))?(?: ?[:,-])? (?:is |was |has been |could not be |cannot be )?(?:not (?:an? )?(?:valid|allowed|permitted|authori[sz]ed|accepted|verified|validated|known|found|recogni[sz]ed|confirmed)|invalid|unknown|rejected|refused|denied|blocked|banned|unverified|unvalidated|undeliverable|must exist|does(?: not|n['’]t) (?:exist|resolve)|verif(?:y|ication) fail(?:ed|ure))\b(?!.{0,80}\brecipient)`,
    String.raw`(?<!\bto (?:the |its |your |an |a )?)\b(?:invalid|unknown|bad|forged|illegal|fake|unauthori[sz]ed|no such) (?:envelope |mail )?sender\b(?!.{0,80}\brecipient)`,
    // AT&T: "From: address not verified"; SendGrid: "The from address does not match a verified Sender Identity"
    String.raw`\bfrom:? (?:e-?mail )?address (?:is |does )?not (?:verified|allowed|valid|match|one of your addresses)\b`,
    // NetEase: "Mail from must equal authorized user"; QQ: "Mail from address must be same as authorization user"
    String.raw`\bmail from (?:address )?must (?:equal|be (?:the )?same)\b`,
    // Postmark: "… is not a Sender Signature on your account"; Exchange: "not allowed to send as"
    String.raw`\bnot an? (?:sender signature|(?:authori[sz]ed|verified|validated) sender)\b|\bnot (?:allowed|permitted|authori[sz]ed) to send as\b`,
    // netqmail: "your envelope sender is in my badmailfrom list"
    String.raw`\byour envelope sender\b`,
  ].join('|'),
  'i',
);

const closed =
  '(?:disabled|suspended|deactivated|inactive|closed|terminated|blocked|locked|restricted|frozen|on hold|under review|not (?:yet )?(?:active|activated|approved|verified|enabled|confirmed))';

/**
 * The account by which mail is sent is closed. "The account", without saying whose, is the mailbox that is mailed; "your
 * account" is that of the one who reads the reply.
 */
const accountClosed = new RegExp(
  [
    String.raw`\b(?:sender(?:['’]s)?|your(?! recipient)(?: \w+){0,2}|authenticated|sending|relay) (?:account|user)\b[^.;]{0,40}?\b${closed}\b`,
    // Amazon SES: "Sending suspended for this account"; cPanel: 'Outgoing mail from "us@…" has been suspended'
    String.raw`\b(?:sending|outgoing|outbound)(?: (?:(?:e-?)?mails?|messages?|privileges?|rights?))?(?: (?:from|for|by|of) \S{1,200}(?: account)?)? (?:(?:is|are|was|has been|have been) )?(?:temporarily )?(?:disabled|suspended|blocked|paused|revoked)\b`,
    String.raw`\b(?:disabled|suspended|blocked|banned) from sending\b`,
  ].join('|'),
  'i',
);

export const replyRules: readonly ReplyRule[] = [
  // What stands in a code that means one thing, whoever says it.
  { name: 'mail too large', class: 'content', enhanced: /^5\.(?:3\.4|2\.3)$/ },
  {
    name: 'mail too large, in words',
    class: 'content',
    passing: false,
    text: /\b(?:message|mail|e-?mail|body|content|header|file)\b.{0,30}?\b(?:(?:size|length).{0,30}?(?:exceed|limit|maximum|too)|(?:is |was )?too (?:large|big|long)|larger than)|\bexceed(?:s|ed|ing)?.{0,40}?\b(?:message|mail|maximum|fixed maximum|databytes|attachment) ?(?:message )?(?:size|limit)|\btoo large|\bmax(?:imum)? message size/i,
  },
  { name: 'mailbox full', class: 'full', about: 'mail', enhanced: /^[45]\.2\.2$/ },
  { name: 'loop', class: 'setup', enhanced: /^[45]\.4\.(?:6|14)$/ },
  {
    name: 'loop, in words',
    class: 'setup',
    passing: false,
    text: /\btoo many hops\b|\b(?:mail|routing|message) ?(?:\w+ )?loop(?:s|ed|ing)?\b|\bloops? back to (?:me|myself)\b|\bhop count exceeded\b|\btoo many "?received"? headers\b/i,
  },

  // Who may write to this mailbox is its owner's affair: another of our mails fares no better.
  {
    name: 'mailbox takes mail of chosen senders only',
    class: 'unclear',
    about: 'mail',
    passing: false,
    enhanced: /^5\.7\.(?:124|129|13[3-6])$/,
  },
  {
    name: 'mailbox takes mail of chosen senders only, in words',
    class: 'unclear',
    about: 'mail',
    passing: false,
    text: /\bRESOLVER\.RST\.|\b(?:delivery restriction|only accepts? (?:mail|messages) from)\b/i,
  },

  // The relay and we: log-in, encryption, what it lets us send.
  { name: 'log-in needed or failed', class: 'credentials', passing: false, code: [530, 534, 535, 538] },
  {
    name: 'log-in needed or failed, by status',
    class: 'credentials',
    about: 'us',
    enhanced: /^5\.7\.(?:3|8|9|11|13|14|57)$/,
  },
  {
    name: 'relaying denied',
    class: 'setup',
    passing: false,
    text: /\brelay(?:ing)?(?: access)? (?:is )?(?:denied|not (?:allowed|permitted)|prohibited|refused)|\b(?:unable|not (?:permitted|allowed|authori[sz]ed)|cannot|won't|don't|refus\w+) to relay\b|\bwe (?:do not|don't) relay\b|\ballowed rcpthosts\b|\bnot a (?:gateway|relay)\b|\bnot relaying\b/i,
  },
  {
    name: 'log-in needed, in words',
    class: 'credentials',
    about: 'us',
    passing: false,
    text: logInNeeded,
  },
  // A receiver behind the relay may say it as well, of its own log-in: it takes several to believe it of ours.
  {
    name: 'log-in needed for recipients, in words',
    class: 'setup',
    about: 'mail',
    passing: false,
    text: logInNeeded,
  },
  // One relay may serve several domains: what it holds against a sender concerns the domain of that one.
  {
    name: stopRules.sender.name,
    class: 'policy',
    about: 'us',
    passing: false,
    enhanced: /^5\.1\.[78]$|^5\.7\.(?:27|60|64)$/,
  },
  { name: 'sender refused, by status', class: 'policy', passing: false, enhanced: /^5\.1\.[78]$|^5\.7\.(?:60|64)$/ },
  {
    name: 'sender refused, in words',
    class: 'policy',
    passing: false,
    text: /\b(?:sender|from) (?:e-?mail )?(?:address|domain)\b.{0,60}?\b(?:not verified|not owned|does not exist|not found|unverified|invalid|no longer valid)\b|\b(?:email )?address is not verified\b|\bsender (?:verify failed|address rejected: (?:domain not found|not owned))|\bsend(?: as this sender|asdenied)\b|\bcallback setup failed\b/i,
  },

  // Authentication of mail: no mail of the domain arrives until it is repaired.
  {
    name: 'not a proper mail',
    class: 'content',
    passing: false,
    text: /\b(?:duplicate|multiple|missing|invalid) (?:'?[\w-]+'? )?headers?\b|\bmultiple addresses in From\b|\bnot (?:RFC ?\d* ?|5322 )compliant\b|\bbare (?:lf|line ?feed)/i,
  },
  { name: stopRules.authentication.name, class: 'policy', passing: false, enhanced: /^5\.7\.(?:26|27|30|32|509|515)$/ },
  {
    name: 'mail not authenticated, for one receiver',
    class: 'policy',
    passing: false,
    enhanced: /^5\.7\.(?:2[0-5]|29|31)$/,
  },
  { name: 'mail not authenticated, in words', class: 'policy', passing: false, text: unauthenticated },
  { name: 'authentication asked for', class: 'policy', enhanced: /^4\.7\.(?:2[0-7]|29|30|31|32)$/ },

  // Said when the recipient was named, and not about it. It may be the receiver's word and not the relay's, so it takes
  // several to believe it of all.
  { name: 'account of the sender closed', class: 'setup', about: 'mail', passing: false, text: accountClosed },
  { name: 'sender refused beside a recipient', class: 'policy', about: 'mail', passing: false, text: senderRefused },

  // The receiver takes mail for this mailbox more slowly than it comes: nothing about us, nothing against the lead.
  {
    name: 'mailbox receives too much at present',
    class: 'passing',
    text: /\breceiving mail (?:at a rate|too quickly)\b/i,
  },
  // Less, please.
  { name: 'asks for less', class: 'throttled', enhanced: /^4\.7\.(?:28|650)$|^[45]\.4\.5$|^5\.1\.90$/ },
  {
    name: 'asks for less, in words',
    class: 'throttled',
    passing: true,
    text: new RegExp(`${tooMuch.source}|\\[TSS?\\d+\\]|\\bRP-00\\d\\b`, 'i'),
  },
  {
    name: 'sending limit reached',
    class: 'throttled',
    passing: false,
    text: /\b(?:daily|hourly|sending|user sending|outbound) (?:\w+ )?(?:quota|limits?|rate)\b.{0,20}?\b(?:exceeded|reached)|\bexceeded .{0,30}?\b(?:sending|outgoing|hourly|daily) (?:\w+ )?(?:limit|quota)|\btoo many (?:connections|messages|mails|emails|concurrent)|\btoo many recipients\b|\bthrottl|\brate.?limit|\bfrequency limit|\bexceeded the max (?:defers|e-?mails)|\byou(?:r (?:\w+ )?(?:account|domain) has| have|['’]ve) (?:reached|exceeded)\b.{0,60}?\b(?:limit|quota|allowance)/i,
  },

  // The domain says of itself that it takes no mail: no later try finds another answer.
  { name: 'null MX', class: 'mailbox', about: 'mail', code: [556] },
  {
    name: 'null MX, in words',
    class: 'mailbox',
    about: 'mail',
    text: /\breturned null ?MX\b|\brecipient address rejected:.{0,80}?\bnull ?MX\b/i,
  },

  // What passes. Nobody is known to be gone by a reply that says "later", not even when it adds "user unknown".
  {
    name: 'mailbox full, in words',
    class: 'full',
    about: 'mail',
    vague: true,
    text: mailboxFull,
    passing: true,
  },
  {
    name: 'greylisted',
    class: 'greylisted',
    passing: true,
    text: /\bgr[ae]y-? ?list(?:ed|ing)?|\btry (?:again |back )?(?:later )?(?:in|after) (?:a )?(?:few |couple of )?(?:\d+|minutes?|seconds?)|\bcome back (?:later|in)|\bfirst (?:time|attempt)|\bpolicy restrictions.{0,20}try later|\bdelayed \d+ (?:seconds|minutes)|\bretry (?:in|after) \d+/i,
  },
  {
    name: 'greylisted, by its codes',
    class: 'greylisted',
    about: 'mail',
    passing: true,
    code: [450, 451],
    enhanced: /^4\.(?:7\.1|2\.0)$/,
  },
  { name: 'passing', class: 'passing', passing: true },

  // About us, for good from here on.
  { name: stopRules.senderByCode.name, class: 'policy', about: 'sender', code: [501, 550, 551, 553] },
  { name: stopRules.dialogue.name, class: 'setup', code: [500, 501, 502, 503, 504, 555], about: 'us' },
  { name: 'blocked when connecting or by sender', class: 'policy', about: 'us', enhanced: /^5\.7\./ },
  { name: 'blocked when connecting or by sender, in words', class: 'policy', about: 'us', text: blocked },
  // RFC 5321 §3.1, RFC 7504 §3: there is no mail service here now.
  { name: 'no service', class: 'unreachable', about: 'us', code: [521, 554] },
  { name: stopRules.aboutUs.name, class: 'setup', about: 'us' },

  // A list of senders is never about the recipient, whatever code stands before it.
  {
    name: 'on a list of blocked senders',
    class: 'policy',
    text: /\b(?:spamhaus|spamcop|barracudacentral|dnsbl|black-?\s?list(?:ed)?|block-?\s?list(?:ed)?)\b/i,
  },

  // The mailbox and its domain, by code.
  {
    name: 'no such mailbox',
    class: 'mailbox',
    enhanced: /^5\.(?:1\.(?:1|3|6|10)|2\.1)$/,
  },
  // Exchange Online answers so for an address that its directory does not have.
  {
    name: 'no such mailbox at Exchange Online',
    class: 'mailbox',
    enhanced: /^5\.4\.1$/,
    text: /\brecipient address rejected: access denied\b/i,
  },
  { name: 'no such mailbox at Outlook.com', class: 'mailbox', enhanced: /^5\.5\.0$/, text: /\bmailbox unavailable\b/i },
  { name: 'no such domain', class: 'domain', enhanced: /^5\.(?:1\.2|4\.4|4\.310)$/ },

  // The mail itself.
  { name: 'content not accepted', class: 'content', enhanced: /^5\.6\./ },
  {
    name: 'content looks dangerous',
    class: 'content',
    text: /\bvirus|\bmalware\b|\binfected\b|\bpotential security issue\b|\b(?:attachment|file)s? .{0,30}?\b(?:not (?:allowed|accepted|permitted)|prohibited|blocked)\b|\bmalformed (?:mime|message|header)|\bcontent presents a potential\b/i,
  },

  { name: 'policy or block', class: 'policy', enhanced: /^5\.7\./ },

  // For good and without a telling code: the words.
  {
    name: 'mailbox out of use for a while',
    class: 'unclear',
    vague: true,
    text: /\btemporar(?:y|ily) (?:\w+ )?(?:disabled|suspended|unavailable|locked|inactive)/i,
  },
  {
    name: 'no such domain, in words',
    class: 'domain',
    vague: true,
    text: missingDomain,
  },
  { name: 'mailbox full, in words and for good', class: 'full', vague: true, text: mailboxFull },
  { name: 'policy or block, in words', class: 'policy', vague: true, text: blocked },
  { name: 'no such mailbox, in words', class: 'mailbox', vague: true, text: unknownMailbox },
  // Ironport and others write it of an address that they do not have.
  { name: 'address refused', class: 'mailbox', enhanced: /^5\.1\.0$/, text: /\baddress rejected\b/i },
  { name: 'mailbox full, by basic code', class: 'full', vague: true, code: [552] },

  // What went wrong on the way or in the dialogue.
  {
    name: 'gave up on the way',
    class: 'passing',
    enhanced: /^5\.(?:4\.(?:0|1|2|3|7|300|312|316)|3\.[12])$/,
  },
  {
    name: 'gave up on the way, in words',
    class: 'passing',
    vague: true,
    text: /\b(?:connection|operation) (?:timed out|refused|reset)|\btimed? ?out\b|\bretry (?:time|timeout)\b.{0,20}?\bexceeded|\b(?:message|delivery time) (?:has )?expired\b|\bin (?:the )?queue too long\b|\bnetwork (?:is )?unreachable|\btemporar(?:y|ily)\b|\btry again\b/i,
  },
  { name: 'out of step with the server', class: 'setup', enhanced: /^5\.5\./ },
  { name: 'out of step with the server, by basic code', class: 'setup', vague: true, code: [500, 502, 503, 504, 555] },
  { name: 'refused without a telling code', class: 'unclear' },
];
