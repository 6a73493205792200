import { RecordingError } from '../errors/recording-error';

/** Pages in a row that bring nothing. Azure may send empty pages, but not a day of them. */
export const MAX_EMPTY_PAGES = 10_000;
/** Pages of one listing that bring fewer than `THIN_PAGE` results. Who sends a name a page for ever never ends. */
export const MAX_THIN_PAGES = 100_000;
const THIN_PAGE = 10;
/** More than any container of recordings holds: 3,000,000 are a large month. */
export const MAX_RESULTS = 100_000_000;

/** What a page brought. */
export interface PageResult {
	count: number;
	/** Stands for its content: no two pages of one listing have the same. Absent for an empty page. */
	content?: string;
}

/**
 * Watches the pages of one listing and ends it when the service repeats itself, be it by its markers or by what it
 * brings under ever new ones. Memory does not grow with the listing.
 */
export class PageGuard {
	readonly #tokens = new CycleFinder();
	readonly #contents = new CycleFinder();
	#emptyPages = 0;
	#thinPages = 0;
	#results = 0;

	constructor(private readonly operation: string) {}

	/** Call for each page that has a successor. Throws LISTING_ENDLESS. */
	check(nextToken: string, { count, content }: PageResult): void {
		this.#emptyPages = count === 0 ? this.#emptyPages + 1 : 0;
		if (count < THIN_PAGE) this.#thinPages++;
		this.#results += count;
		if (this.#tokens.isSeen(nextToken)) throw this.#endless('the service repeats a page marker');
		if (content !== undefined && this.#contents.isSeen(content)) throw this.#endless('the service repeats a page');
		const excess = this.#excess();
		if (excess !== undefined) throw this.#endless(excess);
	}

	#excess(): string | undefined {
		if (this.#emptyPages > MAX_EMPTY_PAGES) return `more than ${MAX_EMPTY_PAGES} empty pages in a row`;
		if (this.#thinPages > MAX_THIN_PAGES) return `more than ${MAX_THIN_PAGES} pages with fewer than ${THIN_PAGE} results each`;
		return this.#results > MAX_RESULTS ? `more than ${MAX_RESULTS} results` : undefined;
	}

	#endless(detail: string): RecordingError {
		return new RecordingError({
			code: 'LISTING_ENDLESS',
			operation: this.operation,
			detail,
			advice: 'Run it again; if it happens again, report the time to the support of the service.',
		});
	}
}

/** Finds a cycle of any length in a row of texts with one remembered text: Brent's method. */
class CycleFinder {
	#remembered?: string;
	#sinceRemembered = 0;
	#rememberNextAfter = 1;

	isSeen(text: string): boolean {
		if (text === this.#remembered) return true;
		if (++this.#sinceRemembered === this.#rememberNextAfter) {
			this.#remembered = text;
			this.#rememberNextAfter *= 2;
			this.#sinceRemembered = 0;
		}
		return false;
	}
}
