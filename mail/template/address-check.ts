/**
 * What a mail must not hold whoever reads it: elements and attributes that run code or load pages, and addresses that are
 * none of the web. Looked at in the source, where each has its place, and once more in the finished HTML, which is what
 * leaves. What a lead makes of an address is checked when the mail is made, in `filling.ts`.
 */
import type { Finding } from '../../domain/errors.ts';
import { wholeLinkIn } from './language.ts';
import { type Attribute, readTags, type StartTag } from './markup.ts';
import { finding, type TemplateSource } from './source.ts';
import { type MarkedSource, markPattern, type Tag } from './tags.ts';
import { isWebAddress, otherLinks } from './web-address.ts';

/** What is wrong, and what to do about it. */
export type Why = readonly [message: string, remedy: string];

interface AddressRule {
  /** Whether it leads somewhere when a reader asks for it, as opposed to being loaded with the mail. */
  readonly link?: true;
  /** What the addresses in it are, when there may be several. */
  readonly list?: RegExp;
}

/** `a.png 1x, b.png 2x` (HTML §4.8.4.2.1) */
const candidates = /(\S*[^\s,])(?:\s+[^,]*)?/g;

/** Attributes that hold addresses, of HTML, SVG, VML and MJML. */
const addressAttributes: Readonly<Record<string, AddressRule>> = {
  href: { link: true },
  'xlink:href': { link: true },
  src: {},
  srcset: { list: candidates },
  imagesrcset: { list: candidates },
  action: {},
  formaction: {},
  ping: { list: /(\S+)/g },
  poster: {},
  background: {},
  cite: {},
  longdesc: {},
  lowsrc: {},
  dynsrc: {},
  'background-url': {},
  'base-url': {},
  'thumbnails-src': {},
  'left-icon': {},
  'right-icon': {},
  'icon-wrapped-url': {},
  'icon-unwrapped-url': {},
};

const noCode = 'Leave it out: mail programs remove it, and filters hold it against the mail.';
const linkRemedy = 'Write a link that begins with https://, http://, mailto:, tel: or #, or is one {{…}}.';
const loadRemedy = 'Write an address that begins with https://HOST/. Mails carry no files.';

/** Elements that run code, load pages or turn the addresses of the whole mail elsewhere. */
const refusedElements: ReadonlySet<string> = new Set([
  'script',
  'iframe',
  'frame',
  'frameset',
  'object',
  'embed',
  'applet',
  'base',
]);

/** What is wrong with an element, at its attribute or, without one, at itself. */
export interface Fault {
  readonly at: StartTag | Attribute;
  readonly why: Why;
}

/** @param tags of Handlebars, whose marks stand in the attributes */
export function* elementFaults(element: StartTag, tags: readonly Tag[]): Generator<Fault> {
  const { name, attributes } = element;
  if (refusedElements.has(name)) yield { at: element, why: [`A mail cannot have <${name}>`, noCode] };
  if (name === 'meta' && attributes.some((one) => one.name === 'http-equiv' && /refresh/i.test(one.value))) {
    yield { at: element, why: ['A mail cannot lead on to another page by itself', noCode] };
  }
  for (const attribute of attributes) {
    const why = attributeFault(element, attribute, tags);
    if (why) yield { at: attribute, why };
  }
}

function attributeFault(element: StartTag, attribute: Attribute, tags: readonly Tag[]): Why | null {
  const { name, value, quoted } = attribute;
  const used = tagsIn(value, tags);
  if (used.length > 0 && !quoted) {
    return [`The value of ${name} has a variable and no quotes around it`, `Put it in quotes: ${name}="…".`];
  }
  if (used.length > 0 && !isWhole(used)) {
    return [`A condition in ${name} does not end there`, 'Let {{#if}} and {{/if}} stand in the same value.'];
  }
  if (/^on/.test(name)) return [`A mail cannot have ${name}="…"`, noCode];
  const rule = Object.hasOwn(addressAttributes, name) ? addressAttributes[name] : undefined;
  if (!rule) {
    const wrong = name === 'style' ? wrongUrl(value) : null;
    return wrong === null ? null : cssFault(wrong);
  }
  const addresses = rule.list ? [...value.matchAll(rule.list)].map(([, one = '']) => one) : [value.trim()];
  for (const address of addresses) {
    const why = addressFault(address, rule, isClickable(element.name), tagsIn(address, tags));
    if (why) return why;
  }
  return null;
}

