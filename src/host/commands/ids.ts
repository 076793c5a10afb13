/** The ids of all commands, as package.json contributes them (a test compares the two). */
export const COMMAND_IDS = [
  'qoscope.broker.start',
  'qoscope.broker.stop',
  'qoscope.broker.restart',
  'qoscope.broker.toggle',
  'qoscope.broker.copyAddress',
  'qoscope.broker.forward',
  'qoscope.broker.laboratory',
  'qoscope.broker.users',
  'qoscope.certificate.make',
  'qoscope.connect',
  'qoscope.disconnect',
  'qoscope.publish',
  'qoscope.publishSelection',
  'qoscope.publishSelectionQos0',
  'qoscope.publishSelectionQos1',
  'qoscope.publishSelectionQos2',
  'qoscope.changeTopic',
  'qoscope.subscribe',
  'qoscope.unsubscribe',
  'qoscope.openPage',
  'qoscope.engine.restart',
  'qoscope.showLog',
  'qoscope.trace.clear',
  'qoscope.trace.pause',
  'qoscope.trace.resume',
  'qoscope.trace.export',
  'qoscope.trace.open',
  'qoscope.capture.reload',
  'qoscope.handshakes.showNew',
  'qoscope.handshakes.older',
  'qoscope.openMessage',
  'qoscope.openMessageHex',
  'qoscope.reveal',
  'qoscope.revealInTree',
  'qoscope.copyTopic',
  'qoscope.copyHandshake',
  'qoscope.publishAgain',
  'qoscope.filterByTopic',
  'qoscope.filterByClient',
  'qoscope.filterByQos',
  'qoscope.findings.showNew',
  'qoscope.findings.older',
  'qoscope.findings.reveal',
  'qoscope.findings.copy',
  'qoscope.findings.filter',
  'qoscope.walkthrough',
  'qoscope.examples.openFile',
  'qoscope.examples.openFolder',
] as const;

/** The id of a command. */
export type CommandId = (typeof COMMAND_IDS)[number];

/** What a command does; what it is given depends on where it was called from, so it checks. */
export type CommandHandler = (argument: unknown) => unknown;

/** A handler for each command: one that is missing does not compile. */
export type CommandMap = Readonly<Record<CommandId, CommandHandler>>;
