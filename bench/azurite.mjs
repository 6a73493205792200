export async function measureAzurite() {}
