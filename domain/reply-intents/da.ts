/** How answers in Danish say what they want. */
import { rulesOf } from '../reply-rule.ts';

export const danish = rulesOf('da', [
  {
    name: 'says nothing but stop',
    intent: 'unsubscribe',
    extent: 'whole',
    patterns: [/^(?:afmeld(?:ing)?(?: mig)?|frameld(?: mig)?|slet mig|stop)(?: tak| venligst)*$/],
    examples: ['Afmeld', 'Afmeld mig venligst'],
    others: ['Stop ved hjørnet.'],
  },
  {
    name: 'asks to be taken off the list',
    intent: 'unsubscribe',
    patterns: [
      /\b(?:fjern|slet|afmeld|frameld|tag) (?:venligst )?(?:mig|os|min)\b|\b(?:mig|os) (?:af|fra) (?:jeres|din|den|denne|deres) (?:\w{1,8} )?(?:\w{0,8}liste|nyhedsbrev|database)\b/,
    ],
    unless: [/\bikke (?:afmeld|fjern|slet)/],
    examples: ['Fjern mig venligst fra jeres liste.', 'Slet min adresse.'],
    others: ['Jeg har ikke afmeldt mig.'],
  },
  {
    name: 'wants no more mails',
    intent: 'unsubscribe',
    patterns: [
      /\bikke (?:laengere )?(?:have|modtage|fa) (?:\w{1,8} ){0,2}(?:mails?|e-?mails?|nyhedsbrev)|\b(?:onsker|vil) ikke (?:laengere )?(?:at )?(?:modtage|have|fa) (?:\w{1,8} ){0,2}(?:mails?|e-?mails?|nyhedsbrev)|\bingen flere (?:mails?|e-?mails?)|\bstop med (?:at )?(?:sende|skrive|maile)|\bkontakt mig ikke\b/,
    ],
    examples: ['Jeg vil ikke modtage flere mails.', 'Stop med at sende.'],
    others: ['Jeg har ikke fået en mail.'],
  },
  {
    name: 'names somebody else',
    intent: 'referral',
    patterns: [
      /\b(?:kontakte?|henvend dig|skriv(?:e)? til|tal(?:e)? med|spoerg|sende? (?:det|den) til|ansvarlig|tager sig af|efterfolger)\b/,
    ],
    unless: [/\b(?:kontakt|skriv til) (?:mig|os)\b/],
    examples: ['Du skal kontakte Lars Holm på lars@lead.test.', 'Ansvarlig er Mette (mette@lead.test).'],
    others: ['Kontakt mig på ann@lead.test.'],
  },
  {
    name: 'is the wrong person',
    intent: 'wrong_person',
    patterns: [
      /\b(?:forkert|ikke den rette) (?:person|afdeling|adresse)\b|\bikke (?:mig,? (?:der|som)|ansvarlig|mit (?:omrade|bord|ansvar))\b/,
    ],
    examples: ['Jeg er ikke den rette person.', 'Det er ikke mig der er ansvarlig.'],
    others: ['Hvem er den rette person?'],
  },
  {
    name: 'not now',
    intent: 'later',
    patterns: [
      /\b(?:ikke (?:nu|lige nu|endnu|i ojeblikket)|lige nu ikke|senere|ingen tid)\b|\bnaeste (?:ar|maned|kvartal)\b|\bom (?:et par|nogle|to|tre|seks) maneder\b|\befter (?:sommeren|ferien)\b|\btil efteraret\b/,
    ],
    examples: ['Ikke lige nu.', 'Vend tilbage til næste år.'],
    others: ['Vi ses nu.'],
  },
  {
    name: 'is not interested',
    intent: 'not_interested',
    patterns: [
      /\bikke (?:\w{1,8} )?interessere(?:t|de)\b|\bikke interessant\b|\bnej,? (?:ellers )?tak\b|\bingen interesse\b|\bhar allerede en\b|\bikke brug for\b/,
    ],
    examples: ['Nej tak.', 'Vi er ikke interesserede.'],
    others: ['Vi er interesserede.'],
  },
  {
    name: 'wants a call',
    intent: 'call_me',
    patterns: [
      /\bring (?:gerne )?til (?:mig|os)\b|\b(?:kan|vil) (?:du|i) (?:\w{1,8} )?ringe\b|\bring (?:venligst|gerne)\b|\bjeg traeffes pa\b/,
    ],
    unless: [/\bring (?:venligst )?ikke\b|\bhvis\b/],
    examples: ['Ring til mig i morgen.', 'Kan du ringe?'],
    others: ['Ring til mig, hvis prisen falder.'],
  },
  {
    name: 'is interested',
    intent: 'interested',
    patterns: [
      /\b(?:er|var) (?:\w{1,8} )?interessere(?:t|de)\b|\blyder (?:godt|spaendende|interessant)\b|\bja,? (?:tak|gerne)\b|\bgerne (?:hore|vide|have|se) mere\b|\bvil gerne (?:hore|vide|se|have)\b|\bsend gerne\b/,
    ],
    examples: ['Det lyder spændende.', 'Ja tak.'],
    others: ['Tak, modtaget.'],
  },
  {
    name: 'asks something',
    intent: 'question',
    patterns: [/\b(?:hvad koster|hvordan virker|findes der|kan i fortaelle)\b/],
    examples: ['Hvad koster det'],
    others: ['Det virker.'],
  },
]);
