import { readCaCertificate } from '../../../core/http/ca-certificate';
import { makeCertificate } from '../../servers/certificate';

const authority = makeCertificate('Company CA');
const other = makeCertificate('Other CA');
const expired = madeIn(2020);
const base64 = authority.cert.replaceAll(/-----.*-----|\s/g, '');

function madeIn(year: number): ReturnType<typeof makeCertificate> {
	const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.UTC(year, 5, 15));
	try {
		return makeCertificate('Old CA');
	} finally {
		clock.mockRestore();
	}
}

describe('a certificate', () => {
	test.each<[string, string, string]>([
		['as it is', authority.cert, authority.cert],
		['with blanks around', `\n  ${authority.cert}\n\n`, authority.cert],
		['with Windows lines', authority.cert.replaceAll('\n', '\r\n'), authority.cert],
		['on one line, as a form makes of it', authority.cert.replaceAll('\n', ' '), authority.cert],
		['with line ends written out', authority.cert.replaceAll('\n', '\\n'), authority.cert],
		['with the words of openssl around', `subject=CN = Company CA\n${authority.cert}---\nServer certificate`, authority.cert],
		['by its older name', authority.cert.replaceAll('CERTIFICATE', 'X509 CERTIFICATE'), authority.cert],
		['and another', authority.cert + other.cert, authority.cert + other.cert],
		['and one that is over', expired.cert + authority.cert, expired.cert + authority.cert],
	])('%s', (_, pasted, pem) => {
		const read = readCaCertificate(pasted);
		expect(read.problem).toBeUndefined();
		expect(read.pem?.replaceAll(/\s/g, '')).toBe(pem.replaceAll(/\s/g, ''));
	});

	test.each(['', ' \n', '\\n'])('none: %p', (pasted) => expect(readCaCertificate(pasted)).toEqual({}));
});

describe('refused, by the name of the field', () => {
	const cut = (length: number) => authority.cert.slice(0, length);
	const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----';

	test.each<[string, string, RegExp]>([
		['words', 'the certificate of our proxy', /holds no certificate in PEM$/],
		['a path', '/etc/ssl/certs/company.pem', /holds no certificate in PEM$/],
		['the base64 without its lines', base64, /holds no certificate in PEM$/],
		['a certificate that is cut', cut(200), /holds PEM, but no whole certificate$/],
		['one of two that is cut', authority.cert + cut(200), /a part that is no certificate: it was not copied whole$/],
		['one of two that is broken', authority.cert + broken, /a certificate \(number 2\) that cannot be read/],
		['a broken one', broken, /\(number 1\) that cannot be read/],
		['a request', authority.cert.replaceAll('CERTIFICATE', 'CERTIFICATE REQUEST'), /holds PEM, but no whole certificate$/],
		['a private key', authority.key, /holds a private key$/],
		['a private key of another kind', authority.key.replaceAll('PRIVATE', 'ENCRYPTED PRIVATE'), /holds a private key$/],
		['a certificate with its private key', authority.cert + authority.key, /holds a private key$/],
		['a private key on one line', authority.key.replaceAll('\n', '\\n'), /holds a private key$/],
		['one that is over', expired.cert, /expired on 2020-06-16 \("Old CA"\)$/],
	])('%s', (_, pasted, problem) => {
		const read = readCaCertificate(pasted);
		expect(read).toEqual({ problem: { problem: expect.stringMatching(problem), advice: expect.stringContaining('-----BEGIN CERTIFICATE-----') } });
		expect(read.problem?.problem).toMatch(/^the CA Certificate of the credential /);
		for (const text of [base64, authority.key.split('\n')[1]]) expect(JSON.stringify(read)).not.toContain(text.slice(0, 20));
	});
});
