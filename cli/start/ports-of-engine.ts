/** Which ports the engine takes: the defaults, free ones where those are taken, and those that the settings name. */
import type { Config, SettingName } from '../../config/config.ts';
import { type ChosenPort, choosePort } from './ports.ts';

export type PortName = 'http' | 'inbound' | 'inboxWeb' | 'inboxSmtp' | 'temporal' | 'temporalUi' | 'postgres';
export type EnginePorts = Readonly<Record<PortName, ChosenPort>>;

const defaults: Readonly<Record<PortName, number>> = {
  http: 3000,
  inbound: 2525,
  inboxWeb: 1080,
  inboxSmtp: 1025,
  temporal: 7233,
  temporalUi: 8233,
  postgres: 54_329,
};

/** @throws PORT_TAKEN for a port that a setting names and that is in use */
export async function choosePorts({ given, port, inboundPort }: Config): Promise<EnginePorts> {
  const named = (setting: SettingName, wanted: number) => (given.has(setting) ? { wanted, setting } : null);
  const asked = { http: named('PORT', port), inbound: named('TENDRIL_INBOUND_PORT', inboundPort) };
  const chosen: Partial<Record<PortName, ChosenPort>> = {};
  // One after the other: a part whose port moved must not get the default of the next.
  for (const name of ['http', 'inbound'] as const) {
    const wish = asked[name];
    if (wish !== null) chosen[name] = await choosePort(wish.wanted, true, wish.setting);
  }
  for (const name of Object.keys(defaults) as PortName[])
    chosen[name] ??= await choosePort(defaults[name], false, name);
  return chosen as EnginePorts;
}
