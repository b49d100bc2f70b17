/** What stands below every mail of some companies says nothing about a decision; what a person adds does. */
import { describe, expect, it } from 'vitest';
import { readDecision } from '../../domain/written-decision.ts';

const read = (text: string) => readDecision(text, { today: '2026-11-23' });

const footers = [
  'We accept no liability for any loss or damage.',
  'Acme Meters Ltd accepts no responsibility for the contents.',
  'If you are not the intended recipient please return it to the sender.',
  'Please return it to the sender if you got it by mistake.',
  'This e-mail is confidential and may be legally privileged. Do not return it or accept it.',
  'The information contained in this message is confidential.',
  'If you have received this email in error, please notify the sender and do not accept it.',
  'DISCLAIMER: any contract won or lost by e-mail is subject to our terms.',
  'Scanned by ACME Mail Protect. Not accepted by some.',
  'Please consider the environment before printing. Do not accept waste.',
  'Sent from my iPhone, not accepted by my desk',
  'Diese E-Mail ist vertraulich und nur für den Empfänger bestimmt. Bitte geben Sie sie nicht zurück.',
  'Falls Sie diese Nachricht irrtümlich erhalten haben, senden Sie sie bitte nicht weiter, sondern zurück.',
  'Bitte senden Sie diese Nachricht an den Absender zurück, wenn Sie nicht gemeint sind.',
  'Die Acme GmbH übernimmt keine Haftung für verlorene Daten.',
  'Von meinem iPhone gesendet, nicht angenommen',
  "Ce message est confidentiel; si vous n'êtes pas destinataire, ne l'acceptez pas.",
  "Merci de le retourner à l'expéditeur si vous n'êtes pas concerné.",
  'La société décline toute responsabilité en cas de perte.',
  'Envoyé de mon iPhone, pas accepté',
  'Este mensaje es confidencial. Si no es el destinatario, devuélvalo al remitente.',
  'La empresa no asume ninguna responsabilidad por mensajes perdidos o no aceptados.',
  'Enviado desde mi iPhone, no aceptado',
  'Esta mensagem é confidencial e destinada apenas ao destinatário. Não a aceite.',
  'A empresa não assume qualquer responsabilidade por perdas; não aceito.',
  'Enviado do meu iPhone, não aceito',
];

describe('a footer', () => {
  it.each(footers)('is no part of the decision above it: %s', (footer) => {
    for (const gap of ['\n\n', '\n', '\n\n-- -\n']) {
      expect(read(`Accept${gap}${footer}`)).toEqual({ kind: 'accept', note: null });
      expect(read(`Return: timing${gap}${footer}`)).toMatchObject({ kind: 'return', reason: 'timing' });
    }
  });

  it('of several paragraphs ends the mail', () => {
    const mail = `Accept\n\nThis message is intended for the addressee only.\n\nDo not accept it otherwise; return it: wrong person.`;
    expect(read(mail)).toEqual({ kind: 'accept', note: null });
  });

  it('alone decides nothing, nor does one above a decision', () => {
    for (const footer of footers) expect(read(footer).kind).toBe('not-understood');
    expect(read('This e-mail is confidential.\n\nAccept').kind).toBe('not-understood');
  });
});

it('what is written below a decision is its note, up to how the mail ends', () => {
  expect(
    read('Accept\n\nShe wants two sites first.\nCall after 3.\n\nBest regards,\nInes Blum\n+45 33 99 99 99'),
  ).toEqual({
    kind: 'accept',
    note: 'She wants two sites first. Call after 3.',
  });
  for (const ends of [
    'VG, Ines',
    'Mit freundlichen Grüßen',
    'Cordialement,',
    'Un saludo, Inés',
    'Obrigada',
    'Thanks!',
  ]) {
    expect(read(`Accept\n\n${ends}\nInes`)).toEqual({ kind: 'accept', note: null });
  }
  // Nothing ends there.
  expect(read('contacted\n\nThanks to Tom she knows us well.')).toMatchObject({
    note: 'Thanks to Tom she knows us well.',
  });
  expect(read('Return: timing\n\nTheir roof is new.')).toMatchObject({
    reason: 'timing',
    note: 'timing: Their roof is new.',
  });
  expect(read('Won 500 EUR\n\nStarter plan')).toMatchObject({ amount: '500', words: null });
});

it.each([
  'Oh no, return it: wrong person',
  'Not accepted yet, wait',
  'If you are sure. Otherwise do not accept.',
  'Checked with her: do not accept',
  'Doch nicht angenommen',
  'She said that this message is confidential: do not accept',
  'Merci de le retourner: pas de budget',
  'Return it: this e-mail is confidential',
  'Sent from the trade fair: do not accept',
])('what a person adds still speaks against it: %s', (more) => {
  expect(read(`Accept\n\n${more}`).kind).toBe('not-understood');
});
