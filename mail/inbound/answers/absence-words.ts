/**
 * The words of absences and of their ends, by language, as patterns for text in the form of `plainWords`: data. Months are
 * told by the beginnings of their names, days of the week by their beginnings too.
 */

/** Beginnings of the names of months, in all languages together; a longer one stands before its own beginning. */
export const monthNames: readonly (readonly [number, readonly string[]])[] = [
  [1, ['january', 'januar', 'janvier', 'enero', 'gennaio', 'januari', 'janeiro', 'stycznia', 'styczen', 'jan', 'jän', 'janv', 'ene', 'gen', 'sty', 'jänner', 'janner']],
  [2, ['february', 'februar', 'fevrier', 'febrero', 'febbraio', 'februari', 'fevereiro', 'lutego', 'luty', 'feb', 'fev', 'fevr', 'lut', 'febr']],
  [3, ['march', 'marz', 'maerz', 'mars', 'marzo', 'maart', 'marco', 'marca', 'marzec', 'marts', 'marcius', 'mar', 'mrt', 'mrz', 'marc']],
  [4, ['april', 'avril', 'abril', 'aprile', 'kwietnia', 'kwiecien', 'aprilis', 'apr', 'avr', 'abr', 'kwi', 'ápr']],
  [5, ['may', 'mai', 'mayo', 'maggio', 'mei', 'maio', 'maja', 'maj', 'majus', 'mag']],
  [6, ['june', 'juni', 'juin', 'junio', 'giugno', 'junho', 'czerwca', 'czerwiec', 'junius', 'jun', 'giu', 'cze']],
  [7, ['july', 'juli', 'juillet', 'julio', 'luglio', 'julho', 'lipca', 'lipiec', 'julius', 'jul', 'juil', 'lug', 'lip']],
  [8, ['august', 'aout', 'agosto', 'augustus', 'augusti', 'sierpnia', 'sierpien', 'augusztus', 'aug', 'ago', 'sie']],
  [9, ['september', 'septembre', 'septiembre', 'setiembre', 'settembre', 'setembro', 'wrzesnia', 'wrzesien', 'szeptember', 'sept', 'sep', 'set', 'wrz', 'szept']],
  [10, ['october', 'oktober', 'octobre', 'octubre', 'ottobre', 'outubro', 'pazdziernika', 'pazdziernik', 'okt', 'oct', 'ott', 'out', 'paz']],
  [11, ['november', 'novembre', 'noviembre', 'novembro', 'listopada', 'listopad', 'nov', 'lis']],
  [12, ['december', 'dezember', 'decembre', 'diciembre', 'dicembre', 'dezembro', 'grudnia', 'grudzien', 'dec', 'dez', 'dic', 'gru']],
]; // biome-ignore format: one month a line

/** Monday is 1. */
export const weekdayNames: readonly (readonly [number, readonly string[]])[] = [
  [1, ['monday', 'montag', 'lundi', 'lunes', 'lunedi', 'maandag', 'segunda-feira', 'segunda', 'poniedzialek', 'poniedzialku', 'mandag', 'hetfo', 'hetfon']],
  [2, ['tuesday', 'dienstag', 'mardi', 'martes', 'martedi', 'dinsdag', 'terca-feira', 'wtorek', 'wtorku', 'tisdag', 'tirsdag', 'kedden', 'kedd']],
  [3, ['wednesday', 'mittwoch', 'mercredi', 'miercoles', 'mercoledi', 'woensdag', 'quarta-feira', 'srode', 'srody', 'sroda', 'onsdag', 'szerdan', 'szerda']],
  [4, ['thursday', 'donnerstag', 'jeudi', 'jueves', 'giovedi', 'donderdag', 'quinta-feira', 'czwartek', 'czwartku', 'torsdag', 'csutortokon', 'csutortok']],
  [5, ['friday', 'freitag', 'vendredi', 'viernes', 'venerdi', 'vrijdag', 'sexta-feira', 'piatek', 'piatku', 'fredag', 'penteken', 'pentek']],
  [6, ['saturday', 'samstag', 'samedi', 'sabado', 'sabato', 'zaterdag', 'sobote', 'soboty', 'lordag', 'szombaton']],
  [7, ['sunday', 'sonntag', 'dimanche', 'domingo', 'domenica', 'zondag', 'niedziele', 'niedzieli', 'sondag', 'vasarnap']],
]; // biome-ignore format: one day a line

