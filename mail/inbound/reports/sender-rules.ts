/**
 * Rules about us: who we are was not proven, we are on a list, we send too much, we may not write there. Data only, in
 * order. What is about us never speaks against the recipient.
 */
import { senderRefused, tooMuch, unauthenticated } from '../../smtp-reply-rules.ts';
import type { BounceRule } from './rule.ts';

export const authenticationRules: readonly BounceRule[] = [
  // RFC 7372, RFC 9989 and the codes of Gmail and Microsoft.
  { name: 'mail not authenticated', class: 'blocked-authentication', status: /^[45]\.7\.(?:2[0-4679]|30|32|509|515)$/ },
  {
    name: 'host has no reverse name',
    class: 'blocked-authentication',
    status: /^[45]\.7\.25$/,
  },
  {
    name: 'host has no reverse name, in words',
    class: 'blocked-authentication',
    text: /\b(?:ptr|rdns|reverse[ -]?(?:dns|lookup|resolution|host\w*|name|address|mapping|ip))\b|\bno (?:reverse|rdns)\b|\bmismatch(?:es)? client ip\b|\b(?:cannot|can['’]?t|could ?n[o'’]t|unable to|not) (?:be )?(?:resolve|find|determine|get)[ds]? (?:your |the |its |client )?(?:host ?name|host|ip|address|name)\b|\bip (?:address )?(?:has|have|without|with no) (?:an? )?(?:no )?(?:ptr|reverse)|\bservers? without a valid (?:sender )?domain\b|\bdoes not (?:have a|resolve to a?) ?(?:valid )?(?:dns|ptr|hostname|fqdn)\b|\bdns (?:ptr|a) (?:resource )?records?\b|\bunresolvable relay\b|\bgeneric (?:rdns|ptr|hostname)\b|\bdynamic (?:ip|host|address)\b.{0,30}\bnot allowed/i,
  },
  { name: 'mail not authenticated, in words', class: 'blocked-authentication', text: unauthenticated },
  {
    name: 'mail fails a check of its sender',
    class: 'blocked-authentication',
    text: /\b(?:bad|invalid|fail(?:s|ed|ing)?|no|missing) (?:spf|dkim|dmarc|arc|sender[ -]?id)\b|\b(?:spf|dkim|dmarc|sender[ -]?id)\b.{0,60}?\b(?:checks?|records?|polic(?:y|ies)|hard ?fail|soft ?fail|errors?|verification)\b|\bper it['’]?s spf\b|\bopenspf\.(?:org|net)\b|\bdoes not have authentication information\b|\bauthentication (?:checks? )?(?:failed|failure)\b.{0,60}\b(?:domain|mail|message)\b|\bp=DmarcRejection\b|\bp=(?:Unauthenticated|UnauthenticatedMessage)/i,
  },
];

export const virusRules: readonly BounceRule[] = [
  {
    name: 'content looks dangerous',
    class: 'content',
    text: /\bvirus(?:es)?\b|\bmalware\b|\binfected\b|\btrojan\b|\bworm\b.{0,20}\b(?:detected|found)|\bMCSpamSignature|\bcontent presents a potential\b|\bpotential security issue\b|\bsecurity policies\b.{0,10}\bMC|\bphish/i,
  },
];

export const spamRules: readonly BounceRule[] = [
  {
    name: 'mail taken for spam',
    class: 'content',
    // Such a list is one of hosts.
    unless: /\b(?:spamhaus|spamcop|sorbs|barracuda|dnsbl|rbl)\b/i,
    text: /\b(?:scored?|classified|detected|identified|considered|marked|flagged|recogni[sz]ed|regarded|tagged|rejected|refused|denied|blocked|looks?|appears?|seems?|judged|found)\b.{0,40}?\b(?:as|like|to be|for|be) (?:an? )?(?:possible |probable |potential |likely |suspected )?(?:spam|junk|ube|uce|bulk|unsolicited)|\bspam (?:detected|found|content|score|message|mail|e-?mail|rejected|refused|blocked|not accepted|type|level|filter|probability|threshold)|\bspam\b.{0,25}\b(?:score|points?|threshold)\b|[-:=] ?spam\b|\b(?:is|this|contains|possible|probable|suspected) spam\b|\bblack-?listed (?:url|link)|\b(?:url|link|domain)s? (?:in|within) (?:the |your )?(?:message|mail|body)\b.{0,40}\b(?:list|block|spam)|\buribl\b|\bsurbl\b|\bmessage content rejected\b|\bmail (?:rejete|rejected)\b.{0,20}\bofr_?\d|\bunsolicited\b|\bhigh probability of spam\b|\bspam-?assassin\b|\bconsiders? (?:it )?(?:as )?spam\b|\bnot accept(?:ed)? (?:for|due to|because of) (?:spam|content)|\bblocked by (?:our )?(?:spam|content) ?-?filter|\bantispam\b|\bHVU:B\d|\bjunk mail\b/i,
  },
];

export const listedRules: readonly BounceRule[] = [
  // Microsoft 5.7.511, 5.7.606 to 649: banned hosts; 5.7.705 to 708, 5.7.750: traffic that is not trusted.
  {
    name: 'host on a list, by status',
    class: 'blocked-reputation',
    status: /^5\.7\.(?:511|60[5-9]|6[1-4]\d|70[5-8]|750)$/,
  },
];

export const reputationRules: readonly BounceRule[] = [
  {
    name: 'host on a list',
    class: 'blocked-reputation',
    text: /\b(?:spamhaus|spamcop|sorbs|barracuda(?:central|networks)?|dnsbl|rbl|dnswl|abuseat|cbl\.|uceprotect|senderscore|invaluement|mailspike|psbl|njabl|ordb|mailabuse|proofpoint\.com\/dnsbl|cloudmark|ironport|senderbase)\b|\b(?:black|block|deny|dark|ban)[ -]?list(?:ed|s|ing)?\b|\bblocked using\b|\bbanned (?:sending )?ip\b|\b(?:very )?(?:low|bad|poor) reputation\b|\breputation\b.{0,40}\b(?:low|bad|poor|too|block|reject|below|threshold)|\b(?:sender|ip|domain|your) (?:\w+ )?reputation\b|\[?\bTSS?\d\d\]?\b|\bCS01\b|\bHM0[89]\b|\b(?:SC|DY|CO)-\d{3}\b|\bon our block ?list\b|\b(?:DNS|CON|HVU):B\d\b|\bRTR:(?:B[LG]|GE|CH|RD|SC)\b|\bDNY:\w\d\b|\bmail from \[?\d{1,3}\.[\d.]{3,12}\]? (?:is |was )?(?:blocked|rejected|refused|denied)\b|\bRLY:B\d|\blisted (?:in|at|on|by)\b.{0,30}?\b(?:list|rbl|bl|zen|sbl|xbl|pbl)\b/i,
  },
  {
    name: 'host refused',
    class: 'blocked-reputation',
    text: /\bclient host (?:\S+ )?(?:rejected|blocked)\b|\b(?:your |sending |source |client |the )?(?:ip|ip address|host|server|network|mail server|domain|mta)\b(?: ?\S{0,60})? (?:is |was |has been |have been |are )?(?:temporarily |currently |permanently )?(?:blocked|banned|refused|rejected|denied|not allowed|not accepted|not permitted|restricted|unwelcome)\b|\bmay not be mail exchanger\b|\b(?:blocked|rejected|refused|denied|banned) (?:your |the |this |sending |source |client )?(?:ip|ip address|host|server|network|connection|domain)\b|\bconnections? (?:not accepted|refused|rejected|denied|blocked)(?! by [[\d])\b.{0,40}\b(?:from|policy|ip)\b|\bservice refused?\b|\bblocked - see\b|\baccess denied, banned\b|\b(?:not|never) accept(?:ing)? (?:any )?(?:mail|messages|connections?) from (?:your|this|the|you)\b|\bplease use the smtp server of your isp\b|\bsmtp error from remote mail server after initial connection\b.{0,80}\b(?:blocked|denied|banned)|\bE-?mail is redundant\b|\b(?:bad|invalid|fake|forged|rejected) (?:helo|ehlo)\b|\b(?:helo|ehlo)\b.{0,40}\b(?:rejected|refused|denied|invalid)\b/i,
  },
  {
    name: 'refused without more words',
    class: 'blocked-reputation',
    vague: true,
    text: /^(?:[45]\d\d[ -])?(?:[45]\.\d\.\d+ )?(?:rejected|blocked)\b(?! recipient)/i,
  },
  {
    name: 'host refused, by basic code of the greeting',
    class: 'blocked-reputation',
    command: ['CONN'],
    code: [421, 521, 550, 554],
  },
];

export const rateRules: readonly BounceRule[] = [
  {
    name: 'asks for less because of complaints',
    class: 'blocked-reputation',
    text: /\[TSS?\d+\]|\buser complaints\b/i,
  },
  { name: 'asks for less', class: 'blocked-policy', status: /^4\.7\.(?:28|650)$|^5\.1\.90$|^[45]\.4\.5$|^[45]\.5\.3$/ },
  {
    name: 'asks for less, in words',
    class: 'blocked-policy',
    text: new RegExp(
      `${tooMuch.source}|\\btoo many (?:recipients|errors from|bad|invalid|unknown)|\\b(?:ip )?frequency limit|\\bsending limit|\\bmaximum (?:number of )?(?:connections|recipients|messages)|\\brate (?:is )?(?:exceeded|limited)|\\bRP-00\\d\\b|\\bconnection rate\\b`,
      'i',
    ),
  },
];

export const senderRules: readonly BounceRule[] = [
  {
    name: 'sender refused, by status',
    class: 'blocked-policy',
    status: /^[45]\.1\.[78]$|^5\.7\.(?:60|64)$|^5\.7\.50[1-8]$/,
  },
  { name: 'sender refused, in words', class: 'blocked-policy', text: senderRefused },
  {
    name: 'sender refused, in other words',
    class: 'blocked-policy',
    text: /\b(?:domain of )?sender(?:['’]s)? (?:address|domain)\b.{0,80}?\b(?:does not exist|not found|rejected|unknown|invalid|not (?:verified|accepted|allowed|resolve))\b|\bunrout(?:e)?able sender\b|\bpurported responsible address\b|\bsender (?:denied|refused|rejected)\b|\bmail from\b.{0,80}?\b(?:not allowed|rejected|denied|refused|does not exist|forbidden)\b|\bcallback setup failed\b|\bcallout\b.{0,40}\bsender|\bnot (?:allowed|permitted|authori[sz]ed) to send\b|\bbadmailfrom\b|\bbanned sender\b|\bbad sender\b/i,
  },
  {
    name: 'not allowed to write there',
    class: 'blocked-policy',
    status: /^5\.7\.(?:1|2|12|124|129|13[3-6])$/,
    text: /\bRESOLVER\.RST\.|\bdelivery restriction|\bonly accepts? (?:mail|messages) from\b|\bauthentication required\b|\bnot (?:allowed|permitted|authori[sz]ed) to (?:post|send|submit)/i,
  },
  {
    name: 'group does not take it',
    class: 'blocked-policy',
    text: /\bpermission to post\b|\bgroups\.google\.com\/support\b|\bnot a (?:member|subscriber) of\b|\bposting (?:to|is) .{0,40}\b(?:restricted|not allowed)\b|\bmembers? only\b.{0,20}\blist\b/i,
  },
];

export const policyRules: readonly BounceRule[] = [
  { name: 'spam, in one word', class: 'content', text: /\bspam(?:my|ming|mer)?\b/i },
  {
    name: 'log-in needed',
    class: 'blocked-policy',
    text: /\bunauthenticated senders?\b|\bauthentication (?:is )?required\b|\bmust (?:first )?(?:authenticate|log ?in|issue a starttls)\b|\bauth(?:entication)? (?:failed|failure|unsuccessful)\b|\baccess denied\b|\btls (?:is )?required\b|\bstarttls\b.{0,40}\b(?:required|first|needed)\b/i,
  },
  {
    name: 'policy, in words',
    class: 'blocked-policy',
    text: /\bpolic(?:y|ies)\b|\bprohibit(?:ed|ion)\b|\bforbidden\b|\bnot (?:allowed|permitted|authori[sz]ed)\b|\baccess (?:is )?(?:denied|restricted)\b|\badministrat(?:ive|or)(?:ly)? (?:prohibit|block|reject|den)\w*|\bsecurity (?:polic|violation|settings|reasons?)\w*|\bsuspicious\b|\babuse\b|\bbanned\b|\bRTR:DU\b|\b(?:ask|contact) (?:your|the) (?:administrator|postmaster|isp)\b.{0,60}\b(?:block|reject)/i,
  },
  { name: 'policy, by status', class: 'blocked-policy', status: /^[45]\.7\.(?!0$)/ },
];
