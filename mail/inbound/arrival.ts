/** A mail as it came in, under the name by which the ways in know it. */
export type { Arrival, Deliver } from '../../domain/arrival.ts';
