/**
 * The document is not what it should be: cut, no XML, or larger than anything a service sends. Worth another try,
 * since a proxy on the way may have cut it.
 */
export class InvalidXmlError extends Error {
	override readonly name = 'InvalidXmlError';
}

/** For what only a handler can see to be wrong, too. */
export function fail(reason: string): never {
	throw new InvalidXmlError(`the answer of the service is not a complete listing: ${reason}`);
}
