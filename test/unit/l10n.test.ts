import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { commandNameFaults, translationFaults } from '../support/translationFaults';
import { englishTexts, translations } from '../support/translations';

describe('The texts for translators', () => {
  it('are all texts of host, engine, shared code and page, and no others', () => {
    const { status, stderr } = spawnSync(process.execPath, ['l10n/export.mjs', '--check'], { encoding: 'utf8' });
    assert.equal(stderr, '', 'run `node l10n/export.mjs`');
    assert.equal(status, 0);
  }).timeout(60_000); // 20 s were too few beside other work on two cores
});

/** The titles of commands in English, with those of a language. */
function titlesOf(manifest: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const english = Object.entries(englishTexts().manifest).filter(([key]) => key.startsWith('command.'));
  return new Map(english.map(([key, title]) => [title, manifest[key] ?? title]));
}

for (const { language, manifest, bundle } of translations()) {
  describe(`The translation to ${language}`, () => {
    it('has both of its files', () => {
      assert.ok(manifest !== null, `package.nls.${language}.json`);
      assert.ok(bundle !== null, `l10n/bundle.l10n.${language}.json`);
    });

    it('has every text, with the same places, icons, links and code as the English', () => {
      const english = englishTexts();
      assert.deepEqual(translationFaults(english.manifest, manifest ?? {}), []);
      assert.deepEqual(translationFaults(english.bundle, bundle ?? {}), []);
    });

    it('names commands as the palette does', () => {
      const english = englishTexts();
      const titles = titlesOf(manifest ?? {});
      assert.deepEqual(commandNameFaults(english.manifest, manifest ?? {}, titles), []);
      assert.deepEqual(commandNameFaults(english.bundle, bundle ?? {}, titles), []);
    });
  });
}

describe('The check of translations', () => {
  const english = { a: '{0} of {1}', b: '$(error) failed', c: 'Run "MQTT: Publish…", see `qoscope.trace`', d: '' };

  it('lets a sound one through, in whatever order its places stand', () => {
    const german = { a: '{1} davon {0}', b: '$(error) fehlgeschlagen', c: '`qoscope.trace`: „MQTT: Senden…“', d: '' };
    assert.deepEqual(translationFaults(english, german), []);
    assert.deepEqual(commandNameFaults(english, german, new Map([['Publish…', 'Senden…']])), []);
  });

  it('finds what is missing, needless, empty or not the same', () => {
    const german = { a: '{0} von {0}', b: ' ', e: 'mehr', d: '' };
    assert.deepEqual(translationFaults(english, german), [
      'not used: e',
      'differs in {0} {1} / {0} {0}: a',
      'empty: b',
      'missing: c',
    ]);
  });

  it('finds a command that is called otherwise than in the palette, also where one title begins with another', () => {
    const titles = new Map([
      ['Publish', 'Senden'],
      ['Publish Again', 'Nochmals senden'],
    ]);
    const texts = { a: 'MQTT: Publish Again' };
    assert.deepEqual(commandNameFaults(texts, { a: 'MQTT: Nochmals senden' }, titles), []);
    assert.deepEqual(commandNameFaults(texts, { a: 'MQTT: Senden' }, titles), ['names not "MQTT: Nochmals senden": a']);
  });
});
