import { RecordingError } from '../errors/recording-error';

/** Pages in a row that bring nothing. Azure may send empty pages, but not a day of them. */
export const MAX_EMPTY_PAGES = 10_000;
/** Pages of one listing that bring fewer than `THIN_PAGE` results. Who sends a name a page for ever never ends. */
export const MAX_THIN_PAGES = 100_000;
const THIN_PAGE = 10;

/**
 * Watches the tokens of one listing and ends it when the service repeats itself. Finds a cycle of any length with
 * one remembered token (Brent's method), so memory does not grow with the listing.
 */
export class PageGuard {
	#remembered?: string;
	#pagesSinceRemembered = 0;
	#rememberNextAfter = 1;
	#emptyPages = 0;
	#thinPages = 0;

	constructor(private readonly operation: string) {}

	/** Call for each page that has a successor. Throws LISTING_ENDLESS. */
	check(nextToken: string, resultCount: number): void {
		this.#emptyPages = resultCount === 0 ? this.#emptyPages + 1 : 0;
		if (resultCount < THIN_PAGE) this.#thinPages++;
		if (nextToken === this.#remembered) throw this.#endless('the service repeats a page marker');
		if (this.#emptyPages > MAX_EMPTY_PAGES) throw this.#endless(`more than ${MAX_EMPTY_PAGES} empty pages in a row`);
		if (this.#thinPages > MAX_THIN_PAGES) {
			throw this.#endless(`more than ${MAX_THIN_PAGES} pages with fewer than ${THIN_PAGE} results each`);
		}
		if (++this.#pagesSinceRemembered === this.#rememberNextAfter) {
			this.#remembered = nextToken;
			this.#rememberNextAfter *= 2;
			this.#pagesSinceRemembered = 0;
		}
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
