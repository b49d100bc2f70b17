/** How answers in Italian say what they want. */
import { rulesOf } from '../reply-rule.ts';

export const italian = rulesOf('it', [
  {
    name: 'says nothing but stop',
    intent: 'unsubscribe',
    extent: 'whole',
    patterns: [
      /^(?:per favore )?(?:disiscriviti|disiscrivi(?:mi|ci)?|cancella(?:mi|temi|rmi)|disiscrizione|annulla iscrizione|rimuovimi|basta)(?: per favore| grazie)*$/,
    ],
    examples: ['Disiscrivimi', 'Cancellami, grazie.'],
    others: ['Basta una telefonata.'],
  },
  {
    name: 'asks to be taken off the list',
    intent: 'unsubscribe',
    patterns: [
      /\b(?:cancell|rimuov|elimin|disiscriv|toglier)(?:are|ere|ete|ate|a|e|er)?(?:mi|ci)(?: \w{1,10}){0,2} (?:dalla|dalle|dal|da)\b/,
      /\b(?:cancellar|rimuover|eliminar|disiscriver|toglier|cancellate|rimuovete|togliete|eliminate)(?:mi|ci)\b/,
      /\b(?:cancellare|rimuovere|eliminare|togliere) (?:il mio|la mia|i miei|il nostro)\b/,
    ],
    unless: [/\bnon (?:mi|ci) (?:sono|cancell)/, /\bperche\b/],
    examples: ['Vi prego di cancellarmi dalla vostra lista.', 'Potete rimuovere il mio indirizzo?'],
    others: ['Non mi sono cancellato.'],
  },
  {
    name: 'wants no more mails',
    intent: 'unsubscribe',
    patterns: [
      /\bnon (?:desidero|voglio|vorrei|desideriamo|vogliamo) (?:piu )?(?:ricevere|essere contattat)/,
      /\bnon (?:scrivetemi|contattatemi|mandatemi|inviatemi|mi scriv\w{1,4}|mi contatt\w{1,4}) piu\b|\bsmettetela\b|\bsmettete di (?:scriver|mandar|inviar|contattar)/,
    ],
    examples: ['Non desidero più ricevere le vostre email.', 'Smettete di scrivermi.'],
    others: ['Non ho ricevuto la vostra email.'],
  },
  {
    name: 'names somebody else',
    intent: 'referral',
    patterns: [
      /\b(?:contatt(?:are|i|ate)|scriv(?:ere|a|ete) a|rivolg(?:ersi|etevi|a)|parl(?:are|i) con|se ne occupa|responsabile|referente|sostituisce)\b/,
    ],
    unless: [/\b(?:contattarmi|scrivermi|mi contatti|mi scriva)\b/],
    examples: ['Può contattare Marco Riva, marco@lead.test', 'Se ne occupa Anna: anna@lead.test'],
    others: ['Può contattarmi a ann@lead.test.'],
  },
  {
    name: 'is the wrong person',
    intent: 'wrong_person',
    patterns: [
      /\bnon sono (?:io )?(?:la persona|il responsabile|la responsabile|il referente|l'interlocutore)\b/,
      /\bpersona sbagliata\b|\bnon (?:me ne occupo|mi occupo di (?:questo|questi|cio)|e di mia competenza|e il mio (?:settore|reparto))/,
    ],
    examples: ['Non sono io la persona giusta.', 'Non è il mio settore.'],
    others: ['Chi è la persona giusta?'],
  },
  {
    name: 'not now',
    intent: 'later',
    patterns: [
      /\b(?:piu avanti|in futuro|per ora no|per il momento no|non ora|non adesso)\b/,
      /\b(?:in questo momento|al momento|per ora|per il momento) (?:\w{1,8} ){0,2}non\b|\bdopo (?:l'estate|le ferie|le vacanze)\b|\b(?:prossim[oa]) (?:anno|mese|trimestre)\b|\b(?:anno|mese) prossimo\b|\bfra (?:qualche|due|tre|sei) mesi\b/,
    ],
    examples: ['Per ora no.', "Ci risentiamo dopo l'estate."],
    others: ['Ora è possibile.'],
  },
  {
    name: 'is not interested',
    intent: 'not_interested',
    patterns: [
      /\bnon (?:sono|siamo) (?:\w{1,10} )?interessat[oiae]\b|\bnon (?:mi|ci) interessa\b|\bno,? grazie\b|\bnessun interesse\b|\b(?:abbiamo|ho) gia (?:un|una|il|la)\b|\bnon (?:ne )?abbiamo bisogno\b/,
    ],
    examples: ['No, grazie.', 'Non siamo interessati.'],
    others: ['Siamo interessati.'],
  },
  {
    name: 'wants a call',
    intent: 'call_me',
    patterns: [
      /\b(?:mi|ci) (?:ri)?chiam[ia]\b|\b(?:ri)?chiamat[ei](?:mi|ci)\b|\b(?:ri)?chiamar(?:mi|ci)\b|\b(?:mi|ci) telefoni\b/,
    ],
    unless: [/\bnon (?:mi|ci) (?:ri)?chiam|\bse (?:il|la|i)\b/],
    examples: ['Mi chiami domani.', 'Potete richiamarci?'],
    others: ['Mi chiami se il prezzo scende.'],
  },
  {
    name: 'is interested',
    intent: 'interested',
    patterns: [
      /\b(?:sono|siamo|sarei|saremmo) (?:\w{1,10} )?interessat[oiae]\b|\b(?:mi|ci) interessa\b|\bsi,? (?:grazie|volentieri|per favore)\b|\b(?:mi|ci) piacerebbe\b|\bvolentieri\b|\bsembra (?:interessante|utile)\b|\bsaperne di piu\b/,
    ],
    examples: ['Sono interessato.', 'Sì, grazie.'],
    others: ['Grazie, ricevuto.'],
  },
  {
    name: 'asks something',
    intent: 'question',
    patterns: [/\b(?:quanto costa|come funziona|potete dirmi|vorrei sapere)\b/],
    examples: ['Quanto costa il servizio'],
    others: ['Funziona bene.'],
  },
]);
