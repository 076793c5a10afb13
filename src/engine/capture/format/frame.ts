/** What the readers of capture files give: the frames of a network, each with its time. */

/** One captured frame. The object serves for all; it holds until the call returns. */
export interface Frame {
  /** What the frame begins with, by the numbers of tcpdump.org's list of link types. */
  linkType: number;
  /** Milliseconds since the first frame of the capture; below 0 where frames do not stand in the order of their times. */
  time: number;
  /** What was captured stands in `bytes` from `start` to the one before `end`; the others are of other frames. */
  bytes: Uint8Array;
  start: number;
  end: number;
  /** What somebody has noted at it; empty where there is nothing. */
  comment: string;
}

/** Takes what a file has, in its order. */
export interface FrameListener {
  frame(frame: Frame): void;
  /** Keys of TLS connections, in the form of SSLKEYLOGFILE. */
  tlsKeys(text: string): void;
}

/** A frame with nothing in it. */
export function newFrame(): Frame {
  return { linkType: 0, time: 0, bytes: new Uint8Array(), start: 0, end: 0, comment: '' };
}

/** Largest frame that is read, in bytes. The largest that captures have are 262,144 bytes long; a longer one is no frame. */
export const MAXIMUM_FRAME = 1024 * 1024;
