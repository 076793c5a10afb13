/** Commands that publish. */

import { l10n, window, type TextEditor } from 'vscode';

import type { Qos } from '../../shared/model';
import { askLine } from '../ask';
import { ensureConnection } from '../connections/ensureConnection';
import type { Host } from '../host';
import { reportTo } from '../log';
import { askLevel } from '../publish/levels';
import { payloadsOf } from '../publish/payloads';
import { publishMessages, type PublishResult } from '../publish/publishMessages';
import { askRetain } from '../publish/retain';
import { askTopic } from '../publish/topic';
import { ConnectionRow } from '../views/connectionItems';
import type { CommandMap } from './ids';
import { scripted } from './scripted';

/** Scripted forms: publishSelection { qos, topic, retain, connection }; publish with { payload } besides. */
export function publishCommands(host: Host) {
  return {
    'qoscope.publishSelection': (argument) => publishSelection(host, argument),
    'qoscope.publishSelectionQos0': (argument) => publishSelection(host, argument, 0),
    'qoscope.publishSelectionQos1': (argument) => publishSelection(host, argument, 1),
    'qoscope.publishSelectionQos2': (argument) => publishSelection(host, argument, 2),
    'qoscope.changeTopic': () => changeTopic(host),
    'qoscope.publish': (argument) => publish(host, argument),
  } satisfies Partial<CommandMap>;
}

async function publishSelection(host: Host, argument: unknown, level?: Qos): Promise<PublishResult | undefined> {
  const editor = window.activeTextEditor ?? onlyTextEditor();
  if (editor === undefined) {
    const sentence = l10n.t('Open the file whose text is to be published first.');
    reportTo(host.log, window.showInformationMessage(sentence));
    return undefined;
  }
  const script = scripted(argument);
  const { messages, words } = payloadsOf(editor.document, editor.selections);
  const title = l10n.t('Publish {0}', words);
  const connection = script?.text('connection') ?? (await ensureConnection(host, title));
  if (connection === undefined) return undefined;
  const way = await askWay(host, editor, title, { qos: level ?? script?.qos(), topic: script?.text('topic') });
  if (way === undefined) return undefined;
  return publishMessages(host, { connection, ...way, retain: script?.flag('retain') ?? false, payloads: messages });
}

/** A walkthrough or a page that has the focus is no text: the one text beside it is meant. */
function onlyTextEditor(): TextEditor | undefined {
  const [only, ...others] = window.visibleTextEditors;
  return others.length === 0 ? only : undefined;
}

interface Way {
  readonly qos: Qos;
  readonly topic: string;
}

/** Level and topic: what is given or remembered is not asked; the list of levels offers to change the topic. */
async function askWay(
  host: Host,
  editor: TextEditor,
  title: string,
  given: { readonly qos: Qos | undefined; readonly topic: string | undefined },
): Promise<Way | undefined> {
  const document = editor.document.uri.toString();
  let topic = given.topic ?? host.memory.topicOf(document);
  let qos = given.qos;
  while (qos === undefined || topic === undefined) {
    if (topic === undefined) {
      topic = await askTopic(host, title);
      if (topic === undefined) return undefined;
      await host.memory.setTopicOf(document, topic);
    } else {
      const answer = await askLevel(host, 'publish', title, topic);
      if (answer === undefined) return undefined;
      if (answer === 'topic') topic = (await changeTopicOf(host, document)) ?? topic;
      else qos = answer;
    }
  }
  return { qos, topic };
}

async function changeTopic(host: Host): Promise<string | undefined> {
  const document = window.activeTextEditor?.document.uri.toString();
  return document === undefined ? undefined : changeTopicOf(host, document);
}

async function changeTopicOf(host: Host, document: string): Promise<string | undefined> {
  const topic = await askTopic(host, l10n.t('Change Topic of This File'), host.memory.topicOf(document));
  if (topic !== undefined) await host.memory.setTopicOf(document, topic);
  return topic;
}

async function publish(host: Host, argument: unknown): Promise<PublishResult | undefined> {
  const script = scripted(argument);
  const title = l10n.t('Publish');
  const connection =
    script?.text('connection') ??
    (argument instanceof ConnectionRow ? argument.status.connection : await ensureConnection(host, title));
  if (connection === undefined) return undefined;
  const topic = script?.text('topic') ?? (await askTopic(host, title));
  if (topic === undefined) return undefined;
  const text = script?.text('payload') ?? (await askPayload(topic));
  if (text === undefined) return undefined;
  const qos = script?.qos() ?? (await askLevel(host, 'publish', l10n.t('Publish to {0}', topic)));
  if (qos === undefined || qos === 'topic') return undefined;
  const retain = script === null ? await askRetain(topic) : (script.flag('retain') ?? false);
  if (retain === undefined) return undefined;
  await host.memory.use('topics', topic);
  return publishMessages(host, { connection, topic, qos, retain, payloads: [new TextEncoder().encode(text)] });
}

function askPayload(topic: string): Promise<string | undefined> {
  return askLine({ title: l10n.t('Publish to {0}', topic), prompt: l10n.t('Payload; empty for a message of 0 bytes') });
}
