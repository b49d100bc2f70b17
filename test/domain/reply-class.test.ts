import { expect, it } from 'vitest';
import type { ReplyClass } from '../../domain/events.ts';
import { replyClass } from '../../domain/reply-class.ts';

const replies: readonly (readonly [ReplyClass, string])[] = [
  ['interested', "Hi Mara,\n\nsounds great, let's talk on Thursday at ten.\n\nAnn"],
  ['interested', 'Yes please, send me the offer.'],
  ['interested', 'We would love to see a demo next week, can you do Tuesday?'],
  ['interested', "I'm very interested. Call me on 0151 234567 any time after lunch."],
  ['interested', 'Guten Tag Frau Blum,\nja, gerne. Rufen Sie mich morgen an.\nViele Grüße\nJ. Park'],
  ['interested', 'Das klingt sehr spannend, ich möchte gerne mehr darüber erfahren.'],
  ['interested', 'Wir hätten durchaus Interesse an einem Gespräch.'],
  ['interested', "Bonjour, oui, volontiers. Je voudrais en savoir plus sur l'offre."],
  ['interested', 'Nous sommes très intéressés, appelez-nous demain matin.'],
  ['interested', 'Hola, me interesa mucho. ¿Podemos agendar una llamada?'],
  ['interested', 'Sí, por favor, envíeme el presupuesto.'],
  ['question', 'Does it also work with meters from 2009?'],
  ['question', 'Thanks. How much is it for 200 sites'],
  ['question', 'Was kostet das bei 40 Zählern?'],
  ['question', 'Gibt es eine Schnittstelle zu SAP. Danke vorab.'],
  ['question', 'Combien de temps faut-il pour installer un compteur ?'],
  ['question', 'Est-ce que les données restent en Europe'],
  ['question', '¿Tienen clientes en Chile?'],
  ['question', 'I have not yet received the guide. Could you tell me where it is'],
  ['later', 'Not right now, we are in the middle of an audit.'],
  ['later', 'Interesting, but our budget is gone until March. Get back to me in April.'],
  ['later', "We're not interested at the moment, maybe next year."],
  ['later', 'Too busy this month, sorry. Ping me in the new year!'],
  ['later', 'Momentan leider nicht, melden Sie sich im Herbst noch einmal.'],
  ['later', 'Dafür ist es noch zu früh. Vielleicht nächstes Jahr.'],
  ['later', 'Pas maintenant, merci de me recontacter à la rentrée.'],
  ['later', "C'est intéressant mais pas pour le moment."],
  ['later', 'Ahora no, quizás el próximo año.'],
  ['later', 'Más adelante lo vemos, gracias.'],
  ['not_interested', 'No thanks.'],
  ['not_interested', "Sounds good, but we're really not a fit: we have no meters."],
  ['not_interested', 'We already have a supplier and are happy with them.'],
  ['not_interested', 'Please remove me from your list. Next year too.'],
  ['not_interested', 'Kein Interesse, danke.'],
  ['not_interested', 'Bitte keine weiteren E-Mails!'],
  ['not_interested', 'Non merci, cela ne nous intéresse pas.'],
  ['not_interested', "Nous n'avons pas besoin de ce service."],
  ['not_interested', 'No, gracias. No nos interesa.'],
  ['not_interested', 'Quiero darme de baja.'],
  ['other', 'Thank you for the guide. Best, Ann'],
  ['other', 'Vielen Dank, ist angekommen.'],
  ['other', 'Merci, bien reçu.'],
  ['other', ''],
];

it.each(replies)('takes for %s: %s', (expected, text) => {
  expect(replyClass(text)).toBe(expected);
});

it.each([
  ['Danke!\n\nAm 21. November 2026 um 09:00 schrieb Mara:\n> Haben Sie Interesse? Rufen Sie mich an.'],
  ['Thanks!\n\nOn Sat, Nov 21, 2026 at 9:00 AM Mara at Acme <mara@mail.acme.example> wrote:\nAre you interested?'],
  ['Thanks!\n> Not interested? Unsubscribe here.'],
  ['Received.\n--\nAnn Lee\nAre you interested in sailing?'],
  ['Received.\nFrom: Mara <mara@mail.acme.example>\nAre you interested?'],
])('does not take what the lead quotes or signs with for its words: %s', (text) => {
  expect(replyClass(text)).toBe('other');
});

it('reads an apostrophe as mail programs set it, and any case', () => {
  expect(replyClass('I’M NOT INTERESTED')).toBe('not_interested');
  expect(replyClass('Let’s talk')).toBe('interested');
});

it('takes a bounded time for whatever is sent', () => {
  const texts = ['on ', 'let us a b ', 'budget ', 'bin ', '\ufdfa', '\n> ', 'am x schrieb ', 'a'].map((part) =>
    part.repeat(2_000_000 / part.length),
  );
  const begun = performance.now();
  for (const text of texts) replyClass(text);
  expect(performance.now() - begun).toBeLessThan(1000);
});
