import assert from 'node:assert/strict';
import { ConfigurationTarget, EventEmitter, window, type ExtensionContext } from 'vscode';
import { brokerSettingFaults, settingFaults } from '../../src/host/broker/settingFaults';
import type { Host } from '../../src/host/host';
import { brokerSettings, qoscope, until } from '../support/inVSCode';

describe('Entries of the settings users and refuse', () => {
  it('are sound as the commands write them', () => {
    const users = [{ name: 'dash', read: ['sensors/#'], write: [] }, { name: 'all' }];
    assert.deepEqual(settingFaults(users, { 'lab/#': '0x97', a: '0x87' }), []);
    assert.deepEqual(settingFaults(undefined, undefined), []);
    assert.deepEqual(settingFaults([], {}), []);
  });

  it('that are left out are each named, with what to write', () => {
    const users = [{ nane: 'dash' }, { name: 'a', read: ['b#'] }, { name: 'c' }, { name: 'c' }];
    const refuse = { 'a#': '0x87', 'a/#': '0x01', 'b/#': 135, 'c/#': '0x87' };
    const faults = settingFaults(users, refuse);
    assert.deepEqual(
      faults.map(({ setting, entry }) => [setting, entry]),
      [
        ['qoscope.localBroker.users', '{"nane":"dash"}'],
        ['qoscope.localBroker.users', '{"name":"a","read":["b#"]}'],
        ['qoscope.localBroker.users', '{"name":"c"}'],
        ['qoscope.localBroker.refuse', '{"a#":"0x87"}'],
        ['qoscope.localBroker.refuse', '{"a/#":"0x01"}'],
        ['qoscope.localBroker.refuse', '{"b/#":135}'],
      ],
    );
    assert.match(faults[0]?.remedy ?? '', /"name": "a", "read"/);
    assert.match(faults[2]?.remedy ?? '', /a name of its own/);
    assert.match(faults[3]?.remedy ?? '', /"a\/#": "0x87"/);
    assert.equal(settingFaults('dash', 7).length, 2);
  });
});

describe('An entry of a setting that is left out', () => {
  const { showWarningMessage } = window;
  const warned = new EventEmitter<string>();
  let context: Pick<ExtensionContext, 'subscriptions'>;
  let logged: string[];
  let shown: string[];
  let openings: string[];

  before(() => qoscope());

  beforeEach(() => {
    logged = [];
    shown = [];
    openings = [];
    context = { subscriptions: [] };
    const press = (message: string, ...buttons: string[]): Promise<string | undefined> => {
      shown.push(message);
      openings.push(...buttons);
      return Promise.resolve(undefined);
    };
    window.showWarningMessage = press as unknown as typeof showWarningMessage;
  });

  afterEach(async () => {
    for (const subscription of context.subscriptions) subscription.dispose();
    await brokerSettings().update('refuse', undefined, ConfigurationTarget.Global);
    window.showWarningMessage = showWarningMessage;
  });

  function begin(): void {
    const warn = (message: string): void => {
      logged.push(message);
      warned.fire(message);
    };
    brokerSettingFaults({ log: { warn } } as unknown as Host, context as ExtensionContext);
  }

  it('is told once, with the way to the setting, and stands in the log', async () => {
    begin();
    assert.equal(logged.length, 0);
    await brokerSettings().update('refuse', { 'a#': '0x87' }, ConfigurationTarget.Global);
    await until(() => logged.length === 1, warned.event);
    assert.match(logged[0] ?? '', /qoscope\.localBroker\.refuse is left out: \{"a#":"0x87"\}/);
    assert.ok(shown.includes(logged[0] ?? ''));
    assert.ok(openings.includes('Open Settings'));
    await brokerSettings().update('refuse', { 'a#': '0x87', 'b#': '0x87' }, ConfigurationTarget.Global);
    await until(() => logged.length === 2, warned.event);
    assert.match(logged[1] ?? '', /"b#"/);
  });

  it('is told where it is there at the start', async () => {
    await brokerSettings().update('refuse', { 'c#': '0x87' }, ConfigurationTarget.Global);
    begin();
    assert.equal(logged.length, 1);
  });
});
