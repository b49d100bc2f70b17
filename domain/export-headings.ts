/**
 * The headings of the page with all that is known about a person, in the languages of the pages that leads meet. Long,
 * because there is one list for every language.
 */

/** Of the page, of what there is nothing of, and of every section of an export. */
export interface ExportHeadings {
  readonly title: string;
  readonly nothing: string;
  readonly lead: string;
  readonly company: string;
  readonly consents: string;
  readonly consentRequests: string;
  readonly suppressions: string;
  readonly suppressed: string;
  readonly enrollments: string;
  readonly steps: string;
  readonly moves: string;
  readonly pauses: string;
  readonly interventions: string;
  readonly received: string;
  readonly letters: string;
  readonly tasks: string;
  readonly events: string;
  readonly scores: string;
  readonly stages: string;
  readonly handoffs: string;
  readonly offers: string;
  readonly mails: string;
}

const en: ExportHeadings = {
  title: 'What is known about you',
  nothing: 'Nothing is kept of',
  lead: 'About you',
  company: 'Your company',
  consents: 'Your consents',
  consentRequests: 'Consents we asked for',
  suppressions: 'Why you get no mails',
  suppressed: 'What stops our mails now',
  enrollments: 'Series of mails',
  steps: 'Steps of these series',
  moves: 'Changes of series',
  pauses: 'Pauses',
  interventions: 'Changes by hand',
  received: 'Mails from you',
  letters: 'Letters to you',
  tasks: 'Tasks',
  events: 'What happened',
  scores: 'Points',
  stages: 'Stages',
  handoffs: 'Introductions to sales',
  offers: 'People of sales',
  mails: 'Mails to you',
};

const de: ExportHeadings = {
  title: 'Was über Sie bekannt ist',
  nothing: 'Hierzu ist nichts gespeichert',
  lead: 'Über Sie',
  company: 'Ihr Unternehmen',
  consents: 'Ihre Einwilligungen',
  consentRequests: 'Erbetene Einwilligungen',
  suppressions: 'Warum Sie keine Mails erhalten',
  suppressed: 'Was unsere Mails zurzeit stoppt',
  enrollments: 'Mailreihen',
  steps: 'Schritte dieser Reihen',
  moves: 'Wechsel von Reihen',
  pauses: 'Pausen',
  interventions: 'Eingriffe von Hand',
  received: 'Mails von Ihnen',
  letters: 'Briefe an Sie',
  tasks: 'Aufgaben',
  events: 'Was geschehen ist',
  scores: 'Punkte',
  stages: 'Stufen',
  handoffs: 'Übergaben an den Vertrieb',
  offers: 'Personen im Vertrieb',
  mails: 'Mails an Sie',
};

const fr: ExportHeadings = {
  title: 'Ce que nous savons de vous',
  nothing: 'Rien n’est conservé à ce sujet',
  lead: 'À propos de vous',
  company: 'Votre entreprise',
  consents: 'Vos consentements',
  consentRequests: 'Consentements demandés',
  suppressions: 'Pourquoi vous ne recevez pas d’e-mails',
  suppressed: 'Ce qui arrête nos e-mails actuellement',
  enrollments: 'Séries d’e-mails',
  steps: 'Étapes de ces séries',
  moves: 'Changements de série',
  pauses: 'Pauses',
  interventions: 'Interventions manuelles',
  received: 'E-mails reçus de vous',
  letters: 'Lettres à votre adresse',
  tasks: 'Tâches',
  events: 'Ce qui s’est passé',
  scores: 'Points',
  stages: 'Niveaux',
  handoffs: 'Mises en relation commerciales',
  offers: 'Interlocuteurs commerciaux',
  mails: 'E-mails envoyés',
};

const es: ExportHeadings = {
  title: 'Lo que sabemos de usted',
  nothing: 'No se conserva nada sobre esto',
  lead: 'Sobre usted',
  company: 'Su empresa',
  consents: 'Sus consentimientos',
  consentRequests: 'Consentimientos solicitados',
  suppressions: 'Por qué no recibe correos',
  suppressed: 'Qué detiene ahora nuestros correos',
  enrollments: 'Series de correos',
  steps: 'Pasos de estas series',
  moves: 'Cambios de serie',
  pauses: 'Pausas',
  interventions: 'Cambios a mano',
  received: 'Correos recibidos de usted',
  letters: 'Cartas para usted',
  tasks: 'Tareas',
  events: 'Qué ha ocurrido',
  scores: 'Puntos',
  stages: 'Fases',
  handoffs: 'Presentaciones a ventas',
  offers: 'Personas de ventas',
  mails: 'Correos enviados',
};

