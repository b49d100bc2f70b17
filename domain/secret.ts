/**
 * A password or key that must not get into a log, an error or the database: whatever prints or serialises an object that
 * holds one gets a mark in its place. Only who needs the text asks for it by name.
 */
export interface Secret {
  /** The text itself, for the one place that sends it. */
  reveal(): string;
  toString(): string;
  toJSON(): string;
}

const mark = '[secret]';

export const secret = (text: string): Secret =>
  Object.freeze({ reveal: () => text, toString: () => mark, toJSON: () => mark });
