// A second extension that only `npm start` brings along. QoScope itself waits until it is used, as an extension should;
// here someone came for it, so its views and the example's text are there from the first moment.
const vscode = require('vscode');

async function showExample() {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const opened = vscode.window.tabGroups.all.some((group) => group.tabs.length > 0);
  if (folder === undefined || opened) return;
  await vscode.commands.executeCommand('markdown.showPreview', vscode.Uri.joinPath(folder.uri, 'README.md'));
}

async function activate() {
  await vscode.commands.executeCommand('workbench.view.extension.qoscope');
  await showExample();
}

module.exports = { activate };
