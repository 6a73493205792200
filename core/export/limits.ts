import type { JobLimits } from './types';

/** What a run has begun, and whether it may begin more. */
export class Limits {
	files = 0;
	bytes = 0;
	/** Whether the run ends because of one of them. */
	isReached = false;

	constructor(
		private readonly limits: JobLimits = {},
		private readonly minutes: () => number,
	) {}

	begin(sizeBytes = 0): void {
		this.files++;
		this.bytes += sizeBytes;
	}

	giveBack(sizeBytes = 0): void {
		this.files--;
		this.bytes -= sizeBytes;
	}

	isOver(): boolean {
		const { files = Infinity, bytes = Infinity } = this.limits;
		this.isReached ||= this.files >= files || this.bytes >= bytes || this.isOutOfTime();
		return this.isReached;
	}

	isOutOfTime(): boolean {
		const isOutOfTime = this.minutes() >= (this.limits.minutes ?? Infinity);
		this.isReached ||= isOutOfTime;
		return isOutOfTime;
	}
}
