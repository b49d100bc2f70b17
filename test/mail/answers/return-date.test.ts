/** Days of return that are told by a part of a month. */
import { expect, test } from 'vitest';
import { returnDate } from '../../../mail/inbound/answers/return-date.ts';

test.each([
  ['I am away and will be back at the end of August.', '2026-08-31'],
  ['I am out of the office until the end of August.', '2026-09-01'],
  ['Back mid-August', '2026-08-15'],
  ['I return in early September', '2026-09-01'],
  ['On leave until the end of the month', '2026-08-01'],
  ['On leave till late August 2026', '2026-09-01'],
  ['Ich bin bis Ende August nicht im Büro.', '2026-09-01'],
  ['Ich bin ab Mitte August wieder erreichbar.', '2026-08-15'],
  ['Bin bis Monatsende im Urlaub.', '2026-08-01'],
  ['Je serai de retour fin août.', '2026-08-31'],
  ["Absent jusqu'à la fin du mois d'août", '2026-09-01'],
  ['De retour à la mi-août', '2026-08-15'],
  ['Vuelvo a finales de agosto.', '2026-08-31'],
  ['Estaré fuera hasta mediados de agosto.', '2026-08-16'],
  ['Sono assente fino alla fine di agosto', '2026-09-01'],
  ['Ik ben terug eind augustus', '2026-08-31'],
  ['Estou ausente até o fim de agosto', '2026-09-01'],
  ['Jestem na urlopie do końca sierpnia', '2026-09-01'],
  ['Jag är tillbaka i slutet av augusti', '2026-08-31'],
  ['Jeg er tilbage i slutningen af august', '2026-08-31'],
  ['Szabadságon vagyok augusztus végéig', '2026-09-01'],
  ['Szeptember elején leszek újra elérhető', '2026-09-01'],
  ['Back at the end of February', '2027-02-28'],
  // A day is told more exactly, and a sentence that says nothing of an absence tells none.
  ['Away until the end of August; back on 2 September.', '2026-09-02'],
  ['We will decide by the end of August.', null],
])('%s', (text, on) => {
  expect(returnDate(text, '2026-07-30T09:00:00.000Z', false)?.on ?? null).toBe(on);
});
