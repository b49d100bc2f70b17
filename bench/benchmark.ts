/** What a benchmark is: it starts what it needs, cleans up, and throws rather than print a figure of a failed run. */

export interface Measured {
  /** Ours / reference of the same run; higher is better. */
  readonly ratio: number;
  /** What the reference was. */
  readonly reference: string;
  readonly figures: Readonly<Record<string, number>>;
  /** What else the figures depend on, besides the machine. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface Benchmark {
  readonly name: string;
  readonly about: string;
  run(say: (line: string) => void): Promise<Measured>;
}

/** The p-th percentile (0–100) of what was measured, by nearest rank. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((p / 100) * sorted.length) - 1)] ?? Number.NaN;
}

export const rounded = (value: number): number => Math.round(value * 10) / 10;
