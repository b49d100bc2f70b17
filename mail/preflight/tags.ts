/** Tag lists as DKIM and DMARC records are written: `name=value; name=value` (RFC 6376 §3.2). */

/** Null when it is none, or names a tag twice. Tag names are as written; white space around values is gone. */
export function parseTags(text: string): ReadonlyMap<string, string> | null {
  const tags = new Map<string, string>();
  for (const part of text.replace(/;\s*$/, '').split(';')) {
    const [, name, value = ''] = /^\s*([a-z][a-z0-9_]*)\s*=([\s\S]*)$/i.exec(part) ?? [];
    if (name === undefined || tags.has(name)) return null;
    tags.set(name, value.trim());
  }
  return tags;
}
