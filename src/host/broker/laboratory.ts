/** "MQTT: Local Broker Laboratory…": every switch with its present value, to be changed while clients are connected. */

import {
  ConfigurationTarget,
  l10n,
  ThemeIcon,
  workspace,
  type QuickPickItem,
  type WorkspaceConfiguration,
} from 'vscode';

import { askLine, pickOne } from '../ask';
import { askRefusal } from './refusals';
import { readRefusals, SWITCH_NAMES, SWITCHES, allows, switchValue, type SwitchName } from './switchSettings';
import { switchTexts, valueInWords } from './switchWords';

interface SwitchItem extends QuickPickItem {
  readonly name: SwitchName | 'refuse';
}

/** Shows the switches, lets the person change one, and shows them again until the person leaves. */
export async function openLaboratory(): Promise<void> {
  let last: SwitchItem['name'] | undefined;
  for (;;) {
    const items = switchItems();
    const picked = await pickOne(items, {
      title: l10n.t('Local Broker Laboratory'),
      placeholder: l10n.t(
        'Changes hold at once; limits that CONNACK announces hold for clients that connect from then on',
      ),
      active: items.find(({ name }) => name === last),
      button: { iconPath: new ThemeIcon('discard'), tooltip: l10n.t('Set Every Switch Back') },
    });
    if (picked === undefined) return;
    if (picked === 'button') await setAllBack();
    else {
      last = picked.name;
      await change(picked.name);
    }
  }
}

/** The settings of the broker, as they are now. */
function settings(): WorkspaceConfiguration {
  return workspace.getConfiguration('qoscope.localBroker');
}

function switchItems(): SwitchItem[] {
  const texts = switchTexts();
  const values = (name: string): unknown => settings().get<unknown>(name);
  const items: SwitchItem[] = SWITCH_NAMES.map((name) => ({
    ...texts[name],
    name,
    description: valueInWords(switchValue(values, name)),
  }));
  const refusals = readRefusals(values('refuse'));
  const refused = refusals.length === 0 ? l10n.t('none') : refusals.map(({ filter }) => filter).join(', ');
  return [...items, { ...texts.refuse, name: 'refuse', description: refused }];
}

async function change(name: SwitchItem['name']): Promise<void> {
  if (name === 'refuse') {
    const answer = await askRefusal(settings().get<unknown>('refuse'));
    if (answer !== undefined) await store('refuse', answer);
    return;
  }
  const answer = SWITCHES[name].kind === 'choice' ? await askChoice(name) : await askWhole(name);
  if (answer !== undefined) await store(name, answer);
}

async function askChoice(name: SwitchName): Promise<string | number | boolean | undefined> {
  const known = SWITCHES[name];
  if (known.kind !== 'choice') return undefined;
  const present = switchValue((key) => settings().get<unknown>(key), name);
  const choices: readonly (string | number | boolean)[] = known.choices;
  const items = choices.map((value) => ({ label: valueInWords(value), value }));
  const { label: title, detail: placeholder } = switchTexts()[name];
  const active = items.find(({ value }) => value === present);
  const picked = await pickOne(items, { title, placeholder, active });
  return picked === 'button' ? undefined : picked?.value;
}

async function askWhole(name: SwitchName): Promise<number | null | undefined> {
  const known = SWITCHES[name];
  if (known.kind !== 'whole') return undefined;
  const { label: title, detail } = switchTexts()[name];
  const range = l10n.t('{0} to {1}', known.minimum.toLocaleString(), known.maximum.toLocaleString());
  const none = known.otherwise === null ? l10n.t('; empty: {0}', valueInWords(null)) : '';
  const present = switchValue((key) => settings().get<unknown>(key), name);
  const read = (text: string): number | null =>
    /^\d+$/.test(text.trim()) ? Number(text) : text.trim() === '' ? null : NaN;
  const text = await askLine({
    title,
    prompt: `${detail} ${range}${none}`,
    value: present === null ? '' : String(present),
    fault: (line) => (allows(known, read(line)) ? null : l10n.t('A whole number, {0}{1}', range, none)),
  });
  return text === undefined ? undefined : read(text);
}

/** Into the workspace where it is set there, else for the person; what is the default need not stand there. */
async function store(name: string, value: unknown): Promise<void> {
  const known = settings().inspect<unknown>(name);
  const isDefault = JSON.stringify(value) === JSON.stringify(known?.defaultValue);
  const inWorkspace = known?.workspaceValue !== undefined;
  const target = inWorkspace ? ConfigurationTarget.Workspace : ConfigurationTarget.Global;
  await settings().update(name, isDefault ? undefined : value, target);
}

async function setAllBack(): Promise<void> {
  for (const name of [...SWITCH_NAMES, 'refuse']) await store(name, settings().inspect<unknown>(name)?.defaultValue);
}
