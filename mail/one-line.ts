/** Text that must stay in one line, and must not be invisible: names, subjects, labels. */

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
const control = /[\x00-\x1f\x7f-\x9f\u2028\u2029]+/g;

/** One line without control characters. */
export const oneLine = (text: string): string => text.replace(control, ' ').trim();

/** U+2800 is a Braille sign without a dot. */
const ink = /[^\s\p{Default_Ignorable_Code_Point}\p{Cc}\u2800]/u;

/** Whether a text has a letter, a digit or a sign; white space and characters without width are none. */
export const hasInk = (text: string): boolean => ink.test(text);