const it: ExportHeadings = {
  title: 'Che cosa sappiamo di Lei',
  nothing: 'Nulla è conservato su questo',
  lead: 'Su di Lei',
  company: 'La Sua azienda',
  consents: 'I Suoi consensi',
  consentRequests: 'Consensi richiesti',
  suppressions: 'Perché non riceve e-mail',
  suppressed: 'Che cosa ferma ora le nostre e-mail',
  enrollments: 'Serie di e-mail',
  steps: 'Passi di queste serie',
  moves: 'Cambi di serie',
  pauses: 'Pause',
  interventions: 'Interventi a mano',
  received: 'E-mail da parte Sua',
  letters: 'Lettere per Lei',
  tasks: 'Compiti',
  events: 'Che cosa è successo',
  scores: 'Punti',
  stages: 'Fasi',
  handoffs: 'Presentazioni alle vendite',
  offers: 'Persone delle vendite',
  mails: 'E-mail inviate',
};

const nl: ExportHeadings = {
  title: 'Wat er over u bekend is',
  nothing: 'Hierover wordt niets bewaard',
  lead: 'Over u',
  company: 'Uw bedrijf',
  consents: 'Uw toestemmingen',
  consentRequests: 'Gevraagde toestemmingen',
  suppressions: 'Waarom u geen mails krijgt',
  suppressed: 'Wat onze mails nu tegenhoudt',
  enrollments: 'Reeksen van mails',
  steps: 'Stappen van deze reeksen',
  moves: 'Wisselingen van reeks',
  pauses: 'Pauzes',
  interventions: 'Wijzigingen met de hand',
  received: 'Mails van u',
  letters: 'Brieven aan u',
  tasks: 'Taken',
  events: 'Wat er gebeurd is',
  scores: 'Punten',
  stages: 'Fasen',
  handoffs: 'Overdrachten aan verkoop',
  offers: 'Mensen van verkoop',
  mails: 'Mails aan u',
};

const pt: ExportHeadings = {
  title: 'O que sabemos sobre si',
  nothing: 'Nada é guardado sobre isto',
  lead: 'Sobre si',
  company: 'A sua empresa',
  consents: 'Os seus consentimentos',
  consentRequests: 'Consentimentos pedidos',
  suppressions: 'Porque não recebe e-mails',
  suppressed: 'O que impede agora os nossos e-mails',
  enrollments: 'Séries de e-mails',
  steps: 'Passos destas séries',
  moves: 'Mudanças de série',
  pauses: 'Pausas no envio',
  interventions: 'Alterações à mão',
  received: 'E-mails seus',
  letters: 'Cartas para si',
  tasks: 'Tarefas',
  events: 'O que aconteceu',
  scores: 'Pontos',
  stages: 'Fases',
  handoffs: 'Apresentações às vendas',
  offers: 'Pessoas das vendas',
  mails: 'E-mails enviados',
};

const pl: ExportHeadings = {
  title: 'Co o Tobie wiemy',
  nothing: 'Nic o tym nie przechowujemy',
  lead: 'O Tobie',
  company: 'Twoja firma',
  consents: 'Twoje zgody',
  consentRequests: 'Zgody, o które prosiliśmy',
  suppressions: 'Dlaczego nie dostajesz wiadomości',
  suppressed: 'Co teraz wstrzymuje nasze wiadomości',
  enrollments: 'Serie wiadomości',
  steps: 'Kroki tych serii',
  moves: 'Zmiany serii',
  pauses: 'Przerwy',
  interventions: 'Zmiany ręczne',
  received: 'Wiadomości od Ciebie',
  letters: 'Listy do Ciebie',
  tasks: 'Zadania',
  events: 'Co się wydarzyło',
  scores: 'Punkty',
  stages: 'Etapy',
  handoffs: 'Przekazania do sprzedaży',
  offers: 'Osoby ze sprzedaży',
  mails: 'Wiadomości do Ciebie',
};

const sv: ExportHeadings = {
  title: 'Det vi vet om dig',
  nothing: 'Inget sparas om detta',
  lead: 'Om dig',
  company: 'Ditt företag',
  consents: 'Dina samtycken',
  consentRequests: 'Samtycken vi bett om',
  suppressions: 'Varför du inte får mejl',
  suppressed: 'Det som stoppar våra mejl nu',
  enrollments: 'Mejlserier',
  steps: 'Steg i dessa serier',
  moves: 'Byten av serie',
  pauses: 'Pauser',
  interventions: 'Ändringar för hand',
  received: 'Mejl från dig',
  letters: 'Brev till dig',
  tasks: 'Uppgifter',
  events: 'Det som har hänt',
  scores: 'Poäng',
  stages: 'Nivåer',
  handoffs: 'Överlämningar till försäljning',
  offers: 'Personer i försäljningen',
  mails: 'Mejl till dig',
};

const da: ExportHeadings = {
  title: 'Det ved vi om dig',
  nothing: 'Intet er gemt om dette',
  lead: 'Om dig',
  company: 'Din virksomhed',
  consents: 'Dine samtykker',
  consentRequests: 'Samtykker, vi har bedt om',
  suppressions: 'Hvorfor du ikke får mails',
  suppressed: 'Det, der stopper vores mails nu',
  enrollments: 'Mailserier',
  steps: 'Trin i disse serier',
  moves: 'Skift af serie',
  pauses: 'Pauser',
  interventions: 'Ændringer i hånden',
  received: 'Mails fra dig',
  letters: 'Breve til dig',
  tasks: 'Opgaver',
  events: 'Det, der er sket',
  scores: 'Pointtal',
  stages: 'Niveauer',
  handoffs: 'Overdragelser til salg',
  offers: 'Personer i salg',
  mails: 'Mails til dig',
};

