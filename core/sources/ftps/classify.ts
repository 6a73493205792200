import type { ErrorCode } from '../../errors/codes';
import { RefusedBefore } from '../../connections/refused-before';
import { classifyNetworkError } from '../../errors/network';
import type { Classification } from '../../errors/recording-error';
import { textOf } from '../../errors/text-of';
import { oneLine } from '../../text/markup';
import { BY_CODE, CUT_ADVICE, DATA_ADVICE, IN_CLEAR_ADVICE, NO_ENTRY_ADVICE, NO_FOLDER_ADVICE, REUSE_ADVICE, STRANGERS, tlsAdvice } from './advice';
import { FtpsError, type FtpsProblem } from './ftps-error';
import type { FtpsOptions } from './options';

type Said = Extract<FtpsProblem, { kind: 'reply' }>;
type Wording = Pick<FtpsOptions, 'credentialLabel' | 'advice'>;

// https://www.rfc-editor.org/rfc/rfc959#section-4.2, RFC 2228 and 4217 for TLS, RFC 7151 for 430.
const BY_REPLY = new Map<number, ErrorCode>([
	[421, 'CONNECTION_FAILED'],
	[425, 'CONNECTION_FAILED'],
	[426, 'CONNECTION_FAILED'],
	[430, 'CREDENTIAL_REFUSED'],
	[431, 'TLS_FAILED'],
	[434, 'CONNECTION_FAILED'],
	[450, 'CONFLICT'],
	[451, 'SERVICE_FAILED'],
	[452, 'TOO_LARGE'],
	[500, 'UNSUPPORTED'],
	[501, 'INVALID_REQUEST'],
	[502, 'UNSUPPORTED'],
	[503, 'INVALID_REQUEST'],
	[504, 'UNSUPPORTED'],
	[522, 'TLS_FAILED'],
	[530, 'CREDENTIAL_REFUSED'],
	[532, 'PERMISSION_DENIED'],
	[332, 'CREDENTIAL_REFUSED'],
	[533, 'TLS_FAILED'],
	[534, 'TLS_FAILED'],
	[535, 'TLS_FAILED'],
	[536, 'TLS_FAILED'],
	[551, 'INVALID_REQUEST'],
	[552, 'TOO_LARGE'],
]);
const TOO_MANY = /too many|max(?:imum|\.)?\b.{0,40}(?:connection|client|user|session|login|reached|exceed)|(?:connection|client|user|session|login)s?\b.{0,30}\b(?:limit|exceeded|maximum)\b|already connected/i;
const DENIED = /denied|permission|not allowed|forbidden|privilege|not authori[sz]ed|read-?only/i;
const MISSING = /no such|not found|not exist|cannot find|can't find/i;
const NO_FOLDER = /\b(?:home|directory|folder|chroot|ENOENT)\b|no such file/i;
const REUSE = /\b(?:tls|ssl)\b.{0,60}(?:session|reus|resum|cach)|session.{0,30}(?:reus|resum)/i;
const REUSE_CODES = new Set([425, 426, 435, 450, 451, 522, 550]);
// Refused for want of a right, where the text does not say. A file that is to be read is rather not there; of a folder
// the listing finds out itself.
const CHANGING = new Set(['STOR', 'RNFR', 'RNTO', 'MKD', 'DELE', 'CWD', 'MLSD']);
// Who answers in clear from the start is no network error, but a stranger.
const IN_CLEAR = /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|RECORD_LAYER/;
const MAX_TEXT_LENGTH = 300;

/** What an error of an FTPS server means. Pure. */
export function classifyFtpsError(error: unknown, wording: Wording = {}): Classification {
	if (error instanceof RefusedBefore) return error.explain(classifyFtpsError(error.refusal, wording));
	if (!(error instanceof FtpsError)) return { code: 'UNKNOWN', detail: textOf(error) };
	const found = explain(error.problem, wording);
	return { ...found, advice: wording.advice?.[found.code] ?? found.advice ?? BY_CODE[found.code] };
}

function explain(problem: FtpsProblem, wording: Wording): Classification {
	switch (problem.kind) {
		case 'reply':
			return explainReply(problem, wording);
		case 'stranger':
			return explainStranger(problem);
		case 'network':
			return explainNetwork(problem);
		case 'cut':
			return { code: 'CONNECTION_FAILED', detail: `the connection for data ended after ${problem.receivedBytes} of ${problem.expectedBytes} bytes`, advice: CUT_ADVICE };
		case 'cutListing':
			return { code: 'CONNECTION_FAILED', detail: 'the connection for data was cut in the middle of a listing', advice: CUT_ADVICE };
		case 'grown':
			return { code: 'CHANGED', detail: `the file grew beyond its ${problem.expectedBytes} bytes while it was read` };
		case 'garbled':
			return { code: 'INVALID_RESPONSE', detail: oneLine(problem.detail, MAX_TEXT_LENGTH), retryable: problem.mayPass === true };
	}
}

