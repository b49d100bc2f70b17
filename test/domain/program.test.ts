import { describe, expect, it } from 'vitest';
import { firstRest } from '../../domain/program.ts';
import { programOf } from '../support/programs.ts';

const restOf = (steps: string) => firstRest(programOf(`sequence: one\nsteps:\n${steps}`));

describe('where an enrollment rests first', () => {
  it('is the first wait behind the mails and acts that come before it', () => {
    expect(restOf('  - send: hello\n  - tag: new\n  - wait: 3 days\n  - send: more\n')).toEqual({
      stepId: 'wait-1',
      phase: 'sleeping',
    });
    expect(restOf('  - send: hello\n  - waitFor: click\n    timeout: 1 day\n')).toEqual({
      stepId: 'wait-for-1',
      phase: 'awaiting',
    });
  });

  it('is not known when it depends on the lead, or when there is none', () => {
    expect(restOf('  - branch: score > 5\n    then: [ { wait: 1 day } ]\n  - wait: 2 days\n')).toBeNull();
    expect(restOf('  - wait: until lead.fields.renewal\n  - wait: 2 days\n')).toBeNull();
    expect(restOf('  - send: hello\n')).toBeNull();
  });
});
