/**
 * Makes whole mails: a nurture mail from a template, a mail of the engine to a person of one's own (an offer, a notice),
 * and a letter, which holds what somebody wrote. Pure; sends nothing. The same input makes the same mail, whichever worker tries.
 */
import { messageIdHeader } from '../domain/identity.ts';
import type { Instant } from '../domain/instant.ts';
import { fullName, type LeadFacts } from '../domain/lead.ts';
import { makeToken, type Signer, type TokenPurpose } from '../domain/tokens.ts';
import type { Organisation, SenderIdentity } from '../domain/workspace.ts';
import { clickAddresses, trapAddress } from './click-address.ts';
import { letterHtml, letterText } from './letter.ts';
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
  /** False when the lead has not agreed to it: no pixel, and links as they are. Default: true. */
  readonly tracked?: boolean;
}

export interface SalesMailInput extends Origin, SalesMailContent {
  readonly to: { readonly name: string; readonly address: string };
  readonly subject: string;
}

export interface LetterMailInput extends Origin {
  readonly sender: SenderIdentity;
  readonly to: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly text: string;
  readonly conversation: {
    /** Message-ID with brackets of the mail that it answers; null: it answers none, or that had no usable one. */
    readonly inReplyTo: string | null;
    readonly references: readonly string[];
  };
  /** Whose words it is: one's of a person, or the engine's. */
  readonly from: 'person' | 'engine';
  /** Whether an answer to it comes to us; else to the sender's own address. */
  readonly isAnswerable: boolean;
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
    urls: {
      unsubscribe: `${base}/u/${unsubscribe}`,
      preferences: `${base}/p/${tokenFor(input, 'preferences')}`,
      form: (name) => `${base}/f/${encodeURIComponent(name)}?t=${tokenFor(input, 'form')}`,
      ...tracking(input, base),
    },
    clickUrl: input.tracked === false ? (_, url) => url : clickAddresses(input.signer, input.messageId, base),
  });
  const name = fullName(facts) ?? '';
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

/** What else tells that somebody, or a machine, has opened the mail. */
function tracking(input: NurtureMailInput, base: string) {
  if (input.tracked === false) return { open: null, trap: null };
  const { signer, messageId, organisation } = input;
  return {
    open: `${base}/o/${tokenFor(input, 'open')}.gif`,
    trap: organisation.trap ? trapAddress(signer, messageId, base, organisation.website) : null,
  };
}

/** A mail to a colleague: answers go to the organisation's own address unless something can be decided by one; bounces come back to us. */
export function composeSalesMail(input: SalesMailInput): { readonly mail: OutgoingMail; readonly links: readonly [] } {
  const { organisation, to } = input;
  const { sender } = organisation;
  return {
    links: [],
    mail: {
      ...origin(input, to),
      from: mailbox(sender.name, sender.address),
      replyTo: input.answers.length > 0 ? `r+${tokenFor(input, 'reply')}@${input.mailDomain}` : sender.address,
      subject: oneLine(input.subject),
      html: bodyOf(salesHtml(input, organisation)),
      text: bodyOf(salesText(input, organisation)),
      unsubscribe: null,
      list: null,
      feedbackId: null,
    },
  };
}

/**
 * What somebody wrote, as it is: without links that count clicks, a pixel, an unsubscribe header or a postal address, since
 * it is an answer to one person and no marketing.
 */
export function composeLetterMail(input: LetterMailInput): {
  readonly mail: OutgoingMail;
  readonly links: readonly [];
} {
  const { sender, to, text, conversation, organisation, from, isAnswerable } = input;
  return {
    links: [],
    mail: {
      ...origin(input, to),
      from: mailbox(sender.name, sender.address),
      replyTo: isAnswerable ? `r+${tokenFor(input, 'reply')}@${input.mailDomain}` : sender.address,
      subject: oneLine(input.subject),
      html: bodyOf(letterHtml(text, organisation.language)),
      text: bodyOf(letterText(text)),
      unsubscribe: null,
      list: null,
      feedbackId: null,
      ...conversation,
      byHand: from === 'person',
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

const tokenFor = ({ messageId, signer }: Origin, purpose: TokenPurpose): string =>
  makeToken(signer, { purpose, id: messageId, index: 0 });

const mailbox = (name: string, address: string) => ({ name: oneLine(name), address });