/** Days from now, and how many; weeks are told by their Monday. */
export const relativeWords = {
  tomorrow: ['tomorrow', 'morgen', 'demain', 'manana', 'domani', 'amanha', 'jutro', 'imorgon', 'i morgon', 'i morgen', 'holnap'],
  nextWeek: ['next week', 'nachste woche', 'nachster woche', 'kommende woche', 'la semaine prochaine', 'semaine prochaine', 'la proxima semana', 'proxima semana', 'semana que viene', 'semana que vem', 'la prossima settimana', 'prossima settimana', 'settimana prossima', 'volgende week', 'w przyszlym tygodniu', 'przyszlym tygodniu', 'nasta vecka', 'naeste uge', 'jovo heten', 'jovo het'],
} as const; // biome-ignore format: one list a line

/** Words before the name of a month for a part of it. */
export const monthParts = {
  end: ['the end of', 'end of', 'end', 'late', 'ende', 'fin', 'la fin de', 'fin du mois', 'fin du mois de', 'finales de', 'fines de', 'fin de', 'fine', 'fine di', 'eind', 'einde', 'het einde van', 'fim de', 'final de', 'fins de', 'koniec', 'konca', 'koncem', 'koncu', 'slutet av', 'slutet pa', 'slutningen af', 'udgangen af'],
  middle: ['the middle of', 'middle of', 'mid', 'mid of', 'mitte', 'mi', 'la mi', 'mediados de', 'meta', 'la meta di', 'half', 'medio', 'meados de', 'polowie', 'polowy', 'mitten av', 'midten af'],
  beginning: ['the beginning of', 'beginning of', 'the start of', 'start of', 'early', 'anfang', 'beginn', 'debut', 'le debut de', 'principios de', 'comienzos de', 'inicio de', 'inizio', 'gli inizi di', 'begin', 'inicio de', 'poczatek', 'poczatku', 'poczatkiem', 'borjan av', 'starten af', 'begyndelsen af'],
  /** The end of the month in which the notice was written. */
  thisEnd: ['end of the month', 'end of this month', 'the month end', 'month end', 'ende des monats', 'monatsende', 'ende dieses monats', 'fin du mois', 'fin de mes', 'final de mes', 'finales de mes', 'fine mese', 'fine del mese', 'eind van de maand', 'einde van de maand', 'fim do mes', 'final do mes', 'koniec miesiaca', 'konca miesiaca', 'koncem miesiaca', 'slutet av manaden', 'slutningen af maneden'],
} as const; // biome-ignore format: one list a line

/** Hungarian says it after the month; with -ig it is through it. */
export const hungarianParts = { end: 'vege', middle: 'kozepe', beginning: 'eleje' } as const;

/** Words that say that somebody is there again from a day on. */
export const backWords: readonly string[] = [
  'back', 'return', 'returns', 'returning', 'return date', 'resume', 'resuming', 'available again', 'reachable again',
  'wieder', 'zuruck', 'ruckkehr', 'erst',
  'de retour', 'retour', 'reviens', 'reviendrai', 'reprends', 'reprendrai', 'joignable a partir', 'disponible a partir',
  'regreso', 'regresare', 'regresar', 'vuelvo', 'volvere', 'de vuelta', 'vuelta', 'reincorporo', 'incorporare', 'disponible a partir',
  'rientro', 'rientrero', 'ritorno', 'tornero', 'torno', 'di ritorno', 'nuovamente', 'di nuovo',
  'weer', 'terug',
  'regresso', 'regressarei', 'retorno', 'retornarei', 'volto', 'voltarei', 'estarei de volta', 'de volta',
  'wracam', 'wroce', 'powrot', 'ponownie', 'z powrotem', 'bede dostepn',
  'tillbaka', 'ater', 'tilbage', 'igen',
  'vissza', 'terek vissza', 'ujra',
]; // biome-ignore format: one language a line

