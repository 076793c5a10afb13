/** aedes as a program of its own. Its folder is the first word of the call, since it is no dependency of QoScope. */

import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { pathToFileURL } from 'node:url';

/** As much of aedes as is used here. */
interface AedesModule {
  readonly Aedes: { createBroker(): Promise<{ readonly handle: (socket: Socket) => void }> };
}

async function main(entry: string): Promise<void> {
  const { Aedes } = (await import(pathToFileURL(entry).href)) as AedesModule;
  const broker = await Aedes.createBroker();
  const server = createServer({ noDelay: true }, broker.handle);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  process.once('disconnect', () => process.exit());
  process.send?.({ port: (server.address() as AddressInfo).port });
}

void main(process.argv[2] ?? ''); // a failure ends the process with the error
