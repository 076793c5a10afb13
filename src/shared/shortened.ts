/** Names in little room. */

/** A name in at most `room` characters, its middle left out: topics of one tree and generated ids differ at their ends. */
export function shortened(name: string, room: number): string {
  const characters = Array.from(name); // by code points: half a surrogate pair is no character
  if (characters.length <= room) return name;
  const head = Math.floor((room - 1) / 3);
  return `${characters.slice(0, head).join('')}…${characters.slice(head + 1 - room).join('')}`;
}
