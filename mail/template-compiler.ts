/**
 * Compiles the templates of a folder in a worker thread: MJML blocks for a quarter of a second, and a template that
 * somebody else wrote may try to block for ever. One at a time, with a limit on time and memory.
 *
 * What authors may write is in `template/language.ts`; how one template is compiled in `template/compilation.ts`.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { errorKind, type Finding, TendrilError } from '../domain/errors.ts';
import type { CompilationMemory } from './compilation-memory.ts';
import type { TemplateCompilation } from './ports.ts';
import { finding } from './template/source.ts';
import { isTemplateName, strayFixtures, templateNames } from './template/template-files.ts';
import type { Declared } from './template/variant-source.ts';
import type { Task } from './template/worker.ts';

export interface TemplateCompiler {
  /** The names of the templates in the folder, sorted and without their variants; partials and layouts lie deeper. */
  names(): Promise<readonly string[]>;
  /** Warnings about files of the folder that belong to no template. */
  strays(): Promise<readonly Finding[]>;
  /**
   * Compiles `NAME.mjml` and its variants by language, and fills them with every fixture. An author's error is a refusal
   * with findings, never a rejection.
   * @param declared what the workspace says: without its fields their names and types go unchecked, without its
   *   organisation fixtures are filled for one that is made up
   */
  compile(name: string, declared?: Declared | null): Promise<TemplateCompilation>;
  close(): Promise<void>;
}

/** A thread takes seconds to come up on a busy machine; one that takes this long never will. */
const startWithinMs = 120_000;

interface Answer {
  readonly begun?: boolean;
  readonly compilation?: TemplateCompilation;
  readonly failure?: string;
}

export interface CompilerOptions {
  /** How long one language of a template may take, counted from when the thread is at it. */
  readonly timeoutMs?: number;
  /** What was compiled before is not compiled again. */
  readonly memory?: CompilationMemory;
}

export function createTemplateCompiler(dir: string, options: CompilerOptions = {}): TemplateCompiler {
  const { timeoutMs = 15_000, memory } = options;
  let worker: Worker | null = null;
  let queue: Promise<unknown> = Promise.resolve();
  let closed = false;

  const start = (): Worker =>
    new Worker(new URL('./template-worker.mjs', import.meta.url), {
      workerData: { dir },
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: 512 },
    });

  const run = (task: Task): Promise<Answer> =>
    new Promise((resolve) => {
      worker ??= start();
      const thread = worker;
      const end = (failure: string) => {
        stop();
        worker = null;
        // A thread that is ended may still report an error; it has nobody to tell.
        thread.on('error', () => undefined);
        void thread.terminate();
        resolve({ failure });
      };
      const onMessage = (answer: Answer) => {
        if (answer.begun) return limitTo(timeoutMs, `it takes longer than ${timeoutMs / 1000} seconds`);
        stop();
        resolve(answer);
      };
      const onError = (error: Error) => end(error.message);
      const onExit = () => end('its thread ended');
      let timer: NodeJS.Timeout | undefined;
      const limitTo = (ms: number, why: string) => {
        clearTimeout(timer);
        timer = setTimeout(() => end(why), ms);
      };
      limitTo(startWithinMs, 'its thread does not start');
      const stop = () => {
        clearTimeout(timer);
        thread.off('message', onMessage).off('error', onError).off('exit', onExit);
      };
      thread.on('message', onMessage).on('error', onError).on('exit', onExit);
      thread.postMessage(task);
    });

  const compile = async (task: Task): Promise<TemplateCompilation> => {
    const { name } = task;
    const top = { file: join(dir, `${name}.mjml`), line: 1, col: 1 };
    if (!isTemplateName(name)) {
      return {
        kind: 'refused',
        findings: [finding(top, `${JSON.stringify(name)} cannot be a name`, 'TEMPLATE_MISSING')],
      };
    }
    if (closed) throw new TendrilError('INTERNAL', 'The template compiler is closed');
    const remembered = await memory?.recall(dir, task).catch(() => undefined);
    if (remembered?.compilation) return remembered.compilation;
    const { compilation, failure } = await run(task);
    if (compilation && remembered) await memory?.keep(dir, remembered.key, compilation);
    if (compilation) return compilation;
    const message = `The template cannot be compiled: ${failure}`;
    return {
      kind: 'refused',
      findings: [finding(top, message, 'TEMPLATE_INVALID', 'Make the template smaller or simpler.')],
    };
  };

  return {
    names: async () => templateNames(await filesIn(dir)),
    strays: async () => strayFixtures(dir, await filesIn(dir)),
    compile(name, declared = null) {
      const result = queue.then(() => compile({ name, declared }));
      queue = result.catch(() => undefined);
      return result;
    },
    async close() {
      closed = true;
      await queue;
      await worker?.terminate();
      worker = null;
    },
  };
}

/** @throws FILE_UNKNOWN */
const filesIn = (dir: string): Promise<readonly string[]> =>
  readdir(dir).catch((cause: unknown) => {
    const message = `There is no templates folder ${dir}. ${errorKind('FILE_UNKNOWN').remedy}`;
    throw new TendrilError('FILE_UNKNOWN', message, { dir }, cause);
  });
