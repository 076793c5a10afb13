/** Adds the three trees to the side panel, and the documents that their rows open. */

import { window, workspace } from 'vscode';

import type { Contribution } from '../contribution';
import { EXAMPLE_SCHEME, ExampleDocuments } from '../examples/exampleDocuments';
import { MESSAGE_SCHEME, MessageDocuments } from '../messages/messageDocuments';
import { watchWhileSeen } from '../watchWhileSeen';
import { filterOfRow } from './connectionItems';
import { ConnectionsTree } from './connectionsTree';
import { topicOfFinding } from './findingItems';
import { topicOfRow } from './handshakeItems';
import { TopicDrag } from './topicDrag';

/** The view Connections. */
export const connectionsView: Contribution = ({ engine, log }, context) => {
  const tree = new ConnectionsTree(engine, log);
  const view = window.createTreeView('qoscope.connections', {
    treeDataProvider: tree,
    showCollapseAll: true,
    dragAndDropController: new TopicDrag(filterOfRow),
  });
  tree.follow(view);
  context.subscriptions.push(tree, view, watchWhileSeen(engine, view, view.onDidChangeVisibility));
};

/** The view Handshakes. */
export const handshakesView: Contribution = ({ engine, handshakes }, context) => {
  const view = window.createTreeView('qoscope.handshakes', {
    treeDataProvider: handshakes,
    showCollapseAll: true,
    dragAndDropController: new TopicDrag(topicOfRow),
  });
  handshakes.follow(view);
  context.subscriptions.push(view, watchWhileSeen(engine, view, view.onDidChangeVisibility));
};

/** The view Findings. */
export const findingsView: Contribution = ({ engine, findings }, context) => {
  const view = window.createTreeView('qoscope.findings', {
    treeDataProvider: findings,
    showCollapseAll: true,
    dragAndDropController: new TopicDrag(topicOfFinding),
  });
  findings.follow(view);
  context.subscriptions.push(view, watchWhileSeen(engine, view, view.onDidChangeVisibility));
};

/** Messages as read-only documents. */
export const messageDocuments: Contribution = ({ engine }, context) => {
  context.subscriptions.push(
    workspace.registerTextDocumentContentProvider(MESSAGE_SCHEME, new MessageDocuments(engine)),
  );
};

/** Examples as read-only documents. */
export const exampleDocuments: Contribution = ({ examples }, context) => {
  context.subscriptions.push(
    workspace.registerTextDocumentContentProvider(EXAMPLE_SCHEME, new ExampleDocuments(examples)),
  );
};
