/** How answers in Polish say what they want. */
import { rulesOf } from '../reply-rule.ts';

export const polish = rulesOf('pl', [
  {
    name: 'says nothing but stop',
    intent: 'unsubscribe',
    extent: 'whole',
    patterns: [
      /^(?:prosze )?(?:wypis(?:z|ac)(?: mnie)?|wypisuje sie|rezygnuje|stop|usun(?:ac)?(?: mnie)?|anuluj subskrypcje)(?: prosze| dziekuje)*$/,
    ],
    examples: ['Wypisz mnie', 'Rezygnuję'],
    others: ['Nie rezygnuję.'],
  },
  {
    name: 'asks to be taken off the list',
    intent: 'unsubscribe',
    patterns: [
      /\b(?:wypisa[cn]\w{0,3}|wypisz(?:cie)?|usun(?:ac|iecie|cie)?|wykresl(?:ic|enie)) (?:\w{1,8} ){0,2}(?:z|adres\w{0,3}|mojego)\b|\bmnie (?:wypisac|usunac|wykreslic)\b/,
    ],
    unless: [/\bnie (?:wypis|usuw|wykresl)/],
    examples: ['Proszę mnie wypisać z listy.', 'Proszę usunąć mój adres z bazy.'],
    others: ['Nie wypisałem się z listy.'],
  },
  {
    name: 'wants no more mails',
    intent: 'unsubscribe',
    patterns: [
      /\bnie (?:chce|zycze sobie|chcemy) (?:\w{1,10} ){0,2}(?:otrzymywac|dostawac|wiadomosci|maili|mailingu)|\bprosze (?:\w{1,8} )?nie (?:pisac|wysylac|kontaktowac)|\bprzestan(?:cie)? (?:\w{1,8} )?(?:pisac|wysylac)/,
    ],
    examples: ['Nie chcę otrzymywać więcej wiadomości.', 'Proszę nie pisać.'],
    others: ['Nie otrzymałem wiadomości.'],
  },
  {
    name: 'names somebody else',
    intent: 'referral',
    patterns: [
      /\b(?:kontakt z|skontaktowac sie|kontaktowac sie|napisac do|prosze pisac|zwrocic sie|zajmuje sie|odpowiada za|odpowiedzialn[ya])\b/,
    ],
    unless: [/\bkontakt ze mna\b|\bdo mnie\b/],
    examples: ['Proszę o kontakt z Janem Nowakiem: jan@lead.test', 'Zajmuje się tym Ewa (ewa@lead.test).'],
    others: ['Proszę o kontakt ze mną: ann@lead.test'],
  },
  {
    name: 'is the wrong person',
    intent: 'wrong_person',
    patterns: [
      /\bnie (?:zajmuje sie|odpowiadam za|jestem (?:\w{1,14} )?(?:odpowiedni|wlasciw|odpowiedzialn))|\bniewlasciw(?:a|ej) osob|\bzla osoba\b|\bpomylka\b/,
    ],
    examples: ['Nie zajmuję się tym tematem.', 'To niewłaściwa osoba.'],
    others: ['Kto się tym zajmuje?'],
  },
  {
    name: 'not now',
    intent: 'later',
    patterns: [
      /\b(?:nie teraz|pozniej|na razie nie|jeszcze nie|obecnie nie|w tej chwili nie|brak czasu)\b|\bw (?:przyszlym|nastepnym|nowym) (?:roku|miesiacu|kwartale)\b|\bza (?:pol roku|kilka miesiecy|\d{1,2} miesi|dwa miesiace|trzy miesiace|rok)|\bpo (?:wakacjach|urlopie|swietach)\b/,
    ],
    examples: ['Na razie nie.', 'Proszę odezwać się za pół roku.'],
    others: ['Spotkajmy się teraz.'],
  },
  {
    name: 'is not interested',
    intent: 'not_interested',
    patterns: [
      /\bnie (?:jestem|jestesmy) (?:\w{1,10} )?zainteresowan|\bnie,? dziekuj|\bbrak zainteresowania\b|\bnie (?:potrzebujemy|potrzebuje|interesuje)\b|\bmamy juz\b/,
    ],
    examples: ['Nie, dziękuję.', 'Nie jesteśmy zainteresowani.'],
    others: ['Jesteśmy zainteresowani.'],
  },
  {
    name: 'wants a call',
    intent: 'call_me',
    patterns: [
      /\b(?:do mnie|do nas) (?:\w{1,8} )?(?:za|od)dzwonic\b|\b(?:za|od)dzwon(?:ic|cie|)?(?: prosze)? do (?:mnie|nas)\b|\bprosze (?:o telefon|(?:za|od)dzwonic|dzwonic)\b/,
    ],
    unless: [/\bnie dzwon|\b(?:jesli|jezeli|gdy)\b/],
    examples: ['Proszę do mnie zadzwonić.', 'Proszę o telefon.'],
    others: ['Proszę dzwonić, jeśli cena spadnie.', 'Proszę do mnie nie dzwonić.'],
  },
  {
    name: 'is interested',
    intent: 'interested',
    patterns: [
      /\b(?:jestem|jestesmy|bylbym|bylibysmy) (?:\w{1,10} )?zainteresowan|\bbrzmi (?:ciekawie|dobrze|interesujaco)\b|\bchetnie\b|\btak,? (?:prosze|poprosze)\b|\bprosze o (?:oferte|wiecej informacji|przeslanie)\b|\binteresuje mnie\b/,
    ],
    examples: ['Brzmi ciekawie.', 'Tak, proszę.', 'Jesteśmy zainteresowani.'],
    others: ['Dziękuję, otrzymałem.'],
  },
  {
    name: 'asks something',
    intent: 'question',
    patterns: [/\b(?:ile (?:to )?kosztuje|jak dziala|czy (?:jest|macie|mozna|to))\b/],
    examples: ['Ile to kosztuje'],
    others: ['To działa.'],
  },
]);
