/** How answers in German say what they want. */
import { rulesOf } from '../reply-rule.ts';

export const german = rulesOf('de', [
  {
    name: 'says nothing but stop',
    intent: 'unsubscribe',
    extent: 'whole',
    patterns: [
      /^(?:bitte )?(?:(?:mich |uns )?(?:abmelden|abbestellen|austragen|streichen|loschen)|abmeldung|newsletter (?:abbestellen|abmelden)|keine (?:e-?)?mails? mehr|stopp?)(?: bitte| danke| sofort)*$/,
    ],
    examples: ['Abmelden', 'Bitte austragen!', 'Keine Mails mehr'],
    others: ['Ich kann mich nicht abmelden, mein Passwort fehlt.'],
  },
  {
    name: 'asks to be taken off the list',
    intent: 'unsubscribe',
    patterns: [
      /\baus (?:dem|ihrem|eurem|deinem|der|ihrer|eurer|ihren|allen) (?:\w{1,12} )?(?:e-?mail-?)?(?:verteilern?|liste|listen|newsletter|mailingliste|verteilerliste|datenbank|adressliste)\b/,
      /\b(?:melden sie|trag(?:en|t)(?: sie)?|meldet) (?:mich|uns) (?:\w{1,10} ){0,2}(?:ab|aus)\b|\b(?:mich|uns) (?:\w{1,14} ){0,3}(?:abmelden|austragen|abzumelden|auszutragen)\b/,
      /\b(?:streichen|nehmen|entfernen|loschen) sie (?:bitte )?(?:mich|uns)\b|\b(?:von|aus) (?:der|ihrer|dieser) (?:\w{0,12}liste|datenbank)\b|\bvom newsletter (?:abmelden|abzumelden)\b/,
      /\bloschen sie (?:\w{1,10} ){0,2}(?:meine|unsere) (?:adresse|daten|e-?mail|mailadresse|kontaktdaten|e-?mail-adresse)\b/,
    ],
    unless: [/\b(?:nicht|nie) (?:\w{1,10} )?(?:abgemeldet|abmelden|austragen|aus dem)\b|\bwarum\b|\bwieso\b/],
    examples: [
      'Bitte nehmen Sie mich aus Ihrem Verteiler.',
      'Tragen Sie mich bitte aus.',
      'Löschen Sie bitte meine Daten.',
    ],
    others: ['Ich habe mich nicht abgemeldet.'],
  },
  {
    name: 'wants no more mails',
    intent: 'unsubscribe',
    patterns: [
      /\bkeine (?:weiteren |weitere )?(?:e-?mails?|mails?|werbung|nachrichten|newsletter|werbemails)\b/,
      /\b(?:schreiben|kontaktieren|schicken|senden) sie (?:mir|uns|mich) (?:\w{1,10} ){0,2}(?:nicht|keine|nichts) mehr\b|\bhoren sie auf\b.{0,40}\b(?:schreiben|schicken|mails)\b/,
      /\bunterlassen sie\b.{0,40}\b(?:zusendung|mails|e-mails|werbung|nachrichten)|\blassen sie (?:mich|uns) in ruhe\b|\bnicht mehr (?:kontaktiert|angeschrieben) werden\b|\bwiderspreche\b.{0,60}\b(?:werbung|nutzung|verarbeitung)\b/,
    ],
    unless: [/\b(?:bekomme|bekommen|erhalte|erhielt|habe|kommen|kamen) (?:\w{1,10} ){0,2}keine\b/],
    examples: ['Bitte keine weiteren E-Mails!', 'Schreiben Sie mir nicht mehr.', 'Lassen Sie mich in Ruhe.'],
    others: ['Ich bekomme keine E-Mails von Ihnen.'],
  },
  {
    name: 'names somebody else',
    intent: 'referral',
    patterns: [
      /\b(?:wenden sie sich|wende dich|kontaktieren sie|sprechen sie mit|schreiben sie|fragen sie|richten sie|schicken sie|senden sie)\b/,
      /\b(?:zustandig|verantwortlich|ansprechpartner(?:in)?|ansprechperson|nachfolger(?:in)?|kummert sich|ubernimmt|ubernommen)\b/,
    ],
    unless: [/\b(?:kontaktieren|schreiben|schicken|senden|fragen) sie (?:mich|mir|uns)\b/],
    examples: ['Wenden Sie sich bitte an Frau Koch, j.koch@lead.test.', 'Zuständig ist Herr Lang (p.lang@lead.test).'],
    others: ['Schreiben Sie mir an ann@lead.test.'],
  },
  {
    name: 'is the wrong person',
    intent: 'wrong_person',
    patterns: [
      /\b(?:falsche[nr]?|nicht (?:der|die) (?:richtige[nr]?|passende)) (?:ansprechpartner(?:in)?|ansprechperson|person|adresse|stelle|abteilung)\b/,
      /\b(?:bin|sind) (?:\w{1,12} ){0,3}nicht (?:zustandig|verantwortlich)\b|\bnicht (?:zustandig|verantwortlich) (?:bin|sind)\b|\bnicht (?:mein|in meinem) (?:bereich|thema|gebiet|zustandigkeit)/,
    ],
    examples: ['Ich bin der falsche Ansprechpartner.', 'Dafür bin ich nicht zuständig.'],
    others: ['Wer ist zuständig?'],
  },
  {
    name: 'not now',
    intent: 'later',
    patterns: [
      /\bnach?ste[nrs]? (?:mal|monat|quartal|jahr|fruhjahr|sommer|herbst|winter)\b|\b(?:erst|vielleicht|gerne|lieber) (?:wieder )?spater\b/,
      /\b(?:momentan|derzeit|aktuell|zurzeit|gerade|im moment) (?:\w{1,12} ){0,3}(?:nicht|noch nicht|kein|keine|keinen)\b|\bnoch zu fruh\b|\bkeine zeit\b|\bjetzt nicht\b|\b(?:gerne|wieder|erst|fruhestens|lieber) (?:wieder )?(?:im|ab|anfang|mitte|ende) (?:januar|februar|marz|april|mai|juni|juli|august|september|oktober|november|dezember)\b/,
      /\bin (?:ein paar|einigen|\d{1,2}|zwei|drei|sechs) monaten\b|\bim (?:herbst|winter|sommer|fruhjahr|neuen jahr)\b|\bnach (?:den|dem|der) (?:\w{0,8}ferien|sommer|urlaub|messe|umstellung)\b/,
    ],
    examples: ['Momentan leider nicht.', 'Vielleicht nächstes Jahr.', 'Melden Sie sich im Herbst.'],
    others: ['Wir sprechen am Montag.'],
  },
  {
    name: 'is not interested',
    intent: 'not_interested',
    patterns: [
      /\bkein(?:en|e|erlei)? (?:interesse|bedarf|verwendung|verwendungszweck)\b|\bnicht (?:interessiert|relevant|interessant|benotigt)\b|\bnein,? danke\b|\bpasst (?:leider )?nicht\b|\bleider nein\b/,
      /\b(?:haben|nutzen) (?:\w{1,10} ){0,2}(?:bereits|schon) (?:\w{1,10} ){0,2}(?:anbieter|losung|lieferanten|system)\b|\bmit (?:unserem|dem) (?:\w{1,14} )?(?:anbieter|lieferanten) zufrieden\b|\binteressiert (?:mich|uns) nicht\b|\banderen (?:anbieter|losung|lieferanten)\b|\bbrauch(?:e|en) (?:\w{1,10} ){0,3}(?:nicht|kein\w{0,2})\b|\banderweitig (?:entschieden|versorgt)\b/,
    ],
    examples: ['Kein Interesse, danke.', 'Dafür haben wir keine Verwendung.', 'Wir haben schon einen Anbieter.'],
    others: ['Nein, das ist kein Problem.'],
  },
  {
    name: 'wants a call',
    intent: 'call_me',
    patterns: [
      /\brufen sie (?:mich|uns)(?! (?:nicht|nie))\b|\bruf (?:mich|uns) (?:\w{1,10} ){0,2}an\b|\b(?:ruckruf|anruf) (?:bitte|erbeten|ware|wurde)\b|\bbitte um (?:\w{1,10} ){0,2}(?:ruckruf|anruf)\b/,
      /\b(?:bin|sind) (?:\w{1,10} ){0,2}unter \+?[\d(]|\b(?:konnen|sollten|wollen|lassen sie) (?:wir|uns) (?:\w{1,10} ){0,3}telefonieren\b|\bgerne telefonieren\b/,
    ],
    unless: [/\bnicht (?:mehr )?an(?:rufen)?\b|\b(?:falls|wenn|sobald)\b/],
    examples: ['Rufen Sie mich morgen an.', 'Ich bitte um Rückruf.', 'Können wir kurz telefonieren?'],
    others: ['Rufen Sie mich bitte nicht an.', 'Rufen Sie mich an, falls es billiger wird.'],
  },
  {
    name: 'does not want a call',
    intent: 'not_interested',
    patterns: [/\brufen sie (?:mich|uns) (?:\w{1,10} ){0,2}nicht\b|\bkeine anrufe\b/],
    examples: ['Rufen Sie mich bitte nicht an.'],
    others: ['Rufen Sie mich an.'],
  },
  {
    name: 'is interested',
    intent: 'interested',
    patterns: [
      /\bsehr (?:interessant|gerne?)\b|\bmachen wir (?:einen )?termin\b|\b(?:bin|sind|waren|ware|habe|haben|hatten|hatte) (?:\w{1,20} ){0,2}(?:interessiert|interesse)\b|\bja,? (?:gerne?|bitte)\b/,
      /\b(?:klingt|hort sich) (?:sehr )?(?:gut|interessant|spannend)\b|\b(?:termin|angebot|demo) (?:vereinbaren|schicken|zusenden|buchen|machen)\b/,
      /\bgerne (?:mehr|einen termin)\b|\bschicken sie (?:mir|uns)\b|\b(?:mochten?|wurden?) (?:\w{1,20} ){0,4}(?:erfahren|testen|sprechen|kennenlernen|ansehen|anschauen|wissen)\b/,
    ],
    examples: ['Das klingt sehr spannend.', 'Ja, gerne!', 'Schicken Sie uns ein Angebot.'],
    others: ['Vielen Dank, ist angekommen.'],
  },
  {
    name: 'asks something',
    intent: 'question',
    patterns: [
      /\b(?:wie viel|wieviel|was kostet|konnen sie|gibt es|wie funktioniert|ich frage mich|(?:mich|uns) wurde interessieren)\b/,
    ],
    examples: ['Was kostet das', 'Gibt es eine Schnittstelle zu SAP.'],
    others: ['Das gefällt uns.'],
  },
]);
