/**
 * `/c/TOKEN/DESTINATION`, the address of a link in a mail. The token is bound to the destination, so following it needs no
 * database, and a changed letter of either leads nowhere.
 */
import { readToken, type Signer } from '../../domain/tokens.ts';
import { webAddress } from '../../domain/web-address.ts';
import type { Target } from './hits.ts';

/** Of a destination of 2,048 bytes. */
const mostCharacters = Math.ceil((2048 * 4) / 3);

interface SignedLink {
  readonly target: Exclude<Target, { readonly kind: 'pixel' }>;
  /** Safe in a header. */
  readonly url: string;
}

/** Null for what we have not signed, and for what nobody should be sent to although we have. */
export function signedLink(signer: Signer, token: string, encoded: string): SignedLink | null {
  if (encoded.length > mostCharacters) return null;
  const destination = Buffer.from(encoded, 'base64url').toString();
  // There are other ways to write the same bytes, and bytes that are no text.
  if (Buffer.from(destination).toString('base64url') !== encoded) return null;
  const link = readToken(signer, 'link', token, destination);
  const trap = link ? null : readToken(signer, 'trap', token, destination);
  const url = link || trap ? webAddress(destination) : null;
  if (url === null) return null;
  if (link) return { url, target: { kind: 'link', messageId: link.id, index: link.index } };
  return trap && { url, target: { kind: 'trap', messageId: trap.id } };
}
