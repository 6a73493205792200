/** What an aws-chunked body held; undefined when it is not whole. */
export interface Decoded {
	content: Buffer;
	trailers: Record<string, string>;
}

/**
 * Takes `STREAMING-…` bodies apart: `<hex size>[;chunk-signature=…]\r\n<bytes>\r\n`, the last one empty, then trailers.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
export function decodeChunked(body: Buffer): Decoded | undefined {
	const pieces: Buffer[] = [];
	let start = 0;
	for (;;) {
		const lineEnd = body.indexOf('\r\n', start);
		if (lineEnd < 0) return undefined;
		const [hex] = body.toString('latin1', start, lineEnd).split(';');
		if (!/^[0-9a-f]+$/i.test(hex)) return undefined;
		const size = Number.parseInt(hex, 16);
		start = lineEnd + 2;
		if (size === 0) break;
		pieces.push(body.subarray(start, start + size));
		start += size + 2;
		if (start > body.length) return undefined;
	}
	const lines = body.toString('latin1', start).split('\r\n').filter(Boolean);
	const trailers = Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]));
	return { content: Buffer.concat(pieces), trailers };
}
