/**
 * What can be told of the address of a call before it is made: that it is not https, or names a machine or a network of
 * one's own. Only a warning: the worker decides, by its settings and by what a name resolves to.
 */

import { isUrl } from '../domain/web-address.ts';
import type { Path } from './located-yaml.ts';
import { type Place, reportAt } from './sequence-step.ts';

/** What a worker refuses by default. Its settings are not known here, so that this is said in any case. */
export function checkReach(place: Place, url: string, at: Path): void {
  for (const problem of reachProblems(url)) reportAt(place, 'CALL_REFUSED', problem, at, 'warning');
}

/** In words; none when a worker with default settings would make the call, as far as the text tells. */
function reachProblems(text: string): readonly string[] {
  if (!isUrl(text)) return [];
  const { protocol, hostname } = new URL(text);
  return [
    ...(protocol === 'http:' ? ['http is refused unless the worker has TENDRIL_CALLS_ALLOW_HTTP=true'] : []),
    ...(isPrivateHost(hostname)
      ? [`"${hostname}" is not a public address: refused unless the worker has TENDRIL_CALLS_ALLOW_PRIVATE=true`]
      : []),
  ];
}

/** As URLs write hosts: IPv4 in four decimal numbers, IPv6 shortened and in brackets. RFC 1918, 1122, 3927, 4193, 6761. */
const isPrivateHost = (host: string): boolean =>
  /^(localhost|.+\.(localhost|local|internal))\.?$/.test(host) ||
  /^(0|10|127)\.\d+\.\d+\.\d+$/.test(host) ||
  /^(192\.168|169\.254|172\.(1[6-9]|2\d|3[01]))\.\d+\.\d+$/.test(host) ||
  /^\[(::1?|::ffff:.+|f[cd][0-9a-f]{2}:.*|fe[89ab][0-9a-f]:.*)\]$/.test(host);
