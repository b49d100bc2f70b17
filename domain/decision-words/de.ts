/** How salespeople write their decisions in German. */
import type { DecisionWords } from '../decision-words.ts';

export const german: DecisionWords = {
  language: 'de',
  decimals: 'comma',
  isDayFirst: true,
  greetings: 'hallo, hi, guten tag, guten morgen, moin, servus, liebe, lieber',
  openings:
    'ok, okay, ja, gerne, gern, danke, vielen dank, bitte, leider, hallo, wurde, status, entscheidung, sie ist, er ist, das ist',
  selves: 'ich, wir, ich habe, wir haben, habe, haben',
  keywords: {
    accept:
      'annehmen, angenommen, akzeptiert, akzeptiere, akzeptieren, nehme ich, nehme ich an, nehm ich, übernehme, übernehme ich, uebernehme, uebernehme ich, übernommen, uebernommen',
    contacted: 'kontaktiert, angerufen, telefoniert, gesprochen, angeschrieben, erreicht, kontakt aufgenommen',
    planned:
      'wieder anrufen, nochmal anrufen, erneut anrufen, wieder melden, rückruf, rueckruf, wiedervorlage, erinnere mich, erinner mich, erinnern, erinnerung, nächster kontakt, naechster kontakt',
    meeting:
      'termin, termin vereinbart, termin steht, termin gebucht, termin ausgemacht, meeting, meeting vereinbart, meeting gebucht, demo vereinbart, demo gebucht',
    won: 'gewonnen, auftrag gewonnen, auftrag erhalten, verkauft',
    lost: 'verloren, auftrag verloren, deal verloren',
    return:
      'zurück, zurueck, zurückgeben, zurueckgeben, zurückgegeben, zurueckgegeben, gebe zurück, gebe zurueck, gebe ich zurück, gebe ich zurueck, zurück ans marketing, zurueck ans marketing, rückgabe, rueckgabe, retour',
  },
  fillers:
    'ihn, sie, es, das, den lead, diesen lead, der lead, lead, bitte, danke, gerne, heute, gestern, gerade, eben, heute morgen',
  because: 'weil, da, wegen, grund, mit grund, für, fuer, mit, an, an die, an den, zu, über, ueber',
  returnReasons: {
    no_fit:
      'passt nicht, passt nicht zu uns, kein fit, nicht passend, unpassend, nicht unsere zielgruppe, keine zielgruppe, falsche zielgruppe, zu klein',
    no_budget: 'kein budget, kein geld, keine mittel, nicht genug budget, ohne budget, budget gestrichen, budgetstopp',
    no_authority:
      'kein entscheider, keine entscheiderin, nicht der entscheider, nicht die entscheiderin, entscheidet nicht, nicht entscheidungsbefugt, keine befugnis',
    timing:
      'falscher zeitpunkt, schlechter zeitpunkt, ungünstiger zeitpunkt, ungünstig, zeitpunkt, nicht jetzt, jetzt nicht, derzeit nicht, momentan nicht, zur zeit nicht, aktuell nicht, zu früh, zu frueh, noch nicht so weit',
    bad_data:
      'falsche daten, daten falsch, daten sind falsch, daten stimmen nicht, falsche nummer, falsche telefonnummer, telefonnummer falsch, nummer falsch, nummer ist falsch, falsche adresse, falsche e-mail, falsche mail, falsche mailadresse, fake',
    duplicate:
      'dublette, duplikat, doppelt, schon bekannt, bereits bekannt, schon kunde, bereits kunde, bestandskunde, bestandskundin',
    competitor:
      'wettbewerber, wettbewerb, konkurrenz, konkurrent, mitbewerber, arbeitet bei der konkurrenz, arbeitet bei einem wettbewerber',
    unreachable:
      'nicht erreichbar, nicht erreicht, unerreichbar, nicht zu erreichen, niemand erreicht, meldet sich nicht, geht nicht ran, keine antwort',
  },
  lostReasons: {
    price: 'preis, der preis, zu teuer, günstigeres angebot, zu hohe kosten',
    competitor:
      'wettbewerber, wettbewerb, an wettbewerber, an den wettbewerb, konkurrenz, an die konkurrenz, mitbewerber, anderer anbieter, anderen anbieter',
    no_budget: 'kein budget, kein geld, keine mittel, nicht genug budget, budget gestrichen',
    no_need: 'kein bedarf, kein interesse, nicht interessiert, projekt gestoppt, projekt abgesagt, projekt gestrichen',
    no_decision: 'keine entscheidung, unentschieden, meldet sich nicht mehr',
    timing:
      'falscher zeitpunkt, schlechter zeitpunkt, zeitpunkt, nicht jetzt, jetzt nicht, zu früh, zu frueh, zu spät, zu spaet',
    other: 'anderer grund, sonstiges, andere gründe, andere gruende',
  },
  unitPrices: 'je, pro, stück, stueck, jeweils, monatlich, jährlich, jaehrlich, im monat, im jahr',
  and: 'und, und dann, dann, aber',
  or: 'oder, bzw, beziehungsweise',
  negations:
    'nicht, kein, keine, keinen, keinem, keiner, nein, nie, niemals, niemand, nichts, weder, abgesagt, abgelehnt, verschoben, ausgefallen, geplatzt',
  harmless: 'kein problem, keine fragen, keine eile',
  hedges:
    'vorbehaltlich, wenn, falls, sofern, vielleicht, eventuell, evtl, vermutlich, wahrscheinlich, möglicherweise, unsicher, glaube ich, fast, beinahe, hoffentlich, stattdessen, eher, so gut wie, unter vorbehalt',
  conditions: 'sobald, nachdem, erst wenn, erst nach, bis, vorausgesetzt',
  takenBack:
    'nein, nicht, noch nicht, doch nicht, lieber nicht, nie, niemals, nein doch nicht, nein warte…, warte, moment, oder nicht, vielleicht, eventuell, scherz, nur spaß, unsicher, bin nicht sicher…, bitte ignorieren, ignorieren, falsch, nicht wahr, stimmt nicht',
  away: 'im büro, im buero, urlaub, im haus, am platz, elternzeit, abwesend, abwesenheit, feiertage, vertretung, bin',
  months:
    'januar, jänner, jan; februar, feber, feb; märz, maerz; april, apr; mai; juni, jun; juli, jul; august, aug; september, sept, sep; oktober, okt; november, nov; dezember, dez',
  weekdays: 'montag; dienstag; mittwoch; donnerstag; freitag; samstag, sonnabend; sonntag',
  tomorrow: 'morgen',
  next: {
    week: 'nächste woche, naechste woche, nächster woche, kommende woche',
    month: 'nächsten monat, nächster monat, nächstem monat, naechsten monat, kommenden monat',
    quarter:
      'nächstes quartal, nächsten quartal, naechstes quartal, naechsten quartal, kommendes quartal, kommenden quartal',
    year: 'nächstes jahr, nächsten jahr, naechstes jahr, naechsten jahr, kommendes jahr, neues jahr, neuen jahr',
  },
  quarter: 'quartal',
  units: {
    day: 'tag, tage, tagen',
    week: 'woche, wochen',
    month: 'monat, monate, monaten',
    year: 'jahr, jahre, jahren',
  },
  numbers:
    'ein, eine, einem, einer, eins; zwei; drei; vier; fünf, fuenf; sechs; sieben; acht; neun; zehn; elf; zwölf, zwoelf',
  until: 'bis, nicht vor, frühestens, fruehestens, wiedervorlage',
  again: 'vor, erst ab, erst im, erst in, erst, wieder, erneut, nochmal, noch mal, nochmals, nochmal versuchen',
  after: 'nach, ende, anfang, mitte, auf weiteres, einem halben jahr',
  articles: 'zum, den, dem, der, am, um, zur, wieder, frühestens, fruehestens, ab, dann',
  within: 'in, im, binnen, ab, ab dem',
};
