/** The labelled answers of `samples/`, and mails made of them. */
import { readFileSync } from 'node:fs';
import PostalMime, { type Email } from 'postal-mime';
import { parse } from 'yaml';
import type { AnswerKind, ReplyIntent } from '../../../domain/inbound-reading.ts';
import type { Referral } from '../../../domain/referral.ts';

/** A Thursday. */
export const receivedAt = '2026-07-30T09:00:00.000Z';

interface Written {
  readonly text?: string;
  readonly html?: string;
  readonly subject?: string;
  readonly from?: string;
  readonly date?: string;
  readonly auto?: boolean;
  readonly calendar?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface HumanSample extends Written {
  readonly text: string;
  readonly language: string;
  readonly intent: ReplyIntent | null;
  readonly referral?: Referral;
}

export interface MachineSample extends Written {
  readonly kind: AnswerKind;
  readonly returnsOn?: string | null;
  readonly referral?: Referral;
}

export interface ExtractionSample extends Written {
  readonly name: string;
  readonly says: string;
}

const file = (name: string): unknown => parse(readFileSync(new URL(`./samples/${name}.yaml`, import.meta.url), 'utf8'));

const groups = <T>(name: string): readonly (readonly [string, readonly T[]])[] =>
  Object.entries(file(name) as Readonly<Record<string, readonly T[]>>);

export const humanSamples = (name: string): readonly HumanSample[] =>
  groups<HumanSample>(name).flatMap(([language, samples]) => samples.map((sample) => ({ ...sample, language })));

export const machineSamples = (name: string): readonly MachineSample[] =>
  groups<MachineSample>(name).flatMap(([kind, samples]) =>
    samples.map((sample) => ({ ...sample, kind: kind as AnswerKind })),
  );

export const extractionSamples = (): readonly ExtractionSample[] => file('extraction') as readonly ExtractionSample[];

/** The mail of a sample, as the parser reads it. */
export const sampleMail = (sample: Written): Promise<Email> =>
  PostalMime.parse(rawSample(sample), { forceRfc822Attachments: true });

/** All labelled answers as they would come in. */
export const sampleAnswers = (): readonly Buffer[] =>
  [
    ...['human', 'human-more', 'human-last'].flatMap(humanSamples),
    ...['machines', 'machines-more'].flatMap(machineSamples),
    ...extractionSamples(),
  ].map((sample) => Buffer.from(rawSample(sample)));

function rawSample(sample: Written): string {
  const { text = '', html, subject = 'Re: How to start', from = 'Ann Lee <ann@lead.test>', auto, calendar } = sample;
  const encoded = /^[\x20-\x7e]*$/.test(subject) ? subject : `=?utf-8?B?${Buffer.from(subject).toString('base64')}?=`;
  const headers = {
    From: from,
    To: 'Acme <hello@acme.test>',
    Subject: encoded,
    ...(sample.date ? { Date: sample.date } : {}),
    ...(auto ? { 'Auto-Submitted': 'auto-replied' } : {}),
    ...sample.headers,
  };
  const part = [`Content-Type: text/${html ? 'html' : 'plain'}; charset=utf-8`, '', html ?? text];
  const body = calendar
    ? [
        'Content-Type: multipart/alternative; boundary=p',
        '',
        '--p',
        ...part,
        '--p',
        `Content-Type: text/calendar; method=${calendar}`,
        '',
        'BEGIN:VCALENDAR',
        'END:VCALENDAR',
        '--p--',
      ]
    : part;
  const lines = [...Object.entries(headers).map(([name, value]) => `${name}: ${value}`), ...body];
  return lines.join('\n').replace(/\r?\n/g, '\r\n');
}
