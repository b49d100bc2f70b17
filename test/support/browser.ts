/**
 * The Chromium of the system, to look at mails as their readers see them. Spoken to over a pipe in its DevTools protocol,
 * so that no driver is needed and no port is open; it reaches no network.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';

export interface Browser {
  /** Shows a page in the colours that the reader's screen asks for. */
  show(html: string, colours: 'light' | 'dark'): Promise<void>;
  /** Runs the body of a function in the page; what it returns must be JSON. */
  inPage<T>(code: string): Promise<T>;
  close(): Promise<void>;
}

/** The first Chromium there is; null when there is none. */
export function findChromium(): string | null {
  const folders = (process.env.PATH ?? '').split(':');
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path)) ?? null;
}

export async function openBrowser(executable: string): Promise<Browser> {
  const profile = await mkdtemp(join(tmpdir(), 'tendril-browser-'));
  const flags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run', '--remote-debugging-pipe'];
  const offline = '--host-resolver-rules=MAP * ~NOTFOUND';
  const child = spawn(executable, [...flags, offline, `--user-data-dir=${profile}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const call = conversation(child, ended);
  const { targetId } = await call<{ targetId: string }>('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await call<{ sessionId: string }>('Target.attachToTarget', { targetId, flatten: true });
  const page = <T>(method: string, params: object = {}) => call<T>(method, params, sessionId);
  const { frameTree } = await page<{ frameTree: { frame: { id: string } } }>('Page.getFrameTree');
  return {
    async show(html, colours) {
      const features = [{ name: 'prefers-color-scheme', value: colours }];
      await page('Emulation.setEmulatedMedia', { features });
      await page('Page.setDocumentContent', { frameId: frameTree.frame.id, html });
    },
    async inPage<T>(code: string) {
      const answer = await page<{ result: { value: T }; exceptionDetails?: { text: string } }>('Runtime.evaluate', {
        expression: `(() => {${code}})()`,
        returnByValue: true,
      });
      if (answer.exceptionDetails) throw new Error(`In the page: ${JSON.stringify(answer.exceptionDetails)}`);
      return answer.result.value;
    },
    async close() {
      await call('Browser.close').catch(() => undefined);
      await ended;
      await rm(profile, { recursive: true, force: true });
    },
  };
}

interface Answer {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** Commands and answers, each ended by a NUL. */
function conversation(child: ChildProcess, ended: Promise<void>) {
  const [to, from] = [child.stdio[3] as Duplex, child.stdio[4] as Duplex];
  const waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>();
  let rest = '';
  let count = 0;
  from.setEncoding('utf8').on('data', (chunk: string) => {
    const messages = (rest + chunk).split('\0');
    rest = messages.pop() ?? '';
    for (const message of messages) {
      const { id, result, error } = JSON.parse(message) as Answer;
      const asked = id === undefined ? undefined : waiting.get(id);
      if (id !== undefined) waiting.delete(id);
      if (error) asked?.reject(new Error(error.message));
      else asked?.resolve(result);
    }
  });
  to.on('error', () => undefined);
  void ended.then(() => {
    for (const { reject } of waiting.values()) reject(new Error('The browser ended'));
  });
  return <T>(method: string, params: object = {}, sessionId?: string): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      count += 1;
      waiting.set(count, { resolve: (result) => resolve(result as T), reject });
      to.write(`${JSON.stringify({ id: count, method, params, sessionId })}\0`);
    });
}
