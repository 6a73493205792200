import { RecordingError } from '../../../core/errors/recording-error';
import { explainTls } from '../../../core/errors/tls';
import { pageDetail } from '../../../core/http/web-page';
import { cutText } from '../../../core/secrets/cut';
import { REDACTED } from '../../../core/secrets/redacted';
import { Secret } from '../../../core/secrets/secret';

const SECRET = 'q8ZrK8mT4yLw1nB6cV0xHs3uJd9kPeAfGiOo5tR2EE';
const MOST = SECRET.slice(0, 30);

beforeAll(() => void new Secret(SECRET));

/** A text is masked before it is cut: half a secret is no longer known for one. */
test.each<[string, () => string]>([
	['the title of a web page, behind many blanks', () => pageDetail(403, 'the file', `<html><title>${' '.repeat(965)}${SECRET}</title></html>`)],
	['a path in a message', () => new RecordingError({ code: 'NOT_FOUND', operation: 'read', path: `${'x'.repeat(115)}${SECRET}${'y'.repeat(300)}` }).message],
	['the names of a certificate', () => new RecordingError({ operation: 'read', ...explainTls('ERR_TLS_CERT_ALTNAME_INVALID', `altnames: ${'x'.repeat(165)}${SECRET}`) }).message],
])('%s', (_, textOf) => expect(textOf()).not.toContain(MOST));

/** What a server or a limit of ours cut already. */
test.each([
	['after eight characters', SECRET.slice(0, 8), REDACTED],
	['before the last character', SECRET.slice(0, -1), REDACTED],
	['after seven, which may be anything', SECRET.slice(0, 7), SECRET.slice(0, 7)],
	['in base64', Buffer.from(SECRET).toString('base64').slice(0, 20), REDACTED],
	['encoded, in the middle of a code', `%71${SECRET.slice(1, 12)}%4`, REDACTED],
	['encoded twice', `%2571${SECRET.slice(1, 12)}%25`, REDACTED],
	['in the middle of an entity', `&#113;${SECRET.slice(1, 12)}&#`, REDACTED],
	['in the middle of an escape of JSON', `\\u0071${SECRET.slice(1, 12)}\\u00`, REDACTED],
	['not at all', `${SECRET.slice(0, 12)} there`, `${SECRET.slice(0, 12)} there`],
])('a text that was cut within a secret: %s', (_, end, expected) => expect(cutText(`said ${end}`, 100)).toBe(`said ${expected}`));

test('nothing of a secret is left, wherever the limit lies', () => {
	for (let limit = 0; limit < 80; limit++) expect(cutText(`said ${SECRET} and more`, limit, '…')).not.toContain(SECRET.slice(0, 3));
});

test.each<[string, number, string, string]>([
	['as it is', 9, 'exactly 9', 'exactly 9'],
	['the beginning', 7, 'exactly 9', 'exactly…'],
])('a text without a secret: %s', (_, limit, text, expected) => expect(cutText(text, limit, '…')).toBe(expected));
