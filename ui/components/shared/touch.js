// Words for a hand without a mouse: what a mouse points at, a finger taps.
export const touched = () => Boolean(globalThis.matchMedia?.('(hover: none)').matches);

export const forHand = words => touched() ? words.replace('Point at', 'Tap').replace('point at', 'tap') : words;
