/** An answer on the control connection. */
export interface Reply {
	code: number;
	/** Without the code; several lines where there are some. */
	text: string;
}

export const isOk = ({ code }: Reply): boolean => code >= 200 && code < 300;
export const isRefused = ({ code }: Reply): boolean => code >= 400;
/** Refused for now. */
export const isBusy = ({ code }: Reply): boolean => code >= 400 && code < 500;
/** The server does not know the command, or not in this form. */
export const isUnknownCommand = ({ code }: Reply): boolean => [500, 501, 502, 504].includes(code);

/** "213 1234": as much as a file may have. */
export function sizeIn({ code, text }: Reply): number | undefined {
	const digits = code === 213 ? /^\s*(\d{1,16})\b/.exec(text)?.[1] : undefined;
	return digits === undefined ? undefined : Number(digits);
}

/** "213 20210310174042.234" and the fact "modify": always UTC. Milliseconds since 1970. */
export function timeIn(text: string): number | undefined {
	const parts = /^\s*(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)/.exec(text);
	if (!parts) return undefined;
	const [year, month, day, hour, minute, second] = parts.slice(1).map(Number);
	const isDay = new Date(Date.UTC(year, month - 1, day)).getUTCMonth() === month - 1;
	// A leap second is one of the next minute.
	return isDay && hour < 24 && minute < 60 && second < 61 ? Date.UTC(year, month - 1, day, hour, minute, second) : undefined;
}

/** The port in "229 Entering Extended Passive Mode (|||6446|)". */
export function extendedPassivePort(text: string): number | undefined {
	return asPort(/\((\W)\1\1(\d{1,5})\1\)/.exec(text)?.[2]);
}

/**
 * The port in "227 Entering Passive Mode (192,168,1,100,10,229)". The address is left aside: behind a NAT it is wrong, and
 * one of somebody else would be an attack.
 */
export function passivePort(text: string): number | undefined {
	const [, high, low] = /(?<![\d,])(?:\d{1,3},){4}(\d{1,3}),(\d{1,3})(?![\d,])/.exec(text) ?? [];
	return high === undefined || Number(high) > 255 || Number(low) > 255 ? undefined : asPort(String(Number(high) * 256 + Number(low)));
}

function asPort(digits: string | undefined): number | undefined {
	const port = Number(digits);
	return port > 0 && port < 65_536 ? port : undefined;
}

/** The folder in `257 "/home/""quoted""" is the current directory`. */
export function folderIn(text: string): string | undefined {
	return /"((?:[^"]|"")*)"/.exec(text)?.[1].replaceAll('""', '"');
}
