/** Companies: how two spellings of one are compared, and which domain is a company's own. */
import { privateMailDomains } from './mail-domains.ts';

/** The form in which companies are compared. */
export const accountKey = (company: string): string => company.trim().replace(/\s+/g, ' ').toLowerCase();

/** The domain of an address when it tells the company; null for mailboxes that anybody can have. */
export function companyDomain(address: string): string | null {
  const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
  return domain === '' || privateMailDomains.has(domain) ? null : domain;
}
