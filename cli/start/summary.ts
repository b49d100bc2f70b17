/** What a person sees when the engine is ready: what to open and what to try next. Text only; printing is elsewhere. */
import type { Running } from './run-start.ts';

export interface SummaryLine {
  readonly label: string;
  readonly text: string;
  readonly remark: string;
}

/** The addresses worth opening, with a word on those that are not where they usually are. */
export function addresses(running: Running): readonly SummaryLine[] {
  const { httpUrl, inboxUrl, temporalUrl, ports, settings, relays } = running;
  const moved = (port: { readonly movedFrom: number | null }) =>
    port.movedFrom === null ? '' : ` (port ${port.movedFrom} was taken)`;
  const line = (label: string, text: string, remark: string): SummaryLine => ({ label, text, remark });
  return [
    ...(inboxUrl === null
      ? [line('Mail', 'goes out', `through ${relays.length === 1 ? 'your relay' : `the relays ${relays.join(', ')}`}`)]
      : [line('Inbox', inboxUrl, `${caught(relays)}${moved(ports.inboxWeb)}`)]),
    ...(temporalUrl === null
      ? [line('Workflows', settings.TEMPORAL_ADDRESS ?? '', 'your own Temporal server')]
      : [line('Workflows', temporalUrl, `Temporal's page: every lead on its way${moved(ports.temporalUi)}`)]),
    line('API', `${httpUrl}/docs`, `how to call it${moved(ports.http)}`),
    line('Replies', `127.0.0.1:${ports.inbound.port}`, `SMTP, where answers of leads arrive${moved(ports.inbound)}`),
  ];
}

const caught = (relays: readonly string[]): string =>
  relays.length === 0
    ? 'every mail is caught here, none leaves'
    : `mails are caught here unless their sender names a relay: ${relays.join(', ')}`;

/** Commands that show something right away: the story of one lead, if there is one that waits for a click. */
export function nextSteps(lead: string | null): readonly SummaryLine[] {
  const step = (text: string, remark: string): SummaryLine => ({ label: '', text: `npx tendril ${text}`, remark });
  const name = lead ?? 'LEAD';
  return [
    step('status', 'leads, mails and hand-offs at a glance'),
    step(`demo click ${name}`, 'click like a lead: its score rises, the next mail leaves'),
    step(`demo click ${name} --link pricing`, 'and look at the prices'),
    step(`demo reply ${name}`, 'and answer: sales gets a mail in the inbox'),
    step(`leads show ${name}`, 'all that happened, with reasons'),
    step('handoffs list', 'what sales has to decide'),
  ];
}

/** Columns that line up, two spaces before and between. */
export function aligned(lines: readonly SummaryLine[]): readonly { readonly head: string; readonly remark: string }[] {
  const labelWidth = Math.max(...lines.map(({ label }) => label.length));
  const textWidth = Math.max(...lines.map(({ text }) => text.length));
  return lines.map(({ label, text, remark }) => ({
    head: `  ${label.padEnd(labelWidth)}${labelWidth === 0 ? '' : '  '}${text.padEnd(textWidth)}  `,
    remark,
  }));
}
