/** All that makes mails, put together once for a process. */
import { readCompiledTemplate } from './compiled-template.ts';
import { composeLetterMail, composeNurtureMail, composeSalesMail } from './compose.ts';
import { composeConfirmationMail } from './confirmation.ts';
import type { CompiledTemplate } from './ports.ts';
import { createRenderer, type Renderer } from './render.ts';

export interface Composer {
  readonly nurtureMail: typeof composeNurtureMail;
  readonly salesMail: typeof composeSalesMail;
  readonly letterMail: typeof composeLetterMail;
  readonly confirmationMail: typeof composeConfirmationMail;
  readonly renderer: Renderer;
  /** Checks that stored JSON is a compiled template. @throws TEMPLATE_INVALID */
  readonly template: (stored: unknown) => CompiledTemplate;
}

export const createComposer = (): Composer => ({
  nurtureMail: composeNurtureMail,
  salesMail: composeSalesMail,
  letterMail: composeLetterMail,
  confirmationMail: composeConfirmationMail,
  renderer: createRenderer(),
  template: readCompiledTemplate,
});
