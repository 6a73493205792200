/** What goes wrong with one command. Everything that is absent goes right. */
export interface FtpFault {
	/** This instead of doing it. */
	answer?: [code: number, text: string];
	/** Closes the control connection, and the data connection if there is one. */
	hangUp?: boolean;
	/** Never answers. */
	isSilent?: boolean;
	/** Closes the data connection after so many bytes, and says this; by default that all was sent. */
	cutAfterBytes?: number;
	thenSays?: [code: number, text: string];
	/** Resets the data connection in the place of closing it. */
	resets?: boolean;
	stallAfterBytes?: number;
	/** Says that all was sent, this much later. */
	lateMs?: number;
	/** Says this before everything else. */
	saysFirst?: string;
	/** In the place of a listing. */
	lines?: string[];
	/** Says this before everything else, for ever. */
	floods?: string;
	/** Sends this in the place of a listing or a file, for ever. */
	endless?: () => Buffer;
}

interface Injection {
	fault: FtpFault;
	verb: string;
	/** Strikes from this one on, counted from 1. */
	from: number;
	times: number;
	seen: number;
}

export class FtpFaults {
	#injections: Injection[] = [];

	/** Strikes commands of a verb; `login` is for the greeting, and `*` any command. */
	inject(verb: string, fault: FtpFault, { from = 1, times = 1 }: { from?: number; times?: number } = {}): void {
		this.#injections.push({ fault, verb, from, times, seen: 0 });
	}

	heal(): void {
		this.#injections = [];
	}

	next(verb: string): FtpFault {
		const striking = this.#injections.find((injection) => {
			if ((injection.verb !== verb && injection.verb !== '*') || injection.times <= 0) return false;
			return ++injection.seen >= injection.from;
		});
		if (striking) striking.times--;
		return striking?.fault ?? {};
	}
}
