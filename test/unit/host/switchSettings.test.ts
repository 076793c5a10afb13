import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';

import {
  allows,
  readRefusals,
  readSwitches,
  SWITCH_NAMES,
  SWITCHES,
  switchValue,
} from '../../../src/host/broker/switchSettings';
import { DEFAULT_SWITCHES } from '../../../src/shared/engineApi';
import { isRefusal } from '../../../src/shared/reasonCodes';

interface Setting {
  readonly default: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly enum?: readonly unknown[];
  readonly type: unknown;
  readonly additionalProperties?: { readonly enum: readonly string[] };
}

interface Manifest {
  readonly contributes: {
    readonly configuration: readonly { readonly properties: Readonly<Record<string, Setting>> }[];
  };
}

const manifest = JSON.parse(readFileSync(path.join(process.cwd(), 'package.json'), 'utf8')) as Manifest;
const contributed = Object.assign({}, ...manifest.contributes.configuration.map((part) => part.properties)) as Record<
  string,
  Setting | undefined
>;

/** As VS Code hands settings over: what is set, else the manifest's default. */
const values =
  (set: Readonly<Record<string, unknown>> = {}) =>
  (name: string): unknown =>
    name in set ? set[name] : contributed[`qoscope.localBroker.${name}`]?.default;

describe('the settings of the switches', () => {
  it('have in the manifest the ranges and defaults that the code has', () => {
    for (const name of SWITCH_NAMES) {
      const known = SWITCHES[name];
      const setting = contributed[`qoscope.localBroker.${name}`];
      assert.ok(setting !== undefined, name);
      assert.equal(setting.default, known.otherwise, name);
      if (known.kind === 'whole') {
        assert.deepEqual([setting.minimum, setting.maximum], [known.minimum, known.maximum], name);
        assert.deepEqual(setting.type, known.otherwise === null ? ['integer', 'null'] : 'integer', name);
      } else if (setting.type !== 'boolean') assert.deepEqual(setting.enum, known.choices, name);
    }
  });

  it('offer in the manifest exactly the codes that can refuse', () => {
    const offered = contributed['qoscope.localBroker.refuse']?.additionalProperties?.enum.map(Number) ?? [];
    const codes = Array.from({ length: 256 }, (_, code) => code).filter(isRefusal);
    assert.deepEqual(offered, codes);
  });

  it('left alone make the broker that knows everything', () => {
    assert.deepEqual(readSwitches(values()), DEFAULT_SWITCHES);
  });

  it('are read each for its own switch', () => {
    const set = {
      maximumQos: 0,
      receiveMaximum: 1,
      sessionExpiryLimit: 0,
      queueLimit: 2,
      topicAliasMaximum: 3,
      serverKeepAlive: 4,
      overlap: 'each',
      retain: false,
    };
    assert.deepEqual(readSwitches(values({ ...set, refuse: { a: '0x87' } })), {
      ...set,
      refusals: [{ filter: 'a', reasonCode: 0x87 }],
    });
  });

  it('out of range, or of another type, count as their defaults', () => {
    const set = {
      maximumQos: 3,
      receiveMaximum: 0,
      sessionExpiryLimit: -1,
      queueLimit: '5',
      topicAliasMaximum: 1.5,
      serverKeepAlive: 0,
      overlap: 'both',
      retain: 'no',
      refuse: ['a'],
    };
    assert.deepEqual(readSwitches(values(set)), DEFAULT_SWITCHES);
    assert.equal(switchValue(values({ maximumPacketSize: 1 }), 'maximumPacketSize'), 16_777_216);
  });

  it('take null only where no limit is a choice', () => {
    const open = SWITCH_NAMES.filter((name) => allows(SWITCHES[name], null));
    assert.deepEqual(open, ['sessionExpiryLimit', 'serverKeepAlive']);
  });
});

describe('readRefusals', () => {
  it('keeps the order, and leaves out what is no filter or no code that refuses', () => {
    const setting = { 'b/#': '0x9E', a: '0x8f', 'c#': '0x87', $: 1, 'd/+': '0x00', '$share/g/a': '0x87', e: '151' };
    assert.deepEqual(readRefusals(setting), [
      { filter: 'b/#', reasonCode: 0x9e },
      { filter: 'a', reasonCode: 0x8f },
    ]);
    for (const none of [undefined, null, '0x87', 5]) assert.deepEqual(readRefusals(none), []);
  });
});
