/** What counts as a link, in a template and in what a lead makes of it. */
import { webAddress } from '../../domain/web-address.ts';

/** What a link may begin with besides a web address. */
export const otherLinks = /^(?:mailto:|tel:|#)/i;

/** http or https, with a host and without a user name, which would hide the host. */
export const isWebAddress = (text: string): boolean => webAddress(text) !== null;