function explainReply(said: Said, { credentialLabel = 'The login' }: Wording): Classification {
	const code = codeOfReply(said);
	const answer = `the server answered ${said.code}${said.text ? `: ${said.text}` : ''}`;
	const isOfSession = code === 'TLS_FAILED' || (said.code === 425 && REUSE.test(said.text));
	return {
		code,
		detail: code === 'CREDENTIAL_REFUSED' ? `${credentialLabel}: ${answer}` : answer,
		advice: isOfSession ? REUSE_ADVICE : adviceOnReply(said),
		retryable: retryableReply(said, code),
		serviceCode: String(said.code),
	};
}

function codeOfReply(said: Said): ErrorCode {
	const { code, text, verb } = said;
	if (isTurnedAway(said)) return 'THROTTLED';
	if (said.mayPass) return 'SERVICE_FAILED';
	if (isNotLetIn(said) || isWithoutFolder(said)) return 'PERMISSION_DENIED';
	if (REUSE_CODES.has(code) && REUSE.test(text)) return 'TLS_FAILED';
	if (code === 550 || code === 553) return codeOfRefusal(verb, text);
	// Some servers say the error of their file system after a code of their own choice.
	if (code >= 500 && /ENOENT|no such file/i.test(text)) return 'NOT_FOUND';
	return BY_REPLY.get(code) ?? codeOfUnknown(code);
}

function codeOfUnknown(code: number): ErrorCode {
	return code >= 400 && code < 500 ? 'SERVICE_FAILED' : 'UNKNOWN';
}

function isTurnedAway({ code, text, verb }: Said): boolean {
	const isLogin = isOfLogin(verb);
	if (code === 421 && isLogin) return true;
	return (code === 421 || (isLogin && (code === 530 || code === 550))) && TOO_MANY.test(text);
}

/** The password is right, as a rule, and the folder of the user is not there or closed. */
function isWithoutFolder({ code, text, verb }: Said): boolean {
	if (verb !== 'PASS') return false;
	return code === 550 || code === 553 || (code >= 500 && NO_FOLDER.test(text));
}

/** Before anybody said who he is. */
function isNotLetIn({ code, verb }: Said): boolean {
	return verb === 'greeting' && code >= 500;
}

function isOfLogin(verb: string): boolean {
	return verb === 'greeting' || verb === 'PASS';
}

/** "550" alone is said of what is missing and of what is forbidden. */
function codeOfRefusal(verb: string, text: string): ErrorCode {
	if (MISSING.test(text)) return 'NOT_FOUND';
	return DENIED.test(text) || CHANGING.has(verb) ? 'PERMISSION_DENIED' : 'NOT_FOUND';
}

function adviceOnReply(said: Said): string | undefined {
	const { code } = said;
	if (isNotLetIn(said)) return NO_ENTRY_ADVICE;
	if (isWithoutFolder(said)) return NO_FOLDER_ADVICE;
	if (code === 425) return DATA_ADVICE;
	return code === 426 ? CUT_ADVICE : undefined;
}

function retryableReply({ code, isProven }: Said, found: ErrorCode): boolean | undefined {
	// The password was right before: this server refuses logins at random.
	if (found === 'CREDENTIAL_REFUSED' && isProven) return true;
	// Another connection has a session of its own.
	if (found === 'TLS_FAILED' && code !== 431 && code < 530) return true;
	return code === 450 ? true : undefined;
}

function explainStranger({ speaks, start = '' }: Extract<FtpsProblem, { kind: 'stranger' }>): Classification {
	const { detail, advice } = STRANGERS[speaks];
	const quoted = oneLine(start, 60);
	return { code: 'TLS_FAILED', detail: quoted ? `${detail}: "${quoted}"` : detail, advice, retryable: false };
}

function explainNetwork({ where, code, text }: Extract<FtpsProblem, { kind: 'network' }>): Classification {
	const known = classifyNetworkError(Object.assign(new Error(text), { code }));
	if (where === 'control' && IN_CLEAR.test(code)) return { code: 'SERVICE_FAILED', detail: `the server went on in clear in the middle of TLS (${code})`, advice: IN_CLEAR_ADVICE };
	if (known?.code === 'TLS_FAILED') return { ...known, advice: tlsAdvice(code) ?? known.advice };
	if (where === 'data') return explainData(code, known?.code ?? 'CONNECTION_FAILED');
	if (known) return { ...known, advice: BY_CODE[known.code] };
	return { code: 'CONNECTION_FAILED', detail: `the server closed the connection${text ? ` (${text})` : ''}` };
}

function explainData(systemCode: string, code: ErrorCode): Classification {
	const isUnreachable = code === 'TIMED_OUT' || systemCode === 'ECONNREFUSED' || systemCode === 'EHOSTUNREACH';
	const detail = `the connection for data failed or was cut${systemCode ? ` (${systemCode})` : ''}`;
	return { code, detail, advice: isUnreachable ? DATA_ADVICE : CUT_ADVICE };
}
