/**
 * What the activities need of the outside, given to them once by the composition root. No clock is among it: "now"
 * comes from the workflow with every call.
 */
import type { Store } from '../db/store.ts';
import type { Conditions } from '../domain/lead.ts';
import type { Signer } from '../domain/tokens.ts';
import type { composeNurtureMail, composeSalesMail } from '../mail/compose.ts';
import type { CompiledTemplate, Mailer } from '../mail/ports.ts';
import type { Renderer } from '../mail/render.ts';

export interface Log {
  info(facts: Readonly<Record<string, unknown>>, message: string): void;
  warn(facts: Readonly<Record<string, unknown>>, message: string): void;
  error(facts: Readonly<Record<string, unknown>>, message: string): void;
}

export interface Composer {
  readonly nurtureMail: typeof composeNurtureMail;
  readonly salesMail: typeof composeSalesMail;
  readonly renderer: Renderer;
  /** Checks that stored JSON is a compiled template. @throws TEMPLATE_INVALID */
  readonly template: (stored: unknown) => CompiledTemplate;
}

export interface Deps {
  readonly store: Store;
  readonly mailer: Mailer;
  readonly composer: Composer;
  readonly conditions: Conditions;
  readonly signer: Signer;
  /** Links in mails start with it. */
  readonly publicUrl: string;
  /** Domain of Message-IDs, replies and bounces. */
  readonly mailDomain: string;
  readonly log: Log;
}
