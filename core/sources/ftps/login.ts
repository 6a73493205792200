import { setTimeout as delay } from 'node:timers/promises';
import type { Logins, Turn } from '../../connections/logins';
import { RecordingError } from '../../errors/recording-error';
import { scrubText } from '../../secrets/scrub';
import type { Control } from './control';
import { classifyFtpsError } from './classify';
import { FtpsError, replyError } from './ftps-error';
import type { FtpsOptions } from './options';
import { folderIn, isBusy, isRefused, type Reply } from './reply';

/** What a server can do: found out once, and good for all connections of a source. */
export interface ServerTraits {
	/** Takes the next command before it has answered the last. */
	pipelines: boolean;
	/** Undefined until somebody has logged in. */
	mlsd?: boolean;
	/** It has, so that a refusal of MLSD is one of the moment. */
	hasListedByMlsd?: boolean;
	/** It has answered SIZE, so that not to know the command is of the moment. */
	hasToldSize?: boolean;
	/** How often in a row it has denied it since. */
	sizeDenials?: number;
	/** EPSV, which says a port and no address. */
	epsv: boolean;
	/** False where it cannot be asked for the next port before it has said that a transfer is over. */
	asksEarly?: boolean;
	/** "LIST -a" tells hidden files too, where the server does not take "-a" for a name. */
	listCommand: 'LIST -a' | 'LIST';
	/** Ends connections for data as TLS has it, so that one that was cut can be told; undefined until a listing came. */
	endsData?: boolean;
	/** The folder that keys are relative to, from the root, without a slash at its end. */
	base: string;
}

/** The server kept silent to commands that were sent together. */
export class PipeliningError extends Error {}

// Far longer than an answer takes, and short enough to be lost once.
const SILENT_MS = 3_000;

/**
 * Logs in and sets the connection up. Some servers refuse a right password at random (a script of an 8x8 customer tries
 * ten times): a login that was accepted before is marked as proven when it is refused, so that it may be tried again.
 */
export async function logIn(control: Control, options: FtpsOptions, traits: ServerTraits, logins: Logins, signal: AbortSignal): Promise<void> {
	const { user, password } = options;
	const secret = password.reveal();
	if (/[\r\n\0]/.test(user + secret)) throw unsayable();
	const turn = await logins.turn(signal);
	try {
		const answer = await answerToLogin(control, user, secret);
		if (isRefused(answer) || answer.code === 332) throw refused(answer, secret, turn);
		turn.accepted();
	} finally {
		turn.end();
	}
	await setUp(control, options, traits);
}

function unsayable(): RecordingError {
	return new RecordingError({
		code: 'CREDENTIAL_INVALID',
		operation: 'connect',
		detail: 'user or password has a line end in it',
		advice: 'Write user and password again, each on one line.',
	});
}

async function answerToLogin(control: Control, user: string, secret: string): Promise<Reply> {
	const answer = await control.ask(`USER ${onWire(user)}`);
	return answer.code === 331 ? await control.ask(`PASS ${onWire(secret)}`) : answer;
}

function refused(answer: Reply, secret: string, turn: Turn): FtpsError {
	// A server may repeat what it refuses.
	const refusal = replyError('PASS', { ...answer, text: scrubText(answer.text, [secret, onWire(secret)]) });
	const { problem } = refusal;
	// A server that is full, or out of order, has not looked at the password.
	if (problem.kind !== 'reply' || classifyFtpsError(refusal).code !== 'CREDENTIAL_REFUSED') return refusal;
	return turn.refused((isProven) => new FtpsError({ ...problem, isProven }));
}

/** Text for the control connection, which takes bytes. */
export function onWire(text: string): string {
	return Buffer.from(text, 'utf8').toString('latin1');
}

async function setUp(control: Control, { root = '', mode }: FtpsOptions, traits: ServerTraits): Promise<void> {
	const commands = ['TYPE I', 'PBSZ 0', 'PROT P', 'OPTS UTF8 ON', 'FEAT', 'PWD'];
	const answers = traits.pipelines ? await together(control, commands) : await oneByOne(control, commands);
	const [binary, , protection, , features, folder] = answers;
	if (isRefused(binary)) throw replyError('TYPE', binary);
	assertProtected(mode, protection);
	const facts = factsIn(features);
	// Who has done it can.
	traits.mlsd ??= facts !== undefined || traits.hasListedByMlsd === true;
	if (facts !== undefined && /(?:type|size|modify);/i.test(facts)) await control.ask('OPTS MLST type;size;modify;');
	const start = folder.code === 257 ? folderIn(folder.text) : undefined;
	traits.base = joined(start ?? '/', root);
}

/** What a server tells of files by MLSD; undefined where it does not know it. */
function factsIn(features: Reply): string | undefined {
	// Who is busy has not said what he can do.
	if (isBusy(features)) throw replyError('FEAT', features);
	return isRefused(features) ? undefined : /^\s*MLST\b(.*)$/im.exec(features.text)?.[1];
}

/** Where TLS was there from the first byte on, some servers do not know the command, and protect data all the same. */
function assertProtected(mode: FtpsOptions['mode'], answer: Reply): void {
	if (mode === 'explicit' && isRefused(answer)) throw new FtpsError({ kind: 'stranger', speaks: 'clearData', start: `${answer.code} ${answer.text}` });
}

function joined(start: string, root: string): string {
	const path = root.startsWith('/') ? onWire(root) : `${start}/${onWire(root)}`;
	return path.replaceAll(/\/{2,}/g, '/').replace(/\/$/, '');
}

async function oneByOne(control: Control, commands: string[]): Promise<Reply[]> {
	const answers: Reply[] = [];
	for (const command of commands) answers.push(await control.ask(command));
	return answers;
}

async function together(control: Control, commands: string[]): Promise<Reply[]> {
	const stop = new AbortController();
	let answered = 0;
	const asked = commands.map(async (command) => {
		const answer = await control.ask(command);
		answered++;
		return answer;
	});
	const watch = async () => {
		for (let before = -1; before < answered; ) {
			before = answered;
			await delay(SILENT_MS, undefined, { signal: stop.signal });
		}
		throw new PipeliningError();
	};
	const all = Promise.all(asked);
	all.catch(() => {});
	const watching = watch();
	watching.catch(() => {});
	try {
		return await Promise.race([all, watching]);
	} finally {
		stop.abort();
	}
}
