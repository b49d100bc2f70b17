/**
 * Names that spreadsheets and CRMs give to the columns of people, in the languages of their owners, as they are written there.
 * They are compared by their letters alone, without marks and accents, in whatever way these are encoded. A field that the
 * organisation declares goes before them. What means one thing in one language and another in the next is left out: `Name`.
 */
const headings: Readonly<Record<string, readonly string[]>> = {
  email: [
    ...[
      'mail',
      'email address',
      'E-Mail-Adresse',
      'adresse e-mail',
      'adresse mail',
      'adresse électronique',
      'courriel',
    ],
    ...['correo', 'correo electrónico', 'e-mailadres', 'e-mailadresse', 'indirizzo e-mail', 'posta elettronica'],
    ...['adres e-mail', 'e-postadress', 'e-post', 'sähköposti', 'endereço de e-mail'],
  ],
  firstName: [
    ...['given name', 'Vorname', 'prénom', 'nombre', 'voornaam', 'imię', 'förnamn', 'fornavn', 'etunimi', 'keresztnév'],
    ...['nome', 'primeiro nome', 'nome próprio', 'jméno', 'krstné meno'],
  ],
  lastName: [
    ...[
      'surname',
      'family name',
      'Nachname',
      'Familienname',
      'Zuname',
      'nom',
      'nom de famille',
      'apellido',
      'apellidos',
    ],
    ...['cognome', 'achternaam', 'nazwisko', 'sobrenome', 'apelido', 'efternamn', 'efternavn', 'etternavn', 'sukunimi'],
    ...['vezetéknév', 'příjmení', 'priezvisko'],
  ],
  company: [
    ...['company name', 'organisation', 'organization', 'Firma', 'Firmenname', 'Unternehmen', 'entreprise', 'société'],
    ...['empresa', 'azienda', 'società', 'bedrijf', 'företag', 'virksomhed', 'bedrift', 'yritys', 'cég', 'společnost'],
  ],
  title: [
    ...['job title', 'position', 'Funktion', 'Berufsbezeichnung', 'fonction', 'poste', 'cargo', 'puesto', 'functie'],
    ...['stanowisko', 'ruolo', 'befattning', 'stilling', 'titteli', 'beosztás'],
  ],
  country: ['country code', 'Land', 'pays', 'país', 'paese', 'kraj', 'maa', 'ország', 'země', 'krajina'],
  language: ['Sprache', 'langue', 'idioma', 'lingua', 'taal', 'język', 'språk', 'sprog', 'kieli', 'nyelv', 'jazyk'],
  source: ['lead source', 'Quelle', 'Herkunft', 'origine', 'origen', 'bron', 'źródło', 'källa', 'kilde'],
  phone: [
    ...[
      'phone number',
      'telephone',
      'telephone number',
      'tel',
      'mobile',
      'mobile phone',
      'mobile number',
      'cell phone',
    ],
    ...['Telefon', 'Telefonnummer', 'Mobiltelefon', 'Handy', 'Mobil', 'téléphone', 'téléphone portable', 'portable'],
    ...['teléfono', 'teléfono móvil', 'móvil', 'telefono', 'cellulare', 'telefoon', 'telefoonnummer', 'telefone'],
    ...['telemóvel', 'celular', 'puhelin', 'telefonszám', 'mobilnummer'],
  ],
  kind: ['lead type'],
  tags: ['tag', 'Schlagworte', 'étiquettes', 'etiquetas'],
};

/** Letters that are no other one with a mark: those that the decomposition of Unicode leaves as they are. */
const alone: Readonly<Record<string, string>> = { ø: 'o', ł: 'l', æ: 'ae', œ: 'oe', ß: 'ss', đ: 'd' };

/** The letters and digits of a heading, without accents. */
export const headingLetters = (heading: string): string =>
  heading
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[øłæœßđ]/g, (letter) => alone[letter] ?? letter)
    .replaceAll(/[^\p{L}\p{N}]/gu, '');

/** The column of a lead that is meant in one of the languages, by the letters of its heading. */
export const headingColumns: ReadonlyMap<string, string> = new Map(
  Object.entries(headings).flatMap(([name, written]) => written.map((one) => [headingLetters(one), name] as const)),
);
