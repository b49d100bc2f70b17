/**
 * Tells on stderr what is being done: a spinner with the seconds on a terminal, plain lines elsewhere (and in CI).
 * Stdout stays free for what the command after the set-up prints.
 */
import { styleText } from 'node:util';

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const live = process.stderr.isTTY === true && !process.env.CI;
const colours = live && !process.env.NO_COLOR;

/** @param {'green'|'red'|'cyan'|'dim'} style @param {string} text */
const paint = (style, text) => (colours ? styleText(style, text) : text);

/** A failure that was foreseen: shown without a stack. */
export class SetupError extends Error {}

/**
 * Runs one step and shows it while it runs. `work` may tell more by calling `note`.
 * @template T
 * @param {string} label
 * @param {(note: (text: string) => void) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(label, work) {
  const start = Date.now();
  const seconds = () => `${((Date.now() - start) / 1000).toFixed(1)} s`;
  let detail = '';
  let frame = 0;
  const draw = () => {
    frame = (frame + 1) % frames.length;
    const tail = detail === '' ? '' : ` (${detail})`;
    process.stderr.write(`\r\x1b[2K${paint('cyan', frames[frame] ?? '')} ${label}${tail} ${paint('dim', seconds())}`);
  };
  if (!live) process.stderr.write(`- ${label} …\n`);
  const timer = live ? setInterval(draw, 80) : undefined;
  const finish = (/** @type {string} */ mark) => {
    clearInterval(timer);
    process.stderr.write(`${live ? '\r\x1b[2K' : '  '}${mark} ${label} ${paint('dim', seconds())}\n`);
  };
  try {
    const result = await work((text) => {
      detail = text;
      if (!live) process.stderr.write(`  ${text}\n`);
    });
    finish(paint('green', '✓'));
    return result;
  } catch (error) {
    finish(paint('red', '✗'));
    throw error;
  }
}

/** One line that stays. @param {string} text */
export function say(text) {
  process.stderr.write(`${text}\n`);
}
