/**
 * The language of templates: what may stand between `{{` and `}}`. Publishing checks templates against it and rendering
 * implements it; nothing else of Handlebars is open to authors.
 */
import { leadProfile } from '../../domain/lead.ts';

/** Facts about a lead; every other name is a custom field of the workspace. */
export const leadFacts = [...leadProfile, 'stage', 'score', 'grade', 'temperature'] as const;

/** Facts that every lead has, so that `{{field "email"}}` needs no fallback. */
export const certainFacts: ReadonlySet<string> = new Set(['email', 'stage', 'score', 'grade', 'temperature']);

/** Paths that stand by themselves. */
export const paths: ReadonlySet<string> = new Set([
  'organisation.name',
  'organisation.postalAddress',
  'organisation.website',
  'unsubscribeUrl',
]);

/** Helpers of the compiler's own, put around links: authors cannot write them. */
export const trackedLink = 'trackedLink';
export const linkUrl = 'linkUrl';
export const inUrl = 'inUrl';

export const helperNames = ['field', 'has', 'is', trackedLink, linkUrl, inUrl] as const;
