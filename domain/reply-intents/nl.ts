/** How answers in Dutch say what they want. */
import { rulesOf } from '../reply-rule.ts';

export const dutch = rulesOf('nl', [
  {
    name: 'says nothing but stop',
    intent: 'unsubscribe',
    extent: 'whole',
    patterns: [
      /^(?:graag |svp )?(?:(?:mij |me )?(?:afmelden|uitschrijven)|afmelding|uitschrijving|stop|geen (?:e-?)?mails? meer)(?: graag| svp| aub| bedankt| dank u)*$/,
    ],
    examples: ['Graag afmelden.', 'Uitschrijven svp'],
    others: ['Ik kan me niet afmelden.'],
  },
  {
    name: 'asks to be taken off the list',
    intent: 'unsubscribe',
    patterns: [
      /\b(?:van|uit) (?:uw|de|jullie|deze|je) (?:\w{1,10} )?(?:mailing)?(?:lijst|bestand|nieuwsbrief|mailings?|database|adressenlijst)\b/,
      /\b(?:verwijder|schrijf|meld) (?:mij|me|ons|mijn)\b|\b(?:mij|me|ons) (?:\w{1,8} ){0,3}(?:afmelden|uitschrijven|verwijderen)\b/,
    ],
    unless: [/\b(?:niet|nooit) (?:afgemeld|uitgeschreven|afmelden|verwijderen)\b|\bwaarom\b/],
    examples: ['Wilt u mij van uw mailinglijst verwijderen?', 'Schrijf mij uit.'],
    others: ['Ik heb me niet afgemeld.'],
  },
  {
    name: 'wants no more mails',
    intent: 'unsubscribe',
    patterns: [
      /\bgeen (?:verdere |andere )?(?:e-?mails?|mails?|berichten|reclame|nieuwsbrie\w{1,4}) (?:\w{1,10} ){0,3}(?:meer|ontvangen)\b|\bstop (?:met|a\.?u\.?b) (?:\w{1,8} ){0,2}(?:mailen|schrijven|sturen)\b|\bniet meer (?:mailen|benaderen|contacteren|schrijven)\b/,
    ],
    unless: [/\b(?:krijg|ontvang|kreeg) (?:\w{1,8} ){0,2}geen\b/],
    examples: ['Ik wil geen mails meer ontvangen.', 'Stop met mailen.'],
    others: ['Ik krijg geen mails meer.'],
  },
  {
    name: 'names somebody else',
    intent: 'referral',
    patterns: [
      /\b(?:contact (?:op ?nemen|opnemen|op te nemen)|neem contact op|neemt u contact op|mail|schrijf|vraag|stuur|verantwoordelijk|aanspreekpunt|contactpersoon|opvolger|gaat over)\b/,
    ],
    unless: [/\bcontact (?:op )?met (?:mij|me|ons)\b|\b(?:mail|stuur|schrijf) (?:mij|me|ons)\b/],
    examples: ['Neem contact op met Joost de Wit, joost@lead.test', 'Verantwoordelijk is Eva (eva@lead.test).'],
    others: ['Neem contact op met mij: ann@lead.test'],
  },
  {
    name: 'is the wrong person',
    intent: 'wrong_person',
    patterns: [
      /\bniet de (?:juiste|goede) (?:persoon|contactpersoon|afdeling)\b|\bverkeerde (?:persoon|afdeling|adres)\b|\bniet (?:verantwoordelijk|mijn afdeling|mijn taak)\b|\bga (?:ik )?(?:hier |daar )?niet over\b/,
    ],
    examples: ['Ik ben niet de juiste persoon.', 'Daar ga ik niet over.'],
    others: ['Wie is de juiste persoon?'],
  },
  {
    name: 'not now',
    intent: 'later',
    patterns: [
      /\b(?:nu (?:even )?niet|nog niet|op dit moment niet|momenteel niet|later (?:dit|in het) jaar|geen tijd|te vroeg)\b|\b(?:volgend|komend) (?:jaar|kwartaal)\b|\bvolgende maand\b|\bover (?:een paar|twee|drie|zes) maanden\b|\bna de (?:zomer|vakantie)\b|\bin het (?:najaar|voorjaar|nieuwe jaar)\b|\b(?:op dit moment|momenteel) (?:\w{1,8} ){0,2}geen\b/,
    ],
    examples: ['Nu even niet.', 'Misschien volgend jaar.'],
    others: ['We spreken elkaar maandag.'],
  },
  {
    name: 'is not interested',
    intent: 'not_interested',
    patterns: [
      /\b(?:geen (?:interesse|belangstelling|behoefte)|niet (?:geinteresseerd|interessant|nodig|relevant)|nee,? (?:bedankt|dank))\b|\b(?:hebben|heb) (?:\w{1,8} )?al een\b/,
    ],
    examples: ['Geen interesse.', 'Nee, bedankt.'],
    others: ['Wij hebben interesse.'],
  },
  {
    name: 'wants a call',
    intent: 'call_me',
    patterns: [/\bbel (?:mij|me|ons)\b|\b(?:mij|me|ons) (?:\w{1,8} ){0,3}(?:bellen|terugbellen)\b|\bte bereiken op\b/],
    unless: [/\bniet (?:\w{1,8} )?bellen\b|\b(?:als|indien|zodra)\b|\bbel (?:mij|me|ons) niet\b/],
    examples: ['Bel mij morgen.', 'Kunt u mij terugbellen?'],
    others: ['Bel mij als de prijs daalt.', 'Wilt u mij niet bellen.'],
  },
  {
    name: 'is interested',
    intent: 'interested',
    patterns: [
      /\b(?:ben|zijn) (?:\w{1,8} )?(?:geinteresseerd|benieuwd)\b|\b(?:hebben|heb|heeft) (?:\w{1,8} )?interesse\b|\bklinkt (?:goed|interessant|leuk)\b|\bja,? (?:graag|prima)\b|\bgraag (?:meer|een|wat meer)\b|\bstuur (?:mij|me|ons)\b/,
    ],
    examples: ['Klinkt goed!', 'Ja graag.', 'Wij hebben interesse.'],
    others: ['Bedankt, ontvangen.'],
  },
  {
    name: 'asks something',
    intent: 'question',
    patterns: [/\b(?:hoeveel kost|wat kost|kunt u (?:vertellen|uitleggen)|werkt het)\b/],
    examples: ['Wat kost dat'],
    others: ['Het werkt goed.'],
  },
]);
