/**
 * A mail to look at or to try, composed by the code that composes those that leave. Its tokens are signed with a key that
 * everybody can read here and no installation has: whatever is done with its links, or answered to it, concerns no lead.
 * Sends nothing, and signs nothing with DKIM.
 */
import { createHmac } from 'node:crypto';
import type { Signer } from '../domain/tokens.ts';
import { composeNurtureMail, type NurtureMailInput } from './compose.ts';
import { mimeOf } from './mime.ts';
import type { CompiledTemplate, MailBody, OutgoingMail } from './ports.ts';
import { decodedBody } from './quoted-printable.ts';
import { createRenderer } from './render.ts';
import { variantFor } from './variant.ts';

export type SampleInput = Omit<NurtureMailInput, 'signer' | 'renderer' | 'cacheKey' | 'list' | 'feedback'> & {
  /** Stands before the subject. */
  readonly subjectPrefix: string;
};

export interface ComposedSample {
  /** What a relay is given. */
  readonly mail: OutgoingMail;
  /** Of the variant that was chosen; null for the one for everybody else. */
  readonly language: string | null;
  readonly preheader: string;
  /** As they travel, each on one line. */
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly html: string;
  readonly text: string;
  readonly links: readonly { readonly name: string; readonly url: string }[];
  /** The whole message (RFC 5322), with CRLF. */
  readonly source: string;
  /** `html`: what Gmail counts before it cuts. */
  readonly bytes: { readonly html: number; readonly message: number };
}

const nobodysKey: Signer = {
  currentKey: 0,
  sign: (_key, bytes) => createHmac('sha256', 'a sample, not a mail').update(bytes).digest(),
};

/** @throws TEMPLATE_VARIABLE and TEMPLATE_INVALID as `Renderer.render`; ADDRESS_INVALID, ADDRESS_MULTIPLE */
export function composeSample({ subjectPrefix, ...input }: SampleInput): ComposedSample {
  const { template, organisation, mailDomain, facts } = input;
  const given = {
    ...input,
    list: { name: `${organisation.name}: ${template.name}`, id: `${template.name}.lists.${mailDomain}` },
    feedback: { campaign: template.name, kind: 'sample' },
    renderer: createRenderer(),
    cacheKey: 'sample',
    signer: nobodysKey,
  };
  const composed = composeNurtureMail(given);
  const mail = { ...composed.mail, subject: subjectPrefix + composed.mail.subject };
  const source = mimeOf(mail).toString('latin1');
  const html = decodedBody(mail.html);
  return {
    mail,
    language: variantFor(template.variants, facts.language).language,
    preheader: composeNurtureMail({ ...given, cacheKey: 'preheader', template: preheaders(template) }).mail.subject,
    headers: headersOf(source),
    html: withoutCr(html),
    text: textOf(mail.text),
    links: composed.links,
    source,
    bytes: { html: Buffer.byteLength(html), message: source.length },
  };
}

/** The preheader is hidden at the top of the HTML; alone it is filled as a subject is. */
function preheaders({ variants: [first, ...others], ...template }: CompiledTemplate): CompiledTemplate {
  const alone = (variant: typeof first) => ({ ...variant, subject: variant.preheader, html: [], text: [] });
  return { ...template, variants: [alone(first), ...others.map(alone)] };
}

const withoutCr = (text: string): string => text.replaceAll('\r\n', '\n');
const textOf = (body: MailBody): string => withoutCr(decodedBody(body));

/** The fields of the head, unfolded (RFC 5322 §2.2.3). */
function headersOf(source: string): ComposedSample['headers'] {
  const head = source.slice(0, source.indexOf('\r\n\r\n')).replace(/\r\n(?=[ \t])/g, '');
  return head.split('\r\n').map((line) => {
    const colon = line.indexOf(':');
    return { name: line.slice(0, colon), value: line.slice(colon + 1).trim() };
  });
}
