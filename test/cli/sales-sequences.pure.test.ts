/** The sequences that sales.yaml names. */
import { expect, it } from 'vitest';
import { checkSalesSequences } from '../../cli/sales-sequences.ts';
import type { Program } from '../../domain/program.ts';
import { defaultSettings } from '../../domain/program-settings.ts';
import { plainDesk } from '../../domain/sales-desk.ts';
import { testWorkspace } from '../support/workspace.ts';

const text = `returns:
  sequence: recycle
  mostRecycles: 2
  longTerm: sleep
  reasons:
    competitor: { sequence: rivals }
    no_fit: { keep: 20% }
onboarding: hello
`;
const program = (sequence: string, settings: Partial<Program['settings']> = {}): Program => ({
  ...{ format: 2, sequence, entry: 'hello', renamed: {} },
  steps: { hello: { kind: 'send', id: 'hello', template: 'hello', sender: null, next: null } },
  settings: { ...defaultSettings, ...settings },
});
const rule = { effect: 'recycle', keep: null } as const;
const sales = {
  ...testWorkspace.sales,
  returns: {
    ...{ sequence: 'recycle', coolDown: {}, mostRecycles: 2, longTerm: 'sleep' },
    reasons: { competitor: { ...rule, sequence: 'rivals' }, no_fit: { ...rule, sequence: null } },
  },
  desk: { ...plainDesk, onboarding: 'hello' },
};
const check = (programs: readonly Program[], published: readonly string[] = []) => {
  const names = [...programs.map(({ sequence }) => sequence), ...published];
  return checkSalesSequences(sales, { file: 's', text }, programs, names).map(
    ({ line, col, code, message }) => `${line}:${col} ${code} ${message}`,
  );
};

it('must all be in the folder, or published before', () => {
  expect(check([program('recycel'), program('sleeps')])).toMatchInlineSnapshot(`
    [
      "2:13 SEQUENCE_UNKNOWN returned leads go to the sequence "recycle", which is neither in sequences/ nor published; did you mean "recycel"?",
      "4:13 SEQUENCE_UNKNOWN leads that come back too often go to the sequence "sleep", which is neither in sequences/ nor published; did you mean "sleeps"?",
      "6:29 SEQUENCE_UNKNOWN leads that come back as "competitor" go to the sequence "rivals", which is neither in sequences/ nor published",
      "8:13 SEQUENCE_UNKNOWN customers go to the sequence "hello", which is neither in sequences/ nor published",
    ]
  `);
  expect(check([], ['recycle', 'sleep', 'rivals', 'hello'])).toEqual([]);
});

it('must take leads of the stage in which they come', () => {
  const forCustomers = { stages: ['customer'] } as const;
  const all = ['sleep', 'rivals'].map((name) => program(name));
  expect(check([...all, program('recycle'), program('hello', forCustomers)])).toEqual([]);
  expect(check([...all, program('recycle', forCustomers), program('hello')])).toMatchInlineSnapshot(`
    [
      "2:13 AUTHORING_SHAPE returned leads cannot enter "recycle": its "stages" do not have "recycled"",
      "8:13 AUTHORING_SHAPE customers cannot enter "hello": its "stages" do not have "customer"",
    ]
  `);
});

it('are asked for only where the file names them', () => {
  const plain = { ...testWorkspace.sales, returns: { sequence: 'recycle', coolDown: {} } };
  expect(checkSalesSequences(plain, { file: 's', text }, [program('recycle')], ['recycle'])).toEqual([]);
});
