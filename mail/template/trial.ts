/** Fills a template with its fixtures, in every language, as if each were a lead: what fails here would fail in a mail. */
import { errorCode, type Finding } from '../../domain/errors.ts';
import { type Organisation, organisationDefaults } from '../../domain/workspace.ts';
import type { CompiledTemplate, TemplateFixture } from '../ports.ts';
import { decodedBody } from '../quoted-printable.ts';
import { createRenderer } from '../render.ts';
import { finding } from './source.ts';
import { standInClickUrls, standInUrls } from './stand-ins.ts';
import type { VariantFile } from './variant-source.ts';
import { maxHtmlBytes, tooLong } from './whole-mail.ts';

/** Stands in where only sequences are checked and nobody knows whose they are. */
const anOrganisation: Organisation = {
  ...organisationDefaults,
  name: 'Organisation',
  postalAddress: '1 Street, 12345 City, Country',
  website: 'https://www.example.com/',
  sender: { name: 'Sender', address: 'sender@example.com' },
  language: 'en',
  timeZone: 'UTC',
  fields: {},
};

/** Findings at the fixtures that a template cannot be filled with. */
export function triedWith(
  fixtures: readonly TemplateFixture[],
  template: CompiledTemplate,
  files: readonly VariantFile[],
  organisation: Organisation | null,
): readonly Finding[] {
  const renderer = createRenderer();
  const findings: Finding[] = [];
  for (const fixture of fixtures) {
    for (const { language, file } of files) {
      const why = failure(() =>
        renderer.render(template, template.name, {
          lead: { ...fixture.lead, language },
          consents: fixture.consents,
          organisation: organisation ?? anOrganisation,
          urls: standInUrls,
          clickUrl: standInClickUrls(),
        }),
      );
      if (!why) continue;
      const name = file.split(/[/\\]/).at(-1);
      findings.push(
        finding(
          { file: fixture.file, line: 1, col: 1 },
          `${name} cannot be filled with this: ${why}`,
          'FIXTURE_INVALID',
        ),
      );
    }
  }
  return findings;
}

function failure(render: () => { readonly html: Parameters<typeof decodedBody>[0] }): string | null {
  try {
    const bytes = Buffer.byteLength(decodedBody(render().html));
    return bytes > maxHtmlBytes ? tooLong(bytes) : null;
  } catch (error) {
    if (errorCode(error) === 'INTERNAL') throw error;
    return error instanceof Error ? error.message : String(error);
  }
}
