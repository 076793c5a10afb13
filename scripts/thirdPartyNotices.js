// Gathers the licences of what ends up in the bundles: most of them ask that their text travels with every copy.
const { existsSync, readFileSync, readdirSync } = require('node:fs');
const path = require('node:path');

/** The folder of the package that a bundled file belongs to, or null for our own files. */
function packageFolder(input) {
  const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input.split(path.sep).join('/'));
  return match === null ? null : match[1];
}

/** The texts of a package's licence files, or the licence's name where it comes without one. */
function licence(folder, manifest) {
  const files = readdirSync(folder).filter((name) => /^(licen[cs]e|copying|notice)/i.test(name));
  if (files.length === 0) return `${manifest.license ?? 'No licence is named.'}\n`;
  return files.map((name) => readFileSync(path.join(folder, name), 'utf8').trim()).join('\n\n');
}

function notice(folder) {
  const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const author = typeof manifest.author === 'string' ? manifest.author : manifest.author?.name;
  const from = author ? `, ${author}` : '';
  return [`${manifest.name} ${manifest.version} (${manifest.license}${from})`, '', licence(folder, manifest)].join(
    '\n',
  );
}

/**
 * The notices of all packages that took part in these builds (esbuild metafiles), and of `copied` ones, whose files are
 * shipped as they are; ordered by name.
 */
function thirdPartyNotices(metafiles, copied) {
  const inputs = metafiles.flatMap((metafile) => Object.keys(metafile.inputs));
  const folders = new Set([...inputs.map(packageFolder), ...copied.map((name) => path.join('node_modules', name))]);
  const notices = [...folders].filter((folder) => folder !== null && existsSync(path.join(folder, 'package.json')));
  const head = 'QoScope contains the following works of others, each under its own licence.';
  // A package that stands in node_modules twice with one version is named once.
  return `${[head, ...new Set(notices.map(notice).sort())].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

module.exports = { thirdPartyNotices };
