/** What may stand in the file of TENDRIL_MAILBOXES, with limits. Reads no file and no environment. */
import { z } from 'zod';
import { isThisMachine } from '../domain/relay.ts';
import { secretShape } from './relay-shapes.ts';

const text = (most: number) => z.string().min(1).max(most);
/** As it goes to the server: no control characters, which end commands. */
const folderName = text(500).regex(/^\P{Cc}+$/u, 'must be the name of a folder');

const mailboxShape = z
  .strictObject({
    host: z.union([z.hostname(), z.ipv4(), z.ipv6()], { error: 'must be a host name or an IP address' }),
    port: z.int().min(1).max(65_535).optional(),
    tls: z.enum(['implicit', 'starttls', 'none']).default('implicit'),
    caFile: text(1000).optional(),
    user: text(500).regex(/^\P{Cc}+$/u, 'must have no control characters'),
    password: secretShape.optional(),
    accessToken: secretShape.optional(),
    folder: folderName.default('INBOX'),
    after: z
      .union([z.enum(['keep', 'delete']), z.strictObject({ move: folderName })], {
        error: 'must be keep, delete or { move: FOLDER }',
      })
      .default('keep'),
  })
  .refine(({ password, accessToken }) => (password === undefined) !== (accessToken === undefined), {
    path: ['password'],
    error: 'there must be either a password or an accessToken',
  })
  .refine(({ tls, host }) => tls !== 'none' || isThisMachine(host), {
    path: ['tls'],
    error: 'must be implicit or starttls: anything else sends the password in clear text',
  })
  .refine(({ folder, after }) => typeof after === 'string' || after.move.toLowerCase() !== folder.toLowerCase(), {
    path: ['after', 'move'],
    error: 'must be another folder than the one that is read',
  });

export type MailboxEntry = z.output<typeof mailboxShape>;

const mailboxName = z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, 'must be up to 63 lower-case letters, digits and -');

/** The whole file: `mailboxes`, by name. */
export const mailboxesShape = z.strictObject({
  mailboxes: z
    .record(mailboxName, mailboxShape)
    .refine((mailboxes) => Object.keys(mailboxes).length <= 50, 'at most 50 mailboxes'),
});

/** RFC 8314 §3.2 for 993, RFC 9051 §2.1 for 143. */
export const usualImapPort = { implicit: 993, starttls: 143, none: 143 } as const;
