/** In which language an answer is written, by the small words that every text has: a hint, never a fact. */
import { type ReplyLanguage, replyLanguages } from './reply-rule.ts';
import { ownWords } from './reply-words.ts';

const smallWords: Readonly<Record<ReplyLanguage, string>> = {
  en: 'the and you for are not this that with have please i we is to of my your can thanks',
  de: 'der die das und ich sie nicht ist wir mit fur auf ein eine bitte zu haben von im kann danke',
  fr: 'le la les et je vous ne pas est nous pour avec une des de merci votre sur bonjour du',
  es: 'el la los y yo usted no es nosotros para con una por favor gracias que de su me lo',
  it: 'il la gli e io non sono per con una di grazie che mi vostra del questo si buongiorno piu',
  nl: 'de het een en ik u niet is wij voor met van naar graag bedankt mij uw dat op kunt',
  pt: 'o a os e eu nao para com uma por favor obrigado que de sua me em do da mais',
  pl: 'i nie jest w na z do sie prosze dziekuje mnie to o za czy nas jestem ze pan pani',
  sv: 'och jag inte ar vi for med ett en det som tack mig er pa av till har kan vill',
  da: 'og jeg ikke er vi for med et en det som tak mig jer pa af til har kan vil',
  hu: 'a az es nem van kerem koszonom hogy egy en vagyok ez is meg mar nekem mi fel le szepen',
};

const words = new Map(replyLanguages.map((language) => [language, new Set(smallWords[language].split(' '))] as const));

/** Null when too little is said, or it could be two languages. */
export function replyLanguage(text: string): ReplyLanguage | null {
  const said = ownWords(text)
    .slice(0, 2_000)
    .split(/[^a-z]+/);
  const counted = replyLanguages
    .map((language) => ({ language, count: said.filter((word) => words.get(language)?.has(word)).length }))
    .toSorted((a, b) => b.count - a.count);
  const [first, second] = counted;
  return first && first.count >= 2 && first.count > (second?.count ?? 0) ? first.language : null;
}
