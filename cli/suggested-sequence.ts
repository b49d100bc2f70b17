/**
 * "Did you mean …?" for the name of a sequence that is not published: added to the failure in one place, whichever command
 * met it, from the published names and from the files around here.
 */
import type { SequenceSummary } from '../db/store.ts';
import { TendrilError } from '../domain/errors.ts';
import { didYouMean, listed, nearest } from '../domain/suggestion.ts';
import { sequencesIn } from './known-names.ts';
import type { Services } from './services.ts';
import { shownPath } from './source-file.ts';
import { folderHere } from './workspace-folder.ts';

/** More names than this are not listed. */
const fewNames = 20;

/** The failure with what may have been meant; as it is when that cannot be told. */
export async function withSuggestedSequence(failure: TendrilError, services: Services): Promise<TendrilError> {
  const { sequence, number } = failure.details;
  if (failure.code !== 'SEQUENCE_UNKNOWN' || typeof sequence !== 'string') return failure;
  try {
    const published = await (await services.store()).publications.sequences();
    const hint = await hintFor(sequence, typeof number === 'number', published, services.root);
    return new TendrilError(failure.code, `${failure.message}${hint}`, failure.details, failure.cause);
  } catch {
    // The failure itself is told all the same.
    return failure;
  }
}

async function hintFor(
  wanted: string,
  isVersion: boolean,
  published: readonly SequenceSummary[],
  root: string,
): Promise<string> {
  const known = published.find(({ name }) => name === wanted);
  if (known && isVersion) return `; its newest is version ${known.version}`;
  const file = (await sequencesIn(folderHere(root))).find((one) => 'name' in one && one.name === wanted);
  if (file) return `; ${shownPath(file.file)} defines it`;
  const names = published.map(({ name }) => name);
  const near = nearest(wanted, names);
  if (near !== null) return didYouMean(near);
  if (names.length === 0) return '; none is published yet';
  return names.length > fewNames ? '; see tendril sequences list' : `; published are ${listed(names, 'and')}`;
}
