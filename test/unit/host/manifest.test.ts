import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { COMMAND_IDS } from '../../../src/host/commands/ids';
import { PAGE_COMMANDS } from '../../../src/shared/panelApi';

interface Contributed {
  readonly command: string;
}

interface Setting {
  readonly type: string;
  readonly default: unknown;
  readonly scope: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly markdownDescription: string;
}

interface Manifest {
  readonly activationEvents: readonly string[];
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] } };
  readonly contributes: {
    readonly commands: readonly (Contributed & { readonly title: string; readonly category: string })[];
    readonly keybindings: readonly Contributed[];
    readonly menus: Readonly<Record<string, readonly Partial<Contributed>[]>>;
    readonly configuration: readonly { readonly properties: Readonly<Record<string, Setting>> }[];
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly viewsWelcome: readonly { readonly view: string }[];
    readonly walkthroughs: readonly {
      readonly icon: string;
      readonly steps: readonly {
        readonly media: { readonly svg: string };
        readonly completionEvents: readonly string[];
      }[];
    }[];
    readonly viewsContainers: Readonly<Record<string, readonly { readonly icon: string }[]>>;
  };
}

const root = process.cwd();
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const manifest = JSON.parse(read('package.json')) as Manifest;
const words = JSON.parse(read('package.nls.json')) as Record<string, string>;
const { contributes } = manifest;
const settings = Object.entries(
  Object.assign({}, ...contributes.configuration.map((part) => part.properties)) as Record<string, Setting>,
);

describe('The manifest', () => {
  it('contributes exactly the commands that have a handler', () => {
    assert.deepEqual(contributes.commands.map(({ command }) => command).sort(), [...COMMAND_IDS].sort());
  });

  it('names only contributed commands in menus, key bindings and the page', () => {
    const named = [
      ...Object.values(contributes.menus).flat(),
      ...contributes.keybindings,
      ...PAGE_COMMANDS.map((command) => ({ command })),
    ].flatMap(({ command }) => command ?? []);
    // VS Code makes a command for each view that gives it the focus.
    const focusing = Object.values(contributes.views).flatMap((views) => views.map(({ id }) => `${id}.focus`));
    const known = new Set<string>([...COMMAND_IDS, ...focusing]);
    assert.deepEqual(
      named.filter((command) => !known.has(command)),
      [],
    );
  });

  it('puts every command under the category MQTT', () => {
    assert.deepEqual([...new Set(contributes.commands.map(({ category }) => words[category.slice(1, -1)]))], ['MQTT']);
  });

  it('has words for each key, and no words without one', () => {
    const keys = [...read('package.json').matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key ?? '');
    assert.deepEqual([...new Set(keys)].sort(), Object.keys(words).sort());
  });

  it('gives each setting a type, a scope, a description and a default within its range', () => {
    for (const [name, setting] of settings) {
      const { type, scope, markdownDescription, minimum, maximum } = setting;
      assert.match(scope, /^(machine|machine-overridable|window)$/, name);
      assert.notEqual(words[markdownDescription.slice(1, -1)], undefined, name);
      if (type !== 'integer') continue;
      const value = setting.default as number;
      assert.ok(minimum !== undefined && maximum !== undefined && minimum <= value && value <= maximum, name);
    }
  });

  it('takes no setting from the workspace where that is not trusted', () => {
    assert.deepEqual(
      [...manifest.capabilities.untrustedWorkspaces.restrictedConfigurations].sort(),
      settings.map(([name]) => name).sort(),
    );
  });

  it('wakes the extension for nothing but its own parts', () => {
    assert.deepEqual(manifest.activationEvents, ['onWebviewPanel:qoscope.page']);
  });

  it('links in its texts to its own commands and views alone, with arguments that can be read', () => {
    const focus = Object.values(contributes.views).flatMap((views) => views.map(({ id }) => `${id}.focus`));
    const known = new Set<string>([...COMMAND_IDS, ...focus]);
    const links = Object.values(words).flatMap((text) => [...text.matchAll(/\(command:([^?)]+)(?:\?([^)]*))?\)/g)]);
    assert.ok(links.length > 10);
    for (const [, command = '', args] of links) {
      assert.ok(known.has(command), command);
      if (args !== undefined) JSON.parse(decodeURIComponent(args));
    }
  });

  it('has a welcome text for each tree', () => {
    const welcomed = new Set(contributes.viewsWelcome.map(({ view }) => view));
    assert.deepEqual(
      contributes.views.qoscope?.map(({ id }) => id).filter((id) => !welcomed.has(id)),
      [],
    );
  });

  it('draws the pictures of the walkthrough without a word that would have to be translated', () => {
    // The standard's own words, and names of programs, files, topics and members of a JSON text.
    const proper =
      /^(MQTT|QoS|id|ms|PUBLISH|PUBACK|PUBREC|PUBREL|PUBCOMP|CONNECT|CONNACK|Clean Start|Session Present|mosquitto_(pub|sub)|command\.json|factory\/\S+|"[\w-]+"|[^A-Za-z]+)$/;
    const pieces = /Clean Start|Session Present|"[^"]*"|factory\/\S+|[A-Za-z][\w.]*/g;
    const steps = contributes.walkthroughs.flatMap(({ steps: all }) => all);
    for (const { media } of steps) {
      const picture = readFileSync(path.join(root, media.svg), 'utf8');
      const texts = [...picture.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text = '']) => text);
      const words = texts.flatMap((text) => text.match(pieces) ?? []);
      assert.deepEqual(
        words.filter((word) => !proper.test(word)),
        [],
        media.svg,
      );
    }
  });

  it('ticks steps of the walkthrough by what is set when it has happened', () => {
    const source = read('src/host/status/firstMinutes.ts') + read('src/host/status/contexts.ts');
    const steps = contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps);
    assert.equal(steps.length, 5);
    for (const { completionEvents } of steps) {
      const [event = '', late] = completionEvents;
      const key = /^onContext:qoscope\.(?:did\.)?(\w+)$/.exec(event)?.[1];
      assert.ok(key !== undefined && new RegExp(`(reach|set)\\('${key}'`).test(source), event);
      assert.equal(late, `${event} && qoscope.firstMinutes`, 'ticked too where it happened before');
    }
  });

  it('names icons and pictures that are there', () => {
    const pictures = contributes.walkthroughs.flatMap(({ icon, steps }) => [
      icon,
      ...steps.map(({ media }) => media.svg),
    ]);
    const icons = Object.values(contributes.viewsContainers).flatMap((views) => views.map(({ icon }) => icon));
    for (const file of [...icons, ...pictures]) assert.ok(existsSync(path.join(root, file)), file);
  });
});
