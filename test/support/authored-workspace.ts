/** A workspace as a user would write it, as small as it can be, written into a folder. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export interface AuthoredWorkspace {
  /** Name → YAML. */
  readonly sequences: Readonly<Record<string, string>>;
  readonly templates: readonly string[];
  /** Addresses for `leads.csv`. */
  readonly leads: readonly string[];
}

const mjml = (subject: string): string => `<mjml>
  <mj-head><mj-title>${subject} for {{field "firstName" "you"}}</mj-title><mj-preview>${subject}</mj-preview></mj-head>
  <mj-body><mj-section><mj-column>
    <mj-text>Hello {{field "firstName" "there"}}</mj-text>
    <mj-button name="guide" href="https://meters.example/guide">Read</mj-button>
    <mj-text>{{organisation.name}}, {{organisation.postalAddress}} <a href="{{unsubscribeUrl}}">Unsubscribe</a></mj-text>
  </mj-column></mj-section></mj-body>
</mjml>
`;

const settings = {
  'workspace/organisation.yaml': `name: Meters
postalAddress: 1 Meter Street, 10115 Berlin
website: https://meters.example
sender: { name: Mara at Meters, address: mara@mail.meters.example }
language: en
timeZone: UTC
fields: { employees: number }
`,
  'workspace/scoring.yaml': `model: default
halfLife: 30 days
fit: { rules: [], grades: { A: 40, B: 25, C: 10 } }
engagement:
  groups: { email: 60 }
  rules: [ { on: click, points: 10, group: email, reason: Clicked } ]
temperature: { warm: 20, hot: 50 }
prospectAt: 30
mql: { at: 60, rearmBelow: 45, minGrade: B }
keepOnReturn: 0.5
`,
};

export async function writeWorkspace(
  folder: string,
  { sequences, templates, leads }: AuthoredWorkspace,
): Promise<void> {
  const files: Readonly<Record<string, string>> = {
    ...settings,
    'workspace/sales.yaml': `acceptWithin: 4 hours
remindAfter: 2 hours
returns: { sequence: ${Object.keys(sequences)[0]}, coolDown: {} }
salespeople: [ { key: ines, name: Ines, address: ines@meters.example, title: AE } ]
`,
    ...Object.fromEntries(Object.entries(sequences).map(([name, yaml]) => [`sequences/${name}.yaml`, yaml])),
    ...Object.fromEntries(templates.map((name) => [`templates/${name}.mjml`, mjml(name)])),
    'leads.csv': `email,firstName\n${leads.map((email, index) => `${email},Lead ${index}`).join('\n')}\n`,
  };
  await mkdir(join(folder, 'templates'), { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}
