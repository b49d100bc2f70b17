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
  /** The same in the first frame of the page, which may be of another server; null while there is none or it is loading. */
  inFrame<T>(code: string): Promise<T | null>;
  /** Opens a page of a server of this machine, where the browser was opened for that, and waits until it is there. */
  visit(url: string, colours?: 'light' | 'dark'): Promise<void>;
  /** Resolves when the page is there that follows from the work, such as pressing a button. */
  following(work: () => Promise<void>): Promise<void>;
  size(width: number, height: number): Promise<void>;
  /** Presses keys one after the other, by their names: `Tab`, `Enter`, ` `. */
  press(...keys: readonly string[]): Promise<void>;
  /** Runs a code in every page from now on, before those of the page. */
  inEvery(code: string): Promise<void>;
  /** The name that it goes by: its own says that it has no screen. */
  calledItself(userAgent: string): Promise<void>;
  /** Types a text where the cursor is. */
  write(text: string): Promise<void>;
  /** Switches the scripts of pages off or on. */
  scripts(run: boolean): Promise<void>;
  /** All of the page, as PNG. */
  picture(): Promise<Buffer>;
  close(): Promise<void>;
}

const keyCodes: Readonly<Record<string, number>> = { Tab: 9, Enter: 13, ' ': 32, ArrowDown: 40 };

/** The first Chromium there is; null when there is none. */
export function findChromium(): string | null {
  const folders = (process.env.PATH ?? '').split(':');
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path)) ?? null;
}

/** @param reaches what it may load from besides what it is shown: nothing, or this machine by its number */
export async function openBrowser(executable: string, reaches: 'nothing' | '127.0.0.1' = 'nothing'): Promise<Browser> {
  const profile = await mkdtemp(join(tmpdir(), 'tendril-browser-'));
  const flags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run', '--remote-debugging-pipe'];
  const offline = `--host-resolver-rules=MAP * ~NOTFOUND${reaches === 'nothing' ? '' : `, EXCLUDE ${reaches}`}`;
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
  const paint = (value: string) =>
    page('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value }] });
  const state = async () =>
    (
      await page<{ result: { value: string } }>('Runtime.evaluate', {
        expression: '[document.readyState, performance.timeOrigin, location.href].join(" ")',
        returnByValue: true,
      })
    ).result.value;
  /** Until another document than the one before is whole. */
  const arrived = async (before: string) => {
    for (let now = before; now === before || !now.startsWith('complete'); ) now = await state().catch(() => before);
  };
  const evaluated = async <T>(code: string, session = sessionId) => {
    const expression = `(() => {${code}})()`;
    const answer = await call<{ result: { value: T }; exceptionDetails?: { text: string } }>(
      'Runtime.evaluate',
      { expression, returnByValue: true },
      session,
    );
    if (answer.exceptionDetails) throw new Error(`In the page: ${JSON.stringify(answer.exceptionDetails)}`);
    return answer.result.value;
  };
  /** A frame of another server is a page of its own to the browser; it stays the same one when it goes on to another page. */
  let frame: { readonly id: string; readonly session: string } | null = null;
  const frameSession = async (): Promise<string | null> => {
    type Targets = { readonly targetInfos: readonly { readonly targetId: string; readonly type: string }[] };
    const { targetInfos } = await call<Targets>('Target.getTargets', {});
    const id = targetInfos.find(({ type }) => type === 'iframe')?.targetId;
    if (id === undefined) return null;
    if (frame?.id !== id) {
      const attached = await call<{ sessionId: string }>('Target.attachToTarget', { targetId: id, flatten: true });
      frame = { id, session: attached.sessionId };
    }
    return frame.session;
  };
  return {
    async visit(url, colours = 'light') {
      await paint(colours);
      const before = await state();
      await page('Page.navigate', { url });
      await arrived(before);
    },
    async following(work) {
      const before = await state();
      await work();
      await arrived(before);
    },
    async size(width, height) {
      await page('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: width < 600 });
    },
    async press(...keys) {
      for (const key of keys) {
        const code = { key, windowsVirtualKeyCode: keyCodes[key], ...(key === 'Enter' ? { text: '\r' } : {}) };
        await page('Input.dispatchKeyEvent', {
          type: key === 'Tab' ? 'rawKeyDown' : 'keyDown',
          ...code,
          ...(key === ' ' ? { text: ' ' } : {}),
        });
        await page('Input.dispatchKeyEvent', { type: 'keyUp', ...code, text: undefined });
      }
    },
    async inEvery(code) {
      await page('Page.enable');
      await page('Page.addScriptToEvaluateOnNewDocument', { source: code });
    },
    async calledItself(userAgent) {
      await page('Emulation.setUserAgentOverride', { userAgent });
    },
    async write(text) {
      await page('Input.insertText', { text });
    },
    async scripts(run) {
      await page('Emulation.setScriptExecutionDisabled', { value: !run });
    },
    async picture() {
      const { data } = await page<{ data: string }>('Page.captureScreenshot', { captureBeyondViewport: true });
      return Buffer.from(data, 'base64');
    },
    async show(html, colours) {
      await paint(colours);
      await page('Page.setDocumentContent', { frameId: frameTree.frame.id, html });
    },
    inPage: (code) => evaluated(code),
    async inFrame(code) {
      const session = await frameSession().catch(() => null);
      const whole = 'if (document.readyState !== "complete") return null;';
      return session === null ? null : evaluated<never>(whole + code, session).catch(noneYet);
    },
    async close() {
      await call('Browser.close').catch(() => undefined);
      await ended;
      await rm(profile, { recursive: true, force: true });
    },
  };
}

/** The page of a frame that left while it was asked. */
function noneYet(error: Error): null {
  if (/context|session|target/i.test(error.message) && !error.message.startsWith('In the page')) return null;
  throw error;
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
