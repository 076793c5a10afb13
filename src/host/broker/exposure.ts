/** Before the local broker listens beyond this machine, the person is asked: once for each address, and again without users. */

import { l10n, window } from 'vscode';

import type { BrokerOptions } from '../../shared/engineApi';
import { isLoopback } from '../../shared/transports';
import type { Host } from '../host';
import { configureBroker } from './configuration';
import { openUsers } from './users';
import { userRules } from './userSettings';

/** Only programs on this machine reach it. */
const THIS_MACHINE = '127.0.0.1';

/** Where to listen, and that it is meant so where everyone may come in there. */
export type Exposure = Pick<BrokerOptions, 'host' | 'openToAll'>;

/** What the person may answer. */
type Answer = 'open' | 'setUsers' | 'thisMachine' | 'leave';

/** Where to listen: the address asked for, 127.0.0.1 where the person prefers that, or null where they leave. */
export async function chooseAddress(address: string, host: Host): Promise<Exposure | null> {
  if (isLoopback(address)) return { host: address };
  for (;;) {
    const hasUsers = userRules() !== null;
    const consent = hasUsers ? address : `${address} without users`;
    const exposure = hasUsers ? { host: address } : { host: address, openToAll: true };
    if (host.memory.isOpenOn(consent)) return exposure;
    switch (await (hasUsers ? askWithUsers(address) : askWithoutUsers(address))) {
      case 'open':
        await host.memory.setOpenOn(consent);
        return exposure;
      case 'setUsers':
        await openUsers(host.secrets);
        await configureBroker(host); // before it listens, not when the change of settings is told
        break;
      case 'thisMachine':
        return { host: THIS_MACHINE };
      case 'leave':
        return null;
    }
  }
}

function askWithUsers(address: string): Promise<Answer> {
  const detail = l10n.t(
    'The setting qoscope.localBroker.host is {0}: every machine that reaches that address can try to connect to the local broker. Names and passwords travel unencrypted on its ports without TLS.',
    address,
  );
  return ask(detail, [[l10n.t('Listen on {0}', address), 'open'], onlyHere()]);
}

function askWithoutUsers(address: string): Promise<Answer> {
  const detail = l10n.t(
    'The setting qoscope.localBroker.host is {0}, and the local broker has no users: every machine that reaches that address can connect, read its messages and publish, without a password.',
    address,
  );
  return ask(detail, [[l10n.t('Set Users…'), 'setUsers'], [l10n.t('Listen Without Password'), 'open'], onlyHere()]);
}

function onlyHere(): readonly [string, Answer] {
  return [l10n.t('Listen on {0} Only', THIS_MACHINE), 'thisMachine'];
}

async function ask(detail: string, answers: readonly (readonly [string, Answer])[]): Promise<Answer> {
  const question = l10n.t('Open the local broker to other machines?');
  const buttons = answers.map(([button]) => button);
  const chosen = await window.showWarningMessage(question, { modal: true, detail }, ...buttons);
  return answers.find(([button]) => button === chosen)?.[1] ?? 'leave';
}
