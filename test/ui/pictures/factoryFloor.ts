/** A factory floor of real programs at the local broker of a VS Code, for pictures: who listens, and what is published. */

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

import { connectAsync, type MqttClient } from 'mqtt';

import { mqttBytes } from '../../support/mqttBytes';
import { Program } from '../../support/programs';

/** Those who listen: client, filter and QoS. */
const SUBSCRIBERS = [
  ['dash', 'factory/#', 1],
  ['log', '#', 2],
  ['meter', 'sensors/#', 0],
] as const;

/** What is published first: client, topic, payload and QoS. */
const PUBLISHED = [
  ['gps', 'sensors/gps', '52.52,13.40', '0'],
  ['probe', 'sensors/temperature', '21.4', '1'],
  ['press', 'factory/m002/state', 'idle', '1'],
] as const;

/** Receive Maximum of the client that acknowledges nothing. */
const RECEIVE_MAXIMUM = 20;

/** Its programs. Close it. */
export class FactoryFloor {
  /** How many clients stay connected. */
  readonly clients = SUBSCRIBERS.length;
  private readonly listening: MqttClient[] = [];
  private mute: Socket | null = null;

  /** `port` of a broker on loopback. */
  constructor(private readonly port: number) {}

  /** Connects all who listen, one of whom is away and leaves a kept session behind; then the first messages go out. */
  async open(): Promise<void> {
    await (await this.subscribe('away', 'factory/#', 2, false)).endAsync();
    for (const [client, filter, qos] of SUBSCRIBERS) this.listening.push(await this.subscribe(client, filter, qos));
    for (const [client, topic, payload, qos] of PUBLISHED) await this.publish(client, topic, payload, qos);
  }

  /** Publishes one message, or more with mosquitto_pub's own words for that. */
  async publish(client: string, topic: string, payload: string, qos: string, ...more: string[]): Promise<void> {
    const words = ['-i', client, '-t', topic, '-m', payload, '-q', qos, ...more];
    const broker = ['-h', '127.0.0.1', '-p', String(this.port)];
    await (await Program.start('mosquitto_pub', [...broker, ...words], 'mosquitto-clients')).succeeded();
  }

  /** A subscriber of MQTT 5 that acknowledges nothing: what it is sent stays in flight. Resolves when it has subscribed. */
  async addMute(filter: string): Promise<void> {
    const socket = connect(this.port, '127.0.0.1');
    this.mute = socket;
    await once(socket, 'connect');
    socket.write(
      mqttBytes(
        {
          cmd: 'connect',
          protocolId: 'MQTT',
          protocolVersion: 5,
          clean: true,
          clientId: 'mute',
          keepalive: 0,
          properties: { receiveMaximum: RECEIVE_MAXIMUM },
        },
        5,
      ),
    );
    await once(socket, 'data');
    socket.write(mqttBytes({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: filter, qos: 2 }] }, 5));
    await once(socket, 'data');
    socket.resume();
  }

  async close(): Promise<void> {
    this.mute?.destroy();
    for (const client of this.listening) await client.endAsync();
  }

  private async subscribe(clientId: string, filter: string, qos: 0 | 1 | 2, clean = true): Promise<MqttClient> {
    const client = await connectAsync({ host: '127.0.0.1', port: this.port, clientId, clean });
    await client.subscribeAsync(filter, { qos });
    return client;
  }
}
