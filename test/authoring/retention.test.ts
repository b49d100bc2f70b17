import { expect, it } from 'vitest';
import { retention } from '../../authoring/retention.ts';
import { defaultRetention } from '../../domain/retention.ts';

const read = (value: unknown) => {
  const result = retention.safeParse(value);
  return result.success ? result.data : result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
};

it('takes whole days and "never", and keeps what is left out at its default', () => {
  expect(read({})).toEqual(defaultRetention);
  expect(read({ rawMail: '2 weeks', requests: 'never', idleLeads: '36 months' })).toEqual({
    ...defaultRetention,
    ...{ rawMail: 14, requests: null, idleLeads: 1096 },
  });
});

it.each([
  ['rawMail', '12 hours', 'must be whole days: it is looked at once a day'],
  ['rawMail', 30, 'must be a duration such as "30 days", or "never" for what is kept for good'],
  ['requests', 'forever', 'must be a duration such as "30 days", or "never" for what is kept for good'],
  ['idleLeads', '7 days', 'must be 30 days at least'],
])('refuses %s: %s', (key, value, message) => {
  expect(read({ [key]: value })).toEqual([`${key}: ${message}`]);
});
