/** A message as it travels after DATA (RFC 5321 §4.5.2): a dot more before each line that starts with one, and a dot at its end. */
import { TendrilError } from '../domain/errors.ts';

/**
 * Every line ends with CRLF, the last one too: otherwise some servers see another end than others, and what follows as a
 * mail of its own (SMTP smuggling).
 * @throws INTERNAL when a CR or an LF stands alone
 */
export function wireForm(message: Buffer): Buffer {
  const text = message.toString('latin1');
  if (!text.endsWith('\n') || !hasWholeLineEnds(text)) {
    throw new TendrilError('INTERNAL', 'A line of a message does not end with CRLF');
  }
  const stuffed = text.startsWith('.') ? `.${text}` : text;
  return Buffer.from(`${stuffed.replaceAll('\r\n.', '\r\n..')}.\r\n`, 'latin1');
}

/** Every LF comes after a CR, and there are no more CRs than that. By searching, which is much faster than a pattern. */
function hasWholeLineEnds(text: string): boolean {
  let unpaired = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    if (text[at - 1] !== '\r') return false;
    unpaired -= 1;
  }
  for (let at = text.indexOf('\r'); at >= 0; at = text.indexOf('\r', at + 1)) unpaired += 1;
  return unpaired === 0;
}
