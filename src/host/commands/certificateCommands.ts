/** The command for a development certificate. */

import { hostsIn, makeCertificateAsking } from '../broker/makeCertificate';
import type { Host } from '../host';
import type { CommandMap } from './ids';
import { scripted } from './scripted';

/** A scripted call takes `directory` and `hosts` (separated by commas) and gives the two files. */
export function certificateCommands(host: Host) {
  return {
    'qoscope.certificate.make': (argument) => {
      const script = scripted(argument);
      const directory = script?.text('directory');
      if (directory === undefined) return makeCertificateAsking(host);
      return host.engine.request('certificate.make', { directory, hosts: hostsIn(script?.text('hosts') ?? '') });
    },
  } satisfies Partial<CommandMap>;
}
