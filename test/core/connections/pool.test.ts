import { setTimeout as delay } from 'node:timers/promises';
import { ConnectionPool, type PoolOptions } from '../../../core/connections/pool';

class Line {
	isUsable = true;
	isClosed = false;
	kept = 0;

	constructor(readonly number: number) {}

	async keepAlive(): Promise<void> {
		this.kept++;
	}

	close(): void {
		this.isClosed = true;
		this.isUsable = false;
	}
}

const TOO_MANY = new Error('too many');
let lines: Line[];

/** A pool over lines that open a moment later; what `fails` gives is thrown in the place of a line. */
function poolOf(options: Partial<PoolOptions<Line>> = {}, fails: (opened: number) => Error | undefined = () => undefined) {
	lines = [];
	let tries = 0;
	return new ConnectionPool<Line>({
		max: 2,
		isTooMany: (error) => error === TOO_MANY,
		open: async () => {
			const number = ++tries;
			await delay(2);
			const failure = fails(number);
			if (failure) throw failure;
			const line = new Line(number);
			lines.push(line);
			return line;
		},
		...options,
	});
}

const openLines = () => lines.filter(({ isClosed }) => !isClosed).length;

describe('a pool', () => {
	test('uses a connection again', async () => {
		const pool = poolOf();
		for (let turn = 0; turn < 5; turn++) expect(await pool.use(async ({ number }) => number)).toBe(1);
		await pool.close();
	});

	test('opens no more than it may, and serves who waits in turn', async () => {
		const pool = poolOf();
		const order: number[] = [];
		let now = 0;
		let most = 0;
		const work = async (index: number) =>
			await pool.use(async () => {
				order.push(index);
				most = Math.max(most, ++now);
				await delay(3);
				now--;
			});
		await Promise.all([0, 1, 2, 3, 4, 5].map(work));
		expect([most, lines.length]).toEqual([2, 2]);
		expect(order).toEqual([0, 1, 2, 3, 4, 5]);
		await pool.close();
	});

	test('gives the connection back when the work fails', async () => {
		const pool = poolOf({ max: 1 });
		await expect(pool.use(async () => await Promise.reject(new Error('work')))).rejects.toThrow('work');
		expect(await pool.use(async ({ number }) => number)).toBe(1);
		await pool.close();
	});

	test.each<[string, (line: Line) => void, 'release' | 'discard']>([
		['that is discarded', () => {}, 'discard'],
		['that is not usable any more', (line) => (line.isUsable = false), 'release'],
	])('replaces a connection %s', async (_, harm, how) => {
		const pool = poolOf({ max: 1 });
		const lease = await pool.lease();
		const next = pool.lease();
		harm(lease.connection);
		lease[how]();
		expect((await next).connection.number).toBe(2);
		expect(lines[0].isClosed).toBe(true);
		await pool.close();
	});

	test('replaces a connection that broke while it was idle', async () => {
		const pool = poolOf();
		await pool.use(async () => {});
		lines[0].isUsable = false;
		expect(await pool.use(async ({ number }) => number)).toBe(2);
		expect(lines[0].isClosed).toBe(true);
		await pool.close();
	});

	test('takes a connection back once', async () => {
		const pool = poolOf();
		const lease = await pool.lease();
		lease.release();
		lease.release();
		lease.discard();
		const [one, two] = await Promise.all([pool.lease(), pool.lease()]);
		expect(one.connection).not.toBe(two.connection);
		expect(one.connection.isClosed).toBe(false);
		await pool.close();
	});
});

