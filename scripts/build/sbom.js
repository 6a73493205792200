const { Enums, Models, Serialize, Spec } = require('@cyclonedx/cyclonedx-library');

/**
 * The software bill of materials of the package, CycloneDX 1.6 as JSON: what is bundled, with the hash of the package that
 * npm installed, and who imports what. The same for the same sources: it holds no time and no random number.
 * @param {{ name: string, version: string, license: string }} own of package.json
 */
function sbom(own, packages) {
	const bom = new Models.Bom();
	const root = component(own, Enums.ComponentType.Library);
	bom.metadata.component = root;
	const components = new Map(packages.map((one) => [one.place, component(one, Enums.ComponentType.Library)]));
	for (const { place, imports } of packages) {
		const one = components.get(place);
		for (const other of imports) one.dependencies.add(components.get(other).bomRef);
		root.dependencies.add(one.bomRef);
		bom.components.add(one);
	}
	const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6));
	return serializer.serialize(bom, { sortLists: true, space: 1 });
}

function component({ place, name, version, license, integrity }, type) {
	const [, group, bare] = /^(?:(@[^/]+)\/)?(.+)$/.exec(name);
	const purl = `pkg:npm/${group ? `${encodeURIComponent(group)}/` : ''}${bare}@${version}`;
	const one = new Models.Component(type, bare, { group, version, purl, bomRef: place ?? purl });
	one.licenses.add(new Models.SpdxLicense(license));
	// The lock file states base64, the bill hexadecimal digits.
	const sha512 = /^sha512-(.+)$/.exec(integrity ?? '')?.[1];
	if (sha512) one.hashes.set(Enums.HashAlgorithm['SHA-512'], Buffer.from(sha512, 'base64').toString('hex'));
	return one;
}

module.exports = { sbom };
