/** How often the tables of a trace came to take more room: who keeps its bound need not add up what has not changed. */
export class Growth {
  count = 0;
}
