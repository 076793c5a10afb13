import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { readUsersFile } from '../../../src/engine/commandLine/usersFile';

describe('readUsersFile', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'qoscope-users-'));
    file = path.join(folder, 'users.json');
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  it('reads users; rules that are left out allow everything', async () => {
    const dash = { name: 'dash', password: 'päss "word"', read: ['sensors/#', '$SYS/#'], write: [] };
    writeFileSync(file, JSON.stringify({ users: [dash, { name: 'root', password: '' }] }));
    assert.deepEqual(await readUsersFile(file), [dash, { name: 'root', password: '', read: null, write: null }]);
  });

  it('says which file cannot be read, or is no JSON', async () => {
    await assert.rejects(readUsersFile(file), { code: 'users.unreadable', message: /users\.json.*ENOENT/ });
    writeFileSync(file, '{');
    await assert.rejects(readUsersFile(file), { code: 'users.notJson' });
  });

  it('names the user that is not as expected', async () => {
    const sound = { name: 'a', password: 'x' };
    for (const wrong of [
      null,
      'a',
      { ...sound, name: '' },
      { name: 'a' },
      { ...sound, password: 1 },
      { ...sound, read: 'a' },
      { ...sound, write: ['a#'] },
      { ...sound, read: ['$share/g/a'] },
    ]) {
      writeFileSync(file, JSON.stringify({ users: [{ ...sound, name: 'b' }, wrong] }));
      await assert.rejects(
        readUsersFile(file),
        { code: 'users.badShape', message: /users\[1\]/ },
        JSON.stringify(wrong),
      );
    }
    for (const wrong of ['[]', 'null', '{}', '{"users":{}}']) {
      writeFileSync(file, wrong);
      await assert.rejects(readUsersFile(file), { code: 'users.badShape' }, wrong);
    }
  });

  it('refuses a name that is there twice', async () => {
    const user = { name: 'a', password: 'x' };
    writeFileSync(file, JSON.stringify({ users: [user, user] }));
    await assert.rejects(readUsersFile(file), { code: 'users.twice', message: /"a"/ });
  });
});
