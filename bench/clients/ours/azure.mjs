export async function openRecordings(load, { url }, pacing) {
	const { openAzureBlob } = load('./sources/azure-blob/index.js');
	const { parseBlobUrl } = load('./sources/azure-blob/address.js');
	const { parseSas } = load('./sources/azure-blob/sas.js');
	const { withLayers } = load('./sources/layers/index.js');
	const { Recordings } = load('./sources/recordings.js');
	const { endpoint, container, query } = parseBlobUrl(url);
	const source = await openAzureBlob({
		endpoint,
		container,
		sas: parseSas(query),
		tokenLabel: 'bench',
		maxSockets: pacing.concurrency,
	});
	return new Recordings(withLayers(source, pacing));
}
