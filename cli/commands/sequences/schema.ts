/** `tendril sequences schema`: what editors complete and check sequence files with. */
import type { Command } from 'commander';
import { type Cli, command } from '../../command.ts';

export const sequencesSchema = (cli: Cli): Command =>
  command('schema', 'print the JSON Schema of sequence files, for editors', [
    'tendril sequences schema > sequence.schema.json',
    'tendril sequences schema --json | jq .title',
  ]).action(async () => {
    const { sequenceSchema } = await import('../../../authoring/json-schema.ts');
    const schema = sequenceSchema();
    if (cli.screen.json) return cli.screen.record(schema);
    await cli.screen.line(JSON.stringify(schema, null, 2));
  });
