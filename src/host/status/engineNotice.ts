/** Tells the person that the engine has died, with the way to start it again at hand. */

import { commands, l10n, window } from 'vscode';

import type { Contribution } from '../contribution';
import { reportTo } from '../log';
import type { QoScopeError } from '../../shared/sentences';
import { errorInWords } from '../words';

/** Shows a message at each death. */
export const engineNotice: Contribution = ({ engine, log }, context) => {
  const tell = async (problem: QoScopeError): Promise<void> => {
    const restart = l10n.t('Restart Engine');
    const answer = await window.showErrorMessage(errorInWords(problem), restart);
    if (answer === restart) await commands.executeCommand('qoscope.engine.restart');
  };
  context.subscriptions.push(
    engine.onDidChangeProblem((problem) => {
      if (problem !== null) reportTo(log, tell(problem));
    }),
  );
};