/** Elements whose address may be one variable: it is checked when the mail is made. MJML makes `<a>` of its own. */
const isClickable = (element: string): boolean => /^(?:a|area|mj-.*)$/.test(element);

function addressFault(address: string, { link }: AddressRule, clickable: boolean, used: readonly Tag[]): Why | null {
  const remedy = link ? linkRemedy : loadRemedy;
  const shown = JSON.stringify(address.replace(markPattern, '…'));
  const onlyVariables = /^(?:tndtag\d+x)+$/.test(address);
  const whole = used.map(({ text }) => wholeLinkIn(text)).find((written) => written !== undefined);
  if (whole !== undefined && (!onlyVariables || used.length > 1)) {
    return [`${whole} must be the whole link`, `Write href="${whole}".`];
  }
  if (link && onlyVariables && clickable) return null;
  if (link && otherLinks.test(address)) return null;
  const [, host] = /^https?:\/\/([^/?#]*)/i.exec(address) ?? [];
  if (host === undefined) return [`${link ? 'A link cannot lead to' : 'A mail cannot load'} ${shown}`, remedy];
  if (host.search(markPattern) >= 0) {
    return [
      `The host in ${shown} would be chosen by a variable`,
      'Write the host itself, as in https://HOST/…; variables may stand behind its "/".',
    ];
  }
  return isWebAddress(address) ? null : [`${shown} is not a web address`, remedy];
}

/** The first address in CSS that is none of the web; null when there is none. */
function wrongUrl(css: string): string | null {
  for (const [, inDouble, inSingle, bare] of css.matchAll(/url\(\s*(?:"([^"]*)"|'([^']*)'|([^)]*))/gi)) {
    const address = (inDouble ?? inSingle ?? bare ?? '').trim();
    // One with a variable is refused as a variable in CSS.
    if (!address.startsWith('#') && address.search(markPattern) < 0 && !isWebAddress(address)) return address;
  }
  return null;
}

const cssFault = (wrong: string): Why => [`A mail cannot load ${JSON.stringify(wrong)}`, loadRemedy];

const tagsIn = (value: string, tags: readonly Tag[]): readonly Tag[] =>
  [...value.matchAll(markPattern)].flatMap(([, index]) => tags[Number(index)] ?? []);

/** Whether each condition that begins among the tags ends among them, and none ends that began elsewhere. */
function isWhole(tags: readonly Tag[]): boolean {
  let depth = 0;
  for (const { text } of tags) {
    if (/^\{\{~?\s*(?:#|\^\s*[^\s~}])/.test(text)) depth += 1;
    else if (/^\{\{~?\s*\//.test(text)) depth -= 1;
    else if (/^\{\{~?\s*(?:else\b|\^)/.test(text) && depth === 0) return false;
    if (depth < 0) return false;
  }
  return depth === 0;
}

/** What is dangerous in the finished HTML and was not seen in the source, where MJML had not put it together yet. */
export function finishedFaults(source: TemplateSource, marked: MarkedSource, html: string): readonly Finding[] {
  const { tags, css } = readTags(html);
  const found: Finding[] = [];
  const note = ([message, remedy]: Why, written: string) =>
    found.push(finding(placeOf(source, marked, written), message, 'TEMPLATE_INVALID', remedy));
  for (const element of tags) {
    for (const { at, why } of elementFaults(element, marked.tags))
      note(why, 'written' in at ? at.written : `<${at.name}`);
  }
  for (const sheet of css) {
    const wrong = wrongUrl(sheet);
    if (wrong !== null) note(cssFault(wrong), wrong);
  }
  return found;
}

/** Where in the source something of the HTML comes from, as far as that can be told. */
function placeOf(source: TemplateSource, marked: MarkedSource, written: string): TemplateSource['top'] {
  const tag = marked.tags[Number(/tndtag(\d+)x/.exec(written)?.[1] ?? -1)];
  if (tag) return source.position(tag.start);
  const offset = written === '' ? -1 : marked.text.indexOf(written);
  return offset < 0 ? source.top : source.position(marked.original(offset));
}
