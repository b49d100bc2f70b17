/**
 * `npm run inbound:agreement [-- FOLDER] [--json]`: how far our reading of bounce mails agrees with the verdicts of a
 * reference decoder, and every recipient on which it does not. FOLDER holds `expected.jsonl` and `mails/`; without it the
 * mails of the tests are read.
 */
import { parseArgs } from 'node:util';
import { agreementIn, type Comparison } from '../test/mail/bounces/agreement.ts';
import { corpusFolder } from '../test/mail/bounces/corpus.ts';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: 'boolean' } } });
const { recipients, found, hardness, classes, disagreements } = await agreementIn(positionals[0] ?? corpusFolder);

const percent = (count: number): number => Math.round((1000 * count) / Math.max(1, recipients)) / 10;
const row = ({ file, theirs, ours, sameHardness, sameClass }: Comparison) => ({
  file,
  recipient: theirs.recipient,
  differs: ours ? [!sameHardness && 'hard', !sameClass && 'class'].filter(Boolean).join(', ') : 'not found',
  theirs: `${theirs.reason}${theirs.hard ? ', hard' : ''} ${theirs.status}`.trim(),
  ours: ours ? `${ours.class}${ours.hard ? ', hard' : ''} ${ours.status}`.trim() : '',
  rule: ours?.rule ?? '',
  diagnostic: (ours?.diagnostic ?? '').replace(/\s+/g, ' ').slice(0, 120),
});
const rows = disagreements.map(row);

if (values.json) {
  const figures = { recipients, found: percent(found), hard: percent(hardness), class: percent(classes) };
  console.log(JSON.stringify({ ...figures, disagreements: rows }));
} else {
  console.log(
    `${recipients} recipients: found ${percent(found)} %, hard or not ${percent(hardness)} %, class ${percent(classes)} %`,
  );
  for (const each of rows) {
    console.log(`\n${each.file}  ${each.recipient}  (${each.differs})`);
    console.log(`  theirs  ${each.theirs}\n  ours    ${each.ours}${each.rule && `  by "${each.rule}"`}`);
    if (each.diagnostic) console.log(`  said    ${each.diagnostic}`);
  }
}
