/**
 * To which command of SMTP a refusal was the answer, by the words of those who report it. Data only. A refusal of the
 * recipient (RCPT) speaks about the mailbox; one after the mail itself (DATA) is that of a filter as often as not.
 */
export type SmtpCommand = 'CONN' | 'MAIL' | 'RCPT' | 'DATA';

/** In order: the first that fits counts. */
export const smtpCommands: readonly { readonly command: SmtpCommand; readonly signs: RegExp }[] = [
  {
    command: 'RCPT',
    // Postfix; Exim; DragonFly; sendmail and others with a transcript; qmail; Yahoo; GMX; Sun; MailMarshal.
    signs:
      /\bin reply to RCPT\b|\bafter RCPT\b|did not like our RCPT|>>> ?RCPT to:[^\n]{0,300}\n\s*<<< ?[45]|does not like recipient|\[RCPT_TO\]|\bRCPT command\b|\bSMTP:RCPT\b|Remote SMTP server has rejected address|\brefused the recipient\b/i,
  },
  {
    command: 'MAIL',
    signs:
      /\bin reply to MAIL\b|\bafter MAIL\b|did not like our MAIL|>>> ?MAIL from:[^\n]{0,300}\n\s*<<< ?[45]|sender was rejected|\[MAIL_FROM\]|\bMAIL command\b|rejected MAIL FROM/i,
  },
  {
    command: 'DATA',
    signs:
      /\bin reply to (?:end of )?DATA\b|\bafter (?:end of )?data\b|\bafter pipelined data\b|did not like our (?:final )?DATA|>>> ?(?:DATA|\.)\s*\n\s*<<< ?[45]|failed after I sent the message|\[(?:END_OF_)?(?:MESSAGE|DATA)\]|\b(?:TEXT|DATA) command\b|\(DATA\)/i,
  },
  {
    command: 'CONN',
    signs:
      /refused to talk to me|while performing the HELO|\bafter (?:initial connection|[EH]ELO|HELO)\b|\bin reply to [EH][EH]LO|greeting failed|\bin reply to (?:initial|connect)/i,
  },
];
