/** Opens something in the browser, as the system does when a person clicks it. Never where nobody sits. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

type Environment = Readonly<Record<string, string | undefined>>;

/** The program of the system that opens files and addresses; null where no screen is. */
export function openerOf(
  platform: NodeJS.Platform,
  env: Environment,
): { readonly command: string; readonly args: readonly string[] } | null {
  if (env.CI) return null;
  switch (platform) {
    case 'darwin':
      return { command: 'open', args: [] };
    case 'win32':
      // The empty text is the title of a window, which `start` takes for what it opens otherwise.
      return { command: 'cmd', args: ['/c', 'start', '""'] };
    default:
      return env.DISPLAY || env.WAYLAND_DISPLAY ? { command: 'xdg-open', args: [] } : null;
  }
}

/** False when there is no such program, or nobody to look. */
export async function openInBrowser(target: string, env: Environment): Promise<boolean> {
  const opener = openerOf(process.platform, env);
  if (opener === null) return false;
  const child = spawn(opener.command, [...opener.args, target], { stdio: 'ignore', detached: true });
  const begun = await once(child, 'spawn').then(
    () => true,
    () => false,
  );
  child.on('error', () => undefined).unref();
  return begun;
}
