/**
 * `tendril inbound explain`: what mails on disk are, by the same reading as that of the engine. Touches no state, needs
 * neither a database nor an engine. A file that cannot be read is told, and the others are read all the same.
 */
import type { Command } from 'commander';
import { TendrilError } from '../../../domain/errors.ts';
import type { AnswerReading, InboundReading } from '../../../domain/inbound-reading.ts';
import { type Cli, command } from '../../command.ts';
import { failureOf, report } from '../../failure.ts';
import { showList } from '../../listing.ts';
import { mostMailBytes, readMailFile } from '../../mail-file.ts';
import type { Column } from '../../terminal/table.ts';
import { intentWords } from './words.ts';

interface ExplainedRecipient {
  readonly address: string | null;
  readonly class: string;
  readonly hard: boolean;
  readonly status: string;
  readonly rule: string;
}

interface Explained {
  readonly file: string;
  readonly kind: InboundReading['kind'];
  readonly recipients: readonly ExplainedRecipient[];
  readonly reply?: {
    readonly class: string;
    readonly text: string;
    readonly intent: string | null;
    readonly returnsOn?: string;
  };
  /** Why it is something else. */
  readonly reason?: string;
}

interface Row {
  readonly file: string;
  readonly kind: string;
  readonly address: string;
  readonly class: string;
  readonly hard: boolean;
  readonly status: string;
  readonly why: string;
}

const columns: readonly Column<Row>[] = [
  { title: 'FILE', value: (row) => row.file },
  { title: 'KIND', value: (row) => row.kind },
  { title: 'WHO', value: (row) => row.address },
  { title: 'CLASS', value: (row) => row.class, paint: (row) => (row.hard ? 'red' : null) },
  { title: 'HARD', value: (row) => (row.hard ? 'yes' : '') },
  { title: 'STATUS', value: (row) => row.status },
  { title: 'WHY', value: (row) => row.why, flexible: true },
];

export const inboundExplain = (cli: Cli): Command =>
  command(
    'explain',
    'tell what mails on disk are: bounces with their recipients, complaints, replies, answering machines',
    [
      'tendril inbound explain bounce.eml',
      'tendril inbound explain *.eml --json',
      'tendril inbound explain - < bounce.eml',
    ],
  )
    .argument('<file...>', 'mails as they arrived (RFC 5322); - for stdin')
    .action(async (files: readonly string[]) => {
      const services = await cli.services();
      const explained: Row[] = [];
      for (const file of files) {
        const raw = await readMailFile(file).catch(failureOf);
        if (raw instanceof TendrilError) {
          report(cli.screen, raw, false);
          cli.exitAs('FILE_UNKNOWN');
          continue;
        }
        const reading = await services.readMail(raw.subarray(0, mostMailBytes));
        const mail = explanation(file, reading);
        if (cli.screen.json) await cli.screen.record(mail);
        else explained.push(...rowsOf(mail, reading.kind === 'reply' ? reading.answer.from : ''));
      }
      if (cli.screen.json || explained.length === 0) return;
      await showList(cli.screen, columns, explained, 'No mails.');
    });

function explanation(file: string, reading: InboundReading): Explained {
  switch (reading.kind) {
    case 'bounce':
    case 'complaint': {
      const recipients = reading.recipients.map(({ address, class: found, hard, status, rule }) => ({
        address,
        class: found,
        hard,
        status,
        rule,
      }));
      return { file, kind: reading.kind, recipients };
    }
    case 'reply':
      return { file, kind: reading.kind, recipients: [], reply: replyOf(reading.answer) };
    case 'auto-reply': {
      const { from, sign } = reading.answer;
      const machine = { address: from || null, class: 'auto-reply', hard: false, status: '', rule: sign };
      return { file, kind: reading.kind, recipients: [machine], reply: replyOf(reading.answer) };
    }
    case 'other':
      return { file, kind: reading.kind, recipients: [], reason: reading.reason };
  }
}

const replyOf = (answer: AnswerReading): NonNullable<Explained['reply']> => ({
  class: answer.class,
  text: answer.text,
  intent: answer.intent,
  ...(answer.returnsOn === null ? {} : { returnsOn: answer.returnsOn }),
});

/** @param writer who wrote a reply, as far as it says */
function rowsOf({ file, kind, recipients, reply, reason }: Explained, writer: string): readonly Row[] {
  const row = { file, kind, address: '', class: reply?.class ?? '', hard: false, status: '', why: reason ?? '' };
  if (reply) {
    const said = reply.text.replace(/\s+/g, ' ').slice(0, 200);
    const why = [
      reply.intent && intentWords(reply.intent),
      reply.returnsOn && `back on ${reply.returnsOn}`,
      said && `"${said}"`,
    ];
    return [{ ...row, address: recipients[0]?.address ?? writer, why: why.filter(Boolean).join(', ') }];
  }
  if (recipients.length === 0) return [{ ...row, why: reason ?? 'it names no recipient' }];
  return recipients.map((each) => ({
    ...row,
    address: each.address ?? '(not told)',
    class: each.class,
    hard: each.hard,
    status: each.status,
    why: each.rule,
  }));
}