/** Words right before a day through which somebody is away. */
export const untilWords: readonly string[] = [
  'until and including', 'up to and including', 'until', 'till', 'til', 'through', 'thru', 'up to', 'to', 'ending',
  'bis einschliesslich', 'bis inklusive', 'bis einschl', 'bis inkl', 'bis incl', 'bis und mit', 'bis zum', 'bis', 'einschliesslich',
  "jusqu'au", "jusqu'a", 'jusque', "jusqu'en", 'au', 'hasta el', 'hasta', 'al', 'fino al', 'fino alla', 'fino a', "fino all'", 'sino al',
  'tot en met', 't/m', 'tot', 'ate ao', 'ate o', 'ate', 'a',
  'wlacznie do', 'do dnia', 'do', 'till och med', 't.o.m.', 't o m', 'tom', 'til og med', 't.o.m', 'til',
]; // biome-ignore format: one language a line

/** "Not back until X" is back on X. */
export const notUntilWords =
  /(?:\bnot|n't|\bno longer|\bunable|\bnicht|\bne|\bpas|\bno|\bnon|\bniet|\bnao|\bnie|\binte|\bikke) (?:\w{1,12} ){0,5}(?:back|return|returning|available|in the office|zuruck|wieder|erreichbar|retour|disponible|joignable|regreso|vuelta|rientro|terug|bereikbaar|de volta|dostepn\w{1,3}|tillbaka|anträffbar|tilbage)\b[^.]{0,30}$/;

/** Words that say that somebody is away. */
export const awayWords: readonly RegExp[] = [
  /\bout of (?:the )?office\b|\bout of town\b|\booo\b|\bon (?:\w{1,12} ){0,2}(?:leave|vacation|holidays?|sabbatical)\b|\baway (?:from|until|on|and|this|for|at)\b|\bi(?:'m| am| will be) (?:currently )?(?:away|absent|travell?ing|not available|unavailable)\b|\blimited access to (?:my )?e-?mail|\bno access to (?:my )?e-?mail|\bnot in the office\b|\breturn(?:ing)? to the office\b|\breturn date\b|\bback in the office\b/,
  /\bnicht im (?:buro|hause?|dienst)\b|\babwesen|\bim urlaub\b|urlaub\b|\bausser haus\b|\belternzeit\b|\bwieder (?:fur sie )?(?:da|erreichbar|zuruck|im (?:buro|haus))\b|\bnicht erreichbar\b|\bdienstreise\b/,
  /\ben (?:conges?|vacances|deplacement)\b|\babsente?s?\b|\bactuellement (?:absente?|en)\b|\bde retour\b|\bhors du bureau\b|\bconge (?:maternite|parental)\b/,
  /\bfuera de (?:la )?oficina\b|\bvacaciones\b|\bausente\b|\bde viaje\b|\bbaja (?:maternal|paternal|medica)\b/,
  /\bfuori (?:ufficio|sede)\b|\bin ferie\b|\bassente\b|\bassenza\b|\bin vacanza\b|\brientrero\b/,
  /\bafwezig\b|\b(?:met|op) vakantie\b|\bniet (?:op|in) (?:het )?kantoor\b|vakantie\b|\bverlof\b|\bniet aanwezig\b/,
  /\bferias\b|\bausencia\b|\bfora do escritorio\b|\blicenca\b/,
  /\b(?:na|w trakcie) urlop|\burlopie?\b|\bpoza biurem\b|\bnieobecn/,
  /semester\b|\bledig\b|\bfranvaro\b|\bfranvarande\b|\binte pa kontoret\b|\btillbaka pa kontoret\b|\bforaldraledig\b/,
  /ferie\b|\bfravaerende\b|\bikke pa kontoret\b|\borlov\b|\bbarsel\b/,
  /\bszabadsag|\bhazon kivul\b|\bnem vagyok az irodaban\b|\btavol\b|\btavollet/,
];

/** Subjects of absences: a hint, never a proof (RFC 3834 §3.1.5). */
export const absentSubject =
  /^(?:re: |aw: |sv: )?\[?(?:auto(?:matic|matische|matisch|matikus)?[- :]{0,2}(?:reply|response|antwort|antwoord|valasz|svar)|autosvar|autoreply|abwesen|reponse automatique|absence|absent|respuesta automatica|resposta automatica|ausencia|fuera de la oficina|risposta automatica|assenza|fuori ufficio|out of (?:the )?office|ooo\b|vacation|i am away|away|afwezig|franvaro|fravaer|nieobecno|odpowiedz automatyczna|hazon kivul|automatikus valasz|urlaub)/;
