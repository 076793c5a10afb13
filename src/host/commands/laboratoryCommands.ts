/** Commands for the local broker's switches and users. */

import { openLaboratory } from '../broker/laboratory';
import { openUsers, removeUser, setUser } from '../broker/users';
import type { Host } from '../host';
import type { CommandMap } from './ids';
import { scripted } from './scripted';

/** The switches, and the users. A script gives `name` and `password` of a user, or `name` and `remove: true`. */
export function laboratoryCommands({ secrets }: Host) {
  return {
    'qoscope.broker.laboratory': () => openLaboratory(),
    'qoscope.broker.users': async (argument) => {
      const script = scripted(argument);
      const name = script?.text('name');
      if (script === null || name === undefined) {
        await openUsers(secrets);
        return;
      }
      if (script.flag('remove') === true) await removeUser(secrets, name);
      else await setUser(secrets, name, script.text('password') ?? '');
    },
  } satisfies Partial<CommandMap>;
}
