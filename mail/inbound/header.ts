/** Fields of the header of a mail that was parsed. */
import type { Email } from 'postal-mime';

/** The first field of this name (in lower case); empty when there is none. */
export const header = (mail: Email, name: string): string => mail.headers.find(({ key }) => key === name)?.value ?? '';
