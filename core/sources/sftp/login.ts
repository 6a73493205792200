import { oneLine } from '../../text/markup';
import { SessionError } from './errors';
import type { AuthHandlerMiddleware, AuthenticationType, ParsedKey } from './sdk';

export interface LoginWith {
	user: string;
	password?: string;
	key?: ParsedKey;
}

type Prompt = { prompt: string; echo?: boolean };

const ONE_TIME_CODE = /code|token|otp|one.?time|factor|passcode|authenticator/i;
const OR_LOCKED = 'Some servers answer the same where the account is locked or may not come from this address.';

/** Logs in by what there is and what the server takes, each way once: key, password, and the same password asked for by prompt. */
export class Login {
	#ways: ('publickey' | 'password' | 'keyboard-interactive')[];
	readonly #tried: string[] = [];
	/** What the server said last that it takes. */
	#taken: string[] = [];
	#isHalfDone = false;
	#promptedFor?: string;
	#hasAnswered = false;

	constructor(private readonly login: LoginWith) {
		const byKey = login.key ? (['publickey'] as const) : [];
		const byPassword = login.password === undefined ? [] : (['password', 'keyboard-interactive'] as const);
		this.#ways = [...byKey, ...byPassword];
	}

	/** Asks the server first what it takes: a way that it does not offer would count as a failed login. */
	readonly handler: AuthHandlerMiddleware = (methodsLeft, partialSuccess, next) => {
		const taken = methodsLeft as AuthenticationType[] | null;
		if (taken === null) {
			next({ type: 'none', username: this.login.user });
			return;
		}
		this.#taken = taken;
		this.#isHalfDone ||= partialSuccess === true;
		const way = this.#ways.find((name) => taken.includes(name));
		if (way === undefined) {
			next(false as never);
			return;
		}
		// The same password twice would count as two failed logins.
		this.#ways = this.#ways.filter((name) => name !== way && !(way === 'password' && name === 'keyboard-interactive'));
		this.#tried.push(way);
		next(this.#by(way));
	};

	/** Why nobody is logged in. */
	refusal(mayPass: boolean): SessionError {
		const takes = this.#taken.map((name) => oneLine(name, 60).replaceAll(/[^\w.@-]/g, '')).slice(0, 6).join(', ') || 'nothing that it names';
		const { detail, advice } = this.#explain(takes);
		return new SessionError('login', detail, { advice, retryable: mayPass && this.#tried.length > 0 });
	}

	/** The server takes the password, and wants another one before anything else. */
	expired(): SessionError {
		return new SessionError('login', 'the password of that user has expired on the server', {
			advice: 'Have whoever runs the server set a new one, and enter it into the credential.',
			retryable: false,
		});
	}

	#explain(takes: string): { detail: string; advice: string } {
		const isMoreAsked = this.#isHalfDone && !this.#tried.some((way) => this.#taken.includes(way));
		if (this.#promptedFor !== undefined || isMoreAsked) {
			const asked = this.#promptedFor ? `: "${this.#promptedFor}"` : ` (${takes})`;
			return { detail: `the server asks for a second factor${asked}`, advice: 'Ask for an account for programs, which logs in by key or password alone.' };
		}
		if (this.#tried.length === 0) return this.#explainUntried(takes);
		return this.#explainRefused();
	}

	#explainRefused(): { detail: string; advice: string } {
		const isByKey = this.#tried.includes('publickey');
		if (!isByKey) return { detail: 'the server does not accept the password of that user', advice: `Check user and password in the credential. ${OR_LOCKED}` };
		if (this.#tried.length === 1) return { detail: 'the server does not accept the private key of that user', advice: `Check the user in the credential, and that the server knows the public part of this key. ${OR_LOCKED}` };
		return { detail: 'the server accepts neither the private key nor the password of that user', advice: `Check user, password and private key in the credential. ${OR_LOCKED}` };
	}

	#explainUntried(takes: string): { detail: string; advice: string } {
		const { key, password } = this.login;
		const given = [key ? ['a private key'] : [], password === undefined ? [] : ['a password']].flat().join(' and ');
		return {
			detail: `the server takes ${takes}, and the credential has ${given || 'neither password nor private key'}`,
			advice: takes.includes('publickey') && !key ? 'Enter a private key, of which the server knows the public one.' : 'Enter what the server takes into the credential.',
		};
	}

	#by(way: 'publickey' | 'password' | 'keyboard-interactive'): never {
		const { user: username, password = '', key } = this.login;
		if (way === 'publickey') return { type: way, username, key } as never;
		if (way === 'password') return { type: way, username, password } as never;
		const prompt = (_name: string, _text: string, _language: string, prompts: Prompt[], answer: (answers: string[]) => void) =>
			answer(prompts.map((asked) => this.#answer(asked)));
		return { type: way, username, prompt } as never;
	}

	// The password goes to the first hidden prompt alone: to nobody who would show it, and not where a code is asked for.
	#answer({ prompt, echo }: Prompt): string {
		if (echo || this.#hasAnswered || (ONE_TIME_CODE.test(prompt) && !/password:?\s*$/i.test(prompt))) {
			this.#promptedFor = oneLine(prompt.replaceAll(/[^\x20-\x7e]/g, ' '), 80);
			return '';
		}
		this.#hasAnswered = true;
		return this.login.password ?? '';
	}
}
