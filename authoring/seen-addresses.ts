/**
 * Which addresses a file had, and in which lines, in twelve bytes a slot: a file of a million rows must not cost the memory of a
 * million texts. An address is known by 64 bits of it; that two of ten million share them happens once in half a million files.
 */

export interface SeenAddresses {
  /** The line that the address was first seen in; null when this is the first. */
  add(address: string, line: number): number | null;
}

export function createSeenAddresses(): SeenAddresses {
  let slots = 1 << 12;
  let table = new Uint32Array(slots * 3);
  let count = 0;

  /** Where the key is, or would be. A line of 0 is an empty slot. */
  function slotOf(at: Uint32Array, low: number, high: number): number {
    const size = at.length / 3;
    for (let slot = low & (size - 1); ; slot = (slot + 1) & (size - 1)) {
      if (at[slot * 3 + 2] === 0 || (at[slot * 3] === low && at[slot * 3 + 1] === high)) return slot * 3;
    }
  }

  function grow(): void {
    slots *= 2;
    const larger = new Uint32Array(slots * 3);
    for (let at = 0; at < table.length; at += 3) {
      if (table[at + 2] !== 0)
        larger.set(table.subarray(at, at + 3), slotOf(larger, table[at] ?? 0, table[at + 1] ?? 0));
    }
    table = larger;
  }

  return {
    add(address, line) {
      const [low, high] = [hashed(address, 0x9e3779b1), hashed(address, 0x85ebca77)];
      const at = slotOf(table, low, high);
      const known = table[at + 2] ?? 0;
      if (known !== 0) return known;
      table.set([low, high, line], at);
      count += 1;
      if (count * 4 > slots * 3) grow();
      return null;
    },
  };
}

/** 32 bits of a text; FNV-1a with the finish of MurmurHash3. */
function hashed(text: string, seed: number): number {
  let hash = seed | 0;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
