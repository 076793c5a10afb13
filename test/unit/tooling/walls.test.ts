import assert from 'node:assert/strict';
import path from 'node:path';
import { ESLint } from 'eslint';
import { PROJECT } from '../../../scripts/paths';

/** An import that climbs a wall, and the file that it stands in. */
const CLIMBED: readonly (readonly [string, string])[] = [
  ['src/shared/model.ts', 'vscode'],
  ['src/shared/model.ts', 'node:fs'],
  ['src/shared/model.ts', '../engine/clock'],
  ['src/shared/model.ts', '../host/log'],
  ['src/shared/model.ts', 'mqtt-packet'],
  ['src/shared/filter/parser.ts', '../../engine/clock'],
  ['src/shared/filter/parser.ts', 'node:fs'],
  ['src/engine/engine.ts', 'vscode'],
  ['src/engine/engine.ts', '../host/log'],
  ['src/engine/wire/framer.ts', '../../host/views/connections'],
  ['src/engine/packetTree/packetTree.ts', '../../host/words'],
  ['src/engine/saving/csv.ts', 'vscode'],
  ['src/engine/trace/filter/rowViews.ts', '../../../host/filters'],
  ['src/engine/trace/rates/rates.ts', '../../../../webview/rates/rateSeries'],
  ['src/engine/engine.ts', '../../webview/store'],
  ['src/engine/engine.ts', '../extension'],
  ['src/cli.ts', 'vscode'],
  ['src/cli.ts', './host/log'],
  ['src/cli.ts', './extension'],
  ['src/extension.ts', './engine/engine'],
  ['src/extension.ts', './cli'],
  ['src/host/log.ts', '../engine/clock'],
  ['src/host/log.ts', '../../webview/store'],
  ['src/host/saving/saveTrace.ts', '../../engine/saving/saveTrace'],
  ['src/host/captures/captureDocument.ts', '../../engine/capture/openCapture'],
  ['src/host/views/tree.ts', '../../engine/trace/recorder'],
  ['src/host/log.ts', 'mqtt'],
  ['webview/store.ts', 'vscode'],
  ['webview/store.ts', 'node:net'],
  ['webview/store.ts', 'fs'],
  ['webview/store.ts', '../src/engine/clock'],
  ['webview/store.ts', '../src/host/log'],
  ['webview/store.ts', '../src/extension'],
  ['webview/views/matrix.ts', '../../src/host/log'],
  ['webview/ladder/ladder.ts', '../../src/engine/trace/legs'],
  ['webview/packet/packetPane.ts', '../../src/engine/packetTree/packetTree'],
  ['webview/rates/rateChart.ts', '../../src/host/figures'],
  ['webview/store.ts', 'mqtt-packet'],
];

/** Imports that the same rooms live by. */
const ALLOWED: readonly (readonly [string, string])[] = [
  ['src/shared/model.ts', './topics'],
  ['src/shared/filter/parser.ts', '../sentences'],
  ['src/engine/engine.ts', '../shared/engineApi'],
  ['src/engine/wire/framer.ts', '../trace/recorder'],
  ['src/engine/engine.ts', 'node:net'],
  ['src/engine/engine.ts', 'mqtt-packet'],
  ['src/cli.ts', './engine/engine'],
  ['src/extension.ts', './host/log'],
  ['src/host/log.ts', 'vscode'],
  ['src/host/log.ts', '../shared/engineApi'],
  ['webview/store.ts', '../src/shared/panelApi'],
  ['webview/views/matrix.ts', '../../src/shared/model'],
  ['webview/views/matrix.ts', '../store'],
  ['webview/rates/rateChart.ts', 'uplot'],
];

/** Only the walls, and without types, which take seconds and have no say here. */
const linter = new ESLint({
  cwd: PROJECT,
  ruleFilter: ({ ruleId }) => ruleId === 'no-restricted-imports',
  overrideConfig: { files: ['**/*.ts'], languageOptions: { parserOptions: { projectService: false } } },
});

/** What the linter says to this import in this file. */
async function complaints(file: string, imported: string): Promise<string[]> {
  const results = await linter.lintText(`import '${imported}';\n`, { filePath: path.join(PROJECT, file) });
  return results.flatMap((result) => result.messages.map((message) => message.message));
}

describe('the walls between the rooms', () => {
  for (const [file, imported] of CLIMBED) {
    it(`refuse ${imported} in ${file}`, async () => {
      const [complaint, ...others] = await complaints(file, imported);
      assert.match(complaint ?? 'nothing', /import/);
      assert.deepEqual(others, []);
    });
  }

  for (const [file, imported] of ALLOWED) {
    it(`let ${imported} into ${file}`, async () => {
      assert.deepEqual(await complaints(file, imported), []);
    });
  }

  it('refuse the webview toolkit outside the file that registers it', async () => {
    const all = new ESLint({
      cwd: PROJECT,
      ruleFilter: ({ ruleId }) => ruleId === 'no-restricted-syntax',
      overrideConfig: { files: ['**/*.ts'], languageOptions: { parserOptions: { projectService: false } } },
    });
    const code = "import '@vscode/webview-ui-toolkit';\n";
    const [elsewhere] = await all.lintText(code, { filePath: path.join(PROJECT, 'webview/store.ts') });
    const [toolkit] = await all.lintText(code, { filePath: path.join(PROJECT, 'webview/toolkit.ts') });
    assert.equal(elsewhere?.messages.length, 1);
    assert.deepEqual(toolkit?.messages, []);
  });
});
