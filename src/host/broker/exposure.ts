/** Before the local broker listens beyond this machine, the person is asked: once for each address. */

import { l10n, window } from 'vscode';

import { isLoopback } from '../../shared/transports';
import type { Memory } from '../memory';

/** Only programs on this machine reach it. */
const THIS_MACHINE = '127.0.0.1';

/** The address to listen on: the one asked for, 127.0.0.1 where the person prefers that, or null where they leave. */
export async function chooseAddress(address: string, memory: Memory): Promise<string | null> {
  if (isLoopback(address) || memory.isOpenOn(address)) return address;
  const open = l10n.t('Listen on {0}', address);
  const stayHere = l10n.t('Listen on {0} Only', THIS_MACHINE);
  const question = l10n.t('Open the local broker to other machines?');
  const detail = l10n.t(
    'The setting qoscope.localBroker.host is {0}: every machine that reaches that address can connect to the local broker, read its messages and publish. Do this only in a network that you trust, and with users and passwords.',
    address,
  );
  const answer = await window.showWarningMessage(question, { modal: true, detail }, open, stayHere);
  if (answer === stayHere) return THIS_MACHINE;
  if (answer !== open) return null;
  await memory.setOpenOn(address);
  return address;
}
