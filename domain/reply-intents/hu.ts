/** How answers in Hungarian say what they want. */
import { rulesOf } from '../reply-rule.ts';

export const hungarian = rulesOf('hu', [
  {
    name: 'says nothing but stop',
    intent: 'unsubscribe',
    extent: 'whole',
    patterns: [/^(?:kerem )?(?:leiratkozas|leiratkozom|leiratkozni|torles|toroljenek|toroljon)(?: koszonom| kerem)*$/],
    examples: ['Leiratkozás', 'Leiratkozom, köszönöm.'],
    others: ['A leiratkozás nem működik.'],
  },
  {
    name: 'asks to be taken off the list',
    intent: 'unsubscribe',
    patterns: [
      /\b(?:toroljen(?:ek)?|toroljetek|vegyenek|vegyen|toroljek) (?:\w{1,10} ){0,3}(?:listarol|listajukrol|levelezolistarol|hirlevelrol|adatbazisbol|adatbazisukbol|cimemet|cimunket|le)\b|\b(?:listarol|hirlevelrol) (?:\w{1,8} )?(?:torol|leiratkoz)\w{0,8}\b|\bszeretnek leiratkozni\b/,
    ],
    unless: [/\bne toroljenek|\bnem iratkoztam/],
    examples: ['Kérem, töröljenek a listáról.', 'Szeretnék leiratkozni.'],
    others: ['Nem iratkoztam le a listáról.'],
  },
  {
    name: 'wants no more mails',
    intent: 'unsubscribe',
    patterns: [
      /\bnem (?:kerek|szeretnek|kivanok|kerunk) (?:\w{1,10} ){0,3}(?:levelet|leveleket|emailt|e-?mailt|hirlevelet|kapni)|\bne (?:kuldjon|irjon|kuldjenek|irjanak|keressenek|keressen) (?:\w{1,8} )?tobb/,
    ],
    examples: ['Nem szeretnék több levelet kapni.', 'Ne írjanak többet.'],
    others: ['Nem kaptam levelet.'],
  },
  {
    name: 'names somebody else',
    intent: 'referral',
    patterns: [
      /\b(?:keresse|keressek|forduljon|forduljanak|irjon|irjanak|vegye fel a kapcsolatot|foglalkozik|felelos|utodom|illetekes)\b/,
    ],
    unless: [/\b(?:keressen|irjon) (?:engem|nekem)\b/],
    examples: ['Keresse Kovács Annát: anna@lead.test', 'Ezzel Nagy Péter foglalkozik (peter@lead.test).'],
    others: ['Írjon nekem: ann@lead.test'],
  },
  {
    name: 'is the wrong person',
    intent: 'wrong_person',
    patterns: [
      /\bnem (?:en|mi) (?:vagyok|vagyunk|foglalkoz\w{1,4})\b|\bnem (?:en vagyok )?az? (?:illetekes|megfelelo)\b|\brossz (?:szemely|cim)|\bnem az? en (?:teruletem|feladatom|hatasko)/,
    ],
    examples: ['Nem én vagyok az illetékes.', 'Nem az én területem.'],
    others: ['Ki az illetékes?'],
  },
  {
    name: 'not now',
    intent: 'later',
    patterns: [
      /\b(?:most nem|jelenleg nem|egyelore nem|meg nem|kesobb|nincs ido)\b|\bjovore\b|\bjovo (?:evben|honapban|negyedevben)\b|\b(?:par|ket|harom|hat) honap mulva\b|\bnyar utan\b|\bosszel\b/,
    ],
    examples: ['Most nem aktuális.', 'Talán jövőre.'],
    others: ['Most jó.'],
  },
  {
    name: 'is not interested',
    intent: 'not_interested',
    patterns: [
      /\bnem (?:erdekel|erdekli|erdekes|kerunk|kerjuk|kerek belole|aktualis|szukseges)\b|\bkoszon(?:om|juk),? nem\b|\bnincs (?:ra )?szukseg|\bmar van\b/,
    ],
    examples: ['Nem érdekel.', 'Köszönjük, nem.'],
    others: ['Érdekel.'],
  },
  {
    name: 'wants a call',
    intent: 'call_me',
    patterns: [
      /\b(?:hivjon|hivjanak|hivj) (?:fel|vissza)\b|\b(?:fel|vissza) ?(?:tudna|tudnanak) hivni\b|\btelefonaljon\b/,
    ],
    unless: [/\bne hivj|\bha (?:az|a|olcso)/],
    examples: ['Kérem, hívjon fel holnap.', 'Hívjanak vissza!'],
    others: ['Hívjon fel, ha az ár csökken.', 'Ne hívjon fel.'],
  },
  {
    name: 'is interested',
    intent: 'interested',
    patterns: [
      /\berdekel(?:ne|nek)?\b|\berdeklodn|\bjol hangzik\b|\bigen,? (?:kerem|kerek|szivesen)\b|\bszivesen\b|\bkerek (?:\w{1,10} )?(?:tajekoztatot|informaciot|ajanlatot)\b|\btobbet (?:megtudni|tudni)\b/,
    ],
    examples: ['Érdekel a dolog.', 'Igen, kérem.'],
    others: ['Köszönöm, megkaptam.'],
  },
  {
    name: 'asks something',
    intent: 'question',
    patterns: [/\b(?:mennyibe kerul|hogyan mukodik|van-e|lehet-e)\b/],
    examples: ['Mennyibe kerül'],
    others: ['Jól működik.'],
  },
]);
