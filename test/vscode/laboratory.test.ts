import assert from 'node:assert/strict';
import { commands, ConfigurationTarget, type SecretStorage } from 'vscode';
import type { QoScopeApi } from '../../src/host/api';
import { openLaboratory } from '../../src/host/broker/laboratory';
import { openUsers } from '../../src/host/broker/users';
import { brokerSettings, qoscope, startAfresh } from '../support/inVSCode';
import { ScriptedQuestions } from '../support/scriptedQuestions';

async function clean(): Promise<void> {
  const names = ['users', 'maximumQos', 'queueLimit', 'serverKeepAlive', 'overlap', 'refuse'];
  for (const name of names) await brokerSettings().update(name, undefined, ConfigurationTarget.Global);
}

/** Passwords in memory. */
class FakeSecrets {
  readonly kept = new Map<string, string>();

  get(key: string): Promise<string | undefined> {
    return Promise.resolve(this.kept.get(key));
  }

  store(key: string, value: string): Promise<void> {
    this.kept.set(key, value);
    return Promise.resolve();
  }

  delete(key: string): Promise<void> {
    this.kept.delete(key);
    return Promise.resolve();
  }
}

describe('The local broker laboratory', () => {
  let questions: ScriptedQuestions;

  before(() => qoscope());

  beforeEach(() => {
    questions = new ScriptedQuestions();
  });

  afterEach(async () => {
    questions.restore();
    await clean();
  });

  it('shows every switch with its present value, and changes what is picked', async () => {
    questions.answer({ pick: 'Maximum QoS' }, { pick: '1' }, { pick: 'Queue Limit' }, { type: '7' });
    await openLaboratory();
    assert.deepEqual([brokerSettings().get('maximumQos'), brokerSettings().get('queueLimit')], [1, 7]);
    const [before] = questions.asked;
    const after = questions.asked.at(-1);
    assert.deepEqual(before?.rows.slice(0, 1), ['Maximum QoS|2']);
    assert.deepEqual(after?.rows, [
      'Maximum QoS|1',
      'Receive Maximum|65,535',
      'Maximum Packet Size|16,777,216',
      'Session Expiry Limit|no limit',
      'Queue Limit|7',
      'Topic Alias Maximum|1,000',
      'Server Keep Alive|no limit',
      'Overlapping Subscriptions|one copy, at the highest QoS',
      'Retained Messages|on',
      'Refuse Topics|none',
    ]);
  });

  it('refuses a number out of range, and takes an empty line where no limit is a choice', async () => {
    questions.answer({ pick: 'Server Keep Alive' }, { type: '60' }, { pick: 'Server Keep Alive' }, { type: '0' });
    await openLaboratory();
    assert.equal(brokerSettings().get('serverKeepAlive'), 60);
    questions.answer({ pick: 'Server Keep Alive' }, { type: '' });
    await openLaboratory();
    assert.equal(brokerSettings().inspect('serverKeepAlive')?.globalValue, undefined);
  });

  it('adds, changes and removes topics to refuse', async () => {
    questions.answer({ pick: 'Refuse' }, { type: 'lab/#' }, { pick: 'quota exceeded' });
    await openLaboratory();
    assert.deepEqual(brokerSettings().get('refuse'), { 'lab/#': '0x97' });
    questions.answer({ pick: 'Refuse' }, { pick: 'lab/#' }, { pick: 'not authorized' });
    await openLaboratory();
    assert.deepEqual(brokerSettings().get('refuse'), { 'lab/#': '0x87' });
    questions.answer({ pick: 'Refuse' }, { pick: 'lab/#' }, { pick: 'No Longer' });
    await openLaboratory();
    assert.deepEqual(brokerSettings().get('refuse'), {});
  });
});

describe('The users of the local broker', () => {
  let questions: ScriptedQuestions;

  before(() => qoscope());

  beforeEach(() => {
    questions = new ScriptedQuestions();
  });

  afterEach(async () => {
    questions.restore();
    await clean();
  });

  it('are added with a password that no setting holds, changed, and removed with it', async () => {
    const secrets = new FakeSecrets();
    const open = (): Promise<void> => openUsers(secrets as unknown as SecretStorage);
    questions.answer({ pick: 'Add User' }, { type: 'dash' }, { type: 'geheim' });
    await open();
    questions.answer({ pick: 'dash' }, { pick: 'Read' }, { pick: 'These' }, { type: 'sensors/#, alarms/+' });
    await open();
    questions.answer({ pick: 'dash' }, { pick: 'Write' }, { pick: 'Nothing' });
    await open();
    assert.deepEqual(brokerSettings().get('users'), [{ name: 'dash', read: ['sensors/#', 'alarms/+'], write: [] }]);
    assert.deepEqual([...secrets.kept.values()], ['geheim']);
    questions.answer({ pick: 'dash' }, { pick: 'Remove' });
    await open();
    assert.deepEqual([brokerSettings().get('users'), secrets.kept.size], [[], 0]);
  });
});

describe('The running broker', () => {
  let api: QoScopeApi;

  beforeEach(async () => {
    api = await startAfresh();
  });

  afterEach(async () => {
    await commands.executeCommand('qoscope.broker.users', { name: 'dash', remove: true });
    await clean();
    await api.restartEngine();
  });

  /** Asks again until it is so: a setting reaches the engine a moment after it was written. */
  async function eventually(holds: () => Promise<boolean>): Promise<void> {
    while (!(await holds()));
  }

  it('follows a switch as soon as its setting is changed', async () => {
    const stateOf = async (): Promise<string> =>
      (await api.publish({ topic: 'lab/a', payload: '', qos: 1 })).delivery.state;
    assert.equal(await stateOf(), 'complete');
    await brokerSettings().update('refuse', { 'lab/#': '0x97' }, ConfigurationTarget.Global);
    await eventually(async () => (await stateOf()) === 'refused');
    await brokerSettings().update('refuse', undefined, ConfigurationTarget.Global);
    await eventually(async () => (await stateOf()) === 'complete');
  });

  it('lets in QoScope and users alone while there is a user, and everybody when there is none', async () => {
    const url = `mqtt://127.0.0.1:${api.broker.status.address?.port ?? 0}`;
    const isLetIn = async (): Promise<boolean> => {
      try {
        await api.connect({ url, connection: 'stranger' });
        return true;
      } catch {
        return false; // refused, which is what is asked here
      } finally {
        await api.disconnect('stranger');
      }
    };
    assert.equal(await isLetIn(), true);
    await commands.executeCommand('qoscope.broker.users', { name: 'dash', password: 'geheim' });
    await eventually(async () => !(await isLetIn()));
    assert.equal((await api.connect()).state, 'connected');
    const { delivery } = await api.publish({ topic: 'own', payload: '', qos: 1 });
    assert.equal(delivery.state, 'complete');
    assert.deepEqual(brokerSettings().get('users'), [{ name: 'dash' }]);
    await commands.executeCommand('qoscope.broker.users', { name: 'dash', remove: true });
    await eventually(isLetIn);
  });
});
