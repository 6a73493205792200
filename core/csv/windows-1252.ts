/** 0x80 to 0x9F in windows-1252, as the WHATWG Encoding Standard has it; where nothing is defined, the control itself. */
const HIGH = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** Any bytes are text in windows-1252. */
export function fromWindows1252(bytes: Buffer): string {
	return bytes.toString('latin1').replace(/[\x80-\x9f]/g, (control) => HIGH[control.charCodeAt(0) - 0x80]);
}
