export default async function teardown(): Promise<void> {
	for (const server of globalThis.testServers ?? []) await server.stop();
}
