/** How a lead is named within a line. */

/** `Márta Kovács <marta@example.com>`, or the address alone. */
export const leadWords = ({ name, email }: { readonly name: string | null; readonly email: string }): string =>
  name === null ? email : `${name} <${email}>`;

/** The name of a lead as its fields give it; null when they do not. */
export const nameOf = (lead: { readonly firstName: string | null; readonly lastName: string | null }): string | null =>
  [lead.firstName, lead.lastName].filter(Boolean).join(' ') || null;
