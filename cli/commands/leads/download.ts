/** `tendril leads download` */
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { type Command, Option } from 'commander';
import { TendrilError } from '../../../domain/errors.ts';
import { type Stage, stages } from '../../../domain/lifecycle.ts';
import { type Cli, command } from '../../command.ts';
import { leadsAsCsv, leftOutFields } from '../../lead-download.ts';
import { unreadable } from '../../source-file.ts';

interface Options {
  readonly out?: string;
  readonly stage?: Stage;
  readonly search?: string;
  readonly segment?: string;
  readonly when?: string;
  readonly sensitive?: boolean;
  readonly standing?: boolean;
  readonly excel?: boolean;
}

export const leadsDownload = (cli: Cli): Command =>
  command('download', 'write leads as a CSV file that can be edited and imported again', [
    'tendril leads download --out leads.csv',
    'tendril leads download --segment customers --excel --out customers.csv',
  ])
    .option('--out <path>', 'default: stdout')
    .addOption(new Option('--stage <stage>', 'only those in this stage').choices(stages))
    .option('--search <text>', 'only those whose address, name or company holds the text')
    .option('--segment <name>', 'only those of a segment')
    .option('--when <condition>', 'only those that meet a condition, as in sequences')
    .option('--sensitive', 'with the fields that are declared sensitive')
    .option('--standing', 'with stage, score, grade and the like; import such a file with --ignore-unknown')
    .option(
      '--excel',
      'semicolons, decimals behind a comma and a byte order mark, as Excel opens it by a double click in most of Europe',
    )
    .action(async ({ out, sensitive = false, standing = false, excel = false, ...which }: Options) => {
      checkFilter(which);
      const services = await cli.services();
      const store = await services.store();
      const options = { ...which, sensitive, standing, excel };
      let rows = 0;
      const write = out === undefined ? stdoutOf(cli) : fileOf(out);
      for await (const piece of leadsAsCsv(store, options, services.now())) {
        await write.bytes(piece.bytes);
        rows += piece.rows;
        if (cli.screen.closed) break;
      }
      await write.end();
      const { organisation } = await store.publications.workspace();
      const hidden = sensitive ? [] : leftOutFields(organisation.fields);
      if (hidden.length > 0) cli.screen.note(`Left out, as they are sensitive: ${hidden.join(', ')} (--sensitive).`);
      if (out === undefined) return;
      if (cli.screen.json) await cli.screen.record({ file: out, leads: rows, leftOut: hidden });
      else await cli.screen.line(`${out}: ${rows} leads`);
    });

/** @throws USAGE */
function checkFilter({ stage, search, segment, when }: Options): void {
  const [listed, found] = [stage ?? search, [segment, when].filter((one) => one !== undefined)];
  if (found.length > 1 || (found.length > 0 && listed !== undefined)) {
    throw new TendrilError('USAGE', 'Give --segment or --when alone, or --stage and --search');
  }
}

interface Sink {
  bytes(content: Uint8Array): Promise<void>;
  end(): Promise<void>;
}

const stdoutOf = ({ screen }: Cli): Sink => ({ bytes: (content) => screen.bytes(content), end: async () => undefined });

/** Readable by its owner alone: it is a list of people. */
function fileOf(path: string): Sink {
  const stream = createWriteStream(path, { mode: 0o600 });
  const failed = new Promise<never>((_, reject) => {
    stream.once('error', (cause: NodeJS.ErrnoException) => reject(unreadable(path, cause)));
  });
  failed.catch(() => undefined);
  const drained = () => new Promise<void>((resolve) => stream.once('drain', () => resolve()));
  return {
    bytes: (content) =>
      stream.write(content) ? Promise.race([Promise.resolve(), failed]) : Promise.race([drained(), failed]),
    end: () => Promise.race([finished(stream.end()), failed]),
  };
}
