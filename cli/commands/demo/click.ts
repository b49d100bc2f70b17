/** `tendril demo click`: follows a tracked link as a browser does, by HTTP. */
import type { Command } from 'commander';
import type { MessageView } from '../../../db/store.ts';
import { TendrilError } from '../../../domain/errors.ts';
import { makeToken } from '../../../domain/tokens.ts';
import { type Cli, command } from '../../command.ts';
import { mailOfLead, mailWords } from '../../newest-mail.ts';
import { printable } from '../../terminal/width.ts';

const patienceMs = 10_000;
const browser = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

export const demoClick = (cli: Cli): Command =>
  command('click', 'click a link in a mail of a lead: the first link of the newest mail, or what you name', [
    'tendril demo click ann@example.com',
    'tendril demo click ann@example.com --link guide',
    'tendril demo click ann@example.com --mail welcome --link pricing',
  ])
    .argument('<lead>', 'address or id')
    .option('--link <name>', 'the name of the link; default: the first of the mail')
    .option('--mail <mail>', 'its id, step or template; default: the newest with links')
    .action(async (idOrEmail: string, options: { readonly link?: string; readonly mail?: string }) => {
      const services = await cli.services();
      const wanted = { mail: options.mail, withLinks: true };
      const mail = await mailOfLead(services, await services.store(), idOrEmail, wanted);
      const index = linkIndex(mail, options.link);
      const { publicUrl } = services.config;
      if (publicUrl === null)
        throw new TendrilError('ENGINE_UNAVAILABLE', 'No engine runs here, and PUBLIC_URL is not set');
      const { signer } = await services.keys();
      const url = `${publicUrl}/c/${makeToken(signer, { purpose: 'click', id: mail.id, index })}`;
      const leadsTo = await follow(url, publicUrl);
      const link = mail.links[index]?.name ?? null;
      if (cli.screen.json) return cli.screen.record({ messageId: mail.id, subject: mail.subject, link, url, leadsTo });
      await cli.screen.line(printable(`Clicked "${link}" in ${mailWords(mail)}: ${leadsTo}`));
      const others = linkNames(mail).filter((name) => name !== link);
      if (options.link === undefined && others.length > 0)
        cli.screen.note(printable(`Other links of this mail, for --link: ${others.join(', ')}`));
    });

/** @throws LINK_UNKNOWN */
function linkIndex(mail: MessageView, name: string | undefined): number {
  const index = name === undefined ? 0 : mail.links.findIndex((link) => link.name === name);
  if (mail.links[index]) return index;
  const names = linkNames(mail).join(', ') || 'none';
  const message = name === undefined ? 'has no links' : `has no link "${name}"; it has: ${names}`;
  throw new TendrilError('LINK_UNKNOWN', `The mail "${mail.subject}" ${message}`);
}

const linkNames = ({ links }: MessageView): readonly string[] => [...new Set(links.map(({ name }) => name))];

/** Where the link leads to. @throws ENGINE_UNAVAILABLE, TOKEN_INVALID */
async function follow(url: string, publicUrl: string): Promise<string> {
  let response: Response;
  try {
    const headers = { 'User-Agent': browser };
    response = await fetch(url, { redirect: 'manual', headers, signal: AbortSignal.timeout(patienceMs) });
  } catch (cause) {
    throw new TendrilError('ENGINE_UNAVAILABLE', `Nothing answers at ${publicUrl}`, { url: publicUrl }, cause);
  }
  await response.body?.cancel();
  const location = response.headers.get('location');
  if (response.status === 302 && location !== null) return location;
  throw new TendrilError('TOKEN_INVALID', `${publicUrl} answered ${response.status} to the link instead of a redirect`);
}
