/**
 * SQL as tagged templates: what stands between `${` and `}` becomes a parameter, except another `Sql`, whose text is
 * taken in. So a statement is visible where it is used, and no value is ever part of its text.
 */

export interface Sql {
  readonly kind: 'sql';
  readonly parts: readonly string[];
  readonly values: readonly unknown[];
  /** Its text is made for one use, so that no connection keeps it prepared. */
  readonly once?: true;
}

const isSql = (value: unknown): value is Sql =>
  typeof value === 'object' && value !== null && (value as Partial<Sql>).kind === 'sql';

export function sql(parts: TemplateStringsArray, ...values: readonly unknown[]): Sql {
  const texts: string[] = [parts[0] ?? ''];
  const parameters: unknown[] = [];
  const extend = (text: string) => {
    texts[texts.length - 1] += text;
  };
  values.forEach((value, i) => {
    if (isSql(value)) {
      extend(value.parts[0] ?? '');
      texts.push(...value.parts.slice(1));
      parameters.push(...value.values);
    } else {
      parameters.push(value);
      texts.push('');
    }
    extend(parts[i + 1] ?? '');
  });
  return { kind: 'sql', parts: texts, values: parameters };
}

/** A statement whose text depends on what somebody wrote: there may be any number of them. */
export const once = (statement: Sql): Sql => ({ ...statement, once: true });

/** The text with `$1`, `$2`, … as PostgreSQL wants it. */
export const textOf = (statement: Sql): string =>
  statement.parts.reduce((text, part, i) => (i === 0 ? part : `${text}$${i}${part}`), '');

/** A JSON parameter. Given as text, because `pg` would turn an array into a PostgreSQL array. */
export function json(value: unknown): string {
  const text = JSON.stringify(value);
  if (!unstorable.test(text)) return text;
  return JSON.stringify(value, (_, member: unknown) => {
    if (typeof member === 'string') return storable(member);
    if (typeof member !== 'object' || member === null || Array.isArray(member)) return member;
    return Object.fromEntries(Object.entries(member).map(([key, of]) => [storable(key), of]));
  });
}

/** The escapes of what PostgreSQL cannot store: NUL, and halves of surrogate pairs (whole ones are not escaped). */
const unstorable = /\\u(?:0000|d[89a-f][0-9a-f]{2})/;

const halfPair = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** The text without what PostgreSQL cannot store, so that a mail with a stray byte is not lost. */
export const storable = (text: string): string => text.replaceAll('\0', '').replace(halfPair, '\ufffd');
