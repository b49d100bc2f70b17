/** A compiler as the command line has it: the templates of the example are compiled once a run, not once a test. */
import { join } from 'node:path';
import { createCompilationMemory } from '../../mail/compilation-memory.ts';
import { createTemplateCompiler, type TemplateCompiler } from '../../mail/template-compiler.ts';

const root = join(import.meta.dirname, '../..');

export const rememberingCompiler = (dir: string): TemplateCompiler =>
  createTemplateCompiler(dir, { memory: createCompilationMemory(join(root, '.cache', 'templates'), root) });