describe('a pool whose connections cannot be opened', () => {
	test('tells the first who waits, and goes on', async () => {
		const pool = poolOf({ max: 1 }, (number) => (number === 1 ? new Error('refused') : undefined));
		const outcomes = await Promise.allSettled([pool.lease(), pool.lease()]);
		expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
		await pool.close();
	});

	test('makes do with what it has when the server wants fewer', async () => {
		const pool = poolOf({ max: 5 }, (number) => (number > 2 ? TOO_MANY : undefined));
		const work = async ({ number }: Line) => await delay(2, number);
		const served = await Promise.all(Array.from({ length: 20 }, async () => await pool.use(work)));
		expect(new Set(served)).toEqual(new Set([1, 2]));
		expect(lines).toHaveLength(2);
		expect(pool.capacity).toBe(2);
		await pool.close();
	});

	test('fails when the server wants fewer and there is none', async () => {
		const pool = poolOf({ max: 3 }, () => TOO_MANY);
		const outcomes = await Promise.allSettled([pool.lease(), pool.lease(), pool.lease()]);
		expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
		expect(pool.openCount).toBe(0);
		await pool.close();
	});
});

describe('a pool that nobody waits for any more', () => {
	test('refuses a signal that has aborted', async () => {
		const pool = poolOf();
		await expect(pool.lease(AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
		expect(pool.openCount).toBe(0);
	});

	test('lets go who waits for a busy connection, and serves the next', async () => {
		const pool = poolOf({ max: 1 });
		const lease = await pool.lease();
		const controller = new AbortController();
		const waiting = pool.lease(controller.signal);
		const next = pool.lease();
		controller.abort();
		await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
		lease.release();
		expect((await next).connection.number).toBe(1);
		await pool.close();
	});

	test('stops opening', async () => {
		const signals: AbortSignal[] = [];
		const open = async (signal?: AbortSignal) => {
			signals.push(signal as AbortSignal);
			return await new Promise<Line>((_, reject) => signal?.addEventListener('abort', () => reject(new Error('stopped'))));
		};
		const pool = poolOf({ open });
		const controller = new AbortController();
		const patient = pool.lease();
		const waiting = pool.lease(controller.signal);
		controller.abort();
		await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
		expect(signals.map(({ aborted }) => aborted)).toEqual([false, true]);
		const closing = pool.close();
		await expect(patient).rejects.toMatchObject({ code: 'CLOSED' });
		await closing;
		expect(pool.openCount).toBe(0);
	});
});

/** However long a busy machine takes; without end, the test runs out of time. */
async function until(isSo: () => boolean): Promise<void> {
	while (!isSo()) await delay(2);
}

describe('a pool of idle connections', () => {
	test('closes them after a while', async () => {
		const pool = poolOf({ idleMs: 15 });
		await pool.use(async () => {});
		expect(openLines()).toBe(1);
		await until(() => openLines() === 0);
		expect(pool.openCount).toBe(0);
		expect(await pool.use(async ({ number }) => number)).toBe(2);
		await pool.close();
	});

	test('keeps them alive until then', async () => {
		const pool = poolOf({ idleMs: 600, keepAliveMs: 20 });
		await pool.use(async () => {});
		await until(() => lines[0].kept > 1);
		expect(lines[0].isClosed).toBe(false);
		await until(() => lines[0].isClosed);
		await pool.close();
	});

	test('drops one that does not stay alive', async () => {
		const pool = poolOf({ keepAliveMs: 10 });
		const lease = await pool.lease();
		lease.connection.keepAlive = async () => await Promise.reject(new Error('dead'));
		lease.release();
		await until(() => openLines() === 0);
		expect(pool.openCount).toBe(0);
		await pool.close();
	});
});

describe('a pool that is closed', () => {
	test('closes what is idle, in use, and being opened, and refuses who waits', async () => {
		const pool = poolOf({ max: 3 });
		await Promise.all([pool.use(async () => await delay(5)), pool.lease()]);
		const opening = pool.lease().catch(() => 'refused');
		const another = pool.lease().catch((error: { code: string }) => error.code);
		await pool.close();
		expect(openLines()).toBe(0);
		expect(await another).toBe('CLOSED');
		await opening;
		expect(pool.openCount).toBe(0);
		await expect(pool.lease()).rejects.toMatchObject({ code: 'CLOSED' });
		await pool.close();
	});

	test('closes what comes back later', async () => {
		const pool = poolOf();
		const lease = await pool.lease();
		await pool.close();
		expect(lines[0].isClosed).toBe(true);
		lease.release();
		expect(pool.openCount).toBe(0);
	});
});
