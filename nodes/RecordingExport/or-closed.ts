/** Works with what is open, and closes it where that fails. */
export async function orClosed<Result>(close: () => Promise<void>, work: () => Promise<Result>): Promise<Result> {
	let isDone = false;
	try {
		const result = await work();
		isDone = true;
		return result;
	} finally {
		if (!isDone) await close();
	}
}
