/** Packets that cannot be read for a reason that has a rule of its own (2.1.3, 2.2.1, 3.3.1). */

import { packetType } from '../../wire/packetFields';
import type { WireState } from '../wireState';
import type { FindingKind } from '../../../shared/findingRules';
import type { Scene } from './scene';

/** Flags of these types have rules of their own. */
const FLAG_KINDS: Readonly<Partial<Record<string, FindingKind>>> = {
  PUBREL: 'pubrelFlags',
  SUBSCRIBE: 'subscribeFlags',
  UNSUBSCRIBE: 'unsubscribeFlags',
};

/** Types with an identifier that their sender chooses (2.2.1-3, -4; 3.1.1: 2.3.1-1); the others repeat one. */
const CHOOSES = new Set(['PUBLISH', 'SUBSCRIBE', 'UNSUBSCRIBE']);
const ANSWERS_REQUEST = new Set(['SUBACK', 'UNSUBACK']);

/** Looks at the error of the current packet. */
export function checkMalformed(scene: Scene, wire: WireState): void {
  const { error, first } = scene.parts.current.row;
  const type = packetType(first);
  if (error?.code === 'packet.qos3') scene.report('qos3', wire);
  else if (error?.code === 'packet.zeroPacketId') checkZero(scene, wire, type);
  else if (error?.code === 'packet.badFlags') {
    scene.report(FLAG_KINDS[type] ?? 'reservedFlags', wire, { type, flags: error.args.flags ?? '' });
  }
}

function checkZero(scene: Scene, wire: WireState, type: string): void {
  if (ANSWERS_REQUEST.has(type)) scene.report('subscribeAnswersNothing', wire, { type, id: 0 });
  else if (!CHOOSES.has(type)) scene.report('acknowledgesNothing', wire, { type, id: 0 });
  else {
    const { from } = scene.parts.current.row;
    scene.report(from === 'client' ? 'clientIdentifierZero' : 'brokerIdentifierZero', wire, { type });
  }
}
