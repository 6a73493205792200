import type { Answer } from './faulty-server';
import { errorXml } from './s3-xml';

export interface FailureMore {
	message?: string;
	headers?: Record<string, string>;
	/** Further elements of the answer, such as `Region`. */
	elements?: Record<string, string>;
}

/** How S3 says an error. */
export function failure(status: number, code: string, { message, headers, elements }: FailureMore = {}): Answer {
	const body = Buffer.from(errorXml(code, message ?? `This is ${code}.`, elements));
	return { status, headers: { 'Content-Type': 'application/xml', ...headers }, body };
}
