/** The options by which `preview` and `test` say for whom a mail is filled. */
import { InvalidArgumentError, Option } from 'commander';

export const leadOptions = (): readonly Option[] => [
  new Option('--fixture <name>', 'the sample lead; default: the first one'),
  new Option('--lead <lead>', 'a lead of the running engine instead, by address or id').conflicts('fixture'),
];

export const languageOption = (): Option =>
  new Option('--language <tag>', 'as for a reader of this language, such as de or pt-BR').argParser((text: string) => {
    if (/^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.test(text)) return text;
    throw new InvalidArgumentError('It must be a language such as de or pt-BR (BCP 47).');
  });
