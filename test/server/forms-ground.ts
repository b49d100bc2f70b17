/** The server with two forms, and a visitor who fills them in without a browser. */
import { readFileSync } from 'node:fs';
import { Findings, printFinding } from '../../authoring/findings.ts';
import { readForms } from '../../authoring/forms.ts';
import { readOrganisation } from '../../authoring/organisation.ts';
import type { Forms } from '../../domain/form.ts';
import type { AddressCheck, AddressVerdict } from '../../domain/registration.ts';
import type { Workspace } from '../../domain/workspace.ts';
import { createApp } from '../../server/app.ts';
import { createFormDesk, type FormDesk } from '../../server/forms/desk.ts';
import { testWorkspace } from '../support/workspace.ts';
import { publicUrl, startTestServer, type TestServer } from './test-server.ts';

const source = (file: string) => ({ file, text: readFileSync(`workspace/${file}`, 'utf8') });

/** The example forms, over the fields of the example workspace, in a small workspace. */
export function exampleForms(): Workspace {
  const findings = new Findings();
  const { fields } = readOrganisation(source('organisation.yaml'), findings);
  const files = [source('forms/energy-guide.yaml'), source('forms/demo.yaml')];
  const forms = readForms(files, { fields, sources: null }, findings);
  if (!fields || !forms) throw new Error(findings.sorted.map(printFinding).join('\n'));
  const guide = forms['energy-guide'];
  const demo = forms.demo;
  const enrolls: Forms = {
    ...(guide ? { 'energy-guide': { ...guide, follows: { ...guide.follows, enroll: 'welcome' } } } : {}),
    ...(demo?.consent ? { demo: { ...demo, consent: { ...demo.consent, confirm: false } } } : {}),
  };
  return {
    ...testWorkspace,
    organisation: { ...testWorkspace.organisation, country: 'DK', fields, registration: { check: true } },
    forms: { ...forms, ...enrolls },
  };
}

/** Knows what is wrong with the addresses of these tests; asks no network. */
const addressCheck: AddressCheck = {
  async check(address) {
    const fine: AddressVerdict = { verdict: 'ok', reasons: [], suggestion: null };
    if (address.endsWith('@gmial.com')) {
      return { verdict: 'refused', reasons: ['no-domain', 'typo'], suggestion: address.replace('gmial', 'gmail') };
    }
    if (address.endsWith('@nowhere.example')) return { verdict: 'refused', reasons: ['no-domain'], suggestion: null };
    if (address.endsWith('@minutes.example')) return { verdict: 'risky', reasons: ['disposable'], suggestion: null };
    return fine;
  },
};

export interface Visit {
  /** What the last answer was. */
  readonly status: number;
  readonly headers: Headers;
  readonly html: string;
  readonly state: string;
  /** Sends the form that is shown. */
  send(fields: Readonly<Record<string, string>>, headers?: Readonly<Record<string, string>>): Promise<Visit>;
}

export interface FormServer extends TestServer {
  readonly desk: FormDesk;
  /** Opens a form; the visitor then takes three seconds for each step. */
  open(path: string, headers?: Readonly<Record<string, string>>): Promise<Visit>;
}

export async function startFormServer(workspace: Workspace = exampleForms()): Promise<FormServer> {
  const server = await startTestServer();
  const { store, signer, now } = server;
  await store.publications.publishWorkspace(workspace, now());
  const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  const desk = createFormDesk({ store, now, log });
  const callers = (_: unknown, header: (name: string) => string | undefined) => ({
    network: header('x-test-network') ?? 'one',
    networkKind: null,
  });
  const { recorder } = server;
  const app = createApp({ store, signer, publicUrl, now, log, recorder, forms: desk, addressCheck, callers });

  async function visitOf(response: Response, path: string): Promise<Visit> {
    const html = await response.text();
    const state = /name="_state" value="([^"]*)"/.exec(html)?.[1] ?? '';
    return {
      status: response.status,
      headers: response.headers,
      html,
      state,
      async send(fields, headers = {}) {
        server.advance(3_000);
        const body = new URLSearchParams({ _state: state, _action: 'next', ...fields });
        const own = { Origin: publicUrl, 'Sec-Fetch-Site': 'same-origin' };
        return visitOf(await app.request(path, { method: 'POST', body, headers: { ...own, ...headers } }), path);
      },
    };
  }
  return {
    ...server,
    app,
    desk,
    async open(path, headers = {}) {
      return visitOf(await app.request(path, { headers: { ...headers } }), path.split('?')[0] ?? path);
    },
  };
}
