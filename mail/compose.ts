/**
 * Makes whole mails: a nurture mail from a template, and a mail of the engine to a person of one's own (an offer, a
 * notice). Pure; sends nothing. The same input makes the same mail, whichever worker tries.
 */
import { messageIdHeader } from '../domain/identity.ts';
import type { Instant } from '../domain/instant.ts';
import type { LeadFacts } from '../domain/lead.ts';
import { makeToken, type Signer, type TokenPurpose } from '../domain/tokens.ts';
import type { Organisation, SenderIdentity } from '../domain/workspace.ts';
import { feedbackIdOf, listIdOf } from './list-names.ts';
import { oneLine } from './one-line.ts';
import type { CompiledTemplate, OutgoingMail } from './ports.ts';
import { bodyOf } from './quoted-printable.ts';
import type { Renderer } from './render.ts';
import { type SalesMailContent, salesHtml, salesText } from './sales-mail.ts';

export interface ComposedMail {
  readonly mail: OutgoingMail;
  /** Destination of each link, in order of its index in the click tokens. */
  readonly links: readonly { readonly name: string; readonly url: string }[];
}

interface Origin {
  /** UUID of the message: everything that comes back is matched by it. */
  readonly messageId: string;
  readonly organisation: Organisation;
  /** The relay that is to take it, by its name in the settings. */
  readonly relay: string;
  /** Its Date: the same on every attempt makes the same bytes. */
  readonly now: Instant;
  /** Domain of replies, bounces and Message-IDs. */
  readonly mailDomain: string;
  readonly signer: Signer;
}

export interface NurtureMailInput extends Origin {
  readonly template: CompiledTemplate;
  readonly cacheKey: string;
  readonly facts: LeadFacts;
  /** Purposes for which the lead's consent is in force. */
  readonly consents: readonly string[];
  /** The address, checked already. */
  readonly recipient: string;
  /** Who it comes from. */
  readonly sender: SenderIdentity;
  /**
   * What it is a mail of (RFC 2919): a name for people, and a host name below a domain of the organisation, such as
   * `night-load.energy-guide.lists.mail.acme.test`. Authors' names may stand in it as they are.
   */
  readonly list: { readonly name: string; readonly id: string };
  /** What Gmail counts complaints by, besides organisation and sender: nothing of a lead, and few different values. */
  readonly feedback: { readonly campaign: string; readonly kind: string };
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
  const { facts, sender, organisation, publicUrl, mailDomain, list } = input;
  const base = publicUrl.replace(/\/+$/, '');
  const unsubscribe = tokenFor(input, 'unsubscribe');
  const rendered = input.renderer.render(input.template, input.cacheKey, {
    lead: facts,
    consents: input.consents,
    organisation,
    urls: { unsubscribe: `${base}/u/${unsubscribe}`, open: `${base}/o/${tokenFor(input, 'open')}.gif` },
    clickUrl: (index) => `${base}/c/${tokenFor(input, 'click', index)}`,
  });
  const name = [facts.firstName, facts.lastName].filter(Boolean).join(' ');
  return {
    links: rendered.links,
    mail: {
      ...origin(input, { name, address: input.recipient }),
      from: mailbox(sender.name, sender.address),
      replyTo: `r+${tokenFor(input, 'reply')}@${mailDomain}`,
      subject: rendered.subject,
      html: rendered.html,
      text: rendered.text,
      unsubscribe: {
        url: `${base}/u/${unsubscribe}`,
        mailto: `mailto:u+${unsubscribe}@${mailDomain}?subject=unsubscribe`,
      },
      list: { name: oneLine(list.name), id: listIdOf(list.id) },
      feedbackId: feedbackIdOf(input.feedback, organisation.name, mailDomain),
    },
  };
}

/** A mail to a colleague: answers go to the organisation's own address, bounces come back to us. */
export function composeSalesMail(input: SalesMailInput): { readonly mail: OutgoingMail; readonly links: readonly [] } {
  const { organisation, to } = input;
  const { sender } = organisation;
  return {
    links: [],
    mail: {
      ...origin(input, to),
      from: mailbox(sender.name, sender.address),
      replyTo: sender.address,
      subject: oneLine(input.subject),
      html: bodyOf(salesHtml(input, organisation)),
      text: bodyOf(salesText(input, organisation)),
      unsubscribe: null,
      list: null,
      feedbackId: null,
    },
  };
}

/** What every mail has: one recipient, a way back for bounces, and its names. */
function origin(given: Origin, to: OutgoingMail['to']) {
  const { messageId, relay, now, mailDomain } = given;
  const bounce = tokenFor(given, 'bounce');
  return {
    messageId,
    relay,
    envelope: { from: `b+${bounce}@${mailDomain}`, to: to.address },
    to: mailbox(to.name, to.address),
    messageIdHeader: messageIdHeader(messageId, mailDomain),
    date: now,
    inReplyTo: null,
  } as const;
}

const tokenFor = ({ messageId, signer }: Origin, purpose: TokenPurpose, index = 0): string =>
  makeToken(signer, { purpose, id: messageId, index });

const mailbox = (name: string, address: string) => ({ name: oneLine(name), address });
