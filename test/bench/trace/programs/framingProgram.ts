/** How fast bytes become rows, in a process of its own: `framingProgram HANDSHAKES ROUNDS` prints JSON. */

import { measureFraming } from '../framing';

const [handshakes, rounds] = process.argv.slice(2).map(Number);
process.stdout.write(JSON.stringify(measureFraming({ handshakes: handshakes ?? NaN, rounds: rounds ?? NaN })));
