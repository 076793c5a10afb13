/** Makes a certificate for development, and takes it to where it is used. */

import { commands, ConfigurationTarget, l10n, window, workspace, type Uri } from 'vscode';

import type { CertificateFiles } from '../../shared/transports';
import { trustGuide } from '../../shared/trustGuide';
import { askLine } from '../ask';
import type { Host } from '../host';
import { translate } from '../words';

/** The port that IANA gives to MQTT over TLS. */
const DEFAULT_TLS_PORT = 8883;

/** Names and addresses in one text, separated by commas or spaces. */
export function hostsIn(text: string): string[] {
  return text.split(/[\s,]+/).filter((host) => host !== '');
}

/** Asks for names and a folder, makes the certificate there, and offers what is done with it next. */
export async function makeCertificateAsking(host: Host): Promise<void> {
  const title = l10n.t('Make Development Certificate');
  const names = await askLine({
    title,
    prompt: l10n.t(
      'Names or addresses that it is for, beside localhost, 127.0.0.1 and ::1; empty for this machine alone',
    ),
    placeholder: 'broker.local, 192.168.1.5',
  });
  if (names === undefined) return;
  const folder = await askFolder(title);
  if (folder === undefined) return;
  const files = await host.engine.request('certificate.make', { directory: folder.fsPath, hosts: hostsIn(names) });
  await offerUse(host, files);
}

async function askFolder(title: string): Promise<Uri | undefined> {
  const folders = await window.showOpenDialog({
    title,
    openLabel: l10n.t('Make Certificate Here'),
    canSelectFiles: false,
    canSelectFolders: true,
  });
  return folders?.[0];
}

async function offerUse(host: Host, files: CertificateFiles): Promise<void> {
  const use = l10n.t('Use for Local Broker');
  const guide = l10n.t('How to Trust It');
  const made = l10n.t('The certificate is in {0}, its private key beside it.', files.certificate);
  const answer = await window.showInformationMessage(made, use, guide);
  if (answer === guide) await showGuide(files);
  if (answer === use) await useForBroker(host, files);
}

/** The guide is a document, so that its commands can be copied. */
async function showGuide({ certificate }: CertificateFiles): Promise<void> {
  const content = trustGuide(certificate, translate);
  await window.showTextDocument(await workspace.openTextDocument({ language: 'markdown', content }));
}

async function useForBroker(host: Host, files: CertificateFiles): Promise<void> {
  const settings = workspace.getConfiguration('qoscope.localBroker');
  await settings.update('certificate', files.certificate, ConfigurationTarget.Global);
  await settings.update('certificateKey', files.key, ConfigurationTarget.Global);
  const hasPort = ['tlsPort', 'secureWebSocketPort'].some((name) => settings.get<number | null>(name, null) !== null);
  if (!hasPort) await settings.update('tlsPort', DEFAULT_TLS_PORT, ConfigurationTarget.Global);
  const guide = l10n.t('How to Trust It');
  const restart = l10n.t('Restart Local Broker');
  const text = l10n.t(
    'The settings of the local broker name the certificate now. Its ports with TLS use it from the next start.',
  );
  const answer = await window.showInformationMessage(text, ...(host.engine.broker.running ? [restart] : []), guide);
  if (answer === guide) await showGuide(files);
  if (answer === restart) await commands.executeCommand('qoscope.broker.restart');
}
