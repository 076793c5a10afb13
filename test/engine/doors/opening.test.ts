/** Doors that open all or none, and what is said where one cannot. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import net, { type AddressInfo } from 'node:net';
import path from 'node:path';

import { connectAsync } from 'mqtt';
import { WebSocket } from 'ws';
import { LocalBroker } from '../../../src/engine/broker/localBroker';
import { systemClock } from '../../../src/engine/clock';
import type { BrokerOptions } from '../../../src/shared/engineApi';
import { QoScopeError } from '../../../src/shared/sentences';
import { doorUrl, PORT_SETTINGS, type CertificateFiles, type DoorOptions } from '../../../src/shared/transports';
import { allDoors } from '../../support/brokerDoors';
import { BrokerRecorder } from '../../support/brokerRecorder';
import { TestCertificate } from '../../support/certificate';

const OPTIONS: BrokerOptions = { host: '127.0.0.1', port: 0, maximumPacketSize: 100_000 };

describe('opening the doors of the local broker', () => {
  let certificate: TestCertificate;
  let brokers: LocalBroker[];

  before(async () => {
    certificate = await TestCertificate.make();
  });

  after(() => certificate.remove());

  beforeEach(() => {
    brokers = [];
  });

  afterEach(async () => {
    for (const broker of brokers) await broker.stop();
  });

  async function start(doors: DoorOptions, options: Partial<BrokerOptions> = {}): Promise<LocalBroker> {
    const parts = { trace: new BrokerRecorder(), clock: systemClock, onChanged: () => undefined };
    const broker = await LocalBroker.start({ ...OPTIONS, doors, ...options }, parts);
    brokers.push(broker);
    return broker;
  }

  const withCertificate = (files: CertificateFiles | null): DoorOptions => ({
    ports: { tls: 0 },
    certificate: files,
    origins: [],
  });

  async function written(name: string, text: string): Promise<string> {
    const file = path.join(certificate.directory, name);
    await writeFile(file, text);
    return file;
  }

  /** The broker says so, and its sentence names the file. */
  async function refused(files: CertificateFiles | null, code: string, named: string): Promise<void> {
    await assert.rejects(
      start(withCertificate(files)),
      (error) => error instanceof QoScopeError && error.code === code && error.message.includes(named),
    );
  }

  it('opens none that is not asked for', async () => {
    const none = await start({ ports: { tls: null, ws: null }, certificate: null, origins: [] });
    assert.deepEqual(
      none.status().doors.map(({ transport }) => transport),
      ['tcp'],
    );
  });

  for (const transport of ['tls', 'ws', 'wss'] as const) {
    it(`opens none where the port for ${transport} is taken, and names its setting`, async () => {
      const holder = net.createServer().listen(0, '127.0.0.1');
      await once(holder, 'listening');
      const { port } = holder.address() as AddressInfo;
      const { ports, ...rest } = allDoors(certificate);
      const free = net.createServer().listen(0, '127.0.0.1');
      await once(free, 'listening');
      const tcp = (free.address() as AddressInfo).port;
      free.close();
      await once(free, 'close');
      await assert.rejects(start({ ...rest, ports: { ...ports, [transport]: port } }, { port: tcp }), {
        code: 'broker.portTaken',
        args: { host: '127.0.0.1', port, setting: PORT_SETTINGS[transport] },
      });
      holder.close();
      await once(holder, 'close');
      const later = await start(allDoors(certificate), { port: tcp });
      assert.equal(later.status().address?.port, tcp, 'the door for TCP was closed again');
    });
  }

  it('says that TLS needs a certificate', async () => {
    await refused(null, 'certificate.missing', 'qoscope.localBroker.certificate');
  });

  it('names the file that is not there', async () => {
    const file = path.join(certificate.directory, 'gone.pem');
    await refused({ ...certificate.files, certificate: file }, 'certificate.unreadable', file);
    await refused({ ...certificate.files, key: file }, 'certificate.unreadable', file);
  });

  it('names the file that holds no certificate, or no key', async () => {
    const file = await written('text.pem', 'hello');
    await refused({ ...certificate.files, certificate: file }, 'certificate.notPem', file);
    await refused({ ...certificate.files, key: file }, 'certificate.badKey', file);
  });

  it('names both files where they do not belong together', async () => {
    const other = await TestCertificate.make();
    const files = { certificate: certificate.files.certificate, key: other.files.key };
    await refused(files, 'certificate.mismatch', files.key);
    await refused(files, 'certificate.mismatch', files.certificate);
    await other.remove();
  });

  it('listens on ::1 with all doors, and knows them as its own', async () => {
    const broker = await start(allDoors(certificate), { host: '::1' });
    const ca = certificate.authority;
    for (const door of broker.status().doors) {
      assert.ok(broker.owns('::1', door.port));
      // mqtt.js forgets the brackets of an IPv6 address behind ws://.
      if (door.transport === 'tcp' || door.transport === 'tls') {
        await (await connectAsync(doorUrl(door), { ca })).endAsync();
      } else {
        const socket = new WebSocket(doorUrl(door), ['mqtt'], { ca });
        await once(socket, 'open');
        socket.terminate();
      }
    }
  });

  it('keeps sessions of all doors over a restart with other doors', async () => {
    const broker = await start(allDoors(certificate));
    const secure = broker.status().doors.find(({ transport }) => transport === 'wss')!;
    const kept = { clientId: 'kept', clean: false, ca: certificate.authority };
    const first = await connectAsync(doorUrl(secure), kept);
    await first.subscribeAsync('a', { qos: 1 });
    await first.endAsync();
    await broker.restart({ ...OPTIONS, doors: { ports: { ws: 0 }, certificate: null, origins: [] } });
    const plain = broker.status().doors.find(({ transport }) => transport === 'ws')!;
    assert.equal(broker.status().doors.length, 2);
    const again = await connectAsync(doorUrl(plain), kept);
    const message = new Promise<string>((resolve) => again.once('message', (topic) => resolve(topic)));
    await again.publishAsync('a', 'x', { qos: 1 });
    assert.equal(await message, 'a', 'its subscription is still there');
    await again.endAsync();
  });
});
