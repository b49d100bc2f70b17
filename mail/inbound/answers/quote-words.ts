/**
 * The words that mail programs put around what they quote, and below what was written on a phone, by language: data, and
 * the patterns made of it. All is compared in lower case and without accents (`plainWords`).
 */

/** First words of the line above a quote: "On … wrote:". */
const openers = [
  'on', 'am', 'le', 'el', 'il', 'em', 'op', 'den', 'w dniu', 'dnia', 'pe', 'dne', 'in data',
] as const; // biome-ignore format: one list

/** "wrote", in the forms that mail programs use. */
const wrote = [
  'wrote', 'writes', 'schrieb', 'a ecrit', 'escribio', 'ha scritto', 'escreveu', 'schreef', 'skrev', 'pisze',
  'napisal', 'napisala', 'napisal(a)', 'ezt irta', 'irta', 'kirjoitti', 'napsal', 'a scris', 'написал', 'пише',
] as const; // biome-ignore format: one list

/** Labels of the block that Outlook puts above a quote: who, and the others. */
const fromLabels = [
  'from',
  'von',
  'de',
  'da',
  'van',
  'od',
  'fran',
  'fra',
  'felado',
  'expediteur',
  'remitente',
] as const;
const otherLabels = [
  'sent', 'date', 'to', 'cc', 'subject', 'reply-to',
  'gesendet', 'datum', 'an', 'betreff',
  'envoye', 'a', 'objet',
  'enviado', 'enviado el', 'fecha', 'para', 'asunto',
  'inviato', 'data', 'oggetto',
  'verzonden', 'aan', 'onderwerp',
  'enviada', 'enviada em', 'assunto',
  'wyslano', 'do', 'dw', 'temat',
  'skickat', 'till', 'amne',
  'sendt', 'til', 'emne',
  'elkuldve', 'kuldve', 'cimzett', 'targy',
] as const; // biome-ignore format: one language a line

/** What stands between dashes above a quote or a forwarded mail. */
const separators = [
  'original', 'ursprungliche', 'originalnachricht', 'origine', 'originale', 'oorspronkelijk', 'oryginalna', 'oprindelig',
  'originalmeddelande', 'eredeti', 'forwarded', 'weitergeleitete', 'transfere', 'reenviado', 'inoltrato', 'doorgestuurd',
  'encaminhada', 'przekazana', 'vidarebefordrat', 'videresendt', 'tovabbitott', 'urspr.', 'mensaje', 'mensagem',
] as const; // biome-ignore format: one list

/** Lines that phones and mail programs add below a text. */
const footers = [
  'sent from my', 'sent from outlook', 'sent from mail', 'sent from yahoo', 'sent from proton', 'sent from samsung',
  'sent from gmail', 'sent via', 'sent with', 'get outlook for', 'get bluemail for',
  'von meinem', 'gesendet von', 'gesendet mit', 'gesendet aus', 'diese nachricht wurde von meinem', 'holen sie sich outlook',
  'envoye de mon', 'envoye depuis', 'envoye a partir', 'telecharger outlook', 'obtenez outlook',
  'enviado desde', 'enviado do meu', 'enviado a partir', 'obtener outlook', 'obter o outlook',
  'inviato da', 'scarica outlook', 'ottieni outlook',
  'verstuurd vanaf', 'verzonden vanaf', 'verzonden met', 'outlook voor', 'download outlook',
  'skickat fran', 'hamta outlook', 'sendt fra', 'hent outlook',
  'wyslane z', 'wyslano z', 'pobierz outlook', 'pobierz aplikacje outlook',
  'elkuldve az', 'kuldve az', 'iphone-rol kuldve', 'lahetetty',
] as const; // biome-ignore format: one language a line

/** The last words before a name; only a few short lines may follow, or it is a text that goes on. */
const farewells = [
  'best regards', 'kind regards', 'regards', 'warm regards', 'many regards', 'best wishes', 'yours sincerely',
  'yours faithfully', 'sincerely', 'with best regards', 'with kind regards', 'kindest regards', 'best,', 'cheers,',
  'mit freundlichen grussen', 'freundliche grusse', 'mit freundlichem gruss', 'viele grusse', 'beste grusse',
  'liebe grusse', 'herzliche grusse', 'schone grusse', 'mit besten grussen', 'freundlichen gruss', 'viele grusse', 'mfg',
  'cordialement', 'bien cordialement', 'bien a vous', 'salutations', 'sinceres salutations', 'meilleures salutations',
  'saludos', 'un saludo', 'saludos cordiales', 'atentamente', 'cordialmente', 'un cordial saludo',
  'cordiali saluti', 'saluti', 'distinti saluti', 'un saluto', 'cordialita',
  'met vriendelijke groet', 'met vriendelijke groeten', 'vriendelijke groet', 'vriendelijke groeten', 'groeten', 'mvg',
  'atenciosamente', 'com os melhores cumprimentos', 'melhores cumprimentos', 'cumprimentos', 'abracos',
  'z powazaniem', 'pozdrawiam', 'pozdrowienia', 'serdecznie pozdrawiam', 'z pozdrowieniami',
  'med vanliga halsningar', 'med vanlig halsning', 'vanliga halsningar', 'hälsningar', 'mvh', 'halsningar', 'vanligen',
  'med venlig hilsen', 'venlig hilsen', 'mange hilsner', 'bedste hilsner', 'hilsen', 'vh',
  'udvozlettel', 'tisztelettel', 'koszonettel',
] as const; // biome-ignore format: one language a line

const anyOf = (words: readonly string[]): string =>
  [...new Set(words)]
    .toSorted((a, b) => b.length - a.length)
    .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('|');

export const opensQuote = new RegExp(`^(?:${anyOf(openers)}) `);
export const namesWriter = new RegExp(`(?:^|[ >)\\]"])(?:${anyOf(wrote)})(?=[ :(]|$)|写道|작성|メッセージ`);
export const fromLabel = new RegExp(`^\\*?(?:${anyOf(fromLabels)}) ?:\\*?(?: |$)`);
export const otherLabel = new RegExp(`^\\*?(?:${anyOf(otherLabels)}) ?:\\*?(?: |$)`);
export const separator = new RegExp(`^-{2,}[^-]{0,40}(?:${anyOf(separators)})[^-]{0,40}-{0,20}$`);
export const footer = new RegExp(`^(?:${anyOf(footers)})(?: |$)`);
/** "From my iPhone sent": the verb may stand last. */
export const footerEnd = /(?:gesendet|kuldve)\.?$/;
export const farewell = new RegExp(`^(?:${anyOf(farewells)})[ ,.!]{0,3}(?:$|[a-z][a-z .-]{1,40}$)`);
