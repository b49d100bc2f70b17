/** How a lead is named within a line. */

/** `Márta Kovács <marta@example.com>`, or the address alone. */
export const leadWords = ({ name, email }: { readonly name: string | null; readonly email: string }): string =>
  name === null ? email : `${name} <${email}>`;
