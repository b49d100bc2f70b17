/**
 * A mail made again from its parts (RFC 5322), where a provider has taken it apart and does not give it whole: enough to
 * tell what kind of answer it is, whose, and to what. Attachments are lost.
 */

export interface MailParts {
  /** As they came; those that describe the body are left out, since the body is another. */
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly text: string | null;
  readonly html: string | null;
}

const ofTheBody = /^(?:mime-version|content-.*)$/i;

export function rebuiltMail({ headers, text, html }: MailParts): Uint8Array {
  const lines = headers
    .filter(({ name }) => /^[!-9;-~]{1,76}$/.test(name) && !ofTheBody.test(name))
    .slice(0, 200)
    // RFC 6532: a header may be UTF-8. A line break in a value would begin another field.
    .map(({ name, value }) => `${name}: ${value.replace(/[\r\n]+\s*/g, ' ').slice(0, 8_000)}`);
  const type = text === null && html !== null ? 'text/html' : 'text/plain';
  const body = (text ?? html ?? '').replace(/\r\n?|\n/g, '\r\n');
  const own = ['MIME-Version: 1.0', `Content-Type: ${type}; charset=utf-8`, 'Content-Transfer-Encoding: 8bit'];
  return Buffer.from([...lines, ...own, '', body].join('\r\n'), 'utf8');
}
