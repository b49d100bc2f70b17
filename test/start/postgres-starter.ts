/** A process of the tests: starts PostgreSQL on the folder it is given, prints the pid, and waits to be killed. */
import { startPostgres } from '../../cli/start/postgres.ts';

const { pid } = await startPostgres({ dataDir: process.argv[2] ?? '' });
process.stdout.write(String(pid));
setInterval(() => {}, 60_000);
