/** Steps of sales that cannot be right. */
import { expect, it } from 'vitest';
import { stepProblem } from '../../domain/step-problem.ts';

const now = '2026-11-24T10:00:00.000Z';
const products = { roof: { label: 'Roofs', when: null } };

it('a contact is planned for a time to come, and for one that somebody will live to see', () => {
  const planned = (at: string) => stepProblem({ kind: 'planned', at }, products, now);
  expect(planned('2026-11-24T09:59:00.000Z')).toContain('that is over');
  expect(planned(now)).toBeNull();
  expect(planned('2028-11-01T10:00:00.000Z')).toBeNull();
  expect(planned('2028-12-01T10:00:00.000Z')).toContain('more than two years ahead');
  const meeting = (at: string | null) => stepProblem({ kind: 'meeting', at }, products, now);
  // One that was is noted afterwards.
  expect([meeting(null), meeting('2026-11-20T10:00:00.000Z')]).toEqual([null, null]);
  expect(meeting('2099-01-01T10:00:00.000Z')).toContain('more than two years ahead');
});

it('what was bought is what the file declares, where it declares anything', () => {
  const won = (product: string | null, declared: Parameters<typeof stepProblem>[1] = products) =>
    stepProblem({ kind: 'won', amount: null, currency: null, product }, declared, now);
  expect([won(null), won('roof'), won('door', {})]).toEqual([null, null, null]);
  expect(won('rof')).toBe('There is no product "rof" in sales.yaml; did you mean "roof"?');
  expect(won('x'.repeat(200))?.length).toBeLessThan(120);
});
