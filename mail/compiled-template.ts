/** Reads a compiled template back from stored JSON: what was published long ago must still have the shape of today. */
import { z } from 'zod';
import { TendrilError } from '../domain/errors.ts';
import type { CompiledTemplate } from './ports.ts';

const shape = z.object({
  name: z.string(),
  subject: z.string(),
  preheader: z.string(),
  html: z.string(),
  text: z.string(),
  fields: z.array(z.string()),
  links: z.array(z.string()),
});

/** @throws TEMPLATE_INVALID when the JSON is not a compiled template. */
export function readCompiledTemplate(stored: unknown): CompiledTemplate {
  const result = shape.safeParse(stored);
  if (result.success) return result.data;
  throw new TendrilError('TEMPLATE_INVALID', `A stored template is damaged: ${result.error.issues[0]?.message ?? ''}`);
}
