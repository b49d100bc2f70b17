/** `tendril inbound answer`: a person's answer to a reply, sent as a mail that goes on with the conversation. */
import { readFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { TendrilError } from '../../../domain/errors.ts';
import { type Cli, command } from '../../command.ts';
import { failureOf } from '../../failure.ts';
import { printable } from '../../terminal/width.ts';

/** Answers are as long as what is kept of replies. */
const longest = 64 * 1024;

interface Words {
  readonly text?: string;
  readonly file?: string;
  readonly to: 'lead' | 'writer';
  readonly as: string;
}

export const inboundAnswer = (cli: Cli): Command =>
  command('answer', 'answer a reply by mail; its tasks are done', [
    'tendril inbound answer 0199f0a2-6c1e-7d4b-9a3e-0c5f6a7b8c9d --text "Tuesday at ten suits me as well."',
    'tendril inbound answer 0199f0a2-6c1e-7d4b-9a3e-0c5f6a7b8c9d --file answer.txt --as ines',
  ])
    .argument('<id>', 'the reply: tendril inbound list --kind reply')
    .option('--text <text>', 'what to write')
    .option('--file <file>', 'a file with what to write (UTF-8)')
    .addOption(
      new Option('--to <whom>', 'the lead, or who wrote, when that was another person')
        .choices(['lead', 'writer'])
        .default('lead'),
    )
    .option('--as <name>', 'who writes', 'cli')
    .action(async (id: string, { text, file, to, as }: Words) => {
      const words = await wordsOf(text, file);
      const { letter, written } = await (await (await cli.services()).inbox()).answer(id, { text: words, to }, as);
      if (cli.screen.json) return cli.screen.record({ ...letter, written });
      const what = written ? 'is being sent' : 'had been ordered before, in these words';
      await cli.screen.line(printable(`The answer "${letter.subject}" to ${letter.recipient} ${what}.`));
    });

/** @throws USAGE, FILE_UNKNOWN */
async function wordsOf(text: string | undefined, file: string | undefined): Promise<string> {
  if ((text === undefined) === (file === undefined)) throw new TendrilError('USAGE', 'Give either --text or --file');
  const words =
    text ??
    (await readFile(file ?? '', 'utf8').catch((cause: unknown) => {
      const message = `${file} cannot be read: ${failureOf(cause).message}`;
      throw new TendrilError('FILE_UNKNOWN', message, { file: file ?? '' }, cause);
    }));
  if (words.trim() === '') throw new TendrilError('USAGE', 'The answer says nothing');
  if (Buffer.byteLength(words) <= longest) return words;
  throw new TendrilError('USAGE', `The answer has more than ${longest} bytes`);
}
