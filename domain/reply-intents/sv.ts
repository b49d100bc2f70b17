/** How answers in Swedish say what they want. */
import { rulesOf } from '../reply-rule.ts';

export const swedish = rulesOf('sv', [
  {
    name: 'says nothing but stop',
    intent: 'unsubscribe',
    extent: 'whole',
    patterns: [
      /^(?:avregistrera(?: mig)?|avsluta(?: prenumeration\w{0,3})?|avanmal(?:an)?(?: mig)?|avprenumerera|sluta|stopp?)(?: tack)*$/,
    ],
    examples: ['Avregistrera mig tack.', 'Avprenumerera'],
    others: ['Sluta aldrig.'],
  },
  {
    name: 'asks to be taken off the list',
    intent: 'unsubscribe',
    patterns: [
      /\b(?:ta|tag|stryk|plocka|radera) (?:\w{1,8} )?bort (?:mig|oss|min)\b|\b(?:stryk|radera|avregistrera|avanmal) (?:mig|oss|min)\b|\b(?:mig|oss) fran (?:er|din|den har|utskicks)\w{0,8} ?(?:lista|utskick|nyhetsbrev|databas)/,
    ],
    unless: [/\binte (?:avregistrera|ta bort)/],
    examples: ['Ta bort mig från er lista.', 'Avregistrera mig från utskick.'],
    others: ['Jag har inte avregistrerat mig.'],
  },
  {
    name: 'wants no more mails',
    intent: 'unsubscribe',
    patterns: [
      /\binte (?:langre )?(?:ha|fa|ta emot) (?:\w{1,8} ){0,2}(?:mejl|mail|e-?post|utskick)|\bonskar inte (?:langre )?(?:fa|ta emot)|\binga (?:fler|mer) (?:mejl|mail|utskick)|\bsluta (?:\w{1,8} )?(?:mejla|maila|skicka|kontakta)|\bkontakta mig inte\b/,
    ],
    examples: ['Jag vill inte ha fler mejl.', 'Sluta maila mig.'],
    others: ['Jag har inte fått mejlet.'],
  },
  {
    name: 'names somebody else',
    intent: 'referral',
    patterns: [
      /\b(?:kontakta|vand dig till|hor av (?:dig|er) till|prata med|mejla|maila|skicka (?:det|detta) till|ansvarig|ansvarar|skoter|eftertradare)\b/,
    ],
    unless: [/\b(?:kontakta|mejla|maila) (?:mig|oss)\b/],
    examples: ['Kontakta Eva Lind, eva@lead.test', 'Ansvarig är Bo (bo@lead.test).'],
    others: ['Kontakta mig på ann@lead.test.'],
  },
  {
    name: 'is the wrong person',
    intent: 'wrong_person',
    patterns: [
      /\bfel (?:person|avdelning|adress)\b|\binte (?:ratt person|ansvarig|mitt (?:omrade|bord|ansvar)|jag som)\b/,
    ],
    examples: ['Jag är fel person.', 'Det är inte mitt bord.'],
    others: ['Vem är rätt person?'],
  },
  {
    name: 'not now',
    intent: 'later',
    patterns: [
      /\b(?:inte (?:nu|just nu|an|for tillfallet)|just nu inte|senare|ingen tid)\b|\bnasta (?:ar|manad|kvartal)\b|\bom (?:nagra|ett par|tva|tre|sex) manader\b|\befter (?:sommaren|semestern)\b|\btill (?:hosten|varen)\b/,
    ],
    examples: ['Inte just nu.', 'Hör av dig efter sommaren.'],
    others: ['Vi ses nu.'],
  },
  {
    name: 'is not interested',
    intent: 'not_interested',
    patterns: [
      /\b(?:inte|ej) (?:\w{1,8} )?intressera(?:d|de)\b|\binte intressant\b|\bnej,? tack\b|\binget (?:intresse|behov)\b|\bhar redan en\b|\bbehover (?:inte|ingen)\b/,
    ],
    examples: ['Nej tack.', 'Vi är inte intresserade.'],
    others: ['Vi är intresserade.'],
  },
  {
    name: 'wants a call',
    intent: 'call_me',
    patterns: [/\bring(?: upp)? (?:mig|oss|garna)\b|\b(?:kan|kunde) (?:du|ni) (?:\w{1,8} )?ringa\b|\bjag nas pa\b/],
    unless: [/\b(?:ring (?:mig )?inte|inte ringa)\b|\b(?:om|ifall) (?:priset|ni|det)\b/],
    examples: ['Ring mig imorgon.', 'Kan du ringa mig?'],
    others: ['Ring mig om priset sjunker.', 'Ring mig inte.'],
  },
  {
    name: 'is interested',
    intent: 'interested',
    patterns: [
      /\b(?:ar|vore) (?:\w{1,8} )?intressera(?:d|de)\b|\blater (?:bra|intressant|spannande)\b|\bja,? (?:tack|garna)\b|\b(?:skicka|beratta|veta|hora) (?:garna )?mer\b|\bvill garna\b/,
    ],
    examples: ['Låter intressant.', 'Ja tack.'],
    others: ['Tack, mottaget.'],
  },
  {
    name: 'asks something',
    intent: 'question',
    patterns: [/\b(?:vad kostar|hur fungerar|finns det|kan ni beratta)\b/],
    examples: ['Vad kostar det'],
    others: ['Det fungerar.'],
  },
]);
