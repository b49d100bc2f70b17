/**
 * Rules about the recipient: full, closed for a while, gone, never there; and its domain. Data only, in order.
 *
 * "User unknown" is said of mailboxes that do not exist, and by filters of mobile carriers and others after they have
 * looked at a mail. It is believed when a code says so (x.1.1), when it answers RCPT, or when the words can mean nothing
 * else; otherwise it takes two of them.
 */
import { mailboxFull, missingDomain, unknownMailbox } from '../../smtp-reply-rules.ts';
import type { BounceRule } from './rule.ts';

const unknown = new RegExp(
  `${unknownMailbox.source}|\\b(?:users?|recipients?|mail ?box|address|account)\\b.{0,40}?\\b(?:not exist|undeliverable)\\b|\\baddress rejected\\.?$|\\b(?:adresse|destinataire|utilisateur|compte)\\b.{0,30}\\b(?:invalide?|inconnue?|inexistante?)\\b|\\b(?:usuario|destinatario|buz[oó]n|cuenta|casella)\\b.{0,40}\\b(?:desconocid[oa]|no existe|sconosciut[oa]|inesistente|inexistente)\\b|\\b(?:benutzer|empf[aä]nger|postfach)\\b.{0,40}\\b(?:unbekannt|existiert nicht|nicht gefunden)\\b|\\brecipient unknown\\b|\\bunknown or illegal\\b|\\bno such\\b.{0,20}\\b(?:user|mailbox|address|recipient)\\b`,
  'i',
);

