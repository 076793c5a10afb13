/** Topics and filters can be dragged out of the trees, into an editor or anything else that takes text. */

import { DataTransferItem, type DataTransfer, type TreeDragAndDropController } from 'vscode';

const TEXT = 'text/plain';

/** Takes no drops; a drag carries what `topicOf` gives of its rows, each once and on a line of its own. */
export class TopicDrag<Row> implements TreeDragAndDropController<Row> {
  readonly dragMimeTypes = [TEXT];
  readonly dropMimeTypes = [];

  constructor(private readonly topicOf: (row: Row) => string | null) {}

  handleDrag(rows: readonly Row[], transfer: DataTransfer): void {
    const topics = new Set(rows.map((row) => this.topicOf(row)).filter((topic) => topic !== null));
    if (topics.size > 0) transfer.set(TEXT, new DataTransferItem([...topics].join('\n')));
  }
}
