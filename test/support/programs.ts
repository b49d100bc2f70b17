/** Programs from YAML, for tests: the authored form, checked as `tendril sequences lint` checks it. */

import { checkSequence } from '../../authoring/sequence.ts';
import { fieldsOf } from '../../domain/fields.ts';
import type { Program } from '../../domain/program.ts';

/** @throws when the text has findings; they are in the message. */
export function programOf(yaml: string): Program {
  const fields = fieldsOf({ employees: 'number', region: 'string', renewal: 'date' });
  const checked = checkSequence('test.yaml', yaml, { fields, templates: null });
  if (checked.kind === 'checked') return checked.program;
  throw new Error(
    checked.findings.map(({ line, col, code, message }) => `${line}:${col} ${code} ${message}`).join('\n'),
  );
}
