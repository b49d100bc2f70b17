/**
 * What companies put below every mail, in five languages: who may read it, what they are not liable for, that it was scanned, that it
 * need not be printed, which telephone it was sent from. Nobody who writes such a mail means it. Pure.
 */
import { plainLine } from './plain-line.ts';

/**
 * How such a paragraph begins, in plain form: lower case, without accents. Narrow on purpose: what a person may have written is no
 * footer, and then speaks against a decision above it.
 */
const beginnings: Readonly<Record<'en' | 'de' | 'fr' | 'es' | 'pt', readonly string[]>> = {
  en: [
    '(?:this|the (?:contents?|information)(?: contained)? (?:of|in) this|any) (?:e-?mail|message|communication|transmission)s?\\b.{0,100}\\b(?:confidential|intended|privileged|contain|virus|property|scanned)',
    '(?:if|unless) you are (?:not )?(?:the|an) (?:intended|named|addressee)',
    'if you (?:have )?received? this',
    '(?:please )?(?:return it to the sender|notify the sender)',
    '[^.:;,]{0,60}\\b(?:accepts? no|do(?:es)? not accept(?: any)?|cannot accept(?: any)?|disclaims? (?:all|any)|takes? no) (?:legal )?(?:liability|responsibility)',
    'no (?:liability|responsibility) is accepted',
    '(?:confidentiality (?:notice|note)|disclaimer|legal notice|privacy notice)\\b',
    '(?:scanned (?:by|for)|virus-?free)\\b',
    '(?:please )?(?:consider|think of|think about) (?:the )?environment',
    '(?:sent from (?:my|outlook|yahoo|mail for)|get outlook for)\\b',
  ],
  de: [
    '(?:diese|der inhalt dieser|die in dieser) (?:e-?mail|mail|nachricht)\\b.{0,100}\\b(?:vertraulich|bestimmt|enthalt|enthaelt|rechtlich|adressat|empfanger|empfaenger|gepruft)',
    '(?:sollten|wenn|falls) sie (?:nicht der (?:richtige |vorgesehene |beabsichtigte )?(?:adressat|empf)|diese (?:e-?mail|mail|nachricht))',
    '[^.:;]{0,80}\\bkeine(?:rlei)? (?:haftung|verantwortung|gewahr|gewaehr)',
    '(?:vertraulichkeitshinweis|haftungsausschluss|rechtlicher hinweis)\\b',
    'bitte (?:denken sie an die umwelt|(?:prufen|pruefen) sie, ob|senden sie diese (?:nachricht|e-?mail|mail))',
    '(?:von meinem (?:iphone|ipad|handy|smartphone|android|mobil|samsung)|virenfrei|auf viren gepruft)',
  ],
  fr: [
    '(?:ce|cet|le contenu de ce) (?:message|courriel|mail|e-?mail)\\b.{0,100}\\b(?:confidentiel|destine|contient|contenir|prive|virus)',
    'si vous n.etes pas (?:le |la )?destinataire',
    'si vous avez recu ce (?:message|courriel|mail)',
    '[^.:;,]{0,60}\\b(?:decline|declinons|n.accepte|n.assume) (?:toute |aucune )?responsabilite',
    '(?:avertissement|clause) de (?:confidentialite|non-responsabilite)',
    '(?:merci de le retourner a l.expediteur|merci de penser a l.environnement|pensez a l.environnement|n.imprimez)',
    '(?:envoye (?:de|depuis) mon|garanti sans virus)\\b',
  ],
  es: [
    '(?:este|el contenido de este|la informacion (?:contenida )?en este) (?:mensaje|correo|e-?mail)\\b.{0,100}\\b(?:confidencial|dirigid|contien|contener|privilegiad|destinatari|devuelvalo)',
    'si (?:usted )?no es (?:el |usted el )?destinatari',
    'si ha recibido este (?:mensaje|correo)',
    '[^.:;,]{0,60}\\b(?:no (?:asume|acepta)|declina) (?:ninguna |toda )?responsab',
    '(?:aviso legal|aviso de confidencialidad)\\b',
    '(?:antes de imprimir|piense en el medio|devuelvalo al remitente)',
    '(?:enviado desde mi|libre de virus)\\b',
  ],
  pt: [
    '(?:esta|este|o conteudo desta|a informacao contida nesta) (?:mensagem|comunicacao|e-?mail|correio)\\b.{0,100}\\b(?:confidencial|destinad|dirigid|contem|conter|privilegiad|destinatari|devolva)',
    'se (?:nao|voce nao) e o destinatari',
    'se recebeu est[ae] (?:mensagem|comunicacao|e-?mail|correio)',
    '[^.:;,]{0,60}\\b(?:nao (?:assume|aceita)|declina) (?:qualquer |nenhuma |toda a )?responsab',
    'aviso (?:legal|de confidencialidade)\\b',
    '(?:antes de imprimir|pense no (?:meio )?ambiente|por favor,? devolva.{0,20}remetente)',
    '(?:enviado do meu|enviado a partir do|livre de virus)\\b',
  ],
};

const footer = new RegExp(`^[-_=*. ]*(?:${Object.values(beginnings).flat().join('|')})`, 'u');
/** So much of a line is looked at: how it begins. */
const looked = 240;

/** @param line one line or paragraph of a mail, as it was written */
export const isFooter = (line: string): boolean => footer.test(plainLine(line.slice(0, looked)).plain);

/** How people end a mail, in plain form. */
const signOffs = [
  'best,kind regards,best regards,warm regards,regards,many thanks,thanks,thank you,cheers,sincerely,yours,br',
  'viele grusse,viele gruesse,mit freundlichen grussen,mit freundlichen gruessen,beste grusse,beste gruesse,liebe grusse,gruss,grusse,danke,vielen dank,vg,lg,mfg',
  'cordialement,bien a vous,bien cordialement,merci,salutations,a bientot',
  'saludos,un saludo,atentamente,gracias,muchas gracias,cordiales saludos',
  'cumprimentos,atenciosamente,obrigado,obrigada,abraco,com os melhores cumprimentos',
].flatMap((list) => list.split(','));

/** "Best regards", "VG, Ines": who writes so says nothing below it but who they are. @param line as it was written */
export function isSignOff(line: string): boolean {
  const { plain } = plainLine(line.slice(0, looked));
  return signOffs.some(
    (one) => plain.startsWith(one) && /^(?:[ ,.!]+(?:[\p{L}.'-]+ ?){0,3})?$/u.test(plain.slice(one.length)),
  );
}
