/** Companies with their leads: the people who decide together. */
import { accountKey } from '../domain/account.ts';
import { TendrilError } from '../domain/errors.ts';
import { accountScore, type ScoringModel } from '../domain/scoring.ts';
import type { Instant } from '../domain/time.ts';
import type { Database } from './database.ts';
import { isId } from './ids.ts';
import { factsOf, type LeadRow, leadColumns } from './lead-rows.ts';
import { pageOf, pageQuery } from './pages.ts';
import { sql } from './sql.ts';
import type { AccountMember, AccountRepository, AccountView } from './store.ts';
import type { Workspaces } from './workspaces.ts';

interface AccountsDeps {
  readonly database: Database;
  readonly workspaces: Workspaces;
}

interface AccountRow {
  readonly id: string;
  readonly name: string;
  readonly domain: string | null;
  readonly created_at: Instant;
}

interface Group {
  readonly model: ScoringModel | null;
  readonly members: readonly { readonly accountId: string; readonly member: AccountMember }[];
}
const nobody: Group = { model: null, members: [] };

/** A buying group is a handful of people; of a company with more the highest are told. */
const mostMembers = 500;

export function createAccounts({ database, workspaces }: AccountsDeps): AccountRepository {
  const membersOf = async (accountIds: readonly string[], now: Instant): Promise<Group> => {
    const model = (await workspaces.current())?.scoring ?? null;
    const rows = await database.rows<LeadRow & { readonly account_id: string }>(sql`
      SELECT ${leadColumns}, l.account_id FROM lead l LEFT JOIN account a ON a.id = l.account_id
      WHERE l.account_id = ANY (${[...accountIds]}::uuid[]) AND l.erased_at IS NULL`);
    const members = rows.map((row) => ({ accountId: row.account_id, member: memberOf(row, model, now) }));
    return { model, members };
  };
  const viewed = async (rows: readonly AccountRow[], now: Instant) => {
    const group = await membersOf(
      rows.map(({ id }) => id),
      now,
    );
    return new Map(rows.map((row) => [row.id, viewOf(row, group)]));
  };
  return {
    async list({ search }, page, now) {
      const { take, before } = pageQuery(page);
      const pattern = search === undefined ? null : `%${search.trim().replace(/[\\%_]/g, '\\$&')}%`;
      const rows = await database.rows<AccountRow>(sql`
        SELECT id, name, domain, created_at FROM account
        WHERE (${before.id?.lt ?? null}::uuid IS NULL OR id < ${before.id?.lt ?? null})
          AND (${pattern}::text IS NULL OR concat_ws(' ', name, domain) ILIKE ${pattern})
        ORDER BY id DESC LIMIT ${take}`);
      const views = await viewed(rows, now);
      return pageOf(rows, page, (row) => views.get(row.id) ?? viewOf(row, nobody));
    },

    async get(idOrName, now) {
      const [row] = await database.rows<AccountRow>(sql`
        SELECT id, name, domain, created_at FROM account
        WHERE ${isId(idOrName) ? sql`id = ${idOrName}` : sql`key = ${accountKey(idOrName)}`}`);
      if (!row)
        throw new TendrilError('ACCOUNT_UNKNOWN', `There is no company ${JSON.stringify(idOrName.slice(0, 200))}`);
      const group = await membersOf([row.id], now);
      const highest = group.members
        .map(({ member }) => member)
        .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
      return { account: viewOf(row, group), members: highest.slice(0, mostMembers) };
    },
  };
}

function memberOf(row: LeadRow, model: ScoringModel | null, now: Instant): AccountMember {
  const { email, firstName, lastName, title, stage, score, grade, temperature } = factsOf(row, model, now);
  return { id: row.id, email, firstName, lastName, title, stage, score, grade, temperature };
}

const viewOf = ({ id, name, domain, created_at: createdAt }: AccountRow, { model, members }: Group): AccountView => {
  const own = members.filter(({ accountId }) => accountId === id).map(({ member }) => member);
  const score = accountScore(
    model ?? {},
    own.map((member) => member.score),
  );
  return { id, name, domain, createdAt, leads: own.length, score };
};
