/** The body of a provider's answer, which may be anything: only objects and their texts and numbers are looked at. */

/** The fields of a JSON object; none when the text is not one. */
export function jsonFields(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** The first of the fields that is a text or a number, as text. */
export function firstText(fields: Readonly<Record<string, unknown>>, ...names: readonly string[]): string | null {
  for (const name of names) {
    const value = fields[name];
    if (typeof value === 'string' || typeof value === 'number') return String(value);
  }
  return null;
}
