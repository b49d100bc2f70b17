/** Looking at the addresses of leads as they come in: what is found is noted with the lead, and never refuses one. */
import { hasCode } from '../domain/errors.ts';
import { type AddressVerdict, judgeAddress } from '../domain/registration.ts';
import type { Instant } from '../domain/time.ts';
import type { ServerDeps } from './deps.ts';

/** What an address is worth. Without somebody to ask, what can be told by its looks. Never throws. */
export const checkAddress = async (
  { addressCheck }: Pick<ServerDeps, 'addressCheck'>,
  address: string,
): Promise<AddressVerdict> => (addressCheck ? addressCheck.check(address) : judgeAddress(address, null));

/** Checks the address of a lead that has just come in, where the organisation wants that, and notes what was found. */
export async function checkNewLead(
  deps: Pick<ServerDeps, 'addressCheck' | 'store'>,
  { id, email }: { readonly id: string; readonly email: string },
  now: Instant,
): Promise<void> {
  const { addressCheck, store } = deps;
  if (!addressCheck || !(await store.publications.workspace()).organisation.registration.check) return;
  const verdict = await addressCheck.check(email);
  try {
    await store.registrations.checked(id, verdict, now);
  } catch (error) {
    // Erased, or merged into another one, while DNS was asked.
    if (!hasCode(error, 'LEAD_UNKNOWN')) throw error;
  }
}
