/** Whose name stands before the address of a referral, and in which form. */
import { expect, test } from 'vitest';
import { referralIn } from '../../domain/referral.ts';

test.each([
  ['Bitte wenden Sie sich an Herrn Peter Müller (peter.mueller@acme.test).', 'Peter Müller'],
  ['Peter Müllers Adresse ist peter.mueller@acme.test', 'Peter Müller'],
  ['Die Adresse meines Kollegen Jan Webers lautet jan.weber@acme.test', 'Jan Weber'],
  ['Merci de vous adresser à l’assistante d’Élodie Martin, elodie.martin@acme.test', 'Élodie Martin'],
  ["La personne concernée est l'adjointe d'Anne Petit : anne.petit@acme.test", 'Anne Petit'],
  ['Contacte a Doña Carmen Díaz en carmen.diaz@acme.test', 'Carmen Díaz'],
  ['Proszę pisać do Anny Kowalskiej (anna.kowalska@acme.test)', 'Anna Kowalska'],
  ['Proszę o kontakt z panem Janem Nowakiem: jan.nowak@acme.test', 'Jan Nowak'],
  ['Kérem, írjon Kovács Péternek: peter.kovacs@acme.test', 'Kovács Péter'],
  // Short forms in an address are no cases.
  ['Write to Robert Daniels, rob.dan@acme.test', 'Robert Daniels'],
  ['Escriba a José Martinez: jose.martin@acme.test', 'José Martinez'],
])('%s', (text, name) => {
  expect(referralIn(text, [])?.name).toBe(name);
});
