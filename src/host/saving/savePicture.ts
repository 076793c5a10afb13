/** Saves a picture of the ladder. */

import path from 'node:path';
import { l10n, workspace } from 'vscode';

import type { PanelRequests } from '../../shared/panelApi';
import { chooseFile } from './chooseFile';
import { offerSaved } from './offerSaved';

/** What a file system somewhere refuses in a name. */
const FORBIDDEN = /[\\/:*?"<>|\p{Cc}]+/gu;

/** Asks where to, writes the picture, and says so. */
export async function savePictureAsking(picture: PanelRequests['savePicture']['params']): Promise<void> {
  const { name, format, content } = picture;
  const suggested = `${fileName(name)}.${format}`;
  const file = await chooseFile(l10n.t('Save Picture'), suggested, { [format.toUpperCase()]: [format] });
  if (file === undefined) return;
  await workspace.fs.writeFile(file, content);
  await offerSaved(file, l10n.t('Saved the picture {0}.', path.posix.basename(file.path)));
}

/** A name that a topic may have lent its slashes to, as one of a file. */
function fileName(name: string): string {
  return name.replace(FORBIDDEN, '-').replace(/^[.\s-]+|[.\s-]+$/g, '') || 'handshake';
}
