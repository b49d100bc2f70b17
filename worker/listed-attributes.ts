/**
 * Makes the search attributes of nurture workflows known to the namespace. Where this is not allowed (on Temporal Cloud
 * they are made by hand) workflows are started with those that are there: none of them is needed for anything but lists.
 */
import { type Connection, isGrpcServiceError } from '@temporalio/client';
import type { Logger } from 'pino';
import { listedAttributeNames } from '../workflows/listed-attributes.ts';

/** INDEXED_VALUE_TYPE_KEYWORD. */
const keyword = 2;

/** A server that does not answer this is no reason to wait long: what is listed is not what is done. */
const withinMs = 5000;

/** Registers what is missing and returns the attributes that the namespace has. Idempotent; never fails. */
export async function registerAttributes(
  connection: Connection,
  namespace: string,
  log: Logger,
): Promise<ReadonlySet<string>> {
  const { operatorService } = connection;
  const registered = async (): Promise<ReadonlySet<string>> => {
    const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
    return new Set(listedAttributeNames.filter((name) => customAttributes[name] === keyword));
  };
  return connection
    .withDeadline(Date.now() + withinMs, async () => {
      const before = await registered();
      const missing = listedAttributeNames.filter((name) => !before.has(name));
      if (missing.length === 0) return before;
      const searchAttributes = Object.fromEntries(missing.map((name) => [name, keyword]));
      await operatorService.addSearchAttributes({ namespace, searchAttributes }).catch((error: unknown) => {
        const why = isGrpcServiceError(error) ? error.details : String(error);
        log.warn({ missing, why }, 'search attributes cannot be registered; enrollments are not listed by them');
      });
      return registered();
    })
    .catch((error: unknown) => {
      log.warn({ err: error }, 'the search attributes of the namespace cannot be read; enrollments are not listed');
      return new Set<string>();
    });
}
