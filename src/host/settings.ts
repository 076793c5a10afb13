/**
 * The settings, read at the moment of use. VS Code itself leaves out a workspace's values where the folder is not trusted
 * (package.json, restrictedConfigurations).
 */

import { randomBytes } from 'node:crypto';
import { homedir } from 'node:os';
import path from 'node:path';
import { l10n, workspace, type WorkspaceConfiguration } from 'vscode';

import type { BrokerOptions, ConnectionOptions, EngineOptions, StoreOptions, TraceRequests } from '../shared/engineApi';
import type { DoorOptions } from '../shared/transports';

const BYTES_PER_MEGABYTE = 1024 * 1024;

/** What a window's client is called unless the settings say otherwise: two windows must not take over each other's session. */
const windowClientId = `qoscope-${randomBytes(4).toString('hex')}`;

/** What the local broker is to be started with. */
export function brokerOptions(): BrokerOptions {
  const settings = workspace.getConfiguration('qoscope.localBroker');
  const store = storeOptions(settings);
  return {
    host: settings.get('host', '127.0.0.1'),
    port: settings.get('port', 1883),
    maximumPacketSize: settings.get('maximumPacketSize', 16 * BYTES_PER_MEGABYTE),
    doors: doorOptions(settings),
    ...(store === null ? {} : { store }),
  };
}

/** Where the broker keeps its state, or null for memory alone. */
function storeOptions(settings: WorkspaceConfiguration): StoreOptions | null {
  const folder = fileOf(settings, 'store');
  if (folder === '') return null;
  const { name } = workspace;
  const owner =
    name === undefined ? l10n.t('a VS Code window without a folder') : l10n.t('the VS Code window "{0}"', name);
  return { directory: path.resolve(homedir(), folder), owner };
}

/** The doors beside TCP; without both files of the certificate there is none. */
function doorOptions(settings: WorkspaceConfiguration): DoorOptions {
  const certificate = fileOf(settings, 'certificate');
  const key = fileOf(settings, 'certificateKey');
  return {
    ports: {
      tls: settings.get<number | null>('tlsPort', null),
      ws: settings.get<number | null>('webSocketPort', null),
      wss: settings.get<number | null>('secureWebSocketPort', null),
    },
    certificate: certificate === '' || key === '' ? null : { certificate, key },
    origins: settings.get<readonly string[]>('webSocketOrigins', []),
  };
}

/** `~` is the person's home, as in a shell. */
function fileOf(settings: WorkspaceConfiguration, name: string): string {
  return settings.get<string>(name, '').replace(/^~(?=[/\\])/, () => homedir());
}

/** Whether the local broker starts as soon as the extension does. */
export function startsOnOpen(): boolean {
  return workspace.getConfiguration('qoscope.localBroker').get('startOnOpen', false);
}

/** What a connection is made with; `url` null is the local broker. */
export function connectionOptions(connection: string, url: string | null): ConnectionOptions {
  const settings = workspace.getConfiguration('qoscope.client');
  return {
    connection,
    url,
    clientId: settings.get<string>('clientId', '') || windowClientId,
    version: settings.get<string>('version', '5') === '3.1.1' ? 4 : 5,
    cleanStart: settings.get('cleanStart', true),
    sessionExpiryInterval: settings.get('sessionExpiryInterval', 0),
    keepAlive: settings.get('keepAlive', 60),
  };
}

/** How captures are read. */
export function captureOptions(): Omit<TraceRequests['trace.open']['params'], 'file'> {
  const settings = workspace.getConfiguration('qoscope.capture');
  const keyLog = fileOf(settings, 'keyLogFile');
  return {
    ports: settings.get<readonly unknown[]>('ports', []).filter(isPort),
    keyLog: keyLog === '' ? null : path.resolve(homedir(), keyLog),
    isComplete: settings.get('complete', false),
  };
}

/** What the engine's thread is started with. */
export function engineOptions(): EngineOptions {
  const megabytes = workspace.getConfiguration('qoscope.trace').get('maximumSize', 256);
  return { maximumTraceBytes: megabytes * BYTES_PER_MEGABYTE };
}

/** VS Code marks a value that the manifest does not allow, and hands it over all the same. */
function isPort(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 65_535;
}