/** Nobody says this of a mail. */
const surelyUnknown =
  /\b(?:address|recipient|account|mailbox|e-?mail) (?:\S{1,80} )?(?:could ?n['’]?o?t|cannot|can['’]t|was ?n['’]?o?t|was not) (?:be )?found\b|\bwas ?n['’]?o?t found at\b|\bnot listed in\b|\b(?:recipient )?name is not recogni[sz]ed\b|\bunknown recipient\b|\binvalid (?:final )?recipient\b|\binvalid user address\b|\bdestinataire invalide\b|\bcheck if (?:the )?address is correct\b|\bno longer (?:on (?:this )?server|(?:works?|employed|with) )|\brecipient not found by smtp address lookup\b|\bRecip(?:ient)?NotFound\b|\b(?:e-?mail )?account that you tried to reach does not exist\b|\baddress(?:es)? (?:couldn['’]t|could not) be found\b|\bno mailbox (?:here )?by that name\b|\bp=NoSuchUser\b|\bnot (?:found )?in (?:the )?(?:domino |address |local )?(?:directory|recipient table|alias table)\b|\bvirtual alias table\b|\bnot our customer\b|\bunknown or illegal (?:user|alias)\b|\bunknown (?:or invalid )?(?:local[- ]part|alias)\b|\brecipient address does not exist\b|\bno such (?:person|mailbox)\b/i;

export const movedRules: readonly BounceRule[] = [
  { name: 'mailbox has moved', class: 'hard', status: /^5\.1\.6$/ },
  {
    name: 'mailbox has moved, in words',
    class: 'hard',
    text: /\b(?:has|have) (?:moved|changed (?:his|her|their|its) address)\b|\bno longer on server\b|\buser not local\b|\bplease try\b.{0,10}<?a@a\.a|\bhas been replaced by\b|\bno longer (?:valid|in use|used)\b.{0,40}\bnew address\b/i,
  },
];

export const fullRules: readonly BounceRule[] = [
  { name: 'mailbox full', class: 'mailbox-full', status: /^[45]\.2\.2$/ },
  {
    name: 'mailbox full, in words',
    class: 'mailbox-full',
    unless: /\bsystem (?:storage|resources)\b/i,
    inGeneral: true,
    text: new RegExp(
      `${mailboxFull.source}|\\b(?:over|exceed(?:s|ed|ing)?)[ -](?:its |the |his |their |allowed |disk |mailbox |storage )*(?:quota|size)\\b(?!.{0,30}\\bmessage)|\\bdisk (?:space|full|quota)|\\bnot enough (?:disk|storage|space|room)|\\bout of (?:storage|disk) ?space|\\bno space left\\b|\\b(?:mail ?box|account|inbox) (?:\\S{1,80} )?(?:is |was )?(?:full|over)\\b|\\bmailbox exceeds\\b|\\bquota (?:exceeded|violation|full)\\b|\\bstorage (?:quota|limit)\\b|\\bOverQuota|\\bpostfach (?:ist )?voll\\b|\\bbo[iî]te (?:\\S+ )?pleine\\b|\\bquota d[eé]pass[eé]\\b|\\bcasella piena\\b|\\bbuz[oó]n lleno\\b|\\bcuota excedida\\b`,
      'i',
    ),
  },
];

export const closedRules: readonly BounceRule[] = [
  {
    name: 'no such mailbox, for all that it once was',
    class: 'hard',
    status: /^5\.1\.(?:1|3)$/,
    text: /\binactive e-?mail\b/i,
  },
  {
    name: 'mailbox out of use',
    class: 'unsure',
    inGeneral: true,
    text: /\b(?:users?(?:\(s\))?|recipients?|mail ?box(?:es)?|accounts?|address|e-?mail|domain|customer)\b(?!.{0,40}\b(?:unknown|not found|no such))(?: \S{1,80}){0,4}? (?:is|are|was|were|has been|have been|being|been) (?:currently |temporarily |permanently )?(?:disabled|suspended|deactivated|inactive|locked|frozen|limited|expired|closed|on hold|discontinued|not active|not activated|over inactiv)\b|\b(?:disabled|suspended|inactive|locked|deactivated|frozen|expired|closed) (?:recipient|account|mail ?box|user|address)\b|\b(?:account|mailbox|user|recipient) (?:temporarily |permanently )?(?:disabled|suspended|inactive|locked|deactivated|frozen|closed|expired|on hold)\b|\b(?:mailbox|account) disabled\b|\bextended inactivity\b|\bvacation\b.{0,20}\bhold\b|\bnot accepting (?:any )?(?:messages|mail|new mail)\b/i,
  },
];

export const preferenceRules: readonly BounceRule[] = [
  {
    name: "recipient's own filter",
    class: 'unsure',
    text: /\brecipient preferences?\b|\b(?:domain|recipient|user|personal)(?:['’]s)? (?:own )?filter\b|\bonly accept(?:s|ing) mail from specific\b|\b(?:blocked|refused|rejected|denied) by (?:the |this )?(?:recipient|user|addressee)\b|\b(?:user|recipient) (?:has )?(?:reject(?:s|ed)?|refus(?:es?|ed)|blocked)\b(?! to)|\byou have been blocked by\b|\bprotected by\b|\brestricted sms\b|\bnot a registered\b|\bheader error\b|\bdoes not accept (?:mail|messages) from you\b/i,
  },
  {
    name: 'user unknown, said of a mail',
    class: 'unsure',
    text: /^(?:5\d\d )?: user unknown$/i,
  },
];

export const domainRules: readonly BounceRule[] = [
  // RFC 7505: the domain itself says so, and no later try finds another answer.
  {
    name: 'null MX',
    class: 'hard',
    passing: false,
    text: /\bnull ?MX\b|\bindicated no smtp service\b|\bdoes not accept mail\b/i,
  },
  { name: 'null MX, by basic code', class: 'hard', code: [556] },
  {
    name: 'domain takes no mail',
    class: 'hard-domain',
    text: /\bnull ?MX\b|\b(?:host|domain)\S{0,20} (?:does(?: not|n['’]t)|never) (?:accept|receive|take)s? (?:any )?(?:e-?)?mail\b|\bdoesn['’]t receive e-?mail\b|\bindicated no smtp service\b|\bno mail (?:is )?accepted (?:for|by) (?:this )?domain\b|\bdomain .{0,60}? does not accept mail\b|\bmail exchanger? or ip address\b|\bno valid mail exchangers?\b/i,
  },
  { name: 'no such domain', class: 'hard-domain', status: /^5\.(?:1\.2|4\.4|4\.310)$/ },
  {
    name: 'no such domain, in words',
    class: 'hard-domain',
    unless: /\b(?:user|mailbox|recipient|account|address)(?: is)? (?:unknown|not found)\b|\bunknown user\b/i,
    text: new RegExp(
      `${missingDomain.source}|\\b(?:host|domain)\\b.{0,60}?\\b(?:does not exist|not exist|not reachable)\\b|\\bunrout(?:e)?able\\b(?! sender)|\\bhost unknown\\b|\\bname or service not known\\b|\\bno such domain\\b|\\bdomain name not found\\b|\\bnxdomain\\b|\\brelay host .{0,40}\\bnot found\\b|\\bno (?:mx|a) records?\\b|\\bno route found to domain\\b`,
      'i',
    ),
  },
];

/** A name server that does not answer now: nothing is known of the domain. */
export const nameServerRules: readonly BounceRule[] = [
  { name: 'name server asks to come back', class: 'expired', text: /\bnot found, try again\b/i },
];

export const lookupRules: readonly BounceRule[] = [
  {
    name: 'name server does not answer',
    class: 'expired',
    text: /\bname server\b.{0,60}\b(?:timeout|fail|time out|timed out)|\b(?:host name|dns) (?:lookup|query) (?:failure|failed|error|timeout)\b|\btemporary (?:name|dns)|\bname service error\b(?!.{0,120}(?:host not found$|malformed))|\bname server:/i,
  },
];

export const knownRules: readonly BounceRule[] = [
  { name: 'no such mailbox', class: 'hard', status: /^5\.1\.(?:1|3)$/ },
  { name: 'surely no such mailbox', class: 'hard', text: surelyUnknown },
];

export const unknownRules: readonly BounceRule[] = [
  { name: 'no such mailbox, at last', class: 'hard', status: /^4\.1\.1$/, text: unknown },
  { name: 'no such mailbox at Microsoft', class: 'hard', status: /^5\.1\.10$/ },
  {
    name: 'no such mailbox at Exchange Online',
    class: 'hard',
    status: /^5\.4\.1$/,
    text: /\brecipient address rejected: access denied\b/i,
  },
  { name: 'no such mailbox at Outlook.com', class: 'hard', status: /^5\.5\.0$/, text: /\bmailbox unavailable\b/i },
  { name: 'address refused', class: 'hard', status: /^5\.1\.0$/, text: /\baddress rejected\b|\bunknown address\b/i },
  { name: 'address refused, by basic code', class: 'hard', code: [542] },
  { name: 'no such mailbox, said to RCPT', class: 'hard', command: ['RCPT'], passing: false, text: unknown },
  {
    name: 'no such mailbox, by its name',
    class: 'hard',
    passing: false,
    field: true,
    text: /^(?:5\d\d )?(?:5\.[012]\.0 )?<a@a\.a>: .{0,60}\bunknown\b/i,
  },
  {
    name: 'no such account',
    class: 'hard',
    code: [550, 553, 554],
    text: /\bdoes(?:n['’]t| not) have an? \S{1,120} account\b/i,
  },
  { name: 'perhaps no such mailbox', class: 'unsure', text: unknown },
  { name: 'perhaps no such mailbox, by status', class: 'unsure', status: /^5\.2\.1$|^5\.1\.0$/ },
];
