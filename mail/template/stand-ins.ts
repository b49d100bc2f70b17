/**
 * URLs of a mail that nobody gets, exactly as long as those of one that leaves: Gmail cuts by size, and in a mail with
 * many links their URLs are most of it.
 *
 * A token is made as `mail/compose.ts` has it made, 58 characters, with a key that signs nothing. How long the public URL
 * of the installation is, is not known where templates are compiled; 64 characters are assumed, such as `https://` and a
 * host of 56. That is more than most have, so an estimate errs to the safe side by some bytes a link.
 */
import { makeToken, type Signer, type TokenPurpose } from '../../domain/tokens.ts';
import { clickAddresses } from '../click-address.ts';

const publicUrl = `https://${'m'.repeat(48)}.example`;
const nobodysKey: Signer = { currentKey: 0, sign: () => new Uint8Array(32) };

const nobodysMail = '00000000-0000-4000-8000-000000000000';

const token = (purpose: TokenPurpose): string => makeToken(nobodysKey, { purpose, id: nobodysMail, index: 0 });

export const standInUrls = {
  unsubscribe: `${publicUrl}/u/${token('unsubscribe')}`,
  preferences: `${publicUrl}/p/${token('preferences')}`,
  form: (name: string): string => `${publicUrl}/f/${name}?t=${token('form')}`,
  open: `${publicUrl}/o/${token('open')}.gif`,
} as const;

/** Those of the links of one mail, by index and destination. */
export const standInClickUrls = () => clickAddresses(nobodysKey, nobodysMail, publicUrl);
