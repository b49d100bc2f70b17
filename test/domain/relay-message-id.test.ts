import { expect, test } from 'vitest';
import { keptNames, relayMessageIdIn } from '../../domain/relay-message-id.ts';

test.each([
  [
    'HTTP 200 0100018c2f5d9a3b-1a2b3c4d-5e6f-7081-92a3-b4c5d6e7f809-000000',
    '0100018c2f5d9a3b-1a2b3c4d-5e6f-7081-92a3-b4c5d6e7f809-000000',
  ],
  [
    '250 2.6.0 <AM0PR01@EURPRD.PROD.OUTLOOK.COM> [InternalId=4711] Queued mail for delivery',
    'AM0PR01@EURPRD.PROD.OUTLOOK.COM',
  ],
  [
    '250 Ok 0100018c2f5d9a3b-1a2b3c4d-5e6f-7081-92a3-b4c5d6e7f809-000000',
    '0100018c2f5d9a3b-1a2b3c4d-5e6f-7081-92a3-b4c5d6e7f809-000000',
  ],
  ['250 2.0.0 Ok: queued as 4XyZ1234', null],
  ['250 OK', null],
  ['550 5.1.1 <ann@customer.example>: no such user', null],
])('the answer %j names the mail %j', (response, name) => {
  expect(relayMessageIdIn(response)).toBe(name);
});

test('a Message-ID that a provider made of its own id is looked up by that id as well', () => {
  expect(keptNames(['0100-1-2@eu-west-1.amazonses.com', 'a1b2@mtasv.net', 'own@acme.example'])).toEqual([
    '0100-1-2@eu-west-1.amazonses.com',
    '0100-1-2',
    'a1b2@mtasv.net',
    'a1b2',
    'own@acme.example',
  ]);
});
