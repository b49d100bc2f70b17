/**
 * Whether every tag is still in the mail after MJML. MJML drops what it does not know without a word, and a condition
 * whose `{{#if}}` is gone is shown to everybody.
 */
import type { Finding } from '../../domain/errors.ts';
import { finding, type TemplateSource } from './source.ts';
import { type MarkedSource, markPattern } from './tags.ts';

/** Findings for tags that MJML lost, doubled or moved; `loose` are those of title and preview, which move by design. */
export function lostTags(
  source: TemplateSource,
  marked: MarkedSource,
  html: string,
  loose: ReadonlySet<number>,
): readonly Finding[] {
  const seen = [...html.matchAll(markPattern)].map(([, index]) => Number(index));
  const findings: Finding[] = [];
  const lose = (index: number, why: string, remedy?: string) =>
    findings.push(
      finding(
        source.position(marked.tags[index]?.start ?? 0),
        `${marked.tags[index]?.text} ${why}`,
        'TEMPLATE_INVALID',
        remedy,
      ),
    );
  for (const [index, tag] of marked.tags.entries()) {
    const count = seen.filter((other) => other === index).length;
    if (count === 0) {
      lose(
        index,
        'would be dropped from the mail',
        `Between sections and columns, write <mj-raw>${tag.text}</mj-raw>.`,
      );
    } else if (!tag.prints && count > 1 && !loose.has(index))
      lose(index, 'stands where MJML repeats it', 'Put it into the text.');
  }
  const inOrder = seen.filter((index) => !loose.has(index) && marked.tags[index]?.prints === false);
  const moved = inOrder.find((index, place) => index < (inOrder[place - 1] ?? -1));
  if (findings.length === 0 && moved !== undefined) lose(moved, 'would stand at another place in the mail');
  return findings;
}
