/** One subscription of one session (3.8). */

import type { Qos } from '../../shared/model';
import type { Session } from './session';

/** What SUBSCRIBE said of one filter, and what was granted. */
export interface Subscription {
  readonly session: Session;
  /** As the client wrote it, `$share/NAME/` included. */
  readonly filter: string;
  readonly grantedQos: Qos;
  /** 1 to 268,435,455, or null. */
  readonly identifier: number | null;
  /** Messages that the client itself published do not come back (3.8.3-3). */
  readonly noLocal: boolean;
  /** The RETAIN flag goes on as it was published (3.3.1-12, -13). */
  readonly retainAsPublished: boolean;
}
