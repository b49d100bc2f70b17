/**
 * Mails on their way through a real mail server: composed from the example templates as the worker composes them, signed
 * with a key that `tendril senders keys` made, handed over by the mailer of the worker.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createDkimKeys } from '../../config/dkim-keys.ts';
import { makeKeys } from '../../config/keys.ts';
import { relayOfUrl } from '../../config/relay-shapes.ts';
import { instantFromMs } from '../../domain/instant.ts';
import type { LeadFacts } from '../../domain/lead.ts';
import { defaultRelay } from '../../domain/relay.ts';
import type { DnsRecord } from '../../domain/sender-check.ts';
import { composeNurtureMail } from '../../mail/compose.ts';
import type { CompiledTemplate, Mailer, OutgoingMail, TemplateFixture } from '../../mail/ports.ts';
import { createRelays } from '../../mail/relays.ts';
import { createRenderer } from '../../mail/render.ts';
import { createInstallation } from '../cli/command-line.ts';
import { exampleCompilations, exampleWorkspace } from '../workspace/example-files.ts';

const { organisation } = exampleWorkspace();
export const mailDomain = 'reply.lumenfield.example';
const publicUrl = 'https://go.lumenfield.example';

export const { signer } = makeKeys(`1:${randomBytes(32).toString('hex')}`, randomBytes(32).toString('hex'));
const renderer = createRenderer();

/** The mail of a template to a sample lead, as a step of a sequence composes it. */
export function composed(
  template: CompiledTemplate,
  { consents, lead }: Pick<TemplateFixture, 'consents' | 'lead'>,
): OutgoingMail {
  const sequence = 'energy-guide';
  return composeNurtureMail({
    messageId: randomUUID(),
    template,
    cacheKey: template.name,
    facts: lead,
    consents,
    recipient: lead.email,
    sender: organisation.sender,
    relay: defaultRelay,
    organisation,
    list: { name: `${organisation.name}: ${sequence}`, id: `${sequence}.lists.${mailDomain}` },
    feedback: { campaign: sequence, kind: 'sequence' },
    now: instantFromMs(Date.now()),
    renderer,
    publicUrl,
    mailDomain,
    signer,
  }).mail;
}

/** An example mail with its first sample lead. */
export type CompiledExample = Pick<TemplateFixture, 'lead'> & { readonly template: CompiledTemplate };

export async function exampleMail(name: string): Promise<CompiledExample> {
  const compiled = (await exampleCompilations()).get(name);
  const fixture = compiled?.fixtures.find((each) => each.name === 'default');
  if (!compiled || !fixture) throw new Error(`The example has no mail ${name} with a sample lead`);
  return { template: compiled.template, lead: fixture.lead };
}

/** The mail to its sample lead with other facts. */
export const composedFor = ({ template, lead }: CompiledExample, change: Partial<LeadFacts>): OutgoingMail =>
  composed(template, { consents: [], lead: { ...lead, ...change } });

export interface PostOffice {
  /** What the command that made the key says is to be published. */
  readonly record: DnsRecord;
  /** The mailer of the worker, for the relay at a URL. */
  mailerTo(url: string): Mailer;
  close(): Promise<void>;
}

/** Makes and activates a key for the domain of the example's sender. */
export async function openPostOffice(): Promise<PostOffice> {
  const installation = await createInstallation();
  const domain = organisation.sender.address.replace(/^.*@/, '');
  const keys = ['senders', 'keys'] as const;
  const made = await installation.json<{ selector: string; record: DnsRecord }>(...keys, 'new', domain);
  await installation.json(...keys, 'activate', domain, made.selector, '--unchecked');
  const dkim = createDkimKeys(join(installation.home, 'dkim'), { mustExist: true });
  const mailers = new Map<string, Mailer>();
  return {
    record: made.record,
    mailerTo(url) {
      const mailer = mailers.get(url) ?? createRelays([relayOfUrl(defaultRelay, url)], { dkim });
      mailers.set(url, mailer);
      return mailer;
    },
    async close() {
      for (const mailer of mailers.values()) await mailer.close();
      await installation.remove();
    },
  };
}
