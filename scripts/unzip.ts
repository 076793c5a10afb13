/** Reads a .vsix, which is a zip file. */

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import JSZip from 'jszip';

/** The files of a zip file: their paths in it, with forward slashes, and their bytes. */
export async function filesInZip(file: string): Promise<Map<string, Buffer>> {
  const zip = await JSZip.loadAsync(await readFile(file));
  const entries = Object.values(zip.files).filter((entry) => !entry.dir);
  return new Map(
    await Promise.all(entries.map(async (entry) => [entry.name, await entry.async('nodebuffer')] as const)),
  );
}

/** Writes the files under `prefix` of a zip file into a folder, without the prefix. */
export async function unzip(file: string, prefix: string, folder: string): Promise<void> {
  for (const [name, bytes] of await filesInZip(file)) {
    if (!name.startsWith(prefix)) continue;
    const target = path.join(folder, name.slice(prefix.length));
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, bytes);
  }
}
