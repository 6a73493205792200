import type { ICredentialDataDecryptedObject, IExecuteFunctions } from 'n8n-workflow';

/** One connection for each credential: its fields can be expressions, and differ from item to item. */
export class PerCredential<Connection> {
	readonly #opened = new Map<string, Promise<Connection>>();

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly credentialType: string,
		private readonly open: (fields: ICredentialDataDecryptedObject) => Promise<Connection>,
	) {}

	/** The connection of an item; items with the same credential share it. Throws what opening throws. */
	async of(itemIndex: number): Promise<Connection> {
		const fields = await this.context.getCredentials(this.credentialType, itemIndex);
		const key = JSON.stringify(fields);
		const known = this.#opened.get(key);
		if (known) return await known;
		const opening = this.open(fields);
		this.#opened.set(key, opening);
		return await opening;
	}

	/** Closes all that was opened. */
	async close(closeOne: (connection: Connection) => Promise<void>): Promise<void> {
		const opened = await Promise.allSettled(this.#opened.values());
		this.#opened.clear();
		for (const result of opened) if (result.status === 'fulfilled') await closeOne(result.value);
	}
}
