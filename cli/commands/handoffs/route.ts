/** `tendril handoffs route`: who would get a lead, and why not the others; changes nothing. */
import type { Command } from 'commander';
import type { RouteView } from '../../../db/store.ts';
import { msOf } from '../../../domain/instant.ts';
import type { Verdict } from '../../../domain/routing.ts';
import { demandInWords, unsuitedWords } from '../../../domain/routing-words.ts';
import { type Cli, command } from '../../command.ts';
import { momentHere } from '../../local-time.ts';
import { type Column, tableLines } from '../../terminal/table.ts';
import { printable } from '../../terminal/width.ts';

export const handoffsRoute = (cli: Cli): Command =>
  command('route', 'say who would get a lead now, and why not the others; changes nothing', [
    'tendril handoffs route ann@example.com',
    'tendril handoffs route ann@example.com --json | jq .to',
  ])
    .argument('<lead>', 'its address or its id')
    .action(async (lead: string) => {
      const services = await cli.services();
      const now = services.now();
      const route = await (await services.store()).handoffs.route(lead, now);
      if (cli.screen.json) return cli.screen.record(route);
      await cli.screen.line(headline(route));
      const asks = demandInWords(route.demand);
      if (asks !== null) await cli.screen.line(printable(asks));
      if (route.verdicts.length === 0) return;
      const columns: readonly Column<Verdict>[] = [
        { title: 'SALESPERSON', value: ({ key }) => key },
        { title: 'NAME', value: ({ key }) => route.names[key] ?? null, flexible: true },
        {
          title: 'SUITS',
          value: ({ kind }) => (kind === 'suits' ? 'yes' : 'no'),
          paint: ({ kind }) => (kind === 'suits' ? 'green' : null),
        },
        { title: 'WHY', value: (verdict) => whyWords(verdict, route, msOf(now)), wraps: true },
      ];
      await cli.screen.line('');
      for (const line of tableLines(cli.screen, columns, route.verdicts)) await cli.screen.line(line);
    });

function headline({ email, to, because, names, demand, attachesTo }: RouteView): string {
  if (attachesTo !== null) {
    const who = to === null ? 'nobody can have that now' : `${names[to] ?? to} has that`;
    return printable(`${email} would go with ${attachesTo.email}, of the same company: ${who}.`);
  }
  if (to === null) return printable(`${email} would wait: nobody can have it now.`);
  const why = because === 'owner' ? 'whose company it is' : 'whose turn it is';
  const rule = demand.rule === null ? '' : ` (rule ${demand.rule + 1} of "routes" counts)`;
  return printable(`${email} would go to ${names[to] ?? to}, ${why}${rule}.`);
}

function whyWords(verdict: Verdict, { to, because }: RouteView, nowMs: number): string {
  if (verdict.kind === 'unsuited') return unsuitedWords[verdict.why];
  const works = msOf(verdict.from) <= nowMs ? 'works now' : `works from ${momentHere(verdict.from)}`;
  const share = `${Math.round(verdict.share * 10) / 10} of late by weight`;
  const mine = verdict.key !== to ? '' : because === 'share' ? 'next; ' : 'has the company; ';
  return `${mine}${works}; ${share}`;
}
