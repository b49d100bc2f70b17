/**
 * Makes whole mails: a nurture mail from a template, and a mail of the engine to a person of one's own (an offer, a
 * notice). Pure; sends nothing.
 */
import { messageIdHeader } from '../domain/identity.ts';
import type { LeadFacts } from '../domain/lead.ts';
import { makeToken, type Signer, type TokenPurpose } from '../domain/tokens.ts';
import type { Organisation } from '../domain/workspace.ts';
import type { CompiledTemplate, OutgoingMail } from './ports.ts';
import type { Renderer } from './render.ts';
import { type SalesMailContent, salesHtml, salesText } from './sales-mail.ts';
import { oneLine } from './template/evaluation.ts';

export interface ComposedMail {
  readonly mail: OutgoingMail;
  /** Destination of each link, in order of its index in the click tokens. */
  readonly links: readonly { readonly name: string; readonly url: string }[];
}

interface Origin {
  /** UUID of the message: everything that comes back is matched by it. */
  readonly messageId: string;
  readonly organisation: Organisation;
  /** Domain of replies, bounces and Message-IDs. */
  readonly mailDomain: string;
  readonly signer: Signer;
}

export interface NurtureMailInput extends Origin {
  readonly template: CompiledTemplate;
  readonly cacheKey: string;
  readonly facts: LeadFacts;
  /** The address, checked already. */
  readonly recipient: string;
  /** Who it comes from. */
  readonly sender: Organisation['sender'];
  /** Base of all links, without a slash at its end. */
  readonly publicUrl: string;
  readonly renderer: Renderer;
}

export interface SalesMailInput extends Origin, SalesMailContent {
  readonly to: { readonly name: string; readonly address: string };
  readonly subject: string;
}

/** @throws TEMPLATE_VARIABLE and TEMPLATE_INVALID as `Renderer.render` */
export function composeNurtureMail(input: NurtureMailInput): ComposedMail {
  const { messageId, facts, sender, organisation, publicUrl, mailDomain, signer } = input;
  const base = publicUrl.replace(/\/+$/, '');
  const token = (purpose: TokenPurpose, index = 0) => makeToken(signer, { purpose, id: messageId, index });
  const unsubscribe = token('unsubscribe');
  const rendered = input.renderer.render(input.template, input.cacheKey, {
    lead: facts,
    organisation,
    urls: { unsubscribe: `${base}/u/${unsubscribe}`, open: `${base}/o/${token('open')}.gif` },
    clickUrl: (index) => `${base}/c/${token('click', index)}`,
  });
  const name = [facts.firstName, facts.lastName].filter(Boolean).join(' ');
  return {
    links: rendered.links,
    mail: {
      messageId,
      envelope: { from: `b+${token('bounce')}@${mailDomain}`, to: input.recipient },
      from: { name: oneLine(sender.name), address: sender.address },
      to: { name: oneLine(name), address: input.recipient },
      replyTo: `r+${token('reply')}@${mailDomain}`,
      subject: rendered.subject,
      html: rendered.html,
      text: rendered.text,
      messageIdHeader: messageIdHeader(messageId, mailDomain),
      unsubscribe: {
        url: `${base}/u/${unsubscribe}`,
        mailto: `mailto:u+${unsubscribe}@${mailDomain}?subject=unsubscribe`,
      },
      inReplyTo: null,
    },
  };
}

/** A mail to a colleague: answers go to the organisation's own address, bounces come back to us. */
export function composeSalesMail(input: SalesMailInput): { readonly mail: OutgoingMail; readonly links: readonly [] } {
  const { messageId, organisation, mailDomain, signer } = input;
  const bounce = makeToken(signer, { purpose: 'bounce', id: messageId, index: 0 });
  return {
    links: [],
    mail: {
      messageId,
      envelope: { from: `b+${bounce}@${mailDomain}`, to: input.to.address },
      from: { name: oneLine(organisation.sender.name), address: organisation.sender.address },
      to: { name: oneLine(input.to.name), address: input.to.address },
      replyTo: organisation.sender.address,
      subject: oneLine(input.subject),
      html: salesHtml(input, organisation),
      text: salesText(input, organisation),
      messageIdHeader: messageIdHeader(messageId, mailDomain),
      unsubscribe: null,
      inReplyTo: null,
    },
  };
}
