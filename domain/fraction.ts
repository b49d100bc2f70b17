/**
 * Chance that is always the same for one text: which arm of a split a lead has, when within an opening its mail leaves. A
 * promise to enrollments that are under way: the same text gives the same number for ever.
 */

/** A number from 0 to below 1, evenly spread over the seeds: two 32-bit hashes of the text (MurmurHash3's mixing). */
export function fractionOf(seed: string): number {
  let [a, b] = [0x9e3779b9, 0x85ebca6b];
  for (let i = 0; i < seed.length; i += 1) {
    const unit = seed.charCodeAt(i);
    a = Math.imul(a ^ unit, 0xcc9e2d51);
    a = (a << 15) | (a >>> 17);
    b = Math.imul(b ^ unit, 0x1b873593) + a;
    b = (b << 13) | (b >>> 19);
  }
  const high = mixed(a ^ mixed(b)) >>> 0;
  const low = mixed(b ^ seed.length) >>> 11;
  return (high * 2 ** 21 + low) / 2 ** 53;
}

function mixed(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
