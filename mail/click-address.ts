/**
 * The addresses in a mail that tell who followed them. An address carries where it leads, bound to its token, so that the
 * server needs no database to send people on; `domain/tokens.ts` says how.
 */
import { makeToken, type Signer } from '../domain/tokens.ts';
import { webAddress } from '../domain/web-address.ts';

/** Of the second part. Some programs cut longer addresses; then only the mail's own record says where the link leads. */
const mostCharacters = Math.ceil((2048 * 4) / 3);

/** How much longer a destination of so many bytes makes an address. */
export function charactersFor(destinationBytes: number): number {
  const characters = Math.ceil((destinationBytes * 4) / 3);
  return characters > mostCharacters ? 0 : characters;
}

/** Gives the address of each link of one mail by its index; a link that is there twice has one address. */
export function clickAddresses(signer: Signer, messageId: string, base: string) {
  const known: string[] = [];
  return (index: number, destination: string): string => {
    const address = known[index] ?? clickAddress(signer, messageId, base, index, destination);
    known[index] = address;
    return address;
  };
}

/** The destination has been checked when the link was filled. */
function clickAddress(signer: Signer, id: string, base: string, index: number, destination: string): string {
  const signed = signedAddress(signer, { purpose: 'link', id, index }, base, destination);
  return signed ?? `${base}/c/${makeToken(signer, { purpose: 'click', id, index })}`;
}

/** The address that no person sees; null when the website is none that we redirect to. */
export const trapAddress = (signer: Signer, id: string, base: string, website: string): string | null =>
  webAddress(website) && signedAddress(signer, { purpose: 'trap', id, index: 0 }, base, website);

function signedAddress(
  signer: Signer,
  content: Parameters<typeof makeToken>[1],
  base: string,
  destination: string,
): string | null {
  const encoded = Buffer.from(destination).toString('base64url');
  if (encoded.length > mostCharacters || !destination.isWellFormed()) return null;
  return `${base}/c/${makeToken(signer, content, destination)}/${encoded}`;
}
