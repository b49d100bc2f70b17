/**
 * The workspace of an organisation, from its files to one checked value: who it is and which fields its leads have, how it
 * scores, who sells, and where leads come from. Reads no disk and never throws for what stands in the texts.
 */
import type { Finding } from '../domain/errors.ts';
import type { Workspace } from '../domain/workspace.ts';
import { Findings, notTheLast, type SourceText } from './findings.ts';
import { readForms } from './forms.ts';
import { readOrganisation } from './organisation.ts';
import { readSales } from './sales.ts';
import { readScoring } from './scoring.ts';
import { readSources } from './sources.ts';

export interface WorkspaceFiles {
  readonly organisation: SourceText;
  readonly scoring: SourceText;
  readonly sales: SourceText;
  /** Where there is none, no source is declared. */
  readonly sources?: SourceText | null;
  readonly forms?: readonly SourceText[];
}

export type CheckedWorkspace =
  | { readonly kind: 'checked'; readonly workspace: Workspace }
  | { readonly kind: 'refused'; readonly findings: readonly Finding[] };

/** Checks the files together; conditions of the scoring model may only name fields that the organisation declares. */
export function checkWorkspace(files: WorkspaceFiles): CheckedWorkspace {
  const findings = new Findings();
  const { organisation, fields } = readOrganisation(files.organisation, findings);
  const sources = files.sources ? readSources(files.sources, findings) : {};
  const forms = readForms(files.forms ?? [], { fields, sources }, findings);
  const events = organisation?.events ?? null;
  const scoring = readScoring(files.scoring, { fields, events }, findings);
  const sales = readSales(files.sales, fields, findings);
  if (!organisation || !scoring || !sales || !sources || !forms || findings.count > 0) {
    // Without it, what sequences name stays unchecked.
    return { kind: 'refused', findings: notTheLast(findings.sorted) };
  }
  return { kind: 'checked', workspace: { organisation, scoring, sales, sources, forms } };
}
