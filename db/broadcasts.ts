/**
 * Broadcasts: one mail to the leads of a segment, in the order of their ids, a page at a time. A page is one transaction
 * that holds the broadcast's row, so lanes take turns, and moves the cursor with the mails it claims. The mails are rows of
 * the same ledger as all others.
 */
import type { Conditions } from '../domain/conditions.ts';
import { checkOrder, orderBroadcast, pauseBroadcast, resumeBroadcast, stopBroadcast } from './broadcast-commands.ts';
import { forecastBroadcast } from './broadcast-forecast.ts';
import { holdBack } from './broadcast-hold.ts';
import { markInFlight, settle } from './broadcast-mails.ts';
import { finish } from './broadcast-next.ts';
import { claimPage } from './broadcast-pages.ts';
import { reportOf } from './broadcast-report.ts';
import { broadcastTerms, broadcastViewOf, broadcastViews } from './broadcast-rows.ts';
import type { Database, Queryable } from './database.ts';
import type { Broadcasts, BroadcastView } from './store.ts';
import type { Workspaces } from './workspaces.ts';

interface BroadcastsDeps {
  readonly database: Database;
  readonly workspaces: Workspaces;
  readonly conditions: Conditions;
  readonly addressHash: (address: string) => string;
}

export function createBroadcasts({ database, workspaces, conditions, addressHash }: BroadcastsDeps): Broadcasts {
  /** Does something to a broadcast and shows what it is then. */
  const command = (idOrName: string, work: (tx: Queryable) => Promise<void>): Promise<BroadcastView> =>
    database.transaction(async (tx) => {
      await work(tx);
      return broadcastViewOf(tx, idOrName);
    });
  return {
    async forecast(filter, settings, now) {
      const context = { addressHash, conditions, workspace: await workspaces.current() };
      return forecastBroadcast(database, context, filter, settings, now);
    },

    async begin(order, actor, now) {
      checkOrder(order, await workspaces.required(), conditions);
      return database.transaction(async (tx) => broadcastViewOf(tx, await orderBroadcast(tx, order, actor, now)));
    },
    get: (idOrName) => broadcastViewOf(database, idOrName),
    terms: (id) => broadcastTerms(database, id),
    report: (idOrName) => reportOf(database, idOrName),
    list: () => broadcastViews(database),
    pause: (idOrName, reason, actor, now) =>
      command(idOrName, (tx) => pauseBroadcast(tx, idOrName, reason, actor, now)),
    resume: (idOrName, actor, now) => command(idOrName, (tx) => resumeBroadcast(tx, idOrName, actor, now)),
    stop: (idOrName, actor, now) => command(idOrName, (tx) => stopBroadcast(tx, idOrName, actor, now)),

    async claimPage(id, rules, page, now) {
      const context = { addressHash, conditions, workspace: await workspaces.required() };
      return database.transaction((tx) => claimPage(tx, context, { id, rules, ...page, now }));
    },
    markInFlight: (mails, leaseUntil) => database.retried((on) => markInFlight(on, mails, leaseUntil)),
    settle: (outcomes, now) => database.retried((on) => settle(on, outcomes, now)),
    hold: (id, until, now) => database.retried((on) => holdBack(on, id, until, now)),
    finish: (id, now) => database.transaction((tx) => finish(tx, id, now)),
  };
}
