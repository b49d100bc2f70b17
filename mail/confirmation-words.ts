/**
 * What a mail says that asks for a confirmation, in the languages of the pages of leads. Nothing of it offers anything: a mail
 * that somebody may not have asked for must not advertise. `{date}` stands for the day until which the link is valid.
 */

export interface ConfirmationWords {
  readonly subject: string;
  readonly asked: string;
  readonly please: string;
  readonly button: string;
  readonly until: string;
  readonly ignore: string;
}

const en: ConfirmationWords = {
  subject: 'Please confirm your e-mail address',
  asked: 'We were asked for this with your address:',
  please: 'Please confirm it:',
  button: 'To the confirmation',
  until: 'The link is valid until {date}.',
  ignore: 'If that was not you, ignore this mail. Then nothing happens, and we do not write again.',
};

const words: Readonly<Record<string, ConfirmationWords>> = {
  en,
  de: {
    subject: 'Bitte bestätigen Sie Ihre E-Mail-Adresse',
    asked: 'Mit Ihrer Adresse wurde bei uns darum gebeten:',
    please: 'Bitte bestätigen Sie es:',
    button: 'Zur Bestätigung',
    until: 'Der Link gilt bis zum {date}.',
    ignore:
      'Waren Sie das nicht, ignorieren Sie diese Mail. Dann geschieht nichts, und wir schreiben nicht noch einmal.',
  },
  fr: {
    subject: 'Veuillez confirmer votre adresse e-mail',
    asked: 'On nous a demandé ceci avec votre adresse\u202f:',
    please: 'Veuillez le confirmer\u202f:',
    button: 'Vers la confirmation',
    until: 'Le lien est valable jusqu’au {date}.',
    ignore: 'Si ce n’était pas vous, ignorez ce message. Il ne se passera rien et nous n’écrirons plus.',
  },
  es: {
    subject: 'Confirme su dirección de correo',
    asked: 'Nos han pedido esto con su dirección:',
    please: 'Confírmelo, por favor:',
    button: 'Ir a la confirmación',
    until: 'El enlace es válido hasta el {date}.',
    ignore: 'Si no fue usted, ignore este mensaje. No pasará nada y no volveremos a escribir.',
  },
  it: {
    subject: 'Confermi il Suo indirizzo e-mail',
    asked: 'Con il Suo indirizzo ci è stato chiesto:',
    please: 'Per favore lo confermi:',
    button: 'Vai alla conferma',
    until: 'Il link è valido fino al {date}.',
    ignore: 'Se non è stato Lei, ignori questo messaggio. Non succederà nulla e non scriveremo più.',
  },
  nl: {
    subject: 'Bevestig uw e-mailadres',
    asked: 'Met uw adres is ons dit gevraagd:',
    please: 'Bevestig het:',
    button: 'Naar de bevestiging',
    until: 'De link is geldig tot en met {date}.',
    ignore: 'Was u dat niet, negeer dan deze mail. Er gebeurt dan niets en we schrijven niet nog eens.',
  },
  pt: {
    subject: 'Confirme o seu endereço de e-mail',
    asked: 'Com o seu endereço pediram-nos isto:',
    please: 'Confirme, por favor:',
    button: 'Ir para a confirmação',
    until: 'O link é válido até {date}.',
    ignore: 'Se não foi você, ignore esta mensagem. Nada acontece e não voltaremos a escrever.',
  },
  pl: {
    subject: 'Proszę potwierdzić adres e-mail',
    asked: 'Z użyciem tego adresu poproszono nas o:',
    please: 'Proszę to potwierdzić:',
    button: 'Przejdź do potwierdzenia',
    until: 'Link jest ważny do {date}.',
    ignore: 'Jeśli to nie Ty, zignoruj tę wiadomość. Nic się nie stanie i nie napiszemy ponownie.',
  },
  sv: {
    subject: 'Bekräfta din e-postadress',
    asked: 'Med din adress har vi fått frågan om:',
    please: 'Bekräfta det:',
    button: 'Till bekräftelsen',
    until: 'Länken gäller till och med {date}.',
    ignore: 'Var det inte du, bortse från mejlet. Då händer ingenting och vi skriver inte igen.',
  },
  da: {
    subject: 'Bekræft din e-mailadresse',
    asked: 'Med din adresse er vi blevet bedt om:',
    please: 'Bekræft det:',
    button: 'Til bekræftelsen',
    until: 'Linket gælder til og med {date}.',
    ignore: 'Var det ikke dig, så se bort fra mailen. Så sker der intet, og vi skriver ikke igen.',
  },
  nb: {
    subject: 'Bekreft e-postadressen din',
    asked: 'Med adressen din er vi blitt bedt om:',
    please: 'Bekreft det:',
    button: 'Til bekreftelsen',
    until: 'Lenken gjelder til og med {date}.',
    ignore: 'Var det ikke deg, se bort fra e-posten. Da skjer det ingenting, og vi skriver ikke igjen.',
  },
  fi: {
    subject: 'Vahvista sähköpostiosoitteesi',
    asked: 'Osoitteellasi on pyydetty meiltä tätä:',
    please: 'Vahvista se:',
    button: 'Vahvistamaan',
    until: 'Linkki on voimassa {date} asti.',
    ignore: 'Jos se et ollut sinä, jätä viesti huomiotta. Silloin mitään ei tapahdu, emmekä kirjoita uudelleen.',
  },
  cs: {
    subject: 'Potvrďte prosím svou e-mailovou adresu',
    asked: 'S vaší adresou jsme byli požádáni o toto:',
    please: 'Potvrďte to prosím:',
    button: 'K potvrzení',
    until: 'Odkaz platí do {date}.',
    ignore: 'Pokud jste to nebyli vy, zprávu ignorujte. Nic se nestane a znovu psát nebudeme.',
  },
  hu: {
    subject: 'Kérjük, erősítse meg e-mail-címét',
    asked: 'Az Ön címével ezt kérték tőlünk:',
    please: 'Kérjük, erősítse meg:',
    button: 'A megerősítéshez',
    until: 'A hivatkozás eddig érvényes: {date}.',
    ignore: 'Ha nem Ön volt, hagyja figyelmen kívül ezt a levelet. Ekkor semmi sem történik, és nem írunk újra.',
  },
};

/** The languages it can be written in. */
export const confirmationLanguages: readonly string[] = Object.keys(words);

/** In the language that is wanted most; a regional one is its language, `no` is `nb`; else in English. */
export function confirmationWords(wanted: readonly (string | null)[]): {
  readonly language: string;
  readonly words: ConfirmationWords;
} {
  for (const tag of wanted) {
    const language = tag?.toLowerCase().split('-')[0] ?? '';
    const known = language === 'no' || language === 'nn' ? 'nb' : language;
    const found = Object.hasOwn(words, known) ? words[known] : undefined;
    if (found) return { language: known, words: found };
  }
  return { language: 'en', words: en };
}
