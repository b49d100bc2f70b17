/** Text that must stay in one line: names, subjects, labels. */

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
const control = /[\x00-\x1f\x7f-\x9f\u2028\u2029]+/g;

/** One line without control characters. */
export const oneLine = (text: string): string => text.replace(control, ' ').trim();
