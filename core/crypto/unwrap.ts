import { MalformedError } from './asn1/element';
import { contentTypeOf } from './cms/content-types';
import { ByteFeed } from './byte-feed';

/** How a message comes: `binary` as it is; as text in base64, bare, in PEM, or as a mail (S/MIME). */
export type Wrapping = 'binary' | 'base64' | 'pem' | 'smime';

const PEM_BEGIN = /^\s*-----BEGIN (PKCS7|CMS|PKCS #7 DATA)-----\r?\n/;
/** Lines of a mail's head, those that go on indented included, up to the empty one. RFC 8551, section 3. */
const MAIL_HEAD = /^(?:[A-Za-z][A-Za-z0-9-]*:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*)+\r?\n/;
const IS_PKCS7 = /^Content-Type:\s*application\/(x-)?pkcs7-mime\b/im;
const IS_BINARY = /^Content-Transfer-Encoding:\s*(binary|8bit)\b/im;
const IS_BASE64 = /^\s*M[A-Za-z0-9+/\s]{32}/;
const LONGEST_HEAD = 16_384;
const BARE_LOOK = 128;

/** The bytes of the message, whatever it is wrapped in; what is no message stays as it is. */
export async function unwrapped(feed: ByteFeed): Promise<{ feed: ByteFeed; wrapping: Wrapping }> {
	const first = (await feed.peek(BARE_LOOK)).toString('latin1', 0, BARE_LOOK);
	if (IS_BASE64.test(first) && isMessage(first)) return { feed: decoded(feed, 0), wrapping: 'base64' };
	if (!/^\s*-----BEGIN |^[A-Za-z][A-Za-z0-9-]*:/.test(first)) return { feed, wrapping: 'binary' };
	const head = (await feed.peek(LONGEST_HEAD)).toString('latin1', 0, LONGEST_HEAD);
	const pem = PEM_BEGIN.exec(head);
	if (pem) return { feed: decoded(feed, pem[0].length, true), wrapping: 'pem' };
	const mail = MAIL_HEAD.exec(head)?.[0];
	if (mail === undefined || !IS_PKCS7.test(mail)) return { feed, wrapping: 'binary' };
	return { feed: IS_BINARY.test(mail) ? without(feed, mail.length) : decoded(feed, mail.length), wrapping: 'smime' };
}

function isMessage(text: string): boolean {
	return typeof contentTypeOf(Buffer.from(text.trim().slice(0, 64), 'base64')) === 'object';
}

function without(feed: ByteFeed, headLength: number): ByteFeed {
	return new ByteFeed(skipping(feed, headLength));
}

async function* skipping(feed: ByteFeed, headLength: number): AsyncGenerator<Buffer> {
	let left = headLength;
	for (let piece = await feed.next(); piece; piece = await feed.next()) {
		if (piece.length > left) yield piece.subarray(left);
		left = Math.max(0, left - piece.length);
	}
}

function decoded(feed: ByteFeed, headLength: number, hasEndLine = false): ByteFeed {
	return new ByteFeed(decoding(skipping(feed, headLength), hasEndLine));
}

const CHARACTERS_OF_GROUP = 4;
const END_LINES = ['-----ENDPKCS7-----', '-----ENDCMS-----', '-----ENDPKCS#7DATA-----'];

async function* decoding(pieces: AsyncIterable<Buffer>, hasEndLine: boolean): AsyncGenerator<Buffer> {
	let left = '';
	let isOver = false;
	for await (const piece of pieces) {
		const text = left + piece.toString('latin1').replace(/\s+/g, '');
		const end: number = hasEndLine && !isOver ? text.indexOf('-') : -1;
		isOver ||= end >= 0;
		const whole = isOver ? Math.max(end, 0) : text.length - (text.length % CHARACTERS_OF_GROUP);
		left = text.slice(whole);
		if (isOver && !isEndLine(left)) throw new MalformedError('something behind the end');
		yield bytesOf(text.slice(0, whole));
	}
	if (hasEndLine ? !isOver : left !== '') throw new MalformedError('the text ends too early');
}

/** Whole or cut, without blanks. A second message behind the first would be lost without a word. */
function isEndLine(text: string): boolean {
	return END_LINES.some((line) => line.startsWith(text));
}

/** Strictly: Node.js would leave out what is no base64. */
function bytesOf(text: string): Buffer {
	if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % CHARACTERS_OF_GROUP !== 0) throw new MalformedError('no base64');
	return Buffer.from(text, 'base64');
}