const nb: ExportHeadings = {
  title: 'Det vi vet om deg',
  nothing: 'Ingenting er lagret om dette',
  lead: 'Om deg',
  company: 'Bedriften din',
  consents: 'Samtykkene dine',
  consentRequests: 'Samtykker vi har bedt om',
  suppressions: 'Hvorfor du ikke får e-post',
  suppressed: 'Det som stopper e-postene våre nå',
  enrollments: 'E-postserier',
  steps: 'Trinn i disse seriene',
  moves: 'Bytter av serie',
  pauses: 'Pauser',
  interventions: 'Endringer for hånd',
  received: 'E-poster fra deg',
  letters: 'Brev til deg',
  tasks: 'Oppgaver',
  events: 'Det som har skjedd',
  scores: 'Poeng',
  stages: 'Nivåer',
  handoffs: 'Overføringer til salg',
  offers: 'Personer i salg',
  mails: 'E-poster til deg',
};

const fi: ExportHeadings = {
  title: 'Mitä sinusta tiedetään',
  nothing: 'Tästä ei ole tallennettu mitään',
  lead: 'Tietoja sinusta',
  company: 'Yrityksesi',
  consents: 'Suostumuksesi',
  consentRequests: 'Pyydetyt suostumukset',
  suppressions: 'Miksi et saa sähköposteja',
  suppressed: 'Mikä estää nyt sähköpostimme',
  enrollments: 'Sähköpostisarjat',
  steps: 'Sarjojen vaiheet',
  moves: 'Sarjan vaihdot',
  pauses: 'Tauot',
  interventions: 'Käsin tehdyt muutokset',
  received: 'Viestisi meille',
  letters: 'Kirjeet sinulle',
  tasks: 'Tehtävät',
  events: 'Mitä on tapahtunut',
  scores: 'Pisteet',
  stages: 'Tasot',
  handoffs: 'Siirrot myyntiin',
  offers: 'Myynnin henkilöt',
  mails: 'Sähköpostit sinulle',
};

const cs: ExportHeadings = {
  title: 'Co o vás víme',
  nothing: 'O tomto nic neuchováváme',
  lead: 'O vás',
  company: 'Vaše firma',
  consents: 'Vaše souhlasy',
  consentRequests: 'Vyžádané souhlasy',
  suppressions: 'Proč nedostáváte e-maily',
  suppressed: 'Co nyní zastavuje naše e-maily',
  enrollments: 'Série e-mailů',
  steps: 'Kroky těchto sérií',
  moves: 'Změny sérií',
  pauses: 'Přestávky',
  interventions: 'Ruční změny',
  received: 'E-maily od vás',
  letters: 'Dopisy pro vás',
  tasks: 'Úkoly',
  events: 'Co se stalo',
  scores: 'Body',
  stages: 'Fáze',
  handoffs: 'Předání obchodu',
  offers: 'Lidé z obchodu',
  mails: 'E-maily pro vás',
};

const hu: ExportHeadings = {
  title: 'Amit Önről tudunk',
  nothing: 'Erről semmit sem őrzünk',
  lead: 'Önről',
  company: 'Az Ön cége',
  consents: 'Az Ön hozzájárulásai',
  consentRequests: 'Kért hozzájárulások',
  suppressions: 'Miért nem kap e-mailt',
  suppressed: 'Mi állítja le most az e-mailjeinket',
  enrollments: 'E-mail-sorozatok',
  steps: 'A sorozatok lépései',
  moves: 'Sorozatváltások',
  pauses: 'Szünetek',
  interventions: 'Kézi módosítások',
  received: 'E-mailek Öntől',
  letters: 'Levelek Önnek',
  tasks: 'Feladatok',
  events: 'Mi történt',
  scores: 'Pontok',
  stages: 'Szintek',
  handoffs: 'Átadások az értékesítésnek',
  offers: 'Az értékesítés munkatársai',
  mails: 'E-mailek Önnek',
};

/** By the primary subtag of a language tag (BCP 47). */
export const exportHeadings: Readonly<Record<string, ExportHeadings>> = {
  en,
  de,
  fr,
  es,
  it,
  nl,
  pt,
  pl,
  sv,
  da,
  nb,
  fi,
  cs,
  hu,
};

/** Norwegian of any kind reads the one there is. */
const sameAs: Readonly<Record<string, string>> = { no: 'nb', nn: 'nb' };

/** The headings for a language tag, whatever its region; English where there are none. */
export function headingsFor(tag: string | null): { readonly language: string; readonly headings: ExportHeadings } {
  const primary = (tag ?? '').toLowerCase().split(/[-_]/)[0] ?? '';
  const language = Object.hasOwn(sameAs, primary) ? (sameAs[primary] ?? 'en') : primary;
  const headings = Object.hasOwn(exportHeadings, language) ? exportHeadings[language] : undefined;
  return headings ? { language, headings } : { language: 'en', headings: en };
}
