/** What a person sees when the engine is ready: what to open and what to try next. Text only; printing is elsewhere. */
import type { Running } from './run-start.ts';

export interface SummaryLine {
  readonly label: string;
  readonly text: string;
  readonly remark: string;
}

/** The addresses worth opening, with a word on those that are not where they usually are. */
export function addresses({ httpUrl, inboxUrl, temporalUrl, ports, settings }: Running): readonly SummaryLine[] {
  const moved = (port: { readonly movedFrom: number | null }) =>
    port.movedFrom === null ? '' : ` (port ${port.movedFrom} was taken)`;
  const line = (label: string, text: string, remark: string): SummaryLine => ({ label, text, remark });
  return [
    ...(inboxUrl === null
      ? [line('Mail', 'goes out', 'through the relay in SMTP_URL')]
      : [line('Inbox', inboxUrl, `every mail is caught here, none leaves${moved(ports.inboxWeb)}`)]),
    ...(temporalUrl === null
      ? [line('Workflows', settings.TEMPORAL_ADDRESS ?? '', 'your own Temporal server')]
      : [line('Workflows', temporalUrl, `Temporal's page: every lead on its way${moved(ports.temporalUi)}`)]),
    line('API', `${httpUrl}/docs`, `how to call it${moved(ports.http)}`),
    line('Replies', `127.0.0.1:${ports.inbound.port}`, `SMTP, where answers of leads arrive${moved(ports.inbound)}`),
  ];
}

/** Commands that show something right away. */
export const nextSteps: readonly SummaryLine[] = [
  { label: '', text: 'npx tendril status', remark: 'leads, mails and hand-offs at a glance' },
  { label: '', text: 'npx tendril leads list', remark: 'who is in it, and how warm' },
  { label: '', text: 'npx tendril demo click LEAD', remark: 'click like a lead: see its score and next mail' },
  { label: '', text: 'npx tendril handoffs list', remark: 'what sales has to decide' },
];

/** Columns that line up, two spaces before and between. */
export function aligned(lines: readonly SummaryLine[]): readonly { readonly head: string; readonly remark: string }[] {
  const labelWidth = Math.max(...lines.map(({ label }) => label.length));
  const textWidth = Math.max(...lines.map(({ text }) => text.length));
  return lines.map(({ label, text, remark }) => ({
    head: `  ${label.padEnd(labelWidth)}${labelWidth === 0 ? '' : '  '}${text.padEnd(textWidth)}  `,
    remark,
  }));
}
