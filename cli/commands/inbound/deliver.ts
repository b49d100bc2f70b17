/** `tendril inbound deliver`: mails on disk are taken as if they had just come in, for tests and for moving house. */
import type { Command } from 'commander';
import { TendrilError } from '../../../domain/errors.ts';
import { type Cli, command } from '../../command.ts';
import { failureOf, report } from '../../failure.ts';
import { mostMailBytes, readMailFile } from '../../mail-file.ts';
import { printable } from '../../terminal/width.ts';
import { itemLine } from './words.ts';

interface Envelope {
  readonly from?: string;
  readonly to?: readonly string[];
}

export const inboundDeliver = (cli: Cli): Command =>
  command('deliver', 'take mails on disk as if they had come in; one that came before changes nothing', [
    'tendril inbound deliver reply.eml',
    'tendril inbound deliver *.eml --json',
    'tendril inbound deliver - --to r+TOKEN@mail.acme.example < reply.eml',
  ])
    .argument('<file...>', 'mails as they arrived (RFC 5322); - for stdin')
    .option('--to <address...>', 'whom the envelope named; without it, the header is asked')
    .option('--from <address>', 'the return path of the envelope')
    .action(async (files: readonly string[], { from, to = [] }: Envelope) => {
      const inbox = await (await cli.services()).inbox();
      for (const file of files) {
        try {
          const raw = await readMailFile(file);
          if (raw.byteLength > mostMailBytes) {
            throw new TendrilError('BODY_TOO_LARGE', `${file} has more than ${mostMailBytes} bytes`, { file });
          }
          const { item, known } = await inbox.hand(raw, { from: from ?? null, to });
          if (cli.screen.json) await cli.screen.record({ file, known, ...item });
          else await cli.screen.line(`${printable(file)}: ${itemLine(item)}${known ? ' (came before)' : ''}`);
        } catch (thrown) {
          const failure = failureOf(thrown);
          // The others do not suffer for it, unless nothing can be taken at all.
          if (files.length === 1 || (failure.code !== 'FILE_UNKNOWN' && failure.code !== 'BODY_TOO_LARGE'))
            throw thrown;
          report(cli.screen, failure, false);
          cli.exitAs(failure.code);
        }
      }
    });
